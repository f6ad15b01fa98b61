"""Tell of hidden counts that stand in their place in the files of a release: each once, for all files that have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foi_stats.screen.catalogue import finding
from foi_stats.vocabulary.findings import Finding

NUMBER_WORDS = (
    *("no one", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_QUOTED = 160
"""Characters of a clause that a finding quotes."""


@dataclass(frozen=True, slots=True)
class HiddenCount:
    """A count that is hidden: the figure it stands in, what it is of, its period as printed, and the count itself.

    ``labels`` are those it is of, where they are several; ``by_chance`` is whether another count of them is the same.
    """

    figure: str
    service: str
    period: str
    count: int
    labels: tuple[str, ...] = ()
    by_chance: bool = False


@dataclass(frozen=True, slots=True)
class HiddenLeak:
    """A hidden count in its place in a file: what kind of place that is, and the words that say it, if words do."""

    count: HiddenCount
    file: str
    where: str
    words: str = ""


def each_once(leaks: Iterable[HiddenLeak]) -> list[Finding]:
    """Return a finding for each place of a hidden count, with all files that have it: the same letter in its forms."""
    together: dict[tuple[HiddenCount, str, str], list[HiddenLeak]] = {}
    for leak in leaks:
        folder = leak.file.rpartition("/")[0]
        together.setdefault((leak.count, leak.where, folder), []).append(leak)
    return [_finding(same) for same in together.values()]


def _finding(same: Sequence[HiddenLeak]) -> Finding:
    one = same[0]
    said = f"the hidden count of {one.count.service}, {one.count.period} stands in {one.where}"
    if words := min(filter(None, (leak.words for leak in same)), key=len, default=""):
        said += f": {_masked(words, one.count.count)[:_QUOTED]!r}"
    return replace(finding("leak", said), file=", ".join(dict.fromkeys(leak.file for leak in same)))


def _masked(words: str, count: int) -> str:
    """Return words without the hidden count: a finding does not tell it."""
    said = [str(count), *NUMBER_WORDS[count : count + 1]]
    return re.sub(rf"(?<![\w-])(?:{'|'.join(said)})(?![\w-])", "\N{HORIZONTAL ELLIPSIS}", words, flags=re.IGNORECASE)
