"""Text of a pdf page that nobody sees: not drawn, in the colour of its ground, covered, tiny, or off the page.

The operators of a page are followed as a viewer follows them (ISO 32000-1, annex A), as far as places and colours of
text go: plain shapes and pictures are told from one another, what is drawn with patterns is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from foi_stats.disclosure.screen.colours import BLACK, WHITE, Colour, are_alike

_MAX_DEPTH = 8
_TINY = 1.0
_MARGIN = 18.0
"""Points by which text may begin beyond the edge of the page."""

_PLAIN = frozenset(("/DeviceRGB", "/DeviceGray", "/DeviceCMYK", "/ICCBased", "/CalRGB", "/CalGray"))
_BLANK = (b" ", b"\0 ", b"\0\x03", b"\0")

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(slots=True)
class _State:
    """What a viewer keeps from one operator to the next, and puts aside at q."""

    matrix: Matrix = _IDENTITY
    clip: Box | None = None
    fill: Colour | None = BLACK
    is_plain: bool = True
    alpha: float = 1.0
    is_blended: bool = False
    mode: int = 0
    size: float = 0.0
    leading: float = 0.0


@dataclass(frozen=True, slots=True)
class _Shape:
    """What was painted: where, in which colour (None if it cannot be told), and whether it covers what is below."""

    box: Box
    colour: Colour | None
    covers: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """What was written: where it begins and where its middle is, in which colour, and on which shape it lies."""

    points: tuple[tuple[float, float], tuple[float, float]]
    state: _State
    size: float
    before: int


@dataclass(slots=True)
class _Page:
    shapes: list[_Shape] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)


def unseen_text(page: Any, reader: Any) -> str:  # noqa: ANN401 - pypdf is imported when it is needed
    """Return why some text of a page cannot be seen, empty if all of it can."""
    contents = page.get_contents()
    if contents is None:
        return ""
    drawn = _Page()
    _Follower(drawn, reader).follow(contents, page.get("/Resources"), _State(), 0)
    box = [float(edge) for edge in page.cropbox]
    inside = (box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN)
    return next((why for text in drawn.texts if (why := _why_unseen(text, drawn.shapes, inside))), "")


def _why_unseen(text: _Text, shapes: list[_Shape], page: Box) -> str:
    state = text.state
    if state.mode in (3, 7) or state.alpha == 0:
        return "is not drawn, as after text recognition of a scan"
    if text.size < _TINY:
        return "is too small to be seen"
    if not _has(page, text.points[0]) or (state.clip and not any(_has(state.clip, one) for one in text.points)):
        return "lies outside of what the page shows"
    if any(shape.covers and all(_has(shape.box, one) for one in text.points) for shape in shapes[text.before :]):
        return "is covered by a shape or a picture"
    below = [shape for shape in shapes[: text.before] if _has(shape.box, text.points[0])]
    ground = below[-1].colour if below else WHITE
    if state.mode == 0 and state.is_plain and are_alike(state.fill, ground):
        return "has the colour of its ground"
    return ""


def _has(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


class _Follower:
    """Follows the operators of a page, and notes what they write and paint."""

    def __init__(self, page: _Page, reader: Any) -> None:  # noqa: ANN401
        self._page = page
        self._reader = reader
        self._stack: list[_State] = []
        self._state = _State()
        self._text: Matrix = _IDENTITY
        self._line: Matrix = _IDENTITY
        self._points: list[tuple[float, float]] = []
        self._boxes: list[Box] = []
        self._is_rectangle = True
        self._clips = False
        self._spaces: dict[str, Any] = {}

    def follow(self, contents: Any, resources: Any, state: _State, depth: int) -> None:  # noqa: ANN401
        """Follow the operators of a page, or of a form on it."""
        from pypdf.generic import ContentStream

        resources = resources.get_object() if hasattr(resources, "get_object") else resources or {}
        stack, known = self._stack, self._state
        self._stack, self._state = [], state
        for operands, operator in ContentStream(contents, self._reader).operations:
            name = operator.decode("latin-1") if isinstance(operator, bytes) else str(operator)
            try:
                self._operate(name, operands, resources, depth)
            except (ValueError, TypeError, IndexError, KeyError, AttributeError):
                continue  # as viewers do: an operator that is wrong is passed over
        self._stack, self._state = stack, known

    def _operate(self, name: str, operands: Any, resources: Any, depth: int) -> None:  # noqa: ANN401
        if name in _PATHS:
            self._extend(name, [float(one) for one in operands])
        elif name in _COLOURS:
            self._colour(name, operands, resources)
        elif name in _PAINTS:
            self._paint(name)
        elif name in ("Tj", "TJ", "'", '"'):
            if name in ("'", '"'):
                self._move(0, -self._state.leading)
            self._write(operands[-1])
        elif name in ("BT", "Tm", "Td", "TD", "T*", "Tf", "TL", "Tr"):
            self._place(name, operands)
        elif name == "q":
            self._stack.append(replace(self._state))
        elif name == "Q" and self._stack:
            self._state = self._stack.pop()
        elif name == "cm":
            a, b, c, d, e, f = (float(one) for one in operands)
            self._state.matrix = _times((a, b, c, d, e, f), self._state.matrix)
        elif name == "gs":
            self._use(resources["/ExtGState"].get_object()[operands[0]].get_object())
        elif name == "Do":
            self._draw(resources["/XObject"].get_object()[operands[0]].get_object(), resources, depth)
        elif name in ("sh", "INLINE IMAGE"):
            box = self._state.clip if name == "sh" else self._unit()
            self._page.shapes.append(_Shape(box or (-1e9, -1e9, 1e9, 1e9), None, covers=False))

    def _use(self, given: Any) -> None:  # noqa: ANN401
        self._state.alpha = float(given.get("/ca", self._state.alpha))
        if "/BM" in given:
            self._state.is_blended = str(given["/BM"]) not in ("/Normal", "/Compatible")

    def _colour(self, name: str, operands: Any, resources: Any) -> None:  # noqa: ANN401
        if name == "cs":
            space = str(operands[0])
            known = resources.get("/ColorSpace", {})
            told = known.get_object().get(space, space) if hasattr(known, "get_object") else space
            told = told.get_object() if hasattr(told, "get_object") else told
            kind = str(told[0] if isinstance(told, list) else told)
            self._state.is_plain = kind in (
                "/DeviceRGB",
                "/DeviceGray",
                "/DeviceCMYK",
                "/ICCBased",
                "/CalRGB",
                "/CalGray",
            )
            self._state.fill = BLACK
            return
        if name in ("g", "rg", "k"):
            self._state.is_plain = True
        self._state.fill = _shown([float(one) for one in operands]) if self._state.is_plain else None

    def _extend(self, name: str, numbers: list[float]) -> None:
        """Take in a piece of a path. A rectangle is known whole."""
        if name == "re":
            x, y, width, height = numbers
            corners = [_at(self._state.matrix, *one) for one in ((x, y), (x + width, y + height))]
            self._boxes.append(_around(corners))
        elif name != "h":
            pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
            self._points.extend(_at(self._state.matrix, *one) for one in pairs)
            self._is_rectangle &= name in ("m", "l")

    def _paint(self, name: str) -> None:
        if name in ("W", "W*"):
            self._clips = True
            return
        boxes = list(self._boxes)
        is_exact = True
        if self._points:
            around = _around(self._points)
            boxes.append(around)
            is_exact = self._is_rectangle and all(_is_corner(one, around) for one in self._points)
        if name in ("f", "F", "f*", "B", "B*", "b", "b*"):
            state = self._state
            covers = state.alpha == 1 and not state.is_blended and is_exact and state.is_plain
            for box in boxes:
                seen = _within(box, state.clip)
                if seen and state.alpha:
                    colour = state.fill if is_exact and state.alpha == 1 and not state.is_blended else None
                    self._page.shapes.append(_Shape(seen, colour, covers))
        if self._clips and boxes:
            whole = _around([corner for box in boxes for corner in (box[:2], box[2:])])
            self._state.clip = _within(whole, self._state.clip) or (0.0, 0.0, -1.0, -1.0)
        self._points, self._boxes, self._is_rectangle, self._clips = [], [], True, False

    def _place(self, name: str, operands: Any) -> None:  # noqa: ANN401
        if name == "BT":
            self._text = self._line = _IDENTITY
        elif name == "Tm":
            a, b, c, d, e, f = (float(one) for one in operands)
            self._text = self._line = (a, b, c, d, e, f)
        elif name in ("Td", "TD"):
            if name == "TD":
                self._state.leading = -float(operands[1])
            self._move(float(operands[0]), float(operands[1]))
        elif name == "T*":
            self._move(0, -self._state.leading)
        elif name == "Tf":
            self._state.size = float(operands[1])
        elif name == "TL":
            self._state.leading = float(operands[0])
        else:
            self._state.mode = int(operands[0])

    def _move(self, x: float, y: float) -> None:
        self._text = self._line = _times((1, 0, 0, 1, x, y), self._line)

    def _write(self, said: Any) -> None:  # noqa: ANN401
        pieces = said if isinstance(said, list) else [said]
        raw = b"".join(_raw(one) for one in pieces)
        whole = _times(self._text, self._state.matrix)
        size = abs(self._state.size) * max(abs(whole[2]), abs(whole[3]))
        advance = len(raw) * abs(self._state.size) * 0.4
        if raw and not any(raw == blank * (len(raw) // len(blank)) for blank in _BLANK):
            lift = 0.3 * self._state.size
            points = _at(whole, 0.1 * self._state.size, lift), _at(whole, advance / 2, lift)
            self._page.texts.append(_Text(points, replace(self._state), size, len(self._page.shapes)))
        self._text = _times((1, 0, 0, 1, advance, 0), self._text)

    def _draw(self, what: Any, resources: Any, depth: int) -> None:  # noqa: ANN401
        if str(what.get("/Subtype")) == "/Image":
            box = _within(self._unit(), self._state.clip)
            is_solid = "/SMask" not in what and "/Mask" not in what and not what.get("/ImageMask")
            covers = is_solid and self._state.alpha == 1 and not self._state.is_blended
            if box:
                self._page.shapes.append(_Shape(box, None, covers))
        elif str(what.get("/Subtype")) == "/Form" and depth < _MAX_DEPTH:
            inner = replace(self._state)
            if "/Matrix" in what:
                a, b, c, d, e, f = (float(one) for one in what["/Matrix"])
                inner.matrix = _times((a, b, c, d, e, f), inner.matrix)
            text, line = self._text, self._line
            self.follow(what, what.get("/Resources", resources), inner, depth + 1)
            self._text, self._line = text, line

    def _unit(self) -> Box:
        return _around([_at(self._state.matrix, x, y) for x in (0, 1) for y in (0, 1)])


_PATHS = frozenset(("m", "l", "c", "v", "y", "re", "h"))
_COLOURS = frozenset(("g", "rg", "k", "sc", "scn", "cs"))
_PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n", "W", "W*"))


def _raw(piece: Any) -> bytes:  # noqa: ANN401
    if isinstance(piece, bytes):
        return piece
    if isinstance(piece, str):
        return getattr(piece, "original_bytes", piece.encode("utf-8", "replace"))
    return b""


def _shown(parts: list[float]) -> Colour | None:
    """Return a colour of one part (grey), three (red, green, blue) or four (ink)."""
    if len(parts) == 1:
        parts = parts * 3
    elif len(parts) == 4:
        parts = [(1 - ink) * (1 - parts[3]) for ink in parts[:3]]
    if len(parts) != 3:
        return None
    red, green, blue = (round(255 * min(max(one, 0.0), 1.0)) for one in parts)
    return red, green, blue


def _around(points: list[Any]) -> Box:
    across, up = [float(one[0]) for one in points], [float(one[1]) for one in points]
    return min(across), min(up), max(across), max(up)


def _is_corner(point: tuple[float, float], box: Box) -> bool:
    near = 0.5
    return min(abs(point[0] - box[0]), abs(point[0] - box[2])) < near and (
        min(abs(point[1] - box[1]), abs(point[1] - box[3])) < near
    )


def _within(box: Box, clip: Box | None) -> Box | None:
    """Return what of a box lies within another, None if nothing does."""
    if clip is None:
        return box
    left, bottom, right, top = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None
