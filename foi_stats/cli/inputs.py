"""Turn what was typed into days and folders, and a user's slip into one clear message."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from foi_stats.request.project_folders import Places
    from foi_stats.vocabulary.findings import FoiError


def plain_error(error: Exception, data: Path | None = None, folders: Iterable[Path] = ()) -> FoiError:
    """Return a system error as one message that the user can act on; any other as a fault of the program.

    Parameters
    ----------
    data
        The data folder, by which the files of findings are named.
    folders
        The folders that were written to, besides the system's for temporary files.
    """
    from foi_stats.vocabulary.findings import FoiError, InputError, ReleaseError, SupplyError

    if isinstance(error, SupplyError) and data:
        return SupplyError([finding.within(data) for finding in error.findings])
    if isinstance(error, FoiError):
        return error
    if isinstance(error, OSError) and error.errno in _FULL:
        return InputError(_full_disk(error, folders))
    if isinstance(error, OSError):
        return InputError(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}.")
    return ReleaseError(f"The report could not be made, by a fault of the software: {type(error).__name__}: {error}")


_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LITTLE = 1000
"""Megabytes: a disk with more room than this is not the one that is full."""


def _full_disk(error: OSError, folders: Iterable[Path]) -> str:
    """Return that a disk is full, and in which folder there is least room: the system tells neither file nor folder."""
    import tempfile

    room = {}
    for folder in (*folders, Path(tempfile.gettempdir())):
        with suppress(OSError):
            room[folder] = shutil.disk_usage(folder).free / 1e6
    least = min(room, key=lambda folder: room[folder])
    where = f" There is least room for {least}: {room[least]:.1f} MB." if room[least] < _LITTLE else ""
    return f"A disk is full: {error.strerror}.{where} Make room, and run again."


def day_of(text: str) -> dt.date:
    """Return a day given as 2016-07-08; today if nothing is given.

    Raises
    ------
    InputError
        If it is no such day.
    """
    from foi_stats.vocabulary.findings import InputError

    if not text:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no day. Write it as year, month and day: 2016-07-08.") from None


def places_of(root: Path, data: Path | None, reports: Path | None) -> Places:
    """Return the folders of a project.

    Raises
    ------
    InputError
        If there is no such project.
    """
    from foi_stats.request.project_folders import Places
    from foi_stats.vocabulary.findings import InputError

    if not root.is_dir():
        raise InputError(f"There is no folder {root}. Name the project's folder with --root.")
    return Places(root / "notebooks", data or root / "data", reports or root / "reports")


def write_new(path: Path, content: str | bytes) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    InputError
        If there is one, or it cannot be written.
    """
    from foi_stats.vocabulary.findings import InputError

    try:
        with path.open("xb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    except FileExistsError:
        raise InputError(f"{path} is there already, and is left as it is. Name another file.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None


@contextmanager
def solver_silent() -> Iterator[None]:
    """Keep the solver's C code from printing to standard output, which another program may be reading."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def end_as_if_interrupted() -> None:
    """Handle SIGTERM, as a scheduler sends it, like Ctrl-C: tidy up first."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def plainly(call: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401
    """Call a function and turn its ValueError into an InputError, which is shown as one message."""
    from foi_stats.vocabulary.findings import InputError

    try:
        return call(*given, **named)
    except ValueError as error:
        raise InputError(str(error)) from None
