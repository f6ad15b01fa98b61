"""Measure and wrap text, in inches, in the font that charts are drawn with."""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FONT = "DejaVu Sans"
"""It comes with matplotlib, so text is measured alike on every machine; what stands in for it elsewhere is narrower."""

_SLACK = 1.03  # what rounding to pixels may add
_MEASURED_AT = 100  # points


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in inches; or a little more, for letters that are drawn closer together."""
    return sum(map(_advance_of, text, repeat(weight))) * size / 72 * _SLACK


@lru_cache(maxsize=4096)
def _advance_of(character: str, weight: str) -> float:
    """Return the width of a character, in points of text that is one point high: it grows as the size does."""
    from matplotlib.ft2font import LoadFlags

    font = _font(weight)
    font.set_size(_MEASURED_AT, 72)
    # A character that the font lacks is drawn as a box, and is as wide as one: glyph 0.
    glyph = font.load_glyph(font.get_char_index(ord(character)), LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _MEASURED_AT


def _font(weight: str) -> FT2Font:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=FONT, weight=weight)))


def line_height(size: float) -> float:
    """Return the height of a line in inches."""
    return size / 72 * 1.3


def wrap(text: str, width: float, size: float, weight: str = "normal") -> tuple[str, ...]:
    """Return text as lines no wider than ``width`` inches; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}".lstrip()
        if width_of(joined, size, weight) <= width:
            line = joined
            continue
        lines += [line] if line else []
        *whole, line = _cut(word, width, size, weight)
        lines += whole
    return (*lines, line) if line else tuple(lines)


def _cut(word: str, width: float, size: float, weight: str) -> list[str]:
    pieces = [""]
    for response in word:
        if pieces[-1] and width_of(pieces[-1] + response, size, weight) > width:
            pieces.append("")
        pieces[-1] += response
    return pieces
