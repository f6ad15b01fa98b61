"""Reads an xlsx sheet in a single pass: which cells hold something, what is hidden, and which styles are used.

For speed, cells are found by pattern, piece by piece, in sheets spelt as common programs spell them; any other sheet
is parsed, with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

import numpy as np

from foi_stats.files.attributes import is_below, is_true, number_of
from foi_stats.files.found_cells import FoundCells, find_cells
from foi_stats.files.limits import MAX_COLUMNS, MAX_DEPTH, MAX_ROWS, damaged
from foi_stats.files.workbook import column_letters
from foi_stats.files.zip import whole_tags
from foi_stats.screen.cells import CellFilter, CellMap, position
from foi_stats.screen.package import local
from foi_stats.screen.rich_text import TextRun, attributes_of, text_runs
from foi_stats.screen.sheet_trailer import SheetTrailer, TrailerReader, read_trailer

_NO_HEIGHT, _NO_WIDTH = 3.01, 0.5  # points and characters: of text, nothing is left that can be read
_CELL_START = b'c r="'
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)(?:worksheet|dialogsheet|chartsheet|macrosheet)\b")


class Cell(NamedTuple):
    """A cell that holds something, as in the file; the type and the value may be empty."""

    row: int
    column: int
    style: int
    is_formula: bool
    kind: str
    value: str

    @property
    def place(self) -> str:
        """Its address."""
        return address(self.row, self.column)


class SheetContent:
    """What one pass over a sheet has recorded."""

    def __init__(self) -> None:
        self.cells = CellMap()
        self.styles: dict[int, str] = {}
        self.formulas = 0
        self.first_formula = ""
        self.trailer = SheetTrailer()
        self.text_runs: list[TextRun] = []
        self.default_height_is_none = False
        self.top_left = ""
        self.frozen = 0, 0

    def view(self, attributes: dict[str, str]) -> None:
        """Record a ``sheetView`` element: the cell at the top left of the window."""
        self.top_left = attributes.get("topLeftCell", "")

    def pane(self, attributes: dict[str, str]) -> None:
        """Record a ``pane`` element: rows and columns scrolled away when the panes were frozen are out of reach."""
        if attributes.get("state", "").startswith("frozen"):
            row, column = position(self.top_left)
            rows, columns = number_of(attributes.get("ySplit")), number_of(attributes.get("xSplit"))
            self.frozen = (row if rows else 0), (column if columns else 0)

    def column(self, attributes: dict[str, str]) -> None:
        """Record a ``col`` element."""
        first, last = number_of(attributes.get("min")), number_of(attributes.get("max"))
        if first and last:
            hidden = is_true(attributes.get("hidden")) or is_below(attributes.get("width"), _NO_WIDTH)
            self.cells.hidden_columns[int(min(first, MAX_COLUMNS)) : int(min(last, MAX_COLUMNS)) + 1] = hidden

    def defaults(self, attributes: dict[str, str]) -> None:
        """Record a ``sheetFormatPr`` element, which stands before the columns and rows."""
        self.cells.hidden_columns[:] = is_below(attributes.get("defaultColWidth"), _NO_WIDTH)
        self.default_height_is_none = is_below(attributes.get("defaultRowHeight"), _NO_HEIGHT)

    def row(self, attributes: dict[str, str], row: int) -> None:
        """Record a ``row`` element."""
        no_height = is_below(attributes.get("ht"), _NO_HEIGHT) or (
            "ht" not in attributes and self.default_height_is_none
        )
        if (is_true(attributes.get("hidden")) or no_height) and row <= MAX_ROWS:
            self.cells.hidden_rows[row] = True

    def note(self, found: FoundCells) -> None:
        """Record cells that hold something."""
        if not len(found.rows):
            return
        if found.rows.max() > MAX_ROWS or found.columns.max() > MAX_COLUMNS:
            raise damaged("The file is damaged: a sheet has a cell where no spreadsheet program can put one")
        self.cells.fill(found.rows, found.columns)
        for style, at in zip(*np.unique(found.styles, return_index=True), strict=True):
            self.styles.setdefault(int(style), address(found.rows[at], found.columns[at]))
        self.formulas += int(found.formulas.sum())
        if self.formulas and not self.first_formula:
            at = int(found.formulas.argmax())
            self.first_formula = address(found.rows[at], found.columns[at])


def read_content(pieces: Callable[[], Iterable[bytes]], part: str) -> SheetContent:
    """Return the content of a sheet; ``pieces`` returns its bytes, from the start at each call."""
    return _searched(pieces(), part) or _parsed(pieces(), part)


@cache
def _patterns(prefix: bytes) -> dict[str, re.Pattern[bytes]]:
    # No pattern may look beyond the next tag, or look twice: hostile text would make that take too long.
    p = re.escape(prefix)
    return {
        "cell": re.compile(rb"<%bc\s([^<>]*)>((?>[^<]+|<(?!/?%bc[\s>]))*)" % (p, p)),
        "text": re.compile(rb"<%b[vt](?:\s[^<>]*)?>([^<]*)" % p),
        "row": re.compile(rb"<%brow\s([^<>]*)>" % p),
        "unseen": re.compile(
            rb"""<%brow\s(?=[^<>]*?(?:hidden\s*=\s*["'][1to]|\bht\s*=\s*["'][0-3]?["'.]))([^<>]*)>""" % p
        ),
        "col": re.compile(rb"<%bcol\s([^<>]*)>" % p),
        "view": re.compile(rb"<%b(sheetView|pane)\s([^<>]*)>" % p),
        "defaults": re.compile(rb"<%bsheetFormatPr\s([^<>]*)>" % p),
        "end": re.compile(rb"</%bsheetData\s*>|<%bsheetData\s*/>" % (p, p)),
    }


def _searched(pieces: Iterable[bytes], part: str) -> SheetContent | None:
    """Return what a search by pattern finds, or None if it might not find everything."""
    content, prefix = SheetContent(), None
    left_open, has_cells = 0, False
    trailer: list[bytes] = []
    for piece in whole_tags(pieces, before=_CELL_START):
        if prefix is None:
            prefix = _prefix(piece)
        found = None if _has_asides(piece) else find_cells(piece, prefix)
        if found is None:
            return None
        left_open += found[0]
        patterns = _patterns(prefix)
        if not has_cells:
            for match in patterns["view"].finditer(piece):
                take = content.pane if match.group(1) == b"pane" else content.view
                take(attributes_of(match.group(2)))
            for match in patterns["defaults"].finditer(piece):
                content.defaults(attributes_of(match.group(1)))
            for match in patterns["col"].finditer(piece):
                content.column(attributes_of(match.group(1)))
        has_cells |= bool(len(found[1].rows))
        if not _note_rows(content, piece, patterns):
            return None
        if has_cells:
            content.note(found[1])
            _note_text_runs(content, piece, found[1], patterns)
        if trailer:
            trailer.append(piece)
        elif end := patterns["end"].search(piece, int(found[1].starts[-1]) if len(found[1].starts) else 0):
            trailer.append(piece[end.end() :])
    if left_open or not trailer:  # a sheet of another kind, such as one that is a chart
        return None
    content.trailer = read_trailer(trailer, (prefix or b"") + b"worksheet", part)
    return content


def _has_asides(piece: bytes) -> bool:
    """Return whether a piece has comments or CDATA. Searching for a single character first is fast."""
    return b"!" in piece and (b"<![CDATA[" in piece or b"<!--" in piece)


def _note_text_runs(
    content: SheetContent, piece: bytes, found: FoundCells, patterns: dict[str, re.Pattern[bytes]]
) -> None:
    """Record texts in several formats that stand in their cells; most programs keep them among the shared strings."""
    for at in np.flatnonzero(found.texts):
        match = patterns["cell"].match(piece, int(found.starts[at]))
        if match and b"rPr" in match.group(2):
            place = int(found.rows[at]), int(found.columns[at]), int(found.styles[at])
            content.text_runs.extend(TextRun(*place, *run) for run in text_runs(match.group(2)))


def _note_rows(content: SheetContent, piece: bytes, patterns: dict[str, re.Pattern[bytes]]) -> bool:
    """Record hidden rows, and return whether each has its number."""
    for text in patterns["row" if content.default_height_is_none else "unseen"].findall(piece):
        row = attributes_of(text)
        number = number_of(row.get("r"))
        if not number:
            return False
        content.row(row, int(number))
    return True


def _prefix(piece: bytes) -> bytes:
    root = _ROOT.search(piece)
    return root.group(1) if root else b""


class _SheetParser:
    """Parses a sheet element by element, and counts positions as spreadsheet programs do."""

    def __init__(self) -> None:
        self.content = SheetContent()
        self.found: list[Cell] = []
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.depth = self.row = self.column = 0
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.holds = self.listens = self.is_formula = False
        self.trailer: TrailerReader | None = None
        self.run: tuple[dict[str, str], str] = {}, ""

    def cells(self, pieces: Iterable[bytes], part: str) -> Iterator[list[Cell]]:
        """Yield the cells that hold something, in batches."""
        for piece in whole_tags(pieces):
            self._feed(piece, part)
            if self.found:
                yield self.found
                self.found = []
        self._feed(b"", part)

    def _feed(self, piece: bytes, part: str) -> None:
        try:
            self.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise damaged(f"The file is damaged: its part {part} is broken in line {error.lineno}") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise damaged("The file is damaged: a sheet has elements inside elements without end")
        tag = tag.rpartition(" ")[2]
        if self.trailer is not None:
            self.trailer.start(tag, {local(key): value for key, value in attributes.items()})
        elif tag == "row":
            self.row, self.column = int(number_of(attributes.get("r")) or self.row + 1), 0
            self.content.row(attributes, self.row)
        elif tag == "c":
            row, column = position(attributes.get("r", ""))
            self.row, self.column = row or self.row, column or self.column + 1
            if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
                raise damaged("The file is damaged: a sheet has a cell where no spreadsheet program can put one")
            self.cell, self.holds, self.is_formula, self.text = attributes, False, False, []
        elif self.cell is not None:
            self.holds |= tag in ("v", "is", "f")
            self.listens = tag in ("v", "t")
            if tag == "f":
                self.is_formula = True
            self._start_run(tag, attributes)
        elif tag == "col":
            self.content.column(attributes)
        elif tag == "sheetFormatPr":
            self.content.defaults(attributes)
        elif tag == "sheetView":
            self.content.view(attributes)
        elif tag == "pane":
            self.content.pane(attributes)
        elif tag == "headerFooter":  # of a sheet that is a chart, which has no cells
            self.trailer = TrailerReader()
            self.content.trailer = self.trailer.found
            self.trailer.start(tag, {})

    def _start_run(self, tag: str, attributes: dict[str, str]) -> None:
        """Record the format of a text run."""
        if tag == "r":
            self.run = {}, ""
        elif tag == "color":
            self.run = {local(key): value for key, value in attributes.items()}, self.run[1]
        elif tag == "sz":
            self.run = self.run[0], attributes.get("val", "")

    def _characters(self, text: str) -> None:
        if self.trailer is not None:
            self.trailer.text(text)
        elif self.listens:
            self.text.append(text)
            if self.cell is not None and (self.run[0] or self.run[1]) and text.strip():
                style = self.cell.get("s", "")
                place = self.row, self.column, int(style) if style.isdigit() else 0
                self.content.text_runs.append(TextRun(*place, text, *self.run))

    def _end(self, tag: str) -> None:
        self.depth -= 1
        tag = tag.rpartition(" ")[2]
        self.listens = False
        if self.trailer is not None:
            self.trailer.end(tag)
        elif tag == "sheetData":
            self.trailer = TrailerReader()
            self.content.trailer = self.trailer.found
        if tag == "c":
            self.run = {}, ""
        if tag != "c" or self.cell is None:
            return
        if self.holds:
            style = self.cell.get("s", "")
            number = int(style) if style.isdigit() else 0
            kind, value = self.cell.get("t", ""), "".join(self.text)
            self.found.append(Cell(self.row, self.column, number, self.is_formula, kind, value))
        self.cell = None


def _parsed(pieces: Iterable[bytes], part: str) -> SheetContent:
    parser = _SheetParser()
    for cells in parser.cells(pieces, part):
        columns = [np.array(values) for values in zip(*cells, strict=True)]
        is_formula = columns[3].astype(bool)
        parser.content.note(FoundCells(columns[0], columns[1], columns[2], is_formula, ~is_formula, columns[0]))
    return parser.content


def cells_of(pieces: Callable[[], Iterable[bytes]], part: str, wanted: CellFilter) -> Iterator[Cell]:
    """Yield the wanted cells that hold something, in the order of the file."""
    prefix = None
    for piece in whole_tags(pieces(), before=_CELL_START):
        if prefix is None:
            prefix = _prefix(piece)
        found = None if _has_asides(piece) else find_cells(piece, prefix)
        if found is None:
            for some in _SheetParser().cells(pieces(), part):
                yield from (cell for cell in some if wanted(np.array([cell.row]), np.array([cell.column]))[0])
            return
        cells = found[1]
        for at in np.flatnonzero(wanted(cells.rows, cells.columns)) if len(cells.rows) else ():
            match = _patterns(prefix)["cell"].match(piece, int(cells.starts[at]))
            if match:
                value = b"".join(_patterns(prefix)["text"].findall(match.group(2))).decode("utf-8", "replace")
                kind = attributes_of(match.group(1)).get("t", "")
                place = int(cells.rows[at]), int(cells.columns[at]), int(cells.styles[at])
                yield Cell(*place, bool(cells.formulas[at]), kind, value)


def address(row: int, column: int) -> str:
    """Return the A1 address of a cell."""
    return f"{column_letters(int(column))}{int(row)}"
