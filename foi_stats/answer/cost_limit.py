"""The cost limit (FOIA s.12): the hours of questions on one subject, the refusal of a group, and what would fit.

The hours of questions are added only where they relate to the same or similar information (Fees Regulations 2004,
reg. 5(2)): those with one ``same`` are a group.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.answer.wording import phrase
from foi_stats.request.asked_answer import Estimate, Timed
from foi_stats.request.case import Case
from foi_stats.request.request import Question, Request
from foi_stats.request.sections import COST

_UNTIMED = ("ncnd", "clarification", "another")
"""Kinds of answers that say nothing of what is held, so their questions add no time."""

_STANDS = (*_UNTIMED, "accessible")
"""Kinds of answers that a refusal of their group for cost leaves as they are; so do other refusals."""


@dataclass(frozen=True)
class CostRefusal:
    """Questions that are refused together because of what they would cost.

    Attributes
    ----------
    questions
        Those that are refused, in order.
    hours, limit
        The fewest hours that the group takes, those of other requests among them; and the limit.
    other_hours
        The hours of other requests.
    section
        ``12(1)``, or ``12(2)`` where finding out what is held would exceed the limit.
    """

    questions: tuple[Question, ...]
    hours: float
    limit: float
    other_hours: float
    section: str

    @property
    def left(self) -> float:
        """The hours that are left for what is asked again."""
        return max(self.limit - self.other_hours, 0)

    @property
    def is_over(self) -> bool:
        """Whether the hours are over the limit."""
        return self.hours > self.limit


def is_due(request: Request, question: Question) -> bool:
    """Return whether a question is asked: it depends on no other, or on one whose answer is not against it."""
    if question.depends is None:
        return True
    return request.find_question(question.depends.on).answer in ("", question.depends.answer)


def hours_with_each_limb(case: Case, question: Question) -> dict[str, float]:
    """Return the hours of a question's group by the id of the limb that is answered.

    Limbs are chosen in the order of the questions: those before this one take what their first limb within the limit
    takes, those after it at least their quickest limb. The time of requests aggregated with the group counts too.
    """
    asked = _timed(case.request, question.same)
    spent = case.other_hours.get(question.same, 0.0)
    for position, one in enumerate(asked):
        others = spent + sum(later.least_hours for later in asked[position + 1 :])
        hours = {limb.id: others + one.own_hours + limb.own_hours for limb in one.limbs}
        if one.id == question.id:
            return hours
        within = [limb.own_hours for limb in one.limbs if hours[limb.id] <= case.limit_hours]
        spent += one.own_hours + (within[0] if within else 0)
    return {limb.id: spent + question.own_hours + limb.own_hours for limb in question.limbs}


def cost_refusal(case: Case, question: Question) -> CostRefusal | None:
    """Return the refusal for cost that a question belongs to; None where it is answered, or stands by itself.

    A question that the request itself refuses for cost has one in any case: whether its hours are over the limit is
    checked before a release.
    """
    if question.asks in _STANDS or (question.asks == "refused" and question.refused_under != COST):
        return None
    if question.review == "upheld" or not is_due(case.request, question):
        return None
    group = _timed(case.request, question.same)
    other = case.other_hours.get(question.same, 0.0)
    hours = other + sum(one.least_hours for one in group)
    named = [one for one in group if one.refused_under == COST]
    if hours <= case.limit_hours and question not in named:
        return None
    refused = group if hours > case.limit_hours else named
    section = "12(2)" if any("12(2)" in one.section for one in named) else "12(1)"
    return CostRefusal(
        tuple(one for one in refused if one.asks not in _STANDS and one.refused_under in ("", COST)),
        *(hours, case.limit_hours, other, section),
    )


def _timed(request: Request, same: str) -> list[Question]:
    """Return the questions of a group whose time counts."""
    return [
        one
        for one in request.question
        if one.same == same and one.asks not in _UNTIMED and one.review != "upheld" and is_due(request, one)
    ]


def cost_sentence(case: Case, refusal: CostRefusal) -> str:
    """Return the sentences that refuse a group for cost, with the hours and the limit."""
    names = [question.id for question in refusal.questions]
    others = [one.reference for one in case.request.aggregated if one.same == refusal.questions[0].same]
    asked = in_words(names)
    key = "refused_unknown" if refusal.section == "12(2)" else "refused"
    together = phrase("cost", "together", others=in_words(others)) if others else ""
    values = {"asked": asked, "together": together, "hours": hours_said(refusal.hours), "limit": limit_said(case)}
    return phrase("cost", f"{key}_several" if len(names) > 1 else f"{key}_one", **values)


def cost_reached(case: Case, refusal: CostRefusal) -> tuple[str, ...]:
    """Return how the hours of a refusal were reached, a line for each thing that takes time."""
    lines = []
    for question in refusal.questions:
        limbs = sorted(question.limbs, key=lambda limb: limb.own_hours)[:1]
        for name, timed in [(question.id, question), *((limb.id, limb) for limb in limbs)]:
            lines += _reached(name, timed)
    for one in case.request.aggregated:
        if one.same == refusal.questions[0].same:
            hours = hours_said(refusal.other_hours)
            lines.append(phrase("cost", "added", reference=one.reference, hours=hours, why=one.why.rstrip(".")))
    return tuple(lines)


def cost_fits(refusal: CostRefusal) -> tuple[str, ...]:
    """Return what could be answered within the limit, worked out from limbs and estimates (FOIA s.16)."""
    lines = []
    for question in refusal.questions:
        limbs: list[tuple[str, str, Timed]] = [(limb.id, limb.title, limb) for limb in question.limbs]
        for name, title, timed in limbs or [(question.id, "", question)]:
            named = phrase("cost", "titled", limb=name, title=title) if title else name
            hours = timed.own_hours + (question.own_hours if limbs else 0)
            if 0 < hours <= refusal.left:
                lines.append(phrase("cost", "fits", asked=named, hours=hours_said(hours)))
            elif hours > refusal.left:
                lines += _items_that_fit(named, timed.estimate, refusal.left)
    return tuple(lines)


def _items_that_fit(named: str, estimates: Sequence[Estimate], left: float) -> list[str]:
    """Return how many items fit the hours that are left, where what is asked takes one kind of them."""
    if len(estimates) != 1:
        return []
    (one,) = estimates
    items = math.floor(left * 60 / one.minutes)
    values = {"asked": named, "fit": f"{items:,}", "items": f"{one.items:,}", "what": one.what}
    return [phrase("cost", "items_fit", **values)] if items else []


def _reached(name: str, timed: Timed) -> list[str]:
    if timed.estimate:
        return [phrase("cost", "estimate", asked=name, estimate=estimate_said(one)) for one in timed.estimate]
    return [phrase("cost", "stated", asked=name, hours=hours_said(timed.hours))] if timed.hours else []


def estimate_said(estimate: Estimate) -> str:
    """Return an estimate in words: items, minutes each, and hours."""
    values = {
        "what": estimate.what,
        "items": f"{estimate.items:,}",
        "minutes": f"{estimate.minutes:g}",
        "hours": hours_said(estimate.hours),
    }
    minutes = "minute" if estimate.minutes == 1 else "minutes"
    if estimate.sampled:
        return phrase("cost", f"sampled_{minutes}", sampled=f"{estimate.sampled:,}", **values)
    return phrase("cost", f"worked_out_{minutes}", **values)


def hours_said(hours: float) -> str:
    """Return hours in words, to one decimal: ``83.3 hours``, ``1 hour``."""
    shown = f"{math.floor(hours * 10 + 0.5) / 10:g}"
    return phrase("cost", "hour") if shown == "1" else phrase("cost", "hours", hours=shown)


def limit_said(case: Case) -> str:
    """Return the cost limit in words, with the amount and the rate where it is the law's."""
    request, hours = case.request, hours_said(case.limit_hours)
    if request.limit_hours:
        return hours
    amount, hourly = case.law.cost_limit(
        request.responded or request.received, central_government=case.authority.central_government
    )
    return phrase("cost", "limit", hours=hours, amount=f"{amount:f}", hourly=f"{hourly:f}")


def in_words(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``1``, ``1 and 2``, ``1, 2 and 3``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
