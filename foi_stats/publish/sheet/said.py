"""Say in words what a cell shows, what it holds, and what it was read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from foi_stats.files.workbook import EMPTY, Sheet, Value
from foi_stats.supply.reply.marks import Place
from foi_stats.supply.rows import records, row_period
from foi_stats.supply.values import found_text
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.money import format_pounds

CellName = tuple[str, str, str]
"""The file, the sheet and the address of a cell, as in the trail of a row."""

LONGEST = 160
"""The most characters of a cell that are shown."""

NO_RESULT = "(formula without a result)"


def value_at(sheet: Sheet, place: Place) -> Value:
    """Return the value of a cell, None where the sheet has none there."""
    at, along = place[0] - sheet.top, place[1] - sheet.left
    is_inside = 0 <= at < len(sheet.rows) and 0 <= along < len(sheet.rows[at])
    return sheet.rows[at][along] if is_inside else None


def shown_at(sheet: Sheet, place: Place, longest: int = LONGEST) -> str:
    """Return what a cell shows, cut where it is long."""
    value = value_at(sheet, place)
    if value in EMPTY:
        return NO_RESULT if place in sheet.uncalculated else ""
    return shortened(sheet.shown(place[0] - sheet.top, place[1] - sheet.left), longest)


def stored_as(value: Value) -> str:
    """Return what a cell holds in words: ``the number 12345678``, ``the text '12,345'``, ``the day 2016-03-31``."""
    if value in EMPTY:
        return "nothing"
    if isinstance(value, str):
        return f"the text ‘{shortened(value)}’"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date):
        return f"the day {found_text(value)}"
    if isinstance(value, dt.time | dt.timedelta):
        return f"the time {found_text(value)}"
    return f"the number {found_text(value)}"


def read_cells(*frames: pd.DataFrame) -> dict[CellName, str]:
    """Return what cells were read as, by file, sheet and address; ``frames`` are rows of funding or of counts."""
    read: dict[CellName, list[str]] = {}
    for row in (row for rows in frames for row in records(rows)):
        read.setdefault((row["file"], row["sheet"], row["cell"]), []).append(_read_row(row))
    return {cell: "; and as ".join(dict.fromkeys(texts)) for cell, texts in read.items()}


def _read_row(row: Mapping[str, Any]) -> str:
    """Return what a row says: ``£134,898,000, for 2014-15, outturn expenditure, in £ thousand``."""
    is_count = "count" in row
    value = row["count" if is_count else "amount"]
    if value is None:
        said = f"no figure, {row['shorthand']}"
    elif is_count:
        said = f"{value:,} {row['measure']}".rstrip()
    else:
        said = format_pounds(value)
    of = [f"for {row_period(row)}"]
    if not is_count:
        of += [f"{row['basis']} {row['flow']}".strip(), f"in {row['unit']}" if row["unit"] not in ("", "£") else ""]
    return ", ".join(filter(None, [said, *of]))


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return text without control characters, cut where it is long."""
    return printable(text if len(text) <= longest else f"{text[:longest]}…")
