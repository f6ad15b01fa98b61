"""Reads the text of pdf pages, and finds unseen text: not drawn, white on white, covered, tiny, off the page.

PDFium finds the place and the look of each object of a page. Text is compared with plain shapes and pictures; text on
patterns is not judged.
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
"""Points beyond the edge of the page at which text may begin."""

_THIN = 2.0
"""Points below which a shape is neither background nor cover of a text: rules and curves of maps and drawings."""

_MOST = 50_000_000
"""The most pairs of a text and a shape that are compared on a page."""

_MOST_OBJECTS = 200_000

_FAINT = 12
"""The opacity, of 255, up to which nothing can be seen."""

_NOT_DRAWN = (3, 7)
"""Rendering modes that draw no text (ISO 32000-1, table 106)."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A painted shape: its place, its colour (None if unknown), and whether it covers what is below."""

    box: Box
    colour: Colour | None
    covers: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """A drawn text: its place, clip, colour (None if unknown) and size, and how many shapes were painted before it."""

    box: Box
    clip: Box | None
    colour: Colour | None
    is_drawn: bool
    size: float
    before: int
    text: str

    @property
    def points(self) -> tuple[Point, Point]:
        """A point near its beginning, and its middle."""
        left, bottom, right, top = self.box
        up = (bottom + top) / 2
        return (left + 0.1 * (right - left), up), (left + 0.5 * (right - left), up)


def pdf_texts(data: bytes) -> list[str]:
    """Return the text of each page as PDFium reads it, with text off the page, and last the text of the properties."""
    with _opened(data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return [*pages, " ".join(document.get_metadata_dict().values())]


def unseen_texts(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield, for each page with unseen text, its number, why the first such text cannot be seen, and that text."""
    with _opened(data) as document:
        for number, page in enumerate(document, 1):
            why, text = _unseen(page)
            if why:
                yield number, why, text


def without_password(data: bytes) -> bytes:
    """Return a pdf without its owner's password, which restricts editing and not reading.

    A pdf that does not open without a password is refused.
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
    reasons = ((_why_unseen(text, drawn.shapes, inside), text.text) for text in drawn.texts)
    return next((reason for reason in reasons if reason[0]), ("", ""))


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
    """The shapes and texts of a page, in the order in which they are drawn."""

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
        """Record objects of the page, or of a form that is placed on it by a matrix and within a clip."""
        pdfium = self._pdfium
        self._count += len(objects)
        if self._count > _MOST_OBJECTS:
            raise unsafe(f"A page has more than {_MOST_OBJECTS:,} texts and shapes")
        for item in objects:
            kind = pdfium.FPDFPageObj_GetType(item)
            shown = _within(self._clip(item, matrix), clip)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(item)
                inner = [pdfium.FPDFFormObj_GetObject(item, number) for number in range(count)]
                self.follow(inner, _times(self._matrix(item), matrix), shown, depth + 1)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._write(item, matrix, shown)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._paint(item, matrix, shown)
            elif (box := self._box(item, matrix)) and (seen := _within(box, shown)):
                hides = any(_has(seen, point) for text in self.texts for point in text.points)
                covers = hides and kind == pdfium.FPDF_PAGEOBJ_IMAGE and self._is_solid(item)
                self.shapes.append(_Shape(seen, None, covers))

    def _write(self, text: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        box = self._box(text, matrix)
        letters = self._letters(text)
        if box is None or (letters and not letters.strip()):
            return
        size = ctypes.c_float()
        self._pdfium.FPDFTextObj_GetFontSize(text, size)
        _, _, c, d, _, _ = _times(self._matrix(text), matrix)
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(text)
        colour, alpha = self._fill(text)
        is_drawn = mode not in _NOT_DRAWN and alpha > _FAINT
        filled = colour if mode == 0 and alpha == 255 else None
        points = abs(size.value) * max(abs(c), abs(d))
        self.texts.append(_Text(box, clip, filled, is_drawn, points, len(self.shapes), letters))

    def _letters(self, text: Any) -> str:  # noqa: ANN401
        """Return the characters of a text, empty if its glyphs have no names."""
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
        """Return the closed pieces of a path: their points, and whether a straight line leads to each."""
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

    def _clip(self, item: Any, matrix: Matrix) -> Box | None:  # noqa: ANN401
        """Return the part of the page within which an object is drawn, None if nothing is cut off."""
        clip = self._pdfium.FPDFPageObj_GetClipPath(item)
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

    def _fill(self, item: Any) -> tuple[Colour | None, int]:  # noqa: ANN401
        """Return the colour that fills an object, and its opacity: 0 to 255."""
        parts = [ctypes.c_uint() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetFillColor(item, *parts):
            return None, 255
        red, green, blue, alpha = (part.value for part in parts)
        return (red, green, blue), alpha

    def _matrix(self, item: Any) -> Matrix:  # noqa: ANN401
        given = self._pdfium.FS_MATRIX()
        if not self._pdfium.FPDFPageObj_GetMatrix(item, given):
            return _AS_IT_IS
        return given.a, given.b, given.c, given.d, given.e, given.f

    def _box(self, item: Any, matrix: Matrix) -> Box | None:  # noqa: ANN401
        edges = [ctypes.c_float() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetBounds(item, *edges):
            return None
        left, bottom, right, top = (edge.value for edge in edges)
        return _around([_at(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
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
    """Return the intersection of two boxes: an argument None is the whole plane, a result None is no intersection."""
    if box is None or clip is None:
        return clip if box is None else box
    left, bottom, right, top = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None
