"""Entries of the disclosure log, and how they are found by words, year, topic and outcome. No file is read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from foi_stats.publish.decision import Outcome
from foi_stats.request.names import file_name, title_of
from foi_stats.run.disclosed import Disclosed

OUTCOMES: Mapping[Outcome, str] = {
    "granted": "Granted in full",
    "part": "Partially withheld",
    "refused": "Fully withheld",
    "ncnd": "Neither confirmed nor denied",
    "not_held": "Information not held",
    "unresolved": "No decision on the whole",
}
"""The outcomes of requests, in the words of the Cabinet Office's statistics where it has some."""

FOLDER = "responses"
"""The folder of the log that has a folder for each entry."""

_COMMON = """
a about all also am an and any are as asked at be been between by can confirm could details did do does each etc for
from give given had has have how i if in information into is it its know like made make many may me more much my no not
of on or other our per please provide provided question questions request same send should since so some such tell than
that the their them then there these they this those to under up us was we were what when where whether which who whom
will with within would you your
"""
"""Words that find nothing, because they are everywhere."""


@dataclass(frozen=True)
class Entry:
    """A release in the log: what it discloses, the day it was sent, and its files.

    Attributes
    ----------
    folder
        Where its files are.
    files
        Their digests (SHA-256), by their paths within the folder. A withdrawn release has none.
    withdrawn
        The day on which it was withdrawn; None while it stands.
    """

    disclosed: Disclosed
    sent: dt.date
    folder: Path
    files: Mapping[str, str] = field(default_factory=dict)
    withdrawn: dt.date | None = None

    @property
    def name(self) -> str:
        """The name of its folder in the log: the reference as a file's name, which holds no slash."""
        return file_name(self.disclosed.reference)

    @property
    def title(self) -> str:
        """What it is about; of a withdrawn release nothing but its reference is told."""
        told = self.disclosed
        if self.withdrawn:
            return f"Withdrawn: {told.reference}"
        return title_of(told.title, told.review_of)

    @property
    def outcome(self) -> str:
        """How the request ended, in words."""
        return OUTCOMES[self.disclosed.outcome]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words by which it is found; those of a withdrawn release are its reference alone."""
        told = self.disclosed
        texts = [] if self.withdrawn else [told.title, told.topic_title, *(answer.text for answer in told.answers)]
        return frozenset(words_in(" ".join([told.reference, *texts])))


@dataclass(frozen=True)
class Filters:
    """What entries are looked for; what is empty does not matter. All the words must be found."""

    words: str = ""
    year: str = ""
    topic: str = ""
    outcome: str = ""

    def __bool__(self) -> bool:
        return any((self.words.strip(), self.year, self.topic, self.outcome))


def find_entries(entries: Iterable[Entry], filters: Filters) -> list[Entry]:
    """Return the entries that pass all filters, in their order.

    A word finds those with a word that it begins; a whole reference finds its own entry alone.
    """
    some = [
        entry
        for entry in entries
        if filters.year in ("", str(entry.sent.year))
        and filters.topic in ("", topic_of(entry))
        and filters.outcome in ("", outcome_of(entry))
    ]
    text = filters.words.strip().casefold()
    named = [entry for entry in some if entry.disclosed.reference.casefold() == text]
    return named or [entry for entry in some if not text or _has_words(entry, words_in(text))]


def _has_words(entry: Entry, sought: Sequence[str]) -> bool:
    return bool(sought) and all(any(word.startswith(one) for word in entry.words) for one in sought)


def topic_of(entry: Entry) -> str:
    """Return the topic under which an entry is listed; empty for a withdrawn one."""
    return "" if entry.withdrawn else entry.disclosed.topic


def outcome_of(entry: Entry) -> str:
    """Return the outcome under which an entry is listed; empty for a withdrawn one."""
    return "" if entry.withdrawn else entry.disclosed.outcome


def words_in(text: str) -> list[str]:
    """Return the words of a text that tell something, in small letters and without accents, each once.

    Numbers of one or two digits tell too little: they are the ends of financial years and the ids of questions.
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    common = _COMMON.split()
    found = re.findall(r"\w+", plain.casefold().replace("_", " "))
    return list(
        dict.fromkeys(word for word in found if word not in common and len(word) > (2 if word.isdigit() else 1))
    )
