"""What a letter before the response needs to know: its day, its deadlines, and what is missing from the request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from foi_stats.request.correspondence import Clarification, Extension, LetterKind, Transfer
from foi_stats.request.deadline import WORKING_DAYS, add_working_days, question_deadlines, response_deadline
from foi_stats.request.intake.personal import without_personal
from foi_stats.request.law import Law
from foi_stats.request.request import Request
from foi_stats.request.sections import needs_prejudice, needs_qualified_person
from foi_stats.vocabulary.years import format_day


def last_clarification(request: Request) -> Clarification | None:
    """Return the clarification that is not asked for yet, or was last: the letter is about it."""
    return max(request.clarification, key=lambda one: one.asked or dt.date.max, default=None)


def last_transfers(request: Request) -> list[Transfer]:
    """Return the other authorities of the last letter that names any; those whose letter has no day are among them."""
    days = [one.sent for one in request.transfer if one.sent]
    return [one for one in request.transfer if one.sent is None or one.sent == max(days)]


def letter_day(kind: LetterKind, request: Request) -> dt.date | None:
    """Return the day that a letter bears; None where the request does not say it."""
    if kind == "acknowledgement":
        return request.acknowledged
    if kind == "clarification":
        asked = last_clarification(request)
        return asked.asked if asked else None
    if kind == "extension":
        return request.extension.sent if request.extension else None
    return next((one.sent for one in last_transfers(request)), None)


def with_letter_day(kind: LetterKind, request: Request, day: dt.date) -> Request:
    """Return a request with the day of an acknowledgement or a clarification, where it does not say it."""
    if kind == "acknowledgement" and request.acknowledged is None:
        return request.model_copy(update={"acknowledged": day})
    if kind == "clarification":
        dated = [one if one.asked else one.model_copy(update={"asked": day}) for one in request.clarification]
        return request.model_copy(update={"clarification": dated})
    return request


def first_deadline(request: Request, law: Law) -> dt.date | None:
    """Return the day by which whatever was clear from the beginning is due."""
    return response_deadline(request.received, law) if request.received else None


def deadline_without_extension(request: Request, law: Law) -> dt.date | None:
    """Return the day by which what an extension is about would be due without it."""
    if request.extension is None:
        return None
    due = question_deadlines(request.model_copy(update={"extension": None}), law)
    return min(filter(None, (day for name, day in due.items() if request.extension.concerns(name))), default=None)


def due_days(request: Request, ids: Sequence[str], day: dt.date, law: Law) -> dict[dt.date, list[str]]:
    """Return by which day each of some questions is due, as far as was known on the day of a letter.

    Left out are those that had been answered, and those whose clock stood still.
    """
    clarified = [
        one if one.received and one.received <= day else one.model_copy(update={"received": None})
        for one in request.clarification
        if one.asked and one.asked <= day
    ]
    sent = request.extension.sent if request.extension else None
    known: dict[str, Any] = {
        "clarification": clarified,
        "extension": request.extension if sent and sent <= day else None,
        "transfer": [one for one in request.transfer if one.sent and one.sent <= day],
    }
    due: dict[dt.date, list[str]] = {}
    for name, by in question_deadlines(request.model_copy(update=known), law).items():
        if name in ids and by:
            due.setdefault(by, []).append(name)
    return dict(sorted(due.items()))


def is_late(kind: LetterKind, request: Request, law: Law) -> bool:
    """Return whether a letter bears a day after the one by which what it is about was due (s.10(1), s.17(1))."""
    due = deadline_without_extension(request, law) if kind == "extension" else first_deadline(request, law)
    day = letter_day(kind, request)
    return day is not None and due is not None and day > due


def lacking(kind: LetterKind, request: Request, law: Law) -> list[str]:
    """Return what a request does not say and a letter of a kind needs, a line for each; nothing is guessed."""
    if request.review_of and kind != "acknowledgement":
        return [f"to be a request: an internal review has no {kind}, for the Act's deadlines are not about it"]
    lines = [] if request.received else ["received: the day on which the request came in"]
    lines += [] if request.question else ["[[question]]: what was asked"]
    lines += [] if request.authority else ["authority: who answers, a name in data/authorities"]
    if kind == "acknowledgement" and request.acknowledged is None:
        lines.append("acknowledged: the day that the letter is to bear, such as acknowledged = 2017-05-03")
    if kind == "clarification":
        lines += _lacking_of_clarification(last_clarification(request))
    if kind == "extension":
        lines += _lacking_of_extension(request, law)
    if kind == "transfer":
        lines += _lacking_of_transfers(request)
    return [*lines, *_personal(kind, request)]


def _lacking_of_clarification(asked: Clarification | None) -> list[str]:
    if asked is None:
        return ['[[clarification]]: questions = ["What is unclear?"]']
    return [] if asked.questions else ['clarification.questions: what is unclear, such as ["Which years do you mean?"]']


def _lacking_of_extension(request: Request, law: Law) -> Iterator[str]:
    extension, due = request.extension, deadline_without_extension(request, law)
    if extension is None:
        yield "[extension]: section, until, reason, and sent = the day of the letter"
        return
    if not extension.section:
        yield "extension.section: the qualified exemption whose public interest test takes longer, such as 43(2)"
    yield from _lacking_of_exemption(extension)
    if not extension.reason.strip():
        yield "extension.reason: why weighing the public interest takes longer"
    if extension.sent is None:
        yield "extension.sent: the day that the letter is to bear"
    if due is None:
        yield "a deadline to extend: the clock is stopped"
        return
    if extension.until <= due:
        yield f"extension.until: a day after {format_day(due)}, when the answer is due anyhow"
    most = add_working_days(due, WORKING_DAYS, law)
    if extension.until > most and not extension.exceptional.strip():
        yield (
            f"extension.exceptional: until is after {format_day(most)}, more than {WORKING_DAYS} working days later "
            "than without it. Only a reasonable time may be taken: say what is exceptional, or choose an earlier day"
        )


def _lacking_of_exemption(extension: Extension) -> Iterator[str]:
    """Yield what the refusal notice lacks that is due in the first twenty working days (s.17(1) and (2))."""
    if not extension.why.strip():
        yield "extension.why: why the exemption applies (section 17(1))"
    if extension.section and needs_prejudice(extension.section):
        if not extension.prejudice:
            yield 'extension.prejudice: "would" or "would be likely to", as disclosure would do the harm'
        if not extension.harm.strip():
            yield "extension.harm: what the prejudice is, and to whom"
    if extension.section and needs_qualified_person(extension.section) and extension.qualified_person is None:
        yield 'extension.qualified_person: { role = "…", date = …, opinion = "…" }, which section 36 rests on'


def _lacking_of_transfers(request: Request) -> Iterator[str]:
    if not request.transfer:
        yield "[[transfer]]: to = the authority that may hold it, how it is reached, held = false, and sent"
    for one in last_transfers(request):
        if one.sent is None:
            yield f"transfer.sent: the day of the letter that names {one.to}"
        if one.held is None:
            yield (
                f"transfer.held: whether you hold what {one.to} is to be asked for. The letter says that you do not, "
                "so look first, and write held = false"
            )
        elif one.held:
            yield f"transfer.held = false: what you hold is answered, or refused; {one.to} need not be asked for it"
        if not (one.address or one.email or one.telephone or one.website):
            yield f"transfer.address, email, telephone or website: how {one.to} is reached"


def _personal(kind: LetterKind, request: Request) -> Iterator[str]:
    """Yield each text of a letter that seems to name or describe a person, unless somebody has decided on it."""
    decided = [one.text for one in request.decided if one.text]
    for key, text in _free_texts(kind, request):
        without = without_personal(text, ())
        if without != text and not any(one in text for one in decided):
            yield f"{key} without what may be a person's. Without it it says: {without}"


def _free_texts(kind: LetterKind, request: Request) -> list[tuple[str, str]]:
    if kind == "clarification" and (asked := last_clarification(request)):
        return [("clarification.questions", text) for text in asked.questions]
    if kind == "extension" and request.extension:
        texts = [(key, getattr(request.extension, key)) for key in ("why", "harm", "reason", "exceptional")]
        person = request.extension.qualified_person
        opinion = [("qualified_person.opinion", person.opinion)] if person else []
        return [(f"extension.{key}", text) for key, text in (*texts, *opinion)]
    return [("transfer.why", one.why) for one in last_transfers(request)] if kind == "transfer" else []
