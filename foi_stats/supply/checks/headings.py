"""Check headings for what they leave open or could mean in two ways; each is a finding with its readings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foi_stats.supply.collect import Notices, also_in
from foi_stats.supply.tables.columns import GROUPS, Figures, Plan
from foi_stats.supply.tables.headings import plain, units_in
from foi_stats.supply.values import is_number, text_of
from foi_stats.vocabulary.money import unit_name

_PRICES = re.compile(
    r"\breal[- ]terms\b|\bconstant prices\b|\b(?:at|in) (?:\S+ )?\S*\d{4}\S* prices\b|\d{2} prices\b", re.IGNORECASE
)
_RATE = re.compile(
    r"\bper (?:head|capita|person|resident|client|case|victim|household|\d[\d,]*|thousand|million)\b"
    r"|\brates? per\b|^\W*(?:percentages?|proportions?|share) of\b|\(\s*(?:%|per ?cent)\s*\)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:numbers?|no|counts?|totals?)\b", re.IGNORECASE)
_CASH = re.compile(r"\b(?:not|nominal|cash|current prices)\b", re.IGNORECASE)
_STERLING = frozenset({"gbp", "pounds", "pounds sterling", "sterling", "uk pounds", "british pounds"})


def doubts_stop(plan: Plan, notices: Notices) -> bool:
    """Find what stops a whole table from being read; return whether anything does."""
    checks = (
        _same_figure_columns,
        _same_label_columns,
        _bare_years,
        _not_sterling,
        _real_terms,
        _rates,
        _two_units,
        _unit_unknown,
        _basis_unknown,
        _year_unknown,
    )
    stopped = [check(plan, notices) for check in checks]  # all of them: a person mends a table once
    return any(stopped)


def _cells(plan: Plan, figures: Iterable[Figures]) -> str:
    return ", ".join(plan.table.sheet.address(plan.table.head[-1], column.column) for column in figures)


def _same_figure_columns(plan: Plan, notices: Notices) -> bool:
    """Two columns of figures of the same year, basis and flow: which one is meant is not for a reader to choose."""
    groups: dict[tuple[str, ...], list[Figures]] = {}
    for column in plan.figures:
        key = (column.kind, column.year, column.quarter, column.basis, column.flow, column.line)
        groups.setdefault(key, []).append(column)
    clashes = [group for group in groups.values() if len(group) > 1 and not _bare(plan, group[0])]
    for group in clashes:
        what = " and ".join(repr(column.heading) for column in group)
        notices.find(
            "ambiguous-columns",
            "error",
            plan.table.sheet.name,
            _cells(plan, group),
            found=f"{what} could each be the {'amount' if group[0].kind == 'funding' else 'count'}",
            expected="one column for each year and basis",
            action="Say in the headings what each is (budget, outturn …), or write a layout that names the one to read",
        )
    return bool(clashes)


def _same_label_columns(plan: Plan, notices: Notices) -> bool:
    """Two columns of labels under one heading, with figures between them: tables that stand side by side, not one."""
    for used in [column for name, column in plan.columns.items() if name in GROUPS]:
        heading = next(column for column in plan.table.columns if column.index == used)
        for other in plan.table.columns:
            first, last = sorted((used, other.index))
            between = any(first < figures.column < last for figures in plan.figures)
            if other.index != used and between and heading.own and plain(other.own) == plain(heading.own):
                notices.find(
                    "ambiguous-columns",
                    "error",
                    plan.table.sheet.name,
                    ", ".join(plan.table.sheet.address(plan.table.head[-1], column) for column in (first, last)),
                    found=f"two columns are headed {heading.own!r} with figures between them: a figure could belong to "
                    "the one on its left, or each to the first",
                    expected="one column of labels for a table",
                    action="Leave an empty column between tables that stand side by side, or put one below the other",
                )
                return True
    return False


def _bare(plan: Plan, column: Figures) -> bool:
    heading = next(found.heading for found in plan.table.columns if found.index == column.column)
    return bool(heading.problem)


def _bare_years(plan: Plan, notices: Notices) -> bool:
    found = False
    for column in plan.table.columns:
        if column.heading.problem and column.index in {figures.column for figures in plan.figures}:
            found = True
            notices.find(
                "ambiguous-year",
                "error",
                plan.table.sheet.name,
                plan.table.sheet.address(plan.table.head[-1], column.index),
                found=column.heading.problem,
                expected="a financial year such as 2012-13",
                action="Write the year in full in the heading",
            )
    return found


def _not_sterling(plan: Plan, notices: Notices) -> bool:
    """Find money that a column headed Currency says is not in pounds."""
    if "currency" not in plan.columns:
        return False
    column = plan.columns["currency"]
    other = {text for text in plan.table.words(column).texts if plain(text) and plain(text) not in _STERLING}
    values = plan.table.sheet.rows
    cells = [plan.table.sheet.address(row, column) for row in plan.table.body if values[row][column] in other]
    if cells:
        first = min(other, key=lambda text: next(r for r in plan.table.body if values[r][column] == text))
        notices.find(
            "bad-unit",
            "error",
            plan.table.sheet.name,
            cells[0],
            found=f"the amount is in {first!r}, not in pounds{also_in(cells[1:])}",
            expected="amounts in pounds, £ or GBP",
            action="Give the amount in pounds, as it was paid, or leave the row out",
        )
    return bool(cells)


def _real_terms(plan: Plan, notices: Notices) -> bool:
    """Find money in the prices of another year: it is not what was spent, or set aside."""
    said = [text for text in plan.table.above if len(text) < 160 and _PRICES.search(text) and not _CASH.search(text)]
    if not said or all(figures.kind != "funding" for figures in plan.figures):
        return False
    notices.find(
        "real-terms",
        "error",
        plan.table.sheet.name,
        plan.table.place,
        found=f"{said[0]!r} says that the figures are adjusted for inflation: they are not what was spent or set aside",
        expected="figures as they were in their own year, in cash",
        action="Send the figures before they were adjusted",
    )
    return True


def _rates(plan: Plan, notices: Notices) -> bool:
    """Find a title that says that the figures are rates or shares, where no heading says that they are numbers."""
    said = [text for text in plan.table.above if len(text) < 160 and _RATE.search(text) and not _WHOLE.search(text)]
    plainly = all(_WHOLE.search(figures.heading) for figures in plan.figures)
    if not said or plainly:
        return False
    counts = plan.figures[0].kind == "referrals"
    notices.find(
        "ambiguous-count" if counts else "ambiguous-unit",
        "error",
        plan.table.sheet.name,
        plan.table.place,
        found=f"{said[0]!r} says that the figures are rates or shares, and the headings read as "
        f"{'counts' if counts else 'amounts'}: they could be either",
        expected="whole counts and amounts",
        action="Send the numbers themselves, or say Number in their headings",
    )
    return True


def _two_units(plan: Plan, notices: Notices) -> bool:
    """Find a column headed Unit that says another unit than the heading of the figures."""
    stated = {figures.unit for figures in plan.figures if figures.kind == "funding"} - {None}
    if not stated or "unit" not in plan.columns:
        return False
    other = [text for text in plan.table.words(plan.columns["unit"]).texts if units_in(text) - stated]
    for text in other[:1]:
        notices.find(
            "ambiguous-unit",
            "error",
            plan.table.sheet.name,
            _cells(plan, plan.figures),
            found=f"the heading says {' and '.join(unit_name(unit) for unit in sorted(filter(None, stated)))}, and the "
            f"column of units {text!r}",
            expected="one unit for each figure, in the heading or in a column headed Unit",
            action="Take the unit out of the heading, if the column is right",
        )
    return bool(other)


def _unit_unknown(plan: Plan, notices: Notices) -> bool:
    unknown = [c for c in plan.figures if c.kind == "funding" and c.unit is None and "unit" not in plan.columns]
    if not unknown:
        return False
    column = unknown[0]
    cell = next((v for v in plan.table.values(column.column, plan.table.body) if is_number(v)), None)
    notices.find(
        "ambiguous-unit",
        "error",
        plan.table.sheet.name,
        _cells(plan, unknown),
        found=f"nothing says in what unit the figures are: {text_of(cell)} could be £{text_of(cell)} or "
        f"£{text_of(cell)} thousand",
        expected="£, £ thousand or £ million in the heading or above the table",
        action="Add the unit to the heading, for example Amount (£)",
    )
    return True


def _basis_unknown(plan: Plan, notices: Notices) -> bool:
    unknown = [c for c in plan.figures if c.kind == "funding" and not c.basis and "basis" not in plan.columns]
    if not unknown:
        return False
    headings = ", ".join(repr(column.heading) for column in unknown)
    notices.find(
        "ambiguous-basis",
        "error",
        plan.table.sheet.name,
        _cells(plan, unknown),
        found=f"nothing says what {headings} is: a budget, or what was spent",
        expected="allocated, budget, outturn, paid or forecast in the heading or above the table",
        action="Add it to the heading, for example 2012-13 Outturn (£)",
    )
    return True


def _year_unknown(plan: Plan, notices: Notices) -> bool:
    if any(found.check == "ambiguous-year" and found.sheet == plan.table.sheet.name for found in notices.findings()):
        return True
    stated = {"financial_year", "quarter", "date"} & plan.columns.keys()
    unknown = [c for c in plan.figures if not c.year and not c.quarter and not stated]
    if not unknown:
        return False
    notices.find(
        "year-unknown",
        "error",
        plan.table.sheet.name,
        _cells(plan, unknown),
        found="nothing says which financial year the figures are for",
        expected="a financial year such as 2012-13 in a column, a heading, above the table or as the sheet's name",
        action="Add a column headed Financial year",
    )
    return True
