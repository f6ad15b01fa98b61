"""Walks the objects of a pdf page once with PDFium, and records its texts, shapes and pictures in order."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

from foi_stats.files.limits import unsafe
from foi_stats.screen.colours import Colour
from foi_stats.screen.matrices import AS_IT_IS, Matrix, moved, times
from foi_stats.screen.pdf_shapes import (
    NOWHERE,
    Box,
    Outline,
    Shape,
    around,
    bars,
    is_rectangle,
    straightened,
    union,
    within,
)

_MAX_DEPTH = 8
_MOST_OBJECTS = 200_000
_MOST_POINTS = 2_000
"""The most points of an outline that is compared with texts; a map may have more."""

_THIN = 2.0
"""Points below which a shape is no background of a text: rules and curves of maps and drawings."""

_HAIR = 0.7
"""Points below which a shape covers nothing, not even beside others of its kind."""

_FAINT = 12
"""The opacity, of 255, up to which nothing can be seen."""

_DENSE = 240
"""The opacity, of 255, from which nothing can be seen beneath."""

_NOT_DRAWN = (3, 7)
"""Rendering modes that draw no text (ISO 32000-1, table 106)."""

_LOOKED_AT = (64.0, 0.0, 0.0, 64.0, 0.0, 0.0)
"""The matrix of a picture while its opacity is looked at."""

_LETTERS = 1_024
"""Bytes that most texts have room in."""

_FLAT = 0.01
_SMALL = 16
"""Pixels below which a picture shows nothing that could be read."""


@dataclass(frozen=True, slots=True)
class Text:
    """A drawn text: its place, clip, colour (None if unknown) and size, and how many shapes were painted before it."""

    item: Any
    box: Box
    clip: Box | None
    colour: Colour | None
    is_drawn: bool
    size: float
    before: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its place, its clip, and how many shapes were painted up to it."""

    box: Box
    clip: Box | None
    before: int


class Drawn:
    """The shapes, texts and pictures of a page, in the order in which they are drawn."""

    def __init__(self, page: Any, text_page: Any) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self.shapes: list[Shape] = []
        self.texts: list[Text] = []
        self.pictures: list[Picture] = []
        self._pdfium: Any = pdfium
        self._page = page
        self._count = 0
        self._text_page = text_page
        self._letters = ctypes.create_string_buffer(_LETTERS)
        self._size = ctypes.c_float()
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._parts = tuple(ctypes.c_uint() for _ in range(4))
        self._given = pdfium.FS_MATRIX()
        count = pdfium.FPDFPage_CountObjects(page)
        self._follow([pdfium.FPDFPage_GetObject(page, number) for number in range(count)], AS_IT_IS, None, 0)

    @cached_property
    def reach(self) -> list[Box | None]:
        """The box around the shapes from each number on that may cover something, to tell quickly that none does."""
        boxes: list[Box | None] = [None]
        for shape in reversed(self.shapes):
            boxes.append(boxes[-1] if shape.covers is False else union(boxes[-1], shape.box))
        return boxes[::-1]

    @cached_property
    def _letters_of(self) -> dict[int | None, list[tuple[str, Box]]]:
        """The letters of each text that leave a mark on the page, with their boxes."""
        found: dict[int | None, list[tuple[str, Box]]] = {}
        edges = [ctypes.c_double() for _ in range(4)]
        for number in range(self._pdfium.FPDFText_CountChars(self._text_page)):
            self._pdfium.FPDFText_GetCharBox(self._text_page, number, *edges)
            left, right, bottom, top = (edge.value for edge in edges)
            if right - left > _FLAT and top - bottom > _FLAT:
                letter = chr(self._pdfium.FPDFText_GetUnicode(self._text_page, number))
                item = self._pdfium.FPDFText_GetTextObject(self._text_page, number)
                found.setdefault(_address(item), []).append((letter, (left, bottom, right, top)))
        return found

    def letters(self, text: Text) -> list[tuple[str, Box]]:
        """Return the letters of a text that leave a mark, with their boxes; none if PDFium does not tell them."""
        return self._letters_of.get(_address(text.item), [])

    def covers(self, shape: Shape) -> bool:
        """Return whether nothing can be seen through a shape; a picture is looked at once."""
        if shape.covers is None:
            shape.covers = self._is_solid_picture(shape.item)
        return shape.covers

    def _follow(self, objects: Sequence[Any], matrix: Matrix, clip: Box | None, depth: int) -> None:
        """Record objects of the page, or of a form that is placed on it by a matrix and within a clip."""
        pdfium = self._pdfium
        self._count += len(objects)
        if self._count > _MOST_OBJECTS:
            raise unsafe(f"A page has more than {_MOST_OBJECTS:,} texts and shapes")
        for item in objects:
            kind = pdfium.FPDFPageObj_GetType(item)
            shown = within(self._clip(item, matrix), clip)
            shown = NOWHERE if shown is None and clip is not None else shown
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                self._follow_form(item, matrix, shown, depth)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._write(item, matrix, shown)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._paint(item, matrix, shown)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._show(item, matrix, shown)
            elif (box := self._box(item, matrix)) and (seen := within(box, shown)):
                self.shapes.append(Shape(seen, None, not pdfium.FPDFPageObj_HasTransparency(item)))

    def _follow_form(self, form: Any, matrix: Matrix, shown: Box | None, depth: int) -> None:  # noqa: ANN401
        pdfium = self._pdfium
        inner = [pdfium.FPDFFormObj_GetObject(form, number) for number in range(pdfium.FPDFFormObj_CountObjects(form))]
        first = len(self.shapes)
        self._follow(inner, times(inner=self._matrix(form), outer=matrix), shown, depth + 1)
        if not self._is_dense(form):
            for shape in self.shapes[first:]:
                shape.covers, shape.colour = False, None

    def _write(self, text: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        box = self._box(text, matrix)
        if box is None or min(box[2] - box[0], box[3] - box[1]) < _FLAT:  # spaces alone
            return
        letters = self._text(text)
        if letters and not letters.strip():
            return
        self._pdfium.FPDFTextObj_GetFontSize(text, self._size)
        _, _, c, d, _, _ = times(inner=self._matrix(text), outer=matrix)
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(text)
        colour, alpha = self._fill(text)
        is_drawn = mode not in _NOT_DRAWN and alpha > _FAINT
        filled = colour if mode == 0 and alpha == 255 else None
        points = abs(self._size.value) * max(abs(c), abs(d))
        self.texts.append(Text(text, box, clip, filled, is_drawn, points, len(self.shapes), letters))

    def _text(self, text: Any) -> str:  # noqa: ANN401
        """Return the characters of a text, empty if its glyphs have no names."""
        length = self._take_text(text)
        if length > len(self._letters):
            self._letters = ctypes.create_string_buffer(length)
            self._take_text(text)
        return self._letters.raw[:length].decode("utf-16-le", "replace").rstrip("\0")

    def _take_text(self, text: Any) -> int:  # noqa: ANN401
        """Have PDFium write the characters of a text where there is room, and return how many bytes they need."""
        room = ctypes.cast(self._letters, ctypes.POINTER(ctypes.c_ushort))
        needed: int = self._pdfium.FPDFTextObj_GetText(text, self._text_page, room, len(self._letters))
        return needed

    def _show(self, item: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        placed = times(inner=self._matrix(item), outer=matrix)
        corners: Outline = [(moved(placed, x, y), True) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        box = around([point for point, _ in corners])
        if seen := within(box, clip):
            outlines = () if is_rectangle(corners, box) else ([point for point, _ in corners],)
            self.shapes.append(Shape(seen, None, None, outlines, item=item))
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        if self._pdfium.FPDFImageObj_GetImagePixelSize(item, wide, high) and min(wide.value, high.value) >= _SMALL:
            self.pictures.append(Picture(box, clip, len(self.shapes)))

    def _paint(self, path: Any, matrix: Matrix, clip: Box | None) -> None:  # noqa: ANN401
        mode, line = ctypes.c_int(), ctypes.c_int()
        if not self._pdfium.FPDFPath_GetDrawMode(path, mode, line) or not (mode.value or line.value):
            return
        placed = times(inner=self._matrix(path), outer=matrix)
        width = self._line_width(path, placed) if line.value else 0.0
        colour, alpha = self._fill(path)
        if not (mode.value and alpha) and width < _THIN:
            return
        count = self._pdfium.FPDFPath_CountSegments(path)
        segments = [self._pdfium.FPDFPath_GetPathSegment(path, number) for number in range(count)]
        outlines = self._outlines(segments, placed)
        is_dense = alpha >= _DENSE and self._is_dense(path, is_stroked=bool(line.value))
        if mode.value and alpha:
            self._fill_outlines(outlines, clip, colour if is_dense else None, is_even_odd=mode.value == 1)
        if width >= _THIN and count <= _MOST_POINTS and self._is_dense(path):
            stroke = self._colour(path, self._pdfium.FPDFPageObj_GetStrokeColor)
            for bar in (bar for outline in outlines for bar in bars(outline, width)):
                if seen := within(around(bar), clip):
                    self.shapes.append(Shape(seen, stroke[0], stroke[1] >= _DENSE, (bar,)))

    def _fill_outlines(
        self, outlines: Sequence[Outline], clip: Box | None, colour: Colour | None, *, is_even_odd: bool
    ) -> None:
        """Record a filled path; a colour of None stands for one that is seen through."""
        whole = around([point for outline in outlines for point, _ in outline]) if outlines else None
        seen = within(whole, clip) if whole else None
        if not seen or not whole or min(seen[2] - seen[0], seen[3] - seen[1]) < _HAIR:
            return
        is_ground = min(seen[2] - seen[0], seen[3] - seen[1]) >= _THIN
        if len(outlines) == 1 and is_rectangle(outlines[0], whole):
            covered: Sequence[Sequence[tuple[float, float]]] = ()
        elif sum(map(len, outlines)) > _MOST_POINTS:
            covered, colour = (), None
        else:
            covered = [straightened(outline) for outline in outlines]
        if is_ground or colour:
            self.shapes.append(Shape(seen, colour, colour is not None, covered, is_even_odd))

    def _line_width(self, path: Any, matrix: Matrix) -> float:  # noqa: ANN401
        width = ctypes.c_float()
        self._pdfium.FPDFPageObj_GetStrokeWidth(path, width)
        wide = width.value * sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        return 0.0 if wide < _THIN or self._pdfium.FPDFPageObj_GetDashCount(path) > 0 else wide

    def _outlines(self, segments: Sequence[Any], matrix: Matrix) -> list[Outline]:
        """Return the pieces of a path."""
        outlines: list[Outline] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for segment in segments:
            kind = self._pdfium.FPDFPathSegment_GetType(segment)
            if kind == self._pdfium.FPDF_SEGMENT_MOVETO or not outlines:
                outlines.append([])
            self._pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            straight = kind != self._pdfium.FPDF_SEGMENT_BEZIERTO
            outlines[-1].append((moved(matrix, x.value, y.value), straight))
            if self._pdfium.FPDFPathSegment_GetClose(segment):
                outlines[-1].append((outlines[-1][0][0], True))
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
            left = (within(around(points), left) if points else None) or NOWHERE
        return left

    def _is_dense(self, item: Any, *, is_stroked: bool = True) -> bool:  # noqa: ANN401
        """Return whether an object hides what is below it: not blended, not masked, all but opaque.

        PDFium tells only that there is some transparency, so the opacity, which it tells too, is taken out first.
        """
        pdfium = self._pdfium
        if not pdfium.FPDFPageObj_HasTransparency(item):
            return True
        for get, put, is_painted in (
            (pdfium.FPDFPageObj_GetFillColor, pdfium.FPDFPageObj_SetFillColor, True),
            (pdfium.FPDFPageObj_GetStrokeColor, pdfium.FPDFPageObj_SetStrokeColor, is_stroked),
        ):
            colour, alpha = self._colour(item, get)
            if is_painted and alpha < _DENSE:
                return False
            put(item, *(colour or (0, 0, 0)), 255)
        return not pdfium.FPDFPageObj_HasTransparency(item)

    def _is_solid_picture(self, picture: Any) -> bool:  # noqa: ANN401
        """Return whether nothing can be seen through a picture, which is made small and upright to look at it."""
        if not self._is_dense(picture):
            return False
        self._pdfium.FPDFImageObj_SetMatrix(picture, *_LOOKED_AT)
        bitmap = self._pdfium.FPDFImageObj_GetRenderedBitmap(self._page.pdf, self._page, picture)
        if not bitmap:
            return False
        try:
            if self._pdfium.FPDFBitmap_GetFormat(bitmap) != self._pdfium.FPDFBitmap_BGRA:
                return True
            size = self._pdfium.FPDFBitmap_GetStride(bitmap) * self._pdfium.FPDFBitmap_GetHeight(bitmap)
            seen = ctypes.string_at(self._pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
            return min(seen, default=0) >= _DENSE
        finally:
            self._pdfium.FPDFBitmap_Destroy(bitmap)

    def _fill(self, item: Any) -> tuple[Colour | None, int]:  # noqa: ANN401
        """Return the colour that fills an object, and its opacity: 0 to 255."""
        return self._colour(item, self._pdfium.FPDFPageObj_GetFillColor)

    def _colour(self, item: Any, get: Any) -> tuple[Colour | None, int]:  # noqa: ANN401
        if not get(item, *self._parts):
            return None, 255
        red, green, blue, alpha = (part.value for part in self._parts)
        return (red, green, blue), alpha

    def _matrix(self, item: Any) -> Matrix:  # noqa: ANN401
        given = self._given
        if not self._pdfium.FPDFPageObj_GetMatrix(item, given):
            return AS_IT_IS
        return given.a, given.b, given.c, given.d, given.e, given.f

    def _box(self, item: Any, matrix: Matrix) -> Box | None:  # noqa: ANN401
        if not self._pdfium.FPDFPageObj_GetBounds(item, *self._edges):
            return None
        left, bottom, right, top = (edge.value for edge in self._edges)
        if matrix == AS_IT_IS:
            return left, bottom, right, top
        return around([moved(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def _address(item: Any) -> int | None:  # noqa: ANN401
    return ctypes.cast(item, ctypes.c_void_p).value
