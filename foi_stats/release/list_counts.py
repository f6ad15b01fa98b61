"""Stop a release whose lists hold small counts of people beside their items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foi_stats.answer.answer import Answer
from foi_stats.release.catalogue import CHECKS
from foi_stats.request.request import Threshold
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_PEOPLE = re.compile(
    r"\b(?:people|persons?|clients?|victims?|survivors?|patients?|pupils?|students?|children|child|adults?|women|men"
    r"|girls|boys|families|family|households?|users?|beneficiaries|referrals?|cases|claimants?|applicants?|tenants?"
    r"|residents?|staff|employees?|headcount|volunteers?|participants?|attendees|learners?|carers?|helped|supported)\b"
)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})*|\d+")


def small_counts_in_lists(answers: Iterable[Answer], threshold: Threshold | None, request_file: str) -> list[Finding]:
    """Return a finding for each column of a list that has counts of people below the request's threshold.

    A column counts people where its name says so and whatever stands in it is a whole number. What somebody else has
    published is known already.
    """
    if threshold is None:
        return []
    return [
        CHECKS.finding(
            "small-count.list",
            request_file,
            found=f"the column {column!r} of the list of {answer.id} counts people, and "
            f"{counted(len(small), 'of its items has', 'of its items have')} a count below {threshold.below}, "
            f"the first {small[0]}",
            most=threshold.below - 1,
            reason=threshold.reason,
        )
        for answer in answers
        if answer.asks == "list" and not answer.source
        for column, small in _small(answer, threshold.below)
    ]


def _small(answer: Answer, below: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the columns with small counts of people, and the items that have one."""
    for at, column in enumerate(answer.columns, start=1):
        texts = answer.items[f"column_{at}"]
        filled = [text for text in texts if text]
        words = " ".join(re.findall(r"[a-z]+", column.casefold()))
        if not _PEOPLE.search(words) or not all(map(_WHOLE.fullmatch, filled)):
            continue
        counts = zip(answer.items["figure"], texts, strict=True)
        small = [figure for figure, text in counts if text and 0 < int(text.replace(",", "")) < below]
        if small:
            yield column, small
