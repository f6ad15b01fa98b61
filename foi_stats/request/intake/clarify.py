"""What to ask the requester before a draft can be answered: periods, measures and meanings that are open. No disk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foi_stats.request.intake.kinds import names_basis
from foi_stats.request.intake.letter import RequestLetter
from foi_stats.request.intake.limbs import DraftLimb
from foi_stats.request.intake.periods import periods_named
from foi_stats.request.open_points import MARK
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.settings import toml_text

_SAYS = re.compile(r'the letter says (?P<words>"[^"]+"(?:, "[^"]+")*)')
_PERIOD = "for which period or periods do you want this?"
_BASIS = "do you mean what was allocated, what was budgeted, or what was spent?"


def open_questions(letter: RequestLetter) -> list[tuple[tuple[str, ...], str]]:
    """Return what the requester may be asked, each once, with the ids of the questions that need it.

    What a sentence before or after the questions may answer for all of them is not asked.
    """
    governing = " ".join(letter.account.quoted("opening") + letter.account.quoted("closing"))
    answered = (
        *((_PERIOD,) if periods_named(governing).named else ()),
        *((_BASIS,) if names_basis(governing) else ()),
    )
    found: dict[str, list[str]] = {}
    for question in letter.questions:
        for text in dict.fromkeys(text for limb in question.limbs for text in _of_limb(limb)):
            if text.startswith(answered):
                continue
            found.setdefault(text, []).append(question.id)
    return [(tuple(ids), f"{_named(ids)}: {text}") for text, ids in found.items()]


def _named(ids: Sequence[str]) -> str:
    return f"Question{'s' * (len(ids) > 1)} {listed(ids)}"


def _of_limb(limb: DraftLimb) -> list[str]:
    asked = []
    doubts = (*limb.years.doubts, *limb.doubts)
    if not limb.years.named:
        words = next((match["words"] for doubt in limb.years.doubts if (match := _SAYS.search(doubt))), "")
        asked.append(f"{_PERIOD} You wrote {words}." if words else _PERIOD)
    elif any("are calendar years meant" in doubt for doubt in limb.years.doubts):
        asked.append("do you mean calendar years, or financial years (April to March)?")
    if limb.asks == "counts" and not limb.measure:
        asked.append("what exactly would you like us to count?")
    if any("does not say on which basis" in doubt or "fit the basis" in doubt for doubt in doubts):
        asked.append(_BASIS)
    if any("by what?" in doubt for doubt in doubts):
        asked.append("by what should the largest be picked: supplier, service, or something else?")
    return asked


def clarification_lines(letter: RequestLetter) -> list[str]:
    """Return the entry of a request file that asks the requester; no lines if nothing is open."""
    asked = open_questions(letter)
    if not asked:
        return []
    concerned = {name for ids, _ in asked for name in ids}
    about = ", ".join(toml_text(one.id) for one in letter.questions if one.id in concerned)
    return [
        "",
        f"{MARK} what may be asked of the requester (s.1(3), s.16): keep what matters and write the day in asked when",
        "# foi-stats letter clarification has made the letter, which stops the clock; or remove the entry.",
        "[[clarification]]",
        f"about = [{about}]",
        "questions = [",
        *(f"  {toml_text(text)}," for _, text in asked),
        "]",
    ]
