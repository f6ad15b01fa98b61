"""The folder of a report: a folder for each run that never changes, and one file that says which runs readers see.

    reports/<reference>/
        release.html, draft.html    a small page each, which leads to the response that stands now
        current.json                {"release": "runs/<run>/release", "draft": null, "working": "runs/<run>/working"}
        runs/<run>/                 release/ or draft/, and working/: the notebooks and the trail of that run
        failed/                     the working papers of a run that failed after the last good one

Readers are switched by replacing ``current.json`` as one file, which needs no links. Whoever has read it stays in the
folders that it names: they are kept for an hour after they were last named.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.files.replace import PAUSE, TRIES, replace_text
from foi_stats.run.run_account import account_file
from foi_stats.vocabulary.findings import InputError

if TYPE_CHECKING:
    from filelock import FileLock

OUTCOMES = ("release", "draft")
KEPT = 5
"""The number of runs that are kept, whatever else is."""

CURRENT = "current.json"
"""The file that names what readers see."""
_NAMED = re.compile(r"runs/[A-Za-z0-9-]+/(?:release|draft|working)")
_LATE = dt.timedelta(hours=1)
"""How long a run is kept after readers were switched away from it."""


@dataclass(frozen=True)
class Current:
    """The folders that readers of a report see; None where there is none. They belong to up to two runs."""

    release: Path | None = None
    draft: Path | None = None
    working: Path | None = None

    @property
    def published(self) -> Path | None:
        """The run of the release, or of the draft where nothing was released; its own trail is in its ``working/``."""
        shown = self.release or self.draft
        return shown.parent if shown else None

    @property
    def runs(self) -> set[Path]:
        """The runs that these folders belong to."""
        return {folder.parent for folder in (self.release, self.draft, self.working) if folder}


def read_current(report: Path) -> Current:
    """Return the folders that readers see now. Read once, and stay in them: they may be replaced at any time.

    Raises
    ------
    InputError
        If ``current.json`` is damaged or names a folder outside the report.
    """
    return _read(report)[0]


def show(report: Path, run: Path, keep: int = KEPT, is_pinned: Callable[[Path], bool] = lambda _: False) -> None:
    """Make a finished run the one that readers see, and remove runs that nobody needs.

    A draft leaves the release where it is; a release ends the draft. Removed are runs beyond the newest ``keep`` that
    readers have not seen for an hour and that ``is_pinned`` does not hold.
    """
    before, left = _read(report)
    current = Current(
        release=run / "release" if (run / "release").exists() else before.release,
        draft=run / "draft" if (run / "draft").exists() else None,
        working=run / "working",
    )
    now = _now()
    left = {name: seen for name, seen in left.items() if now - seen < _LATE}
    left |= {one.name: now for one in before.runs - current.runs}
    for name in OUTCOMES:
        folder = getattr(current, name)
        if folder is not None:
            replace_text(report / f"{name}.html", _leading_page(report, folder))
    named = {name: _relative(report, getattr(current, name)) for name in ("release", "draft", "working")}
    told = named | {"left": {name: seen.isoformat(timespec="seconds") for name, seen in sorted(left.items())}}
    replace_text(report / CURRENT, json.dumps(told, indent=2) + "\n")
    if current.draft is None:
        (report / "draft.html").unlink(missing_ok=True)
    forget_failed(report)
    _prune(report, {one.name for one in current.runs} | set(left), keep, is_pinned)


def is_shown(report: Path, run: Path) -> bool:
    """Return whether readers of a report see a run."""
    return run.resolve() in {one.resolve() for one in read_current(report).runs}


def report_lock(report: Path) -> FileLock:
    """Return the lock that a run holds while it makes a report; it is not waited for."""
    from filelock import FileLock

    return FileLock(report / ".lock", timeout=0)


def new_run(report: Path) -> Path:
    """Return a folder for a run, which is not there yet. Later runs sort after earlier ones."""
    stamp = _now().strftime("%Y%m%dT%H%M%S%f")
    return report / "runs" / f"{stamp}-{os.getpid()}"


def runs_of(report: Path) -> list[Path]:
    """Return the folders of all runs that are kept, the newest first."""
    runs = report / "runs"
    return sorted((path for path in runs.iterdir() if path.is_dir()), reverse=True) if runs.is_dir() else []


def remove_half_made(report: Path) -> None:
    """Remove the runs that were killed before they were whole. Only who holds the report's lock may call this."""
    with suppress(InputError):
        shown = {run.name for run in read_current(report).runs}
        for run in runs_of(report):
            if run.name not in shown and not account_file(run).exists():
                shutil.rmtree(run, ignore_errors=True)


def forget_failed(report: Path) -> None:
    """Remove what a failed run left: the report stands as it should."""
    shutil.rmtree(report / "failed", ignore_errors=True)


def keep_failed(report: Path, run: Path) -> Path:
    """Keep the working papers of a failed run, in ``failed`` beside the last good report, and return that folder.

    Nothing that looks like a response is kept: it was not fit to be one.
    """
    failed = report / "failed"
    shutil.rmtree(failed, ignore_errors=True)
    run.rename(failed)
    for name in (*OUTCOMES, "parts"):
        shutil.rmtree(failed / name, ignore_errors=True)
    _remove_if_empty(report / "runs")
    return failed


def discard(run: Path) -> None:
    """Remove a run that left nothing worth keeping, and the folders made for it."""
    shutil.rmtree(run, ignore_errors=True)
    _remove_if_empty(run.parent)
    _remove_if_empty(run.parent.parent)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _read(report: Path) -> tuple[Current, dict[str, dt.datetime]]:
    """Return the folders that readers see, and when they were switched away from earlier runs."""
    path = report / CURRENT
    try:
        told = json.loads(_held_text(path))
        folders = {name: _folder(report, told[name]) for name in ("release", "draft", "working")}
        return Current(**folders), {name: dt.datetime.fromisoformat(day) for name, day in told.get("left", {}).items()}
    except (FileNotFoundError, NotADirectoryError):
        return Current(), {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{path} is damaged: it does not name the runs of this report. Remove it, and make the report again."
        ) from None


def _held_text(path: Path) -> str:
    """Return the text of a file, which may be being replaced at this moment."""
    for _ in range(TRIES):
        with suppress(PermissionError):
            return path.read_text(encoding="utf-8")
        time.sleep(PAUSE)
    return path.read_text(encoding="utf-8")


def _folder(report: Path, name: str | None) -> Path | None:
    if name is None:
        return None
    if not _NAMED.fullmatch(name):
        raise ValueError(name)
    return report.joinpath(*name.split("/"))


def _relative(report: Path, folder: Path | None) -> str | None:
    return None if folder is None else folder.relative_to(report).as_posix()


def _leading_page(report: Path, folder: Path) -> str:
    """Return a small page that leads to a response, and names the forms in which it is there."""
    forms = [path for path in sorted(folder.iterdir()) if path.stem == "response"]
    first = next((path for path in forms if path.suffix == ".html"), forms[0] if forms else folder)
    reference = escape(report.name)
    what = "The response as it was released" if folder.name == "release" else "A draft, not approved for release"
    links = "".join(
        f'<li><a href="{escape(_relative(report, path) or "")}">{escape(path.name)}</a></li>' for path in forms
    )
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={escape(_relative(report, first) or "")}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{reference}: {folder.name}</title>\n</head>\n<body>\n<main>\n<h1>{reference}</h1>\n<p>{what}:</p>\n"
        f"<ul>{links}</ul>\n</main>\n</body>\n</html>\n"
    )


def _prune(report: Path, needed: Iterable[str], keep: int, is_pinned: Callable[[Path], bool]) -> None:
    """Remove the runs that readers no longer see, that are not among the newest, and that nothing stands on."""
    wanted = set(needed)
    for run in runs_of(report)[max(keep, 1) :]:
        if run.name not in wanted and not is_pinned(run):
            shutil.rmtree(run, ignore_errors=True)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
