"""The lists of the log: all its entries, those of a year, a topic, an outcome or a word, and what a page holds of one.

Nothing here is rendered. A page of a list holds :data:`PER_PAGE` entries, so that none grows with the log.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from foi_stats.disclosure_log.entries import OUTCOMES, Entry, outcome_of, topic_of

PER_PAGE = 50
"""The most entries on a page of a list."""

FEW = 12
"""A word with no more entries than these names them where it stands; one with more has a list of its own."""

MOST_NAMED = 400
"""The most entries that a page of words names, in all, before the next begins."""


@dataclass(frozen=True)
class EntryList:
    """Entries that belong together: where their list is, without the number and ending of a page, and its title."""

    address: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def pages(self) -> int:
        """How many pages it has; one where it is empty."""
        return max(1, -(-len(self.entries) // PER_PAGE))

    def path(self, number: int = 1) -> str:
        """Return the path of one of its pages, counted from 1."""
        return f"{self.address}.html" if number == 1 else f"{self.address}.{number}.html"

    def on_page(self, number: int) -> Sequence[Entry]:
        """Return the entries of a page."""
        return self.entries[(number - 1) * PER_PAGE : number * PER_PAGE]


@dataclass(frozen=True)
class WordsPage:
    """A page of the index of words: its path, and each word with its list."""

    path: str
    words: tuple[tuple[str, EntryList], ...]

    @property
    def label(self) -> str:
        """Its first and its last word."""
        first, last = self.words[0][0], self.words[-1][0]
        return first if first == last else f"{first} to {last}"


def all_entries(entries: Iterable[Entry]) -> EntryList:
    """Return the list of all entries, the newest first."""
    return EntryList("all", "All responses", tuple(entries))


def by_year(entries: Iterable[Entry]) -> list[EntryList]:
    """Return a list for each calendar year in which responses were sent, the last first."""
    found = _grouped(entries, lambda entry: [str(entry.sent.year)])
    return [
        EntryList(f"years/{year}", f"Responses sent in {year}", found[year]) for year in sorted(found, reverse=True)
    ]


def by_topic(entries: Iterable[Entry]) -> list[EntryList]:
    """Return a list for each topic, in the order of their titles; each bears the title of its newest release."""
    found = _grouped(entries, lambda entry: [topic_of(entry)])
    lists = [
        EntryList(f"topics/{slug(topic)}", some[0].disclosed.topic_title, some)
        for topic, some in found.items()
        if topic
    ]
    return sorted(lists, key=lambda one: (one.title.casefold(), one.address))


def by_outcome(entries: Iterable[Entry]) -> list[EntryList]:
    """Return a list for each outcome that there is, in the order in which outcomes are told."""
    found = _grouped(entries, lambda entry: [outcome_of(entry)])
    return [
        EntryList(f"outcomes/{slug(outcome)}", title, found[outcome])
        for outcome, title in OUTCOMES.items()
        if outcome in found
    ]


def by_word(entries: Iterable[Entry]) -> list[tuple[str, EntryList]]:
    """Return each word with the list of its entries, in the order of the alphabet."""
    found = _grouped(entries, lambda entry: sorted(entry.words))
    return [(word, EntryList(f"word/{slug(word)}", f"Responses with “{word}”", found[word])) for word in sorted(found)]


def words_pages(words: Iterable[tuple[str, EntryList]]) -> list[WordsPage]:
    """Return the pages of the index of words, as many as it needs."""
    return [
        WordsPage("words/index.html" if number == 1 else f"words/{number}.html", tuple(part))
        for number, part in enumerate(_parts(words), start=1)
    ]


def slug(text: str) -> str:
    """Return a name for a file on any web server: letters of other scripts, and all signs, become their numbers."""
    return re.sub(r"[^a-z0-9-]", lambda found: f"_{ord(found[0]):x}", text.casefold())


def _grouped(entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in names(entry):
            found[name].append(entry)
    return {name: tuple(some) for name, some in found.items()}


def _parts(words: Iterable[tuple[str, EntryList]]) -> Iterator[list[tuple[str, EntryList]]]:
    """Yield words in parts that name no more than :data:`MOST_NAMED` entries."""
    part: list[tuple[str, EntryList]] = []
    named = 0
    for word, some in words:
        more = len(some.entries) if len(some.entries) <= FEW else 1
        if part and named + more > MOST_NAMED:
            yield part
            part, named = [], 0
        part.append((word, some))
        named += more
    if part:
        yield part
