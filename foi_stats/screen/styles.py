"""Reads the styles of an xlsx workbook: colours, sizes, and number formats that do not show the number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from foi_stats.files.attributes import is_true
from foi_stats.files.number_formats import hides_text, may_hide_numbers, shows_nothing
from foi_stats.screen.colours import BLACK, THEME, WHITE, Colour, Palette, are_alike, rgb
from foi_stats.screen.package import Package

T = TypeVar("T")

SMALLEST = 2.0
"""Points: text of this size or less cannot be read."""


@dataclass(slots=True)
class Change:
    """What a conditional format changes: the colours of text and background (None: unchanged), the number format."""

    font: Colour | None = None
    background: Colour | None = None
    shows_nothing: bool = False


@dataclass(slots=True)
class Styles:
    """The formats of cells, by number: those whose text is unseen or tiny, and those that show nothing.

    ``hiding`` holds the codes of formats that do not show every number, ``hiding_texts`` the formats that show no text,
    ``codes`` the code of each format that has its own, ``all_codes`` the codes of the workbook, used or not;
    ``fonts`` and ``backgrounds`` the colours of each format, None if unknown; ``bold`` the formats with a bold font;
    ``changes`` the changes of conditional formats, by number too.
    """

    palette: Palette = field(default_factory=Palette)
    unseen: set[int] = field(default_factory=set)
    tiny: set[int] = field(default_factory=set)
    showing_nothing: set[int] = field(default_factory=set)
    hiding: dict[int, str] = field(default_factory=dict)
    hiding_texts: set[int] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict)
    all_codes: set[str] = field(default_factory=set)
    fonts: list[Colour | None] = field(default_factory=list)
    backgrounds: list[Colour | None] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def font(self, style: int) -> Colour | None:
        """Return the colour of a format's text."""
        return self.fonts[style] if style < len(self.fonts) else BLACK

    def background(self, style: int) -> Colour | None:
        """Return the background colour of a format."""
        return self.backgrounds[style] if style < len(self.backgrounds) else WHITE


def read_styles(package: Package) -> Styles:
    """Return the formats of a workbook's cells."""
    part = next(package.parts("styles+xml", "/xl/styles.xml"), None)
    if part is None:
        return Styles()
    reader = _Reader(_theme(package))
    package.walk(part, reader.start, end=reader.end)
    return reader.styles()


def _theme(package: Package) -> dict[str, Colour]:
    colours: dict[str, Colour] = {}
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag in THEME:
            name = tag
        elif tag in ("srgbClr", "sysClr") and name:
            colours.setdefault(name, rgb(attributes.get("lastClr") or attributes.get("val", "")) or BLACK)
            name = ""

    part = next(package.parts("theme+xml", "/theme/theme"), None)
    if part:
        package.walk(part, start)
    return colours


class _Reader:
    def __init__(self, theme: dict[str, Colour]) -> None:
        self.palette = Palette(theme)
        self.inside: list[str] = []
        self.formats: dict[str, str] = {}
        self.fonts: list[Colour | None] = []
        self.sizes: list[str] = []
        self.bold: list[bool] = []
        self.fills: list[Colour | None] = []
        self.pattern = ""
        self.cells: list[dict[str, str]] = []
        self.changes: list[Change] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.inside[-1] if self.inside else ""
        self.inside.append(tag)
        if "dxfs" in self.inside:
            self._start_change(tag, attributes, parent)
        elif "cellStyleXfs" not in self.inside:
            self._start_format(tag, attributes, parent)

    def _start_change(self, tag: str, attributes: dict[str, str], parent: str) -> None:
        if tag == "dxf":
            self.changes.append(Change())
        elif self.changes:
            note_change(self.changes[-1], self.palette, tag, attributes, parent)

    def _start_format(self, tag: str, attributes: dict[str, str], parent: str) -> None:
        if tag == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "font":
            self.fonts.append(BLACK)
            self.sizes.append("")
            self.bold.append(False)
        elif tag == "fill":
            self.fills.append(WHITE)
        elif tag == "patternFill":
            self.pattern = attributes.get("patternType", "none")
            # Programs paint a solid background without a colour in black.
            self.fills[-1] = {"none": WHITE, "solid": BLACK}.get(self.pattern)
        elif tag == "gradientFill":
            self.fills[-1] = None
        elif tag == "color" and parent == "font":
            self.fonts[-1] = self.palette.colour(attributes, BLACK)
        elif tag == "b" and parent == "font":
            self.bold[-1] = is_true(attributes.get("val", "1"))
        elif tag == "sz" and parent == "font":
            self.sizes[-1] = attributes.get("val", "")
        elif tag == "fgColor" and self.pattern == "solid":
            self.fills[-1] = self.palette.colour(attributes, BLACK)
        elif tag == "rgbColor":
            self.palette.own.append(rgb(attributes.get("rgb", "")) or BLACK)
        elif tag == "xf":
            self.cells.append(attributes)

    def end(self, _: str) -> None:
        self.inside.pop()

    def styles(self) -> Styles:
        styles = Styles(self.palette, changes=self.changes, all_codes=set(self.formats.values()))
        sizes = [is_tiny(size) for size in self.sizes]
        for number, cell in enumerate(self.cells):
            font, fill = _of(self.fonts, cell, "fontId"), _of(self.fills, cell, "fillId")
            styles.fonts.append(font)
            styles.backgrounds.append(fill)
            if are_alike(font, fill):
                styles.unseen.add(number)
            if _of(self.bold, cell, "fontId"):
                styles.bold.add(number)
            if _of(sizes, cell, "fontId"):
                styles.tiny.add(number)
            code = self.formats.get(cell.get("numFmtId", ""), "")
            if shows_nothing(code):
                styles.showing_nothing.add(number)
            elif may_hide_numbers(code):
                styles.hiding[number] = code
            if code and hides_text(code):
                styles.hiding_texts.add(number)
            styles.codes[number] = code
        return styles


def _of(known: list[T], cell: dict[str, str], name: str) -> T | None:
    number = cell.get(name, "0")
    return known[int(number)] if number.isdigit() and int(number) < len(known) else None


def note_change(change: Change, palette: Palette, tag: str, attributes: dict[str, str], parent: str) -> None:
    """Record an element of a conditional format, whose fills have the background colour as ``bgColor``."""
    if tag == "color" and parent == "font":
        change.font = palette.colour(attributes, BLACK)
    elif tag == "bgColor" or (tag == "fgColor" and change.background is None):
        change.background = palette.colour(attributes, WHITE)
    elif tag == "numFmt":
        change.shows_nothing = shows_nothing(attributes.get("formatCode", ""))


def is_tiny(size: str) -> bool:
    """Return whether text of a size, in points, is too small to be seen."""
    try:
        return 0 <= float(size) <= SMALLEST
    except ValueError:
        return False
