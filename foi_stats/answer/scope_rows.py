"""Which supplied rows a scope is about, and how its table is divided. Nothing is added up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from foi_stats.answer.checks import check_activities
from foi_stats.request.case import Case
from foi_stats.request.deflator import in_real_terms
from foi_stats.request.request import Question, Scope
from foi_stats.request.topic import classify
from foi_stats.supply.rows import rows_that_overlap
from foi_stats.vocabulary.period import Period


@dataclass(frozen=True)
class ScopeRows:
    """The rows of a scope.

    Attributes
    ----------
    rows
        Funding rows on the basis that is asked for, in the prices that are asked for; or referral rows.
    by
        The column whose values label the rows of the table.
    labels
        Those values in the order in which they are shown.
    other_bases
        The other bases on which funding is held.
    """

    rows: pd.DataFrame
    by: str
    labels: list[str]
    other_bases: tuple[str, ...] = ()


def rows_in_scope(case: Case, scope: Scope) -> ScopeRows:
    """Return the rows of a scope.

    Raises
    ------
    SupplyError
        If a row of the topic has an activity that the topic does not list.
    """
    periods = case.request.scope_periods(scope)
    if scope.asks == "referrals":
        return _referral_rows(case, scope, _of_periods(case.referrals, periods))
    chosen = _funding_rows(case, scope, _of_periods(case.funding, periods))
    if scope.real_terms:
        deflator = case.deflators[scope.real_terms.deflator]
        chosen = replace(chosen, rows=in_real_terms(chosen.rows, deflator, scope.real_terms.base))
    return chosen


def _of_periods(rows: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """Return the rows of some periods: what there was on a day is asked for by days, and not among longer times."""
    rows = rows_that_overlap(rows, periods)
    on_days = rows["period_kind"].eq("day")
    if periods[0].kind != "day" and "basis" in rows:
        on_days &= rows["basis"].ne("paid")  # a payment of a day is part of its month
    wanted = on_days if periods[0].kind == "day" else ~on_days
    return rows[wanted] if wanted.any() else rows


def other_bodies(case: Case, question: Question) -> pd.DataFrame:
    """Return the topic's rows of other organisations in a question's periods: another public authority's, shown apart.

    Returns
    -------
    DataFrame
        ``organisation``, ``line``, ``reason``, ``note``: once each where every year has the same.
    """
    periods = [period for limb in question.limbs for period in case.request.scope_periods(limb)]
    rows = _of_topic(case, rows_that_overlap(case.funding, periods))
    rows = rows[~_of_authority(case, rows)]
    return rows[["organisation", "line", "reason", "note"]].drop_duplicates(ignore_index=True)


def _referral_rows(case: Case, scope: Scope, rows: pd.DataFrame) -> ScopeRows:
    if scope.services:
        rows = rows[rows["service"].isin(scope.services)]
        return ScopeRows(rows, "service", scope.services)
    rows = _of_topic(case, rows)
    rows = rows[_of_authority(case, rows)]
    return ScopeRows(rows, "service", list(dict.fromkeys(rows["service"])))


def _funding_rows(case: Case, scope: Scope, rows: pd.DataFrame) -> ScopeRows:
    if scope.lines:
        rows = rows[rows["line"].isin(scope.lines)]
        rows = rows[rows["organisation"] == scope.organisation] if scope.organisation else rows
        return _on_basis(rows, scope, "line", scope.lines)
    if scope.asks == "services":
        rows = rows[rows["activity"].eq(scope.activity) & _of_authority(case, rows)]
        return _on_basis(rows, scope, "line", list(dict.fromkeys(rows["line"])))
    rows = _of_topic(case, rows)
    rows = rows[_of_authority(case, rows) & rows["flow"].eq("expenditure")]
    check_activities(case, rows)
    if scope.by == "line":
        return _on_basis(rows, scope, "line", [])
    return _on_basis(rows, scope, "counts_towards", case.topic.activities)


def _on_basis(rows: pd.DataFrame, scope: Scope, by: str, labels: list[str]) -> ScopeRows:
    """Return the rows on the scope's basis; without labels, theirs are shown in the order in which they stand."""
    others = sorted(set(rows["basis"]) - {scope.basis})
    rows = rows[rows["basis"] == scope.basis]
    return ScopeRows(rows, by, labels or list(dict.fromkeys(rows[by])), tuple(others))


def _of_topic(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    return classify(rows, case.topic).query("decision == 'include'")


def _of_authority(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["organisation"].isin(case.authority.organisations)
