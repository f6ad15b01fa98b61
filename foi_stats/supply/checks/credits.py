"""Find credits that could be added where they should be taken off: columns headed Credit, and credit notes."""

from __future__ import annotations

import re

from foi_stats.supply.checks.own_text import cells_of
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.headings import plain, without_units
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import is_number, parse_amount
from foi_stats.vocabulary.phrases import listed

_SIDE = re.compile(r"(?:total )?(?:debits?|credits?|dr|cr)(?: amount| value)?")
_NO_KINDS = frozenset({"date", "provider", "organisation", "source"})
"""Fields that do not say what kind of document a row is."""
_CREDIT_NOTE = re.compile(r"credit (?:note|memo|memorandum)s?")


def check_credit_columns(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns headed Debit or Credit: the figures of one are taken off those of the other."""
    columns = [
        column
        for column in plan.value_columns
        if column.kind == "funding" and _SIDE.fullmatch(plain(without_units(column.heading)))
    ]
    if not columns:
        return False
    findings.add(
        "ambiguous-sign.columns",
        plan.table.sheet.name,
        cells_of(plan, columns),
        found=f"{listed(repr(column.heading) for column in columns)} could be added, or taken off one another",
    )
    return True


def check_credit_notes(planned: PlannedTable) -> None:
    """Find payments that are called credit notes and have no minus sign."""
    plan = planned.plan
    if not plan.lists_payments:
        return
    others = {index for name, index in plan.field_columns.items() if name in _NO_KINDS}
    others |= {column.index for column in plan.value_columns}
    for column in plan.table.columns:
        if column.index in others:
            continue
        words = plan.table.words(column.index)
        notes = {text for text in words.holding("credit") if _CREDIT_NOTE.fullmatch(plain(text))}
        if not notes:
            continue
        labels = plan.table.labels(column.index, planned.body.rows)
        where = [at for at, label in enumerate(labels) if label in notes and _is_positive(planned, at)]
        if where:
            planned.add_finding(
                "ambiguous-sign",
                [planned.address(at, plan.value_columns[0].index) for at in where],
                found=f"the row is called {labels[where[0]]!r}, and the figure has no minus sign: it could be money "
                "back, or paid",
            )


def _is_positive(planned: PlannedTable, position: int) -> bool:
    cell = planned.plan.table.sheet.rows[planned.body.rows[position]][planned.plan.value_columns[0].index]
    if not is_number(cell):
        return False
    try:
        return (parse_amount(cell).number or 0) > 0
    except ValueError:
        return False
