"""Text of pdf pages: all of it, and what of it nobody sees: not drawn, white on white, covered, tiny, off the page.

PDFium says where each object of a page stands and how it looks. Plain shapes and pictures are told from one another;
what is drawn in patterns is not judged.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from foi_stats.files.limits import damaged, protected, unsafe
from foi_stats.screen.colours import WHITE, Colour, are_alike

_MAX_DEPTH = 8
_TINY = 1.0
_MARGIN = 18.0
"""Points by which text may begin beyond the edge of the page."""

_THIN = 2.0
"""Points below which a shape is no ground of a text, and covers none: rules and curves of maps and drawings."""

_MOST = 50_000_000
"""Pairs of a text and a shape that are looked at on one page."""

_MOST_OBJECTS = 200_000

_FAINT = 12
"""How much of a colour, of 255, cannot be told from none of it."""

_NOT_DRAWN = (3, 7)
"""Ways to draw text that draw none (ISO 32000-1, table 106)."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What was painted: where, in which colour (None if it cannot be told), and whether it covers what is below."""

    box: Box
    colour: Colour | None
    covers: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """What was written: where, what is left of that, in which colour and size and how, and after how many shapes."""

    box: Box
    clip: Box | None
    colour: Colour | None
    is_drawn: bool
    size: float
    before: int
    said: str

    @property
    def points(self) -> tuple[Point, Point]:
        """A point near its beginning, and its middle."""
        left, bottom, right, top = self.box
        up = (bottom + top) / 2
        return (left + 0.1 * (right - left), up), (left + 0.5 * (right - left), up)


def pdf_texts(data: bytes) -> list[str]:
    """Return the text of each page as PDFium reads it, what lies off the page too, and last that of the properties."""
    with _opened(data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return [*pages, " ".join(document.get_metadata_dict().values())]


def unseen_texts(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield for each page with text that cannot be seen its number, why the first such text cannot, and that text."""
    with _opened(data) as document:
        for number, page in enumerate(document, 1):
            why, said = _unseen(page)
            if why:
                yield number, why, said


def without_password(data: bytes) -> bytes:
    """Return a pdf as it is read by everybody: what only its owner's password allows is allowed.

    One that does not open without a password is refused.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (protected() if "password" in str(error).lower() else damaged(f"The file is damaged: {error}")) from error
    with document:
        plain = io.BytesIO()
        document.save(plain, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    return plain.getvalue()


def _opened(data: bytes) -> Any:  # noqa: ANN401 - pypdfium2 is imported when it is needed
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise damaged(f"The file is damaged: {error}") from error


def _unseen(page: Any) -> tuple[str, str]:  # noqa: ANN401
    drawn = _Drawn(page)
    drawn.follow(drawn.objects(), _AS_IT_IS, None, 0)
    if len(drawn.texts) * len(drawn.shapes) > _MOST:
        raise unsafe(f"A page has {len(drawn.texts):,} texts and {len(drawn.shapes):,} shapes")
    left, bottom, right, top = page.get_cropbox()
    inside = (left - _MARGIN, bottom - _MARGIN, right + _MARGIN, top + _MARGIN)
    reasons = ((_why_unseen(text, drawn.shapes, inside), text.said) for text in drawn.texts)
    return next((one for one in reasons if one[0]), ("", ""))


def _why_unseen(text: _Text, shapes: Sequence[_Shape], page: Box) -> str:
    points = text.points
    if not text.is_drawn:
        return "is not drawn, as after text recognition of a scan"
    if text.size < _TINY:
        return "is too small to be seen"
    if not _has(page, points[0]) or (text.clip and not any(_has(text.clip, point) for point in points)):
        return "lies outside of what the page shows"
    if any(shape.covers and all(_has(shape.box, point) for point in points) for shape in shapes[text.before :]):
        return "is covered by a shape or a picture"
    below = [shape for shape in shapes[: text.before] if _has(shape.box, points[0])]
    if are_alike(text.colour, below[-1].colour if below else WHITE):
        return "has the colour of its ground"
    return ""


class _Drawn:
    """What a page shows, in the order in which it is drawn."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self.shapes: list[_Shape] = []
        self.texts: list[_Text] = []
        self._pdfium: Any = pdfium
        self._page = page
        self._count = 0
        self._text_page = page.get_textpage()

    def objects(self) -> list[Any]:
        """Return the objects of the page."""
        count = self._pdfium.FPDFPage_CountObjects(self._page)
        return [self._pdfium.FPDFPage_GetObject(self._page, number) for number in range(count)]

    def follow(self, objects: Sequence[Any], matrix: Matrix, clip: Box | None, depth: int) -> None:
        """Take in objects of the page, or of a form on it, which stands there by a matrix and within a clip."""
        pdfium = self._pdfium
        self._count += len(objects)
        if self._count > _MOST_OBJECTS:
            raise unsafe(f"A page has more than {_MOST_OBJECTS:,} texts and shapes")
        for one in objects:
            kind = pdfium.FPDFPageObj_GetType(one)
            shown = _within(self._clip(one, matrix), clip)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(one)
                inner = [pdfium.FPDFFormObj_GetObject(one, number) for number in range(count)]
                self.follow(inner, _times(self._matrix(one), matrix), shown, depth + 1)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._write(one, matrix, shown)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._paint(one, matrix, shown)
            elif (box := self._box(one, matrix)) and (seen := _within(box, shown)):
                hides = any(_has(seen, point) for text in self.texts for point in text.points)
                covers = hides and kind == pdfium.FPDF_PAGEOBJ_IMAGE and self._is_solid(one)
                self.shapes.append(_Shape(seen, None, covers))

    def _write(self, text: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        box = self._box(text, matrix)
        said = self._letters(text)
        if box is None or (said and not said.strip()):
            return
        size = ctypes.c_float()
        self._pdfium.FPDFTextObj_GetFontSize(text, size)
        _, _, c, d, _, _ = _times(self._matrix(text), matrix)
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(text)
        colour, alpha = self._fill(text)
        is_drawn = mode not in _NOT_DRAWN and alpha > _FAINT
        filled = colour if mode == 0 and alpha == 255 else None
        points = abs(size.value) * max(abs(c), abs(d))
        self.texts.append(_Text(box, clip, filled, is_drawn, points, len(self.shapes), said))

    def _letters(self, text: Any) -> str:  # noqa: ANN401
        """Return what a text says, empty where its letters have no names."""
        length = self._pdfium.FPDFTextObj_GetText(text, self._text_page, None, 0)
        letters = ctypes.create_string_buffer(length + 2)
        self._pdfium.FPDFTextObj_GetText(
            text, self._text_page, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), length
        )
        return letters.raw[:length].decode("utf-16-le", "replace").rstrip("\0")

    def _paint(self, path: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        mode, line = ctypes.c_int(), ctypes.c_int()
        colour, alpha = self._fill(path)
        if not (self._pdfium.FPDFPath_GetDrawMode(path, mode, line) and mode.value and alpha):
            return
        is_solid = alpha == 255 and not self._pdfium.FPDFPageObj_HasTransparency(path)
        count = self._pdfium.FPDFPath_CountSegments(path)
        segments = [self._pdfium.FPDFPath_GetPathSegment(path, number) for number in range(count)]
        for points in self._outlines(segments, _times(self._matrix(path), matrix)):
            box = _around([point for point, _ in points])
            is_exact = all(straight and _is_corner(point, box) for point, straight in points)
            seen = _within(box, clip)
            if seen and min(seen[2] - seen[0], seen[3] - seen[1]) >= _THIN:
                self.shapes.append(_Shape(seen, colour if is_exact and is_solid else None, is_exact and is_solid))

    def _outlines(self, segments: Sequence[Any], matrix: Matrix) -> list[list[tuple[Point, bool]]]:
        """Return the closed pieces of a path: their points, and whether a straight line leads there."""
        outlines: list[list[tuple[Point, bool]]] = []
        for segment in segments:
            kind = self._pdfium.FPDFPathSegment_GetType(segment)
            if kind == self._pdfium.FPDF_SEGMENT_MOVETO or not outlines:
                outlines.append([])
            x, y = ctypes.c_float(), ctypes.c_float()
            self._pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            straight = kind != self._pdfium.FPDF_SEGMENT_BEZIERTO
            outlines[-1].append((_at(matrix, x.value, y.value), straight))
        return outlines

    def _clip(self, one: Any, matrix: Matrix) -> Box | None:  # noqa: ANN401
        """Return what of the page is left to an object, None if nothing is cut off."""
        clip = self._pdfium.FPDFPageObj_GetClipPath(one)
        count = self._pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
        left: Box | None = None
        for number in range(max(count, 0)):
            pieces = self._pdfium.FPDFClipPath_CountPathSegments(clip, number)
            segments = [self._pdfium.FPDFClipPath_GetPathSegment(clip, number, piece) for piece in range(pieces)]
            points = [point for outline in self._outlines(segments, matrix) for point, _ in outline]
            left = (_within(_around(points), left) if points else None) or (0.0, 0.0, -1.0, -1.0)
        return left

    def _is_solid(self, picture: Any) -> bool:  # noqa: ANN401
        """Return whether nothing can be seen through a picture."""
        if self._pdfium.FPDFPageObj_HasTransparency(picture):
            return False
        bitmap = self._pdfium.FPDFImageObj_GetRenderedBitmap(self._page.pdf, self._page, picture)
        if not bitmap:
            return False
        try:
            if self._pdfium.FPDFBitmap_GetFormat(bitmap) != self._pdfium.FPDFBitmap_BGRA:
                return True
            size = self._pdfium.FPDFBitmap_GetStride(bitmap) * self._pdfium.FPDFBitmap_GetHeight(bitmap)
            return min(ctypes.string_at(self._pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4], default=0) == 255
        finally:
            self._pdfium.FPDFBitmap_Destroy(bitmap)

    def _fill(self, one: Any) -> tuple[Colour | None, int]:  # noqa: ANN401
        """Return the colour that fills an object, and how much of it is seen: 0 to 255."""
        parts = [ctypes.c_uint() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetFillColor(one, *parts):
            return None, 255
        red, green, blue, alpha = (part.value for part in parts)
        return (red, green, blue), alpha

    def _matrix(self, one: Any) -> Matrix:  # noqa: ANN401
        given = self._pdfium.FS_MATRIX()
        if not self._pdfium.FPDFPageObj_GetMatrix(one, given):
            return _AS_IT_IS
        return given.a, given.b, given.c, given.d, given.e, given.f

    def _box(self, one: Any, matrix: Matrix) -> Box | None:  # noqa: ANN401
        edges = [ctypes.c_float() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetBounds(one, *edges):
            return None
        left, bottom, right, top = (edge.value for edge in edges)
        return _around([_at(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _at(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: Sequence[Point]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _has(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_corner(point: Point, box: Box) -> bool:
    near = 0.5
    return min(abs(point[0] - box[0]), abs(point[0] - box[2])) < near and (
        min(abs(point[1] - box[1]), abs(point[1] - box[3])) < near
    )


def _within(box: Box | None, clip: Box | None) -> Box | None:
    """Return what of a box lies within another; None is the whole of the plane, or nothing of a box outside."""
    if box is None or clip is None:
        return clip if box is None else box
    left, bottom, right, top = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None
