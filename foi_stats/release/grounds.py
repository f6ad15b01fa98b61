"""Check that each answer rests on what it must rest on, before a response may be released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from foi_stats.answer.answer import Answer
from foi_stats.answer.cost_limit import cost_fits, cost_reached, hours_said, in_words
from foi_stats.request.case import Case
from foi_stats.request.cost import CostRefusal
from foi_stats.request.deadline import deadline_of, working_days_between
from foi_stats.request.figures import question_of
from foi_stats.request.request import Question
from foi_stats.request.reviewed import ASKED_WITHIN
from foi_stats.request.sections import COST, VEXATIOUS
from foi_stats.vocabulary.findings import Finding, Severity


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
            yield _finding(
                "undetermined",
                f"question {name} is neither answered nor refused: {answer.sentence}",
                "an answer, or a refusal with its section (sections 1(1) and 17)",
                "answer it, or refuse it; or answer the question that it depends on",
            )


def unrefused(case: Case) -> Iterator[Finding]:
    """Yield a finding for each refusal, and each answer that points elsewhere, without the reasons that it needs."""
    for question in case.request.question:
        if question.section == ["14(1)"] and not question.weighed:
            yield _finding(
                "no-reason",
                f"question {question.id} is refused as vexatious, and nothing is weighed",
                "the value of the request against the burden of answering it (section 14(1))",
                'add weighed = { value = "…", burden = "…" } to the question',
            )
        if question.section == ["14(2)"]:
            yield from _unrepeated(case, question)
        if question.asks == "accessible" and not question.access.strip():
            yield _finding(
                "no-reason",
                f"question {question.id} is already accessible, and it is not said how",
                "that this requester can reasonably get it (section 21(1))",
                'add access = "…" to the question: free of charge, on a page that anybody can open, or how else',
            )
        given = {one.section for one in case.request.exemption if one.applies_to(question.id)}
        for section in question.section:
            if question.refused_under not in (COST, VEXATIOUS) and section not in given:
                yield _finding(
                    "no-exemption",
                    f"question {question.id} is refused under section {section}, and no exemption says why",
                    "the exemption that is relied on, and why it applies",
                    f'add an [[exemption]] to the request with section = "{section}"',
                )


def _unrepeated(case: Case, question: Question) -> Iterator[Finding]:
    complied, received = question.complied, case.request.received
    if complied is None:
        yield _finding(
            "no-reason",
            f"question {question.id} is refused as repeated, and no earlier request is named",
            "the request that it repeats, which was complied with (section 14(2))",
            'add complied = { reference = "…", date = … } to the question; what was refused cannot be repeated',
        )
    elif received and complied.date > received:
        yield _finding(
            "no-reason",
            f"question {question.id} is said to repeat {complied.reference}, which was complied with on "
            f"{complied.date}: this one had been received on {received}",
            "an earlier request that had been complied with by then (section 14(2))",
            "correct the date, or answer the question",
        )
    if not question.why.strip():
        yield _finding(
            "no-reason",
            f"question {question.id} is refused as repeated, and it is not said why",
            "that no reasonable interval has passed since the earlier request (section 14(2))",
            'add why = "…" to the question',
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
            yield _finding(
                "found-not-refused",
                f"figures {figure.id} are given as found before the cost limit was reached, and question "
                f"{figure.question} is not refused for cost",
                "figures that belong to a question that is refused under section 12",
                "give them as a limb, or as [[question.further]]",
            )


def _uncosted(case: Case, first: str, refusal: CostRefusal) -> Iterator[Finding]:
    """Yield what a refusal for cost lacks; ``first`` is the question at which it stands."""
    if not refusal.is_over:
        yield _finding(
            "cost-within-limit",
            f"question {first} is refused for cost, and takes {hours_said(refusal.hours)}: the limit is "
            f"{hours_said(refusal.limit)}",
            "an estimate over the limit (section 12)",
            "give its estimate or hours; or answer the question",
        )
    if not any(question.advice.strip() for question in refusal.questions) and not cost_fits(refusal):
        yield _no_advice(first)
    if not any(one.estimate for question in refusal.questions for one in (question, *question.limbs)):
        reached = "; ".join(cost_reached(case, refusal))
        yield _finding(
            "no-estimate",
            f"question {first} is refused for cost, and it is not said how its hours were reached ({reached})",
            "items, minutes each, and how many were sampled",
            'write estimate = [{ what = "…", items = …, minutes = …, sampled = … }] in place of hours',
            severity="warning",
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
        yield _finding(
            "no-estimate",
            f"figures of {answer.id} were not looked for because of the cost, and nothing says what that would take",
            "the estimate that the refusal rests on, and how it was reached (sections 12(1) and 17(5))",
            f"add to question {question.id}: "
            'not_looked_for = { estimate = [{ what = "…", items = …, minutes = …, sampled = … }] }',
            severity="warning" if case.request.demonstration else "error",
        )
        return
    hours = timed.own_hours + case.costs.hours_with_each_limb(question).get(answer.limb, 0)
    if hours <= case.limit_hours:
        yield _finding(
            "cost-within-limit",
            f"figures of {answer.id} are refused for cost, and with them the answer takes {hours_said(hours)}: "
            f"the limit is {hours_said(case.limit_hours)}",
            "an estimate over the limit (section 12)",
            "correct the estimate; or have the figures looked for",
        )


def _no_advice(question: str) -> Finding:
    return _finding(
        "no-advice",
        f"question {question} is refused for cost, in whole or in part, and nothing says what would fit",
        "advice on what could be answered within the limit (section 16)",
        'add advice = "…" to the question, a quicker limb, or an estimate of items and minutes',
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
            f"answers to {in_words(list(lacking))} say" if len(lacking) > 1 else f"answer to {next(iter(lacking))} says"
        )
        questions = ", ".join(f'"{name}"' for name in dict.fromkeys(lacking.values()))
        record = f"a [[search]] with where, what, role, date and questions = [{questions}]"
        if case.request.demonstration:  # the authority may well have searched: its answer is only shown here
            yield _finding(
                "no-search",
                f"the {said} that information is not held. This file has no record of a search for it, as a "
                "demonstration need not: nothing follows from that for how the authority searched",
                "in a response of your own, where it was looked for, for what, by which role, and when",
                f"nothing; or, where the search is known, add {record}",
                severity="warning",
            )
            return
        yield _finding(
            "no-search",
            f"the {said} that information is not held, and no search for it is on record",
            "where it was looked for, for what, by which role, and when",
            f"add {record}",
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
            yield _finding(
                "absorbed-parts",
                f"figures of {answer.id} are not separately identifiable, and it is not said whether the parts are "
                "held from which they could be worked out",
                "the parts, such as time sheets or invoices, and whether they are held",
                f'add absorbed = {{ blocks = "…", held = false }} to question {question.id}',
                severity="warning" if case.request.demonstration else "error",
            )
        elif question.absorbed.held:
            yield _finding(
                "absorbed-parts",
                f"figures of {answer.id} are said not to be separately identifiable, and their parts are held: "
                f"{question.absorbed.blocks}",
                "the figures, which are held if their parts are; or a refusal, for cost or under an exemption",
                "ask the finance team to work them out; or refuse the question (section 12)",
            )


def _reasons(answer: Answer) -> set[str]:
    return {reason for reasons in answer.table["reason"] for reason in reasons.split()}


def unreviewed(case: Case) -> Iterator[Finding]:
    """Yield a finding where an internal review is of a draft, by who decided at first, or late."""
    request, first = case.request, case.reviewed
    if first is None:
        return
    if first.approval is None:
        yield _finding(
            "review-of-draft",
            f"{first.reference} is reviewed, and its response was not approved",
            "a response that was sent",
            "approve and release it first",
        )
    elif _plain(first.approval.role) == _plain(request.reviewer):
        yield _finding(
            "review-same-role",
            f"the review is by {request.reviewer}, who decided on {first.reference}",
            "somebody else than who decided at first (section 45 Code of Practice)",
            "let somebody else review it, and give that role in reviewer",
        )
    asked = request.received
    if asked and first.responded and (days := working_days_between(first.responded, asked, case.law)) > ASKED_WITHIN:
        yield _finding(
            "review-asked-late",
            f"the review was asked for {days} working days after the response",
            f"at most {ASKED_WITHIN}: after that a review need not be made",
            "see whether you want to make it all the same",
            severity="warning",
        )
    due = deadline_of(request, case.law)
    if due and request.responded and request.responded > due:
        yield _finding(
            "review-late",
            f"the review is answered on {request.responded}, and was due on {due}",
            "an answer within twenty working days of being asked for",
            "say in decision why it took longer",
            severity="warning",
        )


def _finding(check: str, found: str, expected: str, action: str, severity: Severity = "error") -> Finding:
    return Finding(check, severity, "", found=found, expected=expected, action=action)


def _plain(role: str) -> str:
    return " ".join(role.split()).casefold()
