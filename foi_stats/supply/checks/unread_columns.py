"""Say which columns of a table are not read, and why: none is left out in silence."""

from __future__ import annotations

from foi_stats.supply.checks.unread_tables import check_tables_beside
from foi_stats.supply.collect import Findings
from foi_stats.supply.figures.other_measures import check_rate_column
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.headings import names_codes
from foi_stats.supply.tables.label_columns import MOST_LABELS
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number
from foi_stats.vocabulary.measures import noun_of


def check_unread_columns(plan: ColumnPlan, findings: Findings) -> None:
    """Record the columns that are not read as skipped, and say so; those that may hold figures are warnings."""
    sheet, head = plan.table.sheet, plan.table.head[-1]
    read = plan.read_columns
    totals = {plan.total_column, *(one.whole for one in plan.wholes)}
    left_out: list[Column] = []
    beside = check_tables_beside(plan, findings)
    for column in plan.table.columns:
        if not column.text or column.index in read:
            continue
        is_total = column.index in totals
        net_is_read = plan.lists_payments and bool(column.heading.units)
        if not net_is_read:
            why = "a total of other columns" if is_total else "not part of a row"
            findings.skip(sheet.name, sheet.address(head, column.index), f"the column {column.text!r} is {why}")
        if column.index in beside:
            continue
        if column.heading.role == "balance":
            _add_balance_column(plan, column, findings)
        elif check_rate_column(plan, column, findings):
            continue
        elif not (is_total or net_is_read) and _looks_like_figures(plan, column):
            _add_column_not_read(plan, column, findings)
        elif any(not is_blank(value) for value in plan.table.values(column.index, plan.table.body)):
            left_out.append(column)
    _add_left_out(plan, left_out, findings)


def _add_left_out(plan: ColumnPlan, columns: list[Column], findings: Findings) -> None:
    if not columns:
        return
    cells = [plan.table.sheet.address(plan.table.head[-1], column.index) for column in columns]
    wholes = {plan.total_column, *(one.whole for one in plan.wholes)}
    totals = [column.text for column in columns if column.heading.role == "total" or column.index in wholes]
    findings.add(
        "columns-left-out",
        plan.table.sheet.name,
        cells[0],
        also=cells[1:],
        found=f"no figure and no label is taken from what is headed {_named(columns)}: it is not read"
        + (f"; {MOST_LABELS} columns of labels are kept, and these are more" if len(plan.labels) == MOST_LABELS else "")
        + (f"; {_quoted(totals)} is held against the columns that it adds up" if totals else ""),
    )


def _named(columns: list[Column]) -> str:
    return _quoted([column.text for column in columns])


def _quoted(texts: list[str]) -> str:
    return repr(", ".join(texts))


def _add_balance_column(plan: ColumnPlan, column: Column, findings: Findings) -> None:
    findings.add(
        "balance-column",
        plan.table.sheet.name,
        plan.table.sheet.address(plan.table.head[-1], column.index),
        found=f"the column {column.text!r} is a balance, neither spent nor received in the year: left out",
    )


def _add_column_not_read(plan: ColumnPlan, column: Column, findings: Findings) -> None:
    findings.add(
        "column-not-read",
        plan.table.sheet.name,
        plan.table.sheet.address(plan.table.head[-1], column.index),
        found=f"the column {column.text!r} holds figures, and it is not understood what they are",
    )


def _looks_like_figures(plan: ColumnPlan, column: Column) -> bool:
    """Return whether the heading of an unread column states a year, a unit or a basis, above numbers.

    Among counts, any heading above numbers may name another thing that is counted.
    """
    heading = column.heading
    if names_codes(column.own) and not heading.units:
        return False
    states_figures = heading.when or heading.units or heading.basis or heading.counts
    among_counts = {value.kind for value in plan.value_columns} == {"referrals"} and bool(noun_of(column.own))
    if heading.fields or heading.role in ("derived", "total") or not (states_figures or among_counts):
        return False
    return any(is_number(value) for value in plan.table.values(column.index, plan.table.body[:50]))
