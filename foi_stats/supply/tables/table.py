"""A table found on a sheet: its columns with their headings, and the rows below them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.tables.headings import Heading
from foi_stats.supply.tables.words import DistinctValues

Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Column:
    """One column of a table: its own heading, the bands above or below it, and the two parsed as one heading.

    ``labels`` are the values of breakdowns among its headings, each with its breakdown's name; ``heading`` leaves them
    out.
    """

    index: int
    own: str
    bands: tuple[str, ...]
    heading: Heading
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The whole heading, bands first: ``2012-13 Budget``."""
        return " ".join([*self.bands, self.own]).strip()


@dataclass(frozen=True)
class Table:
    """One table of a sheet; rows and columns are positions in ``sheet.rows``.

    Attributes
    ----------
    head, body
        Its heading rows, and the rows below them.
    above
        The texts above it.
    repeated_headings
        Rows of the body that only repeat the headings, as at the top of a printed page.
    days_by_row
        The days that titles in rows of the sheet name, for rows that were searched; the tables of a sheet share them.
    cells_by_column
        The cells of the whole sheet column by column; transposing all at once is faster than one by one.
    """

    sheet: Sheet
    head: range
    body: range
    columns: tuple[Column, ...]
    above: tuple[str, ...]
    repeated_headings: frozenset[int] = frozenset()
    days_by_row: dict[int, frozenset[dt.date]] = field(default_factory=dict, repr=False, compare=False)
    cells_by_column: list[tuple[Value, ...]] = field(default_factory=list, repr=False, compare=False)
    _words: dict[tuple[int, range], DistinctValues] = field(default_factory=dict, repr=False, compare=False)

    @property
    def place(self) -> str:
        """The A1 range of its headings."""
        first, last = self.columns[0].index, self.columns[-1].index
        return f"{self.sheet.address(self.head[0], first)}:{self.sheet.address(self.head[-1], last)}"

    def address_of(self, column: int) -> str:
        """Return the A1 address of the lowest heading of a column."""
        return self.sheet.address(self.head[-1], column)

    def values(self, column: int, rows: Sequence[int]) -> list[Value]:
        """Return the cells of one column in some rows of the body, which must be in ascending order."""
        if not self.cells_by_column:
            self.cells_by_column.extend(zip(*self.sheet.rows, strict=True))
        cells = self.cells_by_column[column]
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return list(cells[rows[0] : rows[-1] + 1])
        return [cells[row] for row in rows]

    def labels(self, column: int, rows: Sequence[int]) -> list[Value]:
        """Return the cells of one column, where each cell of a merged range has the value of the range."""
        merged = {
            row - self.sheet.top: self.sheet.rows[top - self.sheet.top][column]
            for top, left, bottom, _ in self.sheet.merged
            if left - self.sheet.left == column and top - self.sheet.top in self.body
            for row in range(top + 1, bottom + 1)
        }
        values = self.values(column, rows)
        return [merged.get(row, value) for row, value in zip(rows, values, strict=True)] if merged else values

    def words(self, column: int) -> DistinctValues:
        """Return the distinct labels anywhere below the headings of a column."""
        key = column, self.body
        if key not in self._words:
            self._words[key] = DistinctValues(self.labels(column, self.body))
        return self._words[key]
