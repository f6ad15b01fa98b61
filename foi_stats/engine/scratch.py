"""Temporary folders that a later run removes where the run that made them was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

_PREFIX = "foi-stats-"
_HELD = ".held"
_YOUNG = 3600
"""Seconds in which a folder without a lock may still be being made, or be that of another command."""

_LONGEST = 52
"""Bytes: a socket's path has at most 104, and 52 are needed for ``/foi-stats-…/pymp-…/listener-…``."""

_AFTER_SOCKETS = -101
"""multiprocessing removes its own folder at -100, and what has a lower priority later."""


@contextmanager
def scratch_folder(within: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder that is this process's, and remove it in the end; first those that killed runs left.

    It lies where the system keeps such folders, or within another one.
    """
    within = within or Path(tempfile.gettempdir())
    remove_abandoned(within)
    with held_folder(within) as folder:
        yield folder


@contextmanager
def held_folder(within: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder that this process holds, and remove it in the end."""
    from filelock import FileLock

    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=within))
    try:
        with FileLock(folder / _HELD):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def hold_sockets() -> None:
    """Have multiprocessing keep the sockets of this process in a folder that it holds, from now to its end.

    Its own would stay for good where the process is killed. Where the system's folder for temporary files has so long
    a name that a socket two folders below it could have none, it is left at that.
    """
    from multiprocessing import util

    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        return
    held, usual = ExitStack(), tempfile.tempdir
    try:
        tempfile.tempdir = str(held.enter_context(held_folder()))
        util.get_temp_dir()
    finally:
        tempfile.tempdir = usual
    util.Finalize(None, held.close, exitpriority=_AFTER_SOCKETS)


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
