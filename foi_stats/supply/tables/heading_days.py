"""Settle what days mean that stand alone as the headings of columns: months, years, or nothing that can be told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from foi_stats.supply.tables.headings import Heading, parse_heading
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import parse_day
from foi_stats.vocabulary.period import ONE_DAY, period_of_day
from foi_stats.vocabulary.years import format_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")


def settle_days(columns: Sequence[Column]) -> list[Column]:
    """Return the columns, where those headed by days alone are of the months or the years that the days stand for.

    Days of months that follow one another stand for the months, and first days of April for the financial years that
    they begin. The end of March, and a year that a program turned into a day, are problems; other days head nothing.
    """
    days = {column.index: day for column in columns if (day := _day(column.own))}
    if not days:
        return list(columns)
    named = _named(list(days.values()))
    return [_headed(column, days[column.index], named) if column.index in days else column for column in columns]


def _day(text: str) -> dt.date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return parse_day(text)
    except ValueError:
        return None


def _named(days: Sequence[dt.date]) -> str:
    """Return the kind of period that days stand for, ``unknown`` if they may be of years, else empty text."""
    positions = [day.year * 12 + day.month for day in days]
    edges = all(day.day == 1 for day in days) or all((day + ONE_DAY).day == 1 for day in days)
    if edges and len(days) > 1 and all(later - earlier == 1 for earlier, later in pairwise(positions)):
        return "month"
    if len(set(days)) == len(days) > 1 and all((day.day, day.month) == (1, 4) for day in days):
        return "financial_year"
    return "unknown" if all((day.day, day.month) in ((1, 4), (31, 3)) for day in days) else ""


def _headed(column: Column, day: dt.date, named: str) -> Column:
    """Return a column under the period that its day stands for."""
    if named in ("month", "financial_year"):
        period = period_of_day(day, "month" if named == "month" else "financial_year")
        text = " ".join([*column.bands, str(period)])
        return replace(column, heading=parse_heading(text))
    problem = ""
    if day.day + 1 == day.month:  # 10/11 becomes 10 November
        year = f"20{day.day:02d}-{day.month:02d}"
        problem = f"the heading is the day {format_day(day)}, which may be what a spreadsheet program made of {year}"
    elif named:
        problem = f"the heading is the day {format_day(day)}: it could be that day, its month or a financial year"
    return replace(column, heading=Heading(column.own, role="year" if problem else "", problem=problem))
