"""Compose the short letters before a response, in the same blocks as the response: they say nothing about figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from foi_stats.publish.form import forms_in_words
from foi_stats.publish.frame import closing_of, facts_of, marks_of_letter, signature_of
from foi_stats.publish.grounds import qualified_opinion
from foi_stats.publish.response import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Points,
    Quote,
    Response,
    clean,
    paragraphs,
    spoken,
)
from foi_stats.publish.response_wording import Phrases, complaint_words_on, phrases_from, words_of
from foi_stats.request.authority import Authority
from foi_stats.request.correspondence import LetterKind, OfQuestions, Transfer
from foi_stats.request.house_style import HouseStyle
from foi_stats.request.law import Law
from foi_stats.request.letter_days import (
    deadline_without_extension,
    due_days,
    first_deadline,
    lacking,
    last_clarification,
    last_transfers,
    letter_day,
)
from foi_stats.request.request import Request
from foi_stats.request.sections import exemptions, section_number
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.years import format_day

_Body = Callable[[Request, Law, Phrases], Iterator[Block]]


def compose_letter(
    kind: LetterKind, request: Request, authority: Authority, law: Law, house: HouseStyle | None = None
) -> Response:
    """Return a short letter about a request. Its dates are those of the request and of the law's calendar.

    Raises
    ------
    InputError
        If the request lacks something that the letter has to say; all of it is listed.
    """
    check_letter(kind, request, law)
    words = words_of(authority)
    phrase, day = phrases_from(words), letter_day(kind, request)
    body: list[Block] = [facts_of(request, authority, phrase, day), Paragraph(phrase("salutation"))]
    body += _BODIES[kind](request, law, phrase)
    if kind in ("extension", "transfer"):  # part of the request is put off or not answered, so its rights are told
        body += [Heading(2, phrase("letter_review"), "review"), *spoken(phrase("letter_review_words"), "authority")]
        body += spoken(complaint_words_on(authority, law, day), "authority")
    else:
        body.append(Paragraph(phrase("letter_contact")))
    return Response(
        title=phrase(f"{kind}_review_title" if request.review_of else f"{kind}_title", title=_title(request, phrase)),
        authority=clean(authority.name),
        reference=clean(request.reference),
        date=day,
        draft="",
        marks=marks_of_letter(request, authority, phrase),
        signed=signature_of(authority, "", phrase, demonstration=request.demonstration),
        body=(*body, *closing_of(phrase)),
        context=(),
        words=words | {"skip": words["letter_skip"]},
        house=house or HouseStyle(),
    )


def check_letter(kind: LetterKind, request: Request, law: Law) -> None:
    """Raise InputError if a request lacks something that a letter has to say; all of it is listed."""
    if missing := lacking(kind, request, law):
        listed = "\n".join(f"  - {line}" for line in missing)
        raise InputError(
            f"The letter ({kind}) of {request.reference} cannot be written yet. Its request needs:\n{listed}"
        )


def _title(request: Request, phrase: Phrases) -> str:
    return clean(request.title) or phrase("letter_no_title", reference=clean(request.reference))


def _acknowledgement(request: Request, law: Law, phrase: Phrases) -> Iterator[Block]:
    due, received = _day(first_deadline(request, law)), _day(request.received)
    if request.review_of:
        reference = clean(request.review_of)
        yield Paragraph(phrase("acknowledgement_review_thanks", reference=reference, received=received))
        yield Paragraph(phrase("acknowledgement_review_due", due=due))
    else:
        yield Paragraph(phrase("acknowledgement_thanks", received=received))
        yield Paragraph(phrase("acknowledgement_due", due=due))
    if request.form:
        yield Paragraph(phrase("acknowledgement_form", form=forms_in_words(request, phrase)))
    for also in request.also_asked:
        yield Paragraph(phrase(f"acknowledgement_also_{also.replace(' ', '_')}"))
    yield Paragraph(phrase("acknowledgement_asked"))
    yield from _asked(request, [question.id for question in request.question], phrase)


def _clarification(request: Request, law: Law, phrase: Phrases) -> Iterator[Block]:
    asked = last_clarification(request)
    assert asked is not None
    about, others = _concerned(request, [asked])
    key = "clarification_some" if others else "clarification_all"
    yield Paragraph(phrase(key, received=_day(request.received), questions=_named(about, phrase)))
    yield from _asked(request, about, phrase)
    yield from (Paragraph(phrase("clarification_ask")), Points(tuple(map(clean, asked.questions)), "request"))
    whole = phrase("letter_whole")
    yield Paragraph(phrase("clarification_clock", questions=_named(about, phrase) if others else whole))
    yield from _rest(request, others, asked.asked, law, phrase)


def _extension(request: Request, law: Law, phrase: Phrases) -> Iterator[Block]:
    extension = request.extension
    assert extension is not None
    about, others = _concerned(request, [extension])
    named = phrase(f"extension_asked_{'some' if others else 'all'}", questions=_named(about, phrase))
    title = exemptions()[section_number(extension.section)].title
    yield Paragraph(phrase("extension_thanks", received=_day(request.received)))
    yield Paragraph(
        phrase(
            "extension_section",
            section=clean(extension.section),
            exemption=title[0].lower() + title[1:],
            questions=named,
        )
    )
    yield from _led(phrase("extension_applies"), extension.why)
    if extension.prejudice:
        yield from _led(phrase("extension_harm", prejudice=extension.prejudice), extension.harm)
    if person := extension.qualified_person:
        yield qualified_opinion(person, phrase)
    yield Paragraph(phrase("extension_test"))
    yield from _led(phrase("extension_why"), extension.reason)
    yield from _led(phrase("extension_exceptional"), extension.exceptional)
    yield Paragraph(phrase("extension_until", until=_day(extension.until)))
    if not others:
        yield Paragraph(phrase("extension_rest", due=_day(deadline_without_extension(request, law))))
    yield from _rest(request, others, extension.sent, law, phrase)


def _transfer(request: Request, law: Law, phrase: Phrases) -> Iterator[Block]:
    transfers = last_transfers(request)
    yield Paragraph(phrase("transfer_thanks", received=_day(request.received)))
    for one in transfers:
        yield from _whose(request, one, phrase)
    yield Paragraph(phrase("transfer_duty"))
    _, others = _concerned(request, transfers)
    yield from _rest(request, others, transfers[0].sent, law, phrase)


def _whose(request: Request, one: Transfer, phrase: Phrases) -> Iterator[Block]:
    about, others = _concerned(request, [one])
    key = "transfer_not_held_some" if others else "transfer_not_held_all"
    said = f"{phrase(key, questions=_named(about, phrase))} {phrase('transfer_whose', to=clean(one.to))}"
    yield Paragraph(said)
    yield from spoken(one.why, "request")
    yield Paragraph(phrase("transfer_passed_on" if one.passed_on else "transfer_ask"))
    known = {
        "name": one.to,
        "address": ", ".join(one.address),
        "email": one.email,
        "telephone": one.telephone,
        "website": one.website,
    }
    yield Facts(tuple((phrase(f"transfer_{name}"), clean(text)) for name, text in known.items() if text), "request")


_BODIES: dict[LetterKind, _Body] = {
    "acknowledgement": _acknowledgement,
    "clarification": _clarification,
    "extension": _extension,
    "transfer": _transfer,
}


def _concerned(request: Request, entries: Sequence[OfQuestions]) -> tuple[list[str], list[str]]:
    """Return the questions that any of some entries concern, and the others."""
    ids = [question.id for question in request.question]
    about = [name for name in ids if any(one.concerns(name) for one in entries)]
    return about, [name for name in ids if name not in about]


def _named(ids: Sequence[str], phrase: Phrases) -> str:
    """Return questions in words: “question 2”, “questions 1, 2 and 4”."""
    listed = phrase("letter_and").join(filter(None, [", ".join(ids[:-1]), *ids[-1:]]))
    return phrase("letter_one_question" if len(ids) == 1 else "letter_questions", ids=listed)


def _rest(request: Request, others: Sequence[str], day: dt.date | None, law: Law, phrase: Phrases) -> Iterator[Block]:
    """Return by when the questions that a letter is not about are answered, as was known on its day."""
    assert day is not None
    for due, ids in due_days(request, others, day, law).items():
        yield Paragraph(phrase("letter_rest", questions=_named(ids, phrase), due=_day(due)))


def _asked(request: Request, ids: Sequence[str], phrase: Phrases) -> Iterator[Block]:
    """Return questions as they were asked, each under its number where there are several."""
    for name in ids:
        if len(request.question) > 1:
            yield Paragraph("", phrase("letter_question", id=name))
        yield Quote(paragraphs(request.find_question(name).text))


def _led(lead: str, text: str) -> Iterator[Block]:
    for number, paragraph in enumerate(paragraphs(text)):
        yield Paragraph(paragraph, "" if number else lead, "request")


def _day(day: dt.date | None) -> str:
    return format_day(day) if day else ""
