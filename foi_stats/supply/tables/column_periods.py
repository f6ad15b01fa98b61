"""Settle which period each column of figures is of: from its heading, the text around the table, or the folder.

What the file itself says goes before the folder. Where two statements do not agree, that is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.fields import PERIOD_FIELDS, YEAR_FIELDS
from foi_stats.supply.tables.heading_periods import years_in
from foi_stats.supply.tables.headings import parse_heading, plain
from foi_stats.supply.tables.months_across import is_part_of_year, joined, shared_year
from foi_stats.supply.tables.table import Table
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.months import MONTH, When, YearDay, YearMonths, meet, parse_months, take_months
from foi_stats.vocabulary.parse_periods import parse_period, take_period
from foi_stats.vocabulary.period import Period, financial_year_period, format_periods
from foi_stats.vocabulary.years import parse_financial_year

_LONGEST_TITLE = 160
_CALENDAR_YEAR = re.compile(r"\b(?:19|20)?\d{2}(?: (?:20)?\d{2})?\b")
_MONTH_YEAR = re.compile(rf"\b{MONTH}[ -]?(?:20\d{{2}}|\d{{2}})\b")
_REPORTED = re.compile(r"\b(?:publish|print|approv|updat|prepar|produc|revis|dated|version|extract|run|issue|created)")

_ANY_YEAR = re.compile(r"^(?!0[1-4]$).*\d{2}")
_OF_OTHERS = re.compile(r"\b(?:exclud|except|without|missing|omit|not|closed|notes?)")


@dataclass(frozen=True)
class _Around:
    """What the text around a table says of its period.

    ``whole`` is the period, ``part`` the part of a year that the sheet is named for, or else the nearest title that
    names one, ``problem`` why it is not settled.
    """

    whole: Period | None
    part: When | None
    problem: str


def complete_periods(
    table: Table,
    values: Sequence[ValueColumn],
    fields: Mapping[str, int],
    totals: Sequence[int],
    context: FileContext,
    findings: Findings,
) -> list[ValueColumn]:
    """Return the columns of figures with the period of each, or the part of the year that their rows state."""
    columns = list(values)
    parts = {"month", "period"} | ({"quarter"} if _quarters_name_no_year(table, fields) else set())
    states_year, states_part = bool((YEAR_FIELDS - parts) & set(fields)), bool(parts & set(fields))
    around = _text_around(table, context.year, counts=all(column.kind == "referrals" for column in columns))
    if "date" in fields and not {"financial_year", "calendar_year", "academic_year"} & set(fields):
        return columns
    if states_year:
        columns = _with_total_of_months(columns, totals)
        return [_with_sheet(table, column, columns, around, findings) for column in columns]
    if around.problem and any(not isinstance(column.when, Period) for column in columns):
        _add_ambiguous(table, table.place, around.problem, findings)
        return columns
    shared = shared_year(column.when for column in columns)
    total = {column.year for column in columns if column.index in totals} - {""}
    year_of_months = shared or (total.pop() if len(total) == 1 else "")
    folder = "" if states_part else context.year
    completed: list[ValueColumn] = []
    # A total that names no period comes last: it is of the months beside it, and these may need the year first.
    for column in sorted(columns, key=lambda column: column.index in totals[:1]):
        if column.index in totals[:1]:
            column = _with_total_of_months([*completed, column], totals)[-1]
        years = (year_of_months, "") if is_part_of_year(column.when) else ("", shared)
        choices = [_year(years[0]), around.whole, _year(years[1]), _year(folder)]
        whole = next((choice for choice in choices if choice), None)
        if is_part_of_year(column.when) and not any(choices[:3]) and _is_other_year(columns, folder):
            whole = None
        completed.append(_complete(table, column, whole, findings, is_settled=not states_part))
    completed.sort(key=lambda column: column.index)
    return [_with_sheet(table, column, completed, around, findings) for column in completed]


def _quarters_name_no_year(table: Table, fields: Mapping[str, int]) -> bool:
    """Return whether rows state quarters without a year, such as ``Q1`` or ``Apr-Jun``: that of the title applies."""
    if "quarter" not in fields:
        return False
    texts = map(text_of, table.values(fields["quarter"], table.body))
    return not any(_ANY_YEAR.search(text) for text in texts)


def _is_other_year(columns: Sequence[ValueColumn], folder_year: str) -> bool:
    """Return whether the headings of a table name years, and the year of the folder is none of them."""
    years = {column.year for column in columns} - {""}
    return bool(years) and folder_year not in years


def _year(year: str) -> Period | None:
    return financial_year_period(year) if year else None


def _with_total_of_months(values: Sequence[ValueColumn], totals: Sequence[int]) -> list[ValueColumn]:
    """Return the columns, where a total of months that names no period has that of all of them."""
    covered = joined(column.when for column in values)
    return [
        replace(column, when=covered) if column.index in totals[:1] and column.when is None else column
        for column in values
    ]


def _complete(
    table: Table, column: ValueColumn, whole: Period | None, findings: Findings, *, is_settled: bool
) -> ValueColumn:
    """Return a column with the period that its heading names, or else that of the text around its table."""
    if isinstance(column.when, Period) or (whole is None and not is_settled):
        return column
    part = column.when
    if part is None and whole is None:
        return column  # the check of headings says so
    try:
        return replace(column, when=meet(part, whole))
    except ValueError as error:
        what = f"{column.heading!r} names no year" if whole is None else str(error)
        _add_ambiguous(table, table.address_of(column.index), what, findings)
        return column


def _with_sheet(
    table: Table, column: ValueColumn, columns: Sequence[ValueColumn], around: _Around, findings: Findings
) -> ValueColumn:
    """Return a column whose sheet or title names a part of a year as figures of that part, unless it names its own."""
    part = around.part
    if part is None or is_part_of_year(column.when):
        return column
    if column.when is None or not isinstance(column.when, Period):
        return replace(column, when=part) if column.when is None else column
    try:
        return replace(column, when=meet(part, column.when))
    except ValueError:
        agrees = any(isinstance(other.when, Period) and _fits(part, other.when) for other in columns)
        findings.add(
            "period-differs.sheet-named" if agrees else "period-differs",
            table.sheet.name,
            table.address_of(column.index),
            found=f"the heading says {column.when}, and "
            + (f"the sheet is named {table.sheet.name!r}" if part_in_name(table.sheet.name) else f"a title {part}")
            + (f": read as {column.when}" if agrees else ""),
        )
        return column


def _fits(part: When, whole: Period) -> bool:
    try:
        return meet(part, whole) is not None
    except ValueError:
        return False


def _add_ambiguous(table: Table, cell: str, found: str, findings: Findings) -> None:
    findings.add(
        "ambiguous-year.around",
        table.sheet.name,
        cell,
        found=found,
    )


def _text_around(table: Table, folder_year: str, *, counts: bool) -> _Around:
    """Return what the text above a table and the name of its sheet say, which must agree."""
    name = table.sheet.name
    part = part_in_name(name) or next(filter(None, map(part_in_title, reversed(table.above))), None)
    whole = _year_of_name(name)
    stated: list[Period] = [whole] if whole else []
    days: list[Period] = []
    for text in (*table.above, name):
        for period in periods_in(text):
            (days if period.kind == "day" else stated).append(period)
    if not stated and counts:
        stated = days
    if not stated:
        stated = [found for text in table.above if (found := month_in_title(text))]
    narrowest: Period | None = None
    try:
        for period in sorted(stated, key=lambda period: -period.days):
            narrowest = meet(period, narrowest)
    except ValueError:
        distinct = sorted(set(stated))
        return _Around(None, part, f"the text above the table and the sheet's name say {format_periods(distinct)}")
    if narrowest is None and not part and not folder_year:
        problems = (parse_heading(text).problem for text in (*table.above, name) if len(text) < 60)
        return _Around(None, part, next(filter(None, problems), ""))
    return _Around(narrowest, part, "")


def periods_in(text: str) -> list[Period]:
    """Return the periods that a text names: its years, and months, days and years of other kinds in a short text."""
    found: list[Period] = []
    if len(text) < _LONGEST_TITLE:
        months, rest = take_months(text)
        named, rest = take_period(rest)
        found = [period for period in (months, named) if isinstance(period, Period)]
        text = rest if found else text
    return [*found, *map(financial_year_period, sorted(years_in(text) - {""}))]


def month_in_title(text: str) -> Period | None:
    """Return the month of a year that a title names, such as ``Spend, April 2015``; not the date of a report."""
    folded = text.casefold()
    match = _MONTH_YEAR.search(folded)
    if match is None or len(text) >= 60 or _REPORTED.search(folded) or re.search(r"\d ?$", folded[: match.start()]):
        return None
    return parse_period(match[0], "month")


def part_in_title(text: str) -> YearMonths | None:
    """Return the part of a year that a title names without its year: ``April to July``, ``Q1``, ``Spend, Apr-Sep``."""
    if len(text) >= 60 or years_in(text) or _OF_OTHERS.search(text.casefold()):
        return None
    found = take_months(text)[0] or parse_months(plain(text))
    return found if isinstance(found, YearMonths) else None


def part_in_name(name: str) -> When | None:
    """Return the part of a year that a sheet is named for, by itself or beside a year: ``April``, ``Q1 2015-16``."""
    words = plain(name)
    if _is_financial_year(name):
        return None
    found = parse_months(words) or parse_heading(name).when
    if found is None:
        found = parse_months(" ".join(_CALENDAR_YEAR.sub(" ", words).split())) or take_months(name)[0]
    if found is None and (match := re.search(rf"\b{MONTH}\b", name.casefold())) and match[0] != "may":
        found = parse_months(match[0])  # among other words, may is no month
    return found if isinstance(found, YearMonths | YearDay) or is_part_of_year(found) else None


def _year_of_name(name: str) -> Period | None:
    """Return the financial year of a sheet named for a month and a year: ``April 2015`` is in 2015-16."""
    match = _MONTH_YEAR.search(name.casefold())
    return financial_year_period(parse_period(match[0], "month").financial_year) if match else None


def _is_financial_year(name: str) -> bool:
    try:
        return bool(parse_financial_year(name))
    except ValueError:
        return False


def with_covered(plan: ColumnPlan) -> ColumnPlan:
    """Return the plan of a list of payments with what it says it covers: its title, its sheet's name, or its folder."""
    around, folder = _text_around(plan.table, plan.default_year, counts=False), _year(plan.default_year)
    if around.part is None and around.whole is None:
        return plan if around.problem else replace(plan, covers=folder, covers_by="folder" if folder else "")
    try:
        stated = meet(around.part, around.whole or folder)
    except ValueError:
        stated = None
    return replace(plan, covers=stated, covers_by="file" if stated else "")


def states_period(fields: Iterable[str]) -> bool:
    """Return whether rows state their period, or a part of it, in a column of their own."""
    return bool(set(PERIOD_FIELDS) & set(fields))
