"""The names of requests on disk. No request is read, so nothing heavy is imported."""

from __future__ import annotations

import re
from pathlib import Path

_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)


def file_name(reference: str) -> str:
    """Return the file name of a reference: it never holds a slash, so it cannot name another folder."""
    return re.sub(r"[\s/]+", "-", reference.strip())


def check_name(name: str) -> str:
    """Return a name that every system can give a file or a folder.

    Raises
    ------
    ValueError
        If Windows keeps the name for a device, or would drop its last character.
    """
    if name.partition(".")[0].strip().casefold() in _DEVICES:
        raise ValueError(f"{name!r} cannot be used: Windows keeps it for a device and makes no file of that name")
    if name.endswith((".", " ")):
        raise ValueError(f"{name!r} cannot be used: Windows drops a dot or a space at the end of a file's name")
    return name


def list_requests(data: Path | str) -> list[str]:
    """Return the references of all requests of a data folder."""
    return sorted(path.stem for path in (Path(data) / "requests").glob("*.toml"))
