"""Find sheets whose figures are running totals to date, which must never be added to one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from foi_stats.supply.collect import Notices
from foi_stats.supply.figures.parse_columns import parse_figures
from foi_stats.supply.figures.row_fields import Reading, join_notes
from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.values import text_of

_TO_DATE = re.compile(r"\bcumulative|\bto[- ]date\b|\bytd\b|\brunning totals?\b", re.IGNORECASE)
_OF_THE_MONTH = re.compile(r"\b(?:month only|in[- ]month|(?:for|in|of) the month|not cumulative)\b", re.IGNORECASE)
_MANY = 6
Key = tuple[str, ...]


def without_running_totals(readings: Sequence[Reading], notices: Notices) -> list[Reading]:
    """Return the tables of a file but those whose figures are, or could be, totals to date of one another.

    One table alone that says so is kept: its note says that it is to date.
    """
    kept = list(readings)
    stated = [reading for reading in readings if not reading.plan.spends and _says(reading, _TO_DATE)]
    stated = [reading for reading in stated if not _says(reading, _OF_THE_MONTH)]
    if len(stated) == 1:
        _say_alone(stated[0], notices)
        plan = stated[0].plan
        noted = replace(stated[0], plan=replace(plan, part=join_notes(plan.part, "to date")))
        return [noted if reading is stated[0] else reading for reading in readings]
    for reading in stated:
        others = [other for other in stated if other is not reading and _share_lines(reading, other)]
        if others:
            _refuse(
                [reading],
                "to-date",
                "the text around the table says that its figures are to date, and other sheets give the same lines: "
                "added up they would be counted again and again",
                "Send the last month alone, or the figures of each month by itself",
                notices,
            )
            kept = [other for other in kept if other is not reading]
    months = [reading for reading in kept if reading.plan.part and not reading.plan.spends and not reading.plan.across]
    months = [reading for reading in months if not _says(reading, _OF_THE_MONTH)]
    if len(months) > 2 and _only_grow(months):
        _refuse(
            months,
            "ambiguous-months",
            "no line is ever less than on the sheet before: the figures could be of each month, or to date",
            "If they are to date, send the last month alone; else write above each table that it is of the month only",
            notices,
        )
        kept = [reading for reading in kept if all(reading is not month for month in months)]
    return kept


def _says(reading: Reading, pattern: re.Pattern[str]) -> bool:
    texts = (*reading.plan.table.above, *reading.body.notes, reading.plan.table.sheet.name)
    return any(len(text) < 160 and pattern.search(text) for text in texts)


def _figures(reading: Reading) -> dict[Key, int | None]:
    """Return the figures of a table by their labels, column and year."""
    positions = range(len(reading.body.rows))
    labels = [list(map(text_of, reading.cells(name, positions))) for name in label_columns(reading).values()]
    found: dict[Key, int | None] = {}
    for figures in reading.plan.figures:
        column = (figures.basis, figures.year, figures.line)
        for key, number in zip(zip(*labels, strict=True), parse_figures(reading, figures).numbers, strict=False):
            found[(*column, *key)] = number
    return found


def _share_lines(one: Reading, other: Reading) -> bool:
    return bool(_figures(one).keys() & _figures(other).keys())


def _only_grow(months: Sequence[Reading]) -> bool:
    """Return whether no figure is less than on the sheet before, over many of them, and most are more."""
    steps = [
        (before[key], after[key])
        for before, after in pairwise(map(_figures, months))
        for key in before.keys() & after.keys()
    ]
    known = [(one, next_) for one, next_ in steps if one is not None and next_ is not None and (one or next_)]
    more = sum(next_ > one for one, next_ in known)
    return len(known) >= _MANY and all(next_ >= one for one, next_ in known) and more * 3 > len(known) * 2


def _say_alone(reading: Reading, notices: Notices) -> None:
    table = reading.plan.table
    notices.find(
        "to-date",
        "warning",
        table.sheet.name,
        table.place,
        found="the text around the table says that its figures are to date: they may be part of a year",
        expected="the figure of the whole year, when it is closed",
        action="Send the whole year, or say in the answer up to when the figures reach",
    )


def _refuse(readings: Sequence[Reading], check: str, found: str, action: str, notices: Notices) -> None:
    table = readings[0].plan.table
    notices.find(
        check,
        "error",
        table.sheet.name,
        table.place,
        found=found,
        expected="each amount once",
        action=action,
    )
    for reading in readings:
        place = reading.plan.table
        notices.skip(place.sheet.name, place.place, "figures to date, or perhaps: see the findings")
