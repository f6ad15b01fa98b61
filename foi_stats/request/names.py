"""What requests are called on disk. Nothing here reads one, so nothing heavy is imported."""

from __future__ import annotations

import re
from pathlib import Path


def file_name(reference: str) -> str:
    """Return the name that a reference has on disk: it never holds a slash, nor names another folder."""
    return re.sub(r"[\s/]+", "-", reference.strip())


def list_requests(data: Path | str) -> list[str]:
    """Return the references of all requests of a data folder."""
    return sorted(path.stem for path in (Path(data) / "requests").glob("*.toml"))
