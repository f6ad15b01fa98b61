"""Answers to questions without figures: statements, confirmations, and what is neither confirmed nor denied."""

from __future__ import annotations

from collections.abc import Mapping

from foi_stats.answer.answer import Answer
from foi_stats.answer.wording import phrase
from foi_stats.request.request import Question, Request


def answer_statement(request: Request, question: Question, earlier: Mapping[str, Answer]) -> Answer:
    """Return the answer to a question without figures.

    Parameters
    ----------
    earlier
        The answers to the questions before it, by id: it may depend on one.
    """
    if question.depends:
        other, wanted = question.depends.on, question.depends.answer
        given = request.find_question(other).answer
        if earlier[other].status != "answered":
            sentence = phrase("sentence", "depends_undetermined", other=other, wanted=wanted)
            return Answer(question.id, "undetermined", sentence)
        if given != wanted:
            sentence = phrase("sentence", "depends_not_asked", other=other, wanted=wanted, given=given)
            return Answer(question.id, "not_asked", sentence)
    if question.asks == "ncnd":
        return Answer(question.id, "ncnd", phrase("sentence", "ncnd"))
    if question.confirms:
        return _confirm(question, earlier[question.confirms])
    if not question.held:
        key = "confirmed" if question.asks == "confirmation" else "not_held"
        return Answer(question.id, "not_held", phrase("sentence", key))
    if question.asks == "confirmation":
        if not question.answer:
            return Answer(question.id, "undetermined", phrase("sentence", _open_key(request, question)))
        return Answer(question.id, "answered", phrase("sentence", question.answer))
    return Answer(question.id, "answered", question.answer)


def _open_key(request: Request, question: Question) -> str:
    """Return how it is said that a confirmation has no yes or no: a demonstration follows the reply that was given."""
    if not request.demonstration:
        return "confirmation_open"
    return "confirmation_pointed" if question.link else "confirmation_undetermined"


def _confirm(question: Question, other: Answer) -> Answer:
    """Confirm that another question found nothing, only where its answer says that no information is held."""
    if other.status == "not_held":
        return Answer(question.id, "not_held", phrase("sentence", "confirmed"))
    if other.status == "ncnd":
        return Answer(question.id, "ncnd", phrase("sentence", "ncnd"))
    if other.table["value"].notna().any():
        return Answer(question.id, "not_asked", phrase("sentence", "confirmed_not_asked", other=other.id))
    return Answer(question.id, "undetermined", phrase("sentence", "confirmed_undetermined", other=other.id))
