"""Where the cells of a piece of xlsx sheet stand, told from all its bytes at once."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_PREFIXED_CELL = re.compile(rb":c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_AFTER_NAME = np.isin(np.arange(256), np.frombuffer(b" \t\r\n/>", np.uint8))
_REFERENCE = b' r="'
_LONGEST = len("XFD1048576") + 1  # and the quotation mark


class Span(NamedTuple):
    """Some XML: how many tags it has, how many of them are left open, how many cells, and where those stand.

    Rows and columns are counted from 1.
    """

    tags: int
    left_open: int
    cells: int = 0
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0


def cell_span(piece: bytes, prefix: bytes = b"") -> Span | None:
    """Return where the cells of some XML stand, or None if any cell might be spelt in another way than ``<c r="B7"``.

    Parameters
    ----------
    piece
        XML that ends before a tag, and in which no tag is cut.
    prefix
        What stands before the name of each tag: ``b"x:"``, or nothing.
    """
    name = prefix + b"c"
    text = np.frombuffer(piece + b" " * (len(name) + len(_REFERENCE) + _LONGEST + 1), np.uint8)
    tags = np.flatnonzero(text == ord("<")) + 1
    first = text[tags]
    closing, neither = (first == ord("/")).sum(), ((first == ord("!")) | (first == ord("?"))).sum()
    left_open = int(len(tags) - 2 * closing - neither - piece.count(b"/>"))
    ends = tags
    for offset, letter in enumerate(name):
        ends = ends[text[ends + offset] == letter]
    ends = ends + len(name)
    ends = ends[_AFTER_NAME[text[ends]]]
    # A single character is found many times faster than two: most pieces have no colon.
    prefixed = len(_PREFIXED_CELL.findall(piece)) if b":" in piece else 0
    if prefixed != (len(ends) if prefix else 0) or (prefix and _PLAIN_CELL.search(piece)):
        return None
    if not len(ends):
        return Span(len(tags), left_open)
    if any((text[ends + offset] != letter).any() for offset, letter in enumerate(_REFERENCE)):
        return None
    corners = _corners(text, ends + len(_REFERENCE))
    return Span(len(tags), left_open, len(ends), *corners) if corners else None


def _corners(text: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[int, int, int, int] | None:
    """Return the rectangle of the references that start here, or None if one is not a reference."""
    rows = np.zeros(len(starts), np.int32)
    columns = np.zeros(len(starts), np.int32)
    digits = np.zeros(len(starts), np.int8)
    letters = np.zeros(len(starts), np.int8)
    open_ = np.ones(len(starts), bool)
    for offset in range(_LONGEST):
        character = text[starts + offset].astype(np.int32)
        is_letter = open_ & (character >= 65) & (character <= 90) & (digits == 0)
        is_digit = open_ & (character >= 48) & (character <= 57)
        np.copyto(columns, columns * 26 + character - 64, where=is_letter)
        np.copyto(rows, rows * 10 + character - 48, where=is_digit)
        letters += is_letter
        digits += is_digit
        still = is_letter | is_digit
        if (open_ & ~still & (character != ord('"'))).any():
            return None
        open_ = still
        if not open_.any():
            break
    if open_.any() or not digits.all() or not letters.all() or letters.max() > 3 or digits.max() > 7:
        return None
    return int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max())
