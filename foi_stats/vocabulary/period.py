"""Parts of a year: months, quarters and accounting periods as people head columns with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.vocabulary.years import financial_year_of, financial_year_of_quarter, parse_financial_year, quarters_of

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
"""In the order of a financial year."""

_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_NAMED = re.compile(rf"(?:month )?(?P<month>{_MONTH})(?: ?(?P<year>(?:20)?\d{{2}}))?")
_NUMBERED = re.compile(r"(?:p|pd|period|m|mth|month) ?0?(?P<period>[1-9]|1[0-2])|(?:q|qtr|quarter) ?(?P<quarter>[1-4])")
_YEAR = r"(?:20\d{2}|['’]?\d{2})(?:[-/](?:20)?\d{2})?(?![\d/-])"
_SPAN = re.compile(
    rf"\b(?P<first>{_MONTH})\.? ?(?P<begun>(?:20\d{{2}}|['’]?\d{{2}})(?!\d))? ?"
    rf"(?:[-/\u2010-\u2015\u2212]|to\b|until\b) ?"
    rf"(?P<last>{_MONTH})\b\.?(?:,? ?(?P<year>{_YEAR}))?"
)
_DAY = re.compile(r"(?P<year>20\d{2}) (?P<month>\d{2}) (?P<day>\d{2})")
_BESIDE = re.compile(
    r"\b(?:actuals?|budget(?:ed)?|forecast|out ?turn|spend|spent|expenditure|amount|costs?|paid|payments?|net|gross"
    r"|income|funding|figures?|value)\b"
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some months of a financial year, the first by its position in :data:`MONTHS`; the year is empty if not said."""

    first: int
    months: int
    year: str = ""

    @property
    def quarter(self) -> str:
        """The calendar quarter that it is, such as ``2015 Q2``; nothing where it is none, or its year is not said."""
        if self.months != 3 or self.first % 3 or not self.year:
            return ""
        return quarters_of(self.year)[self.first // 3]


@lru_cache(maxsize=4096)
def read_part(words: str) -> Part | None:
    """Return the part of a year that a heading in plain words names and nothing else: ``apr``, ``apr 15``, ``q1``."""
    words = " ".join(_BESIDE.sub(" ", words).split())
    if match := _NAMED.fullmatch(words):
        place = _place(match["month"])
        return Part(place, 1, _year(match["year"], place) if match["year"] else "")
    if match := _NUMBERED.fullmatch(words):
        return Part(int(match["period"]) - 1, 1) if match["period"] else Part(int(match["quarter"]) * 3 - 3, 3)
    if (match := _DAY.fullmatch(words)) and 1 <= int(match["month"]) <= 12:
        place = (int(match["month"]) - 4) % 12
        return Part(place, 1, _year(match["year"], place))
    return None


def says_nothing_beside(words: str) -> bool:
    """Return whether some words say no more of a part of a year than what kind of figure it is."""
    return not _BESIDE.sub(" ", words).split()


@lru_cache(maxsize=4096)
def take_span(text: str) -> tuple[Part | None, str]:
    """Return the months from one to another that a text names, such as ``Apr-Jun 2015``, and the text without them.

    Only months of one financial year, and fewer than twelve, are a part of one.
    """
    folded = text.casefold()
    match = _SPAN.search(folded)
    if match is None:
        return None, text
    first, last = _place(match["first"]), _place(match["last"])
    try:
        begun = _year(match["begun"], first) if match["begun"] else ""
        year = _year(match["year"], last) if match["year"] else begun
    except ValueError:
        return None, text
    if not 1 < last - first + 1 < len(MONTHS) or (begun and begun != year):
        return None, text
    return Part(first, last - first + 1, year), folded.replace(match[0], " ")


def _place(month: str) -> int:
    return [name.casefold() for name in MONTHS].index(month[:3])


def _year(text: str, place: int) -> str:
    """Return the financial year of a month: of a calendar year, or of a financial year that is written out."""
    text = text.strip("'’")
    if not text.isdigit():
        return parse_financial_year(text if len(text) > 5 else f"20{text}")
    return financial_year_of(dt.date(int(text) + (2000 if len(text) == 2 else 0), (place + 3) % 12 + 1, 1))


def quarter_part(quarter: str) -> Part:
    """Return which part of its financial year a calendar quarter such as ``2015 Q2`` is."""
    return Part((int(quarter[-1]) - 2) % 4 * 3, 3, financial_year_of_quarter(quarter))


def follow_one_another(parts: Sequence[Part]) -> bool:
    """Return whether there are several parts, and two of them at least follow one another, as columns of months do."""
    firsts = {part.first for part in parts}
    return len(parts) > 1 and any(part.first + part.months in firsts for part in parts)


def say_parts(parts: Sequence[Part]) -> str:
    """Return from which month to which some parts reach, or nothing where they are the whole year."""
    months = {part.first + step for part in parts for step in range(part.months)}
    if len(months) == len(MONTHS):
        return ""  # the whole year
    return f"{MONTHS[min(months)]} to {MONTHS[max(months)]}" if months else ""
