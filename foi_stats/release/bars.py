"""Check the bars of a drawing: whether one is as long as a hidden count would be, on the scale of those shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_PATH = re.compile(r'<path\b[^>]*?\bd="([^"]*)"')
_RECT = re.compile(r"<rect\b([^>]*)>")
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)[ ,](-?\d+(?:\.\d+)?)")
_SIDE = re.compile(r'\b(width|height)="(-?\d+(?:\.\d+)?)(?:px|pt)?"')
_CLOSE = 0.6
"""Points by which a bar may differ from the length of its number: drawings are rounded."""


class Box(NamedTuple):
    """The sides of a rectangle."""

    width: float
    height: float


def hidden_bars(drawing: str, shown: Sequence[float], hidden: Sequence[int]) -> list[int]:
    """Return which hidden counts have a bar, by their place in the list.

    A rectangle is a bar where it is as thick as those of the numbers that are shown, which tell the scale. A hidden
    count of the same value as one that is shown has a bar where there are more such bars than such numbers.
    """
    boxes = _boxes(drawing)
    known = Counter(value for value in shown if value > 0)
    for lengths, thickness in ((0, 1), (1, 0)):
        scale = _scale([box[lengths] for box in boxes], known)
        if not scale:
            continue
        thick = Counter(round(box[thickness]) for box in boxes if _fits(box[lengths], scale, known))
        usual = thick.most_common(1)[0][0]
        bars = [box[lengths] for box in boxes if abs(box[thickness] - usual) <= 1]
        return [
            at
            for at, count in enumerate(hidden)
            if count and sum(abs(bar - count * scale) < min(_CLOSE, scale / 3) for bar in bars) > known[count]
        ]
    return []


def _fits(length: float, scale: float, known: Counter[float]) -> bool:
    return any(abs(length - value * scale) < _CLOSE for value in known)


def _scale(lengths: list[float], known: Counter[float]) -> float:
    """Return the scale of the bars, in points for each unit, that fits every number shown; 0 if there is none."""
    if not known:
        return 0
    largest = max(known)
    for length in sorted(set(lengths), reverse=True):
        scale = length / largest
        if scale > 0 and all(any(abs(one - value * scale) < _CLOSE for one in lengths) for value in known):
            return scale
    return 0


def _boxes(drawing: str) -> list[Box]:
    found = []
    for path in _PATH.findall(drawing):
        pairs = [(float(x), float(y)) for x, y in _PAIR.findall(path)]
        across, down = {x for x, _ in pairs}, {y for _, y in pairs}
        if len(across) == 2 and len(down) == 2 and len(pairs) >= 4:
            found.append(Box(max(across) - min(across), max(down) - min(down)))
    for attributes in _RECT.findall(drawing):
        sides = dict(_SIDE.findall(attributes))
        if len(sides) == 2:
            found.append(Box(float(sides["width"]), float(sides["height"])))
    return found
