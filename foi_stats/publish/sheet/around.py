"""Show a supplied sheet around some of its cells: what they show, what they hold, and what they were read as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.files.workbook import Sheet
from foi_stats.publish.sheet.drawing import Drawing, Mark, sheet_css, with_fill_classes
from foi_stats.publish.sheet.opened import Opened, open_workbook
from foi_stats.publish.sheet.said import read_cells, shown_at, stored_as, value_at
from foi_stats.publish.sheet.window import used_range, window_around
from foi_stats.screen.sheet_content import address
from foi_stats.supply.read import read_supply
from foi_stats.supply.reply.marks import Place, place_of
from foi_stats.vocabulary.findings import InputError

_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}")


@dataclass(frozen=True)
class Fragment:
    """A drawn sheet as a part of a page: its HTML, without a style in it, and the rules of its colours.

    The page needs these rules, and :func:`foi_stats.publish.sheet.drawing.sheet_css` once.
    """

    sheet: str
    title: str
    html: str
    fills: str

    @classmethod
    def of(cls, drawing: Drawing, html: str) -> Fragment:
        """Return what was drawn of a sheet as a part of a page."""
        return cls(drawing.sheet.name, drawing.title, *with_fill_classes(html))


@dataclass(frozen=True, repr=False)
class SheetView:
    """A supplied sheet around one cell: a table in a notebook, and one line of text anywhere else.

    Attributes
    ----------
    title
        The file and the sheet.
    cell
        The address of the cell: ``K7``.
    said
        What the cell shows, holds and was read as.
    html
        The drawing as HTML, without its style.
    """

    title: str
    cell: str
    said: str
    html: str

    def __repr__(self) -> str:
        return f"{self.title}, cell {self.cell}: {self.said}"

    def _repr_html_(self) -> str:
        return f"<style>{sheet_css()}</style>{self.html}"


def sheet(path: Path | str, cell: str, sheet: str | None = None) -> SheetView:
    """Show the sheet of a supplied file around a cell, as it looks, with what the cell was read as.

    Parameters
    ----------
    path
        The file: xlsx, xls, ods or delimited text.
    cell
        The address of a cell: ``"K7"``.
    sheet
        The name of its sheet; it can be left out where figures were read from one sheet alone.

    Returns
    -------
    SheetView
        Twelve rows above and below, eight columns beside, and the headings. It shows what was supplied, so it is for
        working papers: never for what is released.

    Raises
    ------
    InputError
        If the file cannot be read, has no such sheet, or the sheet holds nothing there.
    """
    file = Path(path)
    opened = open_workbook(file, file.name)
    read_by_sheet = _read_file(file)
    chosen = chosen_sheet(opened, sheet, list(read_by_sheet))
    place = _place_in(chosen, cell)
    read = read_by_sheet.get(chosen.name, {}).get(address(*place), "")
    drawing = opened.drawing(chosen)
    html = draw_marked(drawing, {place: read}, name="sheet")
    return SheetView(drawing.title, address(*place), mark_at(chosen, place, read).text, html)


def draw_marked(drawing: Drawing, read: Mapping[Place, str], *, name: str) -> str:
    """Return a sheet around the cells that were read, each marked with what it was read as."""
    window = window_around(drawing.sheet, list(read), drawing.headings)
    marks = {place: mark_at(drawing.sheet, place, read[place]) for place in window.places}
    return drawing.html(window, marks, name=name)


def mark_at(sheet: Sheet, place: Place, read: str) -> Mark:
    """Return the mark of a cell that was read, with what it shows and holds."""
    shown = shown_at(sheet, place)
    said = [f"shown as ‘{shown}’" if shown else "shown as nothing", f"stored as {stored_as(value_at(sheet, place))}"]
    return Mark(
        f"{address(*place)} read" if read else address(*place),
        ", ".join([*said, *([f"read as {read}"] if read else [])]),
    )


def chosen_sheet(opened: Opened, name: str | None, read: Sequence[str] = ()) -> Sheet:
    """Return the sheet of a name; without one, the only sheet, or the only one that figures were read from."""
    sheets = opened.workbook.sheets
    if name is None:
        wanted = read if len(read) == 1 else [one.name for one in sheets if one.rows]
        name = wanted[0] if len(wanted) == 1 else None
    found = opened.sheet(name) if name is not None else None
    if found is None:
        names = ", ".join(repr(one.name) for one in sheets)
        why = "has several sheets" if name is None else f"has no sheet {name!r}"
        raise InputError(f"{opened.name} {why}. Name one of its sheets: {names}.")
    return found


def _place_in(sheet: Sheet, cell: str) -> Place:
    place = place_of(cell.upper()) if _CELL.fullmatch(cell) else None
    if place is None:
        raise InputError(f"{cell!r} is not the address of a cell. Give it as K7: the letters of a column, then a row.")
    if not is_within(sheet, place):
        rows, columns = used_range(sheet)
        held = f"holds nothing beyond {_corners(rows, columns)}" if rows else "is empty"
        raise InputError(f"There is nothing in {address(*place)}: the sheet {sheet.name or 'of the file'} {held}.")
    return place


def is_within(sheet: Sheet, place: Place) -> bool:
    """Return whether a place is within the cells that a sheet uses."""
    rows, columns = used_range(sheet)
    return place[0] in rows and place[1] in columns


def _corners(rows: range, columns: range) -> str:
    return f"{address(rows[0], columns[0])}:{address(rows[-1], columns[-1])}"


def _read_file(path: Path) -> dict[str, dict[str, str]]:
    """Return what the cells of a file were read as, by sheet and address."""
    supply = read_supply(path)
    has_errors = any(finding.severity == "error" for finding in supply.findings)
    why = " (not used: the file has errors)" if has_errors else ""
    read: dict[str, dict[str, str]] = {}
    for (_, sheet, cell), text in read_cells(supply.funding, supply.referrals).items():
        read.setdefault(sheet, {})[cell] = text + why
    return read
