"""Reads how the cells of a workbook are painted: the fill behind each, and whether its text is bold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from foi_stats.files.limits import MAX_COLUMNS
from foi_stats.files.looks import FormatLook
from foi_stats.files.ole import CompoundFile
from foi_stats.files.workbook import Sheet, Workbook
from foi_stats.files.zip import Archive, feed_xml
from foi_stats.screen.colours import WHITE, Colour
from foi_stats.screen.ods import read_styles as read_ods_styles
from foi_stats.screen.ods_content import ContentReader
from foi_stats.screen.ods_styles import OdsStyles
from foi_stats.screen.package import Package
from foi_stats.screen.styles import read_styles
from foi_stats.screen.xls_records import is_old
from foi_stats.screen.xls_visibility import read_cell_styles

_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 20_000, 256, 500_000
"""The rows and columns of an ods sheet whose paint is kept, and the cells of a file: a few bytes may repeat many."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How a cell is painted: the colour behind it, None for that of the page, and whether its text is bold."""

    fill: Colour | None = None
    bold: bool = False


PLAIN = Paint()
Painted = Callable[[int, int], Paint]
"""Returns the paint of a cell of a sheet by its row and column, counted from 1."""


def read_paint(data: bytes, workbook: Workbook) -> dict[str, Painted]:
    """Return how the cells of each sheet are painted, by its name; a text file has no paint.

    Conditional formats are not worked out, and patterns and shades count as no fill. A part of the file that cannot
    be read leaves its cells plain, because what they hold was read before.
    """
    readers = {"xlsx": _read_xlsx, "xls": _read_xls, "ods": _read_ods}
    if workbook.kind not in readers:
        return {}
    try:
        return readers[workbook.kind](data, workbook)
    except Exception:  # damage to parts that hold no values, of whatever kind, must not cost the values
        return {}


def _read_xlsx(data: bytes, workbook: Workbook) -> dict[str, Painted]:
    styles = read_styles(Package(Archive(data)))
    return _by_style(workbook, lambda style: Paint(_seen(styles.background(style)), style in styles.bold))


def _read_xls(data: bytes, workbook: Workbook) -> dict[str, Painted]:
    container = CompoundFile(data)
    stream = container.stream("Workbook" if "Workbook" in container else "Book")
    styles = read_cell_styles(stream, is_old=is_old(stream))
    return _by_style(workbook, lambda style: Paint(_seen(styles.background(style)), styles.font(style)[2]))


def _by_style(workbook: Workbook, of_style: Callable[[int], Paint]) -> dict[str, Painted]:
    """Return the paint of sheets whose cells have numbered styles; each style is looked up once."""
    known: dict[int, Paint] = {}

    def painted(sheet: Sheet) -> Painted:
        look = sheet.look

        def paint(row: int, column: int) -> Paint:
            if not isinstance(look, FormatLook):
                return PLAIN
            style = look.style(row, column)
            if style not in known:
                known[style] = of_style(style)
            return known[style]

        return paint

    return {sheet.name: painted(sheet) for sheet in workbook.sheets}


def _read_ods(data: bytes, workbook: Workbook) -> dict[str, Painted]:
    archive = Archive(data)
    styles, _ = read_ods_styles(archive)
    reader = _OdsReader(styles)
    feed_xml(reader.parser, archive.pieces("content.xml"), "content.xml")

    def painted(cells: dict[tuple[int, int], Paint]) -> Painted:
        return lambda row, column: cells.get((row, column), PLAIN)

    return {sheet.name: painted(reader.painted.get(sheet.name, {})) for sheet in workbook.sheets}


class _OdsReader(ContentReader):
    """Reads content.xml and records the cells whose style is not plain."""

    def __init__(self, styles: OdsStyles) -> None:
        super().__init__(styles)
        self.painted: dict[str, dict[tuple[int, int], Paint]] = {}
        self._known: dict[str, Paint] = {}
        self._cells = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        super()._start_cell(attributes)
        if self.row > _MOST_ROWS or self._next_column >= MAX_COLUMNS:  # what fills the rest of a row is no table
            return
        if self.cell_style not in self._known:
            style = self.styles.text_style(self.cell_style)
            self._known[self.cell_style] = Paint(_seen(style.background), style.is_bold)
        paint = self._known[self.cell_style]
        if paint != PLAIN:
            rows = range(self.row, min(self._next_row, _MOST_ROWS) + 1)
            columns = range(self.column, min(self._next_column, _MOST_COLUMNS) + 1)
            self._cells += len(rows) * len(columns)
            if self._cells <= _MOST_CELLS:
                self.painted.setdefault(self.sheet, {}).update(dict.fromkeys(product(rows, columns), paint))


def _seen(background: Colour | None) -> Colour | None:
    return None if background == WHITE else background
