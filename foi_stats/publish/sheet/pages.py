"""Draw the sheets behind a figure with its cells marked; for the working papers, write a page of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from foi_stats.publish.response_html import CellBehind, FigureTrail, Trail, environment
from foi_stats.publish.sheet.around import draw_marked, is_within
from foi_stats.publish.sheet.opened import Opened, open_workbook
from foi_stats.publish.sheet.page_names import FOLDER, page_name
from foi_stats.publish.sheet.said import CellName, read_cells
from foi_stats.supply.reply.marks import place_of
from foi_stats.supply.supply_files import path_in
from foi_stats.vocabulary.findings import InputError

MOST_FIGURES = 500
"""The most figures of a report that have a page; those after them are traced in words alone."""

MOST_CELLS = 24
"""The most cells of a figure that are drawn; the page names the others."""

MOST_BYTES = 4 * 2**20
"""The most bytes of supplied files, in all, that are opened again for the pages of a report."""


def write_pages(folder: Path, trail: Trail, data: Path, rows: Sequence[pd.DataFrame]) -> Trail:
    """Write the pages of figures to ``folder/sheets``, and return the trail with each figure leading to its page.

    A figure that no page can be drawn of goes on leading to its lines in the trail: its file has changed since, or is
    too large to be opened again.

    Parameters
    ----------
    data
        The data folder, in which the supplied files are.
    rows
        The rows that were read of them: funding, counts.
    """
    behind = [cell for figure in trail.figures for cell in figure.cells]
    files, cells = {cell.file for cell in behind}, {cell.cell for cell in behind}
    books = SuppliedBooks(data, read_cells(*(one[one["file"].isin(files) & one["cell"].isin(cells)] for one in rows)))
    figures = [
        *(_with_page(folder, figure, books) for figure in trail.figures[:MOST_FIGURES]),
        *trail.figures[MOST_FIGURES:],
    ]
    pages = {f"#{figure.id}": figure.page for figure in figures if figure.page}
    links = {
        table: {place: pages.get(address, address) for place, address in of_table.items()}
        for table, of_table in trail.links.items()
    }
    return replace(trail, figures=tuple(figures), links=links)


def _with_page(folder: Path, figure: FigureTrail, books: SuppliedBooks) -> FigureTrail:
    drawn = list(drawn_sheets(figure.cells[:MOST_CELLS], books))
    if not any(one.html for one in drawn):
        return figure
    name = page_name(figure.figure)
    page = (
        environment()
        .get_template("sheets.html.j2")
        .render(figure=figure, drawn=drawn, others=figure.cells[MOST_CELLS:])
    )
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    (target / name).write_text(page, encoding="utf-8", newline="\n")
    return replace(figure, page=f"{FOLDER}/{name}")


@dataclass(frozen=True)
class DrawnSheet:
    """The cells of a figure that are in one sheet, and the sheet around them; ``html`` is empty if it is not drawn."""

    cells: tuple[CellBehind, ...]
    html: str = ""


def drawn_sheets(cells: Iterable[CellBehind], books: SuppliedBooks, name: str = "sheet") -> Iterator[DrawnSheet]:
    """Yield the sheets in which some cells are, drawn around them; ``name`` is the beginning of the ids in each."""
    by_sheet = groupby(sorted(cells, key=_sheet_of), key=_sheet_of)
    for number, (_, of_sheet) in enumerate(by_sheet, start=1):
        together = tuple(of_sheet)
        html = ""
        opened = books.opened(together[0].file, together[0].sha256)
        sheet = opened.sheet(together[0].sheet) if opened else None
        places = {place_of(cell.cell): books.read.get((cell.file, cell.sheet, cell.cell), "") for cell in together}
        read = {place: text for place, text in places.items() if sheet and place and is_within(sheet, place)}
        if opened is not None and sheet is not None and read:
            html = draw_marked(opened.drawing(sheet), read, name=f"{name}-{number}")
        yield DrawnSheet(together, html)


def _sheet_of(cell: CellBehind) -> tuple[str, str]:
    return cell.file, cell.sheet


@dataclass
class SuppliedBooks:
    """The supplied files behind a report, each opened once as far as a number of bytes goes, and what was read.

    ``as_now`` is whether a file is drawn as it is now, though it has changed since the cells behind a figure were read.
    """

    data: Path
    read: Mapping[CellName, str]
    most_bytes: int = MOST_BYTES
    as_now: bool = False
    _opened: dict[str, Opened | None] = field(default_factory=dict)
    _bytes: int = 0

    def opened(self, name: str, sha256: str) -> Opened | None:
        """Return a file by its name within the project; None if it is not there as it was read, or too large."""
        if name not in self._opened:
            self._opened[name] = self._open(name)
        opened = self._opened[name]
        is_of_now = opened is not None and (self.as_now or opened.workbook.sha256 == sha256)
        return opened if is_of_now else None

    def _open(self, name: str) -> Opened | None:
        path = path_in(self.data, name)
        size = path.stat().st_size if path else 0
        if path is None or self._bytes + size > self.most_bytes:
            return None
        self._bytes += size
        try:
            return open_workbook(path, name)
        except InputError:
            return None
