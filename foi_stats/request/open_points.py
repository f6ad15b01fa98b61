"""What of a request is still to be decided: the lines that a draft marks, and what its keys still lack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from foi_stats.vocabulary.findings import ReleaseError

MARK = "# ?"
"""Begins each comment of a draft that names something unsure or not known."""

_ID = re.compile(r'(?:^|[{,])\s*id\s*=\s*"(?P<id>[^"]*)"')


@dataclass(frozen=True)
class Lack:
    """What a request lacks: the question it belongs to (empty if to none), the id of the part of it, and what it is."""

    question: str
    part: str
    what: str


@dataclass(frozen=True)
class OpenPoint:
    """A thing to decide: its line in the request's file (0 if it has none), its question, and what it is.

    ``marked`` is whether the file marks it itself.
    """

    line: int
    question: str
    what: str
    marked: bool


def open_points(text: str, lacks: Sequence[Lack]) -> tuple[OpenPoint, ...]:
    """Return what is to be decided in a request's file, in the order of its lines.

    Parameters
    ----------
    text
        The file.
    lacks
        What the request that was read from it lacks.
    """
    found, lines = [], text.splitlines()
    numbers: dict[str, int] = {}
    question = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("[["):
            question = ""
        if not line.lstrip().startswith("#") and (match := _ID.search(line)):
            numbers.setdefault(match["id"], number)
            question = match["id"] if line.startswith("id") else question
        if line.lstrip().startswith(MARK):
            found.append(OpenPoint(number, question, line.strip().removeprefix(MARK).strip(), marked=True))
    found += [OpenPoint(numbers.get(one.part, 0), one.question, _said(one), marked=False) for one in lacks]
    return tuple(sorted(found, key=lambda one: one.line))


def count_open(points: Sequence[OpenPoint]) -> int:
    """Return how many things are to be decided: what a question lacks is counted by its marks, if it has any."""
    marked = {one.question for one in points if one.marked}
    return sum(one.marked or one.question not in marked for one in points)


def list_open(points: Sequence[OpenPoint]) -> list[str]:
    """Return a line for each thing that must be there, and one for the lines that are marked."""
    lines = [f"  - line {one.line}: {one.what}" if one.line else f"  - {one.what}" for one in points if not one.marked]
    if marked := [one.line for one in points if one.marked]:
        lines.append(f"  - marked with {MARK}: line{'s' if len(marked) > 1 else ''} {_ranges(marked)}")
    return lines


def check_settled(path: Path, source: bytes | None = None) -> None:
    """Stop if a request still has lines marked as open; ``source`` is what its file holds, if that is known.

    Raises
    ------
    ReleaseError
        If there are any; the message lists them.
    """
    source = path.read_bytes() if source is None else source
    if left := open_points(source.decode("utf-8", errors="replace"), ()):
        listed = "\n".join(f"  line {one.line}: {MARK} {one.what}" for one in left)
        raise ReleaseError(f"{path} still has something to settle. Settle each, and remove the line:\n{listed}")


def _said(lack: Lack) -> str:
    if not lack.question:
        return f"{lack.part}: {lack.what}" if lack.part else lack.what
    place = f"question {lack.question}"
    return f"{place}: {lack.what}" if lack.part == lack.question else f"{place}, {lack.part}: {lack.what}"


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers with runs in short: 3 to 5, 8."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0])]
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
