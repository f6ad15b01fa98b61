"""Tell which supplied cells a later supply has restated, and with what. Nothing here changes a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.rows import records
from foi_stats.supply.supersede import versions_of_figures

Place = tuple[str, str, str]
"""A file, a sheet and a cell."""
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Restated:
    """The cells of a later supply that take the place of a cell, and what stands in them.

    ``as_at`` is the day of the later supply; ``same`` is whether it gives the figure again as it was.
    """

    places: tuple[Place, ...]
    found: tuple[str, ...]
    as_at: str
    same: bool


def superseded_cells(rows: pd.DataFrame, kind: Kind) -> dict[Place, Restated]:
    """Return the cells of rows that others of a later ``as_at`` supersede, each with those that do.

    Parameters
    ----------
    rows
        All rows of one kind as they were supplied, before any was superseded.
    """
    figure = "amount" if kind == "funding" else "count"
    restated: dict[Place, Restated] = {}
    for given, alike in versions_of_figures(rows, kind):
        if not given["as_at"].notna().any():
            continue
        latest = given[given["as_at"] == given["as_at"].max()]
        stands = given.index.isin(latest.index[latest["file"] == latest["file"].iloc[0]])
        by = records(given[stands])
        for _, version in given[~stands].groupby(["file", "as_at"], dropna=False, sort=False):
            was = records(version)
            same = _is_same(was, by, figure, alike=alike)
            for row, now in zip(was, _paired(was, by), strict=True):
                restated[place_of(row)] = Restated(
                    places=tuple(map(place_of, now)),
                    found=tuple(one["found"] for one in now),
                    as_at=now[0]["as_at"].date().isoformat(),
                    same=same,
                )
    return restated


def _is_same(was: Sequence[_Row], by: Sequence[_Row], figure: str, *, alike: bool) -> bool:
    """Return whether a later version gives a figure as it was; by its sum, where the two divide it differently."""
    if alike:
        first, second = (sorted((str(row[figure]), row["reason"]) for row in rows) for rows in (was, by))
        return first == second
    values = [[row[figure] for row in rows] for rows in (was, by)]
    return None not in values[0] + values[1] and sum(values[0]) == sum(values[1])


def _paired(was: Sequence[_Row], by: Sequence[_Row]) -> list[Sequence[_Row]]:
    """Return for each row those that take its place: one for each where there are as many, else all of them."""
    return [[one] for one in by] if len(was) == len(by) else [by for _ in was]


def place_of(row: _Row) -> Place:
    """Return the file, the sheet and the cell of a row."""
    return row["file"], row["sheet"], row["cell"]
