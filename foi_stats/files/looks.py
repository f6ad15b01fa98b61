"""What the cells of a sheet look like: their number formats, or the text that the file itself has beside each value.

Read when first asked for, and not at all for sheets of workbooks whose formats all show numbers as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from foi_stats.files.found_cells import find_cells
from foi_stats.files.number_formats import BUILT_IN, is_plain
from foi_stats.files.sheet_scan import CELL_START, parse_sheet
from foi_stats.files.shown_text import shown_text
from foi_stats.files.workbook import Value
from foi_stats.files.zip import feed_xml, whole_tags

Integers = NDArray[np.intp]

_COLUMN_BITS = 14
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet\b")
_NUMBER_FORMATS = re.compile(rb"<((?:[\w.-]+:)?numFmts)[\s>]")
_CELL_STYLES = re.compile(rb"<((?:[\w.-]+:)?cellXfs)[\s>]")
_LISTS = frozenset(("numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"))
_SHOWN_NUMBER = re.compile(r"(?P<before>[-–−+(£\s]*)(?P<digits>\d[\d,]*)?(?:\.(?P<decimals>\d*))?[)\-\s]*")


class StyledCells(NamedTuple):
    """Cells by row and column, counted from 1, and the number of the style of each.

    ``holds`` marks those that hold something; None where all do.
    """

    rows: Integers
    columns: Integers
    styles: Integers
    holds: NDArray[np.bool_] | None = None


class FormatLook:
    """What cells look like by the number formats of their styles (xlsx and xls)."""

    def __init__(self, codes: Sequence[str], cells: Callable[[], StyledCells], *, date_1904: bool = False) -> None:
        self._codes, self._read_cells, self.date_1904 = codes, cells, date_1904

    @cached_property
    def _cells(self) -> StyledCells:
        return self._read_cells()

    @cached_property
    def _ordered(self) -> tuple[Integers, Integers]:
        """The cells in order, row and column as one number, and their styles."""
        places = (self._cells.rows << _COLUMN_BITS) + self._cells.columns
        order = np.argsort(places, kind="stable")
        return places[order], self._cells.styles[order]

    @cached_property
    def _changing(self) -> dict[bool, Sequence[int]]:
        """The styles whose formats may show another number, where pounds are expected and where not."""
        return {
            pounds: [number for number, code in enumerate(self._codes) if not is_plain(code, pounds=pounds)]
            for pounds in (True, False)
        }

    def style(self, row: int, column: int) -> int:
        """Return the number of the style of a cell; 0, the usual style, where it has none."""
        places, styles = self._ordered
        place = (row << _COLUMN_BITS) + column
        at = int(np.searchsorted(places, place))
        return int(styles[at]) if at < len(places) and places[at] == place else 0

    def code(self, row: int, column: int) -> str:
        """Return the number format of a cell."""
        style = self.style(row, column)
        return self._codes[style] if style < len(self._codes) else "General"

    def shown(self, row: int, column: int, value: Value) -> str:
        """Return what a cell with this value shows."""
        return shown_text(value, self.code(row, column), date_1904=self.date_1904)

    def doubtful(self, column: int, *, pounds: bool) -> Sequence[int]:
        """Return the rows of the cells in a column that may show another number than they hold."""
        changing = self._changing[pounds]
        if not changing:
            return []
        in_column = self._cells.columns == column
        if self._cells.holds is not None:
            in_column &= self._cells.holds
        rows = self._cells.rows[in_column][np.isin(self._cells.styles[in_column], changing)]
        found: list[int] = np.sort(rows).tolist()
        return found


class TextLook:
    """What cells look like by the texts in the file (ods); those without one show their value."""

    def __init__(self, texts: Iterable[tuple[range, range, Value, str]]) -> None:
        self._texts = texts

    @cached_property
    def _by_column(self) -> dict[int, list[tuple[range, Value, str]]]:
        """For each column its rows in order, rows that repeat one another together."""
        found: dict[int, list[tuple[range, Value, str]]] = {}
        for rows, columns, value, text in self._texts:
            one = rows, value, text
            for column in columns:
                found.setdefault(column, []).append(one)
        return found

    def shown(self, row: int, column: int, value: Value) -> str:
        """Return what a cell with this value shows."""
        texts = self._by_column.get(column, [])
        at = bisect_right(texts, row, key=lambda one: one[0].start) - 1
        return texts[at][2] if at >= 0 and row in texts[at][0] else shown_text(value)

    def doubtful(self, column: int, *, pounds: bool) -> Sequence[int]:
        """Return the rows of the cells in a column that may show another number than they hold."""
        return [
            row
            for rows, value, text in self._by_column.get(column, [])
            if isinstance(value, float) and not _is_number(text, value, pounds)
            for row in rows
        ]


def _is_number(text: str, value: float, pounds: bool) -> bool:
    """Return whether a text is a number, if rounded."""
    match = _SHOWN_NUMBER.fullmatch(text)
    if not match or ("£" in text and not pounds):
        return False
    if match["digits"] is None and not match["decimals"]:
        return value == 0
    decimals = match["decimals"] or ""
    size = float(f"{(match['digits'] or '0').replace(',', '')}.{decimals or '0'}")
    is_negative = any(sign in text for sign in "-–−(")
    return abs(size - abs(value)) <= 0.5000001 * 10.0 ** -len(decimals) and (size == 0 or is_negative == (value < 0))


def xlsx_codes(pieces: Iterable[bytes], part: str) -> list[str]:
    """Return the number format of each style of cells, by its number, from the styles of a workbook."""
    own: dict[str, str] = {}
    numbers: list[str] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = tag.rpartition(":")[2]
        if tag in _LISTS:
            inside = tag
        elif tag == "numFmt" and inside == "numFmts":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and inside == "cellXfs":
            numbers.append(attributes.get("numFmtId", "0"))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    feed_xml(parser, [_format_lists(b"".join(pieces))], part)
    return format_codes(numbers, own)


def _format_lists(styles: bytes) -> bytes:
    """Return the lists of formats and of the styles of cells, without the many other things among styles."""
    if b"<!" in styles:
        return styles
    found = [b"<styles>"]
    for opening in filter(None, (_NUMBER_FORMATS.search(styles), _CELL_STYLES.search(styles))):
        end = b"</%b>" % opening.group(1)
        stop = styles.find(end, opening.end())
        found.append(styles[opening.start() : stop + len(end)] if stop >= 0 else b"")
    return b"".join(found) + b"</styles>"


def format_codes(numbers: Iterable[str], own: dict[str, str]) -> list[str]:
    """Return the formats with these numbers; a workbook's own come before those that are built in."""
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    return [own.get(number) or built_in.get(number, "General") for number in numbers]


def xlsx_cells(pieces: Callable[[], Iterable[bytes]], part: str) -> StyledCells:
    """Return the cells of a sheet with their styles; ``pieces`` returns its bytes, each time.

    Cells that hold nothing are among them unless the sheet must be parsed because it is spelt in an unusual way.
    """
    found, prefix = [], None
    for piece in whole_tags(pieces(), before=CELL_START):
        if prefix is None:
            root = _ROOT.search(piece)
            prefix = root.group(1) if root else b""
        has_comments = b"<!" in piece  # they may hold what looks like a cell
        cells = None if has_comments else find_cells(piece, prefix, empty=True)
        if cells is None:
            styled = np.array(parse_sheet(pieces(), part).styled, np.intp).reshape(-1, 3)
            return StyledCells(styled[:, 0], styled[:, 1], styled[:, 2])
        found.append((cells[1].rows, cells[1].columns, cells[1].styles, cells[1].holds))
    return StyledCells(*(np.concatenate(column) for column in zip(*found, strict=True)))
