"""The names of requests on disk. No request is read, so nothing heavy is imported."""

from __future__ import annotations

import re
from pathlib import Path


def file_name(reference: str) -> str:
    """Return the file name of a reference: it never holds a slash, so it cannot name another folder."""
    return re.sub(r"[\s/]+", "-", reference.strip())


def list_requests(data: Path | str) -> list[str]:
    """Return the references of all requests of a data folder."""
    return sorted(path.stem for path in (Path(data) / "requests").glob("*.toml"))
