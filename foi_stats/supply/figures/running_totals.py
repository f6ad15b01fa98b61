"""Recognise monthly sheets whose figures are running totals to date, which must never be added up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from foi_stats.supply.collect import Findings
from foi_stats.supply.figures.parse_columns import parse_column
from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.months_across import is_part_of_year
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.months import MONTH, When, YearMonths, take_months
from foi_stats.vocabulary.parse_periods import parse_period, take_period
from foi_stats.vocabulary.period import Period, period_between
from foi_stats.vocabulary.years import year_end, year_start

_TO_DATE = re.compile(r"\bcumulative|\bto[- ]date\b|\bytd\b|\brunning totals?\b", re.IGNORECASE)
_OF_THE_MONTH = re.compile(r"\b(?:month only|in[- ]month|(?:for|in|of) the month|not cumulative)\b", re.IGNORECASE)
_UP_TO = re.compile(
    rf"\b(?:to|until) (?:the )?(?:end (?:of )?)?"
    rf"((?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH},? (?:20)?\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})(?![\w/-])"
)
_FEWEST_STEPS = 6
_LONGEST_TITLE = 160
Key = tuple[str, ...]


def without_running_totals(tables: Sequence[PlannedTable], findings: Findings) -> list[PlannedTable]:
    """Return the tables of a file without those whose figures are, or could be, running totals of the same lines.

    If only one table says that it is to date, it stays in, and its note says so.
    """
    to_date = [
        planned
        for planned in tables
        if not planned.plan.lists_payments and _is_to_date(planned) and not _mentions(planned, _OF_THE_MONTH)
    ]
    if len(to_date) == 1 and not _months_of(to_date[0]):
        _add_to_date(to_date[0], findings)
        return [_up_to_date(planned) if planned is to_date[0] else planned for planned in tables]
    tables = _without(tables, _repeated_to_date(to_date, findings))
    return _without(tables, [*_growing_months(tables, findings), *_growing_columns(tables, findings)])


def _is_to_date(planned: PlannedTable) -> bool:
    """Return whether the text around a table says so, or names a day before the end of the year up to which it is."""
    end = _end_in(_texts_around(planned))
    years = {column.year for column in planned.plan.value_columns} - {""}
    return _mentions(planned, _TO_DATE) or any(end and year_start(year) < end < year_end(year) for year in years)


def _up_to_date(planned: PlannedTable) -> PlannedTable:
    """Return a table whose figures are from the start of the year to the end of the month, or the day, that it names.

    Where nothing says up to when they are, their year stays, and a note says that they are to date.
    """
    end = _end_in(_texts_around(planned))
    columns = tuple(replace(column, when=_since_start(column.when, end)) for column in planned.plan.value_columns)
    unknown = any(isinstance(column.when, Period) and column.when.kind == "financial_year" for column in columns)
    return replace(planned, plan=replace(planned.plan, value_columns=columns, is_to_date=unknown))


def _end_in(texts: Sequence[str]) -> dt.date | None:
    """Return the last day up to which texts say that figures are, if they name one; not the end of a span."""
    for text in texts:
        rest = take_period(take_months(text.casefold())[1])[1].casefold()
        if match := _UP_TO.search(rest):
            try:
                return parse_period(match[1].replace(",", "")).end
            except ValueError:
                continue
    return None


def _since_start(when: When | None, end: dt.date | None) -> When | None:
    if end and isinstance(when, Period) and when.kind == "financial_year" and when.contains(end):
        return period_between(when.start, end)
    if isinstance(when, YearMonths):
        return YearMonths(0, when.first + when.months, when.numbered)
    if not is_part_of_year(when) or not isinstance(when, Period):
        return when
    return period_between(year_start(when.financial_year), when.end)


def _months_of(planned: PlannedTable) -> list[ValueColumn]:
    """Return the columns of months of a table, if there are several."""
    found = [column for column in planned.plan.value_columns if is_part_of_year(column.when)]
    return found if len({column.when for column in found}) > 1 else []


def _repeated_to_date(to_date: Sequence[PlannedTable], findings: Findings) -> list[PlannedTable]:
    """Return the tables to date that share lines with another table to date; each is a finding."""
    again = [
        planned
        for planned in to_date
        if _months_of(planned) or any(other is not planned and _share_lines(planned, other) for other in to_date)
    ]
    for planned in again:
        _add_running_totals(
            [planned],
            "to-date.again",
            "the text around the table says that its figures are to date, and other sheets or months give the same "
            "lines: "
            "added up they would be counted again and again",
            findings,
        )
    return again


def _growing_months(tables: Sequence[PlannedTable], findings: Findings) -> list[PlannedTable]:
    """Return the tables of months if their figures only grow, so that they could be to date; that is one finding."""
    months = [
        planned
        for planned in tables
        if planned.plan.is_of_month
        and not planned.plan.lists_payments
        and not planned.plan.sums
        and not _mentions(planned, _OF_THE_MONTH)
    ]
    if len(months) <= 2 or not _only_grow(months):
        return []
    _add_running_totals(
        months,
        "ambiguous-months",
        "no line is ever less than on the sheet before: the figures could be of each month, or to date",
        findings,
    )
    return months


def _growing_columns(tables: Sequence[PlannedTable], findings: Findings) -> list[PlannedTable]:
    """Return the tables of months across whose figures only grow, and that no total adds up; each is a finding."""
    refused = []
    for planned in tables:
        months = _months_of(planned)
        if planned.plan.lists_payments or planned.plan.sums or not months or _mentions(planned, _OF_THE_MONTH):
            continue
        columns = [
            replace(planned, plan=replace(planned.plan, value_columns=(replace(column, when=None),)))
            for column in sorted(months, key=_start_of)
        ]
        if len(columns) > 2 and _only_grow(columns):
            refused.append(planned)
            _add_running_totals(
                [planned],
                "ambiguous-months.columns",
                "no line is ever less than in the column before: the figures could be of each month, or to date",
                findings,
            )
    return refused


def _start_of(column: ValueColumn) -> tuple[int, int]:
    when = column.when
    if isinstance(when, Period):
        return when.start.toordinal(), when.days
    return (when.first, when.months) if isinstance(when, YearMonths) else (0, 0)


def _without(tables: Sequence[PlannedTable], refused: Sequence[PlannedTable]) -> list[PlannedTable]:
    return [planned for planned in tables if all(planned is not other for other in refused)]


def _mentions(planned: PlannedTable, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for text in (*_texts_around(planned), *filter(_is_short, planned.body.notes)))


def _texts_around(planned: PlannedTable) -> list[str]:
    return list(filter(_is_short, (*planned.plan.table.above, planned.plan.table.sheet.name)))


def _is_short(text: str) -> bool:
    return len(text) < _LONGEST_TITLE


def _numbers_by_label(planned: PlannedTable) -> dict[Key, int | None]:
    """Return the numbers of a table by basis, year and line of their column, and the labels of their row."""
    positions = range(len(planned.body.rows))
    labels = [list(map(text_of, planned.cells(name, positions))) for name in label_columns(planned).values()]
    found: dict[Key, int | None] = {}
    for column in planned.plan.value_columns:
        column_key = (column.basis, column.year, column.line)
        for key, number in zip(zip(*labels, strict=True), parse_column(planned, column).numbers, strict=False):
            found[(*column_key, *key)] = number
    return found


def _share_lines(one: PlannedTable, other: PlannedTable) -> bool:
    return bool(_numbers_by_label(one).keys() & _numbers_by_label(other).keys())


def _only_grow(months: Sequence[PlannedTable]) -> bool:
    """Return whether no figure is less than on the sheet before and most are more, if enough can be compared."""
    steps = [
        (before[key], after[key])
        for before, after in pairwise(map(_numbers_by_label, months))
        for key in before.keys() & after.keys()
    ]
    known = [(old, new) for old, new in steps if old is not None and new is not None and (old or new)]
    more = sum(new > old for old, new in known)
    return len(known) >= _FEWEST_STEPS and all(new >= old for old, new in known) and more * 3 > len(known) * 2


def _add_to_date(planned: PlannedTable, findings: Findings) -> None:
    table = planned.plan.table
    findings.add(
        "to-date",
        table.sheet.name,
        table.place,
        found="the text around the table says that its figures are to date: they may be part of a year",
    )


def _add_running_totals(tables: Sequence[PlannedTable], check: str, found: str, findings: Findings) -> None:
    table = tables[0].plan.table
    findings.add(check, table.sheet.name, table.place, found=found)
    for planned in tables:
        place = planned.plan.table
        findings.skip(place.sheet.name, place.place, "figures to date, or perhaps: see the findings")
