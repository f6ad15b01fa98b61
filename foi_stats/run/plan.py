"""Plan which notebooks a request needs, and with which parameters."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.request.figures import list_figures, notebook_of
from foi_stats.request.project_folders import Places as Places
from foi_stats.request.request import Question, Request
from foi_stats.run.notebooks import NotebookRun

if TYPE_CHECKING:
    from foi_stats.request.case import Case  # imports pandas, for which commands would wait


def notebooks_of(request: Request) -> list[str]:
    """Return the names of the notebooks that a request may need, sorted."""
    return sorted({notebook_of(figure) for figure in list_figures(request)})


def plan(case: Case, places: Places, folder: Path) -> list[NotebookRun]:
    """Return the notebook runs of a request, one for each figure, in the order in which they are shown.

    None is run for a question that is refused for cost.

    Parameters
    ----------
    folder
        Where the run keeps its files: executed notebooks go to ``working/notebooks``, what they leave for the report
        to ``parts``.
    """
    runs = []
    for figure in list_figures(case.request):
        if isinstance(figure, Question) and case.costs.refusal(figure):
            continue
        notebook = places.notebooks / notebook_of(figure)
        parameters = {
            "reference": case.request.reference,
            "figure": figure.id,
            "data": _seen_from(places.data, places.notebooks),
        }
        runs.append(moved(NotebookRun(notebook, folder, parameters, figure.id, folder), folder, places))
    return runs


def moved(planned: NotebookRun, folder: Path, places: Places) -> NotebookRun:
    """Return the run of a notebook whose files go to another folder."""
    left = folder / "parts" / planned.figure
    return replace(
        planned,
        output=folder / "working" / "notebooks" / f"{planned.figure}.ipynb",
        parameters={**planned.parameters, "out": _seen_from(left, places.notebooks)},
        left=left,
    )


def _seen_from(path: Path, folder: Path) -> str:
    """Return a path relative to a folder, so that an executed notebook names no folder of the machine."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return path.resolve().as_posix()
