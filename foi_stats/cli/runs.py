"""Commands that produce reports and look back: run, history."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foi_stats.cli.inputs import day_of, end_as_if_interrupted, places_of, plain_error
from foi_stats.cli.options import Data, Json, Quiet, Reports, Root
from foi_stats.terminal import Telling, print_error, print_outcomes, print_rows, print_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foi_stats.request.project_folders import Places
    from foi_stats.run.history import PastRun
    from foi_stats.run.messages import Failure, Progress, RunSettings
    from foi_stats.run.run_summary import RunSummary

BUSY = 3
"""The exit code where nothing is wrong but that another run is at it."""


class LogFormat(StrEnum):
    """How the lines of a log are written."""

    text = "text"
    json = "json"


def run(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="REFERENCE", help="Requests to answer; all if none.")
    ] = None,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    workers: Annotated[int, typer.Option(min=0, help="How many processes at once; by default as many as cores.")] = 0,
    force: Annotated[
        bool, typer.Option("--force", help="Run all notebooks, whether anything has changed or not.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be run and why, and run nothing.")] = False,
    cell_seconds: Annotated[int, typer.Option(min=1, help="How long a notebook's cell may take.")] = 600,
    keep: Annotated[int, typer.Option(min=1, help="How many runs to keep in the folder of each report.")] = 5,
    wait: Annotated[
        float,
        typer.Option(min=0, metavar="[SECONDS]", help="Wait for another run that is at a report; 600 s if not said."),
    ] = 0,
    log: Annotated[Path | None, typer.Option(help="A file to which what happens is added.", show_default=False)] = None,
    log_format: Annotated[LogFormat, typer.Option(help="How its lines are written.")] = LogFormat.text,
    on_failure: Annotated[
        str, typer.Option(metavar="COMMAND", help="Run a command if anything failed, and give it what did to read.")
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="DATE", help="Run as on a day: with what had been received, and been asked, by then."
        ),
    ] = "",
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Have the workers of this Dask scheduler do the work.")
    ] = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Answer requests: run the notebooks of what has changed, and put the reports together."""
    from foi_stats import __version__
    from foi_stats.run.messages import RunSettings
    from foi_stats.run.run_log import logged
    from foi_stats.run.run_summary import RunSummary

    end_as_if_interrupted()
    settings = RunSettings(workers=workers, force=force, cell_seconds=cell_seconds, keep=keep, dask=dask)
    summary = RunSummary(__version__)
    folders: list[Path] = [log.parent] if log else []
    places = None
    with _ended_by_an_error(summary, folders):
        places = places_of(root, data, reports)
        folders += [places.reports, places.data]
        summary.as_of = _as_of(as_of)
        summary.asked, summary.failures = _usable(references, places, summary.as_of, force=force)
        if dry_run:
            raise typer.Exit(max(summary.code, _explain(summary.asked, places, settings, as_json=as_json)))
        with Telling(silent=quiet or as_json) as told, logged(log, log_format.value, told) as (progress, write):
            _produce(places, settings, summary, progress, write, wait)
    summary.end()
    if dry_run:
        raise typer.Exit(summary.code)
    code = _put_on_record(summary, places) if places and summary.asked else summary.code
    if on_failure and code not in (0, BUSY):
        _tell(on_failure, summary)
    if as_json:
        print_text(json.dumps(summary.data(), ensure_ascii=False, indent=2))
    elif places and not summary.interrupted:
        print_outcomes(summary.outcomes, summary.failures, places.data, quiet=quiet)
    raise typer.Exit(code)


@contextmanager
def _ended_by_an_error(summary: RunSummary, folders: list[Path]) -> Iterator[None]:
    """Note in the summary what ends a run meanwhile, an interrupt or an error, and print it.

    Parameters
    ----------
    folders
        The folders that the run writes to: one of them is named where a disk is full.
    """
    from foi_stats.vocabulary.findings import FoiError

    try:
        yield
    except KeyboardInterrupt:
        summary.interrupted = True
        print_text("Stopped. What was released before stands; nothing half made is left.", sys.stderr)
    except (FoiError, OSError) as error:
        summary.error = plain_error(error, folders=folders)
        print_error(summary.error)


def _produce(
    places: Places,
    settings: RunSettings,
    summary: RunSummary,
    progress: Progress,
    write: Callable[..., None],
    wait: float,
) -> None:
    """Produce reports, and keep in the summary how each ended."""
    from foi_stats.run.messages import Failure
    from foi_stats.run.waiting import run_and_wait

    names = summary.asked
    write(logging.INFO, "begin", f"foi-stats {summary.version}: {len(names)} requests", version=summary.version)
    with _ended_by_an_error(summary, [places.reports, places.data]):
        for ended in run_and_wait(names, places, settings, progress, wait):
            if isinstance(ended, Failure):
                error = plain_error(ended.error, places.data, [places.reports, places.data])
                summary.failures.append(Failure(ended.reference, error))
                print_error(error, ended.reference)
            else:
                summary.outcomes.append(ended)
    if summary.error:
        write(logging.ERROR, "failed", str(summary.error))
    order = {name: number for number, name in enumerate(names)}
    summary.outcomes.sort(key=lambda outcome: order[outcome.reference])
    write(logging.INFO, "end", f"exit code {summary.code}", exit_code=summary.code, seconds=summary.seconds)


def _put_on_record(summary: RunSummary, places: Places) -> int:
    """Put a run on record, and say which requests have waited for a supply since when; return the exit code."""
    from foi_stats.run.history import past_run, read_history, record_run, waiting_since

    try:
        past = past_run(summary)
        history = read_history(places) if past.waiting else []
        summary.waiting = {one: since for one in past.waiting if (since := waiting_since(history, one))}
        for one, since in summary.waiting.items():
            print_text(f"{one} has waited for a supply since {since}. The last release stands.", sys.stderr)
        record_run(places, past)
    except OSError as error:
        return max(summary.code, print_error(plain_error(error, folders=[places.reports])))
    return summary.code


def _tell(command: str, summary: RunSummary) -> None:
    """Give the summary of a run to a command: the operator's own, which may be any that a shell runs, as in cron."""
    done = subprocess.run(command, shell=True, input=summary.text(), text=True, encoding="utf-8", check=False)  # noqa: S602
    if done.returncode:
        print_text(f"The command that was to be told ended with exit code {done.returncode}.", sys.stderr)


def _as_of(text: str) -> str:
    """Return the day that a run is for, and have all that it starts see what had been received by then; or nothing.

    Raises
    ------
    InputError
        If it is no day.
    """
    from foi_stats.supply.supply_files import AS_OF_VARIABLE

    if text:
        os.environ[AS_OF_VARIABLE] = day_of(text).isoformat()
    return os.environ.get(AS_OF_VARIABLE, "")


def _usable(references: list[str] | None, places: Places, day: str, *, force: bool) -> tuple[list[str], list[Failure]]:
    """Return the requests to answer, and those that cannot be used; without those that came after the day of the run.

    As soon as there is one to run, the process that imports for all is started: it works while the requests are read.

    Raises
    ------
    InputError
        If there is none, or one that was asked for by name cannot be used: nothing is run then.
    """
    from foi_stats.request.names import list_requests
    from foi_stats.run.messages import Failure
    from foi_stats.run.run_record import unchanged
    from foi_stats.run.warm_up import warm_up
    from foi_stats.vocabulary.findings import InputError

    names = list(dict.fromkeys(references or list_requests(places.data)))
    if not names:
        raise InputError(f"There are no requests in {places.data}/requests.")
    usable, unusable = [], []
    for name in names:
        try:
            if day and not references and _asked_after(day, name, places):
                continue
            if force or unchanged(name, places) is None:
                warm_up(several=len(names) > 1)
                from foi_stats.request.request import read_request

                name = read_request(places.data, name).reference
        except InputError as error:
            if references:
                raise
            print_error(error)
            unusable.append(Failure(name, error))
        else:
            usable.append(name)
    return usable, unusable


def _asked_after(day: str, name: str, places: Places) -> bool:
    """Return whether a request was received after a day; of one whose day of receipt is not known, no."""
    from foi_stats.request.request import read_drafting

    received = read_drafting(places.data, name).request.received
    return received is not None and received.isoformat() > day


def _explain(names: list[str], places: Places, settings: RunSettings, *, as_json: bool) -> int:
    from foi_stats.run.batch import explain
    from foi_stats.run.messages import Failure

    rows, code = [], 0
    for told in explain(names, places, settings):
        if isinstance(told, Failure):
            code = max(code, print_error(plain_error(told.error), told.reference))
        else:
            rows += [
                {"request": told.reference, "figure": figure, "run": "yes" if why else "no", "why": why}
                for figure, why in told.whys.items()
            ]
    rows.sort(key=lambda row: names.index(row["request"]))
    if as_json:
        print_text(json.dumps({"version": 1, "notebooks": rows}, ensure_ascii=False, indent=2))
    else:
        print_rows(rows)
        runs = sum(row["run"] == "yes" for row in rows)
        print_text(f"{runs} of {len(rows)} notebooks would be run.")
    return code


def history(
    reference: Annotated[str, typer.Argument(help="What changed between two runs of this request's report.")] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    earlier: Annotated[
        str, typer.Option(help="The earlier run, by how its name begins; by default the one before.")
    ] = "",
    later: Annotated[str, typer.Option(help="The later run; by default the newest.")] = "",
    as_json: Json = False,
) -> None:
    """List the runs, the newest last; of one request, the figures that changed between two runs of its report."""
    from foi_stats.run.history import changes_between, history_data, read_history
    from foi_stats.vocabulary.findings import FoiError

    try:
        places = places_of(root, data, reports)
        if reference:
            before, after, changes = changes_between(places.report(reference), earlier, later)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    if not reference:
        runs = read_history(places)
        if as_json:
            print_text(json.dumps(history_data(runs), ensure_ascii=False, indent=2))
        else:
            print_rows([_past_row(past) for past in runs])
        return
    rows = [{"figure": one.figure, "before": one.was or "-", "after": one.now or "-"} for one in changes]
    if as_json:
        told = {"version": 1, "earlier": before, "later": after, "changes": rows}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
        return
    print_rows(rows)
    print_text(f"{len(rows) or 'No'} figure{'s' * (len(rows) != 1)} changed from the run {before} to {after}.")


def _past_row(past: PastRun) -> dict[str, str]:
    others = [
        f"{len(names)} {what}: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
        for names, what in (
            ([one for one in past.failed if one not in past.waiting], "failed"),
            (past.waiting, "waiting for a supply"),
            (past.busy, "busy"),
            (past.not_reached, "not reached"),
        )
        if names
    ]
    return {
        "begun (UTC)": past.started[:16].replace("T", " "),
        "as of": past.as_of,
        "seconds": f"{past.seconds:.0f}",
        "released": str(len(past.released)),
        "drafts": str(len(past.drafts)),
        "unchanged": str(past.unchanged),
        "code": str(past.code),
        "not made": "; ".join(filter(None, [past.error, *others])),
    }
