"""The checks that stop a release on what its answers hold: small counts, undecided text, unexplained gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from foi_stats.answer.answer import Answer, scope_of
from foi_stats.answer.answer_table import is_sum, labels_said
from foi_stats.answer.names import is_name_column
from foi_stats.answer.status import sections_of
from foi_stats.release.catalogue import CHECKS
from foi_stats.request.case import Case
from foi_stats.request.figures import question_of
from foi_stats.request.request import Threshold
from foi_stats.request.sections import sections_in_words
from foi_stats.supply.figures.row_labels import PAYEE_CARRIED_DOWN
from foi_stats.supply.rows import records
from foi_stats.supply.superseded import place_of
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.shorthand import REASONS

_EXEMPT = ("withheld", "suppressed", "ncnd", "elsewhere")
"""Reasons that rest on an exemption of the request."""

_NO_EXEMPTION = {
    "ncnd": "no-exemption.figure-denied",
    "elsewhere": "no-exemption.figure-elsewhere",
    "suppressed": "no-exemption.figure-hidden",
}
"""The case of a figure that is refused and that no exemption explains, by its reason."""


def small_counts(answers: Sequence[Answer], threshold: Threshold | None, request_file: str) -> list[Finding]:
    """Return a finding for each count below the request's threshold, and each unprotected answer, in a release.

    It is the last look at protected answers. A true zero is not a small count; money is not a count; and what
    somebody else has published (the answer names its source) is known already.
    """
    if threshold is None:
        return []
    unprotected = [
        CHECKS.finding(
            "small-count",
            request_file,
            found=f"the figures of {answer.id} were left unprotected",
            most=threshold.below - 1,
            reason=threshold.reason,
        )
        for answer in answers
        if answer.unprotected
    ]
    return unprotected + [
        CHECKS.finding(
            "small-count",
            request_file,
            found=f"{labels_said(row)}, {row['period']} is a count below {threshold.below}, "
            f"in the figures of {answer.id}",
            most=threshold.below - 1,
            reason=threshold.reason,
        )
        for answer in answers
        if answer.unit == "count" and not answer.source
        for row in records(answer.table)
        if pd.notna(row["value"]) and 0 < row["value"] < threshold.below
    ]


def ordered_by_hidden(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each table of the largest labels that hides a count: their order tells of it."""
    return [
        CHECKS.finding(
            "order-tells",
            f"request {case.request.reference}",
            found=f"the figures of {answer.id} are of the {scope.top} largest, in order, and one of them is hidden",
        )
        for answer in answers
        if answer.unit == "count" and (scope := scope_of(case.request, answer)).top
        if answer.table["shorthand"].eq("[c]").any()
    ]


def unexplained(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each figure that is refused with no exemption beside it to say why (FOIA s.17)."""
    unsaid = [question for question in case.request.question if question.asks == "ncnd"]
    findings = [
        CHECKS.finding(
            "no-exemption.denied",
            f"request {case.request.reference}",
            found=f"question {question.id} neither confirms nor denies, and no exemption says why",
        )
        for question in unsaid
        if not _given(case, question.id, "ncnd")
    ]
    return findings + [
        CHECKS.finding(
            _NO_EXEMPTION.get(reason, "no-exemption"),
            f"request {case.request.reference}",
            found=f"{labels_said(row)}, {row['period']} is {REASONS[reason].meaning}, in the figures of {answer.id}",
        )
        for answer in answers
        for row in records(answer.table)
        for reason in row["reason"].split()
        if reason in _EXEMPT and not _given(case, answer.id, reason)
    ]


def _given(case: Case, name: str, reason: str) -> bool:
    """Return whether an exemption is given for figures, or a question, that are not given for a reason."""
    question = question_of(case.request, name)
    return any(
        one.explains(reason) and (question is None or one.applies_to(question.id)) for one in case.request.exemption
    )


def unnamed(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each answer refused as a whole under one of several exemptions, none of which names it."""
    return [
        CHECKS.finding(
            "exemption-of-which",
            f"request {case.request.reference}",
            found=f"question {question.id} is refused, and {sections_in_words(sections)} are relied on without saying "
            "for which question",
            question=question.id,
        )
        for answer in answers
        if (question := question_of(case.request, answer.id)) and not question.section
        if len(sections := sections_of(case.request, answer.id, answer.status)) > 1
        if not any(question.id in one.questions for one in case.request.exemption)
    ]


def not_closed(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return one finding with all figures that are not given because their year was not closed.

    Figures to date are held: they are given as such, or refused as intended for future publication (s.22), which is a
    qualified exemption. A figure that covers a part of its period gives them.
    """
    tested = [one for one in case.request.exemption if one.explains("not_closed") and one.public_interest.strip()]
    found: dict[str, list[str]] = {}
    for answer in answers:
        question = question_of(case.request, answer.id)
        if any(question is None or one.applies_to(question.id) for one in tested):
            continue
        for row in records(answer.table):
            if "not_closed" in row["reason"].split() and not row["covers"] and not is_sum(row):
                found.setdefault(answer.id, []).append(f"{labels_said(row)}, {row['period']}")
    if not found:
        return []
    listed = "; ".join(f"in the figures of {name}: {'; '.join(rows)}" for name, rows in found.items())
    many = sum(map(len, found.values()))
    return [
        CHECKS.finding(
            "not-closed",
            f"request {case.request.reference}",
            found=f"{counted(many, 'figure is', 'figures are')} not given, for "
            f"{REASONS['not_closed'].meaning}: {listed}",
        )
    ]


def carried_payees(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each sheet from which a payee that was carried down would be printed.

    An empty cell beneath a payee may stand for the same one, as in a pivot table, or for one that was left out: then an
    amount would be published beside a company that never had it.
    """
    carried = {(one.file, one.sheet): one for one in case.findings if one.check == PAYEE_CARRIED_DOWN}
    found = {}
    for answer in answers if carried else ():
        of_names = any(map(is_name_column, (*answer.by, *answer.columns, *scope_of(case.request, answer).where)))
        sheets = zip(answer.trail["file"], answer.trail["sheet"], strict=True) if of_names else ()
        for sheet in dict.fromkeys(sheets):
            if sheet in carried:
                found[sheet] = replace(
                    carried[sheet],
                    severity="error",
                    found=f"{carried[sheet].found}. The figures of {answer.id} would name that payee",
                )
    return list(found.values())


def undecided(borderline: pd.DataFrame, topic: str) -> list[Finding]:
    """Return a finding for each line that the topic calls borderline and nobody has decided on."""
    rows = borderline.drop_duplicates(["organisation", "line"])
    return [
        CHECKS.finding(
            "borderline-row",
            row["file"],
            row["sheet"],
            row["cell"],
            found=f"{row['line']!r} of {row['organisation']} is borderline (rule {row['rule']}: {row['why']})",
            topic=topic,
        )
        for row in records(rows)
    ]


def hidden_items(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each figure that is a single item which the largest of few would hide: one cell behind it.

    The largest of all is one of them where no other label has a larger one.
    """
    every = list(answers)
    cells: dict[tuple[str, ...], dict[str, str]] = {}
    for answer in every:
        if len(answer.table) and scope_of(case.request, answer).largest:
            few = {row["figure"]: row for row in records(answer.table) if row["reason"] == "suppressed"}
            behind = records(answer.trail[answer.trail["figure"].isin(list(few))])
            cells |= {place_of(row): few[row["figure"]] for row in behind}
    return [
        CHECKS.finding(
            "single-item",
            f"request {case.request.reference}",
            found=f"{labels_said(row)}, {row['period']}, in the figures of {answer.id}, is the single item that is "
            f"hidden under {labels_said(cells[only])} as the largest of few",
        )
        for answer in every
        if cells and not answer.worked_out
        for row in records(answer.table)
        if pd.notna(row["value"])
        if (only := _only_cell(answer, row["figure"])) in cells
    ]


def _only_cell(answer: Answer, figure: str) -> tuple[str, ...] | None:
    behind = records(answer.trail[answer.trail["figure"].eq(figure)])
    return place_of(behind[0]) if len(behind) == 1 else None
