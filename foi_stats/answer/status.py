"""How far an answer goes, and the sentence that says so."""

from __future__ import annotations

from typing import Literal, cast

import pandas as pd

from foi_stats.answer.wording import phrase
from foi_stats.request.request import Request, Scope
from foi_stats.vocabulary.period import format_run

Status = Literal[
    "answered",  # every figure is given
    "partly",  # some figures are given
    "no_figures",  # none is, for several reasons
    # none is, for one reason
    "not_held",
    "absorbed",
    "not_closed",
    "not_started",
    "withheld",
    "suppressed",
    "ncnd",
    "over_limit",
    "elsewhere",
    # no figures are asked for
    "undetermined",
    "not_asked",
]


def status_of(table: pd.DataFrame) -> Status:
    """Return how far the table of an answer gives the figures that were asked for."""
    known = table["value"].notna()
    reasons = {reason for reasons in table["reason"] for reason in reasons.split()}
    if known.any():
        is_whole = known.all() and not reasons and table["covers"].eq("").all()
        return "answered" if is_whole else "partly"
    # Each reason has a status of its name. Gaps for several reasons keep their own, and none of them is the answer's.
    return cast("Status", reasons.pop()) if len(reasons) == 1 else "no_figures"


def sentence_of(request: Request, scope: Scope, table: pd.DataFrame, noun: str) -> str:
    """Return the sentence that answers a scope with these figures; ``noun`` is what is counted."""
    period = format_run(request.scope_periods(scope))
    status = status_of(table)
    key: str = "services" if scope.asks == "services" else status
    if key == "partly" and table["value"].notna().all() and table["reason"].eq("").all():
        key = "partly_covered"
    measure = phrase("measure", scope.asks, basis=phrase("basis", scope.basis), noun=noun)
    return phrase("sentence", key, measure=measure, period=period)
