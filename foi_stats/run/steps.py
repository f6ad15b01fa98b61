"""Tell which notebooks of a report must run, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from foi_stats.request.case import Case
from foi_stats.request.project_folders import Places
from foi_stats.run.fingerprints import READS_MORE, digests_of, reads_more, why_run
from foi_stats.run.messages import Step
from foi_stats.run.notebook_cache import is_kept, kept_folder, last_run
from foi_stats.run.notebooks import NotebookRun
from foi_stats.run.run_record import Seen, read_record


def steps_of(
    case: Case, runs: Sequence[NotebookRun], places: Places, inputs: Mapping[str, Seen], *, force: bool
) -> tuple[Step, ...]:
    """Return each notebook with why it must run, or with no reason where what it left can be used again.

    Parameters
    ----------
    inputs
        The files that the report is made from, the notebooks among them, as they were looked at.
    force
        All must run.
    """
    last = read_record(places.report(case.request.reference)).get("digests", {})
    more = {planned.notebook: reads_more(planned.notebook) for planned in runs}
    steps = []
    for planned in runs:
        folder = kept_folder(places.data, case.request.reference, planned.figure)
        digests = digests_of(case, planned, inputs[f"notebooks/{planned.notebook.name}"].sha256)
        step = Step(planned, digests, why_run(digests, last.get(planned.figure, {})), last_run(folder))
        steps.append(replace(step, why=_why(step, folder, force=force, reads_more=more[planned.notebook])))
    return tuple(steps)


def _why(step: Step, folder: Path | None, *, force: bool, reads_more: bool) -> str:
    """Return why a notebook must run; empty if its cached output can be used."""
    if force:
        return step.why or "all are run, as asked"
    if reads_more:
        return READS_MORE
    return "" if is_kept(folder, step.key) else step.why or "what it left is not kept any more"
