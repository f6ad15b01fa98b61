"""Write a short letter before the response: made directly, because it says nothing about figures, and screened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.publish.letters import check_letter, compose_letter
from foi_stats.publish.response import response_text
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_html import response_html
from foi_stats.publish.response_pdf import response_pdf
from foi_stats.release.leaks import leaks
from foi_stats.release.personal_in_texts import personal_in_texts
from foi_stats.request.authority import read_authority
from foi_stats.request.correspondence import LetterKind
from foi_stats.request.house_style import read_house_style
from foi_stats.request.law import read_law
from foi_stats.request.letter_days import is_late, letter_day, with_letter_day
from foi_stats.request.open_points import OpenPoint
from foi_stats.request.project_folders import Places
from foi_stats.request.request import read_drafting
from foi_stats.run.printed_texts import named_file
from foi_stats.run.screening import of_this_computer
from foi_stats.screen.read import screen
from foi_stats.vocabulary.findings import Finding, InputError, ReleaseError
from foi_stats.vocabulary.scratch import held_folder

_QUOTES = re.compile(r'^(?!questions? |cited|\w+ =).*"[^"]{3,}"')
"""A marked line that quotes the letter, and no question, citation or key."""
_DAY_KEYS = {"acknowledgement": "acknowledged", "clarification": "clarification.asked"}


@dataclass(frozen=True)
class Written:
    """The files of a letter, and what whoever sends it should know: that it is late, what to check of the law."""

    paths: tuple[Path, ...]
    warnings: tuple[str, ...]


def write_letter(
    kind: LetterKind, reference: str, places: Places, folder: Path | None = None, day: dt.date | None = None
) -> Written:
    """Write a letter in three formats, as ``<kind>-<day>`` in a folder, and return its files.

    The request may still be unfinished.

    Parameters
    ----------
    day
        What an acknowledgement or a clarification bears, where the request does not say it.
    folder
        Where it goes: by default ``letters/`` in the folder of the request's report.

    Raises
    ------
    InputError
        If the request lacks something that the letter has to say, or the letter is there already and says something
        else: what was sent is not written over.
    ReleaseError
        If a file, or a question that it repeats, holds what must not leave the building.
    """
    drafting, law = read_drafting(places.data, reference), read_law(places.data)
    request = drafting.request
    own_day = letter_day(kind, request)
    if day and not own_day:
        request = with_letter_day(kind, request, day)
    check_letter(kind, request, law)
    authority = read_authority(places.data, request.authority)
    _stop_at(personal_in_texts(request, authority, law, named_file(request.reference, places)))
    letter = compose_letter(kind, request, authority, law, read_house_style(places.data, authority.house))
    made = {
        "html": response_html(letter).encode(),
        "pdf": response_pdf(letter),
        "docx": response_docx(letter),
    }
    target = folder or places.report(request.reference) / "letters"
    paths = {target / f"{kind}-{letter.date}.{ending}": content for ending, content in made.items()}
    own_names = [authority.name, *authority.organisations]
    _check({path.name: content for path, content in paths.items()}, places, own_names, response_text(letter))
    for path, content in paths.items():
        if path.exists() and path.read_bytes() != content:
            raise InputError(
                f"{path} is there already and says something else. If it was sent, keep it and name another folder "
                "with -o; if not, remove it."
            )
    target.mkdir(parents=True, exist_ok=True)
    for path, content in paths.items():
        path.write_bytes(content)
    late = ["it is dated after the day on which the answer was due"] if is_late(kind, request, law) else []
    said = letter_day(kind, request)
    late += [f"it bears {said}: write {_DAY_KEYS[kind]} = {said} into the request's file"] if said != own_day else []
    checks = [f"before you send it, check {check.what}" for check in law.checks_due(letter.date)]
    return Written(tuple(paths), (*_not_in_it(kind, drafting.open), *late, *checks))


def _not_in_it(kind: LetterKind, open_points: Sequence[OpenPoint]) -> list[str]:
    """Return the requester's words that lie in marked lines about no question, so that the letter does not say them."""
    if kind not in _DAY_KEYS:
        return []
    return [
        f"it does not say what line {point.line} of the request's file still has to settle: {point.what}"
        for point in open_points
        if point.marked and not point.question and _QUOTES.search(point.what)
    ]


def _check(files: dict[str, bytes], places: Places, own_names: list[str], text: str) -> None:
    """Stop if a letter's files hide anything, or hold names of users or folders that the letter does not say."""
    with held_folder() as beside:
        folder = beside / "letter"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        found = [one for one in screen(folder, allowed=own_names) if one.severity == "error"]
        found += leaks(of_this_computer(places, text.casefold()), folder)
        _stop_at(found)


def _stop_at(found: Sequence[Finding]) -> None:
    if found:
        listed = "\n".join(f"  - {finding}" for finding in found)
        raise ReleaseError(f"The letter must not be sent as it stands:\n{listed}")
