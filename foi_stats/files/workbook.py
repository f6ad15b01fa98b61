"""The contract between the readers of files and everything above them: a workbook is sheets of plain values.

No reader is imported here, so that whoever only handles sheets does not pay for the libraries that read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Visibility = Literal["visible", "hidden", "very hidden"]
EMPTY = (None, "")
"""What stands for an empty cell: each file's reader gives one of them."""


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a rectangle of values and where its first one stands.

    Attributes
    ----------
    rows
        Values, row by row, all rows of one length; an empty cell is None or empty text, as the file's reader gives it
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
        Cells, as (row, column) of the sheet, with a formula that the file gives no result for; ``rows`` has None.
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

    def address(self, row: int, column: int) -> str:
        """Return the A1 address of ``rows[row][column]``."""
        return f"{column_letters(self.left + column)}{self.top + row}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A supplied file as read: what kind it really is, the digest of its bytes, its sheets in order."""

    kind: Literal["xlsx", "xls", "ods", "csv"]
    sha256: str
    sheets: tuple[Sheet, ...]
