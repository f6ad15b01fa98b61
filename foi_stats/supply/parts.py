"""Parts of a year: months, quarters and accounting periods as people head columns with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.years import financial_year_of, financial_year_of_quarter

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
"""In the order of a financial year."""

_NAMED = re.compile(
    r"(?:month )?(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?: ?(?P<year>(?:20)?\d{2}))?"
)
_NUMBERED = re.compile(r"(?:p|pd|period|m|mth|month) ?0?(?P<period>[1-9]|1[0-2])|(?:q|qtr|quarter) ?(?P<quarter>[1-4])")
_DAY = re.compile(r"(?P<year>20\d{2}) (?P<month>\d{2}) (?P<day>\d{2})")
_BESIDE = re.compile(
    r"\b(?:actuals?|budget(?:ed)?|forecast|out ?turn|spend|spent|expenditure|amount|costs?|paid|payments?|net|gross"
    r"|income|funding|figures?|value)\b"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One month (1 is April) or quarter (1 is April to June) of a financial year; the year is empty if not said."""

    number: int
    months: int
    year: str = ""

    @property
    def first(self) -> int:
        """Position of its first month in :data:`MONTHS`."""
        return (self.number - 1) * self.months


@lru_cache(maxsize=4096)
def read_part(words: str) -> Part | None:
    """Return the part of a year that a heading in plain words names and nothing else: ``apr``, ``apr 15``, ``q1``."""
    words = " ".join(_BESIDE.sub(" ", words).split())
    if match := _NAMED.fullmatch(words):
        number = [month.casefold() for month in MONTHS].index(match["month"][:3]) + 1
        return Part(number, 1, _year(match["year"], number) if match["year"] else "")
    if match := _NUMBERED.fullmatch(words):
        return Part(int(match["period"]), 1) if match["period"] else Part(int(match["quarter"]), 3)
    if (match := _DAY.fullmatch(words)) and 1 <= int(match["month"]) <= 12:
        number = (int(match["month"]) - 4) % 12 + 1
        return Part(number, 1, _year(match["year"], number))
    return None


def _year(text: str, number: int) -> str:
    month = (number + 2) % 12 + 1
    return financial_year_of(dt.date(int(text) + (2000 if len(text) == 2 else 0), month, 1))


def quarter_part(quarter: str) -> Part:
    """Return which part of its financial year a calendar quarter such as ``2015 Q2`` is."""
    return Part((int(quarter[-1]) - 2) % 4 + 1, 3, financial_year_of_quarter(quarter))


def follow_one_another(parts: Sequence[Part]) -> bool:
    """Return whether there are several parts, and two of them at least follow one another, as columns of months do."""
    places = {(part.months, part.number) for part in parts}
    return len(parts) > 1 and any((months, number + 1) in places for months, number in places)


def say_parts(parts: Sequence[Part]) -> str:
    """Return from which month to which some parts reach, or nothing where they are the whole year."""
    months = {part.first + step for part in parts for step in range(part.months)}
    if len(months) == len(MONTHS):
        return ""  # the whole year
    return f"{MONTHS[min(months)]} to {MONTHS[max(months)]}" if months else ""
