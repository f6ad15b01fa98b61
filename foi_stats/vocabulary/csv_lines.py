"""Lines of the CSV files that are kept as records: one line each, with nothing that a spreadsheet program would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_RUN = ("'", "=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program would run a cell that begins so: an apostrophe is written before it, and removed on reading."""


def harmless(cell: str) -> str:
    """Return a cell on one line, with an apostrophe before it where a spreadsheet program would run it."""
    text = " ".join(cell.split("\n"))
    return f"'{text}" if text.startswith(_RUN) else text


def csv_line(cells: Sequence[str]) -> str:
    """Return cells as a line of a CSV file."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue()
