"""Tell what was supplied after a report was made, and what it would change. The report itself is only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.worked_out import worked_out
from foi_stats.release.protected import protect_answer
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.run.changed_figures import Change, changed_figures, figures_of_trails
from foi_stats.run.plan import Places
from foi_stats.run.run_record import later_supplies
from foi_stats.run.trace import Cell
from foi_stats.supply.supply_files import name_in
from foi_stats.vocabulary.findings import FoiError
from foi_stats.vocabulary.scratch import held_folder


@dataclass(frozen=True)
class Later:
    """What was supplied after a report was made: the files, and the figures that they would change.

    ``fault`` is why the figures could not be worked out, such as a supply that contradicts another.
    """

    supplies: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    fault: str = ""

    @property
    def changes_nothing(self) -> bool:
        """Whether every figure would be published again as it was."""
        return not (self.changes or self.fault)


def read_later(run: Path, places: Places, reference: str, authority: str, cells: Sequence[Cell]) -> Later:
    """Return what was supplied after a run, and which of the figures it published would change.

    Parameters
    ----------
    cells
        The trail of the run.
    """
    supplies = later_supplies(run, places, authority)
    if not supplies:
        return Later()
    was = {cell.figure: cell.value for cell in cells}
    try:
        now = _figures_now(places, reference)
    except FoiError as error:
        return Later(supplies, fault=str(error))
    return Later(supplies, changed_figures(was, now))


def _figures_now(places: Places, reference: str) -> dict[str, str]:
    """Return every figure that a report made now would publish, by its id in the trail."""
    case = read_case(places.data, reference, sparing=True)
    names = [figure.id for figure in list_figures(case.request)]
    answers = {name: protect_answer(case, answer_figures(case, name)) for name in names}
    every = [*answers.values(), *worked_out(case, answers).values()]
    return figures_of_trails(answer.trail for answer in every)


@contextmanager
def without_supplies(places: Places, names: Sequence[str]) -> Iterator[Places]:
    """Give a project whose data folder has everything but some supplies: a copy, if there are any to leave out."""
    if not names:
        yield places
        return

    def ignored(folder: str, files: list[str]) -> list[str]:
        return [file for file in files if name_in(places.data, Path(folder) / file) in names]

    with held_folder() as beside:
        copied = beside / places.data.resolve().name
        shutil.copytree(places.data, copied, ignore=ignored)
        yield replace(places, data=copied)
