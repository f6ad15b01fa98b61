"""Which supplied rows are the items of a list, and which lists were searched for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from foi_stats.answer.catalogue import CHECKS
from foi_stats.answer.checks import check_qualifiers, why_it_waits
from foi_stats.answer.item_columns import ItemColumn, find_columns
from foi_stats.answer.item_periods import belongs
from foi_stats.answer.label_columns import rows_where
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.request.topic import included
from foi_stats.supply.rows import PERIOD, records, row_period, rows_that_overlap
from foi_stats.vocabulary.basis import agree
from foi_stats.vocabulary.findings import Finding, InputError, SupplyError
from foi_stats.vocabulary.period import Period, financial_year_period, format_periods, uncovered
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.shorthand import is_publishable

_SAME_FOR_ALL = ("amount", "period", "line", "activity", "organisation", "basis", "financial_year", "note", "source")
"""Columns that other tables than lists have too; the others tell a list by its columns."""


@dataclass(frozen=True)
class ListRows:
    """The items of a list, as rows in the order of the supplies.

    Attributes
    ----------
    rows
        The items over the amount that is asked for, and those whose amount is a gap.
    columns
        The columns asked for, and that of the order.
    searched
        How many items the lists hold for the periods, of any amount.
    """

    rows: pd.DataFrame
    columns: list[ItemColumn]
    order: ItemColumn
    searched: int
    basis: str
    other_bases: tuple[str, ...]


def rows_of_list(case: Case, scope: Scope) -> ListRows:
    """Return the rows that a list is made of: those of the topic, or the lines it names, in the lists searched.

    Which items belong to the periods is told by :func:`foi_stats.answer.item_periods.belongs`.

    Raises
    ------
    InputError
        If no row has a column that is asked for, or the items are on another basis than the one asked for.
    SupplyError
        If the supplies hold no such list for a period: the authority may hold one; or if the values of some items are
        with VAT, gross or the like, and those of others are not.
    """
    periods = case.request.scope_periods(scope)
    every = rows_that_overlap(case.funding, periods)
    own = every[every["organisation"].isin(case.authority.organisations)]
    asked = f"Request {case.request.reference}, {_title(scope)}"
    if own.empty:
        raise SupplyError([_not_supplied(case, scope, periods)])
    try:
        *columns, order = find_columns([*scope.columns, scope.order.removeprefix("-") or "value"], own)
    except InputError as error:
        raise InputError(f"{asked}: {error}") from None
    lists = _tables_with([column.source for column in columns], own)
    if scope.lines:
        chosen = every[every["line"].isin(scope.lines)]
        chosen = chosen[chosen["organisation"] == scope.organisation] if scope.organisation else chosen
    else:
        chosen = included(lists, case.topic).query("flow == 'expenditure'")
    chosen = rows_where(chosen, scope.where, asked)
    chosen, basis, others = _on_basis(chosen, lists, scope)
    _check_flow(chosen, scope, case)
    _check_searched(case, scope, lists[lists["basis"].eq(basis)], periods)
    _check_gaps(chosen)
    check_qualifiers(chosen, "")
    chosen = chosen[belongs(chosen, periods)]
    over = chosen["amount"].isna() | (chosen["amount"] > scope.over if scope.over is not None else True)
    return ListRows(chosen[over], columns, order, len(chosen), basis, others)


def _title(scope: Scope) -> str:
    return scope.title or "its list"


def _tables_with(sources: Sequence[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the sheets that fill a column by which a list is told from other tables."""
    telling = [name for name in sources if name not in _SAME_FOR_ALL]
    if not telling:
        return rows
    filled = pd.Series(data=False, index=rows.index)
    for name in telling:
        filled |= rows["period_kind"].eq("day") if name == "day" else rows[name].ne("")
    return rows[filled.groupby([rows["file"], rows["sheet"]]).transform("any")]


def _on_basis(rows: pd.DataFrame, lists: pd.DataFrame, scope: Scope) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    """Return the rows on the basis that is asked for, or on the only one that there is; the basis; and the others."""
    held = rows if len(rows) else lists
    bases = set(held["basis"].unique())
    asked = scope.basis if "basis" in scope.model_fields_set else ""
    wanted = {basis for basis in bases if not asked or agree(asked, basis)}
    if len(wanted) != 1:
        places = held.drop_duplicates("basis").sort_values("basis")
        found = listed(f"{row['basis']} ({row['file']}, {row['cell']})" for row in records(places))
        raise InputError(
            f"{_title(scope)}: the lists of the supplies hold amounts {found}{asked and f', and it asks for {asked}'}. "
            f'A list has one basis: write which is meant, for example basis = "{max(wanted or bases)}".'
        )
    basis = wanted.pop()
    return rows[rows["basis"].eq(basis)], basis, tuple(sorted(bases - {basis}))


def _check_flow(rows: pd.DataFrame, scope: Scope, case: Case) -> None:
    if len(rows["flow"].unique()) > 1:
        raise InputError(
            f"Request {case.request.reference}, {_title(scope)}: its lines are expenditure and income, which are "
            "never in one list. Ask for each in a list of its own."
        )


def _check_searched(case: Case, scope: Scope, lists: pd.DataFrame, periods: Sequence[Period]) -> None:
    """Raise SupplyError if no list covers a period: then nothing is known of its items."""
    rows = records(lists[[*PERIOD, "financial_year"]].drop_duplicates())
    covered = [row_period(row) for row in rows]
    covered += [financial_year_period(row["financial_year"]) for row in rows if _is_dated(row)]
    covered += case.lists if lists["basis"].eq("paid").any() else []
    missing = [period for period in periods if uncovered(period, covered) == [period]]
    if missing:
        raise SupplyError([_not_supplied(case, scope, missing)])


def _is_dated(row: dict[str, Any]) -> bool:
    return row["period_kind"] == "day" and bool(row["financial_year"])


def _not_supplied(case: Case, scope: Scope, periods: Sequence[Period]) -> Finding:
    return CHECKS.finding(
        "not-supplied.list",
        case.authority.name,
        found=f"no list with the columns {', '.join(scope.columns)} for {format_periods(periods)}",
    )


def _check_gaps(rows: pd.DataFrame) -> None:
    """Raise SupplyError where the amount of an item is marked as not supplied: the authority may hold it."""
    gaps = rows[rows["amount"].isna() & rows["reason"].ne("")]
    lacking = [row for row in records(gaps) if not is_publishable(row["reason"])]
    if lacking:
        raise SupplyError(
            CHECKS.at(
                row,
                "not-supplied.item",
                found=f"the amount of an item: {why_it_waits(row['reason'])}",
            )
            for row in lacking
        )
