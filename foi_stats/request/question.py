"""What a request asks for: questions, their limbs, and the figures and texts beside them. Nothing is answered here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from foi_stats.request.asked_answer import AskedAnswer, Timed, WithoutFigures
from foi_stats.request.asked_derived import OF_TOTAL, AskedDerived
from foi_stats.request.asked_items import AskedItems
from foi_stats.request.asked_labels import AskedLabels
from foi_stats.request.asked_periods import AskedPeriods, Year
from foi_stats.request.names import check_name
from foi_stats.vocabulary.basis import Basis
from foi_stats.vocabulary.settings import Settings

Asks = Literal["funding", "counts", "services", "list"]
_KINDS = ", ".join(get_args(WithoutFigures))


def _plain_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", text):
        raise ValueError(f"{text!r} cannot be an id: use letters, digits and hyphens")
    return check_name(text)


def _id_or_nothing(text: str) -> str:
    return _plain_id(text) if text else text


IdIfKnown = Annotated[str, AfterValidator(_id_or_nothing)]
"""An id that may be left empty while a request is being drafted."""
Id = Annotated[str, AfterValidator(_plain_id)]


def _plain_notebook(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._ -]*\.ipynb", text):
        raise ValueError(f"{text!r} cannot be a notebook: name a file in notebooks/, such as mine.ipynb")
    return check_name(text) if text else text


Notebook = Annotated[str, AfterValidator(_plain_notebook)]
"""A notebook of the project's own that makes a figure, by the name of its file; empty for the one of its kind."""


class RealTerms(Settings):
    """Amounts in the prices of one year: the deflator's file (``data/deflators/<name>.toml``) and the year."""

    deflator: str
    base: Year


class Scope(AskedItems, AskedDerived, AskedPeriods, AskedLabels):
    """Which figures, or which items of a list, are asked for: the kind, the periods, and which rows if not the topic's.

    ``measure`` is what is counted, in the supply's own noun, where supplies count several; ``asks = "referrals"``
    is short for counts of referrals.
    ``lines`` (or ``services``, for counts) names rows outright; without them the topic's rules decide.
    Without ``by``, funding is divided by the topic's activities, or by line where ``lines`` are named, and counts are
    by service.
    ``activity`` picks the rows of one activity as supplied, for a ``services`` scope. ``place`` is what the figures are
    about, where that is not the authority's own area; ``source`` is who published them, where they were published.
    ``totals`` adds a total for each period and for each row of the table. ``whole`` names the label that the others are
    parts of (claims received, of which some were paid): it is not added to them; ``False`` says that there is none.
    """

    asks: Asks
    measure: str = ""
    title: str = ""
    basis: Basis = "allocated"
    activity: str = ""
    lines: list[str] = []
    services: list[str] = []
    organisation: str = ""
    place: str = ""
    source: str = ""
    real_terms: RealTerms | None = None
    totals: bool = False
    whole: str | Literal[False] = ""

    @model_validator(mode="before")
    @classmethod
    def _referrals_are_counts(cls, values: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(values, dict) and values.get("asks") == "referrals":
            return {"measure": "referrals"} | values | {"asks": "counts"}
        return values

    @property
    def has_totals(self) -> bool:
        """Whether totals are added: they are asked for, or something is given as a share of them."""
        return self.totals or self.share == OF_TOTAL

    @model_validator(mode="after")
    def _labels_fit(self) -> Self:
        if self.asks == "services" and (self.by or self.where):
            raise ValueError("services are listed by name: leave out by and where, or ask for funding by service")
        if self.measure and self.asks != "counts":
            raise ValueError(f'measure says what is counted, and this asks for {self.asks}: write asks = "counts"')
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        self.check_items(self.asks)
        self.check_derived(self.asks, has_basis=self.asks == "funding")
        if self.whole and self.asks not in ("funding", "counts"):
            raise ValueError(f"whole is the label that others are parts of, and this asks for {self.asks}")
        if self.asks == "list" and (self.totals or self.real_terms or self.by or self.activity or self.services):
            raise ValueError("a list gives each item as it is: it has no totals, real_terms, by, activity or services")
        if self.real_terms and self.asks != "funding":
            raise ValueError("only funding can be given in real terms")
        if self.totals and self.asks == "services":
            raise ValueError("services are listed with the years in which they ran, which cannot be added up")
        return self


class Limb(Scope, Timed):
    """One of the alternatives of a question, with the hours that answering it would take."""

    id: Id


class Further(Scope):
    """Further figures beside an answer, to help the reader; part of the response.

    ``notebook`` makes them, where that is another than the shipped one of their kind.
    """

    id: Id
    notebook: Notebook = ""


class Context(Further):
    """Figures that help to read the response and are not part of it; they stand at its end, under their own heading."""

    caution: str = ""


class Found(Further):
    """Figures that had been found before the cost limit was reached, given with a refusal of their question."""

    question: Id


class Detail(Settings):
    """More words beside an answer: paragraphs (divided by blank lines), points, and a link."""

    title: str = ""
    text: str = ""
    points: list[str] = []
    link: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.text.strip() or self.points or self.link):
            raise ValueError("give text, points or a link")
        return self


class Depends(Settings):
    """The question that another depends on, and the answer with which that is asked."""

    on: Id
    answer: Literal["yes", "no"]


class Question(AskedAnswer):
    """A question as asked, and how it is answered.

    With ``limbs`` it is answered by figures. Without, ``asks`` says how: ``statement`` (``answer`` is its text),
    ``confirmation`` (``answer`` is yes, no or left out where the response gives neither; ``held = false`` where no
    information is held; ``confirms`` where it asks to confirm that another question found nothing), ``ncnd``
    (whether anything is held is neither confirmed nor denied, so no data is read for it and nothing stands beside it),
    ``refused``, ``accessible``, ``clarification`` (``answer`` says what is not clear) or ``another``.
    ``notebook`` makes the figures, where that is another than the shipped one of their kind.
    """

    id: Id
    text: str
    limbs: list[Limb] = []
    notebook: Notebook = ""
    further: list[Further] = []
    detail: list[Detail] = []
    depends: Depends | None = None
    confirms: Id | None = None
    held: bool = True
    answer: str = ""
    note: str = ""
    link: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""

    @property
    def least_hours(self) -> float:
        """The fewest hours in which it can be answered: its own, and those of its quickest limb."""
        return self.own_hours + min((limb.own_hours for limb in self.limbs), default=0)

    def lacking(self) -> Iterator[str]:
        """Yield what is still to be filled in."""
        yield from super().lacking()
        if self.review == "upheld":
            return
        if not self.limbs and not self.asks:
            yield f"give either limbs, or asks ({_KINDS})"
        if self.asks == "statement" and self.held and not (self.answer or self.depends):
            yield "a statement needs its answer"

    @model_validator(mode="after")
    def _one_way_to_answer(self) -> Self:
        if self.review == "upheld":
            self._check_upheld()
            return self
        if self.limbs and self.asks:
            raise ValueError(f"give either limbs, or asks ({_KINDS})")
        if self.notebook and not self.limbs:
            raise ValueError("a notebook makes figures, and this question has none: leave it out, or give limbs")
        self.check_refusal(self.answer, self.link or self.note)
        if self.asks == "ncnd" and (self._beside or self.link or self.note or not self.held):
            raise ValueError("nothing is said beside an answer that neither confirms nor denies")
        if self.asks == "confirmation" and self.answer not in ("", "yes", "no"):
            raise ValueError("the answer to a confirmation is yes or no, or is left out")
        return self

    @property
    def _beside(self) -> bool:
        """Whether anything stands beside its sentence that the authority has written."""
        return bool(
            self.answer
            or self.why
            or self.further
            or self.detail
            or self.absorbed
            or self.advice
            or self.not_looked_for
        )

    def _check_upheld(self) -> None:
        if self.limbs or self.asks or self.further or self.depends or self.confirms or not self.held or self.answer:
            raise ValueError("what a review upholds is not answered again: leave out limbs, asks and answer")
        if not self.why.strip():
            raise ValueError("say in why the review upholds it")
