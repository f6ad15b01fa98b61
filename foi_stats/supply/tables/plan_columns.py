"""Planning: how a table is to be read, worked out from its headings and the text around it.

What two headings could both mean is a finding, never a choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from foi_stats.supply.collect import Notices
from foi_stats.supply.tables.column_units import part_around, part_named, settle
from foi_stats.supply.tables.columns import Figures, Plan, Surroundings
from foi_stats.supply.tables.fields import FIELDS
from foi_stats.supply.tables.headings import (
    bases_in,
    plain,
    says_codes,
    says_counts,
    units_in,
    without_units,
)
from foi_stats.supply.tables.months_across import (
    columns_across,
    is_told_across,
    is_total_of,
    part_across,
    total_of,
    totals_across,
    year_of,
)
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import is_blank, is_number

_NET = re.compile(r"\bnett?\b|\bexc?(?:l|luding|lusive|luded)?\b")
_PAID = re.compile(r"\b(?:spen[dt]|spending|paid|payments?|expenditure|invoices?|transactions?)\b", re.IGNORECASE)


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
    figures, total = _without_total_of_years(figures, total, columns)
    money = [column for column in figures if column.kind == "funding"]
    spends = bool(money) and _are_payments(table, columns, money)
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
        part_named(table.sheet.name) or (part_across(table, across, notices) if across and total is not None else ""),
        total,
        tuple(column.index for column in across),
    )
    plan = replace(plan, figures=tuple(settle(plan, column, around, notices) for column in figures))
    return plan if plan.part else replace(plan, part=part_around(plan, figures, notices))


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
    """Return whether numbers stand in a column that is neither a field nor a total, nor one of codes by its heading."""
    rows = table.body[:30]
    return any(
        is_number(value)
        for column in table.columns
        if column.index not in columns.values() and column.heading.figure != "total"
        if not says_codes(column.text)
        for value in table.values(column.index, rows)
    )


def _figures(column: Column, counts: bool, *, named: bool) -> Figures:
    heading = column.heading
    return Figures(
        column.index,
        "referrals"
        if heading.figure == "count" or (counts and heading.figure in ("year", "total", "named"))
        else "funding",
        column.text,
        heading.year,
        heading.quarter,
        heading.basis,
        heading.flow,
        next(iter(heading.units)) if len(heading.units) == 1 else None,
        heading.mark,
        without_units(column.own) if named and heading.figure == "named" else "",
    )


def _without_total_of_years(
    figures: list[Figures], total: int | None, columns: Mapping[str, int]
) -> tuple[list[Figures], int | None]:
    """Return the figures without the column that is the total of the years beside it, and the column of totals."""
    if total is not None or {"financial_year", "quarter", "date"} & columns.keys():
        return figures, total
    timeless = [column for column in figures if not column.year and not column.quarter]
    if len(timeless) != 1 or len(figures) < 3 or not re.search(r"\btotal\b", plain(timeless[0].heading)):
        return figures, total
    return [column for column in figures if column is not timeless[0]], timeless[0].column


def _net_only(figures: list[Figures], table: Table, notices: Notices) -> list[Figures]:
    """Return the net amount alone where a list of payments gives net, VAT and gross: publication is net of VAT.

    Beside amounts of lines, a net amount that is not one may be the whole invoice's, on each of its lines.
    """
    net = [column for column in figures if _NET.search(plain(column.heading))]
    if len(net) != 1 or len(figures) == 1:
        return figures
    if any(map(_is_of_lines, figures)) and not _is_of_lines(net[0]):
        return figures
    for column in figures:
        if column is not net[0]:
            notices.skip(
                table.sheet.name, table.sheet.address(table.head[-1], column.column), f"{column.heading!r}: net is read"
            )
    return net


def _are_payments(table: Table, columns: Mapping[str, int], money: Sequence[Figures]) -> bool:
    """Return whether a table lists what was paid: a day, a supplier and amounts, and no word of awards or budgets."""
    if not {"date", "provider"} <= columns.keys() or "financial_year" in columns:
        return False
    if {figures.basis for figures in money} & {"allocated", "budget", "forecast"}:
        return False
    day = next(column.own for column in table.columns if column.index == columns["date"])
    awards = [text for text in table.above if bases_in(text) == {"allocated"} and not _PAID.search(text)]
    return not awards and "award" not in day.casefold()


def _is_of_lines(column: Figures) -> bool:
    return bool(re.search(r"\b(?:lines?|distrib|distribution)\b", plain(column.heading)))


def _settle_labels(table: Table, columns: dict[str, int], figures: Sequence[Figures]) -> None:
    """Give the rows a label: a service or activity, or the first column of words, where no heading names a line."""
    wanted = "line" if any(column.kind == "funding" for column in figures) else "service"
    if any(column.line for column in figures) and "activity" not in columns:
        for name in ("line", "service"):
            if name in columns:
                columns["activity"] = columns.pop(name)
                break
    if (
        {"line", "service"} <= columns.keys()
        and "activity" not in columns
        and all(f.kind == "funding" for f in figures)
    ):
        columns["activity"] = columns.pop("service")  # a row of funding has no service of its own
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
