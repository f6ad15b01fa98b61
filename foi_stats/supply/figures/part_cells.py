"""Parse cells that name a month, a quarter or another part of a year, under headings that say which is meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.headings import parse_heading, plain
from foi_stats.supply.values import parse_day, text_of
from foi_stats.vocabulary.ambiguous import AmbiguousError
from foi_stats.vocabulary.months import When, YearMonths, parse_months, take_months
from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import Period, period_of_day, quarter_period

_ISO_MONTH = re.compile(r"((?:19|20)\d{2})-(\d{2})")
_QUARTER = re.compile(r"(?:q|qtr|quarter)? ?0?([1-4])", re.IGNORECASE)
_QUARTER_OF_ONE_YEAR = re.compile(r"(?:19|20)\d{2} ?-?q[1-4]|q[1-4] ?-?(?:19|20)\d{2}", re.IGNORECASE)


class IsoMonths:
    """Whether a column holds months such as ``2016-01``, and financial years such as ``2015-16``.

    ``2011-12`` could be either, and is what the others are.
    """

    def __init__(self, values: Iterable[Value]) -> None:
        pairs = [match.groups() for value in set(values) if isinstance(value, str) and (match := _iso(value))]
        alone = [(year, part) for year, part in pairs if not (_is_month(part) and _is_next(year, part))]
        self.has_months = any(_is_month(part) for _, part in alone)
        self.has_years = any(_is_next(year, part) for year, part in alone)


def iso_month(value: Value, column: IsoMonths) -> Period | None:
    """Return the month in a cell of a column of days or periods, if it is written as ``2016-01``."""
    match = _iso(value) if isinstance(value, str) else None
    if match is None or not _is_month(match[2]) or (column.has_years and not column.has_months):
        return None
    if _is_next(match[1], match[2]) and column.has_months == column.has_years:
        if not column.has_months:
            return None
        raise AmbiguousError(f"{value!r} could be a month, or a financial year: the column holds both")
    return period_of_day(dt.date(int(match[1]), int(match[2]), 1), "month")


def is_iso_month(text: str) -> bool:
    """Return whether a text is a month written as ``2016-01``; ``2011-12`` is one too."""
    match = _iso(text)
    return match is not None and _is_month(match[2])


def _iso(value: str) -> re.Match[str] | None:
    return _ISO_MONTH.fullmatch(value.strip())


def _is_month(part: str) -> bool:
    return 1 <= int(part) <= 12


def _is_next(year: str, part: str) -> bool:
    return (int(year) + 1) % 100 == int(part)


def parse_quarter_cell(text: str, of_year: str) -> When:
    """Return the quarter in a cell; ``of_year`` is the kind of year that its heading says it is of, or empty."""
    if match := _QUARTER.fullmatch(text.strip()):
        first = (int(match[1]) - 1) * 3
        if of_year == "calendar":
            return YearMonths((first - 3) % 12, 3)
        return YearMonths(first, 3, numbered=not of_year)
    if of_year == "financial" and _QUARTER_OF_ONE_YEAR.fullmatch(text.strip()):
        raise AmbiguousError(f"{text!r} could be of the calendar year or of a financial year; write it as 2015-16 Q1")
    span, _ = take_months(text)
    found = span or parse_months(plain(text))
    if found is None:
        return quarter_period(text)
    months = found.months if isinstance(found, Period | YearMonths) else 0
    if months != 3:
        raise ValueError(f"{text!r} is not a quarter; write it as 2015 Q2 (April to June 2015)")
    return found


def parse_month_cell(value: Value, name: str, *, is_counted: bool) -> When:
    """Return the period that a cell names under a heading such as ``Month`` or ``Period``."""
    if isinstance(value, dt.date | dt.datetime):
        if name == "month" or value.day == 1:
            return period_of_day(parse_day(value), "month")
        raise AmbiguousError(f"{text_of(value)} could be the day, or its month")
    text = text_of(value)
    if text.isdigit() and 1 <= int(text) <= 12:
        if is_counted:
            return YearMonths(int(text) - 1, 1, numbered=True)
        raise AmbiguousError(f"{text} could be counted from January or from April; write the month's name")
    if name == "month":
        return parse_months(plain(text)) or parse_period(text, "month")
    return parse_months(plain(text)) or parse_heading(text).when or parse_period(text)
