"""The request within a page that holds a reply too, and the numbers that a page's lists have lost. No disk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foi_stats.request.intake.personal import is_salutation, sign_off
from foi_stats.request.intake.text import is_asking_clearly

_REQUEST = re.compile(
    r"\W*(?:(?:your|the|original|foi|information) )?(?:request(?: (?:details|summary|text|received))?|you (?:asked"
    r"|requested|wrote)"
    r"|question(?:s)? asked|details of (?:the |your )?request)\W*",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"\W*(?:(?:our|the|foi|council|trust|force) )?(?:response|reply|decision|outcome|answers?"
    r"|information (?:provided|released|disclosed)|disclosure)(?: (?:to|details|summary)(?: (?:your "
    r"|the )?request)?)?\W*",
    re.IGNORECASE,
)
_SURE_REPLY = re.compile(r"\W*(?:our |the |foi )?(?:response|reply)\W*", re.IGNORECASE)
_QUOTED = re.compile(r"(?:>\s*)*(?:on .{4,160} wrote:|-{2,} ?(?:original|forwarded) message ?-{2,})", re.IGNORECASE)
"""Begins what an e-mail quotes of the letters before it."""
_LABELLED = re.compile(r"\s*\(?\d{1,2} ?\(?[a-z]\)|\s*\(?[a-z]\)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<indent> *)(?P<number>\d{1,2})[.)]\s+(?=\S)")
_REFERRED = re.compile(r"(?<!\w)(\d{1,2}) ?\(?([a-z])\)", re.IGNORECASE)
_MOST = 40
_BEAM = 64


@dataclass(frozen=True)
class Page:
    """The lines of a request, those that stand before it, how many lines of a reply are left out, and what was done."""

    lines: list[str]
    before: tuple[str, ...] = ()
    reply: tuple[str, int] | None = None
    notes: tuple[str, ...] = ()


def find_request(lines: list[str]) -> Page:
    """Return the lines of a request: without the reply that a page shows below it, and with the numbers of its lists.

    A line that is nothing but "Request" begins one, and one that is nothing but "Response" ends it.
    """
    starts = [at for at, line in enumerate(lines) if line.strip() and _REQUEST.fullmatch(line)]
    first = starts[0] if starts else None
    lines, thread = _without_thread(lines, first)
    ends = [at for at, line in enumerate(lines) if line.strip() and _REPLY.fullmatch(line)]
    after = [at for at in ends if first is None or at > first]
    sure = after if first is not None else [at for at in after if _SURE_REPLY.fullmatch(lines[at])]
    last = next((at for at in sure if _asks_before(lines, first, at)), None)
    kept = lines[0 if first is None else first + 1 : last]
    before = tuple(line.strip() for line in lines[:first] if line.strip()) if first is not None else ()
    reply = None
    if last is not None:
        reply = (lines[last].strip(), sum(bool(line.strip()) for line in lines[last:]))
    kept, note = restore_numbers(kept)
    return Page(kept, before, reply or thread, (note,) if note else ())


def _without_thread(lines: list[str], first: int | None) -> tuple[list[str], tuple[str, int] | None]:
    """Return the lines of the first letter of a thread, and how many of later ones are left out.

    A greeting after closing words begins another letter: the reply, on pages that show a request and its answers. So
    does the line with which an e-mail begins to quote the ones before it, once something has been asked.
    """
    closed = asked = False
    for at, line in enumerate(lines):
        if first is not None and at <= first:
            continue
        asked = asked or is_asking_clearly(line)
        if asked and _QUOTED.fullmatch(line.strip()):
            return lines[:at], ("On … wrote:", sum(bool(later.strip()) for later in lines[at:]))
        if closed and is_salutation(line.strip()) and line.strip().casefold().startswith("dear"):
            rest = [later.strip() for later in lines[at:] if later.strip()]
            return lines[:at], ("Dear …", len(rest))
        closed = closed or sign_off(line.strip()) is not None
    return lines, None


def _asks_before(lines: list[str], first: int | None, last: int) -> bool:
    """Return whether something stands before a line that could head a reply: else it heads the letter's own text."""
    return sum(len(line.split()) for line in lines[0 if first is None else first + 1 : last]) >= 8


@dataclass(frozen=True)
class _Line:
    at: int
    indent: int
    number: int
    text: str
    end: int


@dataclass(frozen=True)
class _Guess:
    """One way to number the lines read so far: their labels, and where in the lists it stands."""

    labels: tuple[str, ...] = ()
    outer: int = 0
    printed: int = 0
    inner: int = 0
    indents: tuple[int, int] = (-1, -1)
    cost: int = 0

    def as_outer(self, line: _Line) -> _Guess | None:
        if line.number != self.printed + 1:
            return None
        cost = self.cost + self._misfit(0, line.indent)
        return _Guess(
            (*self.labels, str(self.outer + 1)), self.outer + 1, line.number, 0, (line.indent, self.indents[1]), cost
        )

    def as_inner(self, line: _Line) -> _Guess | None:
        if not self.inner or line.number != self.inner + 1 or self.inner > 25:
            return None
        return self._with_letter(line, self.outer, line.number, 0)

    def as_first(self, line: _Line, *, headless: bool) -> _Guess | None:
        """Take a line as the first of a list within: under an item that is empty (``headless``), or the one before."""
        if line.number != 1 or (not headless and (self.inner or not self.outer)):
            return None
        return self._with_letter(line, self.outer + headless, 1, 1)

    def _with_letter(self, line: _Line, outer: int, inner: int, more: int) -> _Guess:
        label = f"{outer}{chr(ord('a') + inner - 1)}"
        cost = self.cost + more + self._misfit(1, line.indent)
        return _Guess((*self.labels, label), outer, self.printed, inner, (self.indents[0], line.indent), cost)

    def _misfit(self, level: int, indent: int) -> int:
        own, other = self.indents[level], self.indents[1 - level]
        wrong = (own not in (-1, indent)) + (other != -1 and (indent < other if level else indent > other))
        return 3 * int(wrong)

    def lacks(self, referred: set[str]) -> int:
        return 10 * len(referred - set(self.labels))


def restore_numbers(lines: list[str]) -> tuple[list[str], str]:
    """Return lines with the numbers and letters of lists within lists, where a page has lost them, and what was done.

    A page that is copied as text can number "1a, 1b, 2, 3a" as "1, 2, 1, 1". Of the ways in which that can come about,
    the one is taken that has each label to which the letter refers ("see 1b") and fits the indents; if none has more of
    them than the plain numbers do, the lines stay as they are.
    """
    listed = [
        _Line(at, len(match["indent"]), int(match["number"]), line[match.end() :], match.end())
        for at, line in enumerate(lines)
        if (match := _NUMBERED.match(line))
    ]
    numbers = [line.number for line in listed]
    if numbers.count(1) < 2 or len(listed) > _MOST or any(_LABELLED.match(line) for line in lines):
        return lines, ""
    referred = {f"{number}{letter.lower()}" for line in lines for number, letter in _REFERRED.findall(line)}
    guesses = [_Guess()]
    for line in listed:
        ways = [
            way
            for guess in guesses
            for way in (
                guess.as_outer(line),
                guess.as_inner(line),
                guess.as_first(line, headless=True),
                guess.as_first(line, headless=False),
            )
            if way is not None
        ]
        guesses = sorted(ways, key=lambda way: way.cost)[:_BEAM]
    best = min(guesses, key=lambda way: (way.lacks(referred) + way.cost, len(way.labels)), default=None)
    headless = best is not None and listed[0].indent > min(line.indent for line in listed)
    if best is None or not (headless or (referred and not best.lacks(referred))):
        return lines, ""
    restored = list(lines)
    for line, label in zip(listed, best.labels, strict=True):
        restored[line.at] = f"{' ' * line.indent}{label}) {line.text}"
    return restored, f"the numbers of the letter begin anew; read as {', '.join(best.labels)}: compare"
