"""Tells whether a style leaves an element no room on the screen, or moves it off the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping

LENGTH = re.compile(r"(-?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z%]*)")
_PIXELS = {"em": 16, "rem": 16, "pt": 1.33, "ch": 8, "ex": 8, "cm": 38, "mm": 3.8, "in": 96, "vw": 12, "vh": 8, "%": 8}
"""Pixels of each unit, about; 1 where none is listed."""
_BEYOND, _FAR = -400, 3_000
"""Pixels beyond the left or upper edge, and to the right or below, where nobody scrolls to."""
_MOVED = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)", re.IGNORECASE)
_CLIPPED = re.compile(r"rect\(\s*([01](?:px|em)?|auto)(?:[\s,]+[01](?:px|em)?){3}\s*\)", re.IGNORECASE)


def is_moved_off(declared: Mapping[str, str]) -> bool:
    """Return whether a style moves an element beyond every edge of the screen that can be scrolled to."""
    moves = [declared.get(name, "") for name in ("margin-left", "margin-top", "margin-inline-start")]
    moves += declared.get("margin", "").split()[::3]
    if declared.get("position", "static") != "static":
        moves += [declared.get(name, "") for name in ("left", "right", "top", "bottom", "inset-inline-start")]
        moves += declared.get("inset", "").split()
    for moved in (*_MOVED.findall(declared.get("transform", "")), declared.get("translate", "")):
        # A percentage is of the element's own size: -50% only centres it.
        moves += [length for length in re.split(r"[\s,]+", moved) if not length.endswith("%")]
    return any(not _BEYOND < pixels < _FAR for pixels in map(_pixels, moves))


def is_for_hearing(declared: Mapping[str, str]) -> bool:
    """Return whether an element is cut down to a pixel or nothing, as texts for programs that read aloud are."""
    overflow = " ".join(declared.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    sizes = [_pixels(declared[name]) for name in ("width", "height") if declared.get(name)]
    is_dot = bool(re.search("hidden|clip", overflow)) and any(0 <= size <= 1 for size in sizes)
    return is_dot or (
        declared.get("position", "static") in ("absolute", "fixed") and bool(_CLIPPED.match(declared.get("clip", "")))
    )


def _pixels(text: str) -> float:
    match = LENGTH.fullmatch(text.strip())
    return float(match.group(1)) * _PIXELS.get(match.group(2), 1) if match else 0.0


def is_scaled_away(transform: str) -> bool:
    """Return whether a transform scales an element to nothing."""
    return bool(re.search(r"scale(?:x|y|3d)?\(\s*-?0(?:\.0*)?\s*[,)\s]", transform, re.IGNORECASE))


def has_no_room(declared: Mapping[str, str]) -> bool:
    """Return whether an element has no room to be seen. An element of one pixel is for those who hear a page."""
    overflow = f"{declared.get('overflow', '')} {declared.get('overflow-x', '')} {declared.get('overflow-y', '')}"
    if re.search(r"hidden|clip", overflow):
        sizes = [declared.get(name, "") for name in ("height", "max-height", "width", "max-width")]
        if any(length_of(size) == (0.0, True) for size in sizes):
            return True
    is_dot = bool(re.match(r"1px", declared.get("width", "")))
    clip = re.match(r"inset\(\s*(\d+)(?:\.\d*)?%|(?:circle|ellipse)\(\s*0", declared.get("clip-path", ""))
    return bool(clip and not is_dot and (clip.group(1) is None or int(clip.group(1)) >= 50))


def length_of(text: str) -> tuple[float, bool]:
    """Return the number of a length, without its unit, and whether the text is a length."""
    match = LENGTH.fullmatch(text)
    return (float(match.group(1)), True) if match else (0.0, False)
