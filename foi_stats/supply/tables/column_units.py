"""Complete a column of figures: year, basis and unit from its heading, or else from the text around its table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.headings import (
    bases_in,
    parse_heading,
    plain,
    units_in,
    units_in_note,
    years_in,
)
from foi_stats.supply.tables.months_across import (
    PartOfYear,
    check_part_of_year,
)
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.basis import qualifiers_in
from foi_stats.vocabulary.measures import noun_in
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.months import YearMonths, parse_months, period_of_quarter, take_months
from foi_stats.vocabulary.years import financial_year_of, parse_financial_year

_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|q[1-4]|p(?:eriod|d)? ?\d{1,2})\b"
)
_MONTH_YEAR = re.compile(r"(?P<month>[a-z]{3})[a-z]*[ -]?(?P<year>\d{4}|\d{2})\b")

_CALENDAR_YEAR = re.compile(r"\b(?:19|20)?\d{2}(?: (?:20)?\d{2})?\b")

_REPORT = re.compile(
    r"\bbudget(?:ary|s)?[ -](?:monitoring|holders?|managers?|reports?|control|statements?|positions?|books?|codes?"
    r"|variances?|headings?|lines?|performance|outturn)(?: reports?)?\b",
    re.IGNORECASE,
)
"""Names of reports and job titles, which do not say that the figures are a budget."""


def complete_column(plan: ColumnPlan, column: ValueColumn, context: FileContext, findings: Findings) -> ValueColumn:
    """Return a column of figures with the year, basis and unit that its heading or the text around its table states.

    A field stays empty if rows state it, or if nothing does.
    """
    year = column.year
    if not year and not column.quarter and not {"financial_year", "quarter", "date"} & plan.field_columns.keys():
        year = _year_from_context(plan, context, findings)
    if column.kind == "referrals":
        return replace(column, year=year, measure=column.measure or _measure_from_context(plan, context))
    return replace(
        column,
        year=year,
        period_note=_check_quarter(plan, column, findings),
        basis="paid"
        if plan.lists_payments and "basis" not in plan.field_columns
        else column.basis or _basis_from_context(plan),
        flow=column.flow or "expenditure",
        unit=_unit_from_context(plan, column, findings),
        qualifiers=column.qualifiers or _qualifiers_from_context(plan),
    )


def _measure_from_context(plan: ColumnPlan, context: FileContext) -> str:
    """Return what the text above the table, the sheet's name or the file's says is counted, unless rows say it."""
    if "measure" in plan.field_columns:
        return ""
    texts = (*reversed([text for text in plan.table.above if len(text) < 160]), plan.table.sheet.name)
    return next(filter(None, map(noun_in, texts)), context.measure)


def _year_from_context(plan: ColumnPlan, context: FileContext, findings: Findings) -> str:
    """Return the year in the text above the table and the sheet's name, which must agree, or else the folder's."""
    name = plan.table.sheet.name
    texts = (*plan.table.above, name)
    years = frozenset[str]().union(*map(years_in, texts)) | ({_year_of_month(name)} - {""})
    if len(years) == 1:
        return next(iter(years))
    problem = f"the text above the table and the sheet's name say {' and '.join(sorted(years))}" if years else ""
    if not years and not context.year:
        problem = next(filter(None, (parse_heading(text).problem for text in texts if len(text) < 60)), "")
    if problem:
        findings.add(
            "ambiguous-year",
            "error",
            name,
            plan.table.place,
            found=problem,
            expected="one financial year, such as 2012-13",
            action="Write the year above the table, in a column of its own or as the name of the sheet",
        )
        return ""
    return context.year


def _check_quarter(plan: ColumnPlan, column: ValueColumn, findings: Findings) -> str:
    """Return the months of a column of money for a quarter without the year's total beside it; that is a finding."""
    if not column.quarter or column.index in plan.period_columns:
        return ""
    place = plan.table.sheet.address(plan.table.head[-1], column.index)
    quarter = [period_of_quarter(column.quarter)]
    return check_part_of_year(plan.table, place, f"the column {column.heading!r} is", quarter, findings)[0]


def check_period_above(plan: ColumnPlan, value_columns: Sequence[ValueColumn], findings: Findings) -> PartOfYear:
    """Return the months that the text above a table says it covers; that is a finding.

    It applies only where neither rows nor the headings of ``value_columns`` state the period themselves.
    """
    if {"financial_year", "quarter", "date"} & plan.field_columns.keys():
        return "", None
    if all(column.year or column.quarter for column in value_columns):
        return "", None
    spans = [span for text in plan.table.above if len(text) < 160 and (span := take_months(text)[0]) and span.year]
    if not spans:
        return "", None
    return check_part_of_year(plan.table, plan.table.place, "the text above the table says", spans[:1], findings)


def _year_of_month(name: str) -> str:
    """Return the financial year of a sheet named for a month and a year: ``April 2015`` is in 2015-16."""
    import datetime as dt

    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    match = _MONTH_YEAR.search(name.casefold())
    if match is None or match["month"] not in months:
        return ""
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    return financial_year_of(dt.date(year, months.index(match["month"]) + 1, 1))


def _qualifiers_from_context(plan: ColumnPlan) -> str:
    """Return what the text above the table says of VAT, gross or net, cash or real terms, where that is one thing."""
    return qualifiers_in(plain(" ".join(text for text in plan.table.above if len(text) < 160)))


def _basis_from_context(plan: ColumnPlan) -> str:
    return "" if "basis" in plan.field_columns else basis_around(plan, bases_in)


def basis_around(plan: ColumnPlan, bases_of: Callable[[str], frozenset[str]]) -> str:
    """Return the one basis that the text above a table, or else its sheet's name, states."""
    for texts in (plan.table.above, (plan.table.sheet.name,)):
        for text in reversed(texts):
            bases = bases_of(_REPORT.sub(" ", text))
            if len(bases) == 1 and len(text) < 120:
                return next(iter(bases))
            if bases:
                break
    return ""


def _unit_from_context(plan: ColumnPlan, column: ValueColumn, findings: Findings) -> int | None:
    """Return the unit of a column: from its heading, or else from the text above the table; they must not differ."""
    above = frozenset[int]().union(*(units_in(text) for text in plan.table.above if len(text) < 160))
    if column.unit is not None:
        if len(above) == 1 and column.unit not in above and not plan.lists_payments:
            other = unit_name(next(iter(above)))
            _add_ambiguous_unit(
                plan, column, f"the heading says {unit_name(column.unit)}, the text above {other}", findings
            )
        return column.unit
    if "unit" in plan.field_columns:
        return None
    if len(above) == 1:
        return next(iter(above))
    if len(above) > 1:
        names = " and ".join(unit_name(unit) for unit in sorted(above))
        _add_ambiguous_unit(plan, column, f"the text above the table says both {names}", findings)
        return None
    if plan.lists_payments or "currency" in plan.field_columns or _has_pound_signs(plan, column):
        return 1
    below = _units_in_notes(plan)
    return next(iter(below)) if len(below) == 1 else None


def _units_in_notes(plan: ColumnPlan) -> frozenset[int]:
    """Return the units that the notes below a table state for its figures."""
    rows, table = plan.table.sheet.rows, plan.table
    columns = [column.index for column in plan.value_columns]
    last = next((row for row in reversed(table.body) if any(is_number(rows[row][c]) for c in columns)), table.body.stop)
    stated = [
        units_in_note(text)
        for row in range(last + 1, table.body.stop)
        for column in table.columns
        if len(text := text_of(rows[row][column.index])) < 160
    ]
    return frozenset[int]().union(*stated)


def _has_pound_signs(plan: ColumnPlan, column: ValueColumn) -> bool:
    """Return whether the figures are typed with pound signs."""
    sample = [value for value in plan.table.values(column.index, plan.table.body[:200]) if not is_blank(value)]
    typed = [value for value in sample if isinstance(value, str) and "£" in value]
    return bool(typed) and all(isinstance(value, str) and ("£" in value or not is_number(value)) for value in sample)


def _add_ambiguous_unit(plan: ColumnPlan, column: ValueColumn, found: str, findings: Findings) -> None:
    findings.add(
        "ambiguous-unit",
        "error",
        plan.table.sheet.name,
        plan.table.sheet.address(plan.table.head[-1], column.index),
        found=found,
        expected="one unit: £, £ thousand or £ million",
        action="Say the unit once, in the heading of the figures",
    )


def period_in_name(name: str) -> str:
    """Return the name of a sheet if it is a month, a quarter or a period, or else empty text."""
    return name.strip() if _MONTH.search(name.casefold()) and not _is_financial_year(name) else ""


def months_in_name(name: str) -> YearMonths | None:
    """Return the months that the name of a sheet is, by itself or beside a year: ``April``, ``Q1 2015-16``."""
    words = " ".join(_CALENDAR_YEAR.sub(" ", plain(name)).split())
    return parse_months(plain(name)) or parse_months(words) or take_months(name)[0]


def _is_financial_year(name: str) -> bool:
    try:
        return bool(parse_financial_year(name))
    except ValueError:
        return False
