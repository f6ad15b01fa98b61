"""Where the cells of a piece of xlsx sheet stand, told from all its bytes at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_PREFIXED_CELL = re.compile(rb":c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_AFTER_NAME = np.isin(np.arange(256), np.frombuffer(b" \t\r\n/>", np.uint8))
_REFERENCE = b' r="'
_LONGEST = len("XFD") + 8  # the row's digits and the quotation mark are looked at as eight bytes
_ONES = np.uint64(0x0101010101010101)


_Words = NDArray[Any]  # of unsigned numbers of eight bytes; what they are shifted by would widen a narrower type


class Span(NamedTuple):
    """Some XML: how many tags it has, how many of them are left open, how many cells, and where those stand.

    Rows and columns are counted from 1. ``row_tags`` are the places in the XML just after ``<row``; ``formulas`` says
    whether any formula ends in it.
    """

    tags: int
    left_open: int
    cells: int = 0
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    row_tags: Sequence[int] = ()
    formulas: bool = False


def cell_span(piece: bytes, prefix: bytes = b"") -> Span | None:
    """Return where the cells of some XML stand, or None if any cell might be spelt in another way than ``<c r="B7"``.

    Parameters
    ----------
    piece
        XML that ends before a tag, and in which no tag is cut.
    prefix
        What stands before the name of each tag: ``b"x:"``, or nothing.
    """
    text = np.frombuffer(piece + b" " * (len(prefix) + len("row") + len(_REFERENCE) + _LONGEST + 1), np.uint8)
    tags = np.flatnonzero(text == ord("<")) + 1
    first = text[tags]
    closing, neither = first == ord("/"), ((first == ord("!")) | (first == ord("?"))).sum()
    slashes = np.flatnonzero(text == ord("/"))
    selfclosing = (text[slashes + 1] == ord(">")).sum()
    left_open = int(len(tags) - 2 * closing.sum() - neither - selfclosing)
    ends = _named(text, tags, prefix + b"c")
    # A single character is found many times faster than two: most pieces have no colon.
    prefixed = len(_PREFIXED_CELL.findall(piece)) if b":" in piece else 0
    if prefixed != (len(ends) if prefix else 0) or (prefix and _PLAIN_CELL.search(piece)):
        return None
    corners: tuple[int, int, int, int] | None = (0, 0, 0, 0)
    if len(ends):
        if any((text[ends + offset] != letter).any() for offset, letter in enumerate(_REFERENCE)):
            return None
        corners = _corners(text, ends + len(_REFERENCE))
    if corners is None:
        return None
    rows = _named(text, tags, prefix + b"row").tolist()
    formulas = len(_named(text, tags[closing] + 1, prefix + b"f")) > 0
    return Span(len(tags), left_open, len(ends), *corners, rows, formulas)


def _named(text: NDArray[np.uint8], starts: NDArray[np.intp], name: bytes) -> NDArray[np.intp]:
    """Return where the name ends of each tag that has this name, and whose name starts at one of these places."""
    for offset, letter in enumerate(name):
        starts = starts[text[starts + offset] == letter]
    ends = starts + len(name)
    return ends[_AFTER_NAME[text[ends]]]


def _corners(text: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[int, int, int, int] | None:
    """Return the rectangle of the references that start here, or None if one is not a reference.

    Eight bytes are taken as one number, the first the lowest: so all references are worked on at once.
    """
    eight = np.ndarray(len(text) - 7, "<u8", text, strides=(1,))
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
