"""Reads the text of pdf pages, and finds what cannot be seen: not drawn, white on white, covered, tiny, off the page.

``pdf_drawn`` tells the place and the look of each object of a page. Each letter is compared with all that is painted
after it; text on patterns is not judged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from foi_stats.files.limits import damaged, protected, unsafe
from foi_stats.screen.colours import WHITE, are_alike
from foi_stats.screen.pdf_drawn import Drawn, Picture, Text
from foi_stats.screen.pdf_shapes import Box, Point, Shape, has, is_within, meet, points_of

_TINY = 1.0
_MARGIN = 2.0
"""Points beyond the edge of the page from which a letter counts as off the page: a rounding, or a wide italic."""

_FEW = 2
"""The fewest letters beyond an edge that count: programs that cut text at a cell's edge cut a letter now and then."""

_RUN_OVER = 12
"""The most letters by which an ordinary line is too long for its page."""

_MOST = 50_000_000
"""The most pairs of a text and a shape that are compared on a page."""

_GRID = tuple((step + 0.5) / 8 for step in range(8))
_CUT = 0.1
"""The share of a picture that may be cut off: what is printed to the edge of the paper is a little larger."""


class Unseen(NamedTuple):
    """Something on a page that cannot be seen: a text, or a picture (``text`` is None)."""

    page: int
    why: str
    text: str | None
    is_cut: bool = False
    """Whether the text begins where it can be seen, and is cut off at the edge of a cell or frame."""
    whole: str = ""
    """The whole text, of which another page may show the rest: spreadsheets print long texts over several pages."""
    missing: frozenset[int] = frozenset()
    """Which of its letters lie outside of what this page shows."""


class _Pages(NamedTuple):
    """What was read of the pages of a file: their texts, what cannot be seen on them, and which texts can be.

    ``refused`` is why the pages were not looked at to the end.
    """

    texts: list[str]
    unseen: list[Unseen]
    shown: set[str]
    refused: Exception | None = None


def pdf_texts(data: bytes) -> list[str]:
    """Return the text of each page as PDFium reads it, with text off the page, and last the text of the properties."""
    return _read_pages(data).texts


def unseen_content(data: bytes) -> Iterator[Unseen]:
    """Yield the first unseen text and the first unseen picture of each page.

    Text outside of what a page shows is none if the document shows it in another place, such as the next page.
    """
    _, found, shown, refused = _read_pages(data)
    if refused is not None:
        raise refused
    missing: dict[str, frozenset[int]] = {text: frozenset() for text in shown}
    for unseen in found:
        if unseen.whole:
            missing[unseen.whole] = missing.get(unseen.whole, unseen.missing) & unseen.missing
    left = [unseen for unseen in found if not unseen.whole or missing[unseen.whole]]
    for _, on_page in groupby(left, key=lambda unseen: (unseen.page, unseen.text is None)):
        yield min(on_page, key=lambda unseen: unseen.is_cut)


@lru_cache(maxsize=4)
def _read_pages(data: bytes) -> _Pages:
    """Read the pages of a file, once for all who ask for their texts or for what cannot be seen on them."""
    texts: list[str] = []
    found: list[Unseen] = []
    shown: set[str] = set()
    refused: Exception | None = None
    with _opened(data) as document:
        for number, page in enumerate(document, 1):
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            try:
                found += _unseen_on(page, text_page, number, shown) if refused is None else ()
            except Exception as error:  # the texts can be searched all the same
                refused = error
        properties = " ".join(document.get_metadata_dict().values())
    return _Pages([*texts, properties], found, shown, refused)


def _unseen_on(page: Any, text_page: Any, number: int, shown: set[str]) -> Iterator[Unseen]:  # noqa: ANN401
    drawn = Drawn(page, text_page)
    if len(drawn.texts) * len(drawn.shapes) > _MOST:
        raise unsafe(f"A page has {len(drawn.texts):,} texts and {len(drawn.shapes):,} shapes")
    crop = page.get_cropbox()
    edges = (crop[0] - _MARGIN, crop[1] - _MARGIN, crop[2] + _MARGIN, crop[3] + _MARGIN)
    is_found = False
    for text in drawn.texts:
        found = _unseen_text(drawn, text, edges, number)
        if not found:
            shown.add(text.text.strip())
        elif found.whole or not is_found:
            is_found = is_found or not found.whole
            yield found
    pictures = (_why_unseen_picture(drawn, picture, crop) for picture in drawn.pictures)
    yield from [Unseen(number, why, None) for why in pictures if why][:1]


def without_password(data: bytes) -> bytes:
    """Return a pdf without its owner's password, which restricts editing and not reading.

    A pdf that does not open without a password is refused.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_protected = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (protected() if is_protected else damaged(f"The file is damaged: {error}")) from error
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


def _unseen_text(drawn: Drawn, text: Text, page: Box, number: int) -> Unseen | None:
    if not text.is_drawn:
        return Unseen(number, "is not drawn, as after text recognition of a scan", text.text)
    if text.size <= _TINY:
        return Unseen(number, "is too small to be seen", text.text)
    reach = drawn.reach[text.before]
    in_frame = text.clip is None or is_within(text.box, text.clip)
    if not is_within(text.box, page) or not in_frame or (reach and meet(reach, text.box)):
        found = _judge_letters(drawn, text, page, number)
        if found:
            return found
    start = (0.9 * text.box[0] + 0.1 * text.box[2], (text.box[1] + text.box[3]) / 2)
    below = [shape for shape in drawn.shapes[: text.before] if shape.has(start)]
    if are_alike(text.colour, below[-1].colour if below else WHITE):
        return Unseen(number, "has the colour of its ground", text.text)
    return None


def _judge_letters(drawn: Drawn, text: Text, page: Box, number: int) -> Unseen | None:
    """Return which letters of a text are covered, off the page, or cut off; of unknown ones the whole is judged."""
    letters = [(letter, box) for letter, box in drawn.letters(text) if letter.isalnum() or not letter.isprintable()]
    if not letters and not drawn.letters(text):
        letters = [(text.text, text.box)]
    covers = [shape for shape in drawn.shapes[text.before :] if shape.covers is not False and meet(shape.box, text.box)]
    covered = "".join(letter for letter, box in letters if _is_covered(drawn, points_of(box), covers))
    if covered:
        return Unseen(number, "is covered by a shape or a picture", covered)
    shown = (page, text.clip or page)
    outside = [at for at, (_, box) in enumerate(letters) if not all(_shows(frame, box) for frame in shown)]
    if len(outside) < min(_FEW, len(letters)) or not outside:
        return None
    sample = "".join(letters[at][0] for at in outside)
    is_on_page = all(meet(letters[at][1], page) for at in outside)
    is_cut = len(outside) < len(letters) and (is_on_page or _runs_over(outside, len(letters)))
    why = "is cut off at the edge of the page, a cell or a frame" if is_cut else "lies outside of what the page shows"
    return Unseen(number, why, sample, is_cut, text.text.strip(), frozenset(outside))


def _runs_over(outside: Sequence[int], letters: int) -> bool:
    """Return whether a line only runs over the edge of the page: with its last few letters."""
    return len(outside) <= _RUN_OVER and outside[0] == letters - len(outside)


def _shows(frame: Box, letter: Box) -> bool:
    """Return whether a good part of a letter lies in a frame."""
    return meet(frame, letter) and any(has(frame, point) for point in points_of(letter))


def _is_covered(drawn: Drawn, points: Sequence[Point], covers: Sequence[Shape]) -> bool:
    """Return whether shapes together cover all of these points."""
    near = [shape for shape in covers if any(has(shape.box, point) for point in points)]
    return bool(near) and all(any(shape.has(point) and drawn.covers(shape) for shape in near) for point in points)


def _why_unseen_picture(drawn: Drawn, picture: Picture, page: Box) -> str:
    """Return why a picture cannot be seen, or a good part of it; empty if it can."""
    reach = drawn.reach[picture.before]
    in_frame = is_within(picture.box, page) and (picture.clip is None or is_within(picture.box, picture.clip))
    if in_frame and not (reach and meet(reach, picture.box)):
        return ""
    points = points_of(picture.box, _GRID)
    seen = [point for point in points if has(page, point) and (picture.clip is None or has(picture.clip, point))]
    if len(seen) < (1 - _CUT) * len(points):
        return f"is cut off: the file holds all of it, and shows {len(seen) / len(points):.0%}"
    covers = [shape for shape in drawn.shapes[picture.before :] if meet(shape.box, picture.box)]
    return "is covered by a shape or a picture" if _is_covered(drawn, seen, covers) else ""
