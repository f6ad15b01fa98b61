"""A report: the notebooks of a request run, what they made put together, and readers switched to it."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer, answer_statement
from foi_stats.answer.case import Case, read_case
from foi_stats.answer.request import file_name
from foi_stats.disclosure.exemptions import untested
from foi_stats.disclosure.gate import small_counts, undecided, unexplained
from foi_stats.disclosure.proof import Proof, prove, read_published
from foi_stats.disclosure.protected import Protection, protect_request
from foi_stats.findings import Finding, ReleaseError
from foi_stats.publish.letter import Letter
from foi_stats.publish.letter_wording import words_of
from foi_stats.publish.part import Part, read_part
from foi_stats.publish.response import compose
from foi_stats.run.approved import read_edited
from foi_stats.run.folders import discard, keep_failed, new_run, switch
from foi_stats.run.notebooks import check_parameters, run_notebook
from foi_stats.run.outcome import write_outcome
from foi_stats.run.plan import Places, plan
from foi_stats.run.working import select, write_audit, write_working


@dataclass(frozen=True)
class Outcome:
    """How the run of one request ended: a line for each question, where the report lies, and how long it took.

    ``stops`` is what would stop the release of a draft as it stands.
    """

    reference: str
    outcome: str
    page: Path
    lines: tuple[dict[str, Any], ...]
    seconds: float
    letter: Letter
    warnings: tuple[Finding, ...] = ()
    stops: tuple[Finding, ...] = ()


@dataclass
class Progress:
    """What is told while a run works; the default says nothing."""

    start: Callable[[str, int], None] = lambda _reference, _steps: None
    step: Callable[[str], None] = lambda _what: None


@dataclass
class _Timer:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 2)


def run_request(reference: str, places: Places, progress: Progress | None = None, *, as_draft: bool = False) -> Outcome:
    """Produce the report of one request: ``release/`` if it is approved, else ``draft/``, and ``working/``.

    Readers of the last report see it until the new one is whole. ``as_draft`` makes a draft of an approved one too.

    Raises
    ------
    InputError
        If the request or what it refers to cannot be used.
    SupplyError
        If supplied data is missing or cannot be used.
    ReleaseError
        If a notebook fails, another run of the same report is under way, or what was made must not be released.
    """
    from filelock import FileLock, Timeout

    progress = progress or Progress()
    started = time.perf_counter()
    case = read_case(places.data, reference)
    words_of(case.authority)  # a fault in them is said before anything runs
    if as_draft:
        case = replace(case, request=case.request.model_copy(update={"approval": None}))
    selection = select(case)
    _stop_at(undecided(selection, case.request.topic))
    report = places.report(case.request.reference)
    for planned in plan(case.request, places, report):
        check_parameters(planned.notebook, planned.parameters)
    report.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(report / ".lock", timeout=0):
            return _run(case, selection, places, report, progress, started)
    except Timeout:
        raise ReleaseError(f"Another run is making the report of {reference}; wait for it to end.") from None


def _run(
    case: Case, selection: pd.DataFrame, places: Places, report: Path, progress: Progress, started: float
) -> Outcome:
    run = new_run(report)
    timer = _Timer()
    began = dt.datetime.now(dt.UTC)
    try:
        parts = _run_notebooks(case, places, run, progress, timer)
        answers = _all_answers(case, parts)
        name = "release" if case.request.approval else "draft"
        stops = _stops(case, parts, places)
        letter = compose(case, answers, parts, draft=name == "draft")
        if name == "release":
            _stop_at(stops)
        write_outcome(run / name, case, letter, parts, read_edited(letter, case.request, places))
        proof = _prove(case, parts, run / name / "tables")
        write_audit(run / "working", case, proof)
        stops += proof.findings
        if name == "release":
            _stop_at(stops)
        write_working(run / "working", case, places, selection, letter, parts, timer.seconds, began)
    except ReleaseError as error:
        kept = keep_failed(report, run)
        raise ReleaseError(str(error).replace(str(run), str(kept))) from None
    except BaseException:
        discard(run)
        raise
    shutil.rmtree(run / "parts", ignore_errors=True)  # there are none where no part has figures
    switch(report, run)
    lines = tuple(_line(case, answers, question.id, timer) for question in case.request.question)
    warnings = tuple(finding for finding in case.findings if finding.severity == "warning")
    page = report / name / "response.html"
    page = page if page.exists() else page.with_suffix(".docx")
    seconds = time.perf_counter() - started
    return Outcome(case.request.reference, name, page, lines, seconds, letter, warnings, tuple(stops))


def _stops(case: Case, parts: dict[str, Part], places: Places) -> list[Finding]:
    """Return what stops a release."""
    found = [part.answer for part in parts.values()]
    where = f"{places.data.name}/requests/{file_name(case.request.reference)}.toml"
    stops = [*small_counts(found, case.request.threshold, where), *unexplained(case, found)]
    return [*stops, *untested(case.request, where)]


def _run_notebooks(case: Case, places: Places, run: Path, progress: Progress, timer: _Timer) -> dict[str, Part]:
    runs = plan(case.request, places, run)
    progress.start(case.request.reference, len(runs))
    parts = {}
    for planned in runs:
        progress.step(f"{planned.notebook.stem}, {planned.part}")
        with timer.time(planned.part):
            run_notebook(planned.notebook, planned.output, planned.parameters)
        try:
            parts[planned.part] = read_part(run / "parts" / planned.part)
        except FileNotFoundError:
            raise ReleaseError(
                f"{planned.notebook.name} ended without leaving figures for {planned.part}: its last cell must call "
                f"write_part(answer, chart, out). The executed copy: {planned.output}"
            ) from None
    progress.step("putting the report together")
    return parts


def _prove(case: Case, parts: dict[str, Part], tables: Path) -> Proof:
    """Attack the counts as they were published, and with them all that was published before."""
    if case.request.threshold is None:
        return prove(case, [], Protection())
    published = [
        read_published(part.answer, tables / f"{name}.csv")
        for name, part in parts.items()
        if part.answer.unit == "count"
    ]
    return prove(case, published, protect_request(case))


def _all_answers(case: Case, parts: dict[str, Part]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in case.request.question:
        with_figures = question.id in parts
        answers[question.id] = (
            parts[question.id].answer if with_figures else answer_statement(case.request, question, answers)
        )
    return answers


def _line(case: Case, answers: dict[str, Answer], name: str, timer: _Timer) -> dict[str, Any]:
    answer = answers[name]
    return {
        "request": case.request.reference,
        "question": name,
        "limb": answer.limb,
        "status": answer.status,
        "seconds": timer.seconds.get(name, 0.0),
    }


def _stop_at(findings: list[Finding]) -> None:
    if findings:
        listed = "\n".join(f"  - {finding}" for finding in findings)
        raise ReleaseError(f"This must not be released as it stands:\n{listed}")
