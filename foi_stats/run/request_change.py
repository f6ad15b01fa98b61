"""Change one part of a request's file that somebody looked at: all else in it, comments too, stays as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.files.replace import replace_bytes
from foi_stats.vocabulary.findings import InputError, ReleaseError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def check_as_looked_at(path: Path, source: bytes) -> None:
    """Stop if a request's file is not what it was when its draft was made.

    Raises
    ------
    ReleaseError
        If it is not: what was looked at is not what would be approved.
    """
    if path.read_bytes() != source:
        raise ReleaseError(f"{path} has been changed since the draft was made. Approve it again.")


def changed_source(
    source: bytes, key: str, change: Callable[[TOMLDocument], None], value: Callable[[Any], Any]
) -> bytes:
    """Return the content of a request's file with one key changed, and nothing else.

    Parameters
    ----------
    change
        Changes the key in the document.
    value
        Returns what the key holds then, of what it held before; None where it was not there.

    Raises
    ------
    ReleaseError
        If anything else would be changed with it.
    """
    import tomlkit

    document = tomlkit.parse(source.decode("utf-8"))
    change(document)
    written = tomlkit.dumps(document).encode()
    before = tomllib.loads(source.decode("utf-8"))
    if {**before, key: value(before.get(key))} != tomllib.loads(written.decode("utf-8")):
        raise ReleaseError(f"{key!r} could not be written without changing the rest of the request's file.")
    return written


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that nobody reads half of it.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        replace_bytes(path, content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
