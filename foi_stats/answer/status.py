"""How far an answer goes, and the sentence that says so."""

from __future__ import annotations

import re
from typing import Literal, cast

import pandas as pd

from foi_stats.answer.wording import phrase
from foi_stats.request.figures import question_of
from foi_stats.request.request import Request, Scope
from foi_stats.request.sections import ACCESSIBLE, sections_in_words
from foi_stats.vocabulary.period import format_run
from foi_stats.vocabulary.shorthand import REASONS

_YEARS = frozenset({"financial_year", "calendar_year", "academic_year"})

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
    "vexatious",
    "clarification",
    "another",
    "upheld",
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


def sentence_of(request: Request, name: str, scope: Scope, table: pd.DataFrame, noun: str) -> str:
    """Return the sentence that answers a scope with these figures; ``noun`` is what is counted.

    ``name`` is the id of the question, or of the figures beside it.
    """
    period = format_run(request.scope_periods(scope))
    status = status_of(table)
    if status == "ncnd":
        return silent_sentence(request, name)
    key: str = status
    if scope.asks == "services":
        key = "services" if table["value"].notna().any() else "services_untold"
    elif status == "not_held":
        kinds = {one.kind for one in request.scope_periods(scope)}
        key = "not_held_period" if len(table["period"].unique()) < 2 else "not_held_periods"
        key = "not_held_years" if key == "not_held_periods" and kinds <= _YEARS else key
    if key == "partly" and table["value"].notna().all() and table["reason"].eq("").all():
        key = "partly_covered"
    measure = phrase("measure", scope.asks, basis=phrase("basis", scope.basis), noun=noun)
    codes = dict.fromkeys(code for reasons in table["reason"] for code in reasons.split() if code != "not_started")
    reason = "; ".join(REASONS[code].meaning for code in codes)
    what = within_sentence(scope.title, request) or measure
    return phrase("sentence", key, measure=measure, period=period, what=what, reason=reason)


def silent_sentence(request: Request, name: str) -> str:
    """Return the sentence that neither confirms nor denies, with its section: the same whatever is held."""
    sections = sections_of(request, name, "ncnd")
    key = "ncnd" if sections else "ncnd_unsaid"
    return phrase("sentence", key, sections=sections_in_words(sections))


def within_sentence(title: str, request: Request) -> str:
    """Return a title as it stands within a sentence: with a small letter, unless its first word is a name."""
    first, _, rest = title.partition(" ")
    named = rf"[^\s.?!:]\s+{re.escape(first)}\b"
    is_name = first[1:] != first[1:].lower() or any(re.search(named, question.text) for question in request.question)
    return title if not first or is_name else f"{first[:1].lower()}{first[1:]} {rest}".rstrip()


def status_words(request: Request, name: str, status: str) -> str:
    """Return the status of an answer in words, with the section that a refusal rests on.

    Parameters
    ----------
    name
        The id of the question, or of the figures beside it.
    """
    question = question_of(request, name)
    if status == "answered" and question and question.asks == "confirmation":
        return phrase("status_of", "yes_or_no")
    sections = sections_of(request, name, status)
    if status in _UNDER and sections:
        return phrase("status_under", status, sections=sections_in_words(sections))
    return phrase("status", status)


_RESTS = ("withheld", "suppressed", "not_closed", "ncnd")
"""The statuses that rest on an exemption of the request."""

_UNDER = (*_RESTS, "vexatious")
"""The statuses that name the section that they rest on."""


def sections_of(request: Request, name: str, status: str) -> tuple[str, ...]:
    """Return the sections that an answer of this status rests on, as far as the request says them.

    Of exemptions that fit, those that name the question come before those that name none.
    """
    question = question_of(request, name)
    if question and question.section and status != "over_limit":
        return tuple(question.section)
    if status == "elsewhere":
        return (ACCESSIBLE,)
    if status not in _RESTS:
        return ()
    fits = [
        one for one in request.exemption if one.explains(status) and (question is None or one.applies_to(question.id))
    ]
    named = [one.section for one in fits if one.questions]
    return tuple(dict.fromkeys(named or [one.section for one in fits]))
