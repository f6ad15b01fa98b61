"""Commands on reports: run, status."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.options import Data, Json, Quiet, Reports, Root, places_of, plainly, unusable
from foi_stats.terminal import Telling, print_outcomes, print_rows, say_error


def run(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REFERENCE]...", help="Requests to answer; all if none.")
    ] = None,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Answer requests: run their notebooks and put their reports together."""
    from foi_stats.answer.request import list_requests, read_request
    from foi_stats.findings import FoiError, InputError
    from foi_stats.run.report import run_request

    outcomes, code = [], 0
    try:
        places = places_of(root, data, reports)
        names = references or list_requests(places.data)
        if not names:
            raise InputError(f"There are no requests in {places.data}/requests.")
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    for name in list(names):
        try:
            read_request(places.data, name)
        except FoiError as error:
            code = max(code, say_error(error))
            if references:  # what was asked for by name is checked before anything runs
                raise typer.Exit(code) from None
            names.remove(name)
    with Telling(silent=quiet or as_json) as progress:
        for name in names:
            try:
                outcomes.append(run_request(name, places, progress))
            except FoiError as error:
                code = max(code, say_error(error, name))
            except OSError as error:
                code = max(code, say_error(unusable(error), name))
    print_outcomes(outcomes, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)


def status(
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    today: Annotated[str, typer.Option(help="The day to reckon from, as 2016-07-08; today if not given.")] = "",
    as_json: Json = False,
) -> None:
    """List all requests: their state, and when each is due."""
    from foi_stats.answer.request import list_requests
    from foi_stats.findings import FoiError
    from foi_stats.run.status import read_standing

    standings, code = [], 0
    try:
        day = plainly(dt.date.fromisoformat, today) if today else dt.datetime.now().astimezone().date()
        places = places_of(root, data, reports)
        names = list_requests(places.data)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    for name in names:
        try:
            standings.append(read_standing(name, places, day))
        except FoiError as error:
            code = max(code, say_error(error, name))
    rows = [
        {
            "request": one.reference,
            "title": one.title,
            "state": one.state,
            "due": one.due.isoformat() if one.due else "",
            "timeliness": one.timeliness,
        }
        for one in standings
    ]
    if as_json:
        print(json.dumps({"version": 1, "requests": rows}, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print_rows(rows)
    raise typer.Exit(code)
