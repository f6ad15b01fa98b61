"""List what must not be in a release: text that nobody decided on, and values that were decided to be hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS
from foi_stats.release.leaks import Forbidden
from foi_stats.request.case import Case
from foi_stats.request.settings import texts_in
from foi_stats.supply.rows import records

TEXTS = ("line", "service", "provider", "funder", "activity", "crime_type", "note", "source")
_SHORTEST = 8
"""Letters: a shorter text of a supply is a word that stands in many sentences."""

_DISTINCT = 10_000
"""A smaller number stands in many files by chance: a size, a page, a year."""


def decided_texts(case: Case, answers: Iterable[Answer]) -> list[str]:
    """Return the texts that somebody decided on: of the request, its topic and its authority, and of the answers."""
    texts = [*texts_in(case.request.model_dump(exclude={"decided"})), *texts_in(case.topic.model_dump())]
    texts += texts_in(case.authority.model_dump(exclude={"decided"}))
    for answer in answers:
        said = (answer.title, answer.sentence, answer.place, answer.source)
        texts += [*said, *answer.headings, *answer.notes, *answer.passed_over]
        texts += [row[name] for row in records(answer.table) for name in (*LABELS, "note", "printed")]
        texts += [text for row in records(answer.items) for text in row.values()]
    return texts


def forbidden_texts(supplied: Iterable[Mapping[str, Iterable[str]]], decided: Iterable[str]) -> list[Forbidden]:
    """Return the texts of the supplies that nobody decided on: of rows that were left out, of providers, of labels.

    Parameters
    ----------
    supplied
        The distinct texts of rows, funding or counts, by column: those of :data:`TEXTS`, and their own labels.
    decided
        What may be said. A text that stands within one of these may be said too.
    """
    said = "\n".join(map(_plain, decided))
    found: dict[str, None] = {}
    for columns in supplied:
        for texts in columns.values():
            found |= dict.fromkeys(piece for text in texts for piece in str(text).split("\n"))
    return [
        Forbidden("a text of a supply that was not decided on", text)
        for text in sorted(found)
        if len(re.findall(r"[^\W\d_]", text)) >= _SHORTEST and _plain(text) not in said
    ]


def forbidden_counts(case: Case, answers: Sequence[Answer], hidden: pd.DataFrame) -> list[Forbidden]:
    """Return the hidden counts that a search can tell from other numbers, and the supplied counts they are made of.

    They have five digits or more, and are no figure of the answers; nor does a question give them: whoever asks knows
    them. Smaller ones are proven not to stand in the tables, from which all else is made.

    Parameters
    ----------
    hidden
        The hidden counts: ``figure`` (the id) and ``count``.
    """
    said = [row["printed"] for answer in answers for row in records(answer.table)]
    said += [question.text for question in case.request.question]
    printed = {number.replace(",", "") for text in said for number in re.findall(r"\d[\d,]*", text)}
    gone = set(hidden["figure"])
    behind = [
        text.replace(",", "")
        for answer in answers
        for text in answer.trail.loc[answer.trail["figure"].isin(gone), "found"]
        if re.fullmatch(r"\d[\d,]*", text)
    ]
    counts = {int(count) for count in (*hidden["count"], *behind) if pd.notna(count)}
    return [
        Forbidden("a count that is hidden", count)
        for count in sorted(counts)
        if count >= _DISTINCT and str(count) not in printed
    ]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
