"""Find the tables of a sheet by their headings.

Headings are one to three rows that name both figures (amounts, counts, years across) and labels for their rows. A table
runs down to the next headings or to the end of the sheet. An empty column separates tables that stand side by side.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.tables.across import labels_across, mark_parts
from foi_stats.supply.tables.columns import Label
from foi_stats.supply.tables.complete import VALUE_ROLES, has_figures_and_labels
from foi_stats.supply.tables.counted import mark_counts
from foi_stats.supply.tables.heading_cells import DEEPEST, FIRST_ROWS, PAGE, could_be_year, is_heading_text
from foi_stats.supply.tables.heading_days import settle_days
from foi_stats.supply.tables.headings import parse_heading, plain, without_units
from foi_stats.supply.tables.listed import mark_list_columns
from foi_stats.supply.tables.row_beneath import is_row_beneath
from foi_stats.supply.tables.stacked import read_stacked
from foi_stats.supply.tables.table import Column, Rows, Table
from foi_stats.supply.tables.text_above import is_row_of_gaps, is_total_without_figures, rows_above
from foi_stats.supply.tables.turned import mark_lines_across
from foi_stats.supply.tables.unheaded import mark_unheaded_periods
from foi_stats.supply.values import is_blank, is_number, text_of

WIDEST = 1000
MOST_BESIDE = 20
_LETTER = re.compile(r"[A-Za-z]")


def find_tables(sheet: Sheet, *, read_hidden: bool = False, counts: bool = False) -> list[Table]:
    """Return the tables on a sheet, from left to right and from top to bottom.

    ``counts`` is whether something besides the sheet, such as the file's name, says that it holds counts.
    """
    cells_by_column = list(zip(*sheet.rows, strict=True))
    finder = _Finder(sheet, cells_by_column, frozenset() if read_hidden else sheet.hidden_rows, counts)
    hidden = frozenset() if read_hidden else sheet.hidden_columns
    filled = _filled_columns(cells_by_column)
    if len(filled) > WIDEST:
        return []
    blocks = _blocks(finder, [column for column in filled if column + sheet.left not in hidden])
    return [table for block in blocks for table in finder.tables(block, [b for b in blocks if b is not block])]


def filled_columns(sheet: Sheet) -> list[int]:
    """Return the columns that are not empty."""
    return _filled_columns(zip(*sheet.rows, strict=True))


def _filled_columns(columns: Iterable[Sequence[Value]]) -> list[int]:
    return [column for column, cells in enumerate(columns) if any(cells) or not all(map(is_blank, set(cells)))]


def _blocks(finder: _Finder, filled: list[int]) -> list[list[int]]:
    """Return the groups of columns that each hold complete tables, split at empty columns."""
    runs: list[list[int]] = []
    for column in filled:
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    if len(runs) > MOST_BESIDE:
        return [filled]
    blocks: list[list[int]] = []
    for run in runs:
        if blocks and not (finder.is_complete(run) and finder.is_complete(blocks[-1])):
            blocks[-1] += run
        else:
            blocks.append(list(run))
    return blocks


def _positions_of(cells: Sequence[Value], sought: Value) -> set[int]:
    """Return the positions of a value in a column."""
    found, at = set(), -1
    for _ in range(0 if is_blank(sought) else cells.count(sought)):
        at = cells.index(sought, at + 1)
        found.add(at)
    return found


@dataclass(frozen=True)
class _Finder:
    """Searches one sheet for headings. Rows that were checked once are remembered for the next table below."""

    sheet: Sheet
    cells_by_column: list[tuple[Value, ...]]
    hidden_rows: frozenset[int]
    counts: bool = False
    _candidates: dict[tuple[Any, ...], list[int]] = field(default_factory=dict)
    _heading_rows: dict[tuple[int, ...], dict[int, bool]] = field(default_factory=dict)
    _days: dict[int, frozenset[dt.date]] = field(default_factory=dict)
    _texts: dict[int, list[str]] = field(default_factory=dict)
    _heads: dict[tuple[range, tuple[int, ...]], list[Column] | None] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        return self.sheet.rows

    def texts(self, row: int) -> list[str]:
        """Return the cells of a row as texts."""
        if row not in self._texts:
            self._texts[row] = [
                "" if value is None or value == "" else text_of(value) for value in self.sheet.rows[row]
            ]
        return self._texts[row]

    def is_complete(self, columns: list[int]) -> bool:
        """Return whether complete headings stand among the first rows of some columns."""
        return self._find_headings(columns, range(min(FIRST_ROWS, len(self.rows)))) is not None

    def tables(self, columns: list[int], beside: list[list[int]]) -> list[Table]:
        """Return the tables in a group of columns, from top to bottom; ``beside`` are the other groups."""
        found: list[tuple[range, list[Column]]] = []
        candidates: Sequence[int] = range(min(FIRST_ROWS, len(self.rows)))
        while head := self._find_headings(columns, candidates, found[-1] if found else None):
            found.append(head)
            candidates = self._candidates_below(head)
        tables: list[Table] = []
        for number, (rows, heads) in enumerate(found):
            end = found[number + 1][0][0] if number + 1 < len(found) else len(self.rows)
            above = self._texts_above(rows, columns) if number else self._texts_on_top(rows, beside)
            if (
                tables
                and self._is_next_page(above, tables[-1])
                and [column.text for column in tables[-1].columns] == [c.text for c in heads]
            ):
                tables[-1] = self._with_next_page(tables[-1], rows, end, columns)
                continue
            first, units = self._units_below(rows[-1] + 1, end, columns)
            names = [column.own for column in heads[:1] if not (column.heading.fields or column.heading.role)]
            texts = (*above, *names, *units)
            body = range(first, end)
            table = Table(self.sheet, rows, body, tuple(heads), texts, cells_by_column=self.cells_by_column)
            tables.append(replace(table, days_by_row=self._days))
        return tables

    def _with_next_page(self, table: Table, head: range, end: int, columns: list[int]) -> Table:
        """Return a table that goes on beneath its headings printed once more."""
        between = range(table.body.start, head[0])
        repeated = {row for row in between if self._repeats_text_above(row, columns, table)}
        return replace(
            table, body=range(table.body.start, end), repeated_headings=table.repeated_headings.union(head, repeated)
        )

    def _is_next_page(self, above: Sequence[str], table: Table) -> bool:
        """Return whether the texts above headings are those above the last table, and at most a page number."""
        return all(text in table.above or PAGE.fullmatch(text) for text in above)

    def _repeats_text_above(self, row: int, columns: list[int], table: Table) -> bool:
        texts = [text_of(self.rows[row][column]) for column in columns if not is_blank(self.rows[row][column])]
        return bool(texts) and all(text in table.above for text in texts)

    def _texts_on_top(self, head: range, beside: list[list[int]]) -> list[str]:
        """Return the texts above the first headings, whatever columns they stand in.

        A text alone in its row is a title of the whole sheet; several in one row belong to the columns below them.
        Rows of figures above are those of a table that is not understood, and no titles.
        """
        texts: list[str] = []
        others = {column for block in beside for column in range(block[0], block[-1] + 1)}
        first, figures = rows_above(self.rows, range(max(0, head[0] - FIRST_ROWS), head[0]))
        for row in (self.rows[at] for at in range(first, head[0]) if at not in figures):
            filled = [at for at, value in enumerate(row) if isinstance(value, str) and not is_blank(value)]
            texts += [text_of(row[at]) for at in filled if len(filled) == 1 or at not in others]
        return texts

    def _texts_above(self, head: range, columns: list[int]) -> list[str]:
        """Return the texts between the last row of figures, or of their gaps, and these headings."""
        found: list[list[str]] = []
        above: list[Value] = []
        for row in range(head[0] - 1, max(-1, head[0] - FIRST_ROWS), -1):
            values = self.rows[row]
            above = [value for column in columns if (value := values[column]) is not None and not is_blank(value)]
            if any(map(is_number, above)) or is_row_of_gaps(above):
                break
            found.insert(0, [text_of(value) for value in above if isinstance(value, str)])
        if any(map(is_number, above)) and is_total_without_figures(found):
            found = found[1:]
        return [text for of_row in found for text in of_row]

    def _units_below(self, first: int, end: int, columns: list[int]) -> tuple[int, list[str]]:
        """Return the first row of figures, and the unit if a row of its own below the headings states it."""
        texts = [text for column in columns if first < end and (text := text_of(self.rows[first][column]))]
        if len(texts) == 1 and parse_heading(texts[0]).units and not plain(without_units(texts[0])):
            return first + 1, texts
        return first, []

    def _candidates_below(self, head: tuple[range, list[Column]]) -> list[int]:
        """Return the rows below where more headings may stand.

        They are rows that repeat texts of the headings, have words among the figures, or follow a blank row.
        """
        where = tuple(column.index for column in head[1] if column.heading.role in VALUE_ROLES)
        texts = tuple((column.index, self.rows[head[0][-1]][column.index]) for column in head[1] if column.own)[:4]
        if (where, texts) not in self._candidates:
            found = set(self._after_blank)
            for index in where:
                found |= {
                    row
                    for row, value in enumerate(self.cells_by_column[index])
                    if type(value) is str and _LETTER.search(value)
                }
            for index, text in texts:
                found |= _positions_of(self.cells_by_column[index], text)
            self._candidates[where, texts] = sorted(row for row in found if any(self.rows[row]))
        known = self._candidates[where, texts]
        return known[bisect.bisect_right(known, head[0][-1]) :]

    def _is_row_of(self, head: tuple[range, list[Column]], row: int) -> bool:
        """Return whether a row is one of the table under these headings, and does not only look like headings."""
        after_blank = row > head[0][-1] + 1 and not any(self.rows[row - 1])
        return is_row_beneath(head[1], self.rows[row], surely=after_blank)

    @cached_property
    def _after_blank(self) -> frozenset[int]:
        if any(map(all, self.cells_by_column)):  # one column is filled in throughout
            return frozenset()
        blank = [row for row, cells in enumerate(self.rows) if not any(cells)]
        return frozenset(row + step for row in blank for step in range(1, 5) if row + step < len(self.rows))

    def _find_headings(
        self, columns: list[int], candidates: Sequence[int], last: tuple[range, list[Column]] | None = None
    ) -> tuple[range, list[Column]] | None:
        """Return the first complete headings that start in a candidate row, and as many rows of them as there are.

        A row of the ``last`` table above, whose amounts look like years, is none.
        """
        known = self._heading_rows.setdefault(tuple(columns), {})
        for row in candidates:
            for rows in self._heading_ranges(row, columns, known):
                if last and self._is_row_of(last, row):
                    break
                heads = self._read_columns(rows, columns)
                if heads and has_figures_and_labels(self.rows, heads, rows[-1] + 1):
                    return self._with_band_above(rows, columns) or (rows, heads)
        return None

    def _with_band_above(self, rows: range, columns: list[int]) -> tuple[range, list[Column]] | None:
        """Return headings with the row above them, if it names a breakdown and its values."""
        above = range(rows[0] - 1, rows[-1] + 1)
        if rows[0] == 0 or len(above) > DEEPEST or not self._labels_in(above, columns)[0]:
            return None
        heads = self._read_columns(above, columns)
        return (above, heads) if heads and has_figures_and_labels(self.rows, heads, above[-1] + 1) else None

    def _heading_ranges(self, row: int, columns: list[int], known: dict[int, bool]) -> Iterator[range]:
        """Yield the ranges of rows from one row on that could be headings together, the longest first."""
        depth = 0
        for below in range(row, min(row + DEEPEST, len(self.rows))):
            if below not in known:
                hidden = below + self.sheet.top in self.hidden_rows
                known[below] = not hidden and self._is_heading_row(below, columns)
            if not known[below] or (depth and self._is_row_under(range(row, below), columns)):
                break
            depth += 1
        if depth > 1 and all(is_blank(self.rows[row][column]) for column in columns[1:]):
            depth = 1  # a title stands over the first column alone
        yield from (range(row, row + several) for several in range(depth, 0, -1))

    def _is_row_under(self, rows: range, columns: list[int]) -> bool:
        """Return whether some rows are complete headings, and the next is a row of theirs."""
        heads, below = self._read_columns(rows, columns), self.rows[rows.stop]
        return bool(heads and is_row_beneath(heads, below) and has_figures_and_labels(self.rows, heads, rows.stop))

    def _is_heading_row(self, row: int, columns: list[int]) -> bool:
        cells = []
        values = self.rows[row]
        for column in columns:  # most rows are ruled out by their first figure
            if type(value := values[column]) is float and not could_be_year(value):
                return False
        for column in columns:
            if (value := values[column]) is not None and value != "" and not is_blank(value):
                if not is_heading_text(value):
                    return False
                cells.append(value)
        texts = list(map(text_of, cells))
        return any(parse_heading(text).is_understood for text in texts) or bool(labels_across(dict(enumerate(texts))))

    def _read_columns(self, rows: range, columns: list[int]) -> list[Column] | None:
        """Return the columns under these heading rows, or None where the rows do not stack as headings do."""
        key = rows, tuple(columns)
        if key not in self._heads:
            self._heads[key] = self._read_rows(rows, columns)
        return self._heads[key]

    def _read_rows(self, rows: range, columns: list[int]) -> list[Column] | None:
        bands = [self._bands(row, columns) for row in rows[:-1]] + [{}]
        labels = self._labels_in(rows, columns)
        texts = list(map(self.texts, rows))
        found = []
        for index in columns:
            own_texts = [of_row[index] for of_row in texts]
            over = [band.get(index, "") for band in bands]
            column = read_stacked(index, own_texts, over, [some.get(index) for some in labels])
            if column is None:
                return None
            found.append(self._unless_it_heads_labels(column, rows[-1] + 1) if index == columns[0] else column)
        found = settle_days(found)
        headed = [c.index for c in found if c.heading.role in VALUE_ROLES or c.heading.problem]
        stacked = len(rows) == 1 or all(
            values or any(of_row[column] for column in headed) for of_row, values in zip(texts, labels, strict=True)
        )
        if not stacked:
            return None
        first = rows[-1] + 1

        def cells(column: int) -> Sequence[Value]:
            return self.cells_by_column[column][first : first + 20]

        for mark in (mark_unheaded_periods, mark_list_columns, mark_lines_across, mark_counts):
            found = mark(found, cells, lambda: self._texts_above(rows, columns), counts=self.counts)
        return mark_parts(found, cells) if any(labels) else found

    def _labels_in(self, rows: range, columns: list[int]) -> list[dict[int, Label]]:
        """Return the values of breakdowns in each of some heading rows, by column.

        A value reaches over the blank cells to its right, or as far as its merged range, if another row of headings
        stands below. Then the first cell names the breakdown, if the labels have a heading of their own.
        """
        found: list[dict[int, Label]] = []
        for row in rows:
            of_row, below = self.texts(row), row != rows[-1]
            texts = {column: text for column in columns[1:] if (text := of_row[column])}
            corner = of_row[columns[0]] if below and self.texts(rows[-1])[columns[0]] else ""
            labels = labels_across(texts, corner)
            if labels and below:
                reach = self._reach(row, columns)
                labels = {column: labels[reach[column]] for column in columns if reach.get(column) in labels}
            found.append(labels)
        return found

    def _unless_it_heads_labels(self, column: Column, first: int) -> Column:
        """Return the first column, as a column of labels if it holds words: ``Net budget`` may head names of lines."""
        texts = [row[column.index] for row in self.rows[first : first + 20] if not is_blank(row[column.index])]
        if column.heading.role and texts and not any(map(is_number, texts)) and _LETTER.search(str(texts[0])):
            return Column(column.index, column.own, column.bands, parse_heading(""))
        return column

    def _bands(self, row: int, columns: list[int]) -> dict[int, str]:
        """Return the band over each column in a heading row. A title over the first column is no band."""
        texts = self.texts(row)
        bands = {column for column in columns if texts[column] and parse_heading(texts[column]).is_band}
        if not bands:
            return {}
        return {column: texts[over] for column, over in self._reach(row, columns).items() if over in bands}

    def _reach(self, row: int, columns: list[int]) -> dict[int, int]:
        """Return the column whose text in a heading row reaches over each column: over the blank cells to its right.

        It reaches as far as its merged range, if merged ranges are known.
        """
        ends = {
            left - self.sheet.left: right - self.sheet.left
            for top, left, bottom, right in self.sheet.merged
            if top <= row + self.sheet.top <= bottom
        }
        reach: dict[int, int] = {}
        texts = self.texts(row)
        current, until = -1, -1
        for index in columns:
            if texts[index]:
                current, until = index, ends.get(index, index if ends else columns[-1])
            if index <= until:
                reach[index] = current
        return reach
