"""The trail: for the working papers, where each figure of a letter's tables came from, and what leads there."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.publish.letter import Letter, Tabulated, clean
from foi_stats.publish.letter_html import FigureTrail, Trail
from foi_stats.publish.letter_wording import Say, say_from
from foi_stats.publish.part import Part
from foi_stats.publish.tables import Table
from foi_stats.supply.rows import records


def trail_of(letter: Letter, parts: Mapping[str, Part]) -> Trail:
    """Return the trail of a letter's figures, with the cell of a table that leads to each."""
    say = say_from(letter.words)
    figures: list[FigureTrail] = []
    links: dict[str, dict[tuple[int, int], str]] = {}
    for block in letter.blocks:
        if isinstance(block, Tabulated):
            answer = parts[block.table.id].answer
            cells = cell_figures(block.table, answer)
            found = _figure_trails(answer, say, len(figures))
            links[block.table.id] = {place: f"#{found[figure].id}" for place, figure in cells.items()}
            figures += found.values()
    return Trail(say("trail_title"), say("trail_text"), tuple(figures), links)


def cell_figures(table: Table, answer: Answer) -> dict[tuple[int, int], str]:
    """Return the figure that stands in each cell of an answer's table, by row and column, both counted from 0."""
    places = {}
    rows = {cells[0]: number for number, cells in enumerate(table.rows)}
    columns = {heading: number for number, heading in enumerate(table.headings)}
    for figure in records(answer.table):
        part, period = clean(figure["part"]), clean(figure["period"])
        row, column = (rows.get(part), columns.get(period)) if period in columns else (rows.get(period), 1)
        if row is not None and column is not None and table.rows[row][column] == figure["printed"]:
            places[row, column] = figure["figure"]
    return places


def _figure_trails(answer: Answer, say: Say, before: int) -> dict[str, FigureTrail]:
    behind = {str(name): rows for name, rows in answer.trail.groupby("figure", sort=False)}
    return {
        figure["figure"]: FigureTrail(
            id=f"trail-{number}",
            title=say("trail_figure", figure=figure["figure"], value=figure["printed"]),
            lines=_lines(behind[figure["figure"]], say) if figure["figure"] in behind else (),
        )
        for number, figure in enumerate(records(answer.table), start=before + 1)
    }


def _lines(rows: pd.DataFrame, say: Say) -> tuple[str, ...]:
    names = ("financial_year", "file", "sheet", "cell", "found", "unit")
    return tuple(say("trail_cell", **{name: clean(row[name]) for name in names}) for row in records(rows))
