"""Bounds shared texts: a workbook keeps each text once, and a few bytes in a cell stand for all of it.

The reader makes a copy for every cell, so a small file could fill any memory. The size of the copies is bounded here
before any copy is made.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from foi_stats.files.limits import MAX_TEXT_BYTES, Refusal, too_large, unsafe
from foi_stats.files.zip import MAX_TAG_BYTES, whole_tags

LONGEST_XLS_TEXT = 2**16
"""A length above that of any text of xls, in characters."""

_TEXT_ENDS = re.compile(rb"</(?:[\w.-]+:)?si\s*>|<(?:[\w.-]+:)?si\s*/>")
_REFERS = re.compile(rb"""\bt\s*=\s*["']s["']""")
_INDEX = re.compile(
    rb"""\bt=["']s["'][^<>]*>(?:<(?:[\w.-]+:)?f\b[^<>]*/>)?<(?:[\w.-]+:)?v>([0-9]{1,7})</"""  # as all programs write it
)


def xml_text_lengths(pieces: Iterable[bytes]) -> array[int]:
    """Return how many bytes each shared text of an xlsx workbook takes at most, in order."""
    lengths: array[int] = array("q")
    rest, hides = b"", False
    for piece in pieces:
        *texts, rest = _TEXT_ENDS.split(rest + piece)
        lengths.extend(map(len, texts))
        hides |= b"<!" in piece
        if len(rest) > MAX_TAG_BYTES + len(piece):
            raise unsafe(f"The file holds a text of {len(rest) // 2**20} MB, which none ever is")
    # If there are comments, they may hold what looks like the end of a text: take every text as the longest.
    return array("q", [max(lengths)]) * len(lengths) if hides and lengths else lengths


def check_xml_texts(sheets: Iterable[Iterator[bytes]], lengths: Sequence[int], cells: int) -> None:
    """Refuse an xlsx workbook whose cells refer to more text than can be held.

    Few do by the simplest bound, the longest text in each cell; only then each reference is looked up, and any
    reference spelt oddly counts as the longest text.
    """
    longest = max(lengths, default=0)
    if longest * cells <= MAX_TEXT_BYTES:
        return
    known = np.array(lengths, np.int64)
    size = 0
    for pieces in sheets:
        for piece in whole_tags(pieces, before=b"c r"):
            found = np.array(_INDEX.findall(piece), "S7").astype(np.int64)
            size += _total_length(known, found, longest)
            size += longest * (len(_REFERS.findall(piece)) - len(found))
            if size > MAX_TEXT_BYTES:
                raise _too_much_text()


def check_xls_texts(records: Sequence[bytes], cells: Sequence[NDArray[np.intp]]) -> None:
    """Refuse an xls workbook whose cells refer to more text than can be held.

    Parameters
    ----------
    records
        The contents of its record of texts, and of those that continue it.
    cells
        The numbers of the texts that the cells of each sheet refer to.
    """
    found = np.concatenate(cells) if cells else np.zeros(0, np.intp)
    if not len(found) or len(found) * LONGEST_XLS_TEXT <= MAX_TEXT_BYTES:
        return
    if _total_length(np.array(_xls_text_lengths(records), np.int64), found, LONGEST_XLS_TEXT) > MAX_TEXT_BYTES:
        raise _too_much_text()


def _total_length(lengths: NDArray[np.int64], found: NDArray[np.intp], otherwise: int) -> int:
    inside = (found >= 0) & (found < len(lengths))
    return int(lengths[found[inside]].sum()) + otherwise * int((~inside).sum())


def _xls_text_lengths(records: Sequence[bytes]) -> list[int]:
    """Return the number of characters of each text, as far as the records can be followed."""
    lengths: list[int] = []
    following = iter(records)
    content, at = next(following, b""), 8
    try:
        while True:
            if at >= len(content):
                content, at = next(following), 0
            left, flags = struct.unpack_from("<HB", content, at)
            lengths.append(left)
            at += 3
            skip = 4 * struct.unpack_from("<H", content, at)[0] if flags & 8 else 0
            at += 2 if flags & 8 else 0
            skip += struct.unpack_from("<I", content, at)[0] if flags & 4 else 0
            at += 4 if flags & 4 else 0
            wide = flags & 1
            while left > (here := max(0, len(content) - at) >> wide):
                left -= here
                content, at = next(following), 1
                wide = content[0] & 1
            at += left << wide
            while skip > (here := max(0, len(content) - at)):
                skip -= here
                content, at = next(following), 0
            at += skip
    except (StopIteration, struct.error, IndexError):
        return lengths


def _too_much_text() -> Refusal:
    return too_large(
        f"The texts in the cells come to more than {MAX_TEXT_BYTES // 2**20} MB, counted in each cell where they stand",
        "too-large.long-texts",
    )
