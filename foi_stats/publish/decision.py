"""Say in a sentence or two what was decided on a request as a whole, from what each answer says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foi_stats.answer.answer import Answer
from foi_stats.publish.response_wording import Phrases

_REFUSED = frozenset({"withheld", "suppressed", "over_limit", "not_closed", "elsewhere", "refused", "vexatious"})
_SAYS_NOTHING = frozenset({"ncnd", "not_asked", "undetermined", "clarification", "another", "upheld"})
"""Of these nothing follows for the whole: what is neither confirmed nor denied must read alike whether held or not."""


def decision_of(
    answers: Mapping[str, Answer], phrase: Phrases, *, neither_confirms_nor_denies: bool
) -> tuple[str, ...]:
    """Return the sentences on how far a request is answered.

    Where it is neither confirmed nor denied that some information is held, they say nothing of what was found: they
    would have to differ with what is held (FOIA s.1(1)(a)).
    """
    told = [answer for answer in answers.values() if answer.status not in _SAYS_NOTHING]
    not_held = [answer for answer in told if answer.status == "not_held"]
    given = [answer for answer in told if answer.status not in _REFUSED and answer.status != "not_held"]
    is_refused = any(answer.status in _REFUSED or _withholds(answer) for answer in told)
    if not told or (neither_confirms_nor_denies and not given and not is_refused):
        return (phrase("decision_neither"),)
    if not given:
        return (phrase("decision_refused" if is_refused else "decision_not_held"),)
    if neither_confirms_nor_denies:
        said = phrase("decision_given_part" if is_refused else "decision_given")
    else:
        said = phrase("decision_part" if is_refused else "decision_all")
    return (said, phrase("decision_part_not_held")) if not_held else (said,)


def _withholds(answer: Answer) -> bool:
    """Return whether an answer that gives figures withholds some."""
    reasons: Iterable[str] = answer.table["reason"].str.split().explode().dropna()
    return bool(_REFUSED.intersection(reasons)) or bool(answer.names["decision"].eq("withhold").any())
