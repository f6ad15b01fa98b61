"""How a question is answered where no figures are: refused, already accessible, asked about, or another authority's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from foi_stats.request.asked_periods import Day
from foi_stats.request.sections import COST, VEXATIOUS, refusal_section, section_number
from foi_stats.request.settings import Unfinishable
from foi_stats.vocabulary.settings import Settings, as_list

Said = Annotated[str, Field(min_length=1)]

_WITHOUT_FIGURES = ("statement", "confirmation", "ncnd", "refused", "accessible", "clarification", "another")
WithoutFigures = Literal["statement", "confirmation", "ncnd", "refused", "accessible", "clarification", "another"]

_KEYS = {
    "section": ("refused",),
    "weighed": ("refused",),
    "withheld": ("refused",),
    "complied": ("refused",),
    "access": ("accessible",),
    "whose": ("another",),
}
"""The keys that only some kinds of answer have."""


class Estimate(Settings):
    """How long something takes: so many items, so many minutes each; ``sampled`` items were timed for it."""

    what: Said
    items: int = Field(ge=1)
    minutes: float = Field(gt=0, strict=False)
    sampled: int | None = Field(default=None, ge=1)

    @property
    def hours(self) -> float:
        """The hours that it comes to."""
        return self.items * self.minutes / 60

    @model_validator(mode="after")
    def _sampled_some(self) -> Estimate:
        if self.sampled and self.sampled > self.items:
            raise ValueError(f"{self.sampled} of {self.items} {self.what} cannot have been sampled")
        return self


class Timed(Unfinishable):
    """What takes time: its hours, or the estimate that they are worked out from."""

    hours: float = Field(default=0, ge=0, strict=False)
    estimate: list[Estimate] = []

    @property
    def own_hours(self) -> float:
        """The hours that it takes, for itself alone."""
        return sum(one.hours for one in self.estimate) if self.estimate else self.hours

    @model_validator(mode="after")
    def _timed_once(self) -> Timed:
        if self.hours and self.estimate:
            raise ValueError("hours are worked out from the estimate: give one of the two")
        return self


class Weighed(Settings):
    """Why a request is vexatious (FOIA s.14(1)): its value and purpose, and the burden that it would be."""

    value: Said
    burden: Said


class Complied(Settings):
    """The earlier request that this one repeats (FOIA s.14(2)), and the day on which it was complied with."""

    reference: Said
    date: Day


class Absorbed(Settings):
    """The parts of which a figure could be made that is not kept by itself, and whether they are held."""

    blocks: Said
    held: bool


class AskedAnswer(Timed):
    """How a question without figures is answered.

    ``section`` is what a refusal rests on, ``withheld`` what is held and refused, which no letter says; ``weighed``
    and ``complied`` are what section 14 asks for, ``why`` is what else there is to say. ``access`` says how this
    requester can get what is already accessible, ``whose`` whose authority another question is for. ``same`` groups
    questions whose hours count together, ``advice`` says what would fit the cost limit. ``absorbed`` says of
    figures that are not kept apart whether their parts are held, ``not_looked_for`` how long it would take to find the
    figures that are refused for cost within an answer.
    ``review`` is how an internal review decided on a question.
    """

    asks: WithoutFigures | None = None
    section: Annotated[list[Annotated[str, AfterValidator(refusal_section)]], BeforeValidator(as_list)] = []
    why: str = ""
    withheld: str = ""
    weighed: Weighed | None = None
    complied: Complied | None = None
    access: str = ""
    whose: str = ""
    same: str = ""
    advice: str = ""
    absorbed: Absorbed | None = None
    not_looked_for: Timed | None = None
    review: Literal["upheld", "changed", "added"] | None = None

    @property
    def refused_under(self) -> str:
        """The number of the section of a refusal, without its subsection; empty where it is no refusal."""
        return section_number(self.section[0]) if self.section else ""

    def check_refusal(self, answer: str, where: str) -> None:
        """Raise ValueError unless all is there that the kind of answer needs, and nothing of another kind.

        Parameters
        ----------
        answer, where
            The text of the answer, and where the information is.
        """
        for key, kinds in _KEYS.items():
            if getattr(self, key) and self.asks not in kinds:
                raise ValueError(f'{key} is for a question with asks = "{kinds[0]}"')
        if self.asks == "refused":
            self._check_section(answer)
        if self.asks == "accessible" and not where:
            raise ValueError("what is already accessible needs the place: give link, or note")
        if self.asks == "clarification" and not answer:
            raise ValueError("say in answer what is not clear, and what would make it so")
        if self.asks == "another" and not self.whose:
            raise ValueError("say in whose which public authority may hold it")

    def _check_section(self, answer: str) -> None:
        numbers = {section_number(section) for section in self.section}
        if not numbers:
            raise ValueError('a refusal names its section, such as section = "43(2)", "12(1)" or "14(1)"')
        if numbers & {COST, VEXATIOUS} and len(self.section) > 1:
            raise ValueError("sections 12 and 14 refuse a question by themselves: name no other section beside them")
        if self.weighed and self.section != ["14(1)"]:
            raise ValueError("weighed is for section 14(1): value against burden")
        if self.complied and self.section != ["14(2)"]:
            raise ValueError("complied is for section 14(2): the earlier request that was complied with")
        if answer:
            raise ValueError("a refusal has no answer: say in why what there is to say")
