"""The cost limit (FOIA s.12) in words: a refusal, how its hours were reached, and what would fit."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from foi_stats.answer.wording import phrase
from foi_stats.request.asked_answer import Estimate, Timed
from foi_stats.request.case import Case
from foi_stats.request.cost import CostRefusal
from foi_stats.vocabulary.phrases import listed


def cost_sentence(case: Case, refusal: CostRefusal, name: str) -> str:
    """Return the sentences that refuse a question for cost; the first of its group has the hours and the limit."""
    first = refusal.questions[0].id
    if name != first:
        return phrase("cost", "same_refusal", first=first, under=refusal.section)
    names = [question.id for question in refusal.questions]
    others = [one.reference for one in case.request.aggregated if one.same == refusal.questions[0].same]
    asked = listed(names)
    key = "refused_unknown" if refusal.section == "12(2)" else "refused"
    together = phrase("cost", "together", others=listed(others)) if others else ""
    values = {"asked": asked, "together": together, "hours": hours_said(refusal.hours), "limit": limit_said(case)}
    return phrase("cost", f"{key}_several" if len(names) > 1 else f"{key}_one", **values)


def cost_reached(case: Case, refusal: CostRefusal) -> tuple[str, ...]:
    """Return how the hours of a refusal were reached, a line for each thing that takes time."""
    lines = []
    for question in refusal.questions:
        for name, timed in [(question.id, question), *((format_limbs([limb.id]), limb) for limb in question.limbs)]:
            lines += _reached("" if _is_alone(refusal) and timed.estimate else name, timed)
    for one, hours in zip(case.request.aggregated, case.other_hours, strict=False):
        if one.same == refusal.questions[0].same:
            values = {"reference": one.reference, "hours": hours_said(hours), "why": one.why.rstrip(".")}
            lines.append(phrase("cost", "added", **values))
    return tuple(lines)


def cost_fits(refusal: CostRefusal) -> tuple[str, ...]:
    """Return what could be answered within the limit, worked out from limbs and estimates (FOIA s.16)."""
    lines = []
    for question in refusal.questions:
        limbs: list[tuple[str, str, Timed]] = [(format_limbs([limb.id]), limb.title, limb) for limb in question.limbs]
        for name, title, timed in limbs or [(question.id, "", question)]:
            named = phrase("cost", "titled", limb=name, title=title) if title else name
            named = "" if _is_alone(refusal) else named
            hours = timed.own_hours + (question.own_hours if limbs else 0)
            if 0 < hours <= refusal.left:
                lines.append(_labelled(named, hours_said(hours)))
            elif hours > refusal.left:
                left = refusal.left - (question.own_hours if limbs else 0)
                lines += _items_that_fit(named, timed.estimate, left)
    return tuple(lines)


def _items_that_fit(named: str, estimates: Sequence[Estimate], left: float) -> list[str]:
    """Return how many items fit the hours that are left, where what is asked takes one kind of them."""
    if len(estimates) != 1:
        return []
    (one,) = estimates
    items = max(math.floor(left * 60 / one.minutes), 0)
    values = {"fit": f"{items:,}", "items": f"{one.items:,}", "what": one.what}
    return [_labelled(named, phrase("cost", "items_fit", **values))] if items else []


def _reached(name: str, timed: Timed) -> list[str]:
    if timed.estimate:
        return [_labelled(name, estimate_said(one)) for one in timed.estimate]
    return [_labelled(name, hours_said(timed.hours))] if timed.hours else []


def _labelled(name: str, text: str) -> str:
    return phrase("cost", "labelled", asked=name, text=text) if name else text


def _is_alone(refusal: CostRefusal) -> bool:
    """Return whether a refusal is of one question without alternatives, which needs no label in a list."""
    return len(refusal.questions) == 1 and not refusal.questions[0].limbs


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
    """Return the cost limit in words, with the amount, the rate and the regulations where it is the law's."""
    limit = case.law.limit_on(case.request.responded or case.request.received)
    amount, hours = limit.amount(central_government=case.authority.central_government), hours_said(case.limit_hours)
    if case.limit_hours != float(amount / limit.hourly):
        return hours
    values = {"amount": f"{amount:f}", "hourly": f"{limit.hourly:f}", "regulations": limit.regulations}
    return phrase("cost", "limit", hours=hours, **values)


def format_limbs(names: Sequence[str]) -> str:
    """Return the limbs of a question as they are written in a sentence: ``1(b) and 1(c)``."""
    written = [re.sub(r"^(\d+)([a-z]+)$", r"\1(\2)", name) for name in names]
    return listed(written)
