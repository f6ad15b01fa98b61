"""Lay out a chart as a grid: a row for each period or label, labels side by side, in as many bands as they need."""

from __future__ import annotations

from dataclasses import dataclass

from foi_stats.publish.charts.columns import BREAK, look_of
from foi_stats.publish.charts.content import CATEGORICAL, Bar, Content, Panel
from foi_stats.publish.charts.ruler import line_height, width_of, wrap
from foi_stats.publish.charts.sheet import TEXT, Sheet

_GAP = 0.12  # inches between panels
_PAD = 0.06  # between a bar and its label
_SHORTEST = 0.5  # the least room for bars
_ROW = 0.09  # what a row is higher than its text
_ROUNDING = 1e-6


@dataclass(frozen=True)
class _Plan:
    """How a grid is laid out, in inches.

    Where it begins, how wide the names of its rows and each panel are, where zero lies in a panel, how long a bar of
    one pound (or person) is, how much of a panel its bars and labels may take, and how many panels stand side by side.
    """

    left: float
    names: float
    panel: float
    zero: float
    scale: float
    room: float
    across: int
    size: float

    def start(self, number: int) -> float:
        """Return where a panel begins."""
        return self.left + self.names + number * self.panel


def draw_grid(sheet: Sheet, content: Content, left: float, top: float, width: float, size: float) -> float:
    """Draw the panels of a chart, on one scale, and return where they end."""
    plan = _plan(content, left, width, size)
    each = len(content.panels) // len(content.groups)
    for number, heading in enumerate(content.groups):
        top = sheet.paragraph(left, top, wrap(heading, width, size, "bold"), size, bold=True)
        panels = content.panels[number * each : (number + 1) * each]
        for start in range(0, each, plan.across):
            top = _draw_band(sheet, panels[start : start + plan.across], plan, top) + 0.1
    return top - 0.1


def _plan(content: Content, left: float, width: float, size: float) -> _Plan:
    longest = (0.42 if content.by == "label" else 0.3) * width
    names = max(width_of(line, size) for bar in content.bars for line in wrap(bar.name, longest, size)) + 0.1
    label = max(width_of(line, size) for bar in content.bars for line in bar.label)
    room = width - names
    label = min(label, room - _SHORTEST - _PAD)  # one that would leave no room for its bar is wrapped
    panels = len(content.panels) // len(content.groups)
    across = min(int(room / (label + _SHORTEST + _PAD + _GAP)) or 1, panels, len(CATEGORICAL))
    bands = -(-panels // across)
    across = -(-panels // bands)
    panel = room / across
    inner = panel - _PAD - _GAP * (across > 1)
    values = [bar.value for bar in content.bars if bar.value is not None]
    highest, lowest = max(0.0, *values), min(0.0, *values)
    scale = (inner - label) / (highest - lowest) if highest > lowest else 0.0
    return _Plan(left, names, panel, -lowest * scale, scale, inner, across, size)


def _draw_band(sheet: Sheet, panels: tuple[Panel, ...], plan: _Plan, top: float) -> float:
    start = top = _draw_headings(sheet, panels, plan, top)
    for row in range(len(panels[0].bars)):
        top = _draw_row(sheet, panels, row, plan, top)
    for number in range(len(panels)):
        zero = plan.start(number) + plan.zero
        sheet.line((zero, start), (zero, top), color=TEXT, linewidth=0.8)
    return top


def _draw_headings(sheet: Sheet, panels: tuple[Panel, ...], plan: _Plan, top: float) -> float:
    headings = [wrap(panel.name, plan.panel - _GAP, plan.size, "bold") for panel in panels]
    end = top + max(map(len, headings)) * line_height(plan.size)
    for number, heading in enumerate(headings):
        above = end - len(heading) * line_height(plan.size)
        sheet.paragraph(plan.start(number), above, heading, plan.size, bold=True)
    return end + 0.05 if end > top else end


def _draw_row(sheet: Sheet, panels: tuple[Panel, ...], row: int, plan: _Plan, top: float) -> float:
    bars = [panel.bars[row] for panel in panels]
    names = wrap(bars[0].name, plan.names - 0.08, plan.size)
    labels = [_label(bar, plan) for bar in bars]
    height = max(len(names), *map(len, labels)) * line_height(plan.size) + _ROW
    middle = top + height / 2
    _write(sheet, plan.left, middle, names, plan)
    for number, (bar, panel, label) in enumerate(zip(bars, panels, labels, strict=True)):
        zero = plan.start(number) + plan.zero
        if bar.value:
            length, tall = abs(bar.value) * plan.scale, line_height(plan.size) * 0.86
            x = zero if bar.value > 0 else zero - length
            sheet.box(x, middle - tall / 2, length, tall, **look_of(bar.fill, panel.colour))
        _write(sheet, zero + _reach(bar, plan) + _PAD, middle, label, plan)
        if bar.broken:
            edge = top if row else top + height
            sheet.line((plan.start(number), edge), (plan.start(number) + plan.room, edge), **BREAK)
    return top + height


def _write(sheet: Sheet, x: float, middle: float, lines: tuple[str, ...], plan: _Plan) -> None:
    sheet.paragraph(x, middle - len(lines) * line_height(plan.size) / 2, lines, plan.size)


def _reach(bar: Bar, plan: _Plan) -> float:
    """Return how far a bar reaches beyond zero: a label stands there, also where the bar goes the other way."""
    return max(bar.value or 0.0, 0.0) * plan.scale


def _label(bar: Bar, plan: _Plan) -> tuple[str, ...]:
    """Return the lines of a label: one if it fits, else one for the value and more for what qualifies it."""
    room = plan.room - plan.zero - _reach(bar, plan) + _ROUNDING
    if width_of(" ".join(bar.label), plan.size) <= room:
        return (" ".join(bar.label),)
    return tuple(part for line in bar.label for part in wrap(line, room, plan.size))
