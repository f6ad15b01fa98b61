"""Commands on reports: run, status."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foi_stats.cli.options import Data, Json, Quiet, Reports, Root, day_of, places_of, plain_error
from foi_stats.terminal import Telling, print_error, print_outcomes, print_rows, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foi_stats.request.project_folders import Places
    from foi_stats.run.messages import RunSettings
    from foi_stats.run.status import Standing


Workers = Annotated[int, typer.Option(min=0, help="How many processes at once; by default as many as cores.")]


def run(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="REFERENCE", help="Requests to answer; all if none.")
    ] = None,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    workers: Workers = 0,
    force: Annotated[
        bool, typer.Option("--force", help="Run all notebooks, whether anything has changed or not.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be run and why, and run nothing.")] = False,
    cell_seconds: Annotated[int, typer.Option(min=1, help="How long a notebook's cell may take.")] = 600,
    keep: Annotated[int, typer.Option(min=1, help="How many runs to keep in the folder of each report.")] = 5,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Answer requests: run the notebooks of what has changed, and put the reports together."""
    from foi_stats.vocabulary.findings import FoiError

    _end_as_if_interrupted()
    try:
        places = places_of(root, data, reports)
        names, code = _usable(references, places, force=force)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    from foi_stats.run.batch import run_requests
    from foi_stats.run.messages import Failure, RunSettings

    settings = RunSettings(workers=workers, force=force, cell_seconds=cell_seconds, keep=keep)
    if dry_run:
        raise typer.Exit(max(code, _explain(names, places, settings, as_json=as_json)))
    outcomes, failures = [], []
    try:
        with Telling(silent=quiet or as_json) as progress:
            for ended in run_requests(names, places, settings, progress):
                if isinstance(ended, Failure):
                    failures.append(ended)
                    code = max(code, print_error(plain_error(ended.error), ended.reference))
                else:
                    outcomes.append(ended)
    except KeyboardInterrupt:
        print_text("Stopped. What was released before stands; nothing half made is left.", sys.stderr)
        raise typer.Exit(130) from None
    order = {name: number for number, name in enumerate(names)}
    outcomes.sort(key=lambda outcome: order[outcome.reference])
    print_outcomes(outcomes, failures, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)


def _usable(references: list[str] | None, places: Places, *, force: bool) -> tuple[list[str], int]:
    """Return the requests to answer, and the exit code of those that cannot be used.

    As soon as there is one to run, the process that imports for all is started: it works while the requests are read.

    Raises
    ------
    InputError
        If there is none, or one that was asked for by name cannot be used: nothing is run then.
    """
    from foi_stats.request.names import list_requests
    from foi_stats.run.run_record import unchanged
    from foi_stats.run.warm_up import warm_up
    from foi_stats.vocabulary.findings import InputError

    names = list(dict.fromkeys(references or list_requests(places.data)))
    if not names:
        raise InputError(f"There are no requests in {places.data}/requests.")
    usable, code = [], 0
    for name in names:
        try:
            if force or unchanged(name, places) is None:
                warm_up()
                from foi_stats.request.request import read_request

                name = read_request(places.data, name).reference
        except InputError as error:
            if references:
                raise
            code = max(code, print_error(error))
        else:
            usable.append(name)
    return usable, code


def _explain(names: list[str], places: Places, settings: RunSettings, *, as_json: bool) -> int:
    from foi_stats.run.batch import explain
    from foi_stats.run.messages import Failure

    rows, code = [], 0
    for told in explain(names, places, settings):
        if isinstance(told, Failure):
            code = max(code, print_error(plain_error(told.error), told.reference))
        else:
            rows += [
                {
                    "request": told.reference,
                    "figure": step.planned.figure,
                    "run": "yes" if step.why else "no",
                    "why": step.why,
                }
                for step in told.steps
            ]
    rows.sort(key=lambda row: names.index(row["request"]))
    if as_json:
        print_text(json.dumps({"version": 1, "notebooks": rows}, ensure_ascii=False, indent=2))
    else:
        print_rows(rows)
        runs = sum(row["run"] == "yes" for row in rows)
        print_text(f"{runs} of {len(rows)} notebooks would be run.")
    return code


def _end_as_if_interrupted() -> None:
    """Handle SIGTERM, as a scheduler sends it, like Ctrl-C: tidy up first."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def status(
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    today: Annotated[str, typer.Option(help="The day to reckon from, as 2016-07-08; today if not given.")] = "",
    as_json: Json = False,
) -> None:
    """List all requests: their state, and when each is due; what is late or due soonest comes first."""
    from foi_stats.request.request import list_requests
    from foi_stats.run.status import read_standing
    from foi_stats.vocabulary.findings import FoiError

    standings, code = [], 0
    try:
        day = day_of(today)
        places = places_of(root, data, reports)
        names = list_requests(places.data)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    for name in names:
        try:
            standings.append(read_standing(name, places, day))
        except FoiError as error:
            code = max(code, print_error(error, name))
    standings.sort(key=lambda one: one.urgency)
    if as_json:
        told = {"version": 1, "requests": [_standing_data(one) for one in standings]}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_standings(standings)
    raise typer.Exit(code)


def _standing_row(one: Standing) -> dict[str, str]:
    return {
        "request": one.reference,
        "title": f"Internal review of {one.review_of}: {one.title}" if one.review_of else one.title,
        "state": one.state,
        "due": one.due.isoformat() if one.due else "",
        "timeliness": one.timeliness,
    }


def _standing_data(one: Standing) -> dict[str, Any]:
    more = {"review_of": one.review_of, "delays": one.delays, "later_supplies": one.later, "restated": one.restated}
    return {**_standing_row(one), "title": one.title, **more}


def _print_standings(standings: Sequence[Standing]) -> None:
    """Print how requests stand as a table, and below it which releases newer supplies came after."""
    print_rows([_standing_row(one) for one in standings])
    for one in (one for one in standings if one.later):
        cells = "1 cell" if one.restated == 1 else f"{one.restated} cells"
        restated = f"They restate {cells} behind it" if one.restated else "They restate no cell behind it"
        print_text(
            f"{one.reference}: newer supplies than its release was made from: {', '.join(one.later)}. {restated}: "
            f"foi-stats verify {one.reference} says what would change."
        )
