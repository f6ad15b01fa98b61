"""Write the log as a folder that any web server can publish: one step, from the old site to the new."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path, PurePosixPath

from foi_stats.disclosure_log.data import feed_xml, sitemap_xml
from foi_stats.disclosure_log.entries import FOLDER
from foi_stats.disclosure_log.log import Log
from foi_stats.disclosure_log.pages import pages_of, site_view
from foi_stats.files.digest import content_digest, file_digest
from foi_stats.files.replace import hold
from foi_stats.publish.pages.render import pages_css
from foi_stats.request.project_folders import Places
from foi_stats.vocabulary.findings import InputError

MANIFEST = ".foi-stats-site.json"
"""The list of what a site consists of, by which it is known again as one."""

_PART = "{}.site.part"
"""How the name of a folder ends in which a site is being made, beside its place."""

_WAIT = 60
"""Seconds to wait while another process writes a site of the same project."""


@dataclass(frozen=True)
class Written:
    """What an export did: how many files the site has, and which were written anew or removed."""

    files: int
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write_site(log: Log, places: Places, out: Path) -> Written:
    """Write the site of a log to a folder that is new, empty, or holds a site that was written before.

    The new site is made beside the folder and takes its place at once; files that stay the same keep their times.

    Raises
    ------
    InputError
        If the folder holds anything else, cannot be written, or a file of a release is not what was released.
    """
    target = out.resolve()
    _check_place(target, places)
    try:
        with hold(places.data, "site", _WAIT):
            return _write(log, target)
    except TimeoutError:
        raise InputError("Another process is writing a site of this project; run again when it has ended.") from None
    except OSError as error:
        raise InputError(f"{error.filename or target} cannot be read or written: {error.strerror or error}.") from None


def _write(log: Log, target: Path) -> Written:
    _tidy(target)
    known = _check_content(target)
    beside = target.with_name(f".{target.name}.{_PART.format(uuid.uuid4().hex[:8])}")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside.mkdir()
    try:
        digests = _write_all(log, beside, target, known)
        changed = tuple(name for name in digests if digests[name] != known.get(name))
        removed = tuple(sorted(set(known) - set(digests)))
        if changed or removed or not target.is_dir():
            manifest = json.dumps({"version": 1, "files": digests}, indent=1) + "\n"
            (beside / MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")
            _take_place(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Written(len(digests), changed, removed)


def _write_all(log: Log, folder: Path, old: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Write all files of a site to a folder, and return their digests, by their paths."""
    digests = {}
    pages = pages_of(log, site_view(log))
    made = {"pages.css": pages_css().encode(), "feed.xml": feed_xml(log)}
    if log.authority.log.address:
        made["sitemap.xml"] = sitemap_xml(log, sorted(pages))
    for name, content in made.items():
        if content:
            digests[name] = _put(folder, name, content, old, known)
    for name, page in pages.items():
        digests[name] = _put(folder, name, page().encode(), old, known)
    for entry in log.entries:
        for name, digest in entry.files.items():
            path = entry.folder.joinpath(*PurePosixPath(name).parts)
            content = path.read_bytes()
            if content_digest(content) != digest:
                raise InputError(
                    f"{path.as_posix()} is not what was released: it has changed since. Make the report again: "
                    f"foi-stats run {entry.disclosed.reference}."
                )
            where = f"{FOLDER}/{entry.name}/{name}"
            digests[where] = _put(folder, where, content, old, known)
    return dict(sorted(digests.items()))


def _put(folder: Path, name: str, content: bytes, old: Path, known: Mapping[str, str]) -> str:
    """Write a file and return its digest; one that is there with the same content keeps its times."""
    path, digest = folder / name, content_digest(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if known.get(name) == digest:
        times = (old / name).stat()
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return digest


def _check_place(target: Path, places: Places) -> None:
    """Raise InputError where a site would stand among what the project works with."""
    for folder in (places.data, places.reports, places.notebooks):
        inner = folder.resolve()
        if target.is_relative_to(inner) or inner.is_relative_to(target):
            raise InputError(f"{target} cannot be the folder of a site: {inner} is the project's own. Name another.")


def _check_content(target: Path) -> dict[str, str]:
    """Return the digests of the files of the site that is there, as they are now; none where there is nothing.

    Raises
    ------
    InputError
        If anything else is there.
    """
    if not target.exists():
        return {}
    if not target.is_dir():
        raise InputError(f"{target} is a file. Name a folder for the site.")
    files = [path for path in sorted(target.rglob("*")) if path.is_symlink() or not path.is_dir()]
    there = [path.relative_to(target).as_posix() for path in files]
    if not there:
        return {}
    try:
        listed = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
        others = [name for name in there if name != MANIFEST and name not in listed]
    except (OSError, ValueError, KeyError, TypeError):
        others = there
    if others:
        raise InputError(
            f"{target} holds what is no part of a site that was written here: {others[0]}"
            f"{f' and {len(others) - 1} more' if len(others) > 1 else ''}. It is left as it is. Name another folder."
        )
    return {name: file_digest(target / name) for name in there if name != MANIFEST}


def _take_place(new: Path, target: Path) -> None:
    """Put a folder in the place of another, which then lies where the new one was; at once where the system can."""
    if not target.exists():
        new.rename(target)
        return
    new.chmod(target.stat().st_mode)
    if _exchange(new, target):
        return
    aside = _aside(target)
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    with suppress(OSError):
        shutil.rmtree(aside)


def _aside(target: Path) -> Path:
    """Return where the old site lies while the new one takes its place, where that needs two steps."""
    return target.with_name(f".{target.name}.old")


def _tidy(target: Path) -> None:
    """Remove what a killed export left beside a site, and put the old site back if it was between two steps."""
    aside = _aside(target)
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    for left in (aside, *target.parent.glob(f".{escape(target.name)}.{_PART.format('*')}")):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether this system can (Linux can, with most file systems)."""
    if not sys.platform.startswith("linux"):
        return False
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and call(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0
