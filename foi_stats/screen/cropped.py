"""Cropped pictures of documents and workbooks: the file keeps what is cut off, unless that is blank."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from foi_stats.files.zip import whole_tags
from foi_stats.screen.catalogue import finding
from foi_stats.screen.package import Package
from foi_stats.vocabulary.findings import Finding

_DRAWN = ("/drawings/drawing", "word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
_PIECE = re.compile(rb"<(?:\w+:)?blip\b[^<>]*?\bembed\s*=\s*[\"']([^\"'<>]*)|<(?:\w+:)?srcRect\b([^<>]*)>")
_SIDE = re.compile(rb"\b([lrtb])\s*=\s*[\"'](-?\d{1,9})[\"']")
_ROUNDED, _TRIMMED = 0.01, 0.1
"""The shares of a picture's height or width that may be cut off: programs round, and letterheads are trimmed to fit."""

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
            if not _is_blank(package, targets.get(picture, ""), (left, top, right, bottom)):
                yield cut


def _is_blank(package: Package, part: str, cuts: tuple[float, float, float, float]) -> bool:
    """Return whether what is cut off a picture is of one colour, or transparent; False where that cannot be told."""
    import numpy as np
    from PIL import Image

    if part not in package.archive or not part.endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp")):
        return False
    try:
        with Image.open(io.BytesIO(package.archive.read(part, _MAX_PART))) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                return False
            pixels = np.asarray(picture.convert("RGBA")).astype(np.int16)
    except (OSError, ValueError, SyntaxError):  # a broken picture is broken for viewers too
        return False
    high, wide = pixels.shape[:2]
    left, top, right, bottom = cuts
    outside = np.ones((high, wide), np.bool_)
    outside[round(top * high) : high - round(bottom * high), round(left * wide) : wide - round(right * wide)] = False
    lost = pixels[outside]
    lost = lost[lost[:, 3] > 0][:, :3]
    return bool(not len(lost) or (lost.max(axis=0) - lost.min(axis=0) < _ALIKE).all())
