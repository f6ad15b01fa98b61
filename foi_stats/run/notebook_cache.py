"""Cache the output of notebooks, keyed by all that it depends on, so that unchanged figures do not run again.

It lies in the store of parsed supplies (:mod:`foi_stats.files.entries`); what is damaged or half written is noticed and
made again.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from foi_stats.files.digest import file_digest
from foi_stats.files.entries import read_about, write_entry
from foi_stats.request.names import file_name
from foi_stats.run.messages import Step
from foi_stats.supply.cache_entries import cache_folder

_NOTEBOOK, _PART = "notebook.ipynb", "part"


def kept_folder(data: Path, reference: str, figure: str) -> Path | None:
    """Return the cache folder of one figure's notebook; None if nothing is cached."""
    store = cache_folder(data)
    return None if store is None else store / "parts" / file_name(reference) / figure


def last_run(folder: Path | None) -> float:
    """Return the seconds that the notebook took when it last ran; 0 if that is not known."""
    if folder is None or not folder.is_dir():
        return 0.0
    entries = (path for path in folder.iterdir() if path.name[0] != ".")
    last = max(entries, key=lambda path: path.stat().st_mtime_ns, default=None)
    about = _read_whole(last) if last else None
    return float(about["seconds"]) if about else 0.0


def is_kept(folder: Path | None, key: str) -> bool:
    """Return whether the cache has a complete entry under a key."""
    return folder is not None and _read_whole(folder / key) is not None


def take_kept(step: Step, folder: Path) -> None:
    """Copy the cached output of a notebook to where a run would have put it.

    Raises
    ------
    FileNotFoundError
        If it is not there any more.
    """
    entry = folder / step.key
    if _read_whole(entry) is None:
        raise FileNotFoundError(entry)
    step.planned.output.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(entry / _NOTEBOOK, step.planned.output)
    shutil.copytree(entry / _PART, step.planned.left)


def keep(step: Step, folder: Path | None, seconds: float) -> None:
    """Cache the output of a notebook; if it cannot be written, do without."""
    if folder is None:
        return

    def fill(making: Path) -> dict[str, Any]:
        shutil.copyfile(step.planned.output, making / _NOTEBOOK)
        shutil.copytree(step.planned.left, making / _PART)
        return {"digests": dict(step.digests), "seconds": seconds, "files": _digests(making)}

    write_entry(folder / step.key, fill)


def _read_whole(entry: Path) -> dict[str, Any] | None:
    """Return what an entry tells of itself, or None if it is incomplete."""
    try:
        about = read_about(entry)
        return about if about["files"] == _digests(entry) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _digests(entry: Path) -> dict[str, str]:
    """Return the digests of the files that a notebook left in an entry."""
    files = [entry / _NOTEBOOK, *sorted((entry / _PART).rglob("*"))]
    return {path.relative_to(entry).as_posix(): file_digest(path) for path in files if path.is_file()}
