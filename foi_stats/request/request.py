"""A request as data: its questions, their limbs, and the figures and texts beside them. Nothing is answered here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from foi_stats.request.annex import Annex
from foi_stats.request.asked_derived import OF_TOTAL, AskedDerived, derived_id
from foi_stats.request.asked_items import AskedItems
from foi_stats.request.asked_labels import AskedLabels
from foi_stats.request.asked_periods import AskedPeriods, Day, Year
from foi_stats.request.names import check_name
from foi_stats.request.names import file_name as file_name
from foi_stats.request.names import list_requests as list_requests
from foi_stats.request.settings import Settings, read_settings
from foi_stats.vocabulary.basis import Basis
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.period import Period

Asks = Literal["funding", "counts", "services", "list"]


def _plain_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", text):
        raise ValueError(f"{text!r} cannot be an id: use letters, digits and hyphens")
    return check_name(text)


def is_reference(text: str) -> bool:
    """Return whether text can be the reference of a request."""
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/ -]*", text))


def _reference(text: str) -> str:
    if not is_reference(text):
        raise ValueError(f"{text!r} cannot be a reference: use letters, digits, spaces and . _ / -")
    check_name(file_name(text))
    return text


Id = Annotated[str, AfterValidator(_plain_id)]


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
    ``totals`` adds a total for each period and for each row of the table.
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
        if self.asks == "list" and (self.totals or self.real_terms or self.by or self.activity or self.services):
            raise ValueError("a list gives each item as it is: it has no totals, real_terms, by, activity or services")
        if self.real_terms and self.asks != "funding":
            raise ValueError("only funding can be given in real terms")
        if self.totals and self.asks == "services":
            raise ValueError("services are listed with the years in which they ran, which cannot be added up")
        return self


class Limb(Scope):
    """One of the alternatives of a question, with the hours that answering it would take."""

    id: Id
    hours: float = Field(default=0, ge=0, strict=False)


class Further(Scope):
    """Further figures beside an answer, to help the reader; part of the response."""

    id: Id


class Context(Further):
    """Figures that help to read the response and are not part of it; they stand at its end, under their own heading."""

    caution: str = ""


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


class Question(Settings):
    """A question as asked, and how it is answered.

    With ``limbs`` it is answered by figures. Without, ``asks`` is ``statement`` (``answer`` is its text)
    or ``confirmation`` (``answer`` is yes, no or left out where the response gives neither; ``held = false`` where no
    information is held; ``confirms`` where it asks to confirm that another question found nothing), or ``ncnd``:
    whether anything is held is neither confirmed nor denied, so no data is read for it and nothing stands beside it.
    """

    id: Id
    text: str
    asks: Literal["statement", "confirmation", "ncnd"] | None = None
    limbs: list[Limb] = []
    further: list[Further] = []
    detail: list[Detail] = []
    depends: Depends | None = None
    confirms: Id | None = None
    held: bool = True
    answer: str = ""
    note: str = ""
    link: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""
    hours: float = Field(default=0, ge=0, strict=False)

    @property
    def least_hours(self) -> float:
        """The fewest hours in which it can be answered: its own, and those of its quickest limb."""
        return self.hours + min((limb.hours for limb in self.limbs), default=0)

    @model_validator(mode="after")
    def _one_way_to_answer(self) -> Self:
        if bool(self.limbs) == bool(self.asks):
            raise ValueError("give either limbs, or asks (statement, confirmation or ncnd)")
        if self.asks == "ncnd" and (
            self.answer or self.note or self.link or self.further or self.detail or not self.held
        ):
            raise ValueError("nothing is said beside an answer that neither confirms nor denies")
        if self.asks == "confirmation" and self.answer not in ("", "yes", "no"):
            raise ValueError("the answer to a confirmation is yes or no, or is left out")
        if self.asks == "statement" and self.held and not (self.answer or self.depends):
            raise ValueError("a statement needs its answer")
        return self


class Decided(Settings):
    """A decision on what is printed: on a name, or on a text of the request's own that states a number.

    Exactly one of ``name`` and ``text`` is given, with why, who decided it (by role), and when. A name that is not
    published (``publish = false``) is printed as "[name withheld]"; a text is quoted as it stands, whole or in part.
    """

    name: str = ""
    text: str = ""
    publish: bool | None = None
    reason: Annotated[str, Field(min_length=1)]
    role: Annotated[str, Field(min_length=1)]
    date: Day

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if bool(self.name.strip()) == bool(self.text.strip()):
            raise ValueError("give either the name or the text that was decided on")
        if self.name and self.publish is None:
            raise ValueError("say whether the name is published: publish = true or false")
        if self.text and self.publish is not None:
            raise ValueError("publish is for names: a text that is not to stand is taken out of the request")
        return self


class Exemption(Settings):
    """An exemption relied on: its section, whether it is absolute, and why it applies.

    ``public_interest`` is the test that a qualified exemption needs: the arguments for and against disclosure, and
    which outweigh the others (FOIA s.2(2)(b), s.17(3)).
    """

    section: str
    title: str
    absolute: bool
    neither_confirm_nor_deny: bool = False
    why: str
    public_interest: str = ""


class Threshold(Settings):
    """Counts below which a figure is protected, and why; custom and not law, so the reason is recorded."""

    below: int = Field(ge=2)
    reason: str


class Clarification(Settings):
    """More asked of the requester: the clock stops, and starts anew when it is received (FOIA s.1(3), s.10(6))."""

    asked: Day
    received: Day | None = None


class Extension(Settings):
    """More time for the public interest test (FOIA s.10(3)): until when, and why."""

    until: Day
    reason: str


class Approval(Settings):
    """The decision to release: the role that made it, and the day.

    ``digest`` is the SHA-256 of the response's text as it was approved; ``docx`` that of the response as an officer
    edited it and put it back (``requests/<reference>.docx``), which is then sent in place of the library's own.
    """

    role: Annotated[str, Field(min_length=1)]
    date: Day
    digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    docx: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class Request(Settings):
    """A request: the authority, the questions, the dates, the exemptions relied on, the annexes, and the approval.

    ``hold`` keeps every run of its report, as while a review or a complaint is under way. ``limit_hours`` is the cost
    limit, where it is another than the law's for the authority.
    """

    reference: Annotated[str, AfterValidator(_reference)]
    title: str
    authority: Id
    topic: Id
    received: Day | None = None
    responded: Day | None = None
    clarification: list[Clarification] = []
    extension: Extension | None = None
    aggregated: list[str] = []
    demonstration: bool = False
    threshold: Threshold | None = None
    hold: bool = False
    limit_hours: float | None = Field(default=None, gt=0, strict=False)
    approval: Approval | None = None
    searches: str = ""
    decision: str = ""
    question: list[Question] = Field(min_length=1)
    exemption: list[Exemption] = []
    context: list[Context] = []
    decided: list[Decided] = []
    annex: list[Annex] = []

    @model_validator(mode="after")
    def _annexes_rely_on_exemptions(self) -> Self:
        known = [exemption.section for exemption in self.exemption]
        for annex in self.annex:
            if unknown := [section for section in annex.sections if section not in known]:
                raise ValueError(
                    f"the annex {annex.file} relies on section {unknown[0]}, and no [[exemption]] says why it applies"
                )
        if repeated := {annex.file for annex in self.annex if [one.file for one in self.annex].count(annex.file) > 1}:
            raise ValueError(f"the annex {sorted(repeated)[0]} is listed twice")
        return self

    @model_validator(mode="after")
    def _ids_are_known(self) -> Self:
        ids = [question.id for question in self.question]
        further = [figure.id for question in self.question for figure in question.further]
        every = ids + further + [figure.id for figure in self.context] + self._derived_ids()
        repeated = {name for name in every if every.count(name) > 1}
        if repeated:
            raise ValueError(f"the id {sorted(repeated)[0]} is used more than once")
        for position, question in enumerate(self.question):
            self._depends_rightly(question)
            other = question.depends.on if question.depends else question.confirms
            if other is not None and other not in ids[:position]:
                raise ValueError(
                    f"question {question.id} depends on question {other}, and no earlier question is called so"
                )
        return self

    def _derived_ids(self) -> list[str]:
        """Return the ids of what is worked out beside figures, each once, whichever limb asks for it."""
        scopes: list[tuple[str, Scope]] = [(question.id, limb) for question in self.question for limb in question.limbs]
        others = [further for question in self.question for further in question.further]
        scopes += [(figure.id, figure) for figure in (*others, *self.context)]
        return list(dict.fromkeys(derived_id(name, kind) for name, scope in scopes for kind in scope.worked_out))

    def _depends_rightly(self, question: Question) -> None:
        if question.depends is None:
            return
        other = next((earlier for earlier in self.question if earlier.id == question.depends.on), None)
        if other is not None and other.asks not in ("confirmation", "ncnd"):
            raise ValueError(
                f"question {question.id} depends on question {other.id}, which is not answered by yes or no"
            )
        if other is None or other.answer != question.depends.answer:
            return
        if question.asks == "statement" and question.held and not question.answer:
            raise ValueError(f"question {question.id} is due, for {other.id} is {other.answer}: it needs its answer")

    @model_validator(mode="after")
    def _answered_after_receipt(self) -> Self:
        if self.received and self.responded and self.responded < self.received:
            raise ValueError(f"responded, {self.responded}, is before received, {self.received}: one of them is wrong")
        return self

    @model_validator(mode="after")
    def _since_has_an_end(self) -> Self:
        scopes = [scope for question in self.question for scope in (*question.limbs, *question.further)]
        for scope in (*scopes, *self.context):
            scope.periods_until(self.responded)
        return self

    def find_question(self, name: str) -> Question:
        """Return the question of this id; KeyError if there is none."""
        return next(question for question in self.question if question.id == name)

    def scope_periods(self, scope: Scope) -> list[Period]:
        """Return the periods of a scope, in order."""
        return scope.periods_until(self.responded)


def read_request(data: Path | str, reference: str) -> Request:
    """Read a request by its reference, which is also the name of its file.

    Parameters
    ----------
    data
        The data folder; the request is ``requests/<reference>.toml`` in it, where each ``/`` of the reference is a
        ``-`` in the file's name.

    Raises
    ------
    InputError
        If there is no such request, or its file cannot be used; the message names the file and the place in it.
    """
    folder = Path(data) / "requests"
    name = file_name(reference) if isinstance(reference, str) else reference
    request = read_settings(folder, name, Request, "request")
    if file_name(request.reference) != name:
        raise InputError(
            f"{folder.parent.name}/requests/{name}.toml holds the reference {request.reference!r}: "
            f"name the file {file_name(request.reference)}.toml, or correct the reference."
        )
    return request
