"""Find exemptions over nothing: refusals and exemptions with no information behind them that could be withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from foi_stats.answer.answer import Answer
from foi_stats.answer.status import sections_of
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.grounds import every_answer
from foi_stats.request.case import Case
from foi_stats.request.figures import question_of
from foi_stats.request.request import Exemption, Question, Request
from foi_stats.request.sections import COST, VEXATIOUS, sections_in_words
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import listed

_NOT_HELD = ("not_held", "another")


def withheld_nothing(case: Case, answers: Mapping[str, Answer], figures: Iterable[Answer], file: str) -> list[Finding]:
    """Return a finding for each exemption with nothing behind it: an error where the request says that nothing is held.

    An exemption is over information that is held (FOIA s.1(1) and s.2(2)); one that neither confirms nor denies is not
    looked at, because that must not depend on what is held.

    Parameters
    ----------
    answers
        The answers to all questions, by id.
    figures
        All answers with figures, those beside the questions too.
    file
        The request's file, as messages call it.
    """
    request = case.request
    every = every_answer(answers, figures)
    refused = [one for question in request.question for one in _refused(request, question)]
    relied = [
        one
        for exemption in request.exemption
        if not exemption.neither_confirm_nor_deny
        for one in _relied_on(request, exemption, answers, every)
    ]
    return [CHECKS.finding(check, file, found=found) for check, found in (*refused, *relied)]


def _refused(request: Request, question: Question) -> Iterator[tuple[str, str]]:
    """Yield a check and what it found for a question refused under an exemption, if nothing says what is withheld."""
    is_exempt = question.asks == "refused" and question.refused_under not in (COST, VEXATIOUS)
    if not question.held and (is_exempt or question.asks == "accessible"):
        under = f"refused under {sections_in_words(question.section)}" if is_exempt else "already accessible"
        yield (
            "withheld-nothing.not-held",
            f"question {question.id} is {under}, and held = false says that nothing is held",
        )
    elif is_exempt and not (question.withheld.strip() or question.own_hours or _is_searched(request, question)):
        yield (
            "withheld-nothing.unsaid",
            f"question {question.id} is refused under {sections_in_words(question.section)}, and nothing says what "
            "information is held that is being withheld",
        )


def _is_searched(request: Request, question: Question) -> bool:
    return any(question.id in search.questions for search in request.search)


def _relied_on(
    request: Request, exemption: Exemption, answers: Mapping[str, Answer], every: Iterable[Answer]
) -> Iterator[tuple[str, str]]:
    """Yield a check and what it found for each question that an exemption names, or all, and withholds nothing of."""
    if any(exemption.section in annex.sections for annex in request.annex):
        return
    resting = {_owner(request, answer) for answer in every if _rests(request, exemption, answer)}
    if not exemption.questions and resting:
        return
    lacking = [[name] for name in exemption.questions if name not in resting]
    for names in lacking if exemption.questions else [list(answers)]:
        is_held = any(answers[name].status not in _NOT_HELD for name in names)
        says = "withholds nothing" if is_held else "says that no information is held"
        yield (
            "withheld-nothing" if is_held else "withheld-nothing.answer-not-held",
            f"section {exemption.section} is relied on, and the answer to {listed(names)} {says}",
        )


def _owner(request: Request, answer: Answer) -> str:
    question = question_of(request, answer.id)
    return question.id if question else answer.id


def _rests(request: Request, exemption: Exemption, answer: Answer) -> bool:
    """Return whether an answer, a figure of it or a name in it is withheld under an exemption."""
    question = question_of(request, answer.id)
    if question is not None and not exemption.applies_to(question.id):
        return False
    if exemption.section in sections_of(request, answer.id, answer.status):
        return True
    reasons = {reason for reasons in answer.table["reason"] for reason in reasons.split()}
    return any(map(exemption.explains, reasons & _EXEMPT)) or bool(answer.names["decision"].eq("withhold").any())


_EXEMPT = {"withheld", "suppressed", "elsewhere", "not_closed"}
"""The reasons of figures that rest on an exemption."""
