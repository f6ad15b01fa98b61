"""Answers to questions without figures: statements, confirmations, refusals, and where else to ask."""

from __future__ import annotations

from collections.abc import Mapping

from foi_stats.answer.answer import Answer
from foi_stats.answer.cost_limit import cost_sentence
from foi_stats.answer.status import silent_sentence
from foi_stats.answer.wording import phrase
from foi_stats.request.case import Case
from foi_stats.request.request import Question, Request
from foi_stats.request.sections import COST, VEXATIOUS, sections_in_words
from foi_stats.vocabulary.years import format_day

_HELD = {"withheld", "suppressed", "not_closed", "elsewhere"}
"""Reasons that say that information is held."""


def answer_statement(case: Case, question: Question, earlier: Mapping[str, Answer]) -> Answer:
    """Return the answer to a question without figures.

    Parameters
    ----------
    earlier
        The answers to the questions before it, by id: it may depend on one.
    """
    request = case.request
    if question.depends and (answer := _not_asked(request, question, earlier)):
        return answer
    if refusal := case.costs.refusal(question):
        return Answer(question.id, "over_limit", cost_sentence(case, refusal, question.id))
    if question.confirms:
        return _confirm(question, earlier[question.confirms])
    if question.asks in ("statement", "confirmation"):
        return _stated(request, question)
    return _not_given(request, question)


def _not_asked(request: Request, question: Question, earlier: Mapping[str, Answer]) -> Answer | None:
    """Return the answer to a question that applies only after another answer; None if it applies."""
    assert question.depends is not None
    other, wanted = question.depends.on, question.depends.answer
    given = request.find_question(other).answer
    if earlier[other].status in ("ncnd", "over_limit"):  # an answer would show what the other one refuses to say
        return Answer(question.id, earlier[other].status, earlier[other].sentence)
    if earlier[other].status != "answered":
        return Answer(
            question.id, "undetermined", phrase("sentence", "depends_undetermined", other=other, wanted=wanted)
        )
    if given != wanted:
        sentence = phrase("sentence", "depends_not_asked", other=other, wanted=wanted, given=given)
        return Answer(question.id, "not_asked", sentence)
    return None


def _stated(request: Request, question: Question) -> Answer:
    if not question.held:
        key = "confirmed" if question.asks == "confirmation" else "not_held"
        return Answer(question.id, "not_held", phrase("sentence", key))
    if question.asks == "confirmation":
        if not question.answer:
            return Answer(question.id, "undetermined", phrase("sentence", _open_key(request, question)))
        return Answer(question.id, "answered", phrase("sentence", question.answer))
    return Answer(question.id, "answered", question.answer)


def _open_key(request: Request, question: Question) -> str:
    """Return the wording for a confirmation without yes or no; a demonstration repeats the reply that was given."""
    if not request.demonstration:
        return "confirmation_open"
    return "confirmation_pointed" if question.link else "confirmation_undetermined"


def _not_given(request: Request, question: Question) -> Answer:
    """Return an answer that gives nothing: what it rests on, and where to turn."""
    if question.review == "upheld":
        return Answer(question.id, "upheld", phrase("sentence", "upheld"))
    if question.asks == "ncnd":
        return Answer(question.id, "ncnd", silent_sentence(request, question.id))
    if question.asks == "accessible":
        return Answer(question.id, "elsewhere", phrase("sentence", "accessible"))
    if question.asks == "clarification":
        return Answer(question.id, "clarification", phrase("sentence", "clarification", unclear=question.answer))
    if question.asks == "another":
        return Answer(question.id, "another", phrase("sentence", "another", whose=question.whose))
    sections = sections_in_words(question.section)
    if question.refused_under == VEXATIOUS:
        return Answer(question.id, "vexatious", _vexatious(question))
    assert question.refused_under != COST, "a refusal for cost is answered before"
    return Answer(question.id, "withheld", phrase("sentence", "refused", sections=sections))


def _vexatious(question: Question) -> str:
    """Return the refusal of a question under section 14, with no reason but those in the request's file."""
    if question.section == ["14(1)"]:
        return phrase("sentence", "vexatious")
    complied = question.complied
    if complied is None:
        return phrase("sentence", "repeated_unsaid")
    return phrase("sentence", "repeated", reference=complied.reference, day=format_day(complied.date))


def _confirm(question: Question, other: Answer) -> Answer:
    """Confirm that another question found nothing, only where its answer says that no information is held."""
    if other.status == "not_held":
        return Answer(question.id, "not_held", phrase("sentence", "confirmed"))
    if other.status == "ncnd":
        return Answer(question.id, "ncnd", other.sentence)
    if other.status == "over_limit":
        return Answer(question.id, "over_limit", phrase("sentence", "confirmed_over_limit", other=other.id))
    if _HELD & {other.status, *(reason for reasons in other.table["reason"] for reason in reasons.split())}:
        return Answer(question.id, "not_asked", phrase("sentence", "confirmed_held", other=other.id))
    if other.table["value"].notna().any():
        return Answer(question.id, "not_asked", phrase("sentence", "confirmed_not_asked", other=other.id))
    return Answer(question.id, "undetermined", phrase("sentence", "confirmed_undetermined", other=other.id))
