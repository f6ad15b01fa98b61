"""Produce reports, and wait for those that another run is making."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from foi_stats.request.project_folders import Places
from foi_stats.run.batch import run_requests
from foi_stats.run.folders import report_lock
from foi_stats.run.messages import Failure, Outcome, Progress, RunSettings
from foi_stats.vocabulary.findings import BusyError

_PAUSE = 0.5


def run_and_wait(
    references: Sequence[str], places: Places, settings: RunSettings, progress: Progress, seconds: float
) -> Iterator[Outcome | Failure]:
    """Yield how each report ended; one that another run is making is tried again until these seconds have passed."""
    deadline = time.monotonic() + seconds
    left = list(references)
    while left:
        busy = []
        for ended in run_requests(left, places, settings, progress):
            if isinstance(ended, Failure) and isinstance(ended.error, BusyError) and time.monotonic() < deadline:
                busy.append(ended.reference)
            else:
                yield ended
        left = busy
        while left and time.monotonic() < deadline and all(_is_held(reference, places) for reference in left):
            time.sleep(_PAUSE)


def _is_held(reference: str, places: Places) -> bool:
    """Return whether another run is making a report now."""
    from filelock import Timeout

    try:
        with report_lock(places.report(reference)):
            return False
    except Timeout:
        return True
