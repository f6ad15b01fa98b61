"""The command that says how requests stand: status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foi_stats.cli.inputs import day_of, places_of
from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.cli.standings import known_standings, print_standings
from foi_stats.terminal import print_error

if TYPE_CHECKING:
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
    from foi_stats.vocabulary.findings import FoiError

    standings: list[Standing] = []
    held: HeldByAuthority = {}
    code = 0
    try:
        day = day_of(today)
        known = known_standings(places_of(root, data, reports), day)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    for one in known:
        try:
            standings.append(_standing(one, held))
        except FoiError as error:
            code = max(code, print_error(error, one.reference))
    print_standings(standings, as_json=as_json)
    raise typer.Exit(code)


def _standing(known: KnownStanding, held: HeldByAuthority) -> Standing:
    if (standing := known.standing) is not None:
        return standing
    from foi_stats.run.status import look_again  # it reads requests, for which those that are known would wait

    return look_again(known, held)
