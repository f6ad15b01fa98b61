"""What the answers to a request rest on: exemptions, records of searches, and requests whose time is added."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from foi_stats.request.asked_answer import Said
from foi_stats.request.asked_periods import Day
from foi_stats.request.question import Id
from foi_stats.request.sections import (
    ACCESSIBLE,
    FUTURE_PUBLICATION,
    exemption_section,
    needs_prejudice,
    section_number,
)
from foi_stats.vocabulary.settings import Settings

Likelihood = Literal["", "would", "would be likely to"]
"""Whether disclosure would, or would be likely to, do the harm of an exemption; empty where it is not said."""


class QualifiedPerson(Settings):
    """Whose reasonable opinion an exemption under section 36 rests on, by role, when it was given, and what it is."""

    role: Said
    date: Day
    opinion: Said


class Exemption(Settings):
    """An exemption relied on: its section, whether it is absolute, and why it applies.

    ``questions`` are those that it applies to; all, where none is named. ``public_interest`` is the test that a
    qualified exemption needs: the arguments for and against disclosure, and which outweigh the others (FOIA s.2(2)(b),
    s.17(3)). ``prejudice`` says whether disclosure would, or would be likely to, do the harm that the section is about,
    and ``harm`` what that is, and to whom.
    """

    section: Annotated[str, AfterValidator(exemption_section)]
    title: str
    absolute: bool
    neither_confirm_nor_deny: bool = False
    questions: list[Id] = []
    why: str
    prejudice: Likelihood = ""
    harm: str = ""
    qualified_person: QualifiedPerson | None = None
    public_interest: str = ""

    @model_validator(mode="after")
    def _harm_is_of_prejudice(self) -> Self:
        if self.harm and not needs_prejudice(self.section):
            raise ValueError(f"harm is for an exemption from prejudice, and {self.section!r} is none: say it in why")
        return self

    def explains(self, reason: str) -> bool:
        """Return whether it can be why figures are not given for a reason, or why nothing is said (``ncnd``)."""
        if self.neither_confirm_nor_deny or reason == "ncnd":
            return self.neither_confirm_nor_deny and reason == "ncnd"
        number = section_number(self.section)
        needed = {"elsewhere": ACCESSIBLE, "not_closed": FUTURE_PUBLICATION}.get(reason)
        return number == needed if needed else number not in (ACCESSIBLE, FUTURE_PUBLICATION)

    def applies_to(self, question: str) -> bool:
        """Return whether it is relied on for a question."""
        return not self.questions or question in self.questions


class Search(Settings):
    """A record of a search: where it was, for what, by which role, when, and for which questions (all, if none)."""

    where: Said
    what: Said
    role: Said
    date: Day
    questions: list[Id] = []

    def covers(self, question: str) -> bool:
        """Return whether it was made for a question."""
        return not self.questions or question in self.questions


class Aggregated(Settings):
    """A request whose hours count together with this one's, and why they relate to the same or similar information.

    ``same`` is the group of questions with which they count; ``questions`` are those of the other request that do, all
    if none is named (Fees Regulations 2004, reg. 5).
    """

    reference: Said
    why: Said
    same: str = ""
    questions: list[Id] = []


class WithGrounds(Settings):
    """The grounds of a request's answers, and the questions that they name."""

    aggregated: list[Aggregated] = []
    search: list[Search] = []
    exemption: list[Exemption] = []

    def check_grounds(self, ids: list[str], groups: set[str]) -> None:
        """Raise ValueError where one names a question or a group that the request does not have."""
        named = [("search", one.questions) for one in self.search]
        named += [("exemption", one.questions) for one in self.exemption]
        for what, questions in named:
            for other in questions:
                if other not in ids:
                    raise ValueError(f"a [[{what}]] names question {other}, and no question is called so")
        for one in self.aggregated:
            if one.same not in groups:
                raise ValueError(
                    f"the hours of {one.reference} are to count with the questions whose same is {one.same!r}, and "
                    "there are none"
                )


class Review(Settings):
    """An internal review: of which request, decided by which role, and how it was decided."""

    review_of: str = ""
    reviewer: str = ""

    @model_validator(mode="after")
    def _decided_by_somebody(self) -> Self:
        if self.review_of and not self.reviewer.strip():
            raise ValueError("an internal review says who decided it, by role: reviewer")
        if self.reviewer and not self.review_of:
            raise ValueError("reviewer is for an internal review: say which request it is of, in review_of")
        return self

    def check_reviewed(self, reviewed: dict[str, str | None]) -> None:
        """Raise ValueError unless each question of a review, and of no other request, says how it was decided."""
        for name, how in reviewed.items():
            if self.review_of and not how:
                raise ValueError(f"question {name}: say how the review decided: review = upheld, changed or added")
            if how and not self.review_of:
                raise ValueError(f"question {name}: review is for an internal review, which has review_of")
