"""What answers rest on, as blocks: searches, cost estimates, refusals, and how a review decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_stats.answer.answer import Answer
from foi_stats.answer.cost_limit import cost_fits, cost_reached, estimate_said, hours_said, limit_said
from foi_stats.answer.notes import places_of_gaps
from foi_stats.answer.wording import phrase as say_answer
from foi_stats.publish.response import Block, Paragraph, Points, clean, paragraphs
from foi_stats.publish.response_wording import Phrases
from foi_stats.request.case import Case
from foi_stats.request.grounds import QualifiedPerson
from foi_stats.request.law import PersonalData
from foi_stats.request.request import Exemption, Question, Request
from foi_stats.request.sections import PERSONAL_DATA
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.years import format_day


def search_records(request: Request, phrase: Phrases) -> list[Block]:
    """Return what was searched, a point for each record."""
    points = []
    for one in request.search:
        values = {"where": one.where, "what": one.what, "role": one.role, "day": format_day(one.date)}
        said = phrase("search", **values)
        if one.questions:
            key = "search_questions" if len(one.questions) > 1 else "search_question"
            said = f"{said} {phrase(key, questions=listed(one.questions))}"
        points.append(clean(said))
    return [Points(tuple(points), "request")] if points else []


def review_summary(request: Request, phrase: Phrases) -> list[Block]:
    """Return who decided an internal review, and which answers it upholds, changes and adds to."""
    if not request.review_of:
        return []
    blocks: list[Block] = [Paragraph(clean(phrase("reviewer", role=request.reviewer)))]
    points = []
    for how in ("upheld", "changed", "added"):
        names = [question.id for question in request.question if question.review == how]
        if names:
            key = f"review_{how}_several" if len(names) > 1 else f"review_{how}_one"
            points.append(phrase(key, questions=listed(names)))
    return [*blocks, Points(tuple(points))]


def grounds_of(case: Case, question: Question, answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return what stands below the sentence of an answer: why, what it was weighed against, and what could be done."""
    if question.weighed:
        yield Paragraph(clean(question.weighed.value), phrase("weighed_value"), "request")
        yield Paragraph(clean(question.weighed.burden), phrase("weighed_burden"), "request")
    yield from (Paragraph(text, by="request") for text in paragraphs(question.why))
    yield from (Paragraph(text, by="request") for text in paragraphs(question.access))
    if question.absorbed and not question.absorbed.held and _has_reason(answer, "absorbed"):
        yield Paragraph(clean(say_answer("sentence", "absorbed_parts", blocks=question.absorbed.blocks)), by="answer")
    if answer.status == "over_limit" or _has_reason(answer, "over_limit"):
        yield from _cost(case, question, answer, phrase)


def where_searched(request: Request, question: Question, answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return a pointer from an answer that nothing is held to the section that says how it was searched for."""
    named = [name for name in (question.id, question.confirms) if name]
    is_told = request.searches.strip() or any(one.covers(name) for one in request.search for name in named)
    if is_told and answer.status in ("not_held", "another"):
        yield Paragraph(phrase("not_held_searched"))


def _has_reason(answer: Answer, reason: str) -> bool:
    return any(reason in reasons.split() for reasons in answer.table["reason"])


def _cost(case: Case, question: Question, answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return how the hours of a refusal were reached and what would fit; once, at the first question of its group."""
    refusal = case.costs.refusal(question)
    if refusal is None:
        yield from part_refused(case, question, answer, phrase)
        if question.limbs or question.advice.strip():
            yield from _advice([question], (), phrase)
        return
    if question.id != refusal.questions[0].id:
        return
    if reached := cost_reached(case, refusal):
        has_several = any(len(one.limbs) > 1 for one in refusal.questions)
        key = "cost_reached_alternatives" if has_several else "cost_reached"
        yield from (Paragraph(phrase(key)), Points(tuple(map(clean, reached)), "answer"))
    yield from _advice(refusal.questions, cost_fits(refusal), phrase, hours_said(refusal.left))


def part_refused(case: Case, question: Question, answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return which figures of an answer are refused for cost, on what estimate and against what limit (s.17(5))."""
    if not _has_reason(answer, "over_limit"):
        return
    if answer.status != "over_limit":
        yield Paragraph(clean(phrase("cost_part", what=places_of_gaps(answer.table, "over_limit"))), by="answer")
    limit, timed = limit_said(case), question.not_looked_for
    if timed is None:
        if not any(limit in text for text in answer.passed_over):
            yield Paragraph(phrase("cost_limit", limit=limit))
        return
    besides = case.costs.hours_with_each_limb(question).get(answer.limb, 0)
    key = "cost_part_estimate_besides" if besides else "cost_part_estimate"
    yield Paragraph(phrase(key, hours=hours_said(timed.own_hours), besides=hours_said(besides), limit=limit))
    if timed.estimate:
        points = tuple(clean(estimate_said(one)) for one in timed.estimate)
        yield from (Paragraph(phrase("cost_reached")), Points(points, "answer"))


def _advice(questions: Sequence[Question], fits: Sequence[str], phrase: Phrases, left: str = "") -> Iterable[Block]:
    """Return advice on what would fit the cost limit (FOIA s.16)."""
    if fits:
        key = "cost_fits" if len(fits) > 1 else "cost_fits_one"
        yield from (Paragraph(phrase(key, hours=left)), Points(tuple(map(clean, fits)), "answer"))
    for question in questions:
        yield from (Paragraph(text, by="request") for text in paragraphs(question.advice))
    if not fits and not any(question.advice.strip() for question in questions):
        yield Paragraph(phrase("cost_advice"))


def qualified_opinion(person: QualifiedPerson, phrase: Phrases) -> Paragraph:
    """Return whose reasonable opinion section 36 rests on, and what it is."""
    said = phrase("exemption_qualified_person", role=person.role, day=format_day(person.date))
    return Paragraph(clean(f"{said} {person.opinion}"), by="request")


def exemption_grounds(exemption: Exemption, personal_data: PersonalData, phrase: Phrases) -> Iterable[Block]:
    """Return what an exemption says besides why it applies: of which questions, what harm, and on what ground.

    ``personal_data`` is the ground of section 40(2) on the day of the letter.
    """
    if exemption.questions:
        key = "exemption_questions" if len(exemption.questions) > 1 else "exemption_question"
        yield Paragraph(phrase(key, questions=listed(exemption.questions)))
    if exemption.qualified_person:
        yield qualified_opinion(exemption.qualified_person, phrase)
    if exemption.prejudice:
        whose = "_opinion" if exemption.qualified_person else "_ncnd" if exemption.neither_confirm_nor_deny else ""
        lead = phrase(f"exemption_prejudice{whose}", prejudice=exemption.prejudice)
        for at, text in enumerate(paragraphs(exemption.harm)):
            yield Paragraph(text, "" if at else lead, "request")
    if exemption.section.replace(" ", "").startswith(PERSONAL_DATA) and not exemption.neither_confirm_nor_deny:
        named = {"ground": personal_data.ground, "principle": personal_data.principle}
        yield Paragraph(phrase("exemption_personal_data", **named))
