"""Check a table against its own text: the title and the bands above it must not say other than its headings."""

from __future__ import annotations

from collections.abc import Iterable

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.column_flows import flow_around, flow_in
from foi_stats.supply.tables.column_units import basis_around, is_spent_so_far
from foi_stats.supply.tables.columns import ColumnPlan, ValueColumn
from foi_stats.supply.tables.fields import YEAR_FIELDS
from foi_stats.supply.tables.heading_periods import years_in
from foi_stats.supply.tables.headings import plain
from foi_stats.vocabulary.basis import agree, strong_bases_in
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.years import format_day


def cells_of(plan: ColumnPlan, columns: Iterable[ValueColumn]) -> str:
    """Return the cells of the headings of some columns."""
    return ", ".join(plan.table.sheet.address(plan.table.head[-1], column.index) for column in columns)


def check_basis_agrees(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns headed expenditure or income below a title that says budget: they could be either."""
    if plan.lists_payments or "basis" in plan.field_columns:
        return False
    above = basis_around(plan, lambda text: strong_bases_in(plain(text)))
    weak = [
        column
        for column in plan.value_columns
        if column.kind == "funding" and column.basis == "outturn" and not strong_bases_in(plain(column.heading))
    ]
    others = [column.basis for column in plan.value_columns if strong_bases_in(plain(column.heading))]
    if not weak or above in ("", "outturn", "paid") or any(agree(above, other) for other in others):
        return False
    headings = ", ".join(repr(column.heading) for column in weak)
    findings.add(
        "ambiguous-basis.above",
        plan.table.sheet.name,
        cells_of(plan, weak),
        found=f"the text above the table says {above}, and the heading {headings} what was spent or received: it could "
        "be either",
        above=above,
        heading_word=above.capitalize(),
    )
    return True


def check_flow_agrees(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns of what was spent below a text that says income, or the other way round: they could be either."""
    if "flow" in plan.field_columns:
        return False
    flow, text = flow_around(plan)
    contrary = [
        column
        for column in plan.value_columns
        if column.kind == "funding" and flow and flow_in(column.heading) not in ("", flow)
    ]
    if not contrary or (flow == "expenditure" and len(contrary) < len(plan.value_columns)):
        return False
    headings = ", ".join(repr(column.heading) for column in contrary)
    findings.add(
        "ambiguous-flow",
        plan.table.sheet.name,
        cells_of(plan, contrary),
        found=f"{text!r} says {flow}, and the heading {headings} says otherwise: the figures could be what was "
        "spent, or what was received",
    )
    return True


def check_title_basis(plan: ColumnPlan, findings: Findings) -> None:
    """Find a title that says one basis above headings that all say another outright: the headings are followed."""
    above = basis_around(plan, lambda text: strong_bases_in(plain(text)))
    columns = [column for column in plan.value_columns if column.kind == "funding"]
    if above in ("", "paid") or plan.lists_payments or "basis" in plan.field_columns:
        return
    if not columns or not all(strong_bases_in(plain(column.heading)) for column in columns):
        return
    if any(agree(above, column.basis) for column in columns):
        return
    findings.add(
        "ambiguous-basis.above-named",
        plan.table.sheet.name,
        cells_of(plan, columns),
        found=f"the text above the table says {above}, and the heading {columns[0].heading!r} {columns[0].basis}: the "
        "heading is followed",
    )


def check_title_year(plan: ColumnPlan, findings: Findings) -> None:
    """Find a title that says a year of which no heading is, where each heading says its own: these are followed."""
    years = {column.year for column in plan.value_columns}
    titles = [text for text in plan.table.above if len(text) < 120]
    stated = frozenset[str]().union(*map(years_in, titles)) if titles else frozenset[str]()
    own = all(years_in(column.heading) for column in plan.value_columns)
    if "" in years or not own or not stated or stated & years or YEAR_FIELDS & plan.field_columns.keys():
        return
    findings.add(
        "period-differs.above",
        plan.table.sheet.name,
        cells_of(plan, plan.value_columns),
        found=f"the text above the table says {listed(sorted(stated))}, and the headings "
        f"{listed(sorted(years))}: the headings are followed",
    )


def check_spent_so_far(plan: ColumnPlan, findings: Findings) -> None:
    """Find columns of what was spent as at a day before the end of their period: they are part of it."""
    columns = [column for column in plan.value_columns if is_spent_so_far(column, plan.as_at)]
    if not columns or plan.is_to_date or plan.as_at is None:
        return
    periods = listed(dict.fromkeys(str(column.when) for column in columns))
    findings.add(
        "to-date.so-far",
        plan.table.sheet.name,
        cells_of(plan, columns),
        found=f"the figures are as at {format_day(plan.as_at)}, before the end of {periods}: they are read as what was "
        "spent to date, part of the period",
    )
