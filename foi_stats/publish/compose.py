"""Compose the response: answers, charts and tables as blocks, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from foi_stats.answer.answer import Answer
from foi_stats.answer.scope_rows import other_bodies
from foi_stats.answer.status import status_words, within_sentence
from foi_stats.answer.supplied_texts import notes_of_others
from foi_stats.answer.wording import in_words_of, lead_of
from foi_stats.publish.compose_figures import figures_of
from foi_stats.publish.decision import decision_of, neither_confirms_nor_denies
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.form import form_refused
from foi_stats.publish.frame import closing_of, facts_of, marks_of_letter, opening_of, signature_of
from foi_stats.publish.grounds import (
    exemption_grounds,
    grounds_of,
    part_refused,
    review_summary,
    search_records,
    where_searched,
)
from foi_stats.publish.response import (
    Block,
    Files,
    Heading,
    Paragraph,
    Points,
    Quote,
    Response,
    Speaker,
    clean,
    paragraphs,
    spoken,
)
from foi_stats.publish.response_wording import Phrases, complaint_words, phrases_from, words_of
from foi_stats.request.annex import Annex
from foi_stats.request.asked_derived import KINDS, derived_id
from foi_stats.request.case import Case
from foi_stats.request.law import PersonalData
from foi_stats.request.request import Detail, Exemption, Question
from foi_stats.supply.rows import records
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.shorthand import REASONS

BACKGROUND = "background.html"
"""The page beside a letter that has what nobody asked for and helps to read the answers."""


def compose(
    case: Case,
    answers: Mapping[str, Answer],
    parts: Mapping[str, FigureBundle],
    *,
    draft: bool,
    undecided: Collection[str] = (),
) -> Response:
    """Return the letter that answers a request.

    Parameters
    ----------
    answers
        The answer to every question, by id.
    parts
        The parts with figures, by id.
    draft
        Whether it is still to be approved; a draft says so.
    undecided
        The notes of other authorities' rows to mark, because nobody has decided on them; those of answers are marked.
    """
    request, authority = case.request, case.authority
    words = words_of(authority)
    phrase = phrases_from(words)
    role = request.approval.role if request.approval and not draft else ""
    with in_words_of(authority.own_words):
        return Response(
            title=phrase("title_review" if request.review_of else "title", title=clean(request.title)),
            authority=clean(authority.name),
            reference=clean(request.reference),
            date=request.responded,
            draft=phrase("mark_draft") if draft else "",
            marks=marks_of_letter(request, authority, phrase),
            signed=signature_of(authority, role, phrase, demonstration=request.demonstration),
            body=tuple(_body(case, answers, parts, phrase, undecided)),
            context=tuple(_context(case, parts, phrase)),
            words=words,
            house=case.house,
            kept=tuple(_kept(case, answers)),
        )


def context_ids(case: Case) -> set[str]:
    """Return the ids of the figures that are background and no part of the response, derived ones too."""
    ids = [context.id for context in case.request.context]
    return {*ids, *(derived_id(name, kind) for name in ids for kind in KINDS)}


def _body(
    case: Case,
    answers: Mapping[str, Answer],
    parts: Mapping[str, FigureBundle],
    phrase: Phrases,
    undecided: Collection[str],
) -> Iterable[Block]:
    request = case.request
    yield facts_of(request, case.authority, phrase, request.responded)
    yield from _opening(case, answers, phrase)
    for question in request.question:
        yield from _question(case, question, answers[question.id], parts, phrase)
    yield from _found(case, parts, phrase)
    yield from _exemptions(request.exemption, case.law.personal_data_on(request.responded), phrase)
    yield from _annexes(request.annex, phrase)
    if request.searches or request.search:
        yield Heading(2, phrase("heading_searches"), "searches")
        yield from (*spoken(request.searches, "request"), *search_records(request, phrase))
    yield from _background(case, parts, phrase, undecided)
    yield from _beside(case, parts, phrase)
    yield from form_refused(request, phrase)
    if request.review_of:  # there is one review, and no second
        yield Heading(2, phrase("heading_after_review"), "review")
    else:
        yield Heading(2, phrase("heading_review"), "review")
        yield from spoken(phrase("review"), "authority")
    yield from spoken(complaint_words(case), "authority")
    if _has_figures(case, parts):
        yield from _licence(phrase)
    yield from closing_of(phrase)


def _opening(case: Case, answers: Mapping[str, Answer], phrase: Phrases) -> Iterable[Block]:
    """Return how a letter begins, and what was decided on the whole."""
    request = case.request
    if request.review_of:
        yield Paragraph(phrase("salutation"))
        yield Paragraph(phrase("introduction_review", reference=clean(request.review_of)))
        yield from (*spoken(request.decision, "request"), *review_summary(request, phrase))
        return
    yield from opening_of(within_sentence(request.title, request) or case.topic.subject, request.received, phrase)
    yield Paragraph(phrase("introduction"))
    if request.decision:
        yield from spoken(request.decision, "request")
        return
    silent = neither_confirms_nor_denies(request)
    yield Paragraph(" ".join(decision_of(answers, phrase, neither_confirms_nor_denies=silent)))


def _question(
    case: Case, question: Question, answer: Answer, parts: Mapping[str, FigureBundle], phrase: Phrases
) -> Iterable[Block]:
    yield Heading(2, phrase("heading_question", id=question.id), f"question-{question.id}")
    yield Quote(paragraphs(question.text))
    yield from _answer(case, question, answer, phrase)
    if question.link:
        key = "link_another" if question.asks == "another" else "link"
        yield Paragraph(clean(question.link), phrase(key), "request")
    if len(answer.passed_over) == 1:
        yield Paragraph(clean(answer.passed_over[0]), by="answer")
    elif answer.passed_over:
        yield from (Paragraph(phrase("passed_over")), Points(tuple(map(clean, answer.passed_over)), "answer"))
    yield from where_searched(case.request, question, answer, phrase)
    if question.id in parts:
        yield from figures_of(question.id, parts, phrase)


def _answer(case: Case, question: Question, answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return what is answered in words; the reasons for a yes or a no follow it in one paragraph."""
    notes = paragraphs(question.note)
    if question.review in ("changed", "added"):
        yield Paragraph(phrase(f"review_{question.review}"))
    if question.asks == "confirmation" and question.answer and answer.status == "answered":
        first, *rest = notes or ("",)
        yield Paragraph(first, answer.sentence, "request")
        yield from (Paragraph(text, by="request") for text in rest)
        return
    first, *rest = paragraphs(answer.sentence)
    by: Speaker = "request" if question.asks == "statement" and answer.status == "answered" else "answer"
    yield Paragraph(first, lead_of(answer.status, status_words(case.request, question.id, answer.status)), by)
    yield from (Paragraph(text, by=by) for text in rest)
    yield from grounds_of(case, question, answer, phrase)
    yield from (Paragraph(text, by="request") for text in notes)


def _background(
    case: Case, parts: Mapping[str, FigureBundle], phrase: Phrases, undecided: Collection[str]
) -> Iterable[Block]:
    """Return what is told beside the answers: further figures, other authorities, and more words of the officer's."""
    told = {question.id: list(_more(case, question, parts, phrase, undecided)) for question in case.request.question}
    told = {name: blocks for name, blocks in told.items() if blocks}
    for number, (name, blocks) in enumerate(told.items()):
        if number == 0:
            yield Heading(2, phrase("heading_background"), "background")
        if not isinstance(blocks[0], Heading):
            yield Heading(3, phrase("heading_background_question", id=name), f"background-{name}")
        yield from blocks


def _more(
    case: Case, question: Question, parts: Mapping[str, FigureBundle], phrase: Phrases, undecided: Collection[str]
) -> Iterable[Block]:
    for number, detail in enumerate(question.detail, start=1):
        yield from _detail(detail, f"detail-{question.id}-{number}", phrase)
    for further in question.further:
        answer = parts[further.id].answer
        yield Heading(3, clean(answer.title), f"further-{further.id}")
        yield from spoken(answer.sentence, "answer")
        yield from (*part_refused(case, question, answer, phrase), *figures_of(further.id, parts, phrase))
    if question.limbs and (others := _format_others(case, question, undecided)):
        yield Heading(3, phrase("heading_others"), f"others-{question.id}")
        yield from (Paragraph(phrase("others")), Points(others, "supply"))


def _detail(detail: Detail, name: str, phrase: Phrases) -> Iterable[Block]:
    if detail.title:
        yield Heading(3, clean(detail.title), name)
    yield from spoken(detail.text, "request")
    if detail.points:
        yield Points(tuple(map(clean, detail.points)), "request")
    if detail.link:
        yield Paragraph(clean(detail.link), phrase("link"), "request")


def _format_others(case: Case, question: Question, undecided: Collection[str]) -> tuple[str, ...]:
    """Return what other public authorities' rows say about the subject of a question."""
    lines = []
    for row in records(other_bodies(case, question)):
        why = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        note = notes_of_others(case, row["note"], undecided)
        lines.append(": ".join(filter(None, [row["organisation"], row["line"], why])) + f". {note}".rstrip())
    return tuple(map(clean, lines))


def _found(case: Case, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    """Return the figures that had been found before the cost limit was reached."""
    for number, found in enumerate(case.request.found):
        if number == 0:
            yield from (Heading(2, phrase("heading_found"), "found"), Paragraph(phrase("found")))
        answer = parts[found.id].answer
        yield Heading(3, clean(answer.title), f"found-{found.id}")
        yield Paragraph(phrase("found_question", question=found.question))
        yield from (*spoken(answer.sentence, "answer"), *figures_of(found.id, parts, phrase))


def _exemptions(exemptions: Iterable[Exemption], personal_data: PersonalData, phrase: Phrases) -> Iterable[Block]:
    for number, exemption in enumerate(exemptions):
        if number == 0:
            yield Heading(2, phrase("heading_exemptions"), "exemptions")
        named = phrase("heading_exemption", section=clean(exemption.section), title=clean(exemption.title))
        yield Heading(3, named, f"exemption-{number + 1}")
        yield from spoken(exemption.why, "request")
        yield from exemption_grounds(exemption, personal_data, phrase)
        silent = "_ncnd" if exemption.neither_confirm_nor_deny else ""
        yield Paragraph(phrase("exemption_absolute" if exemption.absolute else f"exemption_qualified{silent}"))
        for at, text in enumerate(paragraphs(exemption.public_interest)):
            yield Paragraph(text, "" if at else phrase("exemption_test"), "request")


def _has_figures(case: Case, parts: Mapping[str, FigureBundle]) -> bool:
    """Return whether the letter itself gives any figure, or item of a list: gaps are none."""
    aside = context_ids(case)
    return any(
        len(part.answer.items) > 0 or bool(part.answer.table["value"].notna().any())
        for name, part in parts.items()
        if name not in aside
    )


def _licence(phrase: Phrases) -> Iterable[Block]:
    """Return on what terms the figures may be used again."""
    yield Heading(2, phrase("heading_licence"), "licence")
    yield from spoken(phrase("licence"), "authority")


def _beside(case: Case, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    """Return which files come with the letter, besides those of single answers."""
    aside = context_ids(case)
    has_tables = any(len(part.answer.table) for name, part in parts.items() if name not in aside)
    files: list[Block] = []
    if case.request.wants_workbook and has_tables:
        files.append(Files(phrase("files_workbook"), ((phrase("file_workbook"), "tables.xlsx"),)))
    if case.request.context:
        files.append(Files(phrase("files_context"), ((phrase("file_context"), BACKGROUND),)))
    if files:
        yield from (Heading(2, phrase("heading_files"), "files"), *files)


def _annexes(annexes: Sequence[Annex], phrase: Phrases) -> Iterable[Block]:
    """Return the list of annexes, each with its file and the exemptions under which something was taken out of it."""
    for number, annex in enumerate(annexes, start=1):
        if number == 1:
            yield from (Heading(2, phrase("heading_annexes"), "annexes"), Paragraph(phrase("annexes")))
            if any(each.sections for each in annexes):
                yield Paragraph(phrase("annexes_withheld"))
        sections = [clean(section) for section in annex.sections]
        named = listed(sections)
        key = "annex_whole" if not sections else "annex_section" if len(sections) == 1 else "annex_sections"
        said = phrase(key, number=number, title=clean(annex.title), sections=named)
        address = f"annexes/{annex.released_as(number)}"
        yield Files(said, ((phrase("file_annex", number=number), address),), "request")


def _context(case: Case, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    for number, context in enumerate(case.request.context):
        if number == 0:
            yield from (Heading(2, phrase("heading_context"), "context"), Paragraph(phrase("context")))
        yield Heading(3, clean(context.title), f"context-{context.id}")
        yield from figures_of(context.id, parts, phrase)
    if case.request.context and not _has_figures(case, parts):  # else the letter has it, for all files beside it
        yield from _licence(phrase)


def _kept(case: Case, answers: Mapping[str, Answer]) -> Iterable[tuple[str, str]]:
    """Return what an edited letter still has to say: who hears complaints, and what is neither confirmed nor denied."""
    regulator = case.law.regulator_on(case.request.responded).name
    yield from [(regulator, told) for told in paragraphs(complaint_words(case)) if regulator in told][:1]
    for answer in answers.values():
        if answer.status == "ncnd":
            yield from ((told, told) for told in paragraphs(answer.sentence))
