"""The command on what was released: ledger."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foi_stats.cli.inputs import places_of, plain_error, plainly
from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.terminal import print_error, print_rows, print_text
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foi_stats.request.released import Released
    from foi_stats.request.released_lists import ReleasedItem


def ledger(
    reference: Annotated[str, typer.Option(help="Only what this request's releases gave.")] = "",
    measure: Annotated[
        str,
        typer.Option(
            help="Only lines with these words in the authority, the place, the topic, the measure or the service."
        ),
    ] = "",
    withdraw: Annotated[
        str, typer.Option(metavar="REFERENCE", help="Mark this request's releases as withdrawn; needs --role.")
    ] = "",
    role: Annotated[str, typer.Option(help="Who withdraws, by role and not by name.")] = "",
    date: Annotated[str, typer.Option(help="The day of the withdrawal, as 2016-07-08; today if not given.")] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
) -> None:
    """Show the counts that were released, hidden ones as [c], and the lists; or mark a release as withdrawn."""
    from foi_stats.release.ledger import write_withdrawal
    from foi_stats.request.released import read_ledger
    from foi_stats.request.released_lists import read_released_items
    from foi_stats.vocabulary.findings import FoiError, InputError

    try:
        places = places_of(root, data, reports)
        if withdraw:
            day = plainly(dt.date.fromisoformat, date) if date else dt.datetime.now().astimezone().date()
            lines, items = write_withdrawal(places.data, withdraw, role, day)
        elif role or date:
            raise InputError("--role and --date go with --withdraw REFERENCE.")
        else:
            lines = [line for line in read_ledger(places.data) if _is_asked(line, reference, measure)]
            items = [item for item in read_released_items(places.data) if _is_of_list(item, reference, measure)]
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    if as_json:
        told = {"version": 1, "lines": [asdict(line) for line in lines], "items": [asdict(item) for item in items]}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
    elif withdraw:
        number = len(lines) + len(items)
        print_text(
            f"{withdraw}: withdrawn, {counted(number, 'figure')}. What was seen stays on record, and later releases "
            "mind it."
        )
        print_text("Take it down where it was published, and [approval] out of the request's file.", sys.stderr)
    else:
        _print_lines(lines, items, asked=bool(reference or measure))


def _is_asked(line: Released, reference: str, measure: str) -> bool:
    from foi_stats.request.names import file_name

    words = f"{line.authority} {line.place} {line.counted} {line.measure} {line.said}".casefold()
    return measure.casefold() in words and (not reference or file_name(reference) == file_name(line.reference))


def _is_of_list(item: ReleasedItem, reference: str, measure: str) -> bool:
    from foi_stats.request.names import file_name

    words = f"{item.authority} {item.title}".casefold()
    return measure.casefold() in words and (not reference or file_name(reference) == file_name(item.reference))


def _print_lines(lines: Sequence[Released], items: Sequence[ReleasedItem], *, asked: bool) -> None:
    if not lines and not items:
        nothing = "No such figure was released." if asked else "No protected count and no list was released yet."
        print_text(nothing, sys.stderr)
        return
    print_rows(
        [
            {
                "request": line.reference,
                "released": line.date + (f", withdrawn {line.withdrawn}" if line.withdrawn else ""),
                "place": line.place,
                "counted": line.counted,
                "measure": line.measure,
                "service": line.said,
                "period": line.period,
                "count": line.value,
            }
            for line in lines
        ]
        + _list_rows(items)
    )


def _list_rows(items: Sequence[ReleasedItem]) -> list[dict[str, str]]:
    """Return a row for each list, with the number of its items."""
    from collections import Counter

    lists = Counter((x.reference, x.date, x.withdrawn, x.authority, x.title, x.periods) for x in items)
    return [
        {
            "request": reference,
            "released": date + (f", withdrawn {withdrawn}" if withdrawn else ""),
            "place": authority,
            "counted": "items of a list",
            "measure": title,
            "service": "",
            "period": periods,
            "count": str(number),
        }
        for (reference, date, withdrawn, authority, title, periods), number in lists.items()
    ]
