"""Recognise cells that could be headings, before any of them is parsed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.values import found_text, is_blank, is_number, text_of

FIRST_ROWS = 60
"""How many rows of a sheet are searched for headings."""

DEEPEST = 3
"""The most rows of headings that a table has."""

_SUM_OF_MONEY = re.compile(
    r"[-(−]?\s*£?\s*\d{1,3}(?:[,. ]?\d{3})*(?:[.,]\d+)?\s*(?:gbp|pounds|cr|dr|k|m|bn|million|thousand)\.?\s*\)?"
    r"|[-(−]?\s*£\s*(?!0\d|1,?000\b)\d.*",
    re.IGNORECASE,
)
PAGE = re.compile(r"\W*page \d+(?: ?(?:of|/) ?\d+)?\W*", re.IGNORECASE)
"""The page number at the foot of a printed page."""

_YEAR = re.compile(r"(?:19|20)\d{2}(?:\d{2})?")


def could_be_year(value: float) -> bool:
    """Return whether a number could be a year, or two written as one: ``2013``, ``201213``."""
    return 1900 <= value < 2100 or 190_000 <= value < 210_000


def is_heading_text(value: Value) -> bool:
    """Return whether a cell could be a heading: words or a year, no other number."""
    if isinstance(value, dt.date | dt.datetime):
        # The first or last day of a month may stand for it, and a day may be a year that a program turned into one.
        return value.day == 1 or value.day > 27 or value.day + 1 == value.month
    if isinstance(value, str):
        return (
            len(value) < 200
            and value.strip()[:1] != "["
            and not _SUM_OF_MONEY.fullmatch(value.strip())
            and (not is_number(value) or bool(_YEAR.fullmatch(plain(value))))
        )
    return bool(_YEAR.fullmatch(found_text(value)))


def joined_headings(sheet: Sheet, rows: range, columns: Sequence[int]) -> dict[int, str]:
    """Return the heading of each column as one text, a band read over the blank cells to its right."""
    joined: dict[int, list[str]] = {column: [] for column in columns}
    for row in rows:
        band = ""
        for column in columns:
            text = text_of(sheet.rows[row][column])
            band = text or (band if row != rows[-1] else "")
            if band:
                joined[column].append(band)
    own = {column for column in columns if any(text_of(sheet.rows[row][column]) for row in rows)}
    return {column: " ".join(texts) for column, texts in joined.items() if column in own}


def headings_seen(sheet: Sheet, most: int = 8) -> list[str]:
    """Return the texts of the first row that could be headings: the fullest of the first rows without a number."""
    rows = [
        texts
        for row in sheet.rows[:FIRST_ROWS]
        if not any(map(is_number, row)) and len(texts := [text_of(value) for value in row if not is_blank(value)]) > 1
    ]
    return max(rows, key=len)[:most] if rows else []
