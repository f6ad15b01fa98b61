"""The cells behind a figure, as a frame."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.analyst.answers import answer_of
from foi_stats.analyst.project import as_text, places_at
from foi_stats.publish.wording import phrase
from foi_stats.request.figures import Figure, list_figures, scopes_of
from foi_stats.request.names import list_requests
from foi_stats.request.project_folders import Places
from foi_stats.request.request import Request, read_request
from foi_stats.run.trace import Cell, Traced, has_report, read_trail, trace_cells
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import InputError

_COLUMNS = (
    *("figure", "value", "period", "file", "sheet", "cell", "found", "unit"),
    *("now", "state", "superseded_by", "release"),
)


def trace(reference: str, figure: str | float | None = None, data: Path | str = "") -> pd.DataFrame:
    """Return the cells behind a figure of a request, each read again now.

    They are those of its release, or of its draft; where it has no report yet, those of its answers now.

    Parameters
    ----------
    figure
        The figure as it is printed (``"134,898"``, ``"£134.9 million"``), with or without its commas, pence and pound
        sign, as text or as a number; the cell of its table (``"Police services, 2014-15"``); or its id. All figures if
        it is left out.

    Raises
    ------
    InputError
        If there is no such request or figure, or the figure is empty.

    Returns
    -------
    DataFrame
        ``figure``, ``value``, ``period``, ``file``, ``sheet``, ``cell``, ``found``, ``unit``, ``now`` (what stands in
        the cell), ``state`` (``same``, ``changed``, ``superseded`` …), ``superseded_by``, and ``release``, which says
        so where what is found is a count that a release would not show.

    Examples
    --------
    >>> foi.trace("944.2015-16", "134,898")[["file", "cell", "found"]].values.tolist()
    [['data/2014-15/north-yorkshire/funding.xlsx', 'K12', '134898']]
    """
    if figure is not None and not str(figure).strip():
        raise InputError('Name a figure as it is printed, such as "134,898"; leave it out, and all are traced.')
    places = places_at(data)
    reference = as_text(reference, list_requests(places.data), "reference")
    request = read_request(places.data, reference)
    there = has_report(places, reference)
    cells = read_trail(places, reference) if there else _cells_now(places, request)
    found = trace_cells(places, reference, cells, "" if figure is None else str(figure))
    protected = {one.id for one in list_figures(request) if request.threshold and _has_own_counts(one)}
    return pd.DataFrame([_row(one, protected) for one in found], columns=list(_COLUMNS)).astype("str")


def _has_own_counts(figure: Figure) -> bool:
    return any(scope.asks == "counts" and not scope.source for scope in scopes_of(figure))


def _cells_now(places: Places, request: Request) -> list[Cell]:
    answers = [answer_of(request, figure.id, places.data).answer for figure in list_figures(request)]
    return [Cell(**row) for one in answers for row in records(one.trail)]


def _row(traced: Traced, protected: Collection[str]) -> dict[str, Any]:
    cell = traced.cell
    row = {name: getattr(cell, name) for name in _COLUMNS[:8]}
    by = ", ".join(traced.restated.found) if traced.restated else ""
    release = phrase("table", "standing", "unprotected") if cell.figure.split("/")[0] in protected else ""
    return {**row, "now": traced.now or "", "state": traced.state, "superseded_by": by, "release": release}
