"""Show a whole small sheet: what each of its rows was taken for, and the findings at their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from foi_stats.files.workbook import Sheet
from foi_stats.publish.sheet.around import Fragment
from foi_stats.publish.sheet.drawing import Drawing, Mark, Role
from foi_stats.publish.sheet.opened import open_workbook
from foi_stats.publish.sheet.window import Headings, whole_window
from foi_stats.supply.reply.marks import Mark as SaidMark
from foi_stats.supply.reply.marks import Place, marks_of, place_of
from foi_stats.supply.supply import Supply
from foi_stats.supply.values import is_blank
from foi_stats.vocabulary.findings import SEVERITY_WORDS

_UNREADABLE = frozenset(
    [
        *("not-an-amount", "not-a-count", "ambiguous-amount", "ambiguous-count"),
        *("gap-not-named", "figure-and-gap", "formula-without-result"),
    ]
)
"""The checks of cells in which a figure should stand."""


def draw_sheets(path: Path, name: str, supply: Supply, most: int) -> list[Fragment]:
    """Return the sheets of a supplied file that hold figures or findings, each as a part of a page.

    Of each up to 120 rows and 40 columns are drawn. Beside the number of a row stands what it was taken for: headings,
    figures, a total, or nothing that is read.

    Parameters
    ----------
    name
        What the file is called in the titles.
    supply
        The file as it was read, with what is said at its cells.
    most
        The most sheets that are drawn. The ids of the first begin with ``sheet-1``.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    opened = open_workbook(path, name)
    figures = _cells_by_sheet(supply.funding, supply.referrals)
    marks = marks_of(supply.findings, {one.name: one.name for one in opened.workbook.sheets})
    shown = [one for one in opened.workbook.sheets if one.name in figures or one.name in marks]
    shown = shown or [one for one in opened.workbook.sheets if one.rows]
    totals, unreadable = _cells_by_sheet(supply.totals), _unreadable_by_sheet(supply)
    return [
        _whole(
            opened.drawing(sheet),
            marks.get(sheet.name, {}),
            _places(figures.get(sheet.name, ())),
            _places(totals.get(sheet.name, ())),
            _places(unreadable.get(sheet.name, ())),
            f"sheet-{number}",
        )
        for number, sheet in enumerate(shown[:most], start=1)
    ]


def _whole(
    drawing: Drawing,
    said: Mapping[Place, SaidMark],
    figures: list[Place],
    totals: list[Place],
    unreadable: list[Place],
    name: str,
) -> Fragment:
    sheet = drawing.sheet
    marks = {
        place: Mark(SEVERITY_WORDS[mark.severity], _one_line(mark.note), mark.severity) for place, mark in said.items()
    }
    window = whole_window(sheet, marks)
    roles = row_roles(sheet, (place for place in figures if place[0] in window.rows), totals, unreadable)
    return Fragment.of(drawing, drawing.html(window, marks, name=name, roles=roles))


def row_roles(
    sheet: Sheet, figures: Iterable[Place], totals: Iterable[Place], unreadable: Iterable[Place] = ()
) -> dict[int, Role]:
    """Return what each row of a sheet was taken for, by the cells that were read as figures and as totals.

    A row with a cell that is no figure, though one should stand there, is one of figures too.
    """
    roles: dict[int, Role] = {
        number: "note" for number, cells in enumerate(sheet.rows, start=sheet.top) if not all(map(is_blank, cells))
    }
    read, headings = set(figures), Headings(sheet)
    for row, column in read:
        if (row - 1, column) not in read:
            roles |= dict.fromkeys(headings.above((row, column)), "headings")
    roles |= dict.fromkeys((row for row, _ in (*read, *unreadable)), "figures")
    return roles | {row: "total" for row, _ in totals}


def _cells_by_sheet(*frames: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for frame in frames:
        for sheet, cell in zip(frame["sheet"], frame["cell"], strict=True):
            found.setdefault(sheet, []).append(cell)
    return found


def _unreadable_by_sheet(supply: Supply) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in supply.findings:
        if one.check in _UNREADABLE:
            for sheet, cell in ((one.sheet, one.cell), *one.also):
                found.setdefault(sheet, []).append(cell)
    return found


def _places(cells: Iterable[str]) -> list[Place]:
    return [place for place in map(place_of, cells) if place]


def _one_line(note: str) -> str:
    return " ".join(note.split())
