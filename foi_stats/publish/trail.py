"""For the working papers: lead each figure of a table to the cells that it was made from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import period_of
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import Response, Tabulated, clean
from foi_stats.publish.response_html import FigureTrail, Trail
from foi_stats.publish.response_wording import Phrases, phrases_from
from foi_stats.publish.tables import Table
from foi_stats.supply.rows import records


def trail_of(response: Response, parts: Mapping[str, FigureBundle]) -> Trail:
    """Return the trail of a letter's figures, with the cell of a table that leads to each."""
    phrase = phrases_from(response.words)
    figures: list[FigureTrail] = []
    links: dict[str, dict[tuple[int, int], str]] = {}
    for block in response.blocks:
        if isinstance(block, Tabulated):
            answer = parts[block.table.id].answer
            is_list = answer.asks == "list"
            cells = item_cells(block.table, answer) if is_list else cell_figures(block.table, answer)
            shown = answer.table.head(len(block.table.rows)) if is_list else answer.table
            found = _figure_trails(answer, shown, phrase, len(figures))
            links[block.table.id] = {place: f"#{found[figure].id}" for place, figure in cells.items()}
            figures += found.values()
    return Trail(phrase("trail_title"), phrase("trail_text"), tuple(figures), links)


def cell_figures(table: Table, answer: Answer) -> dict[tuple[int, int], str]:
    """Return the figure that stands in each cell of an answer's table, by row and column, both counted from 0."""
    places = {}
    rows = {cells[0]: number for number, cells in enumerate(table.rows)}
    columns = {heading: number for number, heading in enumerate(table.headings)}
    for figure in records(answer.table):
        label, period = clean(figure["label"]), clean(figure["period"])
        row, column = rows.get(label, rows.get(period)), columns.get(period, columns.get(label))
        if row is not None and column is not None and table.rows[row][column] == figure["printed"]:
            places[row, column] = figure["figure"]
    return places


def item_cells(table: Table, answer: Answer) -> dict[tuple[int, int], str]:
    """Return the item behind each row of a list, at the cell of its value, or of its number where no value is asked."""
    return {(row, table.numeric[-1]): figure for row, figure in enumerate(answer.table["figure"].head(len(table.rows)))}


def _figure_trails(answer: Answer, table: pd.DataFrame, phrase: Phrases, before: int) -> dict[str, FigureTrail]:
    behind = {str(name): rows for name, rows in answer.trail.groupby("figure", sort=False)}
    return {
        figure["figure"]: FigureTrail(
            id=f"trail-{number}",
            title=phrase("trail_figure", figure=figure["figure"], value=figure["printed"]),
            lines=_lines(behind[figure["figure"]], phrase) if figure["figure"] in behind else (),
        )
        for number, figure in enumerate(records(table), start=before + 1)
    }


def _lines(rows: pd.DataFrame, phrase: Phrases) -> tuple[str, ...]:
    names = ("file", "sheet", "cell", "found", "unit")
    return tuple(
        phrase("trail_cell", period=str(period_of(row)), **{name: clean(row[name]) for name in names})
        for row in records(rows)
    )
