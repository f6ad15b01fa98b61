"""Keep results under the digest of all that they were made from: each entry is a folder, there whole or not at all.

``entry.json`` tells what an entry holds, and is told from a damaged one by its own digest. Entries can be deleted at
any time. Any number of processes may write at once, because an entry gets its name only when it is complete.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from foi_stats.files.digest import digest_of

_ABOUT = "entry.json"
_ABANDONED_AFTER = 24 * 60 * 60
_IN_USE = 60 * 60
"""Seconds for which an entry that was used stays, however full the store is: a run may still need it."""

MOST_BYTES = 2 * 2**30
"""The most that a store holds; :func:`trim` removes what was not used for longest."""


def read_about(entry: Path) -> dict[str, Any]:
    """Return what an entry tells of itself, and note that it was of use.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, RecursionError
        If there is no entry, or it is damaged.
    """
    kept = json.loads((entry / _ABOUT).read_text(encoding="utf-8"))
    about: dict[str, Any] = kept["about"]
    if digest_of([json.dumps(about).encode()]) != kept["digest"]:
        raise ValueError(f"{entry.name} is not what was written")
    with suppress(OSError):
        os.utime(entry)
    return about


def write_entry(
    entry: Path, fill: Callable[[Path], Mapping[str, Any]], is_whole: Callable[[Path], bool] = lambda _: False
) -> None:
    """Write an entry; if it cannot be written, do nothing.

    Parameters
    ----------
    fill
        Writes the files of the entry into a folder, and returns what it tells of itself.
    is_whole
        Whether an entry of this name, which another process has made meanwhile, can stay.
    """
    making = _beside(entry)
    try:
        making.mkdir(parents=True)
        about = fill(making)
        kept = {"digest": digest_of([json.dumps(about).encode()]), "about": about}
        (making / _ABOUT).write_text(json.dumps(kept), encoding="utf-8")
        _rename_into_place(making, entry, is_whole)
        _remove_abandoned(entry.parent)
    except OSError:
        pass
    finally:
        _remove(making)


def trim(store: Path, most: int = MOST_BYTES) -> None:
    """Remove the entries of a store that were not used for longest, until it holds no more than so many bytes."""
    sizes = _sizes(store)
    left = sum(sizes.values())
    for entry in sorted(sizes, key=_last_used) if left > most else ():
        if left <= most or _last_used(entry) > time.time() - _IN_USE:
            return
        _remove(entry)
        left -= sizes[entry]


def _sizes(store: Path) -> dict[Path, int]:
    """Return how many bytes the files of each entry of a store hold."""
    sizes: dict[str, int] = {}
    entry = ""
    for folder, _, names in os.walk(store):
        if _ABOUT in names:
            entry = folder
            sizes[entry] = 0
        if entry and f"{folder}{os.sep}".startswith(f"{entry}{os.sep}"):
            sizes[entry] += sum(_size(os.path.join(folder, name)) for name in names)
    return {Path(entry): size for entry, size in sizes.items()}


def _rename_into_place(making: Path, entry: Path, is_whole: Callable[[Path], bool]) -> None:
    """Give a complete entry its name, in place of one that is not to stay."""
    try:
        making.rename(entry)
    except OSError:
        if is_whole(entry):
            return
        before = _beside(entry)
        with suppress(FileNotFoundError):  # another process may have moved it already
            entry.rename(before)
        try:
            making.rename(entry)
        finally:
            _remove(before)


def _remove_abandoned(folder: Path) -> None:
    """Remove incomplete entries that stopped processes left a day ago or earlier."""
    for left in folder.glob(".*"):
        if _last_used(left) < time.time() - _ABANDONED_AFTER:
            _remove(left)


def _beside(entry: Path) -> Path:
    return entry.parent / f".{entry.name}.{os.getpid()}.{uuid.uuid4().hex}"


def _last_used(entry: Path) -> float:
    """Return when an entry was last used; of one that has just gone, now."""
    try:
        return entry.stat().st_mtime
    except OSError:
        return time.time()


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
