"""Compare the days of rows with the month or year in which the ledger counts them, and with the year of the title."""

from __future__ import annotations

import datetime as dt
import re

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.part_cells import is_iso_month
from foi_stats.supply.tables.heading_periods import written_years_in
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import is_blank, parse_day, text_of
from foi_stats.vocabulary.months import parse_months
from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import Period, period_of_day
from foi_stats.vocabulary.phrases import listed

_LONGEST_TITLE = 120


def check_booked_periods(planned: PlannedTable) -> None:
    """Find rows whose day is in another financial year than the month or year that the row or the title names."""
    if "date" not in planned.plan.field_columns:
        return
    positions = range(len(planned.body.rows))
    days = planned.cells("date", positions)
    _check_title(planned, days)
    for name, index in planned.plan.booked.items():
        booked = planned.plan.table.values(index, planned.body.at(positions))
        pairs = list(zip(booked, days, strict=True))
        apart = {pair for pair in set(pairs) if _are_years_apart(planned, *pair)}
        where = [position for position, pair in zip(positions, pairs, strict=True) if pair in apart]
        if where:
            _add_apart(planned, name, index, where)


def _check_title(planned: PlannedTable, days: list[Value]) -> None:
    """Find rows whose day is in none of the years that the text above the table names."""
    plan = planned.plan
    if plan.lists_payments:
        covered = plan.covers.financial_year if plan.covers and plan.covers_by == "file" else ""
        stated = frozenset({covered} - {""})
    else:
        stated = frozenset[str]().union(
            *(written_years_in(text) for text in plan.table.above if len(text) < _LONGEST_TITLE)
        )
    if not stated:
        return
    apart = {day for day in set(days) if (year := _year_of(planned, day)) and year not in stated}
    where = [position for position, day in enumerate(days) if day in apart]
    if not where:
        return
    shown = text_of(days[where[0]]).strip()
    planned.add_finding(
        "period-differs.payment" if plan.lists_payments else "period-differs.day",
        [planned.address(position, plan.field_columns["date"]) for position in where],
        found=f"the day is {shown!r}, and the text above the table says {listed(sorted(stated))}"
        + (": the payment is read under its day" if plan.lists_payments else ""),
    )


def _year_of(planned: PlannedTable, day: Value) -> str:
    """Return the financial year of a day or a month; empty text if it is none, which is another check's to say."""
    if isinstance(day, str) and is_iso_month(day):
        day = f"{day.strip()}-01"
    try:
        parsed = None if is_blank(day) else parse_day(day, date_1904=planned.plan.table.sheet.date_1904)
    except ValueError:
        return ""
    return period_of_day(parsed, "financial_year").financial_year if parsed else ""


def _are_years_apart(planned: PlannedTable, booked: Value, day: Value) -> bool:
    """Return whether both cells can be read, and no reading of the first is of the financial year of the day."""
    year = "" if is_blank(booked) else _year_of(planned, day)
    try:
        years = _financial_years(booked) if year else set()
    except ValueError:
        return False
    return bool(years) and year not in years


def _financial_years(value: Value) -> set[str]:
    """Return the financial years that a cell may mean; ``2020`` could be either of two."""
    if isinstance(value, dt.date):
        return {period_of_day(parse_day(value), "month").financial_year}
    text = text_of(value)
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return {f"{year}-{(year + 1) % 100:02d}" for year in (int(text) - 1, int(text))}
    if re.fullmatch(r"[34]\d{4}", text):  # a date that lost its format
        return {period_of_day(parse_day(value), "month").financial_year}
    found = parse_months(plain(text)) or parse_period(text)
    return {found.financial_year} if isinstance(found, Period) and found.financial_year else set()


def _add_apart(planned: PlannedTable, name: str, index: int, positions: list[int]) -> None:
    """Add a finding: an error where a column of years contradicts the day, for the payment could be of either."""
    booked = planned.plan.table.values(index, planned.body.at(positions[:1]))[0]
    day = planned.cells("date", positions[:1])[0]
    shown = text_of(day).strip()
    heading = next(column.text for column in planned.plan.table.columns if column.index == index)
    planned.add_finding(
        "period-differs.row-year" if name == "financial_year" else "period-differs.row-month",
        [planned.address(position, planned.plan.field_columns["date"]) for position in positions],
        found=f"the day is {shown!r}, and {heading!r} says {text_of(booked)!r}, of another financial year"
        + ("" if name == "financial_year" else ": the payment is read under its day"),
    )
