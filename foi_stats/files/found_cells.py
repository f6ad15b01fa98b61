"""Finds the cells that hold something in a piece of an xlsx sheet, from all its bytes at once (numpy), for speed."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]

_PREFIXED_CELL = re.compile(rb":c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_STYLE = re.compile(rb"\bs\s*=\s*[\"']([0-9]{1,9})")
_REFERENCE, _STYLED = b' r="', b' s="'
_LONGEST = len("XFD1048576") + 1  # and the quotation mark
_PADDING = 64
_HOLDING = np.isin(np.arange(256), np.frombuffer(b"vfi", np.uint8))


class FoundCells(NamedTuple):
    """Cells that hold something: the row, column and style of each, and where its tag begins.

    ``formulas`` and ``texts`` mark formulas and texts that stand in the cell itself; all others are values. ``holds``
    marks the cells that hold something; None where all do.
    """

    rows: Integers
    columns: Integers
    styles: Integers
    formulas: NDArray[np.bool_]
    texts: NDArray[np.bool_]
    starts: Integers
    holds: NDArray[np.bool_] | None = None


def find_cells(piece: bytes, prefix: bytes, *, empty: bool = False) -> tuple[int, FoundCells] | None:
    """Return how many tags are left open, and the cells; None if any might be spelt otherwise than ``<c r="B7"``.

    A cell holds something where the tag after it is a value, a formula or a text; the others are left out, but for
    ``empty``.
    """
    name = prefix + b"c"
    text = np.frombuffer(piece + b" " * _PADDING, np.uint8)
    tags = np.flatnonzero(text == ord("<")) + 1
    first = text[tags]
    closing, neither = (first == ord("/")).sum(), ((first == ord("!")) | (first == ord("?"))).sum()
    without_end = np.count_nonzero((text[:-1] == ord("/")) & (text[1:] == ord(">")))
    left_open = int(len(tags) - 2 * closing - neither - without_end)
    at = np.arange(len(tags))
    for offset, letter in enumerate(name):
        at = at[text[tags[at] + offset] == letter]
    ends = tags[at] + len(name)
    following = text[ends]
    is_cell = following == ord(" ")
    for letter in b"\t\r\n/>":  # a comparison each: np.isin takes several times as long
        is_cell |= following == letter
    at, ends = at[is_cell], ends[is_cell]
    if (b":" in piece and len(_PREFIXED_CELL.findall(piece)) != (len(ends) if prefix else 0)) or (
        prefix and _PLAIN_CELL.search(piece)
    ):
        return None
    if any((text[ends + offset] != letter).any() for offset, letter in enumerate(_REFERENCE)):
        return None
    after = tags[np.minimum(at + 1, len(tags) - 1)] + len(prefix) if len(tags) else ends
    holds = _HOLDING[text[after]] & (at + 1 < len(tags))
    wanted = np.ones_like(holds) if empty else holds
    starts, inside = ends[wanted] - len(name) - 1, text[after[wanted]]
    places = _positions(text, ends[wanted] + len(_REFERENCE))
    if places is None:
        return None
    rows, columns, quotes = places
    styles = _styles(piece, text, quotes)
    found = FoundCells(rows, columns, styles, inside == ord("f"), inside == ord("i"), starts, holds[wanted])
    return left_open, found


def _positions(text: NDArray[np.uint8], starts: Integers) -> tuple[Integers, Integers, Integers] | None:
    """Return the row, the column and the closing quotation mark of each reference; None if any is no reference."""
    rows, columns, ends = (np.zeros(len(starts), np.intp) for _ in range(3))
    open_ = np.ones(len(starts), bool)
    for offset in range(_LONGEST):
        letter, digit = text[starts + offset] - np.array([[65], [48]], np.uint8)  # below 0 is above 200
        is_letter, is_digit = open_ & (letter < 26) & (rows == 0), open_ & (digit < 10)
        if is_letter.any():
            np.copyto(columns, columns * 26 + letter + 1, where=is_letter)
        if is_digit.any():
            np.copyto(rows, rows * 10 + digit, where=is_digit)
        still = is_letter | is_digit
        ended = open_ & ~still
        ends[ended] = starts[ended] + offset
        open_ = still
        if not open_.any():
            break
    if open_.any() or (len(ends) and (text[ends] != ord('"')).any()) or not (rows.all() and columns.all()):
        return None
    return rows, columns, ends


def _styles(piece: bytes, text: NDArray[np.uint8], quotes: Integers) -> Integers:
    """Return the style of each cell, which mostly follows the reference; other tags are searched for it."""
    styles = np.zeros(len(quotes), np.intp)
    follows = np.ones(len(quotes), bool)
    for offset, letter in enumerate(_STYLED, 1):
        follows &= text[quotes + offset] == letter
    open_ = follows.copy()
    for offset in range(5, 14):
        character = text[quotes + offset].astype(np.intp)
        open_ &= (character >= 48) & (character <= 57)
        if not open_.any():
            break
        np.copyto(styles, styles * 10 + character - 48, where=open_)
    ends = (text[quotes + 1] == ord(">")) | (text[quotes + 1] == ord("/"))
    for index in np.flatnonzero(~follows & ~ends):
        tag = piece[quotes[index] : piece.find(b">", quotes[index])]
        match = _STYLE.search(tag) if b"s" in tag else None
        styles[index] = int(match.group(1)) if match else 0
    return styles
