"""Folders of a report: each run has its own, and readers are switched to a new one in a single step.

    reports/<reference>/
        release -> .current/release     what may leave the building, from the last approved run
        draft   -> .current/draft       the newest run, where it is not approved
        working -> .current/working     the notebooks and the trail of the newest run
        .current -> .runs/<run>         the one link that is switched
        .runs/<run>/                    each run's own folder; the one before is kept until the next

Where links cannot be made (Windows without the right to), the folders are copied and renamed instead: a reader may
then find a folder missing for an instant, but never half a report.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

OUTCOMES = ("release", "draft")


def new_run(report: Path) -> Path:
    """Return a folder for a run, which is not there yet."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    return report / ".runs" / f"{stamp}-{os.getpid()}"


def switch(report: Path, run: Path) -> None:
    """Make a finished run the one that readers see; an earlier release stays where the run brings none of its own."""
    last = _current(report)
    if not (run / "release").exists() and last is not None and (last / "release").exists():
        _link(run / "release", Path("..") / ".." / (last / "release").resolve().relative_to(report.resolve()))
    try:
        _replace_link(report / ".current", Path(".runs") / run.name)
    except (OSError, NotImplementedError):
        _copy_out(report, run)
    else:
        for name in (*OUTCOMES, "working"):
            if (run / name).exists():
                _replace_link(report / name, Path(".current") / name)
            elif (report / name).is_symlink():
                (report / name).unlink()
    _forget_older(report, run, last)
    forget_failed(report)


def is_shown(report: Path, run: Path) -> bool:
    """Return whether readers of a report see a run."""
    return _current(report) == run.resolve()


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
    _remove_if_empty(report / ".runs")
    return failed


def discard(run: Path) -> None:
    """Remove a run that left nothing worth keeping, and the folders made for it."""
    shutil.rmtree(run, ignore_errors=True)
    _remove_if_empty(run.parent)
    _remove_if_empty(run.parent.parent)


def _current(report: Path) -> Path | None:
    link = report / ".current"
    return link.resolve() if link.exists() else None


def _link(path: Path, target: Path) -> None:
    path.symlink_to(target, target_is_directory=True)


def _replace_link(path: Path, target: Path) -> None:
    """Point a link at a new target in one step: a rename over the old link, which no reader sees half of."""
    new = path.with_name(f"{path.name}.new-{os.getpid()}")
    new.unlink(missing_ok=True)
    _link(new, target)
    if path.exists() and not path.is_symlink():
        shutil.rmtree(path)  # a folder that was copied when links could not be had
    new.replace(path)


def _copy_out(report: Path, run: Path) -> None:
    for name in (*OUTCOMES, "working"):
        if (run / name).exists():
            new, old = report / f".{name}.new", report / f".{name}.old"
            shutil.rmtree(new, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
            shutil.copytree(run / name, new)
            if (report / name).exists():
                (report / name).rename(old)
            new.rename(report / name)
            shutil.rmtree(old, ignore_errors=True)


def _forget_older(report: Path, run: Path, last: Path | None) -> None:
    """Remove runs that neither readers of the new one nor late readers of the last one can be in."""
    seen = {run.resolve(), *([last] if last else [])}
    keep = seen | {(folder / "release").resolve().parent for folder in seen if (folder / "release").exists()}
    for folder in (report / ".runs").iterdir():
        if folder.resolve() not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
