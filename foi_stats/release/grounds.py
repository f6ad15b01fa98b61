"""Check that each answer rests on what it must rest on, before a response may be released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from foi_stats.answer.answer import Answer
from foi_stats.answer.cost_limit import cost_fits, cost_reached, hours_said
from foi_stats.release.catalogue import CHECKS
from foi_stats.request.case import Case
from foi_stats.request.cost import CostRefusal
from foi_stats.request.deadline import deadline_of, working_days_between
from foi_stats.request.figures import question_of
from foi_stats.request.request import Question
from foi_stats.request.reviewed import ASKED_WITHIN
from foi_stats.request.sections import COST, VEXATIOUS
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import listed


def ungrounded(case: Case, answers: Mapping[str, Answer], figures: Iterable[Answer], file: str) -> list[Finding]:
    """Return a finding for each answer that does not rest on what it must.

    Parameters
    ----------
    answers
        The answers to all questions, by id.
    figures
        All answers with figures, those beside the questions too.
    file
        The request's file, as messages call it.
    """
    every = every_answer(answers, figures)
    found = [*undetermined(case, answers), *unrefused(case), *uncosted(case, answers), *unadvised(case, every)]
    found += [*unsearched(case, every), *unabsorbed(case, every), *unreviewed(case)]
    return [replace(finding, file=file) for finding in found]


def every_answer(answers: Mapping[str, Answer], figures: Iterable[Answer]) -> list[Answer]:
    """Return the answers to all questions, and those with figures that answer none."""
    return [*answers.values(), *(answer for answer in figures if answer.id not in answers)]


def undetermined(case: Case, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """Yield a finding for each question that is neither answered nor refused: only a demonstration may leave one so."""
    for name, answer in answers.items():
        if answer.status == "undetermined" and not case.request.demonstration:
            yield CHECKS.finding(
                "undetermined",
                found=f"question {name} is neither answered nor refused: {answer.sentence}",
            )


def unrefused(case: Case) -> Iterator[Finding]:
    """Yield a finding for each refusal, and each answer that points elsewhere, without the reasons that it needs."""
    for question in case.request.question:
        if question.section == ["14(1)"] and not question.weighed:
            yield CHECKS.finding(
                "no-reason.vexatious",
                found=f"question {question.id} is refused as vexatious, and nothing is weighed",
            )
        if question.section == ["14(2)"]:
            yield from _unrepeated(case, question)
        if question.asks == "accessible" and not question.access.strip():
            yield CHECKS.finding(
                "no-reason.accessible",
                found=f"question {question.id} is already accessible, and it is not said how",
            )
        given = {one.section for one in case.request.exemption if one.applies_to(question.id)}
        for section in question.section:
            if question.refused_under not in (COST, VEXATIOUS) and section not in given:
                yield CHECKS.finding(
                    "no-exemption.section",
                    found=f"question {question.id} is refused under section {section}, and no exemption says why",
                    section=section,
                )


def _unrepeated(case: Case, question: Question) -> Iterator[Finding]:
    complied, received = question.complied, case.request.received
    if complied is None:
        yield CHECKS.finding(
            "no-reason.repeats-what",
            found=f"question {question.id} is refused as repeated, and no earlier request is named",
        )
    elif received and complied.date > received:
        yield CHECKS.finding(
            "no-reason.repeats-later",
            found=f"question {question.id} is said to repeat {complied.reference}, which was complied with on "
            f"{complied.date}: this one had been received on {received}",
        )
    if not question.why.strip():
        yield CHECKS.finding(
            "no-reason.repeated",
            found=f"question {question.id} is refused as repeated, and it is not said why",
        )


def uncosted(case: Case, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """Yield a finding for each refusal for cost that is within the limit, has no estimate, or no advice."""
    refused = {name for name, answer in answers.items() if answer.status == "over_limit" and answer.table.empty}
    refusals = {name: case.costs.refusal(case.request.find_question(name)) for name in refused}
    groups = {refusal.questions[0].id: refusal for refusal in refusals.values() if refusal}
    for first, refusal in sorted(groups.items()):
        yield from _uncosted(case, first, refusal)
    for name in sorted(refused):
        question = case.request.find_question(name)
        if refusals[name] is None and question.limbs and not question.advice.strip():
            yield _no_advice(name)
    for figure in case.request.found:
        if figure.question not in refused:
            yield CHECKS.finding(
                "found-not-refused",
                found=f"figures {figure.id} are given as found before the cost limit was reached, and question "
                f"{figure.question} is not refused for cost",
            )


def _uncosted(case: Case, first: str, refusal: CostRefusal) -> Iterator[Finding]:
    """Yield what a refusal for cost lacks; ``first`` is the question at which it stands."""
    if not refusal.is_over:
        yield CHECKS.finding(
            "cost-within-limit",
            found=f"question {first} is refused for cost, and takes {hours_said(refusal.hours)}: the limit is "
            f"{hours_said(refusal.limit)}",
        )
    if not any(question.advice.strip() for question in refusal.questions) and not cost_fits(refusal):
        yield _no_advice(first)
    if not any(one.estimate for question in refusal.questions for one in (question, *question.limbs)):
        reached = "; ".join(cost_reached(case, refusal))
        yield CHECKS.finding(
            "no-estimate.of-hours",
            found=f"question {first} is refused for cost, and it is not said how its hours were reached ({reached})",
        )


def unadvised(case: Case, answers: Iterable[Answer]) -> Iterator[Finding]:
    """Yield findings for figures that were not looked for because of the cost, without advice or an estimate."""
    for answer in answers:
        question = question_of(case.request, answer.id)
        if question is None or "over_limit" not in _reasons(answer):
            continue
        if not question.advice.strip():
            yield _no_advice(question.id)
        yield from _unestimated(case, question, answer)


def _unestimated(case: Case, question: Question, answer: Answer) -> Iterator[Finding]:
    """Yield a finding unless the figures of an answer that were not looked for have an estimate over the limit."""
    timed = question.not_looked_for
    if timed is None or not timed.own_hours:
        yield CHECKS.finding(
            "no-estimate.demonstration" if case.request.demonstration else "no-estimate",
            found=f"figures of {answer.id} were not looked for because of the cost, and nothing says what that would "
            "take",
            question=question.id,
        )
        return
    hours = timed.own_hours + case.costs.hours_with_each_limb(question).get(answer.limb, 0)
    if hours <= case.limit_hours:
        yield CHECKS.finding(
            "cost-within-limit.figures",
            found=f"figures of {answer.id} are refused for cost, and with them the answer takes {hours_said(hours)}: "
            f"the limit is {hours_said(case.limit_hours)}",
        )


def _no_advice(question: str) -> Finding:
    return CHECKS.finding(
        "no-advice",
        found=f"question {question} is refused for cost, in whole or in part, and nothing says what would fit",
    )


def unsearched(case: Case, answers: Iterable[Answer]) -> Iterator[Finding]:
    """Yield a finding if answers say "not held" without the record of a search; a warning in a demonstration."""
    lacking: dict[str, str] = {}
    for answer in answers:
        question = question_of(case.request, answer.id)
        if question is None or not _says_not_held(answer):
            continue
        named = [name for name in (question.id, question.confirms) if name]
        if not any(search.covers(name) for search in case.request.search for name in named):
            lacking[answer.id] = question.id
    if lacking:
        said = (
            f"answers to {listed(list(lacking))} say" if len(lacking) > 1 else f"answer to {next(iter(lacking))} says"
        )
        questions = ", ".join(f'"{name}"' for name in dict.fromkeys(lacking.values()))
        record = f"a [[search]] with where, what, role, date and questions = [{questions}]"
        if case.request.demonstration:  # the authority may well have searched: its answer is only shown here
            yield CHECKS.finding(
                "no-search.demonstration",
                found=f"the {said} that information is not held. This file has no record of a search for it, as a "
                "demonstration need not: nothing follows from that for how the authority searched",
                record=record,
            )
            return
        yield CHECKS.finding(
            "no-search",
            found=f"the {said} that information is not held, and no search for it is on record",
            record=record,
        )


def _says_not_held(answer: Answer) -> bool:
    if answer.asks == "list" and answer.table.empty and answer.status == "answered":
        return True
    return answer.status in ("not_held", "another") or "not_held" in _reasons(answer)


def unabsorbed(case: Case, answers: Iterable[Answer]) -> Iterator[Finding]:
    """Yield a finding for each figure that is "not separately identifiable" though its parts are, or may be, held.

    If the parts of a figure are held, so is the figure (Information Commissioner, on section 1).
    """
    for answer in answers:
        question = question_of(case.request, answer.id)
        if question is None or "absorbed" not in _reasons(answer):
            continue
        if question.absorbed is None:
            yield CHECKS.finding(
                "absorbed-parts.demonstration" if case.request.demonstration else "absorbed-parts",
                found=f"figures of {answer.id} are not separately identifiable, and it is not said whether the parts "
                "are held from which they could be worked out",
                question=question.id,
            )
        elif question.absorbed.held:
            yield CHECKS.finding(
                "absorbed-parts.held",
                found=f"figures of {answer.id} are said not to be separately identifiable, and their parts are held: "
                f"{question.absorbed.blocks}",
            )


def _reasons(answer: Answer) -> set[str]:
    return {reason for reasons in answer.table["reason"] for reason in reasons.split()}


def unreviewed(case: Case) -> Iterator[Finding]:
    """Yield a finding where an internal review is of a draft, by who decided at first, or late."""
    request, first = case.request, case.reviewed
    if first is None:
        return
    if first.approval is None:
        yield CHECKS.finding(
            "review-of-draft",
            found=f"{first.reference} is reviewed, and its response was not approved",
        )
    elif _plain(first.approval.role) == _plain(request.reviewer):
        yield CHECKS.finding(
            "review-same-role",
            found=f"the review is by {request.reviewer}, who decided on {first.reference}",
        )
    asked = request.received
    if asked and first.responded and (days := working_days_between(first.responded, asked, case.law)) > ASKED_WITHIN:
        yield CHECKS.finding(
            "review-asked-late",
            found=f"the review was asked for {days} working days after the response",
            days=ASKED_WITHIN,
        )
    due = deadline_of(request, case.law)
    if due and request.responded and request.responded > due:
        yield CHECKS.finding(
            "review-late",
            found=f"the review is answered on {request.responded}, and was due on {due}",
        )


def _plain(role: str) -> str:
    return " ".join(role.split()).casefold()
