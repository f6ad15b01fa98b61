"""Parse months, quarters and days of a year, as people write them in headings; the year may stand elsewhere.

What names its year is a :class:`Period`. What does not, such as ``April``, ``Q1`` or ``31 March``, is a part of a year,
which becomes a period once the year is known.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.vocabulary.ambiguous import AmbiguousError
from foi_stats.vocabulary.basis import BASIS_WORDS
from foi_stats.vocabulary.period import Period, divmod_month, financial_year_period, months_from
from foi_stats.vocabulary.years import MONTH_NAMES, financial_year_of, month_number, parse_financial_year

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
"""A pattern of the names of months, in full or short."""
_NAMED = re.compile(rf"(?:month )?(?P<month>{MONTH})(?: ?(?P<year>(?:20)?\d{{2}}(?: \d{{2}})?))?")
_NUMBERED = re.compile(
    r"(?:p|pd|period|m|mth|month) ?0?(?P<period>[1-9]|1[0-2])|(?:q|qtr|quarter) ?(?P<quarter>[1-4])"
    r"|(?:h|half|half year) ?(?P<half>[12])"
)
_ANYWHERE = re.compile(
    rf"\b(?:month )?{MONTH}\b\.?|\b(?:p|pd|period|m|mth|month|q|qtr|quarter|h|half|half year) ?\d{{1,2}}\b"
)
_YEAR = r"(?:20\d{2}|['’]?\d{2})(?:[-/](?:20)?\d{2})?(?![\d/-])"
_SPAN = re.compile(
    rf"\b(?P<first>{MONTH})\.? ?(?P<begun>(?:20\d{{2}}|['’]?\d{{2}})(?!\d))? ?"
    rf"(?:[-/\u2010-\u2015\u2212]|to\b|until\b) ?"
    rf"(?P<last>{MONTH})\b\.?(?:,? ?(?P<year>{_YEAR}))?"
)
_DAY = re.compile(r"(?P<year>20\d{2}) (?P<month>\d{2}) (?P<day>\d{2})")
_BESIDE = re.compile(
    rf"{BASIS_WORDS.pattern}|\b(?:spend|spent|expenditure|amount|costs?|net|gross|income|funding|figures?|value)\b"
)


@dataclass(frozen=True, slots=True)
class YearMonths:
    """Some months of a year that is not known yet.

    ``first`` is the position of the first in a financial year, April being 0; where they are numbered (``P1``, ``Q1``)
    it is the position in whichever year they are of.
    """

    first: int
    months: int
    numbered: bool = False

    def __str__(self) -> str:
        if self.numbered:
            return f"months {self.first + 1} to {self.first + self.months}"
        names = [MONTH_NAMES[(self.first + step + 3) % 12] for step in (0, self.months - 1)]
        return " to ".join(dict.fromkeys(names))

    def within(self, whole: Period) -> Period:
        """Return the months as a period within a longer one.

        Raises
        ------
        ValueError
            If they are not in it, or are in it more than once.
        """
        if self.months == whole.months == len(MONTH_NAMES) and whole.is_whole_months:
            return whole
        month = whole.start.month
        if self.numbered and whole.kind in ("financial_year", "calendar_year"):
            away = self.first
        elif self.numbered:
            raise ValueError(f"{self} are counted from the start of a year, and {whole} is none")
        else:
            away = (self.first + 4 - month) % 12
        year, number = divmod_month(whole.start.year * 12 + month - 1 + away)
        return _only_one(months_from(dt.date(year, number, 1), self.months), whole, self)


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of a year that is not known yet, on which something was counted: ``at 31 March``."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.day} {MONTH_NAMES[self.month - 1]}"

    def within(self, whole: Period) -> Period:
        """Return the day as a period within a longer one, or raise ValueError as :meth:`YearMonths.within`."""
        year = whole.start.year + ((self.month, self.day) < (whole.start.month, whole.start.day))
        if self.day > monthrange(year, self.month)[1]:
            raise ValueError(f"there is no {self} in {whole}")
        day = dt.date(year, self.month, self.day)
        return _only_one(Period(day, day, "day"), whole, self)


When = Period | YearMonths | YearDay
"""A period, or a part of a year that is not known yet."""


def _only_one(period: Period, whole: Period, part: YearMonths | YearDay) -> Period:
    if not whole.contains(period):
        raise ValueError(f"{part} is not in {whole}")
    if whole.end >= period.start.replace(year=period.start.year + 1, day=min(period.start.day, 28)):
        raise AmbiguousError(f"{part} could be of more than one year in {whole}")
    return period


def meet(when: When | None, whole: Period | None) -> Period | None:
    """Return the period on which two statements about the same figure agree: the shorter, or the part in its year.

    Raises
    ------
    ValueError
        If neither is within the other, or if a part of a year is all that is known.
    """
    if when is None or whole is None:
        if when is not None and not isinstance(when, Period):
            raise ValueError(f"{when} names no year")
        return whole if when is None else when
    if not isinstance(when, Period):
        return when.within(whole)
    if not (whole.contains(when) or when.contains(whole)):
        raise ValueError(f"{when} is not in {whole}")
    return when if whole.contains(when) else whole


@lru_cache(maxsize=4096)
def parse_months(words: str) -> When | None:
    """Return what a heading in plain words names and nothing else: ``apr``, ``apr 15``, ``q1``, ``h2``; or None."""
    words = " ".join(_BESIDE.sub(" ", words).split())
    try:
        if match := _NAMED.fullmatch(words):
            return _months(_position(match["month"]), 1, (match["year"] or "").replace(" ", "-"))
        if match := _DAY.fullmatch(words):
            return months_from(dt.date(int(match["year"]), int(match["month"]), int(match["day"])), 1)
    except ValueError:
        return None
    match = _NUMBERED.fullmatch(words)
    if match is None:
        return None
    several = 1 if match["period"] else 3 if match["quarter"] else 6
    return YearMonths((int(match["period"] or match["quarter"] or match["half"]) - 1) * several, several, numbered=True)


def without_months(text: str) -> str:
    """Return a text without the names and numbers of months, quarters and halves of a year."""
    return _ANYWHERE.sub(" ", text)


def has_only_figure_words(words: str) -> bool:
    """Return whether words beside a period only name a kind of figure, such as ``actual`` or ``net spend``."""
    return not _BESIDE.sub(" ", words).split()


@lru_cache(maxsize=4096)
def take_months(text: str) -> tuple[When | None, str]:
    """Return the span of months in a text, such as ``Apr-Jun 2015``, and the text without it.

    Only a span of fewer than twelve months in one financial year is taken.
    """
    folded = text.casefold()
    match = _SPAN.search(folded)
    if match is None:
        return None, text
    first, last = _position(match["first"]), _position(match["last"])
    try:
        begun = _year(match["begun"], first) if match["begun"] else ""
        year = _year(match["year"], last) if match["year"] else begun
    except ValueError:
        return None, text
    if not 1 < last - first + 1 < len(MONTH_NAMES) or (begun and begun != year):
        return None, text
    return _months(first, last - first + 1, year), folded.replace(match[0], " ")


def _months(first: int, months: int, year: str) -> When:
    part = YearMonths(first, months)
    return part.within(financial_year_period(_year(year, first))) if year else part


def _position(month: str) -> int:
    return ((month_number(month[:3]) or 0) - 4) % 12


def _year(text: str, position: int) -> str:
    """Return the financial year of a month beside a calendar year, or beside a financial year written in full."""
    text = text.strip("'’")
    if not text.isdigit():
        return parse_financial_year(text if len(text) > 5 else f"20{text}")
    return financial_year_of(dt.date(int(text) + (2000 if len(text) == 2 else 0), (position + 3) % 12 + 1, 1))


def are_consecutive(periods: Sequence[When]) -> bool:
    """Return whether at least two of some months or quarters follow one another, as columns of months do."""
    spans = [(period.start.month - 4) % 12 if isinstance(period, Period) else period for period in periods]
    firsts = {span if isinstance(span, int) else span.first for span in spans if not isinstance(span, YearDay)}
    ends = {_end(period) for period in periods if not isinstance(period, YearDay)}
    return len(periods) > 1 and bool(ends & firsts)


def _end(period: Period | YearMonths) -> int:
    """Return the position of the month after a period."""
    return (period.end.month - 3) % 12 if isinstance(period, Period) else (period.first + period.months) % 12
