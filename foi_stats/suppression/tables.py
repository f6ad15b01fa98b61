"""Reads tables from CSV, turns wide tables into long ones and back, and replaces hidden counts by their symbols."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from foi_stats.suppression.linked_tables import parse_count

_LARGEST = 20_000_000


def read_table(path: Path | str, *, count: str, by: Sequence[str], wide: bool = False) -> pd.DataFrame:
    """Return a CSV table as a long table in which every cell is the text that stands there.

    Parameters
    ----------
    path
        A CSV file in UTF-8 with one row of headings.
    count
        The column of counts; for a wide table, the name of that column in the result.
    by
        The columns of labels. In a wide table exactly one of them is not a heading: the headings that ``by`` does not
        name are its labels (years across the top, for instance).
    wide
        Whether the counts stand side by side in several columns.

    Raises
    ------
    ValueError
        If the file is too large, not UTF-8, not a table, or lacks a column.
    """
    path = Path(path)
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"{path.name} is larger than {_LARGEST // 1_000_000} MB: that is not a table made by hand")
    try:
        table = _parse_table(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not in UTF-8; save it as “CSV UTF-8 (comma delimited)”") from None
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path.name} cannot be read as a CSV table: {error}") from None
    if wide:
        long = long_table(table, count=count, by=by)
        _check_table(path.name, long, count, by)
        return long
    lacking = [column for column in (*by, count) if column not in table.columns]
    if lacking:
        raise ValueError(f"{path.name} has no column {lacking[0]!r}; its columns are {', '.join(table.columns)}")
    _check_table(path.name, table, count, by)
    return table


def _parse_table(text: str) -> pd.DataFrame:
    """Return the rows of a CSV text under its headings, without blank rows, blank columns and spaces around cells."""
    delimiter = _delimiter(text)
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    ]
    numbered = [(at, row) for at, row in enumerate(rows, start=1) if any(row)]
    if len(numbered) < 2:
        raise ValueError("it needs a row of headings and at least one row below them")
    (_, headings), *body = numbered
    used = [at for at, heading in enumerate(headings) if heading or any(row[at : at + 1] != [""] for _, row in body)]
    named = [headings[at] for at in used]
    _check_headings(named)
    for at, row in body:
        if len(row) < len(headings) or any(row[len(headings) :]):
            raise ValueError(f"row {at} has {len(row)} cells, and there are {len(headings)} headings")
    return pd.DataFrame([[row[at] for at in used] for _, row in body], columns=named, dtype=str)


def _check_headings(headings: Sequence[str]) -> None:
    """Refuse a column without a heading, and two columns with the same one."""
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if "" in headings or twice:
        what = f"two columns are headed {twice[0]!r}" if twice and twice[0] else "a column has no heading"
        raise ValueError(f"{what}; give each a name of its own")


def _delimiter(text: str) -> str:
    """Return the delimiter: the comma, semicolon or tab that stands most often in the headings.

    Spreadsheet programs write semicolons where the computer's language has a decimal comma.
    """
    headings = next(filter(str.strip, text.splitlines()), "")
    return max(",;\t", key=headings.count)


def _check_table(name: str, table: pd.DataFrame, count: str, by: Sequence[str]) -> None:
    """Refuse counts that cannot be used; the message names their place."""
    for labels, value in zip(table[list(by)].itertuples(index=False), table[count], strict=True):
        try:
            parse_count(value)
        except ValueError as error:
            place = ", ".join(f"{column} {label}" for column, label in zip(by, labels, strict=True))
            raise ValueError(f"{name}, {place}: {error}") from None


def long_table(wide: pd.DataFrame, *, count: str, by: Sequence[str]) -> pd.DataFrame:
    """Return a wide table as a long table: the columns of ``by`` in their order, then ``count``.

    Raises
    ------
    ValueError
        Unless exactly one of ``by`` is not a column of the table, and ``count`` is not one either.
    """
    across = [column for column in by if column not in wide.columns]
    if len(across) != 1 or count in wide.columns:
        raise ValueError(
            f"in a wide table exactly one of {', '.join(by)} goes across the top and is not a heading itself, nor is "
            f"{count!r}; the headings are {', '.join(map(str, wide.columns))}"
        )
    down = [column for column in by if column in wide.columns]
    return wide.melt(id_vars=down, var_name=across[0], value_name=count)[[*by, count]]


def wide_table(long: pd.DataFrame, *, count: str, by: Sequence[str], across: str) -> pd.DataFrame:
    """Return a long table as a wide table: the labels of ``across`` head the columns, in the order of the rows."""
    down = [column for column in by if column != across]
    order = list(dict.fromkeys(long[across]))
    rows = long[down].drop_duplicates()
    wide = long.pivot(  # noqa: PD010 - a table has each cell once, which pivot checks
        index=down, columns=across, values=count
    )[order].reset_index()
    wide.columns.name = None
    return rows.merge(wide, on=down, how="left", validate="one_to_one")


def published_table(protected: pd.DataFrame, *, count: str, symbols: int = 1) -> pd.DataFrame:
    """Return a protected table as it may be published: ``[c]`` for hidden counts, and no column ``suppressed``.

    With one symbol readers cannot tell which cells are small. With two, ``[c]`` stands for a small count and ``[c2]``
    for a count hidden to protect another: the table must have been protected with ``symbols=2``.
    """
    mark = {"primary": "[c]", "secondary": "[c2]" if symbols == 2 else "[c]"}
    shown = protected[count].astype(object)
    hidden = protected["suppressed"].map(mark)
    return protected.assign(**{count: shown.where(hidden.isna(), hidden)}).drop(columns="suppressed")
