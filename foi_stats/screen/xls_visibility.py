"""Checks how cells of an xls file look: text in the colour of its background, tiny text, numbers that are not shown.

Records and their fields are as in Microsoft's [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from foi_stats.files.number_formats import hides, hides_text, may_hide_numbers, shows_nothing
from foi_stats.files.workbook import Sheet, Value
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.colours import BLACK, Colour, Palette, are_alike
from foi_stats.screen.conditions import may_hold
from foi_stats.screen.sheet_content import Cell, address
from foi_stats.screen.sheet_trailer import Rule
from foi_stats.screen.styles import Change, is_tiny
from foi_stats.screen.xls_records import is_old, records_of, text_of
from foi_stats.vocabulary.findings import Finding

_FONT, _FORMAT, _STYLE, _PALETTE, _CONDITIONS, _CONDITION = (
    0x0031, 0x041E, 0x00E0, 0x0092, 0x01B0, 0x01B1,
)  # fmt: skip
_ONE_CELL, _SEVERAL = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E)), 0x00BD
_NUMBER_CHANGES, _FONT_CHANGES, _ALIGNMENT, _BORDER, _PATTERN = 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29
_OPERATORS = ("", "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual",
              "lessThanOrEqual")  # fmt: skip
_OLD_PALETTE_START = 8
_AUTOMATIC = 0x7FFF
_BOLD = 600  # of weights from 100 to 1,000
_MAX_KEPT = 1_000


class Place(NamedTuple):
    """A cell: its sheet, its row and column from 1, and its format."""

    sheet: int
    row: int
    column: int
    style: int


@dataclass(slots=True)
class CellStyles:
    """Fonts (colour number, size in points, bold), formats and styles (font, number format, background) of cells."""

    fonts: list[tuple[int, float, bool]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, int | None]] = field(default_factory=list)
    palette: Palette = field(default_factory=Palette)

    def font(self, style: int) -> tuple[Colour | None, float, bool]:
        """Return colour and size of a style's text, and whether it is bold. No font has the number 4."""
        number = self.styles[style][0] if style < len(self.styles) else 0
        number -= number > 4
        colour, size, bold = self.fonts[number] if number < len(self.fonts) else (_AUTOMATIC, 10.0, False)
        return (BLACK if colour == _AUTOMATIC else self.palette.by_number(colour)), size, bold

    def background(self, style: int) -> Colour | None:
        """Return the background colour of a style, None if it has a pattern."""
        background = self.styles[style][2] if style < len(self.styles) else 65
        return None if background is None else self.palette.by_number(background)

    def code(self, style: int) -> str:
        """Return the number format of a style, empty if it is built in."""
        return self.codes.get(self.styles[style][1], "") if style < len(self.styles) else ""


@dataclass(slots=True)
class _Conditional:
    sheet: int
    ranges: list[tuple[int, int, int, int]]
    rule: Rule
    change: Change


def check_visibility(stream: bytes, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield a finding for each check and sheet with cells unseen for their colour, size, number format or condition."""
    styles = read_cell_styles(stream, is_old=is_old(stream))
    seen: set[tuple[str, int]] = set()
    conditions = _read_conditions(stream, styles)
    for place in _cells(stream):
        sheet = sheets[place.sheet] if 0 <= place.sheet < len(sheets) else None
        if sheet is None or sheet.visibility != "visible":
            continue
        for check, what in _unseen(place, sheet, styles, conditions):
            if (check, place.sheet) not in seen:
                seen.add((check, place.sheet))
                cell = address(place.row, place.column)
                detail = f"{cell} {what}, and holds {masked(_as_text(_value(sheet, place)))}"
                yield finding(check, detail, sheet.name, cell)


def _unseen(
    place: Place, sheet: Sheet, styles: CellStyles, conditions: list[_Conditional]
) -> Iterator[tuple[str, str]]:
    font, size, _ = styles.font(place.style)
    background, code = styles.background(place.style), styles.code(place.style)
    if are_alike(font, background):
        yield "invisible-text", "has the colour of its ground"
    elif is_tiny(f"{size}"):
        yield "invisible-text", "has text too small to be seen"
    if shows_nothing(code):
        yield "hidden-number-format", "has a format that shows nothing"
    elif isinstance(value := _value(sheet, place), str):
        if code and value.strip() and hides_text(code):
            yield "hidden-number-format", "has a format that does not show the text"
    elif (
        isinstance(value, int | float) and not isinstance(value, bool) and may_hide_numbers(code) and hides(code, value)
    ):
        yield "hidden-number-format", "has a format that does not show the number"
    for condition in conditions:
        inside = any(
            top <= place.row <= bottom and left <= place.column <= right
            for top, left, bottom, right in condition.ranges
        )
        if condition.sheet == place.sheet and inside:
            value = _value(sheet, place)
            kind = "n" if isinstance(value, int | float) else "s"
            if may_hold(condition.rule, Cell(place.row, place.column, place.style, False, kind, _as_text(value))) and (
                condition.change.shows_nothing
                or are_alike(condition.change.font or font, condition.change.background or background)
            ):
                yield "hidden-by-condition", "is hidden by a conditional format"


def _as_text(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(sheet: Sheet, place: Place) -> Value:
    row, column = place.row - sheet.top, place.column - sheet.left
    inside = 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row])
    return sheet.rows[row][column] if inside else None


def _cells(stream: bytes) -> Iterator[Place]:
    for sheet, kind, body in records_of(stream):
        if kind in _ONE_CELL and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            yield Place(sheet, row + 1, column + 1, style)
        elif kind == _SEVERAL and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            for number, at in enumerate(range(4, len(body) - 7, 6)):
                yield Place(sheet, row + 1, column + 1 + number, struct.unpack_from("<H", body, at)[0])


def read_cell_styles(stream: bytes, *, is_old: bool) -> CellStyles:
    """Return the styles of cells. Excel 5 and 95 wrote formats and styles in shorter records."""
    styles = CellStyles()
    for sheet, kind, body in records_of(stream):
        if sheet >= 0:
            break
        if kind == _FONT and len(body) >= 6:
            height, _, colour = struct.unpack_from("<HHH", body)
            bold = len(body) >= 8 and struct.unpack_from("<H", body, 6)[0] >= _BOLD
            styles.fonts.append((colour, height / 20, bold))
        elif kind == _FORMAT and is_old and len(body) >= 3:
            styles.codes[struct.unpack_from("<H", body)[0]] = body[3 : 3 + body[2]].decode("cp1252", "replace")
        elif kind == _FORMAT and len(body) >= 5:
            styles.codes[struct.unpack_from("<H", body)[0]] = text_of(body, 2)
        elif kind == _STYLE and is_old and len(body) >= 12:
            font, number, _, _, background = struct.unpack_from("<HHHHI", body)
            styles.styles.append((font, number, _background((background >> 16) & 0x3F, background & 0x7F)))
        elif kind == _STYLE and len(body) >= 20:
            font, number = struct.unpack_from("<HH", body)
            pattern, background = struct.unpack_from("<IH", body, 14)
            styles.styles.append((font, number, _background(pattern >> 26, background & 0x7F)))
        elif kind == _PALETTE and len(body) >= 2:
            own = [
                (entry[0], entry[1], entry[2])
                for entry in struct.iter_unpack("<BBBB", body[2 : 2 + (len(body) - 2) // 4 * 4])
            ]
            styles.palette.own = [*styles.palette.standard[:_OLD_PALETTE_START], *own]
    return styles


def _background(pattern: int, colour: int) -> int | None:
    """Return the colour number of a background: 65 is the window's; a solid pattern has its own colour."""
    return {0: 65, 1: colour}.get(pattern)


def _read_conditions(stream: bytes, styles: CellStyles) -> list[_Conditional]:
    found: list[_Conditional] = []
    ranges: list[tuple[int, int, int, int]] = []
    for sheet, kind, body in records_of(stream):
        if kind == _CONDITIONS and len(body) >= 14:
            several = struct.iter_unpack("<HHHH", body[14 : 14 + (len(body) - 14) // 8 * 8])
            ranges = [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in several]
        elif kind == _CONDITION and len(body) >= 12 and len(found) < _MAX_KEPT:
            change = _change(body, styles)
            if change.font or change.background or change.shows_nothing:
                found.append(_Conditional(sheet, ranges, _rule(body), change))
    return found


def _change(body: bytes, styles: CellStyles) -> Change:
    """Return what a conditional format changes. Its blocks follow one another, each with its own size."""
    change = Change()
    flags, more = struct.unpack_from("<IH", body, 6)
    at = 12
    try:
        if flags & _NUMBER_CHANGES:
            own = more & 1
            code = text_of(body, at + 2) if own else styles.codes.get(body[at + 1], "")
            change.shows_nothing = shows_nothing(code)
            at += struct.unpack_from("<H", body, at)[0] if own else 2
        if flags & _FONT_CHANGES:
            (colour,) = struct.unpack_from("<i", body, at + 80)
            change.font = styles.palette.by_number(colour) if 0 <= colour < _AUTOMATIC else None
            at += 118
        at += 8 * bool(flags & _ALIGNMENT) + 8 * bool(flags & _BORDER)
        if flags & _PATTERN:
            pattern, colours = struct.unpack_from("<HH", body, at)
            solid = pattern >> 10 in (0, 1)
            change.background = styles.palette.by_number((colours >> 7) & 0x7F) if solid else None
    except (struct.error, IndexError):
        return Change()
    return change


def _rule(body: bytes) -> Rule:
    """Return the condition of a conditional format, as far as it compares with whole numbers."""
    kind, operator = body[0], body[1]
    first, second = struct.unpack_from("<HH", body, 2)
    rule = Rule("cellIs" if kind == 1 else "", _OPERATORS[operator] if operator < len(_OPERATORS) else "", None)
    formulas: Iterable[bytes] = (body[len(body) - second - first : len(body) - second], body[len(body) - second :])
    for formula in formulas:
        if len(formula) == 3 and formula[0] == 0x1E:  # a whole number
            rule.formulas.append(str(struct.unpack_from("<H", formula, 1)[0]))
        elif formula:
            rule.formulas.append("?")
    return rule
