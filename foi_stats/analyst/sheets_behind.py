"""A table whose figures open the supplied sheets that they were read from, with their cells ringed.

It needs no program in the page: each figure is a button, and what it opens lies in the same output. It works in
JupyterLab, in widgets and in a notebook that was exported to HTML.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.engine.parameters import NOTEBOOK_VARIABLE
from foi_stats.publish.response_html import CellBehind
from foi_stats.publish.sheet.drawing import sheet_css
from foi_stats.publish.sheet.pages import MOST_CELLS, SuppliedBooks, drawn_sheets
from foi_stats.publish.sheet.said import read_cells
from foi_stats.publish.tables import Table
from foi_stats.supply.rows import records

_MOST_BYTES = 1_000_000
"""The most bytes of drawn sheets in one output; figures after them have no sheet to open."""

_INSIDE = "Working papers: this shows what was supplied, and stays inside."
_RINGED = 'aria-current="true"'
_STYLE = (
    "<style>.foi td button{font:inherit;color:inherit;background:none;border:0;padding:.2em 0;min-height:24px;"
    "text-decoration:underline;cursor:pointer}"
    ".foi td button:focus-visible,.foi [popover]:focus-visible{outline:3px solid}"
    ".foi [popover]{color-scheme:light dark;color:CanvasText;background:Canvas;border:2px solid;padding:0;"
    "max-width:92vw;max-height:88vh;overflow:auto}"
    ".foi [popover]>.sheet{overflow:visible;width:max-content;max-width:none}"
    ".foi [popover]>:not(.sheet){position:sticky;left:1rem;width:fit-content;margin:1rem}"
    ".foi [popover] caption{font-weight:normal}.foi [popover]>.close{font:inherit;padding:.3em 1em}"
    "</style>"
)


@dataclass(frozen=True)
class OpenTable:
    """A table of figures, with the cells behind them; ``rows`` are those that the figures are made of."""

    table: Table
    trail: pd.DataFrame
    rows: pd.DataFrame
    data: Path

    def __str__(self) -> str:
        return str(self.table)

    def html(self) -> str:
        """Return the table and its sheets as HTML; without sheets in a report's run, whose working papers have them."""
        if NOTEBOOK_VARIABLE in os.environ:
            return self.table.html()
        begin = f"foi-{secrets.token_hex(4)}"  # an output may stand twice on a page, and in several notebooks
        opens: dict[tuple[int, int], str] = {}
        sheets: list[str] = []
        for number, (place, title, sheet) in enumerate(self._drawn(begin)):
            opens[place] = name = f"{begin}-{number}"
            sheets.append(_popover(name, title, sheet))
        style = f"{_STYLE}<style>{sheet_css()}</style>" if sheets else ""
        return "\n".join([style, self.table.html(opens=opens), *sheets])

    def _drawn(self, begin: str) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Yield for each figure its place in the table, its title, and the sheets behind it."""
        drawn = self.trail.groupby("figure", sort=False).head(MOST_CELLS)
        known = self.rows["file"].isin(drawn["file"]) & self.rows["cell"].isin(drawn["cell"])
        books = SuppliedBooks(self.data, read_cells(self.rows[known]))
        behind = {str(name): records(cells) for name, cells in self.trail.groupby("figure", sort=False)}
        room = _MOST_BYTES
        for row, column, figure in self.table.figures:
            cells = [_cell_behind(one) for one in behind.get(figure, ())]
            name = f"{begin}-{row}-{column}"
            sheets = [one.html for one in drawn_sheets(cells[:MOST_CELLS], books, name) if one.html]
            sheets += [_others(cells[MOST_CELLS:])] if len(cells) > MOST_CELLS else []
            room -= sum(map(len, sheets))
            if room < 0:
                return
            if sheets:
                yield (row, column), self._title(row, column), "\n".join(sheets)

    def _title(self, row: int, column: int) -> str:
        """Return what a figure is of, and the figure: ``Prevention, 2015-16, £: 15,000.00``."""
        band = next((heading for start, heading in reversed(self.table.bands) if start <= row), "")
        line = self.table.rows[row]
        heads = filter(None, [band, *line[: self.table.stubs], self.table.headings[column]])
        return f"{', '.join(heads)}: {line[column]}"


def _cell_behind(row: Mapping[str, Any]) -> CellBehind:
    line = ", ".join(filter(None, [row["file"], row["sheet"] and f"sheet {row['sheet']}", row["cell"]]))
    return CellBehind(row["file"], row["sheet"], row["cell"], row["sha256"], line)


def _others(cells: list[CellBehind]) -> str:
    items = "".join(f"<li>{escape(cell.line)}</li>" for cell in cells)
    return f"<p>{len(cells)} more cells are behind this figure:</p><ul>{items}</ul>"


def _popover(name: str, title: str, sheets: str) -> str:
    # What opens takes the focus at its first ringed cell, which brings the cell into view.
    sheets = sheets.replace(_RINGED, f'{_RINGED} tabindex="-1" autofocus', 1)
    close = f'<button type="button" class="close" popovertarget="{name}" popovertargetaction="hide">Close</button>'
    return (
        f'<div popover id="{name}" role="dialog" aria-label="{escape(title)}" tabindex="-1">'
        f"<p><strong>{escape(title)}</strong></p><p>{_INSIDE}</p>{sheets}{close}</div>"
    )
