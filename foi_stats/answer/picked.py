"""Choose rows before they are added up: the labels with the largest sums, or the largest single item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from foi_stats.answer.answer_table import add_up_rows
from foi_stats.answer.checks import check_supplied
from foi_stats.answer.chosen_rows import ScopeRows
from foi_stats.answer.wording import phrase
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.supply.rows import SAME_FIGURE, TEXT, exact_values, records, row_period
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.shorthand import REASONS

ITEM = "item"
"""The label column of single items, where they are not divided by another."""

_SUPPRESSED = "suppressed"


def keep_top(case: Case, scope: Scope, chosen: ScopeRows, number: int) -> ScopeRows:
    """Return rows with the labels of the largest sums first, and all other labels of that column merged into one.

    Labels are ranked by their known figures over all periods; of equal sums, the first in the supplies comes first.

    Raises
    ------
    SupplyError
        If a label has no figure for a period: it cannot be ranked, and the authority may hold the figure.
    """
    column, *others = chosen.by
    value = "amount" if "amount" in chosen.rows else "count"
    figures = add_up_rows(
        chosen.rows,
        figure="",
        by=(column,),
        value=value,
        periods=case.request.scope_periods(scope),
        labels=(chosen.labels[0],),
        lists=case.lists,
    )
    check_supplied(case, scope, figures)
    table = figures.table
    sums = dict.fromkeys(chosen.labels[0], Decimal(0))
    for row in records(table):
        if not pd.isna(row["value"]):
            sums[row["label"]] += Decimal(row["value"])
    ranked = sorted(sums, key=lambda label: -sums[label])
    kept, rest = ranked[:number], ranked[number:]
    if not rest:
        return replace(chosen, labels=(kept, *chosen.labels[1:]))
    other = phrase("picked", "other" if len(rest) > 1 else "one_other", number=len(rest))
    # What tells figures apart stays as it was supplied.
    kind = "funding" if value == "amount" else "referrals"
    shown = f"top_{column}" if column in SAME_FIGURE[kind] else column
    texts = chosen.rows[column].where(chosen.rows[column].isin(kept), other).astype(TEXT)
    return replace(
        chosen,
        rows=chosen.rows.assign(**{shown: texts}),
        by=(shown, *others),
        labels=([*kept, other], *chosen.labels[1:]),
        own_labels=(other,),
    )


def keep_largest(chosen: ScopeRows, periods: Sequence[Period], *, divided: bool, fewest: int | None) -> ScopeRows:
    """Return the row with the largest amount of each label and period; gaps stay, for they may be larger.

    Parameters
    ----------
    divided
        Whether the scope says by what the items are divided; else there is one line for all.
    fewest
        Withhold the amount where there are fewer items than this: the largest of few is one person's. None withholds
        nothing.
    """
    rows = chosen.rows
    if not divided:
        are_payments = chosen.basis == "paid" and rows["period_kind"].eq("day").all()
        said = phrase("picked", "largest_paid" if are_payments else "largest")
        rows = rows.assign(**{ITEM: pd.Series(said, index=rows.index, dtype=TEXT)})
        chosen = replace(
            chosen, by=(ITEM,), labels=([said],), headings=(phrase("picked", "heading"),), own_labels=(said,)
        )
    groups: dict[tuple[object, ...], list[tuple[int, Decimal | None]]] = {}
    labels = zip(*(rows[name] for name in chosen.by), strict=True)
    for at, (line, row, amount) in enumerate(zip(labels, records(rows), exact_values(rows["amount"]), strict=True)):
        within = next((period for period in periods if period.contains(row_period(row))), None)
        if within is not None:
            groups.setdefault((*line, within), []).append((at, amount))
    kept, hidden = [], []
    for items in groups.values():
        known = [(amount, -at) for at, amount in items if amount is not None]
        kept += [at for at, amount in items if amount is None]
        if known:
            at = -max(known)[1]
            kept.append(at)
            hidden += [at] if fewest is not None and len(known) < fewest else []
    picked = rows.take(sorted(kept))
    few = picked.index.to_series().isin(rows.index[hidden])
    return replace(chosen, rows=_without_amounts(picked, few) if hidden else picked)


def _without_amounts(rows: pd.DataFrame, which: pd.Series[bool]) -> pd.DataFrame:
    """Return the rows with some amounts withheld to protect small numbers."""
    symbol = REASONS[_SUPPRESSED].shorthand
    return rows.assign(
        amount=rows["amount"].mask(which),
        shorthand=rows["shorthand"].mask(which, symbol).astype(TEXT),
        reason=rows["reason"].mask(which, _SUPPRESSED).astype(TEXT),
    )
