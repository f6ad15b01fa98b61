"""A step of a report in between its first and its last: run a notebook, screen its pictures, keep what it left.

The process of one report that is forked for it imports no more than this and what its notebooks use.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path

from foi_stats.publish.figure_bundle import PICTURES
from foi_stats.request.project_folders import Places
from foi_stats.run.messages import Step
from foi_stats.run.notebook_cache import keep, kept_folder
from foi_stats.run.notebooks import run_notebook
from foi_stats.screen.read import clean_pictures
from foi_stats.vocabulary.findings import ReleaseError

_CLEAN = "clean.json"
"""The file beside the pictures of a figure that names those which hide nothing, by their SHA-256."""


def screen_pictures(left: Path) -> None:
    """Screen the pictures of a figure where its notebook left them, and record those that hide nothing.

    The same bytes stand in several files of a release, which need not be screened for each.
    """
    pictures = [path for end in PICTURES.values() if (path := left / f"figure{end}").is_file()]
    (left / _CLEAN).write_text(json.dumps(clean_pictures(pictures)), encoding="utf-8")


def read_clean_pictures(left: Iterable[Path]) -> list[str]:
    """Return the SHA-256 of the pictures that :func:`screen_pictures` found to hide nothing, of several figures."""
    return [digest for folder in left for digest in json.loads((folder / _CLEAN).read_text(encoding="utf-8"))]


def run_step(step: Step, places: Places, reference: str, cell_seconds: int | None) -> float:
    """Run a notebook, screen its pictures, keep what it left, and return the seconds it took."""
    started = time.perf_counter()
    planned = step.planned
    run_notebook(planned.notebook, planned.output, planned.parameters, cell_seconds=cell_seconds)
    if not (planned.left / "part.json").is_file():
        raise ReleaseError(
            f"{planned.notebook.name} ended without leaving figures for {planned.figure}: its last cell must call "
            f"answer.write(out). The executed copy: {planned.output}"
        )
    screen_pictures(planned.left)
    seconds = round(time.perf_counter() - started, 2)
    keep(step, kept_folder(places.data, reference, planned.figure), seconds)
    return seconds
