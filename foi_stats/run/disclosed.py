"""What a release tells the public about itself, recorded when it is made: its title, its answers and how it ended.

A request's file may have changed since its release; a log of what was released depends on this record alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.answer.status import sections_of, status_words
from foi_stats.publish.decision import Outcome, neither_confirms_nor_denies, outcome_of
from foi_stats.publish.response import clean
from foi_stats.request.case import Case
from foi_stats.request.sections import COST
from foi_stats.run.run_account import read_account, unusable_account

KEY = "disclosed"


@dataclass(frozen=True)
class AnswerGiven:
    """A question, and in words how it was answered: ``Disclosed in part``."""

    question: str
    text: str
    said: str


@dataclass(frozen=True)
class Disclosed:
    """What was released, as data.

    ``authority`` and ``topic`` are the names of their files, and ``topic_title`` is the topic's title.
    ``sections`` are those of the Act under which anything was withheld or refused. ``review_of`` is the request whose
    internal review it is. Where an officer edited the letter there are no ``answers``: the letter may have left
    questions out.
    """

    reference: str
    authority: str
    title: str
    topic: str
    topic_title: str
    outcome: Outcome
    answers: tuple[AnswerGiven, ...]
    sections: tuple[str, ...]
    demonstration: bool
    review_of: str


def disclosed_of(case: Case, answers: Mapping[str, Answer], *, is_edited: bool) -> Disclosed:
    """Return what the release of a case discloses."""
    request = case.request
    given = [
        AnswerGiven(one.id, clean(one.text), status_words(request, one.id, answers[one.id].status))
        for one in request.question
    ]
    sections = [section for one in request.question for section in sections_of(request, one.id, answers[one.id].status)]
    sections += [COST for answer in answers.values() if answer.status == "over_limit"]
    sections += [one.section for one in request.exemption]
    return Disclosed(
        reference=request.reference,
        authority=request.authority,
        title=clean(request.title or case.topic.subject),
        topic=request.topic,
        topic_title=clean(case.topic.title),
        outcome=outcome_of(answers, neither_confirms_nor_denies=neither_confirms_nor_denies(request)),
        answers=() if is_edited else tuple(given),
        sections=tuple(dict.fromkeys(sections)),
        demonstration=request.demonstration,
        review_of=request.review_of,
    )


def disclosed_data(disclosed: Disclosed) -> dict[str, Any]:
    """Return what the record of a run holds of it."""
    return asdict(disclosed)


def read_disclosed(release: Path) -> Disclosed:
    """Return what a release discloses, from the record of its run.

    Raises
    ------
    InputError
        If the record is missing or damaged.
    """
    account = read_account(release.parent)
    try:
        data = dict(account[KEY])
        answers = tuple(AnswerGiven(**one) for one in data.pop("answers"))
        return Disclosed(**data | {"answers": answers, "sections": tuple(data["sections"])})
    except (KeyError, TypeError):
        raise unusable_account(release.parent) from None
