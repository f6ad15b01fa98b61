"""Reads OpenDocument spreadsheets, as LibreOffice and Excel write them.

They are parsed here in one pass, not by the fast reader: a few bytes of ods can repeat a million cells, and
only a parser that counts before it repeats is safe. It also finds hidden content. Names are those of ODF 1.3, part 3,
with the prefixes that all programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_MARKS,
    MAX_MERGED_RANGES,
    MAX_PARSED_ATTRIBUTES,
    MAX_PARSED_ELEMENTS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT_BYTES,
    ReadResult,
    check_rectangle,
    damaged,
    protected,
    too_large,
    unsafe,
)
from foi_stats.files.looks import TextLook
from foi_stats.files.ods_values import cell_value, coloured_formats, repeat_count
from foi_stats.files.superscripts import raised_text
from foi_stats.files.workbook import Sheet, Value, Visibility
from foi_stats.files.zip import Archive, feed_xml, parse_xml

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
_MAX_TEXT = 2**20
_MINUS = frozenset("-–−(")
_RAISED = re.compile(r"super|[1-9]\d{0,2}(?:\.\d{1,9})?%")
_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{0,20})?)(in|cm|mm|pt|pc|px)")
_POINTS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "pt": 1.0, "pc": 12.0, "px": 0.75}
_NO_SIZE, _CHARACTER = 3.01, 5.25  # points: nothing of a text can be read; a letter is about as wide


def read_ods(data: bytes) -> ReadResult:
    """Return the sheets of an ods file.

    Raises
    ------
    Refusal
        If the file is damaged, protected, unsafe or too large.
    """
    archive = Archive(data)
    if _CONTENT not in archive:
        raise damaged("The file is damaged: the part that holds its sheets is missing")
    if _MANIFEST in archive:

        def entry(tag: str, _: dict[str, str]) -> None:
            if tag == "encryption-data":
                raise protected()

        parse_xml([archive.read(_MANIFEST)], entry, _MANIFEST)
    _check_size(archive.pieces(_CONTENT))
    content = _Content(coloured_formats(b"".join(archive.pieces(_STYLES))) if _STYLES in archive else set())
    feed_xml(content.parser, archive.pieces(_CONTENT), _CONTENT)
    if not content.tables:
        raise damaged("The file is damaged: it has no sheet")
    return ReadResult(
        tuple(table.sheet(content.hidden_styles, date_1904=content.date_1904) for table in content.tables)
    )


def _check_size(pieces: Iterable[bytes]) -> None:
    """Refuse XML with too many elements or attributes to be parsed in reasonable time, before parsing it."""
    elements = attributes = 0
    for piece in pieces:
        elements += piece.count(b"<") - piece.count(b"</")
        attributes += piece.count(b"=")
        if elements > MAX_PARSED_ELEMENTS or attributes > MAX_PARSED_ATTRIBUTES:
            raise too_large(
                f"The file has more than about {MAX_PARSED_ELEMENTS // 24 * 10:,} cells, the most for an .ods file",
                "too-large.ods",
            )


@dataclass(slots=True)
class _Row:
    """A row, and the rows below that repeat it: cells by column, each with the columns that repeat it.

    ``texts`` has the cells that show a text of their own, too.
    """

    number: int
    repeated: int
    cells: list[tuple[int, int, Value]] = field(default_factory=list)
    texts: list[tuple[int, int, Value, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A sheet as it is parsed. Rows and columns are counted from 1."""

    name: str
    style: str
    rows: list[_Row] = field(default_factory=list)
    row: int = 0
    column: int = 0
    cells: int = 0
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)

    def sheet(self, hidden_styles: set[str], *, date_1904: bool) -> Sheet:
        """Return the sheet, as a rectangle no larger than its values."""
        visibility: Visibility = "hidden" if self.style in hidden_styles else "visible"
        if not self.rows:
            return Sheet(self.name, (), visibility=visibility)
        top, bottom = self.rows[0].number, max(row.number + row.repeated - 1 for row in self.rows)
        left = min(row.cells[0][0] for row in self.rows)
        right = max(row.cells[-1][0] + row.cells[-1][1] - 1 for row in self.rows)
        check_rectangle(self.name, top, left, bottom, right, self.cells)
        width = right - left + 1
        values: list[list[Value]] = []
        for row in self.rows:
            values += ([None] * width for _ in range(row.number - top - len(values)))
            line: list[Value] = [None] * width
            for column, repeated, value in row.cells:
                line[column - left : column - left + repeated] = [value] * repeated
            values += (line.copy() for _ in range(row.repeated))
        return Sheet(
            name=self.name,
            rows=values,
            top=top,
            left=left,
            visibility=visibility,
            merged=tuple(self.merged),
            hidden_rows=_within(self.hidden_rows, top, bottom),
            hidden_columns=_within(self.hidden_columns, left, right),
            errors=tuple(self.errors),
            uncalculated=tuple(self.uncalculated),
            date_1904=date_1904,
            look=TextLook(self._texts()),
            widths={column: wide for column, wide in self.widths.items() if left <= column <= right},
        )

    def _texts(self) -> Iterator[tuple[range, range, Value, str]]:
        """Yield the rows and columns, the value and the text of cells that show a text beside their value."""
        for row in self.rows:
            rows = range(row.number, row.number + row.repeated)
            for column, repeated, value, text in row.texts:
                yield rows, range(column, column + repeated), value, text


class _Content:
    """The parser of content.xml, and the tables it has found."""

    def __init__(self, coloured: set[str]) -> None:
        self.tables: list[_Table] = []
        self.hidden_styles: set[str] = set()
        self.date_1904 = False
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._cells = self._depth = 0
        self._style = ""
        self._sizes: dict[str, float] = {}  # points, by style
        self._raised_styles: set[str] = set()
        self._formats: dict[str, str] = {}  # the number format of each style
        self._coloured = coloured
        self._raised = False
        self._table: _Table | None = None
        self._row: _Row | None = None
        self._cell: dict[str, str] | None = None
        self._text: list[str] | None = None
        self._length = self._all_text = 0
        self._aside = 0  # depth inside an element that is not content of a cell: a comment, a drawing
        self._groups: list[bool] = []
        self._starts = {
            "style:style": self._start_style,
            "number:number-style": self._start_style,
            "number:currency-style": self._start_style,
            "style:text-properties": self._start_text_properties,
            "style:table-properties": self._start_properties,
            "style:table-row-properties": self._start_properties,
            "style:table-column-properties": self._start_properties,
            "table:null-date": self._start_null_date,
            "table:table": self._start_table,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-row-group": self._start_group,
            "table:table-column-group": self._start_group,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
        }
        self._ends = {
            "table:table": self._end_table,
            "table:table-row": self._end_row,
            "table:table-row-group": self._end_group,
            "table:table-column-group": self._end_group,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
        }

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise damaged("The file is damaged: it has elements inside elements without end")
        if self._aside:
            self._aside += 1
        elif self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif (start := self._starts.get(tag)) is not None:
            start(attributes)
        elif self._table is not None and tag in ("table:shapes", "office:forms", "office:dde-source"):
            self._aside = 1

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "text:p":
            if self._text is None:
                self._text = []
            else:
                self._text.append("\n")
        elif self._text is not None and tag == "text:s":
            self._add(" " * repeat_count(attributes.get("text:c"), _MAX_TEXT))
        elif self._text is not None and tag in ("text:tab", "text:line-break"):
            self._add("\t" if tag == "text:tab" else "\n")
        elif tag == "text:span":
            self._raised = attributes.get("text:style-name") in self._raised_styles
        elif not tag.startswith("text:"):
            self._aside = 1

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._aside:
            self._aside -= 1
        elif (end := self._ends.get(tag)) is not None:
            end()
        elif tag == "text:span":
            self._raised = False

    def _characters(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._add(raised_text(text) if self._raised else text)

    def _add(self, text: str) -> None:
        self._length += len(text)
        self._all_text += len(text)
        if self._all_text > MAX_TEXT_BYTES:
            raise too_large(f"The texts in the cells come to more than {MAX_TEXT_BYTES // 2**20} MB")
        if self._text is None or self._length > _MAX_TEXT:
            raise unsafe("The file holds a cell with a text of a million characters and more")
        self._text.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("style:name", "")
        self._formats[self._style] = attributes.get("style:data-style-name", "")

    def _start_text_properties(self, attributes: dict[str, str]) -> None:
        if _RAISED.match(attributes.get("style:text-position", "")):
            self._raised_styles.add(self._style)
        if "fo:color" in attributes:
            self._coloured.add(self._style)

    def _start_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:display") == "false":
            self.hidden_styles.add(self._style)
        size = _LENGTH.fullmatch(attributes.get("style:row-height", attributes.get("style:column-width", "")))
        if size:
            self._sizes[self._style] = float(size.group(1)) * _POINTS[size.group(2)]

    def _start_null_date(self, attributes: dict[str, str]) -> None:
        self.date_1904 = attributes.get("table:date-value", "").startswith("1904")

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._table is not None or len(self.tables) >= MAX_SHEETS:
            raise unsafe("The file holds sheets inside sheets, or sheets without number")
        self._table = _Table(attributes.get("table:name", ""), attributes.get("table:style-name", ""))
        self.tables.append(self._table)

    def _end_table(self) -> None:
        self._table = None

    def _start_group(self, attributes: dict[str, str]) -> None:
        self._groups.append(attributes.get("table:display") == "false")

    def _end_group(self) -> None:
        self._groups.pop()

    def _is_hidden(self, attributes: dict[str, str]) -> bool:
        return (
            attributes.get("table:visibility", "visible") != "visible"
            or self._sizes.get(attributes.get("table:style-name", ""), _NO_SIZE) < _NO_SIZE
            or True in self._groups
        )

    def _start_column(self, attributes: dict[str, str]) -> None:
        if self._table is not None:
            repeated = repeat_count(attributes.get("table:number-columns-repeated"), MAX_COLUMNS)
            if self._is_hidden(attributes):
                _append(self._table.hidden_columns, self._table.column + 1, self._table.column + repeated + 1)
            if (size := self._sizes.get(attributes.get("table:style-name", ""))) and self._table.column < MAX_COLUMNS:
                columns = range(self._table.column + 1, self._table.column + repeated + 1)
                self._table.widths |= dict.fromkeys(columns, size / _CHARACTER)
            self._table.column += repeated

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._table is not None:
            repeated = repeat_count(attributes.get("table:number-rows-repeated"), MAX_ROWS)
            if self._table.row > MAX_ROWS:
                raise damaged("The file is damaged: a sheet has more rows than there can be", self._table.name)
            self._row = _Row(self._table.row + 1, repeated)
            self._table.row += repeated
            self._table.column = 0
            if self._is_hidden(attributes):
                _append(self._table.hidden_rows, self._row.number, self._table.row + 1)

    def _end_row(self) -> None:
        if self._table is not None and self._row is not None and self._row.cells:
            cells = sum(repeated for _, repeated, _ in self._row.cells) * self._row.repeated
            self._table.cells += cells
            self._cells += cells
            if self._cells > MAX_CELLS:
                raise too_large(
                    f"The file has more than {MAX_CELLS:,} cells, counting those that it repeats",
                    "too-large.repeated",
                    self._table.name,
                )
            self._table.rows.append(self._row)
        self._row = None

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._text = None
        self._length = 0

    def _end_cell(self) -> None:
        cell, table, row = self._cell, self._table, self._row
        self._cell = None
        if cell is None or table is None or row is None:
            return
        column = table.column + 1
        repeated = repeat_count(cell.get("table:number-columns-repeated"), MAX_COLUMNS)
        table.column += repeated
        text = None if self._text is None else "".join(self._text)
        self._text = None
        value = cell_value(cell, text)
        if value is not None:
            if table.column > MAX_COLUMNS or table.row > MAX_ROWS:
                check_rectangle(table.name, row.number, column, table.row, table.column, 1)
            row.cells.append((column, repeated, value))
            if text is not None and not isinstance(value, str):
                row.texts.append((column, repeated, value, self._with_sign(cell, value, text)))
            if cell.get("calcext:value-type") == "error" and len(table.errors) < MAX_CELLS:
                table.errors.append((row.number, column))
        elif "table:formula" in cell and "office:value-type" not in cell and len(table.uncalculated) < MAX_MARKS:
            table.uncalculated.append((row.number, column))
        if "table:number-columns-spanned" in cell or "table:number-rows-spanned" in cell:
            self._note_merged(table, cell, row.number, column)

    def _with_sign(self, cell: dict[str, str], value: Value, text: str) -> str:
        """Return what a cell shows, with a minus where a format shows it by a colour alone."""
        if not isinstance(value, float) or value >= 0 or not _MINUS.isdisjoint(text):
            return text
        style = cell.get("table:style-name")  # without one, it is that of the column
        formats = self._formats.values() if style is None else [self._formats.get(style, "")]
        return f"-{text}" if self._coloured.intersection(formats) else text

    def _note_merged(self, table: _Table, cell: dict[str, str], row: int, column: int) -> None:
        bottom = row + repeat_count(cell.get("table:number-rows-spanned"), MAX_ROWS) - 1
        right = column + repeat_count(cell.get("table:number-columns-spanned"), MAX_COLUMNS) - 1
        if (bottom, right) != (row, column):
            table.merged.append((row, column, bottom, right))
        if len(table.merged) > MAX_MERGED_RANGES:
            raise too_large(f"A sheet has more than {MAX_MERGED_RANGES:,} merged ranges", "too-large.merged")


def _append(ranges: list[range], start: int, stop: int) -> None:
    """Add a range, joined with the range before it if they touch."""
    if ranges and ranges[-1].stop == start:
        ranges[-1] = range(ranges[-1].start, stop)
    else:
        ranges.append(range(start, stop))


def _within(ranges: list[range], first: int, last: int) -> frozenset[int]:
    return frozenset(
        number for part in ranges for number in range(max(part.start, first), min(part.stop - 1, last) + 1)
    )
