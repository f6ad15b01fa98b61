"""Plane geometry of pdf pages: boxes, and shapes of any outline that may cover what lies below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from foi_stats.screen.colours import Colour

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Outline = list[tuple[Point, bool]]
"""The points of a piece of a path, each with whether a straight line leads to it."""

NOWHERE: Box = (0.0, 0.0, -1.0, -1.0)
_STEPS = (0.2, 0.4, 0.6, 0.8)
"""Where a curve is cut into straight lines."""

_INSIDE = (0.2, 0.5, 0.8)
"""Where a letter is looked at, across and up: the edges of redactions are seldom exact."""


@dataclass(slots=True)
class Shape:
    """A painted shape: its box, its outlines (none: the box itself), its colour (None if unknown).

    ``covers`` is None for a picture, which must be looked at (``item``) to tell whether it is opaque.
    """

    box: Box
    colour: Colour | None
    covers: bool | None
    outlines: Sequence[Sequence[Point]] = ()
    is_even_odd: bool = False
    item: Any = None

    def has(self, point: Point) -> bool:
        """Return whether a point lies on the shape."""
        if not has(self.box, point):
            return False
        if not self.outlines:
            return True
        turns = sum(_turns(outline, point) for outline in self.outlines)
        return bool(turns % 2) if self.is_even_odd else turns != 0


def around(points: Sequence[Point]) -> Box:
    """Return the box around points."""
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def has(box: Box, point: Point) -> bool:
    """Return whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def meet(box: Box, other: Box) -> bool:
    """Return whether two boxes overlap."""
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def is_within(box: Box, outer: Box) -> bool:
    """Return whether a box lies in another."""
    return outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]


def within(box: Box | None, clip: Box | None) -> Box | None:
    """Return the intersection of two boxes: an argument None is the whole plane, a result None is no intersection."""
    if box is None or clip is None:
        return clip if box is None else box
    left, bottom, right, top = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def points_of(box: Box, steps: Sequence[float] = _INSIDE) -> list[Point]:
    """Return points spread over a box."""
    left, bottom, right, top = box
    return [(left + across * (right - left), bottom + up * (top - bottom)) for across in steps for up in steps]


def union(box: Box | None, other: Box) -> Box:
    """Return the box around two boxes."""
    if box is None:
        return other
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def is_rectangle(outline: Outline, box: Box) -> bool:
    """Return whether an outline is its own box."""
    return all(straight and _is_corner(point, box) for point, straight in outline)


def straightened(outline: Outline) -> list[Point]:
    """Return an outline with its curves cut into straight lines."""
    points: list[Point] = []
    curve: list[Point] = []
    for point, straight in outline:
        if straight or not points:
            points.append(point)
            continue
        curve.append(point)
        if len(curve) == 3:
            points += _bend(points[-1], *curve)
            curve = []
    return points + curve


def bars(outline: Outline, width: float) -> list[list[Point]]:
    """Return the quadrilaterals that a thick line paints along an outline."""
    points = straightened(outline)
    found = []
    for (x, y), (u, v) in pairwise(points):
        length = hypot(u - x, v - y)
        if length:
            a, b = width / 2 * (v - y) / length, width / 2 * (u - x) / length
            found.append([(x - a, y + b), (u - a, v + b), (u + a, v - b), (x + a, y - b)])
    return found


def _bend(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    bent = []
    for step in _STEPS:
        rest = 1 - step
        a, b, c, d = rest**3, 3 * rest * rest * step, 3 * rest * step * step, step**3
        bent.append(
            (
                a * start[0] + b * one[0] + c * two[0] + d * end[0],
                a * start[1] + b * one[1] + c * two[1] + d * end[1],
            )
        )
    return [*bent, end]


def _turns(outline: Sequence[Point], point: Point) -> int:
    """Return how many times an outline goes around a point."""
    x, y = point
    turns = 0
    before = outline[-1]
    for after in outline:
        if (before[1] <= y) != (after[1] <= y):
            side = (after[0] - before[0]) * (y - before[1]) - (x - before[0]) * (after[1] - before[1])
            turns += (side > 0) if after[1] > before[1] else -(side < 0)
        before = after
    return turns


def _is_corner(point: Point, box: Box) -> bool:
    near = 0.5
    return min(abs(point[0] - box[0]), abs(point[0] - box[2])) < near and (
        min(abs(point[1] - box[1]), abs(point[1] - box[3])) < near
    )
