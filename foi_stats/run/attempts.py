"""The steps of a report where each may be begun more than once: by a worker that is lost, and by the next.

Each attempt writes to a folder of its own. A notebook's output counts when it is in the cache, and a report when it is
shown to readers; both happen in one stroke, and twice does no harm.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from foi_stats.request.project_folders import Places
from foi_stats.run.folders import discard, is_shown, new_run
from foi_stats.run.messages import Outcome, Ready, RunSettings, Step
from foi_stats.run.notebook_cache import is_kept, kept_folder
from foi_stats.run.plan import moved
from foi_stats.vocabulary.findings import OvertakenError, ReleaseError


def prepare(reference: str, places: Places, run: Path, scratch: Path | None, settings: RunSettings) -> Ready:
    """Do :func:`foi_stats.run.report.prepare`; what it read is there whole, or not at all."""
    from foi_stats.run import report

    own = scratch.with_name(f"{scratch.name}.{uuid.uuid4().hex}") if scratch else None
    ready = report.prepare(reference, places, run, own, settings)
    if own is not None and scratch is not None:
        os.replace(own, scratch)
    return ready


def run_step(step: Step, places: Places, reference: str, cell_seconds: int | None) -> float:
    """Do :func:`foi_stats.run.notebook_step.run_step`; what the notebook left is found in the cache.

    Raises
    ------
    ReleaseError
        If the notebook fails, or the cache cannot be written.
    """
    from foi_stats.run import notebook_step

    planned, folder = step.planned, step.planned.left.parent / uuid.uuid4().hex
    attempt = moved(planned, folder, places)
    try:
        seconds = notebook_step.run_step(replace(step, planned=attempt), places, reference, cell_seconds)
    except ReleaseError as error:
        if attempt.output.is_file():
            planned.output.parent.mkdir(parents=True, exist_ok=True)
            os.replace(attempt.output, planned.output)
        raise ReleaseError(str(error).replace(str(attempt.output), str(planned.output))) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    cached = kept_folder(places.data, reference, planned.figure)
    if not is_kept(cached, step.key):
        raise ReleaseError(
            f"What {planned.notebook.name} left could not be kept in {cached or 'the cache, which is off'}, where the "
            "other workers look for it. Let them write there."
        )
    return seconds


def finish(
    ready: Ready, places: Places, run: Path, scratch: Path, seconds: Mapping[str, float], started: float
) -> Outcome:
    """Do :func:`foi_stats.run.report.finish` in a run folder of its own; what fails is left in ``run``."""
    from foi_stats.run import report

    own = new_run(places.report(ready.reference))
    own.mkdir(parents=True)
    steps = tuple(replace(step, planned=moved(step.planned, own, places), why="") for step in ready.steps)
    try:
        return report.finish(replace(ready, steps=steps), places, own, scratch, seconds, started)
    except OvertakenError:
        raise
    except ReleaseError as error:
        shutil.rmtree(run, ignore_errors=True)
        own.rename(run)
        raise type(error)(str(error).replace(str(own), str(run))) from None
    finally:
        if own.exists() and not is_shown(places.report(ready.reference), own):
            discard(own)
