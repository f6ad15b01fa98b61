"""Find questions that a request's file makes depend on another though their own words do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_stats.release.catalogue import CHECKS
from foi_stats.request.request import Question, Request
from foi_stats.vocabulary.findings import Finding


def unsaid_dependence(request: Request, request_file: str) -> Iterator[Finding]:
    """Yield a warning for each question that depends on another which its text does not name.

    "If there has been no such plan" is a question of its own: that a plan mentions the subject does not answer it.
    """
    for question in request.question:
        if question.depends and not _names(question, question.depends.on):
            yield CHECKS.finding(
                "depends-unsaid",
                request_file,
                found=f"question {question.id} depends on question {question.depends.on}, which its text does not name",
                other=question.depends.on,
            )


def _names(question: Question, other: str) -> bool:
    spoken = re.sub(r"^(\d+)([a-z]+)$", r"\1\\W{0,2}\2", re.escape(other))
    return bool(re.search(rf"\b{spoken}\b|\bif (?:so|not|yes|no)\b", question.text, re.IGNORECASE))
