"""Finds the rectangle of the cells in a piece of an xlsx sheet, from all its bytes at once (numpy), for speed."""

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
_ROW_TAG = 96  # bytes of a row's tag that are searched together; most tags end before
_LONGEST = len("XFD") + 8  # the row's digits and the quotation mark are read as eight bytes
_ONES = np.uint64(0x0101010101010101)


_Words = NDArray[Any]  # of unsigned numbers of eight bytes, as shifts would widen a narrower type


class Span(NamedTuple):
    """A piece of XML: its numbers of tags, of tags left open and of cells, and the rectangle of the cells.

    Rows and columns are counted from 1. ``row_tags`` are the places in the XML just after ``<row``; ``plain_rows`` is
    True if none of those tags sets its row's height or hides it. ``formulas``, ``errors`` and
    ``merges`` are False if the piece certainly has no formula, error value or merged range.
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
    """Return the span of a piece of XML, or None if any cell might be spelt in another way than ``<c r="B7"``.

    Parameters
    ----------
    piece
        XML that ends before a tag, and in which no tag is cut.
    prefix
        The prefix of the name of each tag: ``b"x:"``, or nothing.
    """
    search = _SEARCH.at(piece, len(prefix) + _ROW_TAG + len(_REFERENCE) + _LONGEST + 1)
    text, after = search.text, 1 + len(prefix)
    # Passes over all bytes are many times faster than a search in each tag, of which there are millions.
    tags, closing, selfclosing = search.count("<"), search.count("<", "/"), search.count("/", ">")
    # A single character is found many times faster than two: most pieces have none of these.
    neither = sum(search.count("<", sign) for sign in "!?" if sign.encode() in piece)
    ends = _named(text, search.places("<", "c", after) + 1, prefix + b"c")
    prefixed = len(_PREFIXED_CELL.findall(piece)) if b":" in piece else 0
    if prefixed != (len(ends) if prefix else 0) or (prefix and _PLAIN_CELL.search(piece)):
        return None
    corners: tuple[int, int, int, int] | None = (0, 0, 0, 0)
    if len(ends):
        if (_as_numbers(text, 4)[ends] != int.from_bytes(_REFERENCE, "little")).any():
            return None
        corners = _corners(text, ends + len(_REFERENCE))
    if corners is None:
        return None
    rows = _named(text, search.places("<", "r", after) + 1, prefix + b"row")
    return Span(
        tags,
        tags - 2 * closing - neither - selfclosing,
        len(ends),
        *corners,
        row_tags=rows.tolist(),
        plain_rows=_are_plain(text, rows),
        formulas=search.count("<", "f", after + 1) > 0,
        errors=search.count('"', "e") > 0 or b"'" in piece,
        merges=search.count("<", "m", after) > 0,
    )


class _ByteSearch(threading.local):
    """Searches all bytes of a piece at once for a character, or for two characters at a distance.

    Results reuse the same memory, because allocating new memory takes longer than the search.
    """

    first_found = second_found = np.empty(0, np.bool_)

    def at(self, piece: bytes, margin: int) -> _ByteSearch:
        """Prepare the search of a piece, with some blanks after it, and return it."""
        self.text = np.frombuffer(piece + b" " * margin, np.uint8)
        self.size = len(piece)
        if len(self.first_found) < self.size:
            self.first_found, self.second_found = np.empty(2 * self.size, np.bool_), np.empty(2 * self.size, np.bool_)
        return self

    def found(self, first: str, second: str = "", apart: int = 1) -> NDArray[np.bool_]:
        """Return for each place whether a character stands there, and another character ``apart`` bytes further on."""
        first_found = np.equal(self.text[: self.size], ord(first), out=self.first_found[: self.size])
        if second:
            second_found = np.equal(
                self.text[apart : self.size + apart], ord(second), out=self.second_found[: self.size]
            )
            np.logical_and(first_found, second_found, out=first_found)
        return first_found

    def count(self, first: str, second: str = "", apart: int = 1) -> int:
        """Return the number of places found."""
        return int(np.count_nonzero(self.found(first, second, apart)))

    def places(self, first: str, second: str, apart: int = 1) -> NDArray[np.intp]:
        """Return the places found."""
        return np.flatnonzero(self.found(first, second, apart))


_SEARCH = _ByteSearch()


def _named(text: NDArray[np.uint8], starts: NDArray[np.intp], name: bytes) -> NDArray[np.intp]:
    """Return the ends of the names of the tags with this name, among tags whose names start at these places."""
    for offset, letter in enumerate(name):
        starts = starts[text[starts + offset] == letter]
    ends = starts + len(name)
    return ends[_AFTER_NAME[text[ends]]]


def _are_plain(text: NDArray[np.uint8], rows: NDArray[np.intp]) -> bool:
    """Return whether no row's tag has ``hidden`` or ``ht``: none has an h, and each ends within the bytes searched."""
    if not len(rows):
        return True
    windows = np.ndarray((len(text) - _ROW_TAG + 1, _ROW_TAG), np.uint8, text, strides=(1, 1))
    seen = windows[rows]
    ends, hs = seen == ord(">"), seen == ord("h")
    before = np.where(hs.any(axis=1), hs.argmax(axis=1), _ROW_TAG)
    return bool(ends.any(axis=1).all() and (ends.argmax(axis=1) < before).all())


def _as_numbers(text: NDArray[np.uint8], many: int) -> _Words:
    """Return, for each place, the number that this many bytes from there on form, the first the lowest."""
    return np.ndarray(len(text) - many + 1, f"<u{many}", text, strides=(1,))


def _corners(text: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[int, int, int, int] | None:
    """Return the rectangle of the references that start here, or None if any is not a reference.

    Eight bytes are read as a number, the first the lowest, so that all references are parsed at once.
    """
    eight = _as_numbers(text, 8)
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
    """Return how many leading bytes are among the ``many`` characters that follow ``before``."""
    within = bytes_of.view(np.uint8) - np.uint8(before + 1) < many
    others = within.view(np.uint64) ^ _ONES
    lowest = others & (~others + np.uint64(1))
    return (((lowest - np.uint64(1)) & _ONES) * _ONES) >> 56


def _number(digits: _Words, length: int, base: int) -> _Words:
    number = digits & 0xFF
    for place in range(1, length):
        number = number * base + ((digits >> (8 * place)) & 0xFF)
    return number
