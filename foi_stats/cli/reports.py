"""The command that says how requests stand: status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foi_stats.cli.options import Data, Json, Reports, Root, day_of, places_of
from foi_stats.request.names import title_of
from foi_stats.terminal import print_error, print_rows, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foi_stats.run.standing import KnownStanding, Standing
    from foi_stats.supply.held import HeldByAuthority


def status(
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    today: Annotated[str, typer.Option(help="The day to reckon from, as 2016-07-08; today if not given.")] = "",
    as_json: Json = False,
) -> None:
    """List all requests: their state, and when each is due; what is late or due soonest comes first."""
    from foi_stats.request.names import list_requests
    from foi_stats.run.history import read_history
    from foi_stats.run.standing import KnownStanding
    from foi_stats.vocabulary.findings import FoiError

    standings: list[Standing] = []
    held: HeldByAuthority = {}
    code = 0
    try:
        day = day_of(today)
        places = places_of(root, data, reports)
        names, history = list_requests(places.data), read_history(places)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    for name in names:
        try:
            standings.append(_standing(KnownStanding(name, places, day, history), held))
        except FoiError as error:
            code = max(code, print_error(error, name))
    standings.sort(key=lambda one: one.urgency)
    if as_json:
        told = {"version": 1, "requests": [_standing_data(one) for one in standings]}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_standings(standings)
    raise typer.Exit(code)


def _standing(known: KnownStanding, held: HeldByAuthority) -> Standing:
    if (standing := known.standing) is not None:
        return standing
    from foi_stats.run.status import look_again  # it reads requests, for which those that are known would wait

    return look_again(known, held)


def _standing_row(one: Standing) -> dict[str, str]:
    return {
        "request": one.reference,
        "title": title_of(one.title, one.review_of),
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
