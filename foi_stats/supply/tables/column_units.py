"""Find the year, basis and unit of a column of figures, in its heading or else in the text around its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from foi_stats.supply.collect import Notices
from foi_stats.supply.tables.columns import Figures, Plan, Surroundings
from foi_stats.supply.tables.headings import (
    bases_in,
    read_heading,
    units_in,
    units_said,
    years_in,
)
from foi_stats.supply.tables.months_across import (
    say_part_of_year,
)
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.period import quarter_part, take_span
from foi_stats.vocabulary.years import financial_year_of, parse_financial_year

_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|q[1-4]|p(?:eriod|d)? ?\d{1,2})\b"
)
_MONTH_YEAR = re.compile(r"(?P<month>[a-z]{3})[a-z]*[ -]?(?P<year>\d{4}|\d{2})\b")

_REPORT = re.compile(
    r"\bbudget(?:ary|s)?[ -](?:monitoring|holders?|managers?|reports?|control|statements?|positions?|books?|codes?"
    r"|variances?|headings?|lines?|performance|outturn)(?: reports?)?\b",
    re.IGNORECASE,
)
"""Names of reports and of people: they do not say that the figures are a budget."""


def settle(plan: Plan, column: Figures, around: Surroundings, notices: Notices) -> Figures:
    """Return a column of figures with year, basis and unit settled as far as headings and text around the table do."""
    year = column.year
    if not year and not column.quarter and not {"financial_year", "quarter", "date"} & plan.columns.keys():
        year = _year_around(plan, around, notices)
    if column.kind == "referrals":
        return replace(column, year=year)
    return replace(
        column,
        year=year,
        part=_part_of_year(plan, column, notices),
        basis="paid" if plan.spends and "basis" not in plan.columns else column.basis or _basis_around(plan),
        flow=column.flow or "expenditure",
        unit=_unit_around(plan, column, notices),
    )


def _year_around(plan: Plan, around: Surroundings, notices: Notices) -> str:
    """Return the year that the text above the table or the sheet's name states, else the folder's; they must agree."""
    name = plan.table.sheet.name
    texts = (*plan.table.above, name)
    years = frozenset[str]().union(*map(years_in, texts)) | ({_year_of_month(name)} - {""})
    if len(years) == 1:
        return next(iter(years))
    problem = f"the text above the table and the sheet's name say {' and '.join(sorted(years))}" if years else ""
    if not years and not around.year:
        problem = next((said for text in texts if len(text) < 60 and (said := read_heading(text).problem)), "")
    if problem:
        notices.find(
            "ambiguous-year",
            "error",
            name,
            plan.table.place,
            found=problem,
            expected="one financial year, such as 2012-13",
            action="Write the year above the table, in a column of its own or as the name of the sheet",
        )
        return ""
    return around.year


def _part_of_year(plan: Plan, column: Figures, notices: Notices) -> str:
    """Return the months of a column of money for a quarter that nothing gives the total of; that is a finding."""
    if not column.quarter or column.column in plan.across:
        return ""
    place = plan.table.sheet.address(plan.table.head[-1], column.column)
    return say_part_of_year(
        plan.table, place, f"the column {column.heading!r} is", [quarter_part(column.quarter)], notices
    )


def part_around(plan: Plan, figures: Sequence[Figures], notices: Notices) -> str:
    """Return the months that the text above the table says it is of, where it says the year; that is a finding."""
    stated = {"financial_year", "quarter", "date"} & plan.columns.keys()
    if stated or all(column.year or column.quarter for column in figures):
        return ""
    spans = [span for text in plan.table.above if len(text) < 160 and (span := take_span(text)[0]) and span.year]
    if not spans:
        return ""
    return say_part_of_year(plan.table, plan.table.place, "the text above the table says", spans[:1], notices)


def _year_of_month(name: str) -> str:
    """Return the financial year of a sheet named for a month and a year: ``April 2015`` is in 2015-16."""
    import datetime as dt

    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    match = _MONTH_YEAR.search(name.casefold())
    if match is None or match["month"] not in months:
        return ""
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    return financial_year_of(dt.date(year, months.index(match["month"]) + 1, 1))


def _basis_around(plan: Plan) -> str:
    if "basis" in plan.columns:
        return ""
    for texts in (plan.table.above, (plan.table.sheet.name,)):
        for text in reversed(texts):
            bases = bases_in(_REPORT.sub(" ", text))
            if len(bases) == 1 and len(text) < 120:
                return next(iter(bases))
            if bases:
                break
    return ""


def _unit_around(plan: Plan, column: Figures, notices: Notices) -> int | None:
    """Return the unit of a column: its heading's, else the text above the table; the two must not differ."""
    above = frozenset[int]().union(*(units_in(text) for text in plan.table.above if len(text) < 160))
    if column.unit is not None:
        if len(above) == 1 and column.unit not in above and not plan.spends:
            other = unit_name(next(iter(above)))
            _ambiguous_unit(plan, column, f"the heading says {unit_name(column.unit)}, the text above {other}", notices)
        return column.unit
    if "unit" in plan.columns:
        return None
    if len(above) == 1:
        return next(iter(above))
    if len(above) > 1:
        names = " and ".join(unit_name(unit) for unit in sorted(above))
        _ambiguous_unit(plan, column, f"the text above the table says both {names}", notices)
        return None
    if plan.spends or "currency" in plan.columns or _pounds_in_cells(plan, column):
        return 1
    below = _units_below(plan)
    return next(iter(below)) if len(below) == 1 else None


def _units_below(plan: Plan) -> frozenset[int]:
    """Return the units in which the notes below a table say that its figures are."""
    rows, table = plan.table.sheet.rows, plan.table
    columns = [figures.column for figures in plan.figures]
    last = next((row for row in reversed(table.body) if any(is_number(rows[row][c]) for c in columns)), table.body.stop)
    said = [
        units_said(text)
        for row in range(last + 1, table.body.stop)
        for column in table.columns
        if len(text := text_of(rows[row][column.index])) < 160
    ]
    return frozenset[int]().union(*said)


def _pounds_in_cells(plan: Plan, column: Figures) -> bool:
    """Return whether the figures themselves are typed with pound signs."""
    sample = [value for value in plan.table.values(column.column, plan.table.body[:200]) if not is_blank(value)]
    typed = [value for value in sample if isinstance(value, str) and "£" in value]
    return bool(typed) and all(isinstance(value, str) and ("£" in value or not is_number(value)) for value in sample)


def _ambiguous_unit(plan: Plan, column: Figures, found: str, notices: Notices) -> None:
    notices.find(
        "ambiguous-unit",
        "error",
        plan.table.sheet.name,
        plan.table.sheet.address(plan.table.head[-1], column.column),
        found=found,
        expected="one unit: £, £ thousand or £ million",
        action="Say the unit once, in the heading of the figures",
    )


def part_named(name: str) -> str:
    """Return the month, quarter or period that a sheet is named for, or nothing."""
    return name.strip() if _MONTH.search(name.casefold()) and not _whole_year(name) else ""


def _whole_year(name: str) -> bool:
    try:
        return bool(parse_financial_year(name))
    except ValueError:
        return False
