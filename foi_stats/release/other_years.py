"""Find questions whose text asks for other years than their limbs give."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from foi_stats.release.catalogue import CHECKS
from foi_stats.request.asked_periods import AskedPeriods
from foi_stats.request.intake.periods import periods_named
from foi_stats.request.request import Question, Request
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.period import Period, covered_spans, format_run, uncovered

_OPEN = ("since", "to_date")
"""Keys of periods that run up to the response."""


def other_years(request: Request, request_file: str) -> Iterator[Finding]:
    """Yield a warning for each question whose text names periods that its limbs do not give, or give beyond it.

    A limb that is narrower than the one before it is an alternative, and a ``[[decided]]`` that quotes the periods
    records why they differ. Nothing is said of a text whose periods can be read in two ways.
    """
    for question in request.question:
        named = _named(question.text, request) if question.limbs else None
        if named is None or _is_decided(question, request):
            continue
        asked = named.periods_until(request.responded)
        given = [period for limb in question.limbs for period in request.scope_periods(limb)]
        if _differ(asked, given, is_open=named.period_key in _OPEN):
            limbs = "; ".join(
                f"limb {limb.id} gives {format_run(request.scope_periods(limb))}" for limb in question.limbs
            )
            yield CHECKS.finding(
                "other-years",
                request_file,
                found=f"the text of question {question.id} asks for {format_run(asked)}, and {limbs}",
            )


def _named(text: str, request: Request) -> AskedPeriods | None:
    """Return the periods that a text names; None if it names none, days, or what is in doubt."""
    found = periods_named(text)
    if found.since is not None:
        return AskedPeriods(since=found.since) if request.responded else None
    if found.doubts or not found.named or found.key == "at" or (found.key in _OPEN and request.responded is None):
        return None
    if found.years:
        return AskedPeriods(years=list(found.years))
    return AskedPeriods.model_validate({found.key: tomllib.loads(f"value = {found.value}")["value"]})


def _differ(asked: list[Period], given: list[Period], *, is_open: bool) -> bool:
    spans = covered_spans(given)
    last = max(period.end for period in spans)
    lacking = [rest for period in asked for rest in uncovered(period, spans) if not is_open or rest.start <= last]
    beyond = [rest for period in spans for rest in uncovered(period, covered_spans(asked))]
    return bool(lacking or beyond)


def _is_decided(question: Question, request: Request) -> bool:
    return any(one.text and one.text in question.text and periods_named(one.text).named for one in request.decided)
