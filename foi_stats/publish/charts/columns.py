"""Lay out a chart of one label by period: upright bars from zero, with their values at their ends."""

from __future__ import annotations

from typing import Any

from foi_stats.publish.charts.content import MAIN, Bar, Fill, Panel
from foi_stats.publish.charts.ruler import line_height, width_of, wrap
from foi_stats.publish.charts.sheet import GROUND, PALE, TEXT, Sheet

_GAP = 0.1  # inches between the labels of two columns, at least
_BARS = 1.9  # inches from the lowest end to the highest
_WIDEST = 1.1

BREAK: dict[str, Any] = {"color": TEXT, "linewidth": 0.8, "linestyle": (0, (2, 2))}
"""How a break in the series is drawn."""


def look_of(fill: Fill, colour: str = MAIN) -> dict[str, Any]:
    """Return how a bar is drawn: told apart by pattern and outline, so that colour says nothing of its own."""
    looks: dict[Fill, dict[str, Any]] = {
        "whole": {"facecolor": colour},
        "caution": {"facecolor": PALE},
        "budget": {"facecolor": GROUND, "hatch": "////"},
        "part": {"facecolor": GROUND, "linestyle": (0, (3, 1.5))},
    }
    return {"edgecolor": TEXT, "linewidth": 0.8, **looks[fill]}


def columns_fit(panel: Panel, width: float, size: float) -> bool:
    """Return whether the label and the period of every bar fit beside each other; periods may take two lines."""
    room = width / len(panel.bars) - _GAP
    return all(
        len(wrap(bar.name, room, size)) <= 2
        and all(width_of(text, size) <= room for text in (*bar.label, *bar.name.split()))
        for bar in panel.bars
    )


def draw_columns(
    sheet: Sheet, panel: Panel, left: float, top: float, width: float, size: float, whole: float = 0.0
) -> float:
    """Draw the bars of a panel, on a scale that goes up to ``whole`` at least, and return where they end."""
    slot = width / len(panel.bars)
    values = [bar.value for bar in panel.bars if bar.value is not None]
    highest, lowest = max(whole, *values), min(0.0, *values)
    scale = _BARS / (highest - lowest) if highest > lowest else 0.0
    above = _label_height([bar for bar in panel.bars if bar.value is None or bar.value >= 0], size)
    below = _label_height([bar for bar in panel.bars if bar.value is not None and bar.value < 0], size)
    zero = top + above + highest * scale
    end = zero - lowest * scale + below
    for number, bar in enumerate(panel.bars):
        middle = left + (number + 0.5) * slot
        _draw_bar(sheet, bar, middle, zero, scale, min(0.62 * slot, _WIDEST), panel.colour, size)
        names = wrap(bar.name, slot - _GAP, size)
        sheet.paragraph(middle, end + 0.04, names, size, align="center")
        if bar.broken:
            edge = left + (number or 1) * slot
            sheet.line((edge, top), (edge, end), **BREAK)
    sheet.line((left, zero), (left + width, zero), color=TEXT, linewidth=0.8)
    lines = max(len(wrap(bar.name, slot - _GAP, size)) for bar in panel.bars)
    return end + 0.04 + lines * line_height(size)


def _label_height(bars: list[Bar], size: float) -> float:
    return max((len(bar.label) for bar in bars), default=0) * line_height(size) + 0.06 if bars else 0.0


def _draw_bar(
    sheet: Sheet, bar: Bar, middle: float, zero: float, scale: float, width: float, colour: str, size: float
) -> None:
    value = bar.value or 0.0
    height = abs(value) * scale
    label = len(bar.label) * line_height(size)
    if bar.value:
        start = zero - height if value > 0 else zero
        sheet.box(middle - width / 2, start, width, height, **look_of(bar.fill, colour))
    top = zero + height + 0.04 if value < 0 else zero - height - label - 0.03
    sheet.paragraph(middle, top, bar.label, size, align="center")
