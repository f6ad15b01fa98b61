"""Tell a table beside another, of which the headings are not known: it has numbers, and none of its columns is read."""

from __future__ import annotations

from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.headings import names_codes
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number

_SAMPLE = 50


def tables_beside(plan: ColumnPlan) -> list[list[Column]]:
    """Return the columns of each table beside a planned one, an empty column away, that holds numbers not read."""
    groups: list[list[Column]] = []
    for column in plan.table.columns:
        if groups and column.index == groups[-1][-1].index + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    if len(groups) == 1:
        return []
    figures = {column.index for column in plan.value_columns} | {plan.total_column}
    figures |= {column.earlier for column in plan.value_columns} | {one.whole for one in plan.wholes}
    apart = [group for group in groups if not any(column.index in figures for column in group)]
    return [group for group in apart if any(_holds_unknown_numbers(plan, column) for column in group)]


def _holds_unknown_numbers(plan: ColumnPlan, column: Column) -> bool:
    heading = column.heading
    if not column.own or heading.fields or heading.role in ("derived", "balance", "total") or names_codes(column.text):
        return False
    if column.index in plan.field_columns.values():
        return False
    filled = [value for value in plan.table.values(column.index, plan.table.body[:_SAMPLE]) if not is_blank(value)]
    return sum(map(is_number, filled)) * 2 > len(filled)
