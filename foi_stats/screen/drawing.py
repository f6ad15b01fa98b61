"""Finds texts of a drawing that shapes painted later cover, or that have the colour of the shape beneath.

Shapes moved or bent in ways that are not computed are not judged, and neither is text on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_stats.screen.colours import BLACK, Colour, are_alike
from foi_stats.screen.matrices import AS_IT_IS, Matrix, moved, times
from foi_stats.screen.page_styles import colour_of
from foi_stats.screen.transforms import transform_of

Box = tuple[float, float, float, float]

_MOVES = re.compile(r"translate|matrix|scale|skew|position|rotate\((?!\s*-?0(?:\.0*)?[\s,)])")
_OWN_PLACES = frozenset(("defs", "symbol", "pattern", "marker", "mask", "clippath"))
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_PATH_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NEVER_SHOWN = re.compile(
    r"<(?:\w+:)?clipPath\b[^<>]{0,200}?\bid\s*=\s*[\"']([^\"'<>]{1,200})[^<>]{0,200}?(?:/>|>([^\0]{0,500}?)</(?:\w+:)?clipPath)"
)
_ROOM = re.compile(r"<(?!/)(?!\w*:?rect\b[^>]*\b(?:width|height)\s*=\s*[\"']0(?:\.0*)?[\"'])")
_SEEN_PART = 0.3
"""The least part of a text's width that must lie within the drawing: widths are estimated."""
_MAX_PAIRS = 20_000_000


@dataclass(frozen=True, slots=True)
class _Shape:
    box: Box | None
    colour: Colour | None
    is_solid: bool


@dataclass(slots=True)
class _Text:
    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    colour: Colour | None
    before: int


@dataclass(slots=True)
class _Group:
    """An open element: whether it moves its content, whether it is drawn in place, and its colour."""

    tag: str
    moves: bool
    is_elsewhere: bool
    fill: str
    is_faint: bool
    place: Mapping[str, str] = field(default_factory=dict)
    size: float = 16.0
    anchor: str = "start"
    matrix: Matrix | None = AS_IT_IS
    stroke: str = ""


class Drawing:
    """The shapes and texts of a drawing, in the order in which they are drawn."""

    def __init__(self, text: str) -> None:
        self.canvas: Box | None = None
        self._spills = False
        self.empty_clips = {name for name, held in _NEVER_SHOWN.findall(text) if not _ROOM.search(held)}
        self._groups: list[_Group] = []
        self._shapes: list[_Shape] = []
        self._texts: list[_Text] = []

    def open(self, tag: str, attributes: Mapping[str, str], declared: Mapping[str, str]) -> None:
        """Record the start of an element that will be closed; ``declared`` holds its style declarations."""
        above = (
            self._groups[-1] if self._groups else _Group("", moves=False, is_elsewhere=False, fill="", is_faint=False)
        )

        def declared_or_attribute(name: str) -> str:
            return declared.get(name) or attributes.get(name, "")

        if tag == "svg" and not self.canvas:
            self.canvas = _canvas(attributes)
            self._spills = declared.get("overflow", attributes.get("overflow", "")) in ("visible", "auto")
        moves = (
            above.moves or (tag == "svg" and bool(above.tag)) or bool(_MOVES.search(declared_or_attribute("transform")))
        )
        fill = declared_or_attribute("fill")
        faint = above.is_faint or any(
            declared_or_attribute(name) not in ("", "1", "1.0", "100%")
            for name in ("opacity", "fill-opacity", "mix-blend-mode", "filter")
        )
        size = _first(declared_or_attribute("font-size")) if declared_or_attribute("font-size") else above.size
        group = _Group(tag, moves, above.is_elsewhere or tag in _OWN_PLACES, fill or above.fill, faint)
        group.place = {**above.place, **attributes} if tag in ("text", "tspan") else above.place
        is_known = not (group.is_elsewhere or (tag == "svg" and above.tag) or "transform" in declared)
        own = transform_of(attributes.get("transform", "")) if is_known and "translate" not in declared else None
        group.matrix = times(outer=above.matrix, inner=own) if above.matrix and own else None
        group.stroke = declared_or_attribute("stroke") or above.stroke
        group.size, group.anchor = size or above.size, declared_or_attribute("text-anchor") or above.anchor
        self._groups.append(group)
        self._paint(tag, attributes, group)

    def close(self) -> None:
        """Record the end of the element opened last."""
        self._groups.pop()

    @property
    def is_moved(self) -> bool:
        """Whether what is drawn now may stand in any place."""
        return any(group.moves or group.is_elsewhere for group in self._groups)

    def is_off(self, text: str) -> bool:
        """Return whether a text that is drawn now lies outside of the drawing, wherever it is moved to."""
        group = self._groups[-1] if self._groups else None
        if not group or not self.canvas or self._spills or group.matrix is None or group.tag not in ("text", "tspan"):
            return False
        left, top, right, bottom = self.canvas
        sizes = {"x": right - left, "y": bottom - top}
        places = [_first(group.place.get(name) or "0", size) for name, size in sizes.items()]
        moves = [_first(group.place.get(f"d{name}") or "0", size) for name, size in sizes.items()]
        if None in places or None in moves:
            return False
        x, y = (place + move for place, move in zip(places, moves, strict=True))  # type: ignore[operator]
        wide = 0.6 * group.size * len(text.strip())
        start = x - {"middle": wide / 2, "end": wide}.get(group.anchor, 0.0)
        corners = [(start, y - group.size), (start + wide, y - group.size), (start, y), (start + wide, y)]
        across, up = zip(*(moved(group.matrix, *corner) for corner in corners), strict=True)
        width = max(across) - min(across)
        seen = min(max(across), right) - max(min(across), left)
        return bool(seen < min(_SEEN_PART * width, group.size / 2) or max(up) < top or min(up) > bottom)

    def is_clear(self) -> bool:
        """Return whether text that is drawn now has neither a colour nor an outline, by itself or from around it."""
        group = self._groups[-1] if self._groups else None
        if not group or not group.fill or group.tag not in ("text", "tspan", "textpath"):
            return False
        return (group.fill == "none" or colour_of(group.fill)[1]) and group.stroke in ("", "none", "transparent")

    def write(self, text: str) -> None:
        """Record text that is drawn."""
        group = self._groups[-1] if self._groups else None
        if not group or group.tag not in ("text", "tspan") or self.is_moved or group.is_faint or not text.strip():
            return
        if group.fill.startswith(("url", "none")):
            return
        x, y = _first(group.place.get("x", "0")), _first(group.place.get("y", "0"))
        if x is None or y is None:
            return
        wide = 0.5 * group.size * len(text.strip())
        left = x - {"middle": wide / 2, "end": wide}.get(group.anchor, 0.0)
        up = y - 0.3 * group.size
        colour = colour_of(group.fill)[0] if group.fill else BLACK
        edge = min(0.1 * wide, group.size / 4)
        self._texts.append(_Text(text, (left + edge, up), (left + wide - edge, up), colour, len(self._shapes)))

    def unseen(self) -> list[str]:
        """Return the texts that are covered, or have the colour of the shape below them."""
        if len(self._texts) * len(self._shapes) > _MAX_PAIRS:
            return []
        return [text.text for text in self._texts if self._is_unseen(text)]

    def _is_unseen(self, text: _Text) -> bool:
        after = self._shapes[text.before :]
        if any(shape.is_solid and _has(shape.box, text.start) and _has(shape.box, text.end) for shape in after):
            return True
        below = [shape for shape in self._shapes[: text.before] if shape.box is None or _has(shape.box, text.start)]
        return bool(below) and below[-1].is_solid and are_alike(text.colour, below[-1].colour)

    def _paint(self, tag: str, attributes: Mapping[str, str], group: _Group) -> None:
        if group.is_elsewhere or tag not in ("rect", "path", "circle", "ellipse", "polygon", "image", "use"):
            return
        if group.fill == "none":
            return
        box, is_exact = self._box(tag, attributes)
        if group.moves:
            box, is_exact = None, False
        colour = colour_of(group.fill)[0] if group.fill else BLACK
        self._shapes.append(_Shape(box, colour, is_exact and not group.is_faint and colour is not None))

    def _box(self, tag: str, attributes: Mapping[str, str]) -> tuple[Box | None, bool]:
        """Return the box around a shape, None if it is not known, and whether the shape fills it."""
        if tag == "rect":
            whole = self.canvas or (0.0, 0.0, 0.0, 0.0)
            sizes = (whole[2] - whole[0], whole[3] - whole[1])
            wide, high = (
                _first(attributes.get(name, "0"), size) for name, size in zip(("width", "height"), sizes, strict=True)
            )
            x, y = _first(attributes.get("x", "0")), _first(attributes.get("y", "0"))
            if None in (wide, high, x, y):
                return None, False
            return (x, y, x + wide, y + high), True  # type: ignore[operator, return-value]
        if tag != "path" or ("clip-path" in attributes and not self.canvas):
            return None, False
        points: list[tuple[float, float]] = []
        for step, numbers in _PATH_STEP.findall(attributes.get("d", "")):
            values = [float(number) for number in _NUMBER.findall(numbers)]
            if step not in "MLCQZz" or len(values) % 2:
                return None, False
            points += zip(values[::2], values[1::2], strict=True)
        if not points:
            return None, False
        across, up = zip(*points, strict=True)
        box = (min(across), min(up), max(across), max(up))
        exact = 4 <= len(points) <= 5 and all(x in (box[0], box[2]) and y in (box[1], box[3]) for x, y in points)
        return box, exact and not re.search(r"[CQ]", attributes.get("d", ""))


def _canvas(attributes: Mapping[str, str]) -> Box | None:
    """Return what a drawing shows: its view box, as wide or high as its place on the page, or its size alone."""
    box = [float(number) for number in _NUMBER.findall(attributes.get("viewbox", ""))]
    sizes = [attributes.get(name, "") for name in ("width", "height")]
    wide, high = (None if "%" in size else _first(size) for size in sizes)
    if len(box) != 4:
        return (0.0, 0.0, wide, high) if wide and high else None
    left, top, across, down = box
    if not wide or not high:  # a reader's window may show more beside it
        more = (across + down) / 10
        return left - more, top - more, left + across + more, top + down + more
    if not across or not down:
        return None
    scale = min(wide / across, high / down)
    beside, above = (wide / scale - across) / 2, (high / scale - down) / 2
    return left - beside, top - above, left + across + beside, top + down + above


def _first(text: str, whole: float = 0.0) -> float | None:
    """Return the number that an attribute begins with; a percentage is taken of ``whole``."""
    match = _NUMBER.match(text.strip())
    if not match:
        return None
    number = float(match.group())
    return number * whole / 100 if text.strip().endswith("%") else number


def _has(box: Box | None, point: tuple[float, float]) -> bool:
    return box is not None and box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
