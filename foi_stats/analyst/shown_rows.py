"""Rows that show themselves: an ordinary frame with a title, and of its columns those that say the most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.shown import Rows, Shown

CELL = ("file", "sheet", "cell")
FUNDING = ("authority", "line", "provider", "financial_year", "basis", "flow", "amount", "shorthand", *CELL)
COUNTS = ("authority", "service", "measure", "financial_year", "quarter", "count", "shorthand", *CELL, "release")
"""The columns of supplied rows that say the most; ``release`` marks counts that should be hidden and are not."""

_KINDS = {"basis": "bases", "flow": "flows", "measure": "measures"}


class ShownRows(Shown, pd.DataFrame):
    """A frame that shows itself in brief, as an accessible table; whatever is made of it is a plain frame.

    pandas' own table has no caption and no heading for its rows, and its text grows with the rows.
    """

    _metadata: ClassVar[list[str]] = ["_title", "_first"]
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "_kinds"), ("", "_brief"), ("", "_columns_left"))
    _title: str
    _first: tuple[str, ...]

    @classmethod
    def of(cls, rows: pd.DataFrame, title: str, first: Sequence[str] = ()) -> Self:
        """Return rows that show themselves.

        Parameters
        ----------
        title
            What they are.
        first
            The columns that are shown, as far as there are such; all if empty. The frame keeps every column, and has
            these first, so that what pandas shows of a part of it begins with them too.
        """
        there = tuple(name for name in first if name in rows)
        made = cls(rows[[*there, *(name for name in rows if name not in there)]])
        made._title, made._first = title, there
        return made

    def like(self, rows: pd.DataFrame, added: str, column: str) -> Self:
        """Return other rows that show themselves as these do, with something added to the title, and a column."""
        return self.of(rows, f"{self._title}, {added}", [*self._first, column] if self._first else ())

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _shown_title(self) -> str:
        return ""

    @property
    def _kinds(self) -> str:
        """What is never to be added up, where the rows are of several kinds: pandas would do so in silence."""
        kinds = {plural: sorted(set(self[name]) - {""}) for name, plural in _KINDS.items() if name in self}
        several = [f"{plural} ({', '.join(names)})" for plural, names in kinds.items() if len(names) > 1]
        return f"Never add up different {' or '.join(several)}." if several else ""

    @property
    def _brief(self) -> Rows:
        known = pd.DataFrame(self)
        return table_of_rows(known[list(self._first)] if self._first else known, self._title)

    @property
    def _columns_left(self) -> str:
        left = [str(name) for name in self.columns if self._first and name not in self._first]
        return f"Further columns: {', '.join(left)}." if left else ""


def supplied_rows(rows: pd.DataFrame, title: str) -> ShownRows:
    """Return supplied rows of funding or counts that show themselves."""
    return ShownRows.of(rows, title, COUNTS if "service" in rows else FUNDING)


def table_of_rows(rows: pd.DataFrame, title: str, most: int = 40) -> Rows:
    """Return the first rows as a table, its caption with how many there are; a gap is empty, amounts are in pounds."""
    caption = f"{title} ({counted(len(rows), 'row')}{f', of which the first {most}' if len(rows) > most else ''})"
    rows = rows.head(most)
    headings = tuple(name[:1].upper() + name[1:].replace("_", " ") for name in map(str, rows))
    numeric = tuple(at for at, name in enumerate(rows) if _is_number(rows[name]))
    columns = [_texts(rows[name]) for name in rows]
    return Rows(caption, headings, tuple(zip(*columns, strict=True)), numeric, most)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _texts(column: pd.Series) -> list[str]:
    """Return values as their type shows them: amounts as pounds and pennies, plain numbers without needless zeros."""
    is_plain = isinstance(column.dtype, np.dtype) and column.dtype.kind == "f"
    shown = "{:,.15g}".format if is_plain else column.array._formatter(boxed=True)
    return ["" if pd.isna(value) else shown(value) for value in column]
