"""Temporary folders that a later run removes where the run that made them was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "foi-stats-"
_HELD = ".held"
_YOUNG = 3600
"""Seconds in which a folder without a lock may still be being made, or be that of another command."""


@contextmanager
def scratch_folder(within: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder that is this process's, and remove it in the end, and those that killed runs left.

    It lies where the system keeps such folders, or within another one. A run that was killed just before holds its
    folders until the last of its processes has ended, so they are looked for at the beginning and at the end.
    """
    within = within or Path(tempfile.gettempdir())
    remove_abandoned(within)
    try:
        with held_folder(within) as folder:
            yield folder
    finally:
        remove_abandoned(within)


@contextmanager
def held_folder(within: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder that this process holds, and remove it in the end."""
    from filelock import FileLock

    owner, folder = os.getpid(), Path(tempfile.mkdtemp(prefix=_PREFIX, dir=within))
    lock = FileLock(folder / _HELD)
    try:
        lock.acquire()
        yield folder
    finally:
        if os.getpid() == owner:  # a fork that comes by here leaves it to the process it is a copy of
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(within: Path) -> None:
    """Remove temporary folders of this user that no process holds. What cannot be removed is left."""
    from filelock import FileLock, Timeout

    own = getattr(os, "getuid", lambda: None)()
    with suppress(OSError):
        for folder in within.glob(f"{_PREFIX}*"):
            with suppress(OSError, Timeout):
                about = folder.lstat()
                if not folder.is_dir() or folder.is_symlink() or (own is not None and about.st_uid != own):
                    continue
                if (folder / _HELD).exists():
                    with FileLock(folder / _HELD, timeout=0):
                        pass
                elif time.time() - about.st_mtime < _YOUNG:
                    continue
                shutil.rmtree(folder, ignore_errors=True)
