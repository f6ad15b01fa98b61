"""Show a whole small sheet: what each of its rows was taken for, and the findings at their cells."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from foi_stats.files.workbook import Sheet
from foi_stats.publish.sheet.around import Fragment, chosen_sheet
from foi_stats.publish.sheet.drawing import Mark, Role, sheet_css
from foi_stats.publish.sheet.opened import open_workbook
from foi_stats.publish.sheet.window import Headings, whole_window
from foi_stats.supply.read import read_supply
from foi_stats.supply.reply.marks import WORDS, Place, marks_of, place_of
from foi_stats.supply.supply import Supply
from foi_stats.supply.values import is_blank
from foi_stats.vocabulary.findings import Finding


def draw_sheet(
    path: Path | str,
    sheet: str | None = None,
    findings: Iterable[Finding] | None = None,
    supply: Supply | None = None,
    *,
    name: str = "sheet",
) -> Fragment:
    """Return a sheet of a supplied file as a part of a page: up to 120 rows and 40 columns of it.

    Beside the number of a row stands what it was taken for: headings, figures, a total, or nothing that is read.

    Parameters
    ----------
    path, sheet
        The file, and the name of the sheet; without one, the only sheet that figures were read from.
    findings
        What is said at cells; by default the findings of the file's own reading.
    supply
        The file as it was read, where that is known already.
    name
        The beginning of its ids, one for each drawing of a page.

    Raises
    ------
    InputError
        If the file cannot be read, or it has no such sheet.
    """
    file = Path(path)
    opened = open_workbook(file, file.name)
    read = read_supply(file) if supply is None else supply
    figures = {of: _places(cells) for of, cells in _cells_by_sheet(read.funding, read.referrals).items()}
    chosen = chosen_sheet(opened, sheet, list(figures))
    totals = _places(_cells_by_sheet(read.totals).get(chosen.name, ()))
    found = marks_of(read.findings if findings is None else findings, {chosen.name: chosen.name})
    said = found.get(chosen.name, {})
    marks = {place: Mark(WORDS[mark.severity], _one_line(mark.note), mark.severity) for place, mark in said.items()}
    window = whole_window(chosen, marks)
    shown = (place for place in figures.get(chosen.name, ()) if place[0] in window.rows)
    roles = row_roles(chosen, shown, totals)
    html = opened.drawing(chosen).html(window, marks, name=name, roles=roles)
    return Fragment(html, sheet_css())


def row_roles(sheet: Sheet, figures: Iterable[Place], totals: Iterable[Place]) -> dict[int, Role]:
    """Return what each row of a sheet was taken for, by the cells that were read as figures and as totals."""
    roles: dict[int, Role] = {
        number: "note" for number, cells in enumerate(sheet.rows, start=sheet.top) if not all(map(is_blank, cells))
    }
    read, headings = set(figures), Headings(sheet)
    for row, column in read:
        if (row - 1, column) not in read:
            roles |= dict.fromkeys(headings.above((row, column)), "headings")
    roles |= dict.fromkeys((row for row, _ in read), "figures")
    return roles | {row: "total" for row, _ in totals}


def _cells_by_sheet(*frames: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for frame in frames:
        for sheet, cell in zip(frame["sheet"], frame["cell"], strict=True):
            found.setdefault(sheet, []).append(cell)
    return found


def _places(cells: Iterable[str]) -> list[Place]:
    return [place for place in map(place_of, cells) if place]


def _one_line(note: str) -> str:
    return " ".join(note.split())
