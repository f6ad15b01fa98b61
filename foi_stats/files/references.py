"""Where the cells of a piece of xlsx sheet stand, told from all its bytes at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_PREFIXED_CELL = re.compile(rb":c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_AFTER_NAME = np.isin(np.arange(256), np.frombuffer(b" \t\r\n/>", np.uint8))
_REFERENCE = b' r="'
_ROW_TAG = 96  # bytes of a row's tag that are looked at together; most end before
_LONGEST = len("XFD") + 8  # the row's digits and the quotation mark are looked at as eight bytes
_ONES = np.uint64(0x0101010101010101)


_Words = NDArray[Any]  # of unsigned numbers of eight bytes; what they are shifted by would widen a narrower type


class Span(NamedTuple):
    """Some XML: how many tags it has, how many of them are left open, how many cells, and where those stand.

    Rows and columns are counted from 1. ``row_tags`` are the places in the XML just after ``<row``; ``plain_rows`` says
    that none of those tags says anything of its row's height or of being hidden. ``formulas``, ``errors`` and
    ``merges`` say whether a formula may end, an error value stand, or a merged range be listed in it.
    """

    tags: int
    left_open: int
    cells: int = 0
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    row_tags: Sequence[int] = ()
    plain_rows: bool = False
    formulas: bool = False
    errors: bool = False
    merges: bool = False


def cell_span(piece: bytes, prefix: bytes = b"") -> Span | None:
    """Return where the cells of some XML stand, or None if any cell might be spelt in another way than ``<c r="B7"``.

    Parameters
    ----------
    piece
        XML that ends before a tag, and in which no tag is cut.
    prefix
        What stands before the name of each tag: ``b"x:"``, or nothing.
    """
    look = _LOOK.at(piece, len(prefix) + _ROW_TAG + len(_REFERENCE) + _LONGEST + 1)
    text, after = look.text, 1 + len(prefix)
    # Passes over all bytes are many times faster than a look at each tag, of which there are millions.
    tags, closing, selfclosing = look.count("<"), look.count("<", "/"), look.count("/", ">")
    # A single character is found many times faster than two: most pieces have none of these.
    neither = sum(look.count("<", sign) for sign in "!?" if sign.encode() in piece)
    ends = _named(text, look.places("<", "c", after) + 1, prefix + b"c")
    prefixed = len(_PREFIXED_CELL.findall(piece)) if b":" in piece else 0
    if prefixed != (len(ends) if prefix else 0) or (prefix and _PLAIN_CELL.search(piece)):
        return None
    corners: tuple[int, int, int, int] | None = (0, 0, 0, 0)
    if len(ends):
        if (_together(text, 4)[ends] != int.from_bytes(_REFERENCE, "little")).any():
            return None
        corners = _corners(text, ends + len(_REFERENCE))
    if corners is None:
        return None
    rows = _named(text, look.places("<", "r", after) + 1, prefix + b"row")
    return Span(
        tags,
        tags - 2 * closing - neither - selfclosing,
        len(ends),
        *corners,
        row_tags=rows.tolist(),
        plain_rows=_are_plain(text, rows),
        formulas=look.count("<", "f", after + 1) > 0,
        errors=look.count('"', "e") > 0 or b"'" in piece,
        merges=look.count("<", "m", after) > 0,
    )


class _Look(threading.local):
    """All bytes of a piece looked at together, for one or two that stand at a distance from one another.

    What is found stands in the same memory each time: to be given new memory takes longer than to look.
    """

    one = two = np.empty(0, np.bool_)

    def at(self, piece: bytes, margin: int) -> _Look:
        """Return the look at a piece, and some blanks after it."""
        self.text = np.frombuffer(piece + b" " * margin, np.uint8)
        self.size = len(piece)
        if len(self.one) < self.size:
            self.one, self.two = np.empty(2 * self.size, np.bool_), np.empty(2 * self.size, np.bool_)
        return self

    def found(self, first: str, second: str = "", apart: int = 1) -> NDArray[np.bool_]:
        """Return for each place whether one character stands there, and another so much further on."""
        one = np.equal(self.text[: self.size], ord(first), out=self.one[: self.size])
        if second:
            two = np.equal(self.text[apart : self.size + apart], ord(second), out=self.two[: self.size])
            np.logical_and(one, two, out=one)
        return one

    def count(self, first: str, second: str = "", apart: int = 1) -> int:
        """Return in how many places it is so."""
        return int(np.count_nonzero(self.found(first, second, apart)))

    def places(self, first: str, second: str, apart: int = 1) -> NDArray[np.intp]:
        """Return the places in which it is so."""
        return np.flatnonzero(self.found(first, second, apart))


_LOOK = _Look()


def _named(text: NDArray[np.uint8], starts: NDArray[np.intp], name: bytes) -> NDArray[np.intp]:
    """Return where the name ends of each tag that has this name, and whose name starts at one of these places."""
    for offset, letter in enumerate(name):
        starts = starts[text[starts + offset] == letter]
    ends = starts + len(name)
    return ends[_AFTER_NAME[text[ends]]]


def _are_plain(text: NDArray[np.uint8], rows: NDArray[np.intp]) -> bool:
    """Return whether no row's tag says ``hidden`` or ``ht``: none has an h, and each ends within a glance."""
    if not len(rows):
        return True
    windows = np.ndarray((len(text) - _ROW_TAG + 1, _ROW_TAG), np.uint8, text, strides=(1, 1))
    seen = windows[rows]
    ends, hs = seen == ord(">"), seen == ord("h")
    before = np.where(hs.any(axis=1), hs.argmax(axis=1), _ROW_TAG)
    return bool(ends.any(axis=1).all() and (ends.argmax(axis=1) < before).all())


def _together(text: NDArray[np.uint8], many: int) -> _Words:
    """Return, for each place, this many bytes from there on as one number, the first the lowest."""
    return np.ndarray(len(text) - many + 1, f"<u{many}", text, strides=(1,))


def _corners(text: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[int, int, int, int] | None:
    """Return the rectangle of the references that start here, or None if one is not a reference.

    Eight bytes are taken as one number, the first the lowest: so all references are worked on at once.
    """
    eight = _together(text, 8)
    bytes_of = eight[starts]
    letters = _leading(bytes_of, 64, 26)
    digits_of = eight[starts + letters.astype(np.intp)]
    digits = _leading(digits_of, 47, 10)
    if letters.min() < 1 or letters.max() > 3 or digits.min() < 1 or digits.max() > 7:
        return None
    if (((digits_of >> (8 * digits)) & 0xFF) != ord('"')).any():
        return None
    # Shifted, so that the last letter stands in the third byte and the last digit in the seventh; before it are zeros.
    letters_of, digits_of = bytes_of << (8 * (3 - letters)), digits_of << (8 * (7 - digits))
    columns = _number(letters_of & 0x1F1F1F, 3, 26)
    rows = _number(digits_of & 0x0F0F0F0F0F0F0F, 7, 10)
    return int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max())


def _leading(bytes_of: _Words, before: int, many: int) -> _Words:
    """Return how many bytes from the first on lie among ``many`` characters that come after ``before``."""
    within = bytes_of.view(np.uint8) - np.uint8(before + 1) < many
    others = within.view(np.uint64) ^ _ONES
    lowest = others & (~others + np.uint64(1))
    return (((lowest - np.uint64(1)) & _ONES) * _ONES) >> 56


def _number(digits: _Words, length: int, base: int) -> _Words:
    number = digits & 0xFF
    for place in range(1, length):
        number = number * base + ((digits >> (8 * place)) & 0xFF)
    return number
