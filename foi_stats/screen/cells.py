"""The checks on where cells stand, in any kind of spreadsheet: in hidden rows and columns, or far from the table.

Rows and columns are bit maps of the size of a sheet, so that a sheet of any length takes the same little memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from foi_stats.files.limits import MAX_COLUMNS, MAX_ROWS
from foi_stats.files.workbook import column_letters
from foi_stats.screen.catalogue import finding
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import listed

FAR_ROWS, FAR_COLUMNS = 30, 10
"""Cells beyond so many empty rows or columns are far from the table: no screen shows both."""

_LISTED = 5


class CellMap:
    """The rows and columns of one sheet, counted from 1."""

    def __init__(self) -> None:
        self.rows = np.zeros(MAX_ROWS + 1, np.bool_)
        self.columns = np.zeros(MAX_COLUMNS + 1, np.bool_)
        self.hidden_rows = np.zeros(MAX_ROWS + 1, np.bool_)
        self.hidden_columns = np.zeros(MAX_COLUMNS + 1, np.bool_)
        self.covered_rows = np.zeros(MAX_ROWS + 1, np.bool_)
        self.covered_columns = np.zeros(MAX_COLUMNS + 1, np.bool_)

        self.bottom = self.right = 0

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not self.rows[: self.bottom + 1].any()

    def fill(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> None:
        """Record that cells of these rows and columns hold something.

        Those beyond the size of a sheet, which a long csv has, count as its last row and column.
        """
        rows, columns = np.minimum(rows, MAX_ROWS), np.minimum(columns, MAX_COLUMNS)
        self.rows[rows] = True
        self.columns[columns] = True
        self.bottom, self.right = max(self.bottom, int(rows.max())), max(self.right, int(columns.max()))

    def cover(self, top: int, left: int, bottom: int, right: int) -> None:
        """Record that a drawing lies over these rows and columns, so that they do not look empty."""
        bottom, right = min(bottom, MAX_ROWS), min(right, MAX_COLUMNS)
        self.covered_rows[max(top, 1) : bottom + 1] = True
        self.covered_columns[max(left, 1) : right + 1] = True
        self.bottom, self.right = max(self.bottom, bottom), max(self.right, right)

    def hidden_with_content(self) -> tuple[list[int], list[int]]:
        """Return the hidden rows and columns that hold something."""
        down, across = slice(self.bottom + 1), slice(self.right + 1)
        rows = np.flatnonzero(self.rows[down] & self.hidden_rows[down])
        columns = np.flatnonzero(self.columns[across] & self.hidden_columns[across])
        return rows.tolist(), columns.tolist()

    def far(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the ranges of rows, and of columns, that hold something and lie far from the largest range."""
        down, across = slice(self.bottom + 1), slice(self.right + 1)
        return (
            _far(self.rows[down], self.covered_rows[down], self.hidden_rows[down], FAR_ROWS),
            _far(self.columns[across], self.covered_columns[across], self.hidden_columns[across], FAR_COLUMNS),
        )


def _far(
    filled: NDArray[np.bool_], covered: NDArray[np.bool_], hidden: NDArray[np.bool_], gap: int
) -> list[tuple[int, int]]:
    """Return the ranges that more than ``gap`` empty lines separate from the others; hidden lines do not count."""
    lines = np.flatnonzero((filled | covered) & ~hidden)
    if not len(lines):
        return []
    place = np.cumsum(~hidden)  # lines as someone who looks at the sheet counts them
    cuts = np.flatnonzero(np.diff(place[lines]) > gap) + 1
    runs = [(int(run[0]), int(run[-1])) for run in np.split(lines, cuts)]
    sizes = [int((filled & ~hidden)[first : last + 1].sum()) for first, last in runs]
    main = sizes.index(max(sizes))
    return [run for number, run in enumerate(runs) if number != main and sizes[number]]


CellFilter = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.bool_]]
"""A function of the rows and columns of cells that returns which of them are wanted."""

Peek = Callable[[CellFilter], tuple[str, str]]
"""A function that returns the address and the masked value of the first cell that a filter wants."""


def hidden_rows(cells: CellMap, sheet: str, peek: Peek) -> Iterator[Finding]:
    """Yield a finding if rows that are hidden, filtered out or of no height hold something."""
    rows, _ = cells.hidden_with_content()
    if rows:
        cell, sample = peek(lambda row, _: cells.hidden_rows[row])
        yield finding(
            "hidden-rows", _lines("row", rows, str, "are hidden, filtered out or of no height", sample), sheet, cell
        )


def hidden_columns(cells: CellMap, sheet: str, peek: Peek) -> Iterator[Finding]:
    """Yield a finding if columns that are hidden or of no width hold something."""
    _, columns = cells.hidden_with_content()
    if columns:
        cell, sample = peek(lambda _, column: cells.hidden_columns[column])
        yield finding(
            "hidden-columns",
            _lines("column", columns, column_letters, "are hidden or of no width", sample),
            sheet,
            cell,
        )


def far_cells(cells: CellMap, sheet: str, peek: Peek) -> Iterator[Finding]:
    """Yield a finding for cells that lie so far from the table that readers do not come across them."""
    rows, columns = cells.far()
    for first, last in rows[:_LISTED]:
        yield _far_off(f"{FAR_ROWS} empty rows", sheet, *peek(_between(0, first, last)))
    for first, last in columns[:_LISTED]:
        yield _far_off(f"{FAR_COLUMNS} empty columns", sheet, *peek(_between(1, first, last)))


def _between(which: int, first: int, last: int) -> CellFilter:
    return lambda *place: (place[which] >= first) & (place[which] <= last)


def _far_off(gap: str, sheet: str, cell: str, sample: str) -> Finding:
    return finding("far-cells", f"{cell} lies more than {gap} from the rest, and holds {sample}", sheet, cell)


CELL_CHECKS = (hidden_rows, hidden_columns, far_cells)
"""The checks on where cells of a visible sheet stand."""


def hidden_sheet(name: str, state: str, cells: CellMap, peek: Peek) -> Iterator[Finding]:
    """Yield a finding for a hidden sheet: an error if it holds something, else a warning, because of its name."""
    if cells.is_empty:
        yield finding("empty-hidden-sheet", f"The sheet is {state}, and empty; its name can be read in the file", name)
    else:
        cell, sample = peek(lambda row, _: row > 0)
        yield finding("hidden-sheet", f"The sheet is {state}, and holds values: {cell} is {sample}", name, cell)


def _lines(what: str, lines: list[int], label: Callable[[int], str], are: str, sample: str) -> str:
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    ranges = listed((" to ".join(map(label, run)) for run in runs), most=_LISTED, more="range")
    plural = f"{what.capitalize()}s" if len(lines) > 1 else what.capitalize()
    are, hold = (are, "hold values") if len(lines) > 1 else (are.replace("are", "is", 1), "holds values")
    return f"{plural} {ranges} {are}, and {hold}; the first is {sample}"


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)


def position(reference: str) -> tuple[int, int]:
    """Return row and column of an A1 address, 0 for either if the address has none."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return 0, 0
    return int(match.group(2)), column_number(match.group(1))


def column_number(letters: str) -> int:
    """Return the number of a column by its letters, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
