"""Reads the counts and hidden cells of tables that are published together, and links the cells they share.

Frames are checked here, once; the modules that solve and attack see only positions and numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from foi_stats.suppression.parameters import check_columns, check_hierarchy, is_number
from foi_stats.suppression.structure import TOTAL, Hierarchy, Key, Structure, build_structure, shared_detail
from foi_stats.vocabulary.shorthand import GAPS

HIDDEN = {"[c]": "primary", "[c2]": "secondary"}
"""What each symbol for a hidden cell means where both are used; ``[c]`` alone may stand for either."""

UNPRINTED = "[..]"
"""Stands for a count that exists and is printed nowhere: it may be anything, 0 included."""

_WHOLE = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.0+)?")
_MOST = 1_000_000_000

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """One table: the key of each row, its count (NaN if none is shown), and whether and how it is hidden.

    ``mark`` holds the column ``suppressed``, ``symbol`` the text that stands in place of the count.
    """

    keys: list[Key]
    count: np.ndarray
    hidden: np.ndarray
    mark: list[str]
    symbol: list[str]


@dataclass(frozen=True)
class LinkedTables:
    """Tables and the cells that they share."""

    structure: Structure
    readings: tuple[Reading, ...]

    def shown(self, tables: range) -> np.ndarray:
        """Return the count that these tables show for each cell, NaN where they show none.

        Raises
        ------
        ValueError
            If two of the tables show different counts for one cell.
        """
        shown = np.full(len(self.structure.keys), np.nan)
        for table in tables:
            rows, count = self.structure.rows[table], self.readings[table].count
            clash = ~np.isnan(count) & ~np.isnan(shown[rows]) & (count != shown[rows])
            if clash.any():
                at = int(np.flatnonzero(clash)[0])
                cell = self.structure.cell_name(rows[at])
                raise ValueError(
                    f"{cell}: given as {shown[rows[at]]:,.0f} in one table and {count[at]:,.0f} in another"
                )
            shown[rows] = np.where(np.isnan(count), shown[rows], count)
        return shown

    def hidden(self, tables: range) -> np.ndarray:
        """Return which cells are hidden in any of these tables."""
        hidden = np.zeros(len(self.structure.keys), dtype=bool)
        for table in tables:
            hidden[self.structure.rows[table][self.readings[table].hidden]] = True
        return hidden

    @cached_property
    def symbols(self) -> int:
        """2 if small cells and the others carry different symbols in any table, else 1."""
        return 2 if any("[c2]" in reading.symbol for reading in self.readings) else 1

    def kinds(self, symbols: int) -> np.ndarray:
        """Return ``primary``, ``secondary`` or, where no mark or symbol tells, an empty text for each cell."""
        kinds = np.full(len(self.structure.keys), "", dtype=object)
        for rows, reading in zip(self.structure.rows, self.readings, strict=True):
            for cell, mark, symbol in zip(rows, reading.mark, reading.symbol, strict=True):
                kinds[cell] = mark or (HIDDEN.get(symbol, "") if symbols == 2 else "") or kinds[cell]
        return kinds


def link_tables(
    tables: Sequence[pd.DataFrame], count: str, by: Sequence[str], hierarchy: Hierarchy | None, may_hide_zeros: int = 0
) -> LinkedTables:
    """Return tables with the cells of all of them linked.

    A table need not have all columns of ``by``; in those it lacks, its rows are totals. The zeros of the first
    ``may_hide_zeros`` tables do not count as shown. Where tables over different columns are totals of one finer table
    that is not printed, that table is added last: none of its counts is known, and none is negative. Neither the order
    of rows nor that of ``by`` changes the cells and lines.

    Raises
    ------
    ValueError
        If a column is in none of the tables or ``count`` not in all; if a row stands twice; if a label is missing;
        if a count is negative, not whole, or not a number or one of the symbols.
    """
    named = check_columns(count, by)
    check_hierarchy(hierarchy)
    by = sorted(named)
    _check_columns(tables, count, by, hierarchy or {})
    readings = tuple(_read(table, count, by) for table in tables)
    above = {
        column: {label_text(child): label_text(parent) for child, parent in parents.items()}
        for column, parents in (hierarchy or {}).items()
    }
    zeros = [(reading.count == 0) & (at >= may_hide_zeros) for at, reading in enumerate(readings)]
    subtotals = [set(above.get(column, {}).values()) for column in by]
    between = shared_detail([reading.keys for reading in readings], zeros, subtotals)
    if between:
        unknown = np.full(len(between), np.nan)
        symbols = [UNPRINTED] * len(between)
        readings = (*readings, Reading(between, unknown, np.isinf(unknown), [""] * len(between), symbols))
        zeros.append(np.isinf(unknown))
    structure = build_structure([reading.keys for reading in readings], zeros, by, above)
    printed = np.zeros(len(structure.keys), dtype=bool)
    for rows, reading in zip(structure.rows, readings, strict=True):
        printed[rows[[symbol != UNPRINTED for symbol in reading.symbol]]] = True
    return LinkedTables(replace(structure, printed=printed, named=tuple(named)), readings)


def _check_columns(tables: Sequence[pd.DataFrame], count: str, by: Sequence[str], hierarchy: Hierarchy) -> None:
    columns = {str(column) for table in tables for column in table.columns}
    unknown = [name for name in (*by, *hierarchy) if name not in columns]
    unknown += [count for table in tables if count not in table.columns]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}; the columns are {', '.join(sorted(columns))}")


def _read(table: pd.DataFrame, count: str, by: Sequence[str]) -> Reading:
    here = [column for column in by if column in table.columns]
    if table[here].isna().to_numpy().any():
        raise ValueError(f"a label in {', '.join(here)} is missing: every row needs all of them")
    labels = [label_texts(table[column]) if column in here else [TOTAL] * len(table) for column in by]
    keys = list(zip(*labels, strict=True))
    seen: set[Key] = set()
    twice = [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
    if twice:
        raise ValueError(f"the row {_row_name(by, twice[0])} stands twice in one table; leave one of the two out")
    counts = _counts_of(table[count], by, keys)
    marks = _marks(table)
    hidden = np.array([value in HIDDEN or mark != "" for value, mark in zip(counts, marks, strict=True)], dtype=bool)
    number = [np.nan if isinstance(value, str) else float(value) for value in counts]
    symbol = [value if isinstance(value, str) else "" for value in counts]
    return Reading(keys, np.where(hidden, np.nan, number), hidden, marks, symbol)


def _row_name(by: Sequence[str], key: Key) -> str:
    return ", ".join(f"{column} {label}" for column, label in zip(by, key, strict=True))


def _counts_of(values: pd.Series[Any], by: Sequence[str], keys: Sequence[Key]) -> list[int | str]:
    """Return counts; the message of one that cannot be used names its row."""
    try:
        return each_once(parse_count, values)
    except ValueError:
        for value, key in zip(values.astype(object), keys, strict=True):
            try:
                parse_count(value)
            except ValueError as error:
                raise ValueError(f"{_row_name(by, key)}: {error}") from None
        raise


def _marks(table: pd.DataFrame) -> list[str]:
    """Return the column ``suppressed`` as :func:`protect` returns it, or empty texts if there is none."""
    if "suppressed" not in table.columns:
        return [""] * len(table)
    marks = table["suppressed"].astype(object).where(table["suppressed"].notna(), "").astype(str).tolist()
    unknown = sorted(set(marks) - {"", *HIDDEN.values()})
    if unknown:
        raise ValueError(f"suppressed is {unknown[0]!r}; it may be empty, primary or secondary")
    return marks


def label_text(label: Hashable) -> str:
    """Return a label as text, so that 2014, 2014.0 and "2014 " are the same label, and so are Total and TOTAL."""
    if isinstance(label, (int, float, np.integer, np.floating)) and float(label).is_integer():
        return str(int(label))
    text = str(label).strip()
    return TOTAL if text.casefold() == TOTAL.casefold() else text


def label_texts(labels: pd.Series[Any]) -> list[str]:
    """Return the labels of a column as text."""
    return each_once(label_text, labels)


def each_once(read: Callable[[Any], T], values: pd.Series[Any]) -> list[T]:
    """Return what a function gives for each value; of values that are alike it is asked once."""
    known: dict[tuple[type, Hashable], T] = {}
    result = []
    for value in values.astype(object).tolist():
        key = (type(value), value if isinstance(value, Hashable) else repr(value))
        if key not in known:
            known[key] = read(value)
        result.append(known[key])
    return result


def parse_count(value: object) -> int | str:
    """Return a count as a whole number, or the symbol that stands in its place (``[c]``, ``[c2]``, ``[x]``).

    An empty cell is ``[x]``, a count that is missing. ``[..]`` is a count that is printed nowhere.

    Raises
    ------
    ValueError
        If it is negative, not whole, or not a count at all.
    """
    if isinstance(value, str):
        text = value.strip().casefold()
        if text in GAPS or text in HIDDEN or text == UNPRINTED:
            return text
        if not text:
            return "[x]"
        if not _WHOLE.fullmatch(text):
            raise ValueError(f"{value!r} is not a count; write a whole number, [c] if it is hidden, or leave it empty")
        return _bounded(int(text.split(".")[0].replace(",", "")))
    if value is None or value is pd.NA or value is pd.NaT:
        return "[x]"
    if not is_number(value):
        raise ValueError(f"{value!r} is not a count: it must be whole and not negative")
    number = float(value)
    if math.isnan(number):
        return "[x]"
    if number < 0 or not number.is_integer():
        raise ValueError(f"{value} is not a count: it must be whole and not negative")
    return _bounded(int(number))


def _bounded(count: int) -> int:
    """Return the count; refuse one too large to be computed with exactly."""
    if count > _MOST:
        raise ValueError(f"{count:,} is more than {_MOST:,}: too large for a count of people")
    return count
