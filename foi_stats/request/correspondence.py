"""What is written to a requester before the response, and what stops or moves the deadline, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from foi_stats.request.asked_periods import Day
from foi_stats.request.grounds import Likelihood, QualifiedPerson
from foi_stats.request.sections import is_qualified, needs_prejudice, qualified_sections
from foi_stats.request.settings import Unfinishable

MADE_FORMS = ("pdf", "csv", "workbook", "word", "web page")
"""The forms in which a release can be had without more ado; only a workbook is made because it was asked for."""


AlsoAsked = Literal["review", "own data", "environment"]


class OfQuestions(Unfinishable):
    """What concerns some questions alone: ``about`` names them, and without it all are concerned.

    ``meanwhile`` is the day on which the other questions were answered.
    """

    about: list[str] = []
    meanwhile: Day | None = None

    @model_validator(mode="after")
    def _others_are_named(self) -> Self:
        if self.meanwhile and not self.about:
            raise ValueError("meanwhile is when the other questions were answered: say in about which this is about")
        return self

    def concerns(self, question: str) -> bool:
        """Return whether a question is concerned."""
        return not self.about or question in self.about


class Clarification(OfQuestions):
    """More asked of the requester: the clock stops, and starts anew when it is received (FOIA s.1(3), s.10(6)).

    ``questions`` are what the requester is asked; ``asked`` is left out until the letter is written.
    """

    asked: Day | None = None
    received: Day | None = None
    questions: list[Annotated[str, Field(min_length=1)]] = []

    def lacking(self) -> Iterator[str]:
        """Yield what is still to be filled in."""
        yield from super().lacking()
        if self.asked is None:
            yield "asked: the day of the letter to the requester; or remove the entry"

    @model_validator(mode="after")
    def _received_after_it_was_asked(self) -> Self:
        if self.received and self.asked is None:
            raise ValueError(f"received, {self.received}, is the day of a reply: say in asked when it was asked for")
        if self.received and self.asked and self.received < self.asked:
            raise ValueError(f"received, {self.received}, is before asked, {self.asked}: one of them is wrong")
        return self


class Extension(OfQuestions):
    """More time for the public interest test (FOIA s.10(3)): until when, and why it takes longer.

    ``section`` is the qualified exemption that is considered, and ``why`` it applies (s.17(1)); where it is one from
    prejudice, ``prejudice`` says how likely that is, and ``harm`` what it would be. Section 36 needs the opinion of a
    ``qualified_person``. ``sent`` is the day of the letter that says so. ``exceptional`` is why more than twenty
    further working days are needed, if they are.
    """

    until: Day
    reason: str
    section: str = ""
    why: str = ""
    prejudice: Likelihood = ""
    harm: str = ""
    qualified_person: QualifiedPerson | None = None
    sent: Day | None = None
    exceptional: str = ""

    @model_validator(mode="after")
    def _section_is_qualified(self) -> Self:
        if self.section and not is_qualified(self.section):
            known = ", ".join(qualified_sections())
            raise ValueError(
                "more time is only for the public interest test of a qualified exemption (s.10(3)), and "
                f"{self.section!r} is none. Qualified are: {known}; with their subsections, as 43(2)"
            )
        if self.section and (self.prejudice or self.harm) and not needs_prejudice(self.section):
            raise ValueError(f"prejudice and harm are for an exemption from prejudice, and {self.section!r} is none")
        return self


class Transfer(OfQuestions):
    """Another authority that may hold what is asked for: who it is, why, and how it is reached.

    ``held`` is whether the authority that was asked holds it; ``passed_on`` whether it has sent the request on, with
    the requester's agreement, or leaves it to the requester to ask; ``sent`` is the day of the letter that says so.
    """

    to: Annotated[str, Field(min_length=1)]
    why: str = ""
    held: bool | None = None
    address: list[str] = []
    email: str = ""
    telephone: str = ""
    website: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""
    passed_on: bool = False
    sent: Day | None = None


class Correspondence(Unfinishable):
    """The keys of a request that tell of letters before the response, and of the form in which it was asked for.

    ``acknowledged`` is the day of the acknowledgement. ``form`` is the form that the requester prefers
    (FOIA s.11(1)); ``form_refused`` is why it is not met. ``also_asked`` is what the same letter asks under another
    law or as a review, which is answered separately.
    """

    received: Day | None = None
    responded: Day | None = None
    acknowledged: Day | None = None
    clarification: list[Clarification] = []
    extension: Extension | None = None
    transfer: list[Transfer] = []
    form: Annotated[
        list[Annotated[str, Field(min_length=1)]],
        BeforeValidator(lambda form: [form] if isinstance(form, str) else form),
    ] = []
    form_refused: str = ""
    also_asked: list[AlsoAsked] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [("responded", self.responded), ("acknowledged", self.acknowledged)]
        days += [("clarification.asked", one.asked) for one in self.clarification]
        days += [("extension.until", self.extension.until)] if self.extension else []
        for name, day in days:
            if self.received and day and day < self.received:
                raise ValueError(f"{name}, {day}, is before received, {self.received}: one of them is wrong")
        return self

    @model_validator(mode="after")
    def _form_is_met_or_refused(self) -> Self:
        if self.form_refused and not self.form:
            raise ValueError("form_refused says why a form is not met: say in form which one was asked for")
        unknown = [form for form in self.form if form not in MADE_FORMS]
        if unknown and not self.form_refused:
            raise ValueError(
                f"a release is not made as {unknown[0]!r}: form is any of {', '.join(MADE_FORMS)}. Another is refused, "
                "with the reason in form_refused (s.11)"
            )
        return self

    @property
    def wants_workbook(self) -> bool:
        """Whether a workbook is part of the release: only where it was asked for, and was not refused."""
        return "workbook" in self.form and not self.form_refused

    def check_about(self, ids: Sequence[str]) -> None:
        """Check that what concerns some questions names ones that there are.

        Raises
        ------
        ValueError
            If there is none of that id.
        """
        of_kind: list[tuple[str, Sequence[OfQuestions]]] = [
            ("clarification", self.clarification),
            ("extension", [self.extension] if self.extension else []),
            ("transfer", self.transfer),
        ]
        for kind, entries in of_kind:
            for name in (name for one in entries for name in one.about if name not in ids):
                raise ValueError(f"the {kind} is about question {name}, and no question is called so")


LetterKind = Literal["acknowledgement", "clarification", "extension", "transfer"]
