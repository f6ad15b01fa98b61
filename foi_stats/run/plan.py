"""The plan: which notebooks a request needs, with which parameters."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from foi_stats.answer.case import figure_parts, scopes_of
from foi_stats.answer.request import Request, file_name
from foi_stats.run.notebooks import NotebookRun


@dataclass(frozen=True)
class Places:
    """The folders of a project: where the notebooks are, where the data is, and where reports go."""

    notebooks: Path
    data: Path
    reports: Path

    def report(self, reference: str) -> Path:
        """Return the folder of one request's report."""
        return self.reports / file_name(reference)


def plan(request: Request, places: Places, folder: Path) -> list[NotebookRun]:
    """Return the notebook runs of a request, one for each part with figures, in the order in which they are shown.

    Parameters
    ----------
    folder
        Where the run keeps its files: executed notebooks go to ``working/notebooks``, what they leave for the report
        to ``parts``.
    """
    runs = []
    for part in figure_parts(request):
        kind = scopes_of(part)[0].asks
        parameters = {
            "reference": request.reference,
            "figure": part.id,
            "data": _seen_from(places.data, places.notebooks),
            "out": _seen_from(folder / "parts" / part.id, places.notebooks),
        }
        output = folder / "working" / "notebooks" / f"{part.id}.ipynb"
        runs.append(NotebookRun(places.notebooks / f"{kind}.ipynb", output, parameters, part.id))
    return runs


def _seen_from(path: Path, folder: Path) -> str:
    """Return a path relative to a folder, so that an executed notebook names no folder of the machine."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return path.resolve().as_posix()
