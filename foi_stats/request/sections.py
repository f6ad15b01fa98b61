"""What the Freedom of Information Act asks of each exemption, as data with its source (``sections.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.settings import Settings

COST, VEXATIOUS = "12", "14"
"""Sections under which a request is refused and that are no exemptions: no public interest test, no such text."""

ACCESSIBLE, FUTURE_PUBLICATION, PERSONAL_DATA = "21", "22", "40(2)"


class Section(Settings):
    """An exemption of the Act.

    ``prejudice`` lists the subsections of which the Act says "would, or would be likely to"; ``*`` is all of them.
    ``qualified`` lists the qualified subsections of an exemption that may be ``either``.
    """

    title: str
    absolute: Literal["yes", "no", "either"]
    qualified: list[str] = []
    prejudice: list[str] = []
    qualified_person: bool = False


class _Sections(Settings):
    source: str
    section: dict[str, Section]


@cache
def exemptions() -> dict[str, Section]:
    """Return the exemptions of the Act, by their sections."""
    text = files("foi_stats.request").joinpath("sections.toml").read_text(encoding="utf-8")
    return _Sections.model_validate(tomllib.loads(text)).section


def section_number(section: str) -> str:
    """Return the section without its subsection: ``43`` for ``43(2)``."""
    found = re.match(r"\d+[A-Z]?", section)
    return found.group() if found else ""


def qualified_sections() -> list[str]:
    """Return the sections that are qualified, and the subsections of those that may be either."""
    return [
        number if part == "*" else f"{number}{part}"
        for number, section in exemptions().items()
        for part in (["*"] if section.absolute == "no" else section.qualified)
    ]


def is_qualified(section: str) -> bool:
    """Return whether a public interest test decides on an exemption (s.2(2)(b) and (3)), such as 43 or 43(2)."""
    named = section.replace(" ", "")
    return any(named == one or named.startswith(f"{one}(") for one in qualified_sections())


def exemption_section(section: str) -> str:
    """Return a section as it is written, if it is an exemption.

    Raises
    ------
    ValueError
        If it is section 12 or 14, which are no exemptions, or no section of Part II of the Act.
    """
    section = " ".join(section.split()).removeprefix("section ")
    number = section_number(section)
    if number in (COST, VEXATIOUS):
        raise ValueError(
            f"section {section} is not an exemption: take this [[exemption]] out, and write asks = "
            f'"refused" and section = "{section}" in the [[question]]'
        )
    if number not in exemptions():
        raise ValueError(f"{section!r} is no exemption of the Act: write its section, such as 43(2)")
    return section


def refusal_section(section: str) -> str:
    """Return a section under which a question is refused: an exemption, or section 12 or 14 with its subsection.

    Raises
    ------
    ValueError
        If it is none.
    """
    section = " ".join(section.split()).removeprefix("section ")
    number = section_number(section)
    if number == VEXATIOUS and section not in ("14(1)", "14(2)"):
        raise ValueError("a refusal under section 14 says which it is: 14(1), vexatious, or 14(2), repeated")
    if number == COST and section not in ("12", "12(1)", "12(2)"):
        raise ValueError("a refusal for cost is under section 12(1), or 12(2) if finding out what is held costs more")
    return section if number in (COST, VEXATIOUS) else exemption_section(section)


def needs_prejudice(section: str) -> bool:
    """Return whether the Act says "would, or would be likely to" of an exemption."""
    known = exemptions()[section_number(section)].prejudice
    subsection = re.search(r"\((\w+)\)", section)
    return "*" in known or (subsection[1] in known if subsection else bool(known))


def needs_qualified_person(section: str) -> bool:
    """Return whether an exemption rests on the reasonable opinion of a qualified person."""
    return exemptions()[section_number(section)].qualified_person


def sections_in_words(sections: Iterable[str]) -> str:
    """Return sections as a sentence has them: ``section 43(2)``, ``sections 31(1) and 40(2)``; empty for none."""
    different = list(dict.fromkeys(sections))
    return f"section{'s' * (len(different) > 1)} {listed(different)}" if different else ""
