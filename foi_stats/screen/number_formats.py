"""Parses number formats, and decides which numbers they do not show: all, or a 3 shown as ``<5``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_PIECE = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|[^;])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d*)?)\]")
_BRACKETED = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?@ymdhsaeg]|general|standard", re.IGNORECASE)
"""The characters that stand for the digits of a number, a date or a time, or for a text."""

_LONGEST = 1_000
"""The most characters of a format that are read; Excel allows 255."""


class Section(NamedTuple):
    """A section of a format: its condition (operator and number), whether it shows digits, and its literal text."""

    condition: tuple[str, float] | None
    shows_digits: bool
    literal: str


@lru_cache(maxsize=4096)
def sections_of(code: str) -> tuple[Section, ...]:
    """Return the sections of a format, which semicolons separate (ECMA-376, 18.8.31)."""
    found: list[Section] = []
    code, at = code[:_LONGEST], 0
    while at <= len(code) and len(found) < 4:
        piece = _PIECE.match(code, at)
        text = piece.group(0) if piece else ""
        at += len(text) + 1
        condition = _CONDITION.search(text)
        bare = _LITERAL.sub("", _BRACKETED.sub("", text))
        literal = "".join(quoted.strip('"\\') for quoted in re.findall(r'"[^"]*"|\\.', text)).strip()
        rule = (condition.group(1), float(condition.group(2))) if condition else None
        found.append(Section(rule, bool(_DIGITS.search(bare)), literal))
    if len(found) == 1 and not found[0].literal:  # a colour alone changes no digit
        found = [found[0]._replace(shows_digits=True)]
    return tuple(found)


def shows_nothing(code: str) -> bool:
    """Return whether a format, such as ``;;;``, shows neither numbers nor text."""
    sections = sections_of(code)
    return len(sections) > 2 and not any(section.shows_digits or section.literal for section in sections)


def may_hide_numbers(code: str) -> bool:
    """Return whether there are numbers other than 0 that a format does not show."""
    sections = sections_of(code)
    if any(section.condition for section in sections):
        return any(not section.shows_digits for section in sections[:3])
    return any(not section.shows_digits for section in sections[:2]) and bool(code.strip())


def hides(code: str, number: float) -> bool:
    """Return whether a format does not show this number. For 0 and 1 it may show a word instead, such as No."""
    sections = sections_of(code)
    section = _section(sections, number)
    return not section.shows_digits and not (number in (0, 1, -1) and section.literal)


def _section(sections: tuple[Section, ...], number: float) -> Section:
    if any(section.condition for section in sections):
        numbers = [section for section in sections if section.condition] + [
            section for section in sections[:3] if not section.condition
        ][:1]
        return next(
            (section for section in numbers if section.condition is None or holds(number, *section.condition)),
            sections[0],
        )
    if len(sections) > 2 and number == 0:
        return sections[2]
    return sections[1] if number < 0 and len(sections) > 1 else sections[0]


def holds(number: float, operator: str, other: float) -> bool:
    """Return whether a comparison of two numbers holds."""
    return {
        "<": number < other,
        "<=": number <= other,
        ">": number > other,
        ">=": number >= other,
        "=": number == other,
        "<>": number != other,
    }[operator]
