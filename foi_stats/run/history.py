"""The history of runs: a line for each, in ``reports/history.jsonl``; and what changed between two runs of a report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.files.replace import replace_text
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import runs_of
from foi_stats.vocabulary.findings import BusyError, InputError

if TYPE_CHECKING:
    from foi_stats.run.changed_figures import Change
    from foi_stats.run.messages import Failure
    from foi_stats.run.run_summary import RunSummary

KEPT = 1000
"""How many runs are kept: some three years of one a day."""

_FILE = "history.jsonl"
_SEVERAL = ("released", "drafts", "failed", "waiting", "busy", "not_reached")


@dataclass(frozen=True)
class PastRun:
    """One run of ``foi-stats run``.

    ``started`` and ``ended`` are times with their zone; ``requests`` how many there were, ``unchanged`` for how many of
    them nothing had changed. ``released`` and ``drafts`` are the requests of which one was made, ``failed`` those whose
    report could not be, ``waiting`` those among them that lack a supply and nothing else, ``busy`` those that another
    run was making. ``code`` is the exit code, and ``as_of`` the day that the run was for, where that was said.
    """

    started: str
    ended: str
    seconds: float
    version: str
    requests: int
    unchanged: int
    released: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    code: int = 0
    as_of: str = ""
    not_reached: tuple[str, ...] = ()
    error: str = ""


def past_run(summary: RunSummary) -> PastRun:
    """Return a run as it is recorded."""
    busy = [one.reference for one in summary.failures if isinstance(one.error, BusyError)]

    def made(outcome: str) -> tuple[str, ...]:
        return tuple(one.reference for one in summary.outcomes if one.outcome == outcome and not one.unchanged)

    return PastRun(
        *(summary.started, summary.ended, summary.seconds, summary.version),
        requests=len(summary.outcomes) + len(summary.failures) + len(summary.not_reached),
        unchanged=sum(one.unchanged for one in summary.outcomes),
        released=made("release"),
        drafts=made("draft"),
        failed=tuple(one.reference for one in summary.failures if one.reference not in busy),
        waiting=tuple(one.reference for one in summary.failures if is_waiting(one)),
        busy=tuple(busy),
        code=summary.code,
        as_of=summary.as_of,
        not_reached=tuple(summary.not_reached),
        error=str(summary.error or ""),
    )


def is_waiting(failure: Failure) -> bool:
    """Return whether nothing but a supply is missing for a report."""
    from foi_stats.supply.catalogue import holds_fault  # who reads the history does without

    findings = getattr(failure.error, "findings", ())
    return any(one.severity == "error" for one in findings) and not holds_fault(findings)


def record_run(places: Places, past: PastRun) -> None:
    """Add a line to the history, and drop the oldest where there are too many.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    from filelock import FileLock

    path = places.reports / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{_FILE}.lock"), timeout=30):
        lines = [*_lines(path), json.dumps(asdict(past), ensure_ascii=False)]
        replace_text(path, "\n".join(lines[-KEPT:]) + "\n")


def read_history(places: Places) -> list[PastRun]:
    """Return the runs on record, the oldest first. A line that was damaged is left out."""
    runs = []
    for line in _lines(places.reports / _FILE):
        with suppress(ValueError, TypeError):
            told = json.loads(line)
            several = {name: tuple(told[name]) for name in _SEVERAL if name in told}
            runs.append(PastRun(**{**told, **several}))
    return runs


def waiting_since(history: Sequence[PastRun], reference: str) -> str:
    """Return when a request began to wait for a supply, without a report made since; empty if it does not wait."""
    since = ""
    for past in reversed(history):
        if reference in past.waiting:
            since = past.started
        elif reference in (*past.released, *past.drafts, *past.failed):
            break
    return since


def _lines(path: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return []


def changes_between(report: Path, earlier: str = "", later: str = "") -> tuple[str, str, tuple[Change, ...]]:
    """Return two kept runs of a report, by their names, and the figures that differ between them.

    Parameters
    ----------
    earlier, later
        The names of runs, or how they begin; by default the two newest.

    Raises
    ------
    InputError
        If there are no two runs to compare, or none of that name.
    """
    from foi_stats.run.changed_figures import changed_figures, figures_of_run  # others do without

    runs = {run.name: figures for run in reversed(runs_of(report)) if (figures := figures_of_run(run)) is not None}
    if len(runs) < 2:
        raise InputError(f"{report.name} has {len(runs) or 'no'} kept run{'s' * (len(runs) != 1)}: two are compared.")
    newest = list(runs)
    after = _named(later, runs, report) if later else newest[-1]
    before = _named(earlier, runs, report) if earlier else newest[max(newest.index(after) - 1, 0)]
    return before, after, changed_figures(runs[before], runs[after])


def _named(name: str, runs: Iterable[str], report: Path) -> str:
    found = [run for run in runs if run.startswith(name)]
    if len(found) != 1:
        raise InputError(
            f"{report.name} has {'several kept runs' if found else 'no kept run'} that begin{'s' * (not found)} with "
            f"{name!r}. Kept are: {', '.join(runs)}."
        )
    return found[0]


def history_data(history: Sequence[PastRun]) -> dict[str, Any]:
    """Return the history as plain values, for ``--json``."""
    return {"version": 1, "runs": [asdict(past) for past in history]}
