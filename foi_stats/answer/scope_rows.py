"""Which supplied rows a scope is about, and how its table is divided. Nothing is added up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from foi_stats.answer.checks import check_activities, check_qualifiers
from foi_stats.answer.chosen_rows import ScopeRows
from foi_stats.answer.label_columns import (
    COUNTS_TOWARDS,
    check_divided_once,
    column_named,
    labels_in_order,
    rows_where,
    with_labels,
)
from foi_stats.answer.picked import keep_largest, keep_top
from foi_stats.request.asked_labels import label_heading, label_name
from foi_stats.request.case import Case
from foi_stats.request.deflator import in_real_terms
from foi_stats.request.request import Question, Scope
from foi_stats.request.topic import included
from foi_stats.supply.rows import rows_that_overlap
from foi_stats.vocabulary.basis import agree
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.measures import is_same_measure, measures_in
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.phrases import listed


def rows_in_scope(case: Case, scope: Scope) -> ScopeRows:
    """Return the rows of a scope.

    Raises
    ------
    SupplyError
        If a row of the topic has an activity that the topic does not list.
    InputError
        If the supplies count several things and the scope says none of them, or are of several budgets; or if no row
        has the labels that the scope names.
    """
    periods = case.request.scope_periods(scope)
    if scope.asks == "counts":
        return _picked(case, scope, _count_rows(case, scope, _of_periods(case.referrals, periods)))
    chosen = _funding_rows(case, scope, _of_periods(case.funding, periods))
    check_qualifiers(chosen.rows, () if scope.has_totals else chosen.by[:2])
    if scope.real_terms:
        deflator = case.deflators[scope.real_terms.deflator]
        chosen = replace(chosen, rows=in_real_terms(chosen.rows, deflator, scope.real_terms.base))
    return _picked(case, scope, chosen)


def _picked(case: Case, scope: Scope, chosen: ScopeRows) -> ScopeRows:
    """Return the rows that a scope picks of those chosen: its largest labels, or the largest single item."""
    periods = case.request.scope_periods(scope)
    if chosen.rows.empty:
        return chosen
    if scope.largest:
        threshold = case.request.threshold
        fewest = threshold.below if threshold else None
        return keep_largest(chosen, periods, divided=bool(scope.by), fewest=fewest)
    return keep_top(case, scope, chosen, scope.top) if scope.top else chosen


def _of_periods(rows: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """Return the rows of some periods; numbers on a day are used only if days are asked for."""
    rows = rows_that_overlap(rows, periods)
    on_days = rows["period_kind"].eq("day")
    if periods[0].kind != "day" and "basis" in rows:
        on_days &= rows["basis"].ne("paid")  # a payment of a day is part of its month
    wanted = on_days if periods[0].kind == "day" else ~on_days
    return rows[wanted] if wanted.any() and not wanted.all() else rows


def other_bodies(case: Case, question: Question) -> pd.DataFrame:
    """Return the topic's rows of other organisations in a question's periods: another public authority's, shown apart.

    Returns
    -------
    DataFrame
        ``organisation``, ``line``, ``reason``, ``note``: once each where every year has the same.
    """
    name = f"other bodies, {question.id}"
    if name not in case.known:
        periods = [period for limb in question.limbs for period in case.request.scope_periods(limb)]
        rows = _of_topic(case, rows_that_overlap(case.funding, periods))
        rows = rows[~_of_authority(case, rows)]
        columns = ["organisation", "line", "reason", "note"]
        case.known[name] = rows[columns].drop_duplicates(ignore_index=True)
    return case.known[name].copy(deep=False)


def _count_rows(case: Case, scope: Scope, rows: pd.DataFrame) -> ScopeRows:
    if scope.services:
        rows = rows[rows["service"].isin(scope.services)]
    else:
        rows = _of_topic(case, rows)
        rows = rows[_of_authority(case, rows)]
    rows = rows_where(rows, scope.where, _asked(case, scope))
    rows, measure = _of_measure(case, scope, rows)
    return _divided(case, scope, ScopeRows(rows, ("service",), (scope.services,), ("Service",), measure=measure))


def _divided(case: Case, scope: Scope, chosen: ScopeRows) -> ScopeRows:
    """Return chosen rows as they are divided: by what the scope says, or as they are divided without it.

    Labels that are not listed are shown in the order in which they stand.
    """
    rows, known = chosen.rows, dict(zip(chosen.by, chosen.labels, strict=True))
    by, headings = chosen.by, chosen.headings
    if scope.by and len(rows):
        usual = {label_name(heading): column for heading, column in zip(headings, by, strict=True)}
        by = tuple(usual.get(label_name(name)) or column_named(rows, name, _asked(case, scope)) for name in scope.by)
        headings = tuple(map(label_heading, scope.by))
        if len(set(by)) < len(by):
            raise InputError(f"{_asked(case, scope)}: by names one column twice, {listed(scope.by)}.")
    check_divided_once(rows, by)
    rows = with_labels(rows, by)
    labels = tuple(known.get(column) or labels_in_order(rows, column) for column in by)
    return replace(chosen, rows=rows, by=by, labels=labels, headings=headings)


def _asked(case: Case, scope: Scope) -> str:
    return f"Request {case.request.reference}, {scope.title or scope.measure or scope.asks}"


def _of_measure(case: Case, scope: Scope, rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the counts of the measure that is asked for, or of the only one, and its noun as the supplies write it."""
    counted = measures_in(rows["measure"])
    wanted = [noun for noun in counted if not scope.measure or is_same_measure(noun, scope.measure)]
    if len(wanted) == 1:
        kept = [is_same_measure(noun, wanted[0]) for noun in rows["measure"]] if len(counted) > 1 else slice(None)
        return rows[kept], wanted[0]
    if not counted:
        return rows, scope.measure
    found = "; ".join(f"{noun} ({_cell_of(rows, noun)})" for noun in counted)
    asked = f"no supply counts {scope.measure!r}" if scope.measure else "the supplies count several things"
    raise InputError(
        f"{_asked(case, scope)}: {asked}. They count {found}. "
        f'Write which is meant, for example measure = "{counted[0]}".'
    )


def _cell_of(rows: pd.DataFrame, measure: str) -> str:
    first = rows[rows["measure"] == measure].iloc[0]
    return f"{first['file']}, {first['cell']}"


def _funding_rows(case: Case, scope: Scope, rows: pd.DataFrame) -> ScopeRows:
    by, labels, heading = "line", scope.lines, "Line"
    if scope.lines:
        rows = rows[rows["line"].isin(scope.lines)]
        rows = rows[rows["organisation"] == scope.organisation] if scope.organisation else rows
    elif scope.asks == "services":
        rows = rows[rows["activity"].eq(scope.activity) & _of_authority(case, rows)]
        heading = "Service"
    else:
        rows = _of_topic(case, rows)
        rows = rows[_of_authority(case, rows) & rows["flow"].eq("expenditure")]
        check_activities(case, rows)
        by, labels, heading = COUNTS_TOWARDS, case.topic.activities, "Activity"
    rows = rows_where(rows, scope.where, _asked(case, scope))
    return _divided(case, scope, _on_basis(ScopeRows(rows, (by,), (labels,), (heading,)), scope))


def _on_basis(chosen: ScopeRows, scope: Scope) -> ScopeRows:
    """Return the rows on the scope's basis."""
    rows = chosen.rows
    wanted = {basis for basis in rows["basis"].unique() if basis == scope.basis or agree(scope.basis, basis)}
    if len(wanted) > 1:
        found = listed(f"{basis} ({_cell_on(rows, basis)})" for basis in sorted(wanted))
        raise InputError(
            f"The supplies hold figures on several bases that are a {scope.basis}: {found}. They are never added: "
            f'write which is meant, for example basis = "{max(wanted)}".'
        )
    others = tuple(sorted(set(rows["basis"].unique()) - wanted))
    basis = wanted.pop() if wanted else scope.basis
    return replace(chosen, rows=rows[rows["basis"].eq(basis)], other_bases=others, basis=basis)


def _cell_on(rows: pd.DataFrame, basis: str) -> str:
    first = rows[rows["basis"] == basis].iloc[0]
    return f"{first['file']}, {first['cell']}"


def _of_topic(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    return included(rows, case.topic)


def _of_authority(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["organisation"].isin(case.authority.organisations)
