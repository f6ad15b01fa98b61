"""Check the headings of a table for what they leave out, or could mean in two ways."""

from __future__ import annotations

import re

from foi_stats.supply.checks.counts import (
    check_counts,
    check_counts_in_full,
    check_money_beside_counts,
    may_count,
)
from foi_stats.supply.checks.credits import check_credit_columns
from foi_stats.supply.checks.lists import check_list, looks_like_list
from foi_stats.supply.checks.own_text import (
    cells_of,
    check_basis_agrees,
    check_flow_agrees,
    check_title_basis,
    check_title_year,
)
from foi_stats.supply.checks.quarters import check_quarters
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.across import divided_in_two_ways
from foi_stats.supply.tables.column_periods import states_period
from foi_stats.supply.tables.columns import GROUPS, ColumnPlan, ValueColumn
from foi_stats.supply.tables.headings import plain, units_in
from foi_stats.supply.tables.versions import without_version
from foi_stats.supply.values import is_number, text_of
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.months import YearDay
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.phrases import listed

_PRICES = re.compile(
    r"\breal[- ]terms\b|\bconstant prices\b|\b(?:at|in) (?:\S+ )?\S*\d{4}\S* prices\b|\d{2} prices\b", re.IGNORECASE
)
_RATE = re.compile(
    r"\bper (?:head|capita|person|resident|client|case|victim|household|pupil|child|school|officer|patient|user|claim"
    r"|referral|place|property|dwelling|employee|fte|\d[\d,]*|thousand|million)\b|^\W*(?:average|mean|median)\b"
    r"|\b(?:costs?|price|spend|spending) per (?!month|year|quarter|week|annum)\w+"
    r"|\brates? per\b|^\W*(?:percentages?|proportions?|share) of\b|\(\s*(?:%|per ?cent)\s*\)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:numbers?|no|counts?|totals?)\b", re.IGNORECASE)
_CASH = re.compile(r"\b(?:not|nominal|cash|current prices)\b", re.IGNORECASE)
_STERLING = frozenset({"gbp", "pounds", "pounds sterling", "sterling", "uk pounds", "british pounds"})


def check_headings(plan: ColumnPlan, findings: Findings) -> bool:
    """Add findings for headings that stop the whole table from being read; return whether there are any."""
    check_title_basis(plan, findings)
    check_title_year(plan, findings)
    checks = (
        _check_same_value_columns,
        _check_divided_in_two_ways,
        _check_same_label_columns,
        check_credit_columns,
        _check_bare_years,
        _check_currency,
        _check_real_terms,
        _check_rates,
        _check_two_units,
        _check_pence_apart,
        check_list,
        check_counts,
        check_counts_in_full,
        check_money_beside_counts,
        _check_unit_known,
        _check_basis_known,
        check_basis_agrees,
        check_flow_agrees,
        _check_measure_known,
        _check_year_known,
        _check_money_on_a_day,
        check_quarters,
    )
    stopped = [check(plan, findings) for check in checks]  # run every check, so that a person sees all faults at once
    return any(stopped)


def _check_same_value_columns(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns of figures of the same year, basis and flow: nothing says which of them is meant."""
    groups: dict[tuple[object, ...], list[ValueColumn]] = {}
    for column in plan.value_columns:
        key = (
            column.kind,
            column.when,
            column.basis,
            column.flow,
            without_version(column.line),
            column.measure,
            column.labels,
        )
        groups.setdefault(key, []).append(column)
    clashes = [group for group in groups.values() if len(group) > 1 and not _has_bare_year(plan, group[0])]
    for group in clashes:
        headings = listed(repr(column.heading) for column in group)
        findings.add(
            "ambiguous-columns.same",
            plan.table.sheet.name,
            cells_of(plan, group),
            found=f"{headings} could each be the {'amount' if group[0].kind == 'funding' else 'count'}",
        )
    return bool(clashes)


def _check_divided_in_two_ways(plan: ColumnPlan, findings: Findings) -> bool:
    """Find columns that divide the same figures by two breakdowns, side by side: they would be counted twice."""
    columns = divided_in_two_ways(plan.value_columns)
    if columns:
        one, other = (repr(column.heading) for column in columns)
        findings.add(
            "ambiguous-columns.divided",
            plan.table.sheet.name,
            cells_of(plan, columns),
            found=f"{one} and {other} could be the same figures, divided in two ways: they would be counted twice",
        )
    return bool(columns)


def _check_same_label_columns(plan: ColumnPlan, findings: Findings) -> bool:
    """Find two columns of labels under the same heading with figures between them: these may be two tables."""
    for used in [column for name, column in plan.field_columns.items() if name in GROUPS]:
        heading = next(column for column in plan.table.columns if column.index == used)
        for other in plan.table.columns:
            first, last = sorted((used, other.index))
            between = any(first < column.index < last for column in plan.value_columns)
            if other.index != used and between and heading.own and plain(other.own) == plain(heading.own):
                findings.add(
                    "ambiguous-columns.labels",
                    plan.table.sheet.name,
                    ", ".join(plan.table.sheet.address(plan.table.head[-1], column) for column in (first, last)),
                    found=f"two columns are headed {heading.own!r} with figures between them: a figure could belong to "
                    "the one on its left, or each to the first",
                )
                return True
    return False


def _has_bare_year(plan: ColumnPlan, column: ValueColumn) -> bool:
    heading = next(found.heading for found in plan.table.columns if found.index == column.index)
    return bool(heading.problem)


def _check_bare_years(plan: ColumnPlan, findings: Findings) -> bool:
    found = False
    for column in plan.table.columns:
        if column.heading.problem and column.index in {value_column.index for value_column in plan.value_columns}:
            found = True
            findings.add(
                "ambiguous-year.heading",
                plan.table.sheet.name,
                plan.table.sheet.address(plan.table.head[-1], column.index),
                found=column.heading.problem,
            )
    return found


def _check_currency(plan: ColumnPlan, findings: Findings) -> bool:
    """Find money that a column headed Currency says is not in pounds."""
    if "currency" not in plan.field_columns:
        return False
    column = plan.field_columns["currency"]
    other = {text for text in plan.table.words(column).texts if plain(text) and plain(text) not in _STERLING}
    values = plan.table.sheet.rows
    cells = [plan.table.sheet.address(row, column) for row in plan.table.body if values[row][column] in other]
    if cells:
        first = min(other, key=lambda text: next(r for r in plan.table.body if values[r][column] == text))
        findings.add(
            "bad-unit.currency",
            plan.table.sheet.name,
            cells[0],
            also=cells[1:],
            found=f"the amount is in {first!r}, not in pounds",
        )
    return bool(cells)


def _check_real_terms(plan: ColumnPlan, findings: Findings) -> bool:
    """Find money in the prices of another year: it is not the sum that was spent or set aside."""
    titles = [text for text in plan.table.above if len(text) < 160 and _PRICES.search(text) and not _CASH.search(text)]
    if not titles or all(column.kind != "funding" for column in plan.value_columns):
        return False
    findings.add(
        "real-terms",
        plan.table.sheet.name,
        plan.table.place,
        found=f"{titles[0]!r} says that the figures are adjusted for inflation: they are not what was spent or set "
        "aside",
    )
    return True


def _check_rates(plan: ColumnPlan, findings: Findings) -> bool:
    """Find a title that says that the figures are rates or shares, while no heading says that they are numbers."""
    titles = [text for text in plan.table.above if len(text) < 160 and _RATE.search(text) and not _NUMBER.search(text)]
    plainly = all(_NUMBER.search(column.heading) for column in plan.value_columns)
    if not titles or plainly:
        return False
    counts = plan.value_columns[0].kind == "referrals"
    findings.add(
        "ambiguous-count.rates" if counts else "ambiguous-unit.rates",
        plan.table.sheet.name,
        plan.table.place,
        found=f"{titles[0]!r} says that the figures are rates or shares, and the headings read as "
        f"{'counts' if counts else 'amounts'}: they could be either",
    )
    return True


def _check_pence_apart(plan: ColumnPlan, findings: Findings) -> bool:
    """Find pence in a column of their own beside the pounds: an amount in pounds alone would be too small."""
    for column in plan.table.columns:
        numbers = any(map(is_number, plan.table.values(column.index, plan.table.body[:50])))
        if plain(column.own) in ("p", "pence") and numbers and any(c.kind == "funding" for c in plan.value_columns):
            findings.add(
                "ambiguous-unit.pence",
                plan.table.sheet.name,
                plan.table.address_of(column.index),
                found=f"pence stand in a column of their own, {column.own!r}, and would be left out",
            )
            return True
    return False


def _check_two_units(plan: ColumnPlan, findings: Findings) -> bool:
    """Find a column headed Unit that contradicts the unit in the heading of the figures."""
    units = {column.unit for column in plan.value_columns if column.kind == "funding"} - {None}
    if not units or "unit" not in plan.field_columns:
        return False
    other = [text for text in plan.table.words(plan.field_columns["unit"]).texts if units_in(text) - units]
    for text in other[:1]:
        findings.add(
            "ambiguous-unit.two",
            plan.table.sheet.name,
            cells_of(plan, plan.value_columns),
            found=f"the heading says {listed(unit_name(unit) for unit in sorted(filter(None, units)))}, and the "
            f"column of units {text!r}",
        )
    return bool(other)


def _check_unit_known(plan: ColumnPlan, findings: Findings) -> bool:
    unknown = [
        c for c in plan.value_columns if c.kind == "funding" and c.unit is None and "unit" not in plan.field_columns
    ]
    if not unknown or looks_like_list(plan) or may_count(plan):
        return False
    column = unknown[0]
    cell = next((v for v in plan.table.values(column.index, plan.table.body) if is_number(v)), None)
    findings.add(
        "ambiguous-unit.unknown",
        plan.table.sheet.name,
        cells_of(plan, unknown),
        found=f"nothing says in what unit the figures are: {text_of(cell)} could be £{text_of(cell)} or "
        f"£{text_of(cell)} thousand",
    )
    return True


def _check_basis_known(plan: ColumnPlan, findings: Findings) -> bool:
    unknown = [
        c for c in plan.value_columns if c.kind == "funding" and not c.basis and "basis" not in plan.field_columns
    ]
    if not unknown or looks_like_list(plan) or may_count(plan):
        return False
    headings = ", ".join(repr(column.heading) for column in unknown)
    findings.add(
        "ambiguous-basis.unknown",
        plan.table.sheet.name,
        cells_of(plan, unknown),
        found=f"nothing says what {headings} is: a budget, or what was spent",
    )
    return True


def _check_measure_known(plan: ColumnPlan, findings: Findings) -> bool:
    unknown = [c for c in plan.value_columns if c.kind == "referrals" and not c.measure]
    if not unknown or "measure" in plan.field_columns:
        return False
    headings = ", ".join(repr(column.heading) for column in unknown)
    findings.add(
        "measure-unknown",
        plan.table.sheet.name,
        cells_of(plan, unknown),
        found=f"nothing says what {headings} counts",
    )
    return True


def _check_money_on_a_day(plan: ColumnPlan, findings: Findings) -> bool:
    """Find headings of money that name a day, and no year: a sum is not of a day, unless it was paid on it."""
    of_days = [
        column
        for column in plan.value_columns
        if column.kind == "funding"
        and (isinstance(column.when, YearDay) or (isinstance(column.when, Period) and column.when.kind == "day"))
    ]
    if not of_days:
        return False
    findings.add(
        "ambiguous-period.day",
        plan.table.sheet.name,
        cells_of(plan, of_days),
        found=f"{of_days[0].heading!r} names the day {of_days[0].when}: the money could be what was spent up to it, or "
        "a balance on it",
    )
    return True


def _check_year_known(plan: ColumnPlan, findings: Findings) -> bool:
    if findings.has("ambiguous-year", plan.table.sheet.name):
        return True
    if looks_like_list(plan):
        return False  # it is asked which column is the day
    rows_state_it = states_period(plan.field_columns)
    wholes = {one.whole for one in plan.sums}
    unknown = [c for c in plan.value_columns if c.when is None and not rows_state_it and c.index not in wholes]
    if not unknown:
        return False
    findings.add(
        "year-unknown",
        plan.table.sheet.name,
        cells_of(plan, unknown),
        found="nothing says which financial year or other period the figures are for",
    )
    return True
