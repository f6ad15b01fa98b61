"""Plans: what the columns of a table are to be read as, worked out from its headings and the text around it.

A plan is made here by inference or in :mod:`foi_stats.supply.layout` from a layout; from then on both go the same way.
What two headings could both mean is a finding, never a choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from foi_stats.money import unit_name
from foi_stats.supply.across import (
    columns_across,
    is_told_across,
    is_total_of,
    part_across,
    say_part_of_year,
    total_of,
    totals_across,
    year_of,
)
from foi_stats.supply.headings import (
    FIELDS,
    bases_in,
    plain,
    read_heading,
    says_counts,
    units_in,
    units_said,
    without_units,
    years_in,
)
from foi_stats.supply.notices import Notices
from foi_stats.supply.parts import quarter_part, take_span
from foi_stats.supply.tables import Column, Table
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.years import financial_year_of, parse_financial_year

Kind = Literal["funding", "referrals"]

SET_BY_ROW = ("financial_year", "quarter", "date", "as_at", "unit", "basis", "flow", "shorthand", "reason")
LABELS: dict[Kind, tuple[str, ...]] = {
    "funding": ("organisation", "line", "provider", "funder", "activity", "note", "source"),
    "referrals": ("organisation", "service", "crime_type", "note", "source"),
}
GROUPS = frozenset({"organisation", "line", "service", "activity", "provider"})
"""Fields whose labels tell rows apart."""

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


@dataclass(frozen=True, slots=True)
class Figures:
    """One column of figures and what its heading settles; what is empty or None each row says for itself."""

    column: int
    kind: Kind
    heading: str
    year: str = ""
    quarter: str = ""
    basis: str = ""
    flow: str = ""
    unit: int | None = None
    note: str = ""
    line: str = ""
    sign: int = 1
    part: str = ""


@dataclass(frozen=True)
class Plan:
    """How one table is read.

    Attributes
    ----------
    figures
        The columns of figures.
    columns
        The column of each field that the rows state for themselves.
    constants
        Fields that are the same for every row.
    spends
        Whether it is a published list of payments.
    part
        The part of the year that the whole table is about, such as ``April``.
    across
        The columns of months or quarters that its column of totals is the total of.
    """

    table: Table
    figures: tuple[Figures, ...]
    columns: dict[str, int]
    constants: dict[str, str] = field(default_factory=dict)
    spends: bool = False
    part: str = ""
    total_column: int | None = None
    across: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a file besides its tables: what to fall back on, and whether its name says referrals."""

    organisation: str = ""
    year: str = ""
    counts: bool = False


def plan_table(table: Table, around: Surroundings, notices: Notices) -> Plan | None:
    """Return how to read a table, or None where its headings leave that open; the findings then say what is missing."""
    columns = _assign(table)
    across = columns_across(table, money=_says_money(table))
    figures = _figure_columns(table, around, columns, across)
    totals = totals_across(table, figures, across)
    total = totals[0] if len(totals) == 1 else None
    figures = [replace(one, year=one.year or year_of(across)) if one.column in totals else one for one in figures]
    if across and any(column.column == total and not is_total_of(column, across) for column in figures):
        total = None  # the figure of the year, beside those of some of its months
    if across and not is_told_across(table, figures, across, totals, notices):
        return None
    money = [column for column in figures if column.kind == "funding"]
    spends = bool(money) and {"date", "provider"} <= columns.keys() and "financial_year" not in columns
    if spends:
        figures = _net_only(figures, table, notices)
    if "date" in columns and ({"financial_year", "quarter"} & columns.keys() or any(f.year for f in figures)):
        del columns["date"]
    _settle_labels(table, columns, figures)
    if not figures or not _has_labels(columns, figures):
        _not_understood(table, notices)
        return None
    if len({column.kind for column in figures}) > 1 and "line" in columns:
        columns.setdefault("service", columns["line"])
    plan = Plan(
        table,
        tuple(figures),
        columns,
        {"organisation": around.organisation},
        spends,
        _part(table.sheet.name) or (part_across(table, across, notices) if across and total is not None else ""),
        total,
        tuple(column.index for column in across),
    )
    plan = replace(plan, figures=tuple(_settle(plan, column, around, notices) for column in figures))
    return plan if plan.part else replace(plan, part=_part_around(plan, figures, notices))


def _assign(table: Table) -> dict[str, int]:
    """Return the column of each field: the heading that fits it best; a heading serves one field only."""
    columns: dict[str, int] = {}
    taken: set[int] = set()
    for name in FIELDS:
        fits = sorted(
            (rank, column.index)
            for column in table.columns
            if column.index not in taken
            for found, rank in column.heading.fields
            if found == name
        )
        if fits:
            columns[name] = fits[0][1]
            taken.add(fits[0][1])
    return columns


def _figure_columns(
    table: Table, around: Surroundings, columns: Mapping[str, int], across: Sequence[Column]
) -> list[Figures]:
    """Return the columns of figures as their headings have them.

    Where no heading says amount, those that name a line and a unit are figures; else a lone total, if there is nothing
    that it could be the total of. Beside months it is what the months add up to.
    """
    found = [column for column in table.columns if column.heading.figure in ("amount", "count", "year")]
    found = [column for column in found if column not in across]
    totals = [column for column in table.columns if column.heading.figure == "total"]
    if across:
        found += [total_of(column, across) for column in totals]
    found = found or [column for column in table.columns if column.heading.figure == "named" and not across]
    if not found and not _other_numbers(table, columns):
        found = totals
    counts = not _says_money(table) and (around.counts or any(map(says_counts, table.above)))
    labelled = bool({"line", "service", "activity", "provider"} & columns.keys())
    several = len(found) > 1 or not labelled
    return [_figures(column, counts, named=several) for column in found]


def _says_money(table: Table) -> bool:
    """Return whether a heading states a unit or a basis, or the text above a unit."""
    return any(c.heading.units or c.heading.basis for c in table.columns) or any(map(units_in, table.above))


def _other_numbers(table: Table, columns: Mapping[str, int]) -> bool:
    """Return whether numbers stand in a column that is neither a field nor a total."""
    rows = table.body[:30]
    return any(
        is_number(value)
        for column in table.columns
        if column.index not in columns.values() and column.heading.figure != "total"
        for value in table.values(column.index, rows)
    )


def _figures(column: Column, counts: bool, *, named: bool) -> Figures:
    heading = column.heading
    return Figures(
        column.index,
        "referrals" if heading.figure == "count" or (counts and heading.figure in ("year", "total")) else "funding",
        column.text,
        heading.year,
        heading.quarter,
        heading.basis,
        heading.flow,
        next(iter(heading.units)) if len(heading.units) == 1 else None,
        heading.mark,
        without_units(column.own) if named and heading.figure == "named" else "",
    )


def _net_only(figures: list[Figures], table: Table, notices: Notices) -> list[Figures]:
    """Return the net amount alone where a list of payments gives net, VAT and gross: publication is net of VAT."""
    net = [column for column in figures if re.search(r"\bnet\b|exc?l", plain(column.heading))]
    if len(net) != 1 or len(figures) == 1:
        return figures
    for column in figures:
        if column is not net[0]:
            notices.skip(
                table.sheet.name, table.sheet.address(table.head[-1], column.column), f"{column.heading!r}: net is read"
            )
    return net


def _settle_labels(table: Table, columns: dict[str, int], figures: Sequence[Figures]) -> None:
    """Give the rows a label: a service or activity, or the first column of words, where no heading names a line."""
    wanted = "line" if any(column.kind == "funding" for column in figures) else "service"
    if any(column.line for column in figures) and "activity" not in columns:
        for name in ("line", "service"):
            if name in columns:
                columns["activity"] = columns.pop(name)
                break
    if wanted in columns or any(column.line for column in figures):
        return
    others = ("service", "activity") if wanted == "line" else ("line", "activity")
    for other in others:
        if other in columns:
            columns[wanted] = columns.pop(other)
            return
    first = table.body[:30]
    for column in table.columns:
        if column.heading.fields or column.heading.figure or column.index in columns.values():
            continue
        texts = [value for value in table.values(column.index, first) if not is_blank(value)]
        if texts and not any(is_number(value) for value in texts):
            columns[wanted] = column.index
            return


def _has_labels(columns: Mapping[str, int], figures: Sequence[Figures]) -> bool:
    keys = {"financial_year", "quarter", "date", "line", "provider", "organisation", "service", "activity"}
    return bool(keys & columns.keys()) or all(column.line for column in figures)


def _not_understood(table: Table, notices: Notices) -> None:
    seen = ", ".join(repr(column.text) for column in table.columns if column.text)
    notices.find(
        "table-not-understood",
        "error",
        table.sheet.name,
        table.place,
        found=f"nothing says which columns are amounts or counts, and of what. The headings are {seen}",
        expected="headings that name a financial year, what the money is for, and amounts (or counts)",
        action="Name the figures in the headings, or describe the table in a layout",
    )


def _settle(plan: Plan, column: Figures, around: Surroundings, notices: Notices) -> Figures:
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


def _part_around(plan: Plan, figures: Sequence[Figures], notices: Notices) -> str:
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
    if plan.spends or _pounds_in_cells(plan, column):
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


def _part(name: str) -> str:
    """Return the month, quarter or period that a sheet is named for, or nothing."""
    return name.strip() if _MONTH.search(name.casefold()) and not _whole_year(name) else ""


def _whole_year(name: str) -> bool:
    try:
        return bool(parse_financial_year(name))
    except ValueError:
        return False
