"""How cells of an xls file look: text in the colour of its ground, tiny text, formats that do not show the number.

Records and their fields are as in Microsoft's [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from foi_stats.files.workbook import Sheet, Value
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.colours import BLACK, Colour, Palette, are_alike
from foi_stats.screen.conditions import may_hold
from foi_stats.screen.number_formats import hides, may_hide_numbers, shows_nothing
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
_MAX_KEPT = 1_000


class Place(NamedTuple):
    """A cell: its sheet, its row and column from 1, and its format."""

    sheet: int
    row: int
    column: int
    style: int


@dataclass(slots=True)
class _Looks:
    """Fonts (colour number, size in points), formats and cell styles (font, number format, ground) of a workbook."""

    fonts: list[tuple[int, float]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, int | None]] = field(default_factory=list)
    palette: Palette = field(default_factory=Palette)

    def font(self, style: int) -> tuple[Colour | None, float]:
        """Return colour and size of a style's text. A font of number 4 there is none."""
        number = self.styles[style][0] if style < len(self.styles) else 0
        number -= number > 4
        colour, size = self.fonts[number] if number < len(self.fonts) else (_AUTOMATIC, 10.0)
        return (BLACK if colour == _AUTOMATIC else self.palette.counted(colour)), size

    def ground(self, style: int) -> Colour | None:
        """Return the colour of a style's ground, None if it has a pattern."""
        ground = self.styles[style][2] if style < len(self.styles) else 65
        return None if ground is None else self.palette.counted(ground)

    def code(self, style: int) -> str:
        """Return the number format of a style, empty where it is one of those that every program knows."""
        return self.codes.get(self.styles[style][1], "") if style < len(self.styles) else ""


@dataclass(slots=True)
class _Conditional:
    sheet: int
    ranges: list[tuple[int, int, int, int]]
    rule: Rule
    change: Change


def hidden_by_looks(stream: bytes, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield what cells hold that cannot be seen for their colour, their size or their number format."""
    looks = _read_looks(stream, is_old=is_old(stream))
    seen: set[tuple[str, int]] = set()
    conditions = _read_conditions(stream, looks)
    for place in _cells(stream):
        sheet = sheets[place.sheet] if 0 <= place.sheet < len(sheets) else None
        if sheet is None or sheet.visibility != "visible":
            continue
        for check, what in _unseen(place, sheet, looks, conditions):
            if (check, place.sheet) not in seen:
                seen.add((check, place.sheet))
                cell = address(place.row, place.column)
                said = f"{cell} {what}, and holds {masked(_said(_value(sheet, place)))}"
                yield finding(check, said, sheet.name, cell)


def _unseen(place: Place, sheet: Sheet, looks: _Looks, conditions: list[_Conditional]) -> Iterator[tuple[str, str]]:
    font, size = looks.font(place.style)
    ground, code = looks.ground(place.style), looks.code(place.style)
    if are_alike(font, ground):
        yield "invisible-text", "has the colour of its ground"
    elif is_tiny(f"{size}"):
        yield "invisible-text", "has text too small to be seen"
    if shows_nothing(code):
        yield "hidden-number-format", "has a format that shows nothing"
    elif may_hide_numbers(code):
        value = _value(sheet, place)
        if isinstance(value, int | float) and not isinstance(value, bool) and hides(code, value):
            yield "hidden-number-format", "has a format that does not show the number"
    for one in conditions:
        inside = any(
            top <= place.row <= bottom and left <= place.column <= right for top, left, bottom, right in one.ranges
        )
        if one.sheet == place.sheet and inside:
            value = _value(sheet, place)
            kind = "n" if isinstance(value, int | float) else "s"
            if may_hold(one.rule, Cell(place.row, place.column, place.style, False, kind, _said(value))) and (
                one.change.shows_nothing or are_alike(one.change.font or font, one.change.ground or ground)
            ):
                yield "hidden-by-condition", "is hidden by a conditional format"


def _said(value: Value) -> str:
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


def _read_looks(stream: bytes, *, is_old: bool) -> _Looks:
    """Return how cells may look. Excel 5 and 95 wrote formats and styles more briefly."""
    looks = _Looks()
    for sheet, kind, body in records_of(stream):
        if sheet >= 0:
            break
        if kind == _FONT and len(body) >= 6:
            height, _, colour = struct.unpack_from("<HHH", body)
            looks.fonts.append((colour, height / 20))
        elif kind == _FORMAT and is_old and len(body) >= 3:
            looks.codes[struct.unpack_from("<H", body)[0]] = body[3 : 3 + body[2]].decode("cp1252", "replace")
        elif kind == _FORMAT and len(body) >= 5:
            looks.codes[struct.unpack_from("<H", body)[0]] = text_of(body, 2)
        elif kind == _STYLE and is_old and len(body) >= 12:
            font, number, _, _, ground = struct.unpack_from("<HHHHI", body)
            looks.styles.append((font, number, _ground((ground >> 16) & 0x3F, ground & 0x7F)))
        elif kind == _STYLE and len(body) >= 20:
            font, number = struct.unpack_from("<HH", body)
            pattern, ground = struct.unpack_from("<IH", body, 14)
            looks.styles.append((font, number, _ground(pattern >> 26, ground & 0x7F)))
        elif kind == _PALETTE and len(body) >= 2:
            own = [
                (one[0], one[1], one[2]) for one in struct.iter_unpack("<BBBB", body[2 : 2 + (len(body) - 2) // 4 * 4])
            ]
            looks.palette.own = [*looks.palette.standard[:_OLD_PALETTE_START], *own]
    return looks


def _ground(pattern: int, colour: int) -> int | None:
    """Return the colour number of a ground: 65 is the window's, a solid one has that of the pattern itself."""
    return {0: 65, 1: colour}.get(pattern)


def _read_conditions(stream: bytes, looks: _Looks) -> list[_Conditional]:
    found: list[_Conditional] = []
    ranges: list[tuple[int, int, int, int]] = []
    for sheet, kind, body in records_of(stream):
        if kind == _CONDITIONS and len(body) >= 14:
            several = struct.iter_unpack("<HHHH", body[14 : 14 + (len(body) - 14) // 8 * 8])
            ranges = [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in several]
        elif kind == _CONDITION and len(body) >= 12 and len(found) < _MAX_KEPT:
            change = _change(body, looks)
            if change.font or change.ground or change.shows_nothing:
                found.append(_Conditional(sheet, ranges, _rule(body), change))
    return found


def _change(body: bytes, looks: _Looks) -> Change:
    """Return what a conditional format changes. Its parts follow one another, each of its own size."""
    change = Change()
    flags, more = struct.unpack_from("<IH", body, 6)
    at = 12
    try:
        if flags & _NUMBER_CHANGES:
            own = more & 1
            code = text_of(body, at + 2) if own else looks.codes.get(body[at + 1], "")
            change.shows_nothing = shows_nothing(code)
            at += struct.unpack_from("<H", body, at)[0] if own else 2
        if flags & _FONT_CHANGES:
            (colour,) = struct.unpack_from("<i", body, at + 80)
            change.font = looks.palette.counted(colour) if 0 <= colour < _AUTOMATIC else None
            at += 118
        at += 8 * bool(flags & _ALIGNMENT) + 8 * bool(flags & _BORDER)
        if flags & _PATTERN:
            pattern, colours = struct.unpack_from("<HH", body, at)
            solid = pattern >> 10 in (0, 1)
            change.ground = looks.palette.counted((colours >> 7) & 0x7F) if solid else None
    except (struct.error, IndexError):
        return Change()
    return change


def _rule(body: bytes) -> Rule:
    """Return when a conditional format holds, as far as it compares with whole numbers."""
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
