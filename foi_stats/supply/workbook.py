"""Workbooks: a supplied file as sheets of plain values, before anyone asks what they mean.

Values only: formulas, macros and formats are never evaluated. A value keeps the address of the cell it stood in.
Files come from outside and are not trusted: whatever one holds, reading it ends in sheets or in findings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from foi_stats.vocabulary.findings import Finding

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


def read_workbook(path: Path, *, name: str | None = None) -> tuple[Workbook | None, tuple[Finding, ...]]:
    """Return a supplied file as sheets of values, and what was found on the way.

    The kind of file is told by its content: xlsx and xlsm, xls, ods, or delimited text. Nothing in it is run, and
    nothing outside it is opened.

    Parameters
    ----------
    path
        The file.
    name
        What findings call it; the path itself if not given.

    Returns
    -------
    workbook
        None if the file cannot be used; then there is one finding, of severity error, that says why.
    findings
        A wrong ending, content that is hidden, error values, formulas without a result, doubtful text.
        Never an exception, whatever the file holds or is; the bounds are in ``formats/guard.py``.
    """
    # The readers build on this module's classes, and need numpy and calamine, which those alone do not.
    from foi_stats.supply.formats.guard import Refusal, damaged, read_bytes
    from foi_stats.supply.formats.kind import kind_of
    from foi_stats.supply.formats.notices import notices, wrong_ending
    from foi_stats.supply.formats.readers import READERS

    file = str(path) if name is None else name
    try:
        data = read_bytes(path)
        kind = kind_of(data)
        read = READERS[kind](data)
    except Refusal as refused:
        return None, (replace(refused.finding, file=file),)
    except Exception as error:  # the promise is kept even where a file does what nobody thought of
        refusal = damaged(f"The file is damaged in a way that was not foreseen: {type(error).__name__}: {error}")
        return None, (replace(refusal.finding, file=file),)
    workbook = Workbook(kind, hashlib.sha256(data).hexdigest(), read.sheets)
    found = (*wrong_ending(path, kind), *read.findings, *notices(workbook.sheets))
    return workbook, tuple(replace(finding, file=file) for finding in found)
