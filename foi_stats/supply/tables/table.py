"""A table as it was found on a sheet: its columns with their headings, and the rows below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.tables.headings import Heading
from foi_stats.supply.tables.words import Words

Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Column:
    """One column of a table: its own heading, the bands above or below it, and the two read as one."""

    index: int
    own: str
    bands: tuple[str, ...]
    heading: Heading

    @property
    def text(self) -> str:
        """The heading as a person would say it: ``2012-13 Budget``."""
        return " ".join([*self.bands, self.own]).strip()


@dataclass(frozen=True)
class Table:
    """One table: its heading rows, the rows below them (positions in ``sheet.rows``), its columns, the text above.

    ``again`` are rows of its body in which the headings are merely repeated, as at the top of a printed page;
    ``turned`` are the columns of the sheet, all turned round at once, which is faster than one by one.
    """

    sheet: Sheet
    head: range
    body: range
    columns: tuple[Column, ...]
    above: tuple[str, ...]
    again: frozenset[int] = frozenset()
    turned: list[tuple[Value, ...]] = field(default_factory=list, repr=False, compare=False)
    _words: dict[tuple[int, range], Words] = field(default_factory=dict, repr=False, compare=False)

    @property
    def place(self) -> str:
        """The A1 range of its headings."""
        first, last = self.columns[0].index, self.columns[-1].index
        return f"{self.sheet.address(self.head[0], first)}:{self.sheet.address(self.head[-1], last)}"

    def values(self, column: int, rows: Sequence[int]) -> list[Value]:
        """Return the cells of one column in the given rows of the body, which rise."""
        if not self.turned:
            self.turned.extend(zip(*self.sheet.rows, strict=True))
        cells = self.turned[column]
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return list(cells[rows[0] : rows[-1] + 1])
        return [cells[row] for row in rows]

    def labels(self, column: int, rows: Sequence[int]) -> list[Value]:
        """Return the cells of one column, those merged downwards each with the value of the whole."""
        merged = {
            row - self.sheet.top: self.sheet.rows[top - self.sheet.top][column]
            for top, left, bottom, _ in self.sheet.merged
            if left - self.sheet.left == column and top - self.sheet.top in self.body
            for row in range(top + 1, bottom + 1)
        }
        values = self.values(column, rows)
        return [merged.get(row, value) for row, value in zip(rows, values, strict=True)] if merged else values

    def words(self, column: int) -> Words:
        """Return the distinct labels that stand anywhere below the headings of a column."""
        key = column, self.body
        if key not in self._words:
            self._words[key] = Words(self.labels(column, self.body))
        return self._words[key]
