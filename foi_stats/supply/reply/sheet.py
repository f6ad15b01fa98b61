"""Mark cells on a sheet: their styles, and a drawing for their notes. All other bytes stay as they were."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.attributes import is_true
from foi_stats.files.workbook import column_letters
from foi_stats.files.zip import feed_xml
from foi_stats.supply.reply.edit_xml import Edit, edited, local, tag_end, with_attributes
from foi_stats.supply.reply.marks import Mark, Place, place_of
from foi_stats.supply.reply.styles import Styles

_AFTER_DRAWING = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass
class MarkedSheet:
    """A sheet in the making: the edits that mark it, and what was seen of it on the way.

    ``drawing`` is the identifier of its drawing of notes, or empty; ``drawing_place`` is where one would stand.
    """

    xml: bytes
    part: str
    marks: Mapping[Place, Mark]
    styles: Styles
    is_first: bool = False
    drawing: str = ""
    drawing_place: int = 0
    edits: list[Edit] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _row_style: int | None = None
    _row_tag: tuple[int, int] = (0, 0)
    _data_tag: tuple[int, int] = (0, 0)
    _column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    _prefix: str = ""
    _depth: int = 0

    def __post_init__(self) -> None:
        self._rows = sorted({row for row, _ in self.marks})
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        feed_xml(self._parser, [self.xml], self.part)

    def with_drawing(self, relation: str, namespace: str) -> bytes:
        """Return the sheet with its marks, and with a drawing of notes unless it has one."""
        edits = list(self.edits)
        if not self.drawing and relation:
            new = f'<{self._prefix}legacyDrawing xmlns:foi="{namespace}" foi:id="{relation}"/>'
            edits.append((self.drawing_place, self.drawing_place, new.encode()))
        return edited(self.xml, edits)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        at = self._parser.CurrentByteIndex
        self._depth += 1
        if name == "c":
            self._start_cell(at, attributes)
        elif name == "row":
            self._start_row(at, attributes)
        elif self._depth == 1:
            self._prefix = tag[: -len(name)]
        elif self._depth == 2:
            self._start_of_sheet(name, at, attributes)
            self._data_tag = (at, tag_end(self.xml, at)) if name == "sheetData" else self._data_tag
        elif name == "col" and attributes.get("style", "").isdecimal():
            first, last = (int(attributes.get(key, "0")) for key in ("min", "max"))
            self._column_styles.append((first, last, int(attributes["style"])))
        elif name == "sheetView" and is_true(attributes.get("tabSelected")) and self.is_first:
            end = tag_end(self.xml, at)
            self.edits.append((at, end, with_attributes(self.xml[at:end], tabSelected="0")))

    def _start_of_sheet(self, name: str, at: int, attributes: dict[str, str]) -> None:
        if name == "legacyDrawing":
            self.drawing = next((value for key, value in attributes.items() if local(key) == "id"), "")
        elif name in _AFTER_DRAWING and not self.drawing_place:
            self.drawing_place = at

    def _start_row(self, at: int, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._column = 0
        self._add_rows(at, self._row)
        self._columns = []
        if self._rows and self._rows[0] == self._row:
            self._rows.pop(0)
            self._columns = sorted(column for row, column in self.marks if row == self._row)
        styled = is_true(attributes.get("customFormat")) and attributes.get("s", "").isdecimal()
        self._row_style = int(attributes["s"]) if styled else None
        self._row_tag = (at, tag_end(self.xml, at))

    def _start_cell(self, at: int, attributes: dict[str, str]) -> None:
        place = place_of(attributes.get("r", ""))
        self._column = place[1] if place else self._column + 1
        if not self._columns or self._columns[0] > self._column:
            return
        before = [column for column in self._columns if column < self._column]
        self._add_cells(at, before)
        self._columns = self._columns[len(before) :]
        if self._columns and self._columns[0] == self._column:
            self._columns.pop(0)
            end = tag_end(self.xml, at)
            style = int(attributes["s"]) if attributes.get("s", "").isdecimal() else 0
            new = self.styles.marked(style, self.marks[self._row, self._column].severity)
            self.edits.append((at, end, with_attributes(self.xml[at:end], s=str(new))))

    def _end(self, tag: str) -> None:
        name = local(tag)
        at = self._parser.CurrentByteIndex
        self._depth -= 1
        if name == "row" and self._columns:
            start, end = self._row_tag
            tag_bytes = _SPANS.sub(b"", self.xml[start:end])
            if self.xml[end - 2 : end] == b"/>":
                cells = self._cells(self._row, self._columns)
                self.edits.append((start, end, tag_bytes[:-2] + b">" + cells + f"</{tag}>".encode()))
            else:
                self.edits.append((start, end, tag_bytes))
                self._add_cells(at, self._columns)
            self._columns = []
        elif name == "sheetData" and self._rows:
            self._end_of_rows(tag, at)
        elif self._depth == 0 and not self.drawing_place:
            self.drawing_place = at

    def _end_of_rows(self, tag: str, at: int) -> None:
        end = self._data_tag[1]
        if self.xml[end - 2 : end] == b"/>":
            rows = b"".join(map(self._new_row, self._rows))
            self.edits.append((end - 2, end, b">" + rows + f"</{tag}>".encode()))
            self._rows = []
        else:
            self._add_rows(at, 0)

    def _add_rows(self, at: int, below: int) -> None:
        """Add the marked rows that the sheet does not have, as far as they come before another; all if that is 0."""
        while self._rows and (not below or self._rows[0] < below):
            self.edits.append((at, at, self._new_row(self._rows.pop(0))))

    def _new_row(self, row: int) -> bytes:
        self._row_style = None
        cells = self._cells(row, sorted(column for at, column in self.marks if at == row))
        return f'<{self._prefix}row r="{row}">'.encode() + cells + f"</{self._prefix}row>".encode()

    def _add_cells(self, at: int, columns: list[int]) -> None:
        if columns:
            self.edits.append((at, at, self._cells(self._row, columns)))

    def _cells(self, row: int, columns: list[int]) -> bytes:
        """Return empty cells that look as the row or the column has it, and marked."""
        cells = []
        for column in columns:
            of_column = next((style for low, high, style in self._column_styles if low <= column <= high), 0)
            style = of_column if self._row_style is None else self._row_style
            marked = self.styles.marked(style, self.marks[row, column].severity)
            cells.append(f'<{self._prefix}c r="{column_letters(column)}{row}" s="{marked}"/>')
        return "".join(cells).encode()
