"""What to ask the requester before a draft can be answered: periods, measures and meanings that are open. No disk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foi_stats.request.intake.letter import DraftQuestion
from foi_stats.request.intake.limbs import DraftLimb
from foi_stats.request.open_points import MARK

_SAYS = re.compile(r'the letter says "(?P<words>[^"]+)"')


def open_questions(questions: Sequence[DraftQuestion]) -> list[tuple[str, str]]:
    """Return for each question of a draft that needs it what the requester may be asked, with the question's id."""
    found: list[tuple[str, str]] = []
    for question in questions:
        for limb in question.limbs:
            found += [(question.id, text) for text in _of_limb(question.id, limb)]
    return list(dict.fromkeys(found))


def _of_limb(name: str, limb: DraftLimb) -> list[str]:
    asked = []
    doubts = (*limb.years.doubts, *limb.doubts)
    if not limb.years.named:
        words = next((match["words"] for doubt in limb.years.doubts if (match := _SAYS.search(doubt))), "")
        said = f' You wrote "{words}".' if words else ""
        asked.append(f"Question {name}: for which period or periods do you want this?{said}")
    elif any("are calendar years meant" in doubt for doubt in limb.years.doubts):
        asked.append(f"Question {name}: do you mean calendar years, or financial years (April to March)?")
    if limb.asks == "counts" and not limb.measure:
        asked.append(f"Question {name}: what exactly would you like us to count?")
    if any("does not say on which basis" in doubt or "fit the basis" in doubt for doubt in doubts):
        asked.append(f"Question {name}: do you mean what was allocated, what was budgeted, or what was spent?")
    if any("by what?" in doubt for doubt in doubts):
        asked.append(f"Question {name}: by what should the largest be picked: supplier, service, or something else?")
    return asked


def clarification_lines(questions: Sequence[DraftQuestion]) -> list[str]:
    """Return the entry of a request file that asks the requester; no lines if nothing is open."""
    asked = open_questions(questions)
    if not asked:
        return []
    about = ", ".join(f'"{name}"' for name in dict.fromkeys(name for name, _ in asked))
    return [
        "",
        f"{MARK} what may be asked of the requester (s.1(3), s.16): keep what matters and write the day in asked when",
        "# foi-stats letter clarification has made the letter, which stops the clock; or remove the entry.",
        "[[clarification]]",
        f"about = [{about}]",
        "questions = [",
        *(f"  {_toml(text)}," for _, text in asked),
        "]",
    ]


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
