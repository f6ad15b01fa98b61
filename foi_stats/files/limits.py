"""The bounds that keep hostile and broken files harmless, and the refusals of files beyond them.

The bounds are generous to a finance spreadsheet and keep what any file can cost to a few seconds and a few hundred
megabytes. They are counted before values are made, because the values are what fills a machine.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from foi_stats.files.catalogue import CHECKS
from foi_stats.files.workbook import Marked, Sheet, column_letters
from foi_stats.vocabulary.findings import Finding

MAX_FILE_BYTES = 256 * 2**20
"""The largest file that is opened, of any kind."""

MAX_INFLATED_BYTES = 128 * 2**20
"""The most bytes to which all parts of a workbook together may unpack."""

MAX_TEXT_BYTES = 96 * 2**20
"""The most text in the cells of a workbook, counted in each cell: a file may hold a text once for many cells."""

MAX_LINE_BYTES = 4 * 2**20
"""The longest line of delimited text: 16,384 columns of 256 characters."""

MAX_CELLS = 4_000_000
"""The most cells with a value in a workbook, and the largest rectangle of cells in a sheet, empty cells included."""

MAX_SPARSE_CELLS, MIN_DENSITY = 2_000_000, 0.25
"""The largest rectangle that may have a smaller share of filled cells: empty cells take memory too."""

MAX_CSV_CELLS = 20_000_000
"""The same for delimited text, which needs no unpacking: a million rows of twenty columns."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""The size of a sheet in Excel and LibreOffice, which write no address beyond it."""

MAX_SHEETS = 1_000
MAX_MERGED_RANGES = 100_000
MAX_TAGS = 20_000_000
"""The most tags in a sheet of xlsx: a cell has four."""

MAX_RECORDS = 12_000_000
"""The most records in a workbook of xls: one for a cell, two for a formula."""

MAX_PARSED_ELEMENTS = 2_400_000
"""The most elements of an ods file, which are parsed one by one: two for a cell, so about a million cells."""

MAX_PARSED_ATTRIBUTES = 8_000_000
"""The most attributes of an ods file: four for a cell."""

MAX_XML_ELEMENTS = 3_000_000
"""The most elements that are parsed one by one, if a file cannot be scanned by pattern."""

MAX_DEPTH = 256
"""The deepest nesting of elements. Spreadsheets nest them a dozen deep."""

MAX_MARKS = 1_000_000
"""The most cells with an error or without a result, and hidden rows, that are recorded for a sheet."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The result of a format's reader: sheets in order, and findings without a file, which ``read`` adds.

    ``marked`` says that the file is a reply that was sent back.
    """

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    marked: Marked | None = None


class Refusal(Exception):  # noqa: N818 - not an error of the program, but the finding about a file
    """A file cannot be used; ``finding`` holds the reason."""

    def __init__(self, check: str, found: str, sheet: str = "", cell: str = "", **values: object) -> None:
        super().__init__(found)
        self.finding = CHECKS.finding(check, "", sheet, cell, found=found, also=(), **values)


def damaged(detail: str, sheet: str = "") -> Refusal:
    """Return the refusal of a file whose content is broken; ``detail`` is a sentence."""
    return Refusal("damaged-file", detail, sheet)


def too_large(detail: str, check: str = "too-large", sheet: str = "", cell: str = "") -> Refusal:
    """Return the refusal of a file, or a sheet, beyond the bounds of this module; ``check`` may name a case of it."""
    return Refusal(
        check,
        detail,
        sheet,
        cell,
        cells=f"{MAX_CELLS:,}",
        text_cells=f"{MAX_CSV_CELLS:,}",
        file_size=MAX_FILE_BYTES // 2**20,
        unpacked=MAX_INFLATED_BYTES // 2**20,
    )


def too_many_cells(cells: int | None = None, sheet: str = "") -> Refusal:
    """Return the refusal of a workbook with too many cells, whose values would fill the memory."""
    what = "the sheet" if sheet else "the workbook"
    return too_large(
        f"{what.capitalize()} has {f'{cells:,}' if cells else f'more than {MAX_CELLS:,}'} cells",
        "too-large.cells",
        sheet,
    )


def unsafe(detail: str) -> Refusal:
    """Return the refusal of a file with content that no spreadsheet program writes."""
    return Refusal("unsafe-file", detail)


def protected() -> Refusal:
    """Return the refusal of a file that cannot be read without its password."""
    return Refusal("password-protected", "The file is protected with a password, so its content cannot be read")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of an ordinary file; refuse anything else without opening it.

    Opening a pipe or a device can wait without end, so the kind of file is checked first.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file: it leads to a device or a pipe"
            raise Refusal("not-a-file", f"This is {what}")
        if status.st_size > MAX_FILE_BYTES:
            raise too_large(f"The file is {status.st_size // 2**20:,} MB", "too-large.file")
        if not status.st_size:
            return b""  # also files that the system generates as they are read, which may block
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Refusal("not-a-file.closed", f"The file cannot be opened: {reason}") from error
    if len(data) > MAX_FILE_BYTES:
        raise too_large("The file is growing while it is read", "too-large.growing")
    return data


def check_rectangle(sheet: str, top: int, left: int, bottom: int, right: int, cells: int) -> None:
    """Refuse a sheet that is too large, before any value is made.

    Two cells at opposite corners of a sheet are 17 billion cells to a reader that fills the rectangle between them.
    """
    if bottom > MAX_ROWS or right > MAX_COLUMNS:
        raise damaged(
            f"The sheet has a cell in row {bottom:,}, column {right:,}, where no spreadsheet program can put one", sheet
        )
    corner = f"{column_letters(right)}{bottom}"
    if cells > MAX_CELLS:
        raise too_many_cells(cells, sheet)
    area = (bottom - top + 1) * (right - left + 1)
    if area > MAX_CELLS or (area > MAX_SPARSE_CELLS and cells < area * MIN_DENSITY):
        raise too_large(
            f"The sheet stretches from {column_letters(left)}{top} to {corner}, most of it empty",
            "too-large.area",
            sheet,
            corner,
        )
