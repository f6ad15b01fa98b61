"""Where each sentence of a letter went that is no question, nor part of one. No disk is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from foi_stats.request.intake.personal import PLACEHOLDER, REMOVED, without_personal

AsideSort = Literal["opening", "closing", "aside", "form", "review", "own data", "environment", "complaint"]

_INITIAL = re.compile(r"(?<=[a-z,;)] )[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,5}")


@dataclass(frozen=True)
class Aside:
    """A sentence that is no question, and asks to be settled: what it is, and its words without anything personal."""

    sort: AsideSort
    text: str


@dataclass
class Account:
    """What was left out of a letter, and what is to be settled.

    ``asides`` are quoted, each in a line of its own. ``courtesies`` are listed; so is what is ``personal``, without the
    personal words. ``parts`` is how many sentences are part of a question beside its first; ``notes`` is what was done
    to the letter, and ``reply`` the lines of a reply that stood below it. ``removed`` is how many names, days and the
    like were taken out of questions and of what is quoted.
    """

    asides: list[Aside] = field(default_factory=list)
    courtesies: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    parts: int = 0
    notes: Sequence[str] = ()
    reply: tuple[str, int] | None = None
    removed: int = 0

    def cleaned(self, names: Sequence[str]) -> Account:
        """Return the same without anything personal."""
        asides = [Aside(one.sort, without_personal(one.text, names)) for one in self.asides]
        return Account(
            asides,
            [without_personal(text, names) for text in self.courtesies],
            [_impersonal(text, names) for text in self.personal],
            self.parts,
            self.notes,
            self.reply,
            self.removed + count_removed(one.text for one in asides),
        )

    def quoted(self, sort: AsideSort) -> tuple[str, ...]:
        """Return the sentences of one sort."""
        return tuple(one.text for one in self.asides if one.sort == sort)


def count_removed(texts: Iterable[str]) -> int:
    """Return how many placeholders for something personal stand in texts."""
    return sum(len(PLACEHOLDER.findall(text)) for text in texts)


def _impersonal(text: str, names: Iterable[str]) -> str:
    """Return a sentence about the writer without what could name anybody: words with capitals within it go too."""
    cleaned = without_personal(text, names)
    if len(cleaned.split()) <= 6 or len(PLACEHOLDER.findall(cleaned)) > 2:
        return REMOVED
    cleaned = _INITIAL.sub(lambda found: found[0] if found[0] == "I" else REMOVED, cleaned)
    return re.sub(r"\S*\d\S*", REMOVED, cleaned)
