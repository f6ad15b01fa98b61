"""How requests stand, as it is printed; at once where it is known and nothing has changed.

Nothing heavy is imported here, Typer neither, which takes longer than all the rest.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.cli.inputs import day_of, places_of
from foi_stats.request.names import title_of
from foi_stats.terminal import print_rows, print_text
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from foi_stats.request.project_folders import Places
    from foi_stats.run.standing import KnownStanding, Standing


def print_if_known(words: list[str]) -> bool:
    """Print how requests stand if the cache knows it of each, and return whether it does.

    Where it does not, something is wrong, or a word is unusual, nothing is printed: the command itself must see to it.

    Parameters
    ----------
    words
        The options of ``foi-stats status``, as they were typed.
    """
    options = plain_options(words)
    if options is None:
        return False
    from foi_stats.vocabulary.findings import FoiError

    try:
        places = places_of(options.get("root", Path()), options.get("data"), options.get("reports"))
        known = [one.standing for one in known_standings(places, day_of(options.get("today", "")))]
    except FoiError:
        return False
    standings = [one for one in known if one is not None]
    if len(standings) < len(known):
        return False
    print_standings(standings, as_json=options.get("as_json", False))
    return True


def plain_options(words: list[str]) -> dict[str, Any] | None:
    """Return what options give ``foi-stats status``, by parameter; None if any is not written as help shows it."""
    options: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if word == "--json":
            options["as_json"] = True
            continue
        value = next(rest, "")
        if word not in ("--root", "--data", "--reports", "--today") or not value or value.startswith("-"):
            return None
        if os.name == "nt":  # Typer replaces * and % there
            return None
        options[word[2:]] = value if word == "--today" else Path(value)
    return options


def known_standings(places: Places, day: dt.date) -> list[KnownStanding]:
    """Return what the cache knows of each request on a day.

    Raises
    ------
    InputError
        If there is no folder of requests.
    """
    from foi_stats.request.names import list_requests
    from foi_stats.run.history import read_history
    from foi_stats.run.standing import KnownStanding

    names, history = list_requests(places.data), read_history(places)
    return [KnownStanding(name, places, day, history) for name in names]


def print_standings(standings: Iterable[Standing], *, as_json: bool) -> None:
    """Print how requests stand, what is late or due soonest first."""
    ordered = sorted(standings, key=lambda one: one.urgency)
    if as_json:
        told = {"version": 1, "requests": [_standing_data(one) for one in ordered]}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_table(ordered)


def standing_row(one: Standing) -> dict[str, str]:
    """Return how a request stands as a row of the table."""
    return {
        "request": one.reference,
        "title": title_of(one.title, one.review_of),
        "state": one.state,
        "due": one.due.isoformat() if one.due else "",
        "timeliness": one.timeliness,
    }


def _standing_data(one: Standing) -> dict[str, Any]:
    more = {"review_of": one.review_of, "delays": one.delays, "later_supplies": one.later, "restated": one.restated}
    return {**standing_row(one), "title": one.title, **more}


def _print_table(standings: Iterable[Standing]) -> None:
    """Print how requests stand as a table, and below it which releases newer supplies came after."""
    print_rows([standing_row(one) for one in standings])
    for one in (one for one in standings if one.later):
        cells = counted(one.restated, "cell") if one.restated else "no cell"
        print_text(
            f"{one.reference}: newer supplies than its release was made from: {', '.join(one.later)}. "
            f"They restate {cells} behind it: foi-stats verify {one.reference} says what would change."
        )
