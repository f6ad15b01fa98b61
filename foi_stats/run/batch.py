"""Direct a batch of reports: their notebooks in as many processes as there are cores, the longest first.

The directing process imports nothing heavy and uses nothing that cannot be forked; the work is done in other processes.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.engine.pool import DeathError, Done, Pool
from foi_stats.files.entries import trim
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import discard, forget_failed, is_shown, keep_failed, new_run, remove_half_made, report_lock
from foi_stats.run.messages import Explained, Failure, Outcome, Progress, Ready, RunSettings, Step
from foi_stats.run.preloading import import_writers
from foi_stats.run.release_order import waits_for
from foi_stats.run.run_record import library_digest, read_record, unchanged
from foi_stats.run.warm_up import preloaded
from foi_stats.supply.cache_entries import cache_folder
from foi_stats.vocabulary.findings import BusyError, OvertakenError, ReleaseError
from foi_stats.vocabulary.scratch import scratch_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from foi_stats.engine.dask_pool import DaskPool

_NEVER_RUN = float("inf")


def run_requests(
    references: Sequence[str], places: Places, settings: RunSettings | None = None, progress: Progress | None = None
) -> Iterator[Outcome | Failure]:
    """Produce reports, and yield how each ended as soon as it has.

    One that fails leaves the last good report in place and does not stop the others. One for which nothing has changed
    is left as it is. Whatever was started is ended when the iterator is closed.
    """
    settings, progress = settings or RunSettings(), progress or Progress()
    progress.start(len(references))
    waiting = []
    for reference in references:
        outcome = None if settings.force or settings.as_draft else unchanged(reference, places)
        if outcome is None:
            waiting.append(reference)
        else:
            forget_failed(places.report(reference))
            progress.done(outcome)
            yield outcome
    if waiting:
        places = places.absolute() if settings.dask else places
        waiting.sort(key=lambda reference: -_seconds_last(reference, places))
        with _scratch(places, settings) as scratch, _pool(places, settings, several=len(waiting) > 1) as pool:
            yield from _Batch(waiting, places, settings, progress, pool, scratch).run()
        if store := cache_folder(places.data):
            trim(store)


def run_request(
    reference: str, places: Places, progress: Progress | None = None, settings: RunSettings | None = None
) -> Outcome:
    """Produce the report of one request: ``release/`` if it is approved, else ``draft/``, and ``working/``.

    Readers of the last report see it until the new one is whole.

    Raises
    ------
    InputError
        If the request or what it refers to cannot be used.
    SupplyError
        If supplied data is missing or cannot be used.
    ReleaseError
        If a notebook fails, another run of the same report is under way, or what was made must not be released.
    """
    (ended,) = run_requests([reference], places, settings, progress)
    if isinstance(ended, Failure):
        raise ended.error
    return ended


def explain(references: Sequence[str], places: Places, settings: RunSettings) -> Iterator[Explained | Failure]:
    """Yield for each request what would be run and why, and run nothing; nothing is written.

    A request for which nothing has changed is not read: its record says which notebooks it has.
    """
    waiting: deque[str] = deque()
    for reference in references:
        if settings.force or unchanged(reference, places) is None:
            waiting.append(reference)
        else:
            yield Explained(reference, dict.fromkeys(read_record(places.report(reference))["digests"], ""))
    if waiting:
        yield from _explain_changed(waiting, places, settings)


def _explain_changed(waiting: deque[str], places: Places, settings: RunSettings) -> Iterator[Explained | Failure]:
    running: set[str] = set()
    with Pool(settings.workers or os.cpu_count() or 1, settings.method, preloaded(several=len(waiting) > 1)) as pool:
        start: Callable[..., None] = pool.start_early
        while waiting or running:
            while waiting and pool.free:
                reference = waiting.popleft()
                run = new_run(places.report(reference))
                start(reference, _STEPS.prepare, reference, places, run, None, settings)
                start = pool.start
                running.add(reference)
            done = pool.wait()
            running.discard(done.label)
            if done.error:
                yield Failure(done.label, done.error)
            else:
                yield Explained(done.value.reference, {step.planned.figure: step.why for step in done.value.steps})


def _pool(places: Places, settings: RunSettings, *, several: bool) -> Pool | DaskPool:
    """Return what runs the steps of reports: processes of this machine, or the workers of a Dask cluster."""
    if not settings.dask:
        return Pool(settings.workers or os.cpu_count() or 1, settings.method, preloaded(several=several))
    from foi_stats.engine.dask_pool import DaskPool

    return DaskPool(settings.dask, places.reports, preloaded(several=several), library_digest)


def _scratch(places: Places, settings: RunSettings) -> AbstractContextManager[Path]:
    """Return a folder for what one step leaves for the next: with the reports where other machines do the work."""
    if not settings.dask:
        return scratch_folder()
    shared = places.reports.resolve() / ".scratch"
    shared.mkdir(parents=True, exist_ok=True)
    return scratch_folder(shared)


@dataclass
class _Report:
    """A report that is being made: its run folder, its steps, and their times."""

    reference: str
    run: Path
    scratch: Path
    started: float
    ready: Ready | None = None
    lock: BaseFileLock | None = None
    waiting: list[Step] = field(default_factory=list)
    running: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)


class _Batch:
    def __init__(
        self,
        references: Sequence[str],
        places: Places,
        settings: RunSettings,
        progress: Progress,
        pool: Pool | DaskPool,
        scratch: Path,
    ) -> None:
        self._waiting = deque(references)
        self._places, self._settings, self._progress = places, settings, progress
        self._pool, self._scratch = pool, scratch
        self._at_once = pool.free + 1  # so that while the last notebook of one runs, there are others to start
        self._steps = _REPEATABLE if settings.dask else _STEPS
        self._first = True
        self._reports: dict[str, _Report] = {}
        releases = settings.on_record and not settings.as_draft
        self._waits_for = waits_for(references, places) if releases else {}

    def run(self) -> Iterator[Outcome | Failure]:
        try:
            while self._waiting or self._reports:
                self._start_what_can_be()
                ended = self._take(self._pool.wait())
                if ended is not None:
                    self._progress.done(ended)
                    yield ended
        finally:
            self._pool.__exit__(None, None, None)  # before what the processes write to is removed
            for report in self._reports.values():
                self._let_go(report)

    def _start_what_can_be(self) -> None:
        while self._pool.free:
            steps = [(step, report) for report in self._reports.values() for step in report.waiting]
            if steps:
                step, report = max(steps, key=lambda one: one[0].seconds or _NEVER_RUN)
                report.waiting.remove(step)
                self._start_step(report, step)
            elif len(self._reports) < self._at_once and (reference := self._next()):
                self._waiting.remove(reference)
                self._start_report(reference)
            else:
                return

    def _next(self) -> str | None:
        """Return the first request that waits for no other, None if each that is left waits for one in hand."""
        return next((one for one in self._waiting if not self._is_open(self._waits_for.get(one))), None)

    def _is_open(self, reference: str | None) -> bool:
        return reference is not None and (reference in self._reports or reference in self._waiting)

    def _start_report(self, reference: str) -> None:
        run = new_run(self._places.report(reference))
        report = _Report(reference, run, self._scratch / run.name, time.time())
        self._reports[reference] = report
        given = (
            (reference, "prepare"),
            self._steps.prepare,
            reference,
            self._places,
            run,
            report.scratch,
            self._settings,
        )
        if self._first:  # it is read while the warm process still imports; who has read it then imports what writes
            self._pool.start_early(*given, ready=import_writers)
        else:
            self._pool.start(*given)
        self._first = False

    def _start_step(self, report: _Report, step: Step) -> None:
        self._progress.step(report.reference, _called(step))
        report.running += 1
        given = (step, self._places, report.reference, self._settings.cell_seconds)
        self._pool.start((report.reference, step.planned.figure, step), self._steps.run_step, *given)

    def _take(self, done: Done) -> Outcome | Failure | None:
        """Take the result of a process and start the next step; return how the report ended, if it has."""
        report = self._reports[done.label[0]]
        what = done.label[1]
        if what == "prepare":
            if done.error is not None:
                return self._fail(report, done.error)
            return self._begin(report, done.value)
        if isinstance(done.error, OvertakenError):
            self._let_go(report)
            self._waiting.append(report.reference)
            return None
        if what == "finish":
            if done.error is not None:
                return self._fail(report, done.error)
            self._let_go(report)
            outcome: Outcome = done.value
            return outcome
        step = done.label[2]
        report.running -= 1
        self._progress.step_done(report.reference, _called(step))
        if done.error is None:
            report.seconds[what] = done.value
        else:
            report.errors.append(_said_of(step, done.error))
            report.waiting.clear()  # it cannot be released, so nothing more is run for it
        return self._go_on(report)

    def _begin(self, report: _Report, ready: Ready) -> Failure | None:
        """Lock the report's folder, so that no other run writes to it, and queue its notebooks."""
        from filelock import Timeout

        folder = self._places.report(ready.reference)
        report.ready = ready
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = report_lock(folder)
            lock.acquire()
            report.lock = lock
            remove_half_made(folder)
            report.run.mkdir(parents=True)
        except Timeout:
            busy = f"Another run is making the report of {report.reference}; wait for it to end."
            return self._fail(report, BusyError(busy))
        except OSError as error:
            return self._fail(report, error)
        report.waiting = [step for step in ready.steps if step.why]
        self._progress.report(report.reference, len(report.waiting), len(ready.steps))
        return self._go_on(report)

    def _go_on(self, report: _Report) -> Failure | None:
        if report.waiting or report.running:
            return None
        if report.errors:
            first = report.errors[0]
            several = isinstance(first, ReleaseError) and len(report.errors) > 1
            return self._fail(report, ReleaseError("\n".join(map(str, report.errors))) if several else first)
        self._progress.step(report.reference, "putting the report together")
        given = (report.ready, self._places, report.run, report.scratch, report.seconds, report.started)
        self._pool.start_last((report.reference, "finish"), self._steps.finish, *given)
        return None

    def _fail(self, report: _Report, error: Exception) -> Failure:
        if isinstance(error, ReleaseError) and report.run.exists():
            kept = keep_failed(self._places.report(report.reference), report.run)
            error = ReleaseError(str(error).replace(str(report.run), str(kept)))
        self._let_go(report)
        return Failure(report.reference, error)

    def _let_go(self, report: _Report) -> None:
        self._reports = {name: one for name, one in self._reports.items() if one is not report}
        for left in report.scratch.parent.glob(f"{report.scratch.name}*"):
            left.unlink(missing_ok=True)
        if report.run.exists() and not is_shown(self._places.report(report.reference), report.run):
            discard(report.run)  # one that is shown was whole when it was interrupted
        if report.lock is not None:
            report.lock.release()


def _called(step: Step) -> str:
    return f"{step.planned.notebook.stem}, {step.planned.figure}"


def _said_of(step: Step, error: Exception) -> Exception:
    if not isinstance(error, DeathError):
        return error
    return ReleaseError(
        f"{step.planned.notebook.name} did not end: its process {error}, perhaps for want of memory.\n"
        f"The executed copy, as far as it came: {step.planned.output}"
    )


def _seconds_last(reference: str, places: Places) -> float:
    """Return the seconds that a report took last time; infinity if it was never made, so that it starts first."""
    with suppress(KeyError, TypeError, ValueError):
        return float(read_record(places.report(reference))["seconds"])
    return _NEVER_RUN


@dataclass(frozen=True)
class _Steps:
    """The functions that a report's processes call; what is heavy is imported there.

    ``ends`` is the module of the first and the last, ``between`` that of those that run notebooks.
    """

    ends: str
    between: str

    def prepare(self, *given: Any) -> Any:  # noqa: ANN401
        return import_module(self.ends).prepare(*given)

    def run_step(self, *given: Any) -> Any:  # noqa: ANN401
        return import_module(self.between).run_step(*given)

    def finish(self, *given: Any) -> Any:  # noqa: ANN401
        return import_module(self.ends).finish(*given)


_STEPS = _Steps("foi_stats.run.report", "foi_stats.run.notebook_step")
_REPEATABLE = _Steps("foi_stats.run.attempts", "foi_stats.run.attempts")
"""Those that a lost worker may have begun, and another does again."""
