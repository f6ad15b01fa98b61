"""Colours as Office files write them (plain, by palette, or by theme and tint), and whether two look alike."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_stats.files.attributes import is_true

Colour = tuple[int, int, int]

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
_ALIKE = 12
"""Colours that differ by less in each of red, green and blue cannot be told apart on a screen."""

_INDEXED = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C08080809999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696003366339966003300333300993300993366333399333333"
)
"""The palette of ECMA-376, 18.8.27, six digits a colour."""

THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
         "hlink", "folHlink")  # fmt: skip
"""The order in which styles count the colours of a theme, which is not the order in which it lists them."""

_DEFAULT = {"lt1": WHITE, "dk1": BLACK}


def are_alike(first: Colour | None, second: Colour | None) -> bool:
    """Return whether two colours cannot be told apart; an unknown colour (None) is like no other."""
    return bool(first and second) and all(abs(a - b) < _ALIKE for a, b in zip(first or (), second or (), strict=True))


def rgb(text: str) -> Colour | None:
    """Return the colour of six or eight digits, or None."""
    digits = text[-6:]
    try:
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        return None


def _standard() -> list[Colour]:
    return [rgb(_INDEXED[at : at + 6]) or BLACK for at in range(0, len(_INDEXED), 6)]


@dataclass(slots=True)
class Palette:
    """The colours of a workbook: those of its theme, by name, and those of its palette, by number."""

    theme: Mapping[str, Colour] = field(default_factory=dict)
    own: list[Colour] = field(default_factory=list)
    standard: list[Colour] = field(default_factory=_standard)

    def colour(self, attributes: Mapping[str, str], automatic: Colour) -> Colour | None:
        """Return the colour that an element's attributes describe, or None if it is unknown."""
        colour: Colour | None = automatic
        if "rgb" in attributes:
            colour = rgb(attributes["rgb"])
        elif "theme" in attributes:
            number = attributes["theme"]
            name = THEME[int(number)] if number.isdigit() and int(number) < len(THEME) else ""
            colour = self.theme.get(name, _DEFAULT.get(name))
        elif "indexed" in attributes:
            colour = self.by_number(int(attributes["indexed"]) if attributes["indexed"].isdigit() else 64)
        elif is_true(attributes.get("auto")):
            colour = automatic
        return _tinted(colour, attributes.get("tint")) if colour else None

    def by_number(self, number: int) -> Colour | None:
        """Return the colour with a number of the palette: 64 is the colour of text, 65 of the background."""
        palette = self.own or self.standard
        return {64: BLACK, 65: WHITE}.get(number, palette[number] if number < len(palette) else None)


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
