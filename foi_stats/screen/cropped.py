"""Cropped pictures of documents and workbooks: the file keeps what is cut off, unless that is blank."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from foi_stats.files.zip import Archive, whole_tags
from foi_stats.screen.catalogue import finding
from foi_stats.screen.package import Package
from foi_stats.vocabulary.findings import Finding

if TYPE_CHECKING:
    from PIL.Image import Image

_DRAWN = ("/drawings/drawing", "word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
_PIECE = re.compile(rb"<(?:\w+:)?blip\b[^<>]*?\bembed\s*=\s*[\"']([^\"'<>]*)|<(?:\w+:)?srcRect\b([^<>]*)>")
_SIDE = re.compile(rb"\b([lrtb])\s*=\s*[\"'](-?\d{1,9})[\"']")
_ROUNDED, _TRIMMED = 0.01, 0.1
"""The shares of a picture's height or width that may be cut off: programs round, and letterheads are trimmed to fit."""

_LENGTH = re.compile(r"(-?\d*\.?\d+) ?(in|cm|mm|pt|pc|px)\b", re.IGNORECASE)
_INCHES = {"in": 1, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6, "px": 1 / 96}
_DOTS = 96.0
"""The dots of an inch of a picture that does not say how many it has."""
_ALIKE = 12
_MAX_PIXELS = 25_000_000
_MAX_PART = 64 * 2**20


def hidden_picture(package: Package) -> Iterator[Finding]:
    """Yield a finding for the picture of which most is cut off, because the file keeps the whole picture.

    What is cut off of one colour, as the margin of a logo is, is none; up to a tenth is a warning.
    """
    most = 0.0, ""
    for part in package.parts(*_DRAWN):
        if part.endswith(".xml"):
            most = max(most, *((cut, part) for cut in _cuts(package, part)), (0.0, ""))
    cut, part = most
    if cut:
        found = finding("hidden-picture", f"The part {part} shows a picture of which {cut:.0%} is cut off, but kept")
        yield replace(found, severity="warning") if cut <= _TRIMMED else found


def _cuts(package: Package, part: str) -> Iterator[float]:
    """Yield how much is cut off each picture of a part that loses something: of its height or its width."""
    targets: dict[str, str] | None = None
    picture = ""
    for piece in whole_tags(package.archive.pieces(part)):
        for embedded, sides in _PIECE.findall(piece) if b"srcRect" in piece or b"blip" in piece else ():
            if embedded:
                picture = embedded.decode("utf-8", "replace")
                continue
            shares = {side.decode(): max(0, int(share)) / 100_000 for side, share in _SIDE.findall(sides)}
            left, right, top, bottom = (shares.get(side, 0.0) for side in "lrtb")
            cut = min(max(left + right, top + bottom), 1.0)
            if cut <= _ROUNDED:
                continue
            if targets is None:
                targets = {name: found.target for name, found in package.relationships(part).items()}
            if not _is_blank(_opened(package.archive, targets.get(picture, "")), (left, top, right, bottom)):
                yield cut


def clipped_picture(archive: Archive, clips: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield a finding for the picture of an OpenDocument file of which most is cut off.

    Parameters
    ----------
    clips
        The part of each picture that is cropped, and its crop (``fo:clip``): ``rect(0cm, 2cm, 0cm, 0cm)``, the lengths
        cut off its top, right, bottom and left, of the size that it has by itself.
    """
    most = max((_clipped(archive, part, clip) for part, clip in clips), default=0.0)
    if most > _ROUNDED:
        found = finding("hidden-picture", f"A picture of which {most:.0%} is cut off is still whole in the file")
        yield replace(found, severity="warning") if most <= _TRIMMED else found


def _clipped(archive: Archive, part: str, clip: str) -> float:
    """Return how much a crop cuts off a picture, of its height or its width; all of it where that cannot be told."""
    sides = [float(length) * _INCHES[unit.lower()] for length, unit in _LENGTH.findall(clip)]
    if len(sides) != 4 or not any(side > 0 for side in sides):
        return 0.0
    picture = _opened(archive, part)
    if picture is None:
        return 1.0
    dots = [dots if dots > 1 else _DOTS for dots in map(float, picture.info.get("dpi", (_DOTS, _DOTS)))]
    wide, high = picture.width / dots[0], picture.height / dots[1]
    top, right, bottom, left = (max(0.0, side) for side in sides)
    cuts = (left / wide, top / high, right / wide, bottom / high)
    cut = min(max(cuts[0] + cuts[2], cuts[1] + cuts[3]), 1.0)
    return 0.0 if cut <= _ROUNDED or _is_blank(picture, cuts) else cut


def _opened(archive: Archive, part: str) -> Image | None:
    """Return the picture of a part, or None if it is not there, broken, too large or of another kind."""
    import PIL.Image

    if part not in archive or not part.endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp")):
        return None
    try:
        picture = PIL.Image.open(io.BytesIO(archive.read(part, _MAX_PART)))
    except (OSError, ValueError, SyntaxError):  # a broken picture is broken for viewers too
        return None
    return picture if picture.width * picture.height <= _MAX_PIXELS else None


def _is_blank(picture: Image | None, cuts: tuple[float, float, float, float]) -> bool:
    """Return whether what is cut off a picture is of one colour, or transparent; False where that cannot be told."""
    import numpy as np

    if picture is None:
        return False
    try:
        pixels = np.asarray(picture.convert("RGBA")).astype(np.int16)
    except (OSError, ValueError, SyntaxError):
        return False
    high, wide = pixels.shape[:2]
    left, top, right, bottom = cuts
    outside = np.ones((high, wide), np.bool_)
    outside[round(top * high) : high - round(bottom * high), round(left * wide) : wide - round(right * wide)] = False
    lost = pixels[outside]
    lost = lost[lost[:, 3] > 0][:, :3]
    return bool(not len(lost) or (lost.max(axis=0) - lost.min(axis=0) < _ALIKE).all())
