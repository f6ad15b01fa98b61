"""Parse months, quarters and accounting periods of a financial year, as people write them in headings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.vocabulary.period import Period, divmod_month, months_from
from foi_stats.vocabulary.years import (
    financial_year_of,
    financial_year_of_quarter,
    parse_financial_year,
    quarters_of,
    year_start,
)

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
class YearMonths:
    """Some months of a financial year, the first by its position in :data:`MONTHS`; the year is empty if unknown."""

    first: int
    months: int
    year: str = ""

    @property
    def quarter(self) -> str:
        """The calendar quarter, such as ``2015 Q2``; empty if the months are no quarter or the year is unknown."""
        if self.months != 3 or self.first % 3 or not self.year:
            return ""
        return quarters_of(self.year)[self.first // 3]

    def of_year(self, year: str = "") -> Period:
        """Return the months as a period: of the year that they name, or else of the one given."""
        april = year_start(self.year or year)
        return months_from(dt.date(*divmod_month(april.year * 12 + april.month - 1 + self.first), 1), self.months)


@lru_cache(maxsize=4096)
def parse_months(words: str) -> YearMonths | None:
    """Return the period that a heading in plain words names and nothing else: ``apr``, ``apr 15``, ``q1``; or None."""
    words = " ".join(_BESIDE.sub(" ", words).split())
    if match := _NAMED.fullmatch(words):
        position = _month_position(match["month"])
        return YearMonths(position, 1, _year(match["year"], position) if match["year"] else "")
    if match := _NUMBERED.fullmatch(words):
        return (
            YearMonths(int(match["period"]) - 1, 1) if match["period"] else YearMonths(int(match["quarter"]) * 3 - 3, 3)
        )
    if (match := _DAY.fullmatch(words)) and 1 <= int(match["month"]) <= 12:
        position = (int(match["month"]) - 4) % 12
        return YearMonths(position, 1, _year(match["year"], position))
    return None


def has_only_figure_words(words: str) -> bool:
    """Return whether words beside a period only name a kind of figure, such as ``actual`` or ``net spend``."""
    return not _BESIDE.sub(" ", words).split()


@lru_cache(maxsize=4096)
def take_months(text: str) -> tuple[YearMonths | None, str]:
    """Return the span of months in a text, such as ``Apr-Jun 2015``, and the text without it.

    Only a span of fewer than twelve months in one financial year is a period.
    """
    folded = text.casefold()
    match = _SPAN.search(folded)
    if match is None:
        return None, text
    first, last = _month_position(match["first"]), _month_position(match["last"])
    try:
        begun = _year(match["begun"], first) if match["begun"] else ""
        year = _year(match["year"], last) if match["year"] else begun
    except ValueError:
        return None, text
    if not 1 < last - first + 1 < len(MONTHS) or (begun and begun != year):
        return None, text
    return YearMonths(first, last - first + 1, year), folded.replace(match[0], " ")


def _month_position(month: str) -> int:
    return [name.casefold() for name in MONTHS].index(month[:3])


def _year(text: str, position: int) -> str:
    """Return the financial year of a month beside a calendar year, or beside a financial year written in full."""
    text = text.strip("'’")
    if not text.isdigit():
        return parse_financial_year(text if len(text) > 5 else f"20{text}")
    return financial_year_of(dt.date(int(text) + (2000 if len(text) == 2 else 0), (position + 3) % 12 + 1, 1))


def period_of_quarter(quarter: str) -> YearMonths:
    """Return a calendar quarter such as ``2015 Q2`` as a period of its financial year."""
    return YearMonths((int(quarter[-1]) - 2) % 4 * 3, 3, financial_year_of_quarter(quarter))


def are_consecutive(periods: Sequence[YearMonths]) -> bool:
    """Return whether at least two of some periods follow one another, as columns of months do."""
    firsts = {period.first for period in periods}
    return len(periods) > 1 and any(period.first + period.months in firsts for period in periods)


def format_months(periods: Sequence[YearMonths]) -> str:
    """Return the first and the last month of some periods, ``Apr to Jun``, or empty text if they are a whole year."""
    months = {period.first + step for period in periods for step in range(period.months)}
    if len(months) == len(MONTHS):
        return ""  # the whole year
    return f"{MONTHS[min(months)]} to {MONTHS[max(months)]}" if months else ""
