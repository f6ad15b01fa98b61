"""Cache the output of notebooks, keyed by all that it depends on, so that unchanged figures do not run again.

It lies in the store of parsed supplies and can be deleted at any time; what is damaged or half written is noticed
and made again.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from foi_stats.files.digest import file_digest
from foi_stats.request.names import file_name
from foi_stats.run.messages import Step
from foi_stats.supply.cache_entries import cache_folder

_ABOUT = "about.json"
_KEPT = 2
"""How many of what one notebook left are kept: the last, and the one before, for whoever goes back a step."""


def kept_folder(data: Path, reference: str, figure: str) -> Path | None:
    """Return the cache folder of one figure's notebook; None if nothing is cached."""
    store = cache_folder(data)
    return None if store is None else store / "parts" / file_name(reference) / figure


def last_run(folder: Path | None) -> float:
    """Return the seconds that the notebook took when it last ran; 0 if that is not known."""
    entries = _entries(folder) if folder else []
    about = _read_about(entries[-1]) if entries else None
    return float(about["seconds"]) if about else 0.0


def is_kept(folder: Path | None, key: str) -> bool:
    """Return whether the cache has a complete entry under a key."""
    return folder is not None and _read_about(folder / key) is not None


def take_kept(step: Step, folder: Path) -> None:
    """Copy the cached output of a notebook to where a run would have put it.

    Raises
    ------
    FileNotFoundError
        If it is not there any more.
    """
    entry = folder / step.key
    about = _read_about(entry)
    if about is None:
        raise FileNotFoundError(entry)
    step.planned.output.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(entry / "notebook.ipynb", step.planned.output)
    shutil.copytree(entry / "part", step.planned.left)
    with suppress(OSError):
        os.utime(entry)  # the last that was of use


def keep(step: Step, folder: Path | None, seconds: float) -> None:
    """Cache the output of a notebook; if it cannot be written, do without."""
    if folder is None:
        return
    making = folder / f".{uuid.uuid4().hex}"
    try:
        making.mkdir(parents=True)
        shutil.copyfile(step.planned.output, making / "notebook.ipynb")
        shutil.copytree(step.planned.left, making / "part")
        about = {"digests": dict(step.digests), "seconds": seconds, "files": _digests(making)}
        (making / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(folder / step.key, ignore_errors=True)
        making.rename(folder / step.key)
        for old in _entries(folder)[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)


def _entries(folder: Path) -> list[Path]:
    """Return the entries of the cache, the last used at the end."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name[0] != "."), key=lambda path: path.stat().st_mtime_ns)


def _read_about(entry: Path) -> dict[str, Any] | None:
    """Return the description of an entry, or None if the entry is incomplete."""
    try:
        about: dict[str, Any] = json.loads((entry / _ABOUT).read_text(encoding="utf-8"))
        return about if about["files"] == _digests(entry) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digests(entry: Path) -> dict[str, str]:
    return {
        path.relative_to(entry).as_posix(): file_digest(path)
        for path in sorted(entry.rglob("*"))
        if path.is_file() and path.name != _ABOUT
    }
