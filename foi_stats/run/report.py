"""A report: the notebooks of a request run, what they made put together, and readers switched to it."""

from __future__ import annotations

import datetime as dt
import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer, answer_statement, no_rows
from foi_stats.answer.case import Case, read_case
from foi_stats.answer.figures import TRAIL_COLUMNS
from foi_stats.answer.topic import SELECTION, classify
from foi_stats.disclosure.gate import small_counts, undecided, unexplained
from foi_stats.findings import Finding, ReleaseError
from foi_stats.publish.files import write_figures
from foi_stats.publish.part import Part, read_part
from foi_stats.publish.response import compose, response_html
from foi_stats.publish.table_csv import defuse
from foi_stats.run.folders import discard, keep_failed, new_run, switch
from foi_stats.run.notebooks import check_parameters, run_notebook
from foi_stats.run.plan import Places, plan

SELECTED = (
    *("kind", "financial_year", "quarter", "organisation", "line", "activity", "basis", "flow"),
    *SELECTION,
    *("figures", "file", "sheet", "cell"),
)
_LIBRARIES = ("foi-stats", "pandas", "pyarrow", "matplotlib", "papermill", "ipykernel", "python-calamine", "jinja2")


@dataclass(frozen=True)
class Outcome:
    """How the run of one request ended: a line for each question, where the report lies, and how long it took."""

    reference: str
    outcome: str
    page: Path
    lines: tuple[dict[str, Any], ...]
    seconds: float
    warnings: tuple[Finding, ...] = ()


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


def run_request(reference: str, places: Places, progress: Progress | None = None) -> Outcome:
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
    from filelock import FileLock, Timeout

    progress = progress or Progress()
    started = time.perf_counter()
    case = read_case(places.data, reference)
    selection = _select(case)
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
        if name == "release":
            found = [part.answer for part in parts.values()]
            where = f"{places.data.name}/requests/{report.name}.toml"
            _stop_at([*small_counts(found, case.request.threshold, where), *unexplained(case, found)])
        _write_outcome(run / name, case, answers, parts)
        _write_working(run / "working", case, selection, parts, timer, began)
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
    return Outcome(case.request.reference, name, page, lines, time.perf_counter() - started, warnings)


def _select(case: Case) -> pd.DataFrame:
    """Return every row of the case with the topic's decision on it; a service stands as a line, a crime as activity."""
    funding = classify(case.funding, case.topic).assign(kind="funding", quarter="")
    referrals = classify(case.referrals, case.topic).assign(kind="referrals", basis="", flow="")
    named = referrals.rename(columns={"service": "line", "crime_type": "activity"})
    columns = [name for name in SELECTED if name != "figures"]
    return pd.concat([funding[columns], named[columns]], ignore_index=True)


def _with_figures(selection: pd.DataFrame, trail: pd.DataFrame) -> pd.DataFrame:
    """Return the selection with the figures that each row is behind: a row may count and be asked for by none."""
    cells = ["file", "sheet", "cell"]
    behind = trail.groupby(cells, sort=False)["figure"].agg(" ".join).rename("figures").reset_index()
    return selection.merge(behind, on=cells, how="left").fillna({"figures": ""})


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


def _all_answers(case: Case, parts: dict[str, Part]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in case.request.question:
        with_figures = question.id in parts
        answers[question.id] = (
            parts[question.id].answer if with_figures else answer_statement(case.request, question, answers)
        )
    return answers


def _write_outcome(folder: Path, case: Case, answers: dict[str, Answer], parts: dict[str, Part]) -> None:
    """Write what a reader gets: the page, the tables as CSV, and the charts."""
    draft = folder.name == "draft"
    write_figures(folder, case, parts, draft=draft)
    _write_text(folder / "response.html", response_html(compose(case, answers, parts, draft=draft)))


def _write_working(
    folder: Path, case: Case, selection: pd.DataFrame, parts: dict[str, Part], timer: _Timer, began: dt.datetime
) -> None:
    """Write what stays inside: where each figure came from, why each row counts, and the record of the run."""
    folder.mkdir(exist_ok=True)
    approval = case.request.approval
    trails = [part.answer.trail for part in parts.values()]
    trail = pd.concat(trails, ignore_index=True) if trails else no_rows(TRAIL_COLUMNS)
    _write_csv(folder / "trace.csv", trail)
    _write_csv(folder / "selection.csv", _with_figures(selection, trail)[list(SELECTED)])
    record = {
        "reference": case.request.reference,
        "began": began.isoformat(timespec="seconds"),
        "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": timer.seconds,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "supplies": dict(sorted(set(zip(trail["file"], trail["sha256"], strict=True)))),
        "findings": [asdict(finding) for finding in case.findings],
        "approval": approval.model_dump(mode="json") if approval else None,
    }
    _write_text(folder / "run.json", json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def _write_csv(path: Path, rows: pd.DataFrame) -> None:
    _write_text(path, rows.map(defuse).to_csv(index=False, lineterminator="\n"))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


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
