"""Rows that show themselves: an ordinary frame with a title, and of its columns those that say the most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.shown import Rows, Shown


class ShownRows(Shown, pd.DataFrame):
    """A frame that shows itself in brief, as an accessible table; whatever is made of it is a plain frame.

    pandas' own table has no caption and no heading for its rows, and its text grows with the rows.
    """

    _metadata: ClassVar[list[str]] = ["_title", "_first"]
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "_brief"), ("", "_columns_left"))
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
            The columns that are shown, as far as there are such; all if empty. The frame keeps every column.
        """
        made = cls(rows)
        made._title, made._first = title, tuple(name for name in first if name in rows)
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
    def _brief(self) -> Rows:
        known = pd.DataFrame(self)
        return table_of_rows(known[list(self._first)] if self._first else known, self._title)

    @property
    def _columns_left(self) -> str:
        left = [str(name) for name in self.columns if self._first and name not in self._first]
        return f"Further columns: {', '.join(left)}." if left else ""


def table_of_rows(rows: pd.DataFrame, title: str, most: int = 40) -> Rows:
    """Return rows as a small table, its caption with how many there are; a gap is empty, and amounts are in pounds."""
    headings = tuple(name[:1].upper() + name[1:].replace("_", " ") for name in map(str, rows))
    numeric = tuple(at for at, name in enumerate(rows) if _is_number(rows[name]))
    columns = [_texts(rows[name]) for name in rows]
    caption = f"{title} ({counted(len(rows), 'row')})"
    return Rows(caption, headings, tuple(zip(*columns, strict=True)), numeric, most)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _texts(column: pd.Series) -> list[str]:
    """Return values as their type shows them: amounts as pounds and pennies, plain numbers without needless zeros."""
    is_plain = isinstance(column.dtype, np.dtype) and column.dtype.kind == "f"
    shown = "{:,.15g}".format if is_plain else column.array._formatter(boxed=True)
    return ["" if pd.isna(value) else shown(value) for value in column]
