"""Find what the words of a question ask for that no key of its draft answers. No disk is touched but for the word list.

Each thing that letters are known to ask for has its words in ``unmet.toml``, and the keys of which any one answers it.
What has none is asked about in a line of its own, which quotes the words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foi_stats.request.intake.text import plain_quotes

_FEW = r"(?: [\w'£%/-]+){0,8}"
_MORE = r"[^.?!;]{0,100}"


@dataclass(frozen=True)
class _Thing:
    """A thing that is asked for: its words, the beginnings of the keys that answer it, and what to write."""

    words: re.Pattern[str]
    answered_by: tuple[str, ...]
    advice: str


@cache
def _things() -> tuple[_Thing, ...]:
    table = tomllib.loads(files("foi_stats.request.intake").joinpath("unmet.toml").read_text(encoding="utf-8"))
    pairs = "|".join(table["pairs"])

    def pattern(words: Sequence[str]) -> re.Pattern[str]:
        joined = "|".join(words).replace("{pairs}", pairs).replace("{few}", _FEW).replace("{more}", _MORE)
        return re.compile(joined, re.IGNORECASE)

    return tuple(_Thing(pattern(one["words"]), tuple(one["answered_by"]), one["advice"]) for one in table["thing"])


def unmet(text: str, known: Collection[str], doubts: Sequence[str] = ()) -> tuple[str, ...]:
    """Return a line for each thing that a text asks for and nothing answers.

    Parameters
    ----------
    known
        What the draft has for it: ``by provider``, ``totals = true``, ``key since``, ``list`` and the like.
    doubts
        Lines that are there already: what one of them quotes is not asked about again.
    """
    found: list[str] = []
    plain = plain_quotes(text)
    for thing in _things():
        match = thing.words.search(plain)
        if match is None or any(key.startswith(answer) for key in known for answer in thing.answered_by):
            continue
        words = " ".join(match[0].split())
        if not any(words in doubt for doubt in (*doubts, *found)):
            found.append(f'asks "{words}": {thing.advice}')
    return tuple(found)
