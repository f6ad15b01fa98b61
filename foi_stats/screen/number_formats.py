"""Number formats that show something else than the number: nothing at all, or ``<5`` in the place of a 3."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_PIECE = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|[^;])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d*)?)\]")
_BRACKETED = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?@ymdhsaeg]|general|standard", re.IGNORECASE)
"""What stands for the digits of a number, a date or a time, or for a text."""

_LONGEST = 1_000
"""Characters of a format that are looked at; Excel takes 255."""


class Section(NamedTuple):
    """A part of a format: the condition under which it is used (an operator and a number), and what it shows."""

    condition: tuple[str, float] | None
    shows_digits: bool
    literal: str


@lru_cache(maxsize=4096)
def sections_of(code: str) -> tuple[Section, ...]:
    """Return the parts of a format, which semicolons part (ECMA-376, 18.8.31)."""
    found: list[Section] = []
    code, at = code[:_LONGEST], 0
    while at <= len(code) and len(found) < 4:
        piece = _PIECE.match(code, at)
        text = piece.group(0) if piece else ""
        at += len(text) + 1
        condition = _CONDITION.search(text)
        bare = _LITERAL.sub("", _BRACKETED.sub("", text))
        literal = "".join(one.strip('"\\') for one in re.findall(r'"[^"]*"|\\.', text)).strip()
        told = (condition.group(1), float(condition.group(2))) if condition else None
        found.append(Section(told, bool(_DIGITS.search(bare)), literal))
    if len(found) == 1 and not found[0].literal:  # a colour alone changes no digit
        found = [found[0]._replace(shows_digits=True)]
    return tuple(found)


def shows_nothing(code: str) -> bool:
    """Return whether a format, such as ``;;;``, shows neither numbers nor text."""
    sections = sections_of(code)
    return len(sections) > 2 and not any(one.shows_digits or one.literal for one in sections)


def may_hide_numbers(code: str) -> bool:
    """Return whether there are numbers other than 0 that a format does not show."""
    sections = sections_of(code)
    if any(one.condition for one in sections):
        return any(not one.shows_digits for one in sections[:3])
    return any(not one.shows_digits for one in sections[:2]) and bool(code.strip())


def hides(code: str, number: float) -> bool:
    """Return whether a format shows something else than this number. For 0 and 1 a word, such as No, may stand."""
    sections = sections_of(code)
    section = _section(sections, number)
    return not section.shows_digits and not (number in (0, 1, -1) and section.literal)


def _section(sections: tuple[Section, ...], number: float) -> Section:
    if any(one.condition for one in sections):
        numbers = [one for one in sections if one.condition] + [one for one in sections[:3] if not one.condition][:1]
        return next((one for one in numbers if one.condition is None or holds(number, *one.condition)), sections[0])
    if len(sections) > 2 and number == 0:
        return sections[2]
    return sections[1] if number < 0 and len(sections) > 1 else sections[0]


def holds(number: float, operator: str, other: float) -> bool:
    """Return whether a number compares so to another."""
    return {
        "<": number < other,
        "<=": number <= other,
        ">": number > other,
        ">=": number >= other,
        "=": number == other,
        "<>": number != other,
    }[operator]
