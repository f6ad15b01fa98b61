"""Say what was decided on a request as a whole, as data and in a sentence or two, from what each answer says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from foi_stats.answer.answer import Answer
from foi_stats.publish.response_wording import Phrases
from foi_stats.request.request import Request

Outcome = Literal["granted", "part", "refused", "ncnd", "not_held", "unresolved"]
"""How a request ended, as the Cabinet Office counts it: granted in full, partially withheld, fully withheld, neither
confirmed nor denied, information not held; ``unresolved`` where nothing follows for the whole, as after a clarification
or a review."""

_REFUSED = frozenset({"withheld", "suppressed", "over_limit", "not_closed", "elsewhere", "refused", "vexatious"})
_SAYS_NOTHING = frozenset({"ncnd", "not_asked", "undetermined", "clarification", "another", "upheld"})
"""Of these nothing follows for the whole: what is neither confirmed nor denied must read alike whether held or not."""
_NOT_HELD = frozenset({"absorbed", "no_figures"})
"""Answers to which nothing is held that could be given, beside those that say just that."""


def decision_of(
    answers: Mapping[str, Answer], phrase: Phrases, *, neither_confirms_nor_denies: bool
) -> tuple[str, ...]:
    """Return the sentences on how far a request is answered.

    Where it is neither confirmed nor denied that some information is held, they say nothing of what was found: they
    would have to differ with what is held (FOIA s.1(1)(a)).
    """
    found = _weigh(answers)
    if not found.told or (neither_confirms_nor_denies and not found.given and not found.is_refused):
        return (phrase("decision_neither"),)
    if not found.given:
        return (phrase("decision_refused" if found.is_refused else "decision_not_held"),)
    if neither_confirms_nor_denies:
        said = phrase("decision_given_part" if found.is_refused else "decision_given")
    else:
        said = phrase("decision_part" if found.is_refused else "decision_all")
    return (said, phrase("decision_part_not_held")) if found.not_held else (said,)


def outcome_of(answers: Mapping[str, Answer], *, neither_confirms_nor_denies: bool) -> Outcome:
    """Return how a request ended.

    To neither confirm nor deny beside what is given is to withhold in part. Without anything given it hides whether
    the rest is held, so nothing else is said.
    """
    found = _weigh(answers)
    given = [answer for answer in found.given if answer.status not in _NOT_HELD]
    if given:
        return "part" if found.is_refused or neither_confirms_nor_denies else "granted"
    if found.is_refused:
        return "refused"
    if neither_confirms_nor_denies:
        return "ncnd"
    return "not_held" if found.told else "unresolved"


def neither_confirms_nor_denies(request: Request) -> bool:
    """Return whether a response says of any information neither that it is held nor that it is not."""
    return any(one.neither_confirm_nor_deny for one in request.exemption) or any(
        question.asks == "ncnd" for question in request.question
    )


@dataclass(frozen=True)
class _Weighed:
    told: list[Answer]
    not_held: list[Answer]
    given: list[Answer]
    is_refused: bool


def _weigh(answers: Mapping[str, Answer]) -> _Weighed:
    """Return the answers from which something follows for the whole: all, those not held, and those that are given."""
    told = [answer for answer in answers.values() if answer.status not in _SAYS_NOTHING]
    not_held = [answer for answer in told if answer.status == "not_held"]
    given = [answer for answer in told if answer.status not in _REFUSED and answer.status != "not_held"]
    is_refused = any(answer.status in _REFUSED or _withholds(answer) for answer in told)
    return _Weighed(told, not_held, given, is_refused)


def _withholds(answer: Answer) -> bool:
    """Return whether an answer that gives figures withholds some."""
    reasons: Iterable[str] = answer.table["reason"].str.split().explode().dropna()
    return bool(_REFUSED.intersection(reasons)) or bool(answer.names["decision"].eq("withhold").any())
