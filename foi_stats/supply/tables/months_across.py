"""Recognise columns of months or quarters of a year, and the column that is their total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.table import Column, Table
from foi_stats.vocabulary.months import YearMonths, format_months, period_of_quarter

if TYPE_CHECKING:
    from foi_stats.supply.tables.columns import ValueColumn

_WHOLE = re.compile(r"\btotals?\b|\b(?:full|whole) year\b|\bannual (?:actual|out ?turn|spend)")


def find_period_columns(table: Table, *, money: bool) -> list[Column]:
    """Return the columns of months of a year, or of its quarters if there are no months.

    A quarter of counts is a figure of its own, because referrals are kept by quarter; a quarter of money is part of a
    year's figure. ``money`` says which it is where a heading names nothing but the quarter.
    """
    roles = ("amount", "year") if money else ("amount",)
    with_period = [column for column in table.columns if column.heading.period]
    months = [column for column in with_period if column.heading.period and column.heading.period.months == 1]
    quarters = [c for c in table.columns if c.heading.quarter and c.heading.role in roles]
    return months or with_period or (quarters if len(quarters) > 1 else [])


def _periods(period_columns: Sequence[Column]) -> list[YearMonths]:
    return [column.heading.period or period_of_quarter(column.heading.quarter) for column in period_columns]


def total_columns(table: Table, value_columns: Sequence[ValueColumn], period_columns: Sequence[Column]) -> list[int]:
    """Return the columns headed as totals, or else the one beside months and quarters with their year and basis."""
    totals = [column.index for column in table.columns if column.heading.role == "total"]
    if totals or not period_columns:
        return totals[:1]
    named = [column.index for column in value_columns if _WHOLE.search(plain(column.heading))]
    bases = {column.heading.basis for column in period_columns}
    alike = [c for c in value_columns if c.basis and bases in ({c.basis}, {""}) and not c.quarter]
    same = [column.index for column in alike if column.year in ("", shared_year(period_columns))]
    return named or (same if len(same) == 1 else [])


def with_shared_fields(column: Column, period_columns: Sequence[Column]) -> Column:
    """Return a column of totals with the year, basis, unit and flow on which the columns it adds up agree."""
    bases, units, flows = (
        {period.heading.basis for period in period_columns},
        {period.heading.units for period in period_columns},
        {period.heading.flow for period in period_columns},
    )
    own = column.heading
    return replace(
        column,
        heading=replace(
            own,
            year=own.year or shared_year(period_columns),
            basis=own.basis or (bases.pop() if len(bases) == 1 else ""),
            units=own.units or (units.pop() if len(units) == 1 else frozenset()),
            flow=own.flow or (flows.pop() if len(flows) == 1 else ""),
        ),
    )


def shared_year(period_columns: Sequence[Column]) -> str:
    """Return the year to which all these months or quarters belong, or empty text."""
    years = {period.year for period in _periods(period_columns)}
    return years.pop() if len(years) == 1 else ""


def covers_year(period_columns: Sequence[Column]) -> bool:
    """Return whether some columns are all the months, or quarters, of a year."""
    return not format_months(_periods(period_columns))


def is_total_of(column: ValueColumn, period_columns: Sequence[Column]) -> bool:
    """Return whether a column is the total of months or quarters: by its name, or because they are its whole year."""
    return not column.year or bool(_WHOLE.search(plain(column.heading))) or covers_year(period_columns)


def check_year_total(
    table: Table,
    value_columns: Sequence[ValueColumn],
    period_columns: Sequence[Column],
    totals: Sequence[int],
    findings: Findings,
) -> bool:
    """Return whether a table of months has figures of its year; if not, or if months alone are given, add a finding."""
    place = f"{table.sheet.address(table.head[-1], period_columns[0].index)}:"
    place += table.sheet.address(table.head[-1], period_columns[-1].index)
    years = sorted({period.year for period in _periods(period_columns)} - {""})
    if len(years) > 1:
        findings.add(
            "ambiguous-year",
            "error",
            table.sheet.name,
            place,
            found=f"the months are of {' and '.join(years)}, and one total for both would be of neither",
            expected="the months of one financial year, April to March, in one table",
            action="Put each financial year in a table of its own, with a column Total",
        )
        return False
    if totals:
        return True
    findings.add(
        "months-across",
        "warning" if value_columns else "error",
        table.sheet.name,
        place,
        found=f"{_format_columns(period_columns)} of {next(iter(years), 'a year')}, and no column gives the year's "
        "total: not read",
        expected="a column headed Total, which is read, and held against the months",
        action="Add a column headed Total after the last month, with the sum of each row",
    )
    return bool(value_columns)


def _format_columns(period_columns: Sequence[Column]) -> str:
    first, last = period_columns[0], period_columns[-1]
    return f"{first.text!r} is part" if first is last else f"{first.text!r} to {last.text!r} are parts"


PartOfYear = tuple[str, YearMonths | None]
"""The note on the months that figures cover, and the months; neither if they cover a whole year."""


def check_total_of_months(table: Table, period_columns: Sequence[Column], findings: Findings) -> PartOfYear:
    """Return the months that the total adds up, if they are not the whole year; that is a finding."""
    place = table.sheet.address(table.head[-1], period_columns[-1].index)
    periods = _periods(period_columns)
    return check_part_of_year(table, place, "the columns are", periods, findings, of="their total is that of")


def check_part_of_year(
    table: Table,
    place: str,
    subject: str,
    periods: Sequence[YearMonths],
    findings: Findings,
    *,
    of: str = "the figures are of",
) -> PartOfYear:
    """Return the note on which months some periods cover, if they do not cover the year; that is a finding."""
    months = format_months(periods)
    if not months:
        return "", None
    year = next(iter({period.year for period in periods}))
    findings.add(
        "part-of-a-year",
        "warning",
        table.sheet.name,
        place,
        found=f"{subject} {months} only: {of} part of {year or 'a year'}, and the note beside them says so",
        expected="all twelve months, or all four quarters, for the figure of a year",
        action="Send the whole year when it is closed, or say in the answer that it is part of one",
    )
    first = min(period.first for period in periods)
    return f"{months} only", YearMonths(first, max(period.first + period.months for period in periods) - first)
