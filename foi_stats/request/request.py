"""A request as data: its questions, their limbs, and the figures and texts beside them. Nothing is answered here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from foi_stats.request.annex import Annex
from foi_stats.request.asked_derived import derived_id
from foi_stats.request.asked_periods import Day
from foi_stats.request.correspondence import Correspondence
from foi_stats.request.decided import Decided
from foi_stats.request.grounds import Exemption as Exemption
from foi_stats.request.grounds import Review, WithGrounds
from foi_stats.request.names import check_name, request_file
from foi_stats.request.names import file_name as file_name
from foi_stats.request.names import list_requests as list_requests
from foi_stats.request.open_points import Lack, OpenPoint, list_open, open_points
from foi_stats.request.question import Context as Context
from foi_stats.request.question import Detail as Detail
from foi_stats.request.question import Found, IdIfKnown
from foi_stats.request.question import Further as Further
from foi_stats.request.question import Limb as Limb
from foi_stats.request.question import Question as Question
from foi_stats.request.question import Scope as Scope
from foi_stats.request.settings import read_settings
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.settings import Settings
from foi_stats.vocabulary.shown import Rows, Shown


def checked_reference(text: str) -> str:
    """Return text that can be the reference of a request; ``ValueError`` says why it cannot."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/ -]*", text):
        raise ValueError(f"{text!r} cannot be a reference: use letters, digits, spaces and . _ / -")
    check_name(file_name(text))
    return text


_NEEDED = {
    "title": "what the request is about",
    "authority": "who answers, a name in data/authorities",
    "topic": "which rows count, a name in data/topics",
    "question": "each question of the letter, as [[question]]",
}
_EMPTY = {"title": "", "authority": "", "topic": "", "question": []}


class Threshold(Settings):
    """Counts below which a figure is protected, and why; custom and not law, so the reason is recorded."""

    below: int = Field(ge=2)
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


class Request(Shown, Correspondence, WithGrounds, Review):
    """A request: the authority, the questions, the dates, the exemptions relied on, the annexes, and the approval.

    ``hold`` keeps every run of its report, as while a review or a complaint is under way. ``in_log`` is whether its
    release stands in the disclosure log. ``limit_hours`` is the cost
    limit, where it is another than the law's for the authority. ``found`` are figures that had been found before that
    limit was reached.
    """

    reference: Annotated[str, AfterValidator(checked_reference)]
    title: str
    authority: IdIfKnown
    topic: IdIfKnown
    demonstration: bool = False
    threshold: Threshold | None = None
    hold: bool = False
    in_log: bool = True
    limit_hours: float | None = Field(default=None, gt=0, strict=False)
    approval: Approval | None = None
    searches: str = ""
    decision: str = ""
    question: list[Question]
    found: list[Found] = []
    context: list[Context] = []
    decided: list[Decided] = []
    annex: list[Annex] = []
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("Title", "title"),
        ("Authority", "authority"),
        ("Topic", "topic"),
        ("Received", "received"),
        ("Responded", "responded"),
        ("", "_questions"),
    )

    def _shown_title(self) -> str:
        return f"Request {self.reference}"

    @property
    def _questions(self) -> Rows:
        rows = tuple((one.id, one.limbs[0].asks if one.limbs else one.asks or "", one.text) for one in self.question)
        return Rows("Questions", ("Question", "Asks", "Text"), rows)

    def lacking(self) -> Iterator[str]:
        """Yield what is still to be filled in, beside what its questions lack."""
        yield from super().lacking()
        for key, what in _NEEDED.items():
            if not getattr(self, key):
                yield f"{key}: {what}"
        for limb in self._scopes():
            if limb.period_key in ("since", "to_date") and self.responded is None:
                yield f"{limb.id}: a scope with {limb.period_key} runs until the response: give responded"
        for question in self.question:
            other = self._answered_as_due(question)
            if other and question.asks == "statement" and question.held and not question.answer:
                yield f"question {question.id} is due, for {other.id} is {other.answer}: it needs its answer"

    @property
    def lacks(self) -> list[Lack]:
        """What it lacks before it can be answered; nothing of a request that is finished."""
        found = [Lack("", "", what) for what in self.lacking()]
        found += [Lack("", "clarification", what) for one in self.clarification for what in one.lacking()]
        for question in self.question:
            parts: list[Question | Limb | Further] = [question, *question.limbs, *question.further]
            found += [Lack(question.id, part.id, what) for part in parts for what in part.lacking()]
        return found + [Lack("", one.id, what) for one in (*self.found, *self.context) for what in one.lacking()]

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
        every = ids + [figure.id for figure in self.beside] + self._derived_ids()
        repeated = {name for name in every if every.count(name) > 1}
        if repeated:
            raise ValueError(f"the id {sorted(repeated)[0]} is used more than once")
        self.check_about(ids)
        for position, question in enumerate(self.question):
            self._depends_rightly(question)
            other = question.depends.on if question.depends else question.confirms
            if other is not None and other not in ids[:position]:
                raise ValueError(
                    f"question {question.id} depends on question {other}, and no earlier question is called so"
                )
        for figure in self.found:
            if figure.question not in ids:
                raise ValueError(f"found {figure.id} names question {figure.question}, and no question is called so")
        self.check_grounds(ids, {question.same for question in self.question})
        self.check_reviewed({question.id: question.review for question in self.question})
        return self

    @property
    def beside(self) -> list[Further]:
        """The figures beside the answers: further ones, those found before the cost limit was reached, the context."""
        return [*(figure for question in self.question for figure in question.further), *self.found, *self.context]

    @property
    def related(self) -> tuple[str, ...]:
        """The references of the requests that its answer depends on: aggregated with it, or reviewed by it."""
        return (*(one.reference for one in self.aggregated), *([self.review_of] if self.review_of else []))

    def _derived_ids(self) -> list[str]:
        """Return the ids of what is worked out beside figures, each once, whichever limb asks for it."""
        scopes: list[tuple[str, Scope]] = [(question.id, limb) for question in self.question for limb in question.limbs]
        scopes += [(figure.id, figure) for figure in self.beside]
        return list(dict.fromkeys(derived_id(name, kind) for name, scope in scopes for kind in scope.worked_out))

    def _depends_rightly(self, question: Question) -> None:
        if question.depends is None:
            return
        other = next((earlier for earlier in self.question if earlier.id == question.depends.on), None)
        if other is not None and other.asks not in ("confirmation", "ncnd"):
            raise ValueError(
                f"question {question.id} depends on question {other.id}, which is not answered by yes or no"
            )

    def _answered_as_due(self, question: Question) -> Question | None:
        """Return the question that another depends on, if that is answered so that the other is due."""
        depends = question.depends
        return next(
            (one for one in self.question if depends and (one.id, one.answer) == (depends.on, depends.answer)), None
        )

    def _scopes(self) -> list[Limb | Further]:
        return [*(limb for question in self.question for limb in question.limbs), *self.beside]

    @model_validator(mode="after")
    def _since_begins_before_its_end(self) -> Self:
        for scope in self._scopes() if self.responded else []:
            scope.periods_until(self.responded)
        return self

    def find_question(self, name: str) -> Question:
        """Return the question of this id; KeyError if there is none."""
        return next(question for question in self.question if question.id == name)

    def scope_periods(self, scope: Scope) -> list[Period]:
        """Return the periods of a scope, in order."""
        return scope.periods_until(self.responded)


@dataclass(frozen=True)
class Drafting:
    """A request as far as its file goes, and what is still to be decided in it; nothing, if that is all settled."""

    request: Request
    open: tuple[OpenPoint, ...]

    @property
    def is_unfinished(self) -> bool:
        """Whether it lacks what a request must have; a line that is only marked can still be answered."""
        return any(not point.marked for point in self.open)


def read_drafting(data: Path | str, reference: str) -> Drafting:
    """Read a request that may still be unfinished, by its reference.

    Raises
    ------
    InputError
        If there is no such request, or its file has a fault beside what it lacks.
    """
    folder = Path(data) / "requests"
    name = file_name(reference) if isinstance(reference, str) else reference
    request = read_settings(folder, name, Request, "request", empty=_EMPTY)
    if file_name(request.reference) != name:
        raise InputError(
            f"{(folder / name).as_posix()}.toml holds the reference {request.reference!r}: "
            f"name the file {file_name(request.reference)}.toml, or correct the reference."
        )
    text = (folder / f"{name}.toml").read_text(encoding="utf-8")
    return Drafting(request, open_points(text, request.lacks))


def read_request(data: Path | str, reference: str) -> Request:
    """Read a finished request by its reference, which is also the name of its file.

    Parameters
    ----------
    data
        The data folder; the request is ``requests/<reference>.toml`` in it, where each ``/`` of the reference is a
        ``-`` in the file's name.

    Raises
    ------
    InputError
        If there is no such request, its file cannot be used, or it is not finished; the message names the file and the
        places in it.
    """
    drafting = read_drafting(data, reference)
    if drafting.is_unfinished:
        shown = request_file(Path(data), reference).as_posix()
        listed = "\n".join(list_open(drafting.open))
        raise InputError(
            f"{shown} is still being drafted. Fill in what is missing, and settle what is marked:\n{listed}"
        )
    return drafting.request
