"""A period is from when to when a figure is: a year of some kind, a quarter, a month, a day, or any other span.

Parse what people type (:func:`parse_period`), print it in one way (``str``), compare, split and join. Months of a year
that is not known yet are in :mod:`foi_stats.vocabulary.months`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import total_ordering
from itertools import pairwise
from typing import Literal, get_args

from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.years import (
    MONTH_NAMES,
    financial_year_of,
    format_day,
    parse_quarter,
    year_end,
    year_start,
)

PeriodKind = Literal["financial_year", "calendar_year", "academic_year", "quarter", "month", "day", "span"]
KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
ONE_DAY = dt.timedelta(days=1)

_YEARS: dict[PeriodKind, int] = {"financial_year": 4, "calendar_year": 1, "academic_year": 9}
"""The month in which a year of each kind begins. Academic years are those of schools in England, from 1 September."""
_MONTHS_IN: dict[PeriodKind, int] = {**dict.fromkeys(_YEARS, 12), "quarter": 3, "month": 1}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` to ``end``, both included, and what kind of period they are.

    Periods are in order of their days. Two with the same days but of different kinds, such as a financial year and a
    span of twelve months, are not equal: :meth:`has_same_days` compares the days alone.

    Raises
    ------
    ValueError
        If the end is before the start, or the days are not a period of this kind.
    """

    start: dt.date
    end: dt.date
    kind: PeriodKind

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end, on {format_day(self.end)}, before it starts ({self.start})")
        months = _MONTHS_IN.get(self.kind)
        if self.kind == "day":
            fits = self.start == self.end
        elif months is None:
            fits = self.kind == "span"
        else:
            first = _YEARS.get(self.kind)
            fits = self.start.day == 1 and self.end == _last_day(self.start, months)
            fits &= first is None or self.start.month == first
            fits &= self.kind != "quarter" or self.start.month % 3 == 1
        if not fits:
            kind = self.kind.replace("_", " ")
            raise ValueError(f"{format_day(self.start)} to {format_day(self.end)} is not a {kind}")

    def __lt__(self, other: Period) -> bool:
        return (self.start, self.end, self.kind) < (other.start, other.end, other.kind)

    def __str__(self) -> str:
        match self.kind:
            case "financial_year":
                return financial_year_of(self.start)
            case "calendar_year":
                return str(self.start.year)
            case "academic_year":
                return f"academic year {self.start.year}/{self.end.year % 100:02d}"
            case "day":
                return format_day(self.start)
            case "month":
                return _format_month(self.start)
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (4, 1, 3, 31):
            return f"{financial_year_of(self.start)} to {financial_year_of(self.end)}"
        return format_span(self.start, self.end)

    @property
    def key(self) -> str:
        """The period in letters, digits and hyphens, for ids and file names: ``2015-16``, ``2015-Q2``, ``2015-04``."""
        match self.kind:
            case "financial_year":
                return financial_year_of(self.start)
            case "calendar_year":
                return str(self.start.year)
            case "academic_year":
                return f"academic-{self.start.year}-{self.end.year % 100:02d}"
            case "quarter":
                return f"{self.start.year}-Q{self.start.month // 3 + 1}"
            case "month":
                return f"{self.start:%Y-%m}"
            case "day":
                return self.start.isoformat()
        if self.is_whole_months:
            return f"{self.start:%Y-%m}-to-{self.end:%Y-%m}"
        return f"{self.start}-to-{self.end}"

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.end - self.start).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it starts on the first and ends on the last day of a month."""
        return self.start.day == 1 and (self.end + ONE_DAY).day == 1

    @property
    def months(self) -> int:
        """The number of months of which it has at least one day."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def financial_year(self) -> str:
        """The financial year that holds all of it, written ``2015-16``; empty if no single one does."""
        year = financial_year_of(self.start)
        return year if financial_year_of(self.end) == year else ""

    def has_same_days(self, other: Period) -> bool:
        """Return whether another period has the same first and last day, whatever its kind."""
        return (self.start, self.end) == (other.start, other.end)

    def contains(self, other: Period | dt.date) -> bool:
        """Return whether every day of another period, or a day, is in this one."""
        start, end = (other.start, other.end) if isinstance(other, Period) else (other, other)
        return self.start <= start and end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Return whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end

    def split(self, kind: PeriodKind) -> list[Period]:
        """Return the periods of a kind that make up this one, in order.

        Raises
        ------
        ValueError
            If it is not made up of whole periods of that kind.
        """
        parts = []
        day = self.start
        while day <= self.end:
            part = period_of_day(day, kind)
            if part.start != day or part.end > self.end:
                raise ValueError(f"{self} is not made up of whole periods of the kind {kind.replace('_', ' ')}")
            parts.append(part)
            day = part.end + ONE_DAY
        return parts


def financial_year_period(year: str) -> Period:
    """Return a financial year, written in any way that :func:`parse_financial_year` reads, as a period."""
    return Period(year_start(year), year_end(year), "financial_year")


def quarter_period(quarter: str) -> Period:
    """Return a calendar quarter, written in any way that :func:`parse_quarter` reads, as a period."""
    year, number = parse_quarter(quarter).split(" Q")
    return months_from(dt.date(int(year), int(number) * 3 - 2, 1), 3)


def period_of_day(day: dt.date, kind: PeriodKind) -> Period:
    """Return the period of a kind that a day falls in; a day is in no span of its own, so that raises ValueError."""
    if kind == "day":
        return Period(day, day, "day")
    months = _MONTHS_IN.get(kind)
    if months is None:
        raise ValueError("a span is known by its first and last day")
    first = _YEARS.get(kind, 1)
    back = (day.month - first) % months
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    start = dt.date(year, month + 1, 1)
    return Period(start, _last_day(start, months), kind)


def period_between(start: dt.date, end: dt.date) -> Period:
    """Return the days from ``start`` to ``end`` as the kind of period that they are.

    Twelve months from April are a financial year, from January a calendar year; from September they stay a span,
    because not everything that runs from September to August is counted by academic years.
    """
    if start == end:
        return Period(start, end, "day")
    for kind in ("month", "quarter", "financial_year", "calendar_year"):
        period = period_of_day(start, kind)
        if (period.start, period.end) == (start, end):
            return period
    return Period(start, end, "span")


def months_from(day: dt.date, months: int) -> Period:
    """Return so many whole months, from the one that a day falls in, as the kind of period that they are."""
    start = day.replace(day=1)
    return period_between(start, _last_day(start, months))


def join_periods(periods: Iterable[Period]) -> Period:
    """Return the one period that several make up: twelve months from April 2015 are 2015-16.

    Raises
    ------
    ValueError
        If there are none, if days are missing between them, or if two have a day in common.
    """
    ordered = sorted(periods)
    if not ordered:
        raise ValueError("there are no periods to join")
    if len(ordered) == 1:
        return ordered[0]
    for earlier, later in pairwise(ordered):
        if later.start != earlier.end + ONE_DAY:
            what = "have days in common" if later.start <= earlier.end else "have days between them"
            raise ValueError(f"{earlier} and {later} {what}")
    return period_between(ordered[0].start, ordered[-1].end)


def uncovered(period: Period, covered: Iterable[Period]) -> list[Period]:
    """Return what is left of a period without the days of others, in order, each as the kind of period that it is."""
    missing = []
    day = period.start
    for other in sorted(covered):
        if other.start > period.end:
            break
        if other.start > day:
            missing.append(period_between(day, other.start - ONE_DAY))
        day = max(day, other.end + ONE_DAY)
    if day <= period.end:
        missing.append(period_between(day, period.end))
    return missing


def years_within(period: Period) -> list[Period]:
    """Return a time as its financial years, as far as each lies within it; as it is, if one holds all of it."""
    if period.financial_year:
        return [period]
    parts = []
    day = period.start
    while day <= period.end:
        end = min(period.end, year_end(financial_year_of(day)))
        parts.append(period_between(day, end))
        day = end + ONE_DAY
    return parts


def covered_spans(periods: Iterable[Period]) -> list[Period]:
    """Return the days of some periods as the fewest periods, in order, where they overlap or follow one another."""
    spans: list[tuple[dt.date, dt.date]] = []
    for period in sorted(periods):
        if spans and period.start <= spans[-1][1] + ONE_DAY:
            spans[-1] = (spans[-1][0], max(spans[-1][1], period.end))
        else:
            spans.append((period.start, period.end))
    return [period_between(start, end) for start, end in spans]


def format_periods(periods: Sequence[Period]) -> str:
    """Return periods as a sentence lists them: ``April 2016, June 2016 and August to October 2016``."""
    return listed(map(str, periods))


def format_run(periods: Sequence[Period]) -> str:
    """Return periods in order as a title names them: ``2012-13 to 2016-17``, ``April 2015 to March 2016``.

    Days are listed, for what there was on two days says nothing of the time between them.
    """
    if len(periods) <= 2 and (len(periods) < 2 or periods[0].kind == "day"):
        return format_periods(periods)
    first, last = periods[0], periods[-1]
    match first.kind:
        case "day":
            return format_periods(periods)
        case "month" | "quarter" | "span":
            return str(period_between(first.start, last.end))
        case "academic_year":
            return f"{first} to {str(last).removeprefix('academic year ')}".replace("year", "years", 1)
    return f"{first} to {last}"


def format_intervals(periods: Iterable[Period]) -> str:
    """Return periods as data, the intervals of ISO 8601 beside one another: ``2016-04-01/2016-09-30``."""
    return " ".join(f"{period.start}/{period.end}" for period in periods)


def parse_intervals(text: str) -> list[Period]:
    """Return the periods that :func:`format_intervals` wrote, each as the kind of period that it is."""
    return [period_between(*map(dt.date.fromisoformat, interval.split("/"))) for interval in text.split()]


def format_span(start: dt.date, end: dt.date) -> str:
    """Return the days between two dates: ``April to June 2015``, ``1 June 2015 to 14 July 2016``."""
    if start.day == 1 and (end + ONE_DAY).day == 1:
        if start.year == end.year:
            return (
                f"{MONTH_NAMES[start.month - 1]} to {_format_month(end)}"
                if start.month != end.month
                else _format_month(start)
            )
        return f"{_format_month(start)} to {_format_month(end)}"
    return f"{format_day(start)} to {format_day(end)}"


def divmod_month(months: int) -> tuple[int, int]:
    """Return the year and the month of a number of months since year 0, of which January is the first."""
    year, month = divmod(months, 12)
    return year, month + 1


def _last_day(start: dt.date, months: int) -> dt.date:
    return dt.date(*divmod_month(start.year * 12 + start.month - 1 + months), 1) - ONE_DAY


def _format_month(day: dt.date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"
