"""Ask what whole numbers are of which nothing says that they are money: they may be counts."""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.column_units import text_states_money
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.headings import names_codes, units_in
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.measures import counts_in_thousands, noun_of_title

_SAMPLE = 50


def may_count(plan: ColumnPlan) -> bool:
    """Return whether figures may be counts: whole numbers of which nothing says a unit, a basis or any other money."""
    if {"unit", "basis", "provider", "currency"} & plan.field_columns.keys() or text_states_money(plan):
        return False
    columns = plan.value_columns
    return all(
        column.kind == "funding"
        and column.unit is None
        and not column.basis
        and next(c for c in plan.table.columns if c.index == column.index).heading.role in ("year", "period", "total")
        and _are_whole(plan.table.values(column.index, plan.table.body[:_SAMPLE]))
        for column in columns
    )


def check_counts(plan: ColumnPlan, findings: Findings) -> bool:
    """Find figures that may be counts or money: what they are is asked, with the noun that the title names."""
    if not may_count(plan):
        return False
    table, columns = plan.table, plan.value_columns
    texts = (*reversed([text for text in table.above if len(text) < 160]), table.sheet.name)
    noun = next(filter(None, map(noun_of_title, texts)), "")
    figure = next((text_of(v) for v in table.values(columns[0].index, table.body) if is_number(v)), "")
    readings = f"{figure} {noun}, or an amount" if noun else f"a count of {figure}, or an amount"
    findings.add(
        "measure-unknown.numbers",
        table.sheet.name,
        ", ".join(table.address_of(column.index) for column in columns),
        found=f"nothing says what the figures are: {figure} could be {readings}",
        noun=noun or "referrals",
    )
    return True


def check_counts_in_full(plan: ColumnPlan, findings: Findings) -> bool:
    """Find counts of which the text above says that they are in thousands: 12 stands for about 12,000."""
    titles = [text for text in plan.table.above if len(text) < 160 and counts_in_thousands(text)]
    if not titles or any(column.kind == "funding" for column in plan.value_columns):
        return False
    findings.add(
        "ambiguous-count.thousands",
        plan.table.sheet.name,
        plan.table.place,
        found=f"{titles[0]!r} says that the counts are in thousands or millions: 12 could be 12, or about 12,000",
    )
    return True


def check_money_beside_counts(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns of numbers that are not understood beside counts, where the text above says that it is of money."""
    table, read = plan.table, plan.read_columns
    titles = [text for text in table.above if len(text) < 160 and units_in(text)]
    if not titles or any(column.kind == "funding" for column in plan.value_columns):
        return False
    unknown = [column for column in table.columns if column.index not in read and _may_be_money(table, column)]
    if not unknown:
        return False
    findings.add(
        "table-not-understood.money",
        table.sheet.name,
        table.address_of(unknown[0].index),
        also=[table.address_of(column.index) for column in unknown[1:]],
        found=f"{titles[0]!r} says that the figures are money, and nothing says what {len(unknown)} columns are: only "
        f"{plan.value_columns[0].heading!r} and the like would be read, as counts",
    )
    return True


def _may_be_money(table: Table, column: Column) -> bool:
    """Return whether a column holds numbers under words that name no field, no code and no derived figure."""
    if not column.own or column.heading.fields or column.heading.role not in ("", "named") or names_codes(column.text):
        return False
    filled = [value for value in table.values(column.index, table.body[:_SAMPLE]) if not is_blank(value)]
    return sum(map(is_number, filled)) * 2 > len(filled)


def _are_whole(values: Sequence[Value]) -> bool:
    """Return whether values are whole numbers without a pound sign, but for gaps and words."""
    numbers = [text_of(value) for value in values if not is_blank(value) and is_number(value)]
    return bool(numbers) and all(text.replace(",", "").isdigit() for text in numbers)
