"""The checks that stop a release on what its answers hold: small counts, undecided text, unexplained gaps."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.request.case import Case
from foi_stats.request.request import Threshold
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.shorthand import REASONS

_WHICH = {
    "ncnd": " with neither_confirm_nor_deny = true",
    "suppressed": ": for counts of people that is usually section 40(2), personal information",
}


def small_counts(answers: Iterable[Answer], threshold: Threshold | None, request_file: str) -> list[Finding]:
    """Return a finding for each count below the request's threshold that would be released as it is.

    It is the last look at protected answers. A true zero is not a small count; money is not a count; and what
    somebody else has published (the answer names its source) is known already.
    """
    if threshold is None:
        return []
    return [
        Finding(
            "small-count",
            "error",
            request_file,
            found=f"{row['label']}, {row['period']} is a count below {threshold.below}, in the figures of {answer.id}",
            expected=f"no count from 1 to {threshold.below - 1} in a release ({threshold.reason})",
            action="let the notebook show protect_answer(case, answer), or leave the request without approval",
        )
        for answer in answers
        if answer.unit == "count" and not answer.source
        for row in records(answer.table)
        if pd.notna(row["value"]) and 0 < row["value"] < threshold.below
    ]


def unexplained(case: Case, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each figure that is refused with no exemption beside it to say why (FOIA s.17)."""
    unsaid = [question for question in case.request.question if question.asks == "ncnd"]
    given = {exemption.neither_confirm_nor_deny for exemption in case.request.exemption}
    findings = [
        Finding(
            "no-exemption",
            "error",
            f"request {case.request.reference}",
            found=f"question {question.id} neither confirms nor denies, and no exemption says why",
            expected="the exemption that is relied on, and why it applies",
            action="add an [[exemption]] to the request with neither_confirm_nor_deny = true",
        )
        for question in unsaid
        if True not in given
    ]
    return findings + [
        Finding(
            "no-exemption",
            "error",
            f"request {case.request.reference}",
            found=f"{row['label']}, {row['period']} is {REASONS[reason].meaning}, in the figures of {answer.id}",
            expected="the exemption that is relied on, and why it applies",
            action="add an [[exemption]] to the request" + _WHICH.get(reason, ""),
        )
        for answer in answers
        for row in records(answer.table)
        for reason in row["reason"].split()
        if (reason in ("withheld", "suppressed") and False not in given) or (reason == "ncnd" and True not in given)
    ]


def undecided(selection: pd.DataFrame, topic: str) -> list[Finding]:
    """Return a finding for each line that the topic calls borderline and nobody has decided on."""
    rows = selection[selection["decision"].eq("borderline")].drop_duplicates(["organisation", "line"])
    return [
        Finding(
            "borderline-row",
            "error",
            row["file"],
            row["sheet"],
            row["cell"],
            found=f"{row['line']!r} of {row['organisation']} is borderline (rule {row['rule']}: {row['why']})",
            expected="a decision to include or exclude it",
            action=f"add a [[decided]] section to data/topics/{topic}.toml with role, date and reason",
        )
        for row in records(rows)
    ]
