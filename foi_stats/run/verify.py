"""Verify a report: make it again in a temporary folder, and compare it byte for byte with the one that readers see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foi_stats.request.request import Request, read_request
from foi_stats.run.batch import run_request
from foi_stats.run.folders import OUTCOMES
from foi_stats.run.later_supplies import Later, read_later, without_supplies
from foi_stats.run.messages import Progress, RunSettings
from foi_stats.run.plan import Places
from foi_stats.run.run_account import FILE
from foi_stats.run.run_record import FILE as RECORD
from foi_stats.run.run_record import about_of, input_files, ledger_as_it_was, library, look_at, record_of
from foi_stats.run.trace import published, read_trail
from foi_stats.supply.cache_entries import CACHE_VARIABLE
from foi_stats.supply.supply_files import is_supply_place
from foi_stats.vocabulary.findings import FoiError, InputError, ReleaseError
from foi_stats.vocabulary.scratch import held_folder

_DIGEST = 64
"""The letters of the digest of a file."""

_RECORDS = (FILE, "notebooks")
"""What the working papers hold that is the record of one run, and differs from run to run."""


@dataclass(frozen=True)
class Verified:
    """How a report compares with the same made again.

    Attributes
    ----------
    outcome
        Whether it was a release or a draft.
    files
        How many files were compared.
    differing
        The files that are not the same, each with how: (name, "differs", "is no longer made" or "is new").
    causes
        What has changed since the report was made.
    later
        What was supplied since, and which figures it would change. None of it is used to make the report again.
    """

    reference: str
    outcome: str
    files: int
    differing: tuple[tuple[str, str], ...]
    causes: tuple[str, ...]
    later: Later


def verify(reference: str, places: Places, progress: Progress | None = None) -> Verified:
    """Make a report again in a temporary folder, and compare it byte for byte with the one that readers see.

    The supplies are read anew, and nothing that an earlier run kept is used. What was supplied since the report was
    made is left out, and told apart. The report itself is not touched.

    Raises
    ------
    InputError
        If there is no such request, or it has no report yet, or the record of its run is missing or damaged.
    ReleaseError
        If the report cannot be made any more, or the request of a release is no longer approved.
    """
    request = read_request(places.data, reference)
    before = published(places.report(request.reference))
    name = _outcome_of(before)
    if name == "release" and request.approval is None:
        raise ReleaseError(
            f"The release of {request.reference} cannot be made again, so it is not verified: its request has no "
            "approval any more, so a run makes a draft. Put the approval back to verify the release."
        )
    record = record_of(before)
    if not record:
        raise InputError(
            f"{(before / RECORD).as_posix()} is missing or damaged: it does not say what the report was made from. "
            f"Make the report again: foi-stats run {reference} --force."
        )
    later = read_later(before, places, reference, request.authority, read_trail(places, reference))
    with (
        held_folder() as beside,
        without_supplies(places, later.supplies) as as_it_was,
        _no_store(),
    ):
        again = replace(as_it_was, reports=beside)
        _make_again(request, again, record, name, progress)
        now = published(again.report(request.reference))
        was, is_now = _files(before, name), _files(now, _outcome_of(now))
        differing = tuple(
            (file, "is new" if file not in was else "is no longer made" if file not in is_now else "differs")
            for file in sorted({*was, *is_now})
            if was.get(file) != is_now.get(file)
        )
        causes = tuple(_changes(record, as_it_was))
    return Verified(request.reference, name, len({*was, *is_now}), differing, causes, later)


def _make_again(
    request: Request, places: Places, record: Mapping[str, Any], name: str, progress: Progress | None
) -> None:
    """Make a report again.

    Raises
    ------
    ReleaseError
        If it cannot be made; the message says what has changed since the run that made it before.
    """
    try:
        settings = RunSettings(force=True, as_draft=name == "draft", on_record=False)
        run_request(request.reference, places, progress, settings)
    except InputError:
        raise
    except FoiError as error:
        why = _changes(record, places) or ["nothing that is recorded"]
        lines = [f"The report cannot be made again, so it is not verified. {error}"]
        lines += ["What has changed since it was made:", *(f"  - {cause}" for cause in why)]
        raise ReleaseError("\n".join(lines)) from None


def _changes(record: Mapping[str, Any], places: Places) -> list[str]:
    """Return a line for each thing that a report was made from, as its record says, and that has changed since."""
    about = about_of(record)
    was = {name: seen[-1] for name, seen in record["inputs"].items()}
    now = {name: seen.sha256 for name, seen in look_at(input_files(places, record["reference"], about)).items()}
    lines = [
        f"the {'supply' if is_supply_place(name, about.authority) else 'file'} {name} {_change(old, new)}"
        for name, old, new in _differing(was, now)
    ]
    if not ledger_as_it_was(record["ledger"], places):
        lines.append("what was released before, by data/ledger.csv, has changed")
    return lines + [
        f"the library {name} {_change(old, new)}" for name, old, new in _differing(record["library"], library())
    ]


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    names = sorted({*was, *now})
    return [(name, was.get(name, ""), now.get(name, "")) for name in names if was.get(name, "") != now.get(name, "")]


def _change(old: str, new: str) -> str:
    if not old:
        return "is used now, and was not"
    if not new:
        return "is no longer used"
    return "has changed" if len(old) == _DIGEST else f"was {old}, and is {new}"


def _outcome_of(run: Path) -> str:
    return next(name for name in OUTCOMES if (run / name).exists())


def _files(run: Path, outcome: str) -> dict[str, bytes]:
    """Return the files of a run that must be the same again, by name."""
    kept = {}
    for folder in (outcome, "working"):
        for path in (run / folder).rglob("*"):
            name = path.relative_to(run)
            if path.is_file() and not (folder == "working" and name.parts[1] in _RECORDS):
                kept[name.as_posix()] = path.read_bytes()
    return kept


@contextmanager
def _no_store() -> Iterator[None]:
    """Have supplies read from their files, here and in the notebooks' own processes."""
    was = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = "off"
    try:
        yield
    finally:
        if was is None:
            del os.environ[CACHE_VARIABLE]
        else:
            os.environ[CACHE_VARIABLE] = was
