"""Complete a column of figures: basis and unit from its heading, or else from the text around its table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.column_flows import flow_around, flow_in
from foi_stats.supply.tables.columns import ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.dated import day_in_title
from foi_stats.supply.tables.headings import bases_in, plain, units_in, units_in_note
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.basis import calls_provisional, qualifiers_in, strong_bases_in
from foi_stats.vocabulary.measures import noun_in
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.phrases import listed

_REPORT = re.compile(
    r"\bbudget(?:ary|s)?[ -](?:monitoring|holders?|managers?|reports?|control|statements?|positions?|books?|codes?"
    r"|variances?|headings?|lines?|performance|outturn)(?: reports?)?\b",
    re.IGNORECASE,
)
"""Names of reports and job titles, which do not say that the figures are a budget."""
_MONEY = re.compile(
    r"\b(?:money|costs?|funding|funded|grants?|payments?|financ\w*|budgets?|expenses|accounts?|ledger|income|fees?)\b",
    re.IGNORECASE,
)


def complete_column(plan: ColumnPlan, column: ValueColumn, context: FileContext, findings: Findings) -> ValueColumn:
    """Return a column of figures with the basis, unit or measure that its heading or the text around its table states.

    A field stays empty if rows state it, or if nothing does.
    """
    if column.kind == "referrals":
        measure = column.measure or _measure_from_context(plan, context)
        return replace(column, measure=measure, shorthand=column.shorthand or _provisional_counts(plan))
    is_paid = plan.lists_payments and "basis" not in plan.field_columns
    basis = "paid" if is_paid else column.basis or _basis_from_context(plan, column)
    return replace(
        column,
        basis=basis,
        shorthand=column.shorthand or ("[p]" if basis == "outturn" and _is_provisional(plan) else ""),
        flow=column.flow or _flow_from_context(plan, column),
        unit=_unit_from_context(plan, column, findings),
        qualifiers=column.qualifiers or _qualifiers_from_context(plan),
    )


def _is_provisional(plan: ColumnPlan) -> bool:
    """Return whether the text above a table, or the name of its sheet, says that its outturn is not final yet."""
    texts = (*(text for text in plan.table.above if len(text) < 120), plan.table.sheet.name)
    return any(calls_provisional(plain(text)) for text in texts)


def _provisional_counts(plan: ColumnPlan) -> str:
    """Return the symbol of provisional counts where the text above a table of one period says that they are."""
    several = len({column.when for column in plan.value_columns}) > 1
    texts = [plain(text) for text in plan.table.above if len(text) < 120]
    said = any(re.search(r"\bprovisional\b", text) and "final" not in text.split() for text in texts)
    return "[p]" if said and not several else ""


def _flow_from_context(plan: ColumnPlan, column: ValueColumn) -> str:
    """Return income where the text around the table says so, and the heading does not say what was spent."""
    says_income = flow_around(plan)[0] == "income" and not flow_in(column.heading)
    return "income" if says_income and not plan.lists_payments else "expenditure"


def _measure_from_context(plan: ColumnPlan, context: FileContext) -> str:
    """Return what the text above the table, the sheet's name or the file's says is counted, unless rows say it."""
    if "measure" in plan.field_columns:
        return ""
    texts = (*reversed([text for text in plan.table.above if len(text) < 160]), plan.table.sheet.name)
    return next(filter(None, map(noun_in, texts)), context.measure)


def _qualifiers_from_context(plan: ColumnPlan) -> str:
    """Return what the text above the table says of VAT, gross or net, cash or real terms, where that is one thing."""
    return qualifiers_in(plain(" ".join(text for text in plan.table.above if len(text) < 160)))


def _basis_from_context(plan: ColumnPlan, column: ValueColumn) -> str:
    """Return the basis that the text around a table states.

    ``Spend`` in the name of a sheet is no evidence above which a report on the budget is named, or a day within the
    period of the figures: what stands there may be a budget, a forecast or what is spent so far.
    """
    if "basis" in plan.field_columns:
        return ""
    basis = basis_around(plan, bases_in)
    strong = strong_bases_in(plain(plan.table.sheet.name))
    if not basis or strong or any(bases_in(_REPORT.sub(" ", text)) for text in plan.table.above):
        return basis
    speaks_against = any(map(_REPORT.search, plan.table.above)) or is_before_end(column, day_in_title(plan.table))
    return "" if speaks_against else basis


def is_before_end(column: ValueColumn, day: dt.date | None) -> bool:
    """Return whether a day is within the period of a column's figures and before its end."""
    return day is not None and isinstance(column.when, Period) and column.when.start <= day < column.when.end


def is_spent_so_far(column: ValueColumn, as_at: dt.date | None) -> bool:
    """Return whether a column holds what was spent, as at a day before the end of its period."""
    return column.kind == "funding" and column.basis in ("outturn", "paid") and is_before_end(column, as_at)


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


def text_states_money(plan: ColumnPlan) -> bool:
    """Return whether the text above a table, or its sheet's name, names a unit, a basis, or anything paid or funded."""
    texts = (*plan.table.above, plan.table.sheet.name)
    return any(units_in(text) or bases_in(text) or _MONEY.search(text) for text in texts)


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
        names = listed(unit_name(unit) for unit in sorted(above))
        _add_ambiguous_unit(plan, column, f"the text above the table says both {names}", findings)
        return None
    if (
        {"date", "provider"} <= plan.field_columns.keys()
        or plan.lists_payments
        or "currency" in plan.field_columns
        or _has_pound_signs(plan, column)
    ):
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
        "ambiguous-unit.column",
        plan.table.sheet.name,
        plan.table.sheet.address(plan.table.head[-1], column.index),
        found=found,
    )
