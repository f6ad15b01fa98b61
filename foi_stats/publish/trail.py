"""For the working papers: lead each figure of a table to the cells that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import period_of
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import Response, Tabulated, clean
from foi_stats.publish.response_html import CellBehind, FigureTrail, Trail
from foi_stats.publish.response_wording import Phrases, phrases_from
from foi_stats.publish.tables import Table
from foi_stats.supply.rows import records

MOST_LISTED = 500
"""The most cells behind a figure that are listed in words; the trail in ``trace.parquet`` has them all."""


def trail_of(response: Response, parts: Mapping[str, FigureBundle]) -> Trail:
    """Return the trail of a letter's figures, with the cell of a table that leads to each."""
    phrase = phrases_from(response.words)
    figures: list[FigureTrail] = []
    links: dict[str, dict[tuple[int, int], str]] = {}
    for block in response.blocks:
        if isinstance(block, Tabulated):
            answer = parts[block.table.id].answer
            shown = {figure for _, _, figure in block.table.figures}
            rows = answer.table[answer.table["figure"].isin(shown)]
            found = _figure_trails(answer, rows, _named_by_place(block.table), phrase, len(figures))
            links[block.table.anchor] = {
                (row, column): f"#{found[figure].id}" for row, column, figure in block.table.figures
            }
            figures += found.values()
    return Trail(phrase("trail_title"), phrase("trail_text"), tuple(figures), links)


def _named_by_place(table: Table) -> dict[str, str]:
    """Return what each figure of a table is called: the headings of its row, and of its column."""
    named = {}
    for row, column, figure in table.figures:
        bands = [heading for first, heading in table.bands if first <= row]
        words = *bands[-1:], *table.rows[row][: table.stubs], table.headings[column]
        named[figure] = ", ".join(filter(None, words))
    return named


def _figure_trails(
    answer: Answer, table: pd.DataFrame, named: Mapping[str, str], phrase: Phrases, before: int
) -> dict[str, FigureTrail]:
    behind: dict[str, list[dict[str, Any]]] = {}
    by_figure = answer.trail.groupby("figure", sort=False)
    sizes = by_figure.size().to_dict()
    for row in records(by_figure.head(MOST_LISTED)):
        behind.setdefault(row["figure"], []).append(row)
    return {
        figure["figure"]: FigureTrail(
            id=f"trail-{number}",
            figure=figure["figure"],
            title=phrase("trail_figure", figure=named[figure["figure"]], value=figure["printed"]),
            cells=tuple(_cell(row, phrase) for row in behind.get(figure["figure"], ())),
            more=max(sizes.get(figure["figure"], 0) - MOST_LISTED, 0),
        )
        for number, figure in enumerate(records(table), start=before + 1)
    }


def _cell(row: dict[str, Any], phrase: Phrases) -> CellBehind:
    names = ("file", "sheet", "cell", "found", "unit")
    line = phrase("trail_cell", period=str(period_of(row)), **{name: clean(row[name]) for name in names})
    return CellBehind(row["file"], row["sheet"], row["cell"], row["sha256"], line)
