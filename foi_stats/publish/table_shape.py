"""Choose how figures stand in a table of a page: what goes down, what goes across, and what divides it into bands."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from foi_stats.answer.answer_table import LABELS, labels_of

MOST_ACROSS = 6
"""Columns of figures beside one another, where either way round would do."""

PERIOD = "period"


@dataclass(frozen=True)
class _Room:
    """The width there is for a table, that of a bold letter at most, of the space beside a cell, and of its marks."""

    width: float
    letter: float
    space: float
    marks: float


_A4 = _Room(470, 5.9, 8, 90)  # points
_PHONE = _Room(288, 9, 7, 120)  # CSS pixels, of a screen of 320


@dataclass(frozen=True)
class Shape:
    """Which columns of an answer's table head its bands, its rows and its columns; any of these may be none."""

    bands: tuple[str, ...]
    down: tuple[str, ...]
    across: tuple[str, ...]

    def bands_of(self, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
        """Return the figures of each band, in order."""
        return _grouped(rows, self.bands)

    def lines_of(
        self, rows: Sequence[Mapping[str, Any]], seconds: Sequence[str]
    ) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
        """Return the figures of each row of a band, in order; ``seconds`` are the second labels of all, in theirs."""
        return _grouped(_by_second(rows, seconds) if self.down[0] == "label_2" else rows, self.down)

    def columns_of(self, rows: Sequence[Mapping[str, Any]], seconds: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what heads the columns of figures, in order, totals last."""
        return list(_grouped(_by_second(rows, seconds) if self.across == ("label_2",) else rows, self.across))


def shape_of(rows: Sequence[Mapping[str, Any]]) -> Shape:
    """Return the first way to lay out figures that fits a page.

    Where several fit, it is the first that fits a phone as well.

    Of one label: its periods down where it is alone, or where there are many of them; else labels down and periods
    across. Of two: the first down, the second across, in bands of periods; or the other way round; or in bands of the
    first, the second down and the periods across. Where nothing fits, each figure has a row.
    """
    fitting, last = _fitting_ways(rows)
    return fitting[0] if fitting else last


def shape_in_parts(rows: Sequence[Mapping[str, Any]]) -> Shape | None:
    """Return the shape of tables that have some of the periods each; None where one table fits, or there is one period.

    Labels go down, in bands of the first where there are two, and periods across.
    """
    fitting, last = _fitting_ways(rows)
    if fitting or len({row[PERIOD] for row in rows}) < 2:
        return None
    return Shape(("label",), ("label_2",), (PERIOD,)) if "label_2" in last.down else Shape((), ("label",), (PERIOD,))


def _fitting_ways(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Shape], Shape]:
    """Return the ways to lay out figures that fit a page, the best first, and one that always does."""
    labels = {tuple(row[name] for name in LABELS[:2]) for row in rows}
    periods = dict.fromkeys(row[PERIOD] for row in rows)
    first, second = (len({line[at] for line in labels}) for at in (0, 1))
    is_one = not any(len(labels_of(row)) > 1 for row in rows)
    labels_across = Shape((), (PERIOD,), ("label",))
    if is_one and first == 1:
        return [labels_across], labels_across
    if is_one:
        ways = [labels_across]
        if not len(periods) > MOST_ACROSS >= first:
            ways = [Shape((), ("label",), (PERIOD,)), *ways]
        ways.append(Shape(("label",), (PERIOD,), ()))
    else:
        ways = [Shape((PERIOD,), ("label",), ("label_2",)), Shape((PERIOD,), ("label_2",), ("label",))]
        ways += [Shape(("label",), ("label_2",), (PERIOD,))] if len(periods) > 1 else []
        ways.append(Shape(("label",), ("label_2", PERIOD) if len(periods) > 1 and second > 1 else ("label_2",), ()))
    rooms = (_A4,) if is_one else (_A4, _PHONE)
    fitting = [way for way in ways[:-1] if _fits(way, rows, _A4)]
    best = [way for way in fitting if all(_fits(way, rows, room) for room in rooms)]
    return (best or fitting), ways[-1]


def _by_second(rows: Sequence[Mapping[str, Any]], seconds: Sequence[str]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: seconds.index(row["label_2"]))


def second_labels(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the second labels of figures in their order, of which each first label may lack some."""
    sequences: dict[str, dict[str, None]] = {}
    for row in rows:
        sequences.setdefault(row["label"], {})[row["label_2"]] = None
    first = {label: at for at, label in enumerate(dict.fromkeys(itertools.chain(*sequences.values())))}
    graph: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(first, ()))
    for sequence in sequences.values():
        for before, after in itertools.pairwise(sequence):
            graph.add(after, before)
    try:
        graph.prepare()
    except CycleError:  # figures that no one order fits
        return list(first)
    ready: list[str] = []
    order = []
    while graph.is_active():
        ready += graph.get_ready()
        order.append(min(ready, key=first.__getitem__))
        ready.remove(order[-1])
        graph.done(order[-1])
    return order


def _fits(way: Shape, rows: Sequence[Mapping[str, Any]], room: _Room) -> bool:
    """Return whether no word of a table would be broken or cut off in a width, its marks beside it."""
    names = [max(_width(row[name]) for row in rows) for name in way.down]
    figures = [
        max(_width(" ".join(column)), *(_width(row["printed"]) for row in some))
        for column, some in _grouped(rows, way.across).items()
    ]
    marks = room.marks if any(row["shorthand"] not in ("", row["printed"]) or row["covers"] for row in rows) else 0
    return sum(room.letter * width + room.space for width in (*names, *figures)) + marks <= room.width


def _width(text: str) -> int:
    """Return the letters of the longest word of a text; ``18-24`` is one."""
    return max(map(len, text.split()), default=0)


def _grouped(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return found
