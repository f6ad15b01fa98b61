"""Record by digest what a run was made from, so that a later run can tell what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from foi_stats.files.digest import file_digest
from foi_stats.request.names import LEDGER
from foi_stats.request.released import asker_of, last_release, lines_before, lines_digest, read_ledger
from foi_stats.request.request import Request
from foi_stats.run.plan import Places, notebooks_of
from foi_stats.run.run_record import About, Seen, code_digest, library_versions, named, settings_files
from foi_stats.supply.supply_files import name_in, path_in

Inputs = dict[str, dict[str, str]]
"""Digests and versions by kind: ``supplies``, ``files`` (the request and what it refers to), ``libraries``."""


def read_inputs(
    request: Request, places: Places, supplies: Mapping[str, str], seen: Mapping[str, Seen] | None = None
) -> Inputs:
    """Return what the report of a request is made from, as it is now.

    Parameters
    ----------
    supplies
        The digests of the supplies behind its figures, by name, as they were when they were read.
    seen
        Other files as they were looked at before they were read (:func:`foi_stats.run.run_record.look_at`); what is not
        among them is taken as it is now.
    """
    return {
        "supplies": dict(sorted(supplies.items())),
        "files": {
            **_digests(request, places, seen or {}),
            **_released_before(request, places),
        },
        "libraries": {
            **library_versions(),
            "foi-stats": version("foi-stats"),
            "foi-stats, its files": code_digest(),
        },
    }


def read_supplies(names: Iterable[str], places: Places) -> dict[str, str]:
    """Return the present digests of supplies, by name; a missing supply is left out."""
    paths = {name: path_in(places.data, name) for name in names}
    return {name: file_digest(path) for name, path in paths.items() if path is not None}


def changes(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Compare the records of two runs and return a line for each change."""
    lines = []
    for kind in _KINDS:
        was, things = before.get(kind, {}), now.get(kind, {})
        for name in sorted({*was, *things}):
            old, new = was.get(name), things.get(name)
            if old != new:
                lines.append(f"{_KINDS[kind]} {name} {_change(kind, old, new)}")
    return lines


_KINDS = {"supplies": "the supply", "files": "the file", "libraries": "the library"}


def _change(kind: str, old: str | None, new: str | None) -> str:
    if old is None:
        return "is used now, and was not"
    if new is None:
        return "is no longer used"
    is_version = kind == "libraries" and len(old) < 64
    return f"was {old}, and is {new}" if is_version else "has changed"


def _released_before(request: Request, places: Places) -> dict[str, str]:
    """Return a digest of what was released before this request's last release, where that may make a difference."""
    if request.threshold is None:
        return {}
    asker, lines = asker_of(request), read_ledger(places.data)
    own = last_release(lines, asker)
    name = _name(places.data / LEDGER, places)
    return {f"{name} (what was released before)": lines_digest(lines_before(lines, asker, own))}


def _digests(request: Request, places: Places, seen: Mapping[str, Seen]) -> dict[str, str]:
    """Return the digests of the request's file and of those that it refers to, by name; a missing one is left out."""
    about = About(request.authority, request.topic, request.related)
    files = named(settings_files(places, request.reference, about), places, notebooks_of(request))
    digests = {
        _name(path, places): seen[name].sha256 if name in seen else file_digest(path) if path.is_file() else ""
        for name, path in sorted(files.items(), key=lambda each: each[1])
    }
    return {name: digest for name, digest in digests.items() if digest}


def _name(path: Path, places: Places) -> str:
    folder = places.data if path.is_relative_to(places.data) else places.notebooks
    return name_in(folder, path)
