"""Cells that could be headings, and those that surely are none: told by themselves, before any is understood."""

from __future__ import annotations

import datetime as dt
import re

from foi_stats.supply.headings import plain
from foi_stats.supply.values import found_text, is_number
from foi_stats.supply.workbook import Value

_SUM_OF_MONEY = re.compile(
    r"[-(−]?\s*£?\s*\d{1,3}(?:[,. ]?\d{3})*(?:[.,]\d+)?\s*(?:gbp|pounds|cr|dr|k|m|bn|million|thousand)\.?\s*\)?"
    r"|[-(−]?\s*£\s*(?!0\d|1,?000\b)\d.*",
    re.IGNORECASE,
)
PAGE = re.compile(r"\W*page \d+(?: ?(?:of|/) ?\d+)?\W*", re.IGNORECASE)
"""What stands at the foot of a printed page."""

_YEAR = re.compile(r"(?:19|20)\d{2}(?:\d{2})?")


def could_be_year(value: float) -> bool:
    """Return whether a number could be a year, or two written as one: ``2013``, ``201213``."""
    return 1900 <= value < 2100 or 190_000 <= value < 210_000


def is_heading_text(value: Value) -> bool:
    """Return whether a cell could be a heading: words or a year, no other number."""
    if isinstance(value, dt.date | dt.datetime):
        return value.day == 1 or value.day > 27  # a column may be headed by a day that stands for its month
    if isinstance(value, str):
        return (
            len(value) < 200
            and value.strip()[:1] != "["
            and not _SUM_OF_MONEY.fullmatch(value.strip())
            and (not is_number(value) or bool(_YEAR.fullmatch(plain(value))))
        )
    return bool(_YEAR.fullmatch(found_text(value)))
