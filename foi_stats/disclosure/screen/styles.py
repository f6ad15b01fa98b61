"""Styles of an xlsx workbook that show nothing: text in the colour of its ground, empty number formats."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field

from foi_stats.disclosure.screen.package import Package
from foi_stats.supply.formats.attributes import is_true

Colour = tuple[int, int, int]

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_ALIKE = 12
"""Colours that differ by less in each of red, green and blue cannot be told apart on a screen."""

_INDEXED = [
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
"""The palette of ECMA-376, 18.8.27."""

_THEME = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
"""The order in which styles count the colours of a theme, which is not the order in which it lists them."""


@dataclass(slots=True)
class Styles:
    """Formats of cells by number: those in which text is unseen, and those that show no number."""

    unseen: set[int] = field(default_factory=set)
    showing_nothing: set[int] = field(default_factory=set)


def read_styles(package: Package) -> Styles:
    """Return the formats of a workbook's cells in which something cannot be seen."""
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
        if tag in _THEME:
            name = tag
        elif tag in ("srgbClr", "sysClr") and name:
            colours.setdefault(name, _rgb(attributes.get("lastClr") or attributes.get("val", "")) or _BLACK)
            name = ""

    part = next(package.parts("theme+xml", "/theme/theme"), None)
    if part:
        package.walk(part, start)
    return colours


class _Reader:
    def __init__(self, theme: dict[str, Colour]) -> None:
        self.theme = theme
        self.palette = [_rgb(text) or _BLACK for text in _INDEXED]
        self.own_palette: list[Colour] = []
        self.inside: list[str] = []
        self.formats: dict[str, str] = {}
        self.fonts: list[Colour | None] = []
        self.fills: list[Colour | None] = []
        self.pattern = ""
        self.cells: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.inside[-1] if self.inside else ""
        self.inside.append(tag)
        if "dxfs" in self.inside or "cellStyleXfs" in self.inside:
            return
        if tag == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "font":
            self.fonts.append(_BLACK)
        elif tag == "fill":
            self.fills.append(_WHITE)
        elif tag == "patternFill":
            self.pattern = attributes.get("patternType", "none")
            if self.pattern not in ("none", "solid"):
                self.fills[-1] = None
        elif tag == "gradientFill":
            self.fills[-1] = None
        elif tag == "color" and parent == "font":
            self.fonts[-1] = self._colour(attributes, _BLACK)
        elif tag == "fgColor" and self.pattern == "solid":
            self.fills[-1] = self._colour(attributes, _BLACK)
        elif tag == "rgbColor":
            self.own_palette.append(_rgb(attributes.get("rgb", "")) or _BLACK)
        elif tag == "xf":
            self.cells.append(attributes)

    def end(self, _: str) -> None:
        self.inside.pop()

    def _colour(self, attributes: dict[str, str], automatic: Colour) -> Colour | None:
        """Return a colour, or None if it cannot be told."""
        colour: Colour | None = automatic
        if "rgb" in attributes:
            colour = _rgb(attributes["rgb"])
        elif "theme" in attributes:
            theme = attributes["theme"]
            name = _THEME[int(theme)] if theme.isdigit() and int(theme) < len(_THEME) else ""
            default = {"lt1": _WHITE, "dk1": _BLACK}.get(name)
            colour = self.theme.get(name, default) if default is None or name in self.theme else default
        elif "indexed" in attributes:
            number = int(attributes["indexed"]) if attributes["indexed"].isdigit() else 64
            palette = self.own_palette or self.palette
            colour = {64: _BLACK, 65: _WHITE}.get(number, palette[number] if number < len(palette) else None)
        elif is_true(attributes.get("auto")):
            colour = automatic
        return _tinted(colour, attributes.get("tint")) if colour else None

    def styles(self) -> Styles:
        styles = Styles()
        for number, cell in enumerate(self.cells):
            font, fill = self._of(self.fonts, cell, "fontId"), self._of(self.fills, cell, "fillId")
            if font and fill and all(abs(one - other) < _ALIKE for one, other in zip(font, fill, strict=True)):
                styles.unseen.add(number)
            if shows_nothing(self.formats.get(cell.get("numFmtId", ""), "")):
                styles.showing_nothing.add(number)
        return styles

    def _of(self, known: list[Colour | None], cell: dict[str, str], name: str) -> Colour | None:
        number = cell.get(name, "0")
        return known[int(number)] if number.isdigit() and int(number) < len(known) else None


def shows_nothing(code: str) -> bool:
    """Return whether a number format, such as ``;;;``, shows neither numbers nor text."""
    bare = re.sub(r'\[[^\]]*\]|"\s*"|\\ |_.|\*.|\s', "", code)
    return bare in (";;;", ";;", ";;;;")


def _rgb(text: str) -> Colour | None:
    digits = text[-6:]
    try:
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        return None


def _tinted(colour: Colour, tint: str | None) -> Colour:
    """Return a colour made lighter or darker (ECMA-376, 18.8.19)."""
    try:
        change = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        return colour
    if not change:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + change) if change < 0 else light * (1 - change) + change
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
