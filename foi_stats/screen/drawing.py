"""Finds texts of a drawing that shapes painted later cover, or that have the colour of the shape beneath.

Shapes moved or bent in ways that are not computed are not judged, and neither is text on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_stats.screen.colours import BLACK, Colour, are_alike
from foi_stats.screen.page_styles import colour_of

Box = tuple[float, float, float, float]

_MOVES = re.compile(r"translate|matrix|scale|skew|position|rotate\((?!\s*-?0(?:\.0*)?[\s,)])")
_OWN_PLACES = frozenset(("defs", "symbol", "pattern", "marker", "mask", "clippath"))
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_PATH_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NEVER_SHOWN = re.compile(
    r"<(?:\w+:)?clipPath\b[^<>]{0,200}?\bid\s*=\s*[\"']([^\"'<>]{1,200})[^<>]{0,200}?(?:/>|>([^\0]{0,500}?)</(?:\w+:)?clipPath)"
)
_ROOM = re.compile(r"<(?!/)(?!\w*:?rect\b[^>]*\b(?:width|height)\s*=\s*[\"']0(?:\.0*)?[\"'])")
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


class Drawing:
    """The shapes and texts of a drawing, in the order in which they are drawn."""

    def __init__(self, text: str) -> None:
        self.canvas: Box | None = None
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
            box = [float(number) for number in _NUMBER.findall(attributes.get("viewbox", ""))]
            self.canvas = (box[0], box[1], box[0] + box[2], box[1] + box[3]) if len(box) == 4 else None
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
        group.place = attributes if tag == "text" else above.place
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


def _first(text: str, whole: float = 0.0) -> float | None:
    """Return the number that an attribute begins with; a percentage is taken of ``whole``."""
    match = _NUMBER.match(text.strip())
    if not match:
        return None
    number = float(match.group())
    return number * whole / 100 if text.strip().endswith("%") else number


def _has(box: Box | None, point: tuple[float, float]) -> bool:
    return box is not None and box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
