"""Reads workbooks of Excel 95 to 2003; a walk through their records comes before the fast reader.

The walk finds what the fast reader does not return (hidden rows and columns, error values), and removes what could
crash it: formulas and names, which are not values, and sizes beyond what the file holds. Records and their
fields are as in Microsoft's [MS-XLS].
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from foi_stats.files.calamine import Grid, read_grids
from foi_stats.files.limits import (
    MAX_CELLS,
    MAX_MERGED_RANGES,
    MAX_RECORDS,
    MAX_SHEETS,
    ReadResult,
    Refusal,
    check_rectangle,
    damaged,
    protected,
    too_large,
    too_many_cells,
    unsafe,
)
from foi_stats.files.looks import FormatLook, StyledCells, format_codes
from foi_stats.files.ole import CompoundFile, compound_file
from foi_stats.files.shared_texts import check_xls_texts
from foi_stats.files.workbook import Sheet
from foi_stats.files.xls_texts import texts_with_superscripts

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SHARED_STRINGS = 0x0809, 0x000A, 0x002F, 0x0085, 0x00FC
_SHARED_TEXT, _CONTINUE = 0x00FD, 0x003C
_FORMATS = frozenset((0x041E, 0x001E))  # of Excel 97 and later, and before
_FORMAT, _STYLE, _FIRST_DAY, _FONT, _SINCE_97 = 0x041E, 0x00E0, 0x0022, 0x0031, 0x0600
_LOOKS = _FORMATS | {_STYLE, _FIRST_DAY, _FONT}
_DIMENSIONS, _ROW, _COLUMN_INFO, _MERGED = 0x0200, 0x0208, 0x007D, 0x00E5
_FORMULA, _ERROR, _MULTIPLE_NUMBERS = 0x0006, 0x0205, 0x00BD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_COLUMNS = 256


def _by_kind(values: dict[int, int]) -> NDArray[np.intp]:
    """Return a table with a value for each type of record, 0 by default."""
    table = np.zeros(2**16, np.intp)
    table[list(values)] = list(values.values())
    return table


_CELLS = (_FORMULA, _ERROR, _MULTIPLE_NUMBERS, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E)
_CELL = _by_kind(dict.fromkeys(_CELLS, 1)).astype(bool)
_RARE = _by_kind(dict.fromkeys((_COLUMN_INFO, _MERGED, _DIMENSIONS), 1)).astype(bool)
_SHORTEST = _by_kind(
    dict.fromkeys(_CELLS, 6) | {0x0022: 2, 0x0042: 2, _BOF: 2, _BOUNDSHEET: 8, _MERGED: 2, _FORMULA: 22}
)
"""The fewest bytes of records whose length the fast reader does not check."""

_NAMES = frozenset({0x0017, 0x0018})
_UNKNOWN = b"\xff\x0f"  # the type of no record, which readers skip
_LONGEST_LOOK = 24  # no field that is read in a record lies further in
_NO_HEIGHT, _NO_WIDTH = 61, 128  # nothing of a text can be read: twentieths of a point, 256ths of a character

_two_numbers = struct.Struct("<HH").unpack_from


@dataclass(slots=True)
class _Globals:
    """What the records before the sheets say.

    Shared texts, number formats, the format of each style, whether each font raises its text, and the first day.
    """

    texts: list[bytes] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)
    date_1904: bool = False

    def note(self, kind: int, body: bytes, *, old: bool) -> None:
        """Record a format (``FORMAT``), a style (``XF``), a font or the first day (``DATEMODE``)."""
        if kind == _FORMAT and len(body) > 4:
            number, length = _two_numbers(body)
            if old:  # Excel 5 and 95: a length of one byte, and characters of one
                code = body[3 : 3 + body[2]].decode("cp1252", "replace")
            else:
                wide = body[4] & 1
                code = body[5 : 5 + (length << wide)].decode("utf-16-le" if wide else "latin-1", "replace")
            self.own[str(number)] = code
        elif kind == _STYLE and len(body) >= 4:
            self.numbers.append(str(_two_numbers(body)[1]))
        elif kind == _FONT:
            self.fonts.append(body[8:10] == b"\1\0")
        elif kind == _FIRST_DAY and len(body) >= 2:
            self.date_1904 = body[0] == 1


@dataclass(slots=True)
class _WalkedSheet:
    """What the walk has found in a sheet; rows and columns are counted from 1."""

    cells: int = 0
    merged: int = 0
    texts: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    text_places: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    places: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))


def read_xls(data: bytes) -> ReadResult:
    """Return the sheets of an xls file.

    Raises
    ------
    Refusal
        If the file is damaged, protected, unsafe, too large or not a workbook.
    """
    container = CompoundFile(data)
    if "EncryptedPackage" in container:
        raise protected()
    name = next((name for name in _STREAMS if name in container), None)
    if name is None:
        raise Refusal(
            "not-a-spreadsheet.office",
            "The file is an Office file, but not a workbook: a Word document, a presentation or a message",
        )
    stream = bytearray(container.stream(name))
    stream += bytes(_LONGEST_LOOK)
    about = _Globals()
    walks = list(_walk_sheets(stream, about))
    if sum(walk.cells for walk in walks) > MAX_CELLS:
        raise too_many_cells(sum(walk.cells for walk in walks))
    check_xls_texts(about.texts, [walk.texts for walk in walks])
    grids = read_grids(compound_file(name, stream))
    if len(grids) != len(walks):
        raise damaged("The file is damaged: its sheets are not those that it lists")
    raised = texts_with_superscripts(about.texts, about.fonts)
    for grid, walk in zip(grids, walks, strict=True) if raised else ():
        _raise_texts(grid, stream, walk, raised)
    codes = format_codes(about.numbers, about.own)
    looks = [
        FormatLook(codes, partial(_styled_cells, stream, walk.places), date_1904=about.date_1904) for walk in walks
    ]
    return ReadResult(tuple(_sheet(*parts) for parts in zip(grids, walks, looks, strict=True)))


def _records(stream: bytearray, start: int, most: int) -> NDArray[np.intp]:
    """Return where the content of each record begins, up to the end of this substream.

    Type and length stand in the four bytes before. This loop takes most of the time of the walk, so it does little.
    """
    places = array("q")
    note, at = places.append, start
    try:
        for _ in repeat(None, most):
            kind, length = _two_numbers(stream, at)
            at += 4
            note(at)
            at += length
            if kind == _EOF:
                break
        else:
            raise too_large("The file has too many records", "too-large.workbook")
    except struct.error:
        at = len(stream) + 1
    if at > len(stream):
        raise damaged("The file is cut short or damaged: one of its records has no end")
    return np.frombuffer(places, np.int64)


def _sixteen_bits(stream: bytearray, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the numbers of two bytes at some places."""
    text = np.frombuffer(stream, np.uint8)
    return text[places].astype(np.intp) + 256 * text[places + 1].astype(np.intp)


def _sheet_starts(stream: bytearray, about: _Globals) -> list[tuple[int, str]]:
    """Return where each sheet begins, and its name for messages; record what is said of all sheets in ``about``."""
    starts: list[tuple[int, str]] = []
    before = 0
    old = _two_numbers(stream, 4)[0] < _SINCE_97
    for at in _records(stream, 0, MAX_RECORDS).tolist():
        kind, length = _two_numbers(stream, at - 4)
        if length < _SHORTEST[kind]:
            raise _cut_short()
        if kind == _FILEPASS:
            raise protected()
        if kind == _BOUNDSHEET:
            wide = stream[at + 7] & 1
            name = stream[at + 8 : at + 8 + min(stream[at + 6] << wide, length - 8)]
            title = name.decode("utf-16-le" if wide else "latin-1", "replace")
            starts.append((int.from_bytes(stream[at : at + 4], "little"), title))
        elif kind in _NAMES:
            stream[at - 4 : at - 2] = _UNKNOWN
        elif kind == _SHARED_STRINGS and int.from_bytes(stream[at + 4 : at + 8], "little") > len(stream) // 3:
            # The reader makes room for as many texts as the record claims; each takes at least three bytes.
            raise damaged("The file is damaged: its list of texts is longer than the file")
        if kind == _SHARED_STRINGS or (kind == _CONTINUE and before == _SHARED_STRINGS):
            about.texts.append(bytes(stream[at : at + length]))
            kind = _SHARED_STRINGS
        elif kind in _LOOKS:
            about.note(_FORMAT if kind in _FORMATS else kind, bytes(stream[at : at + length]), old=old)
        before = kind
    places = [place for place, _ in starts]
    if not starts:
        raise damaged("The file is damaged: it lists no sheet")
    if len(starts) > MAX_SHEETS or len(set(places)) < len(places):
        raise unsafe("The file lists the same sheet over and over")
    return starts


def _walk_sheets(stream: bytearray, about: _Globals) -> Iterator[_WalkedSheet]:
    left = MAX_RECORDS
    for start, title in _sheet_starts(stream, about):
        places = _records(stream, start, left)
        left -= len(places)
        yield _walk_sheet(stream, places, title)


def _walk_sheet(stream: bytearray, places: NDArray[np.intp], title: str) -> _WalkedSheet:
    walk = _WalkedSheet()
    kinds, lengths = _sixteen_bits(stream, places - 4), _sixteen_bits(stream, places - 2)
    if (lengths < _SHORTEST[kinds]).any():
        raise _cut_short()
    _find_hidden_rows(walk, stream, places[(kinds == _ROW) & (lengths >= 16)])
    for kind, at, length in zip(*(column[_RARE[kinds]].tolist() for column in (kinds, places, lengths)), strict=True):
        if kind == _COLUMN_INFO and length >= 10:
            first, last = _two_numbers(stream, at)
            columns, width = range(first + 1, min(last, _MOST_COLUMNS - 1) + 2), _two_numbers(stream, at + 4)[0]
            walk.widths |= dict.fromkeys(columns, width / 256)
            if stream[at + 8] & 1 or width < _NO_WIDTH:
                walk.hidden_columns.update(columns)
        elif kind == _MERGED:
            walk.merged += length // 8
            if length < 2 + 8 * _two_numbers(stream, at)[0]:
                raise damaged("The file is damaged: its list of merged cells is cut short")
        elif kind == _DIMENSIONS:
            # The reader makes room for the size claimed here, which may be false: so it is set to 0.
            stream[at : at + length] = bytes(length)
    if walk.merged > MAX_MERGED_RANGES:
        raise too_large(f"A sheet has more than {MAX_MERGED_RANGES:,} merged ranges", "too-large.merged")
    refer = places[(kinds == _SHARED_TEXT) & (lengths >= 10)]
    walk.text_places = refer
    walk.texts = _sixteen_bits(stream, refer + 6) + 2**16 * _sixteen_bits(stream, refer + 8)
    cells = places[_CELL[kinds]]
    if len(cells):
        walk.places = cells
        _check_cells(walk, stream, cells, title)
    return walk


def _find_hidden_rows(walk: _WalkedSheet, stream: bytearray, at: NDArray[np.intp]) -> None:
    """Find the rows of a sheet that are hidden or have no height, all at once."""
    text = np.frombuffer(stream, np.uint8)
    height = _sixteen_bits(stream, at + 6) & 0x7FFF
    hidden = (text[at + 12] & 0x20).astype(bool) | (height < _NO_HEIGHT)
    walk.hidden_rows.update((_sixteen_bits(stream, at[hidden]) + 1).tolist())


def _check_cells(walk: _WalkedSheet, content: bytearray, at: NDArray[np.intp], title: str) -> None:
    """Check all cells of a sheet and find error values, all at once; ``at`` holds the places of their records."""

    def number(place: NDArray[np.intp]) -> NDArray[np.intp]:
        return _sixteen_bits(content, place)

    stream = np.frombuffer(content, np.uint8)
    kind, length, row, column = number(at - 4), number(at - 2), number(at), number(at + 2)
    several = kind == _MULTIPLE_NUMBERS
    last = np.where(several, number(at + length - 2), column)
    if (several & (length != 6 + 6 * (last - column + 1))).any():
        raise damaged("The file is damaged: a row of numbers does not end where it should")
    if last.max() >= _MOST_COLUMNS:
        raise damaged("The file is damaged: a cell stands in a column that this kind of file does not have")
    formula = kind == _FORMULA
    stream[at[formula] + 20] = stream[at[formula] + 21] = 0  # the length of the formula: only its result is read
    walk.cells = int((last - column + 1).sum())
    top, left, bottom, right = (int(corner) + 1 for corner in (row.min(), column.min(), row.max(), last.max()))
    check_rectangle(title, top, left, bottom, right, walk.cells)
    found = np.flatnonzero(kind == _ERROR)
    _note_errors(walk, row, column, stream[at + 6], found[stream[at[found] + 7] != 0])
    formulas = np.flatnonzero(formula)
    special = formulas[number(at[formulas] + 12) == 0xFFFF]  # results that are no numbers
    if len(special):
        results = stream[at[special] + 6]
        _note_errors(walk, row, column, stream[at + 8], special[results == 2])
        _note_uncalculated(walk, row, column, special[results == 3], stream[at + 14], len(formulas))


def _note_errors(
    walk: _WalkedSheet,
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    codes: NDArray[np.uint8],
    found: NDArray[np.intp],
) -> None:
    for where in found.tolist():
        walk.errors[int(row[where]) + 1, int(column[where]) + 1] = _ERRORS.get(int(codes[where]), "#ERROR!")


def _note_uncalculated(
    walk: _WalkedSheet,
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    empty: NDArray[np.intp],
    flags: NDArray[np.uint8],
    formulas: int,
) -> None:
    """Record formulas without a result, among those whose result is an empty text.

    A program that works nothing out leaves an empty text for every result, or asks for it each time.
    """
    if len(empty) < formulas:
        empty = empty[(flags[empty] & 3) != 0]
    walk.uncalculated += [(int(row[where]) + 1, int(column[where]) + 1) for where in empty.tolist()]


def _raise_texts(grid: Grid, stream: bytearray, walk: _WalkedSheet, raised: dict[int, str]) -> None:
    """Put the texts with superscripts in place of those of the fast reader, which does not tell them apart."""
    for at in np.flatnonzero(np.isin(walk.texts, list(raised))):
        row, column = _two_numbers(stream, int(walk.text_places[at]))
        row, column = row + 1 - grid.top, column + 1 - grid.left
        if 0 <= row < len(grid.rows) and 0 <= column < len(grid.rows[0]):
            grid.rows[row][column] = raised[int(walk.texts[at])]


def _styled_cells(stream: bytearray, at: NDArray[np.intp]) -> StyledCells:
    """Return the cells whose records begin at these places, with their styles; a row of numbers holds several."""
    row, column, style = (_sixteen_bits(stream, at + offset) for offset in (0, 2, 4))
    several = _sixteen_bits(stream, at - 4) == _MULTIPLE_NUMBERS
    counts = np.where(several, (_sixteen_bits(stream, at - 2) - 6) // 6, 1)
    along = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    styles = _sixteen_bits(stream, np.repeat(at, counts) + 4 + 6 * along) if len(at) else style
    return StyledCells(np.repeat(row, counts) + 1, np.repeat(column, counts) + along + 1, styles)


def _cut_short() -> Refusal:
    return damaged("The file is damaged: one of its records is cut short")


def _sheet(grid: Grid, walk: _WalkedSheet, look: FormatLook) -> Sheet:
    sheet = grid.sheet(
        walk.errors, walk.hidden_rows, walk.hidden_columns, walk.uncalculated, date_1904=look.date_1904, look=look
    )
    return replace(sheet, widths=walk.widths)
