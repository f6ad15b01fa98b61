"""Replace a file as one step: whoever reads it finds the old one or the new one, whole; hold what others may change."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TRIES, PAUSE = 50, 0.02
"""How often, and how many seconds apart, a file that a reader holds open is replaced (Windows refuses meanwhile)."""


@contextmanager
def hold(data: Path, name: str, seconds: float) -> Iterator[None]:
    """Hold a record of a data folder, so that no other process changes it meanwhile; the lock lies beside the folder.

    Raises
    ------
    TimeoutError
        If another process holds it all the time.
    """
    from filelock import FileLock

    folder = data.resolve().parent / ".foi_stats"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / f"{name}.lock", timeout=seconds):
        yield


def replace_text(path: Path, text: str, *, lasting: bool = True) -> None:
    """Write a text file, with line ends as they stand in the text; otherwise as :func:`replace_bytes`."""
    replace_bytes(path, text.encode("utf-8"), lasting=lasting)


def replace_bytes(path: Path, content: bytes, through: Path | None = None, *, lasting: bool = True) -> None:
    """Write a file that a crash cannot leave half done; wait for a reader that holds the old one.

    It is written beside its place first, or in the folder ``through``, where a crash may leave a hidden file. What can
    be made again need not be ``lasting``: it is not waited for until the disk has it.

    Raises
    ------
    OSError
        If it cannot be written. Nothing is left beside it.
    """
    new = (through or path.parent) / (f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        for _ in range(TRIES):
            with suppress(PermissionError):
                os.replace(new, path)
                return
            time.sleep(PAUSE)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
