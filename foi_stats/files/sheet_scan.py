"""Scans the XML of an xlsx sheet before the fast reader reads it, for what that reader does not return.

That is the rectangle of the cells, hidden rows and columns, and cells with an error or with a formula without a
result. A sheet spelt as common programs spell it is searched by pattern, many times faster than it could be
parsed. If the patterns might miss anything that the reader reads, the sheet is parsed instead.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

from foi_stats.files.attributes import is_below, is_true, number_of
from foi_stats.files.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_MARKS,
    MAX_MERGED_RANGES,
    MAX_ROWS,
    MAX_TAGS,
    MAX_XML_ELEMENTS,
    check_rectangle,
    damaged,
    too_large,
    too_many_cells,
    unsafe,
)
from foi_stats.files.references import Span, cell_span
from foi_stats.files.zip import feed_xml, whole_tags

KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Error values that the fast reader knows. At any other, such as #SPILL!, it fails for the whole sheet."""

# Less than a pixel: 0.75 points high, or about a seventh of a character wide.
_NO_HEIGHT, _NO_WIDTH = 0.75, 0.14

CELL_START = b'c r="'
_ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NO_SIZE = re.compile(rb"""\bht\s*=\s*["']0""")
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet\b")
_NO_VALUE = (b"</f></c>", b"</f><v/>", b"</f><v />", b"</f><v></v>")
_ZERO_OR_NO_VALUE = (*_NO_VALUE, b">0</")


@dataclass(slots=True)
class SheetScan:
    """What a scan has found in a sheet. Rows and columns are counted from 1.

    ``cells`` is the number of cells, and the rectangle holds them; a search by pattern counts styled empty cells too.
    ``superscripts`` says whether a text in a cell itself may have some;
    ``styled`` has row, column and style of each cell with a style, one after another, if the sheet was parsed.
    """

    cells: int = 0
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    column_ranges: list[tuple[int, int, bool]] = field(default_factory=list)
    other_columns_hidden: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    merged: int = 0
    marks: int = 0
    superscripts: bool = False
    styled: array[int] = field(default_factory=lambda: array("q"))

    def hidden_columns(self, left: int, right: int) -> set[int]:
        """Return the hidden columns from ``left`` to ``right``."""
        hidden = set(range(left, right + 1)) if self.other_columns_hidden else set()
        for first, last, is_hidden in self.column_ranges:
            columns = range(max(first, left), min(last, right) + 1)
            hidden = hidden.union(columns) if is_hidden else hidden.difference(columns)
        return hidden

    def stretch(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
        """Widen the rectangle so that it holds cells of these rows and columns."""
        self.top = min(*rows, self.top or rows[0])
        self.left = min(*columns, self.left or columns[0])
        self.bottom, self.right = max(*rows, self.bottom), max(*columns, self.right)

    def mark(self) -> None:
        """Count an item that is recorded one by one."""
        self.marks += 1
        if self.marks > MAX_MARKS:
            detail = f"A sheet has more than {MAX_MARKS:,} hidden rows, error values and formulas without a result"
            raise too_large(detail, "too-large.marks")

    def record_columns(self, attributes: dict[str, str]) -> None:
        """Record a ``col`` element."""
        first, last = number_of(attributes.get("min")), number_of(attributes.get("max"))
        hidden = is_true(attributes.get("hidden")) or is_below(attributes.get("width"), _NO_WIDTH)
        if len(self.column_ranges) > MAX_COLUMNS:
            raise unsafe("The file holds a sheet that describes more columns than there can be")
        if first and last:
            self.column_ranges.append((int(first), int(min(last, MAX_COLUMNS)), hidden))

    def record_defaults(self, attributes: dict[str, str]) -> None:
        """Record a ``sheetFormatPr`` element. Its zeroHeight is only for rows without a tag."""
        self.other_columns_hidden = is_below(attributes.get("defaultColWidth"), _NO_WIDTH)


def scan_sheet(pieces: Iterable[bytes], *, zeros: bool = False) -> SheetScan | None:
    """Return what a search by pattern finds in a sheet, or None if it might miss anything.

    With ``zeros``, a formula whose result is 0 counts as one without a result.

    It misses nothing if each tag ``c`` is spelt as all common programs spell it, ``<c r="B7"``, whatever follows,
    and if as many tags are closed as are opened: the fast reader accepts other sheets, but may lose what follows.
    """
    scan, prefix, tags, left_open = SheetScan(), None, 0, 0
    for piece in whole_tags(pieces, before=CELL_START):
        if prefix is None:
            root = _ROOT.search(piece)
            prefix = root.group(1) if root else b""
        patterns = _patterns(prefix)
        span = cell_span(piece, prefix)
        if span is None:
            return None
        if not scan.cells:
            _record_columns(scan, piece, patterns)
        if span.cells:
            scan.cells += span.cells
            scan.stretch((span.top, span.bottom), (span.left, span.right))
        tags += span.tags
        left_open += span.left_open
        if scan.cells > MAX_CELLS or tags > MAX_TAGS:
            raise too_many_cells()
        scan.merged += piece.count(b"mergeCell ") if span.merges else 0
        if scan.merged > MAX_MERGED_RANGES:
            raise too_large(f"A sheet has more than {MAX_MERGED_RANGES:,} merged ranges", "too-large.merged")
        scan.superscripts |= b"superscript" in piece
        _record_rare_features(scan, piece, span, patterns, zeros=zeros)
    return None if left_open or 0 in scan.hidden_rows else scan


def parse_sheet(pieces: Iterable[bytes], part: str, *, zeros: bool = False) -> SheetScan:
    """Return what parsing finds in a sheet: slower than :func:`scan_sheet`, and complete in any spelling.

    Only cells that hold something are counted. A cell without a reference stands beside the one before it.
    """
    sheet = _SheetParser(zeros)
    feed_xml(sheet.parser, pieces, part)
    return sheet.scan


def text_for_errors(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a sheet with each error value turned into a text, because the fast reader knows only some errors."""
    for piece in whole_tags(pieces, before=CELL_START):
        yield re.sub(rb"""(<(?:[\w.-]+:)?c(?>\s[^<>]*?\bt\s*=\s*))(?:"e"|'e')""", rb'\1"str"', piece)


class _Patterns(NamedTuple):
    column: re.Pattern[bytes]
    defaults: re.Pattern[bytes]
    error: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@cache
def _patterns(prefix: bytes) -> _Patterns:
    # No pattern may look beyond the next tag, or look twice: hostile text would make that take too long.
    p = re.escape(prefix)
    return _Patterns(
        column=re.compile(rb"<%bcol\s([^<>]*)>" % p),
        defaults=re.compile(rb"<%bsheetFormatPr\s([^<>]*)>" % p),
        error=re.compile(
            rb"""<%bc r="([A-Z]+[0-9]+)"(?=[^<>]*>)(?>[^<>]*?\st=["']e["'])[^<>]*>"""
            rb"""(?>(?:(?!</?%bc[\s>]).)*?<%bv>)([^<]*)<""" % (p, p, p),
            re.DOTALL,
        ),
        formula=re.compile(
            rb'<%bc r="([A-Z]+[0-9]+)"([^<>]*)><%bf(?:\s[^<>]*)?(?:/>|>[^<]*</%bf>)(?:<%bv ?/>|<%bv>(0?)</%bv>)?</%bc>'
            % (p, p, p, p, p, p, p)
        ),
    )


def _record_columns(scan: SheetScan, piece: bytes, patterns: _Patterns) -> None:
    """Record the hidden columns, which stand before the first cell."""
    for match in patterns.defaults.finditer(piece):
        scan.record_defaults(_attributes(match.group(1)))
    for match in patterns.column.finditer(piece):
        scan.record_columns(_attributes(match.group(1)))


def _record_rare_features(scan: SheetScan, piece: bytes, span: Span, patterns: _Patterns, *, zeros: bool) -> None:
    """Record hidden rows, errors and formulas without a result. Few sheets have them, so a plain search comes first."""
    for at in () if span.plain_rows else span.row_tags:
        next_tag = piece.find(b"<", at)
        text, ends, _ = piece[at : next_tag if next_tag >= 0 else None].partition(b">")
        if not ends:
            continue
        if b"hidden" in text or _NO_SIZE.search(text):
            row = _attributes(text)
            if is_true(row.get("hidden")) or is_below(row.get("ht"), _NO_HEIGHT):
                scan.mark()
                scan.hidden_rows.add(int(number_of(row.get("r")) or 0))  # 0: a row without its number
    if span.errors and (b't="e"' in piece or b"t='e'" in piece):
        for match in patterns.error.finditer(piece):
            scan.mark()
            scan.errors[_position(match.group(1))] = match.group(2).decode("utf-8", "replace")
    if span.formulas and any(sign in piece for sign in (_ZERO_OR_NO_VALUE if zeros else _NO_VALUE)):
        for match in patterns.formula.finditer(piece):
            if (zeros or not match.group(3)) and _attributes(match.group(2)).get("t") != "str":
                scan.mark()
                scan.uncalculated.append(_position(match.group(1)))


class _SheetParser:
    """Parses a sheet element by element, and counts positions as the fast reader does."""

    def __init__(self, zeros: bool) -> None:
        self.scan = SheetScan()
        self.no_result = ("", "0") if zeros else ("",)
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.elements = self.depth = self.row = self.column = 0
        self.cell: dict[str, str] | None = None
        self.position = (0, 0)
        self.value: list[str] | None = None
        self.holds = self.formula = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_XML_ELEMENTS:
            raise too_large("A sheet is larger than can be read", "too-large.sheet")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise damaged("The file is damaged: a sheet has elements inside elements without end")
        tag = tag.rpartition(" ")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self.row = int(number_of(attributes.get("r")) or self.row + 1)
            self.column = 0
            if is_true(attributes.get("hidden")) or is_below(attributes.get("ht"), _NO_HEIGHT):
                self.scan.hidden_rows.add(self.row)
        elif self.cell is not None:
            self.formula |= tag == "f"
            self.holds |= tag in ("v", "is")
            self.value = [] if tag == "v" else self.value
            self.scan.superscripts |= tag == "vertAlign"
        elif tag == "col":
            self.scan.record_columns(attributes)
        elif tag == "sheetFormatPr":
            self.scan.record_defaults(attributes)
        elif tag == "mergeCell":
            self.scan.merged += 1
            if self.scan.merged > MAX_MERGED_RANGES:
                raise too_large(f"A sheet has more than {MAX_MERGED_RANGES:,} merged ranges", "too-large.merged")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.position = (self.row, self.column + 1)
        else:
            self.position = _position(reference.encode())
        self.column = self.position[1]
        if self.column > MAX_COLUMNS or self.position[0] > MAX_ROWS:
            check_rectangle("", 1, 1, *self.position, 1)
        self.cell, self.value, self.holds, self.formula = attributes, None, False, False

    def _characters(self, text: str) -> None:
        if self.value is not None:
            self.value.append(text)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        tag = tag.rpartition(" ")[2]
        if tag != "c" or self.cell is None:
            return
        text = "".join(self.value or ())
        if self.holds:
            self.scan.cells += 1
            self.scan.stretch((self.position[0],), (self.position[1],))
            if style := int(number_of(self.cell.get("s")) or 0):
                self.scan.styled.extend((*self.position, style))
        if self.cell.get("t") == "e" and text:
            self.scan.errors[self.position] = text
        if self.formula and text in self.no_result and self.cell.get("t") != "str":
            self.scan.uncalculated.append(self.position)
        self.cell = self.value = None


@cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _position(reference: bytes) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference.decode("utf-8", "replace").upper())
    if not match:
        raise damaged("The file is damaged: a sheet has a cell whose reference is not one")
    return int(match.group(2)), _column(match.group(1).encode())


def _attributes(text: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text.decode("utf-8", "replace"))
    return {name: double or single for name, double, single in found}
