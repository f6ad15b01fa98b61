"""The cost limit (FOIA s.12): the hours of questions on one subject, and which questions are refused for them.

The hours of questions are added only where they relate to the same or similar information (Fees Regulations 2004,
reg. 5(2)): those with one ``same`` are a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.request.request import Limb, Question, Request
from foi_stats.request.sections import COST

_UNTIMED = ("ncnd", "clarification", "another")
"""Kinds of answers that say nothing of what is held, so their questions add no time."""

_LEFT_AS_THEY_ARE = (*_UNTIMED, "accessible")
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


@dataclass(frozen=True)
class Costs:
    """What a request costs: its questions, the limit in hours, and the hours of each request aggregated with it."""

    request: Request
    limit: float
    other_hours: Sequence[float] = ()

    def hours_with_each_limb(self, question: Question) -> dict[str, float]:
        """Return the hours of a question's group by the id of the limb that is answered.

        Limbs are chosen in the order of the questions: those before this one take what their first limb within the
        limit takes, those after it at least their quickest limb. The time of requests aggregated with the group counts
        too.
        """
        asked = self._timed(question.same)
        spent = self._of_others(question.same)
        for position, one in enumerate(asked):
            others = spent + sum(later.least_hours for later in asked[position + 1 :])
            hours = {limb.id: others + one.own_hours + limb.own_hours for limb in one.limbs}
            if one.id == question.id:
                return hours
            within = [limb.own_hours for limb in one.limbs if hours[limb.id] <= self.limit]
            spent += one.own_hours + (within[0] if within else 0)
        return {limb.id: spent + question.own_hours + limb.own_hours for limb in question.limbs}

    def limbs_within(self, question: Question) -> list[Limb]:
        """Return the limbs of a question that the limit allows to be answered."""
        if self.refusal(question):
            return []
        hours = self.hours_with_each_limb(question)
        return [limb for limb in question.limbs if hours[limb.id] <= self.limit]

    def refusal(self, question: Question) -> CostRefusal | None:
        """Return the refusal for cost that a question belongs to; None where it is answered, or stands by itself.

        A question that the request itself refuses for cost has one in any case: whether its hours are over the limit
        is checked before a release.
        """
        if question.asks in _LEFT_AS_THEY_ARE or question.refused_under not in ("", COST) or _is_at_hand(question):
            return None
        if question.review == "upheld" or not self._is_due(question):
            return None
        group = self._timed(question.same)
        other = self._of_others(question.same)
        hours = other + sum(one.least_hours for one in group)
        named = [one for one in group if one.refused_under == COST]
        if hours <= self.limit and question not in named:
            return None
        refused = group if hours > self.limit else named
        section = "12(2)" if any("12(2)" in one.section for one in named) else "12(1)"
        return CostRefusal(
            tuple(
                one
                for one in refused
                if one.asks not in _LEFT_AS_THEY_ARE and one.refused_under in ("", COST) and not _is_at_hand(one)
            ),
            *(hours, self.limit, other, section),
        )

    def _of_others(self, same: str) -> float:
        """Return the hours of the other requests that count with a group."""
        aggregated = zip(self.request.aggregated, self.other_hours, strict=False)
        return sum(hours for one, hours in aggregated if one.same == same)

    def _timed(self, same: str) -> list[Question]:
        """Return the questions of a group whose time counts."""
        return [
            one
            for one in self.request.question
            if one.same == same and one.asks not in _UNTIMED and one.review != "upheld" and self._is_due(one)
        ]

    def _is_due(self, question: Question) -> bool:
        """Return whether a question is asked: it depends on no other, or on one whose answer is not against it."""
        if question.depends is None:
            return True
        return self.request.find_question(question.depends.on).answer in ("", question.depends.answer)


def _is_at_hand(question: Question) -> bool:
    """Return whether the answer to a question stands in the request's file and took no time: cost is no reason then."""
    return bool(question.answer) and not question.least_hours and not question.limbs
