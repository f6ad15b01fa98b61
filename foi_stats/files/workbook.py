"""The result of reading a file: a workbook is sheets of plain values.

No reader is imported here, so that code that only handles sheets does not load the libraries that read files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Visibility = Literal["visible", "hidden", "very hidden"]
EMPTY = (None, "")
"""The values of an empty cell; each format's reader uses one of them."""


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Look(Protocol):
    """What the cells of a sheet look like; it is read from the file when it is first asked for.

    Rows and columns are those of the sheet, counted from 1.
    """

    def shown(self, row: int, column: int, value: Value) -> str:
        """Return what a cell with this value shows."""

    def doubtful(self, column: int, *, pounds: bool) -> Sequence[int]:
        """Return the rows of the cells in a column that may show another number than they hold, in order."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a rectangle of values, and the place of its first value.

    Attributes
    ----------
    rows
        Values, row by row, all rows of one length; an empty cell is None or empty text, as the reader returns it
        (to make millions of them alike would take long). ``rows[0][0]`` stands in the cell at row ``top``, column
        ``left`` of the sheet (both counted from 1).
    merged
        Merged ranges as (first row, first column, last row, last column), sheet rows and columns counted from 1.
        Only the first cell of a range holds its value.
    hidden_rows, hidden_columns
        Sheet rows and columns, counted from 1, that are hidden, filtered out or of no size, as far as ``rows`` go.
    errors
        Cells, as (row, column) of the sheet, that hold an error value; ``rows`` has its text: ``"#REF!"``.
    uncalculated
        Cells, as (row, column) of the sheet, with a formula without a result in the file; ``rows`` has None.
    date_1904
        Whether days that stand as plain numbers are counted from 1904.
    look
        What the cells look like; None for delimited text, where every cell shows what it holds.
    widths
        The widths of columns in characters, by column of the sheet, where the reader gives them (xls and ods).
    """

    name: str
    rows: Sequence[Sequence[Value]]
    top: int = 1
    left: int = 1
    visibility: Visibility = "visible"
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
    errors: tuple[tuple[int, int], ...] = ()
    uncalculated: tuple[tuple[int, int], ...] = ()
    date_1904: bool = False
    look: Look | None = field(default=None, repr=False, compare=False)
    widths: Mapping[int, float] = field(default_factory=dict, repr=False, compare=False)

    def address(self, row: int, column: int) -> str:
        """Return the A1 address of ``rows[row][column]``."""
        return f"{column_letters(self.left + column)}{self.top + row}"

    def shown(self, row: int, column: int) -> str:
        """Return ``rows[row][column]`` as a spreadsheet program shows it: ``12,346`` for 12345678 as ``#,##0,``."""
        value = self.rows[row][column]
        if self.look is None:
            return "" if value is None else str(value)
        return self.look.shown(self.top + row, self.left + column, value)

    def doubtful(self, column: int, *, pounds: bool = True) -> list[int]:
        """Return the places in ``rows`` of the cells of a column that may show another number than they hold.

        Their formats scale, show per cents, words or other currencies (pounds too, unless ``pounds``), or hide a sign
        or a digit. This costs little where no format of the workbook does so.
        """
        if self.look is None:
            return []
        rows = self.look.doubtful(self.left + column, pounds=pounds)
        return [row - self.top for row in rows if 0 <= row - self.top < len(self.rows)]


@dataclass(frozen=True, slots=True)
class Marked:
    """What a workbook that was sent back says of itself.

    ``sheet`` is its sheet of what to mend; ``values`` and ``findings`` are digests of what its other sheets held, and
    of what was to be mended, when it was sent.
    """

    sheet: str
    values: str
    findings: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A supplied file as read: its kind by content, the digest of its bytes, its sheets in order.

    ``marked`` says that it is a reply that was sent back; the sheet of what to mend is not among its sheets.
    """

    kind: Literal["xlsx", "xls", "ods", "csv"]
    sha256: str
    sheets: tuple[Sheet, ...]
    marked: Marked | None = None
