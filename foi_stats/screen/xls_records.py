"""Reads the records of an xls file, and the texts and addresses in them (Microsoft's [MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_BOF, _EOF, _SINCE_97 = 0x0809, 0x000A, 0x0600
_FILE = bytes.fromhex("0303000000000000c000000000000046")
_URL = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
"""The identifiers (CLSID) of a file moniker and of a URL moniker, which introduce the address of a link."""


def records_of(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield each record: the number of its sheet (-1 before the first one), its type and its content.

    Charts within a sheet are streams of their own within it; they belong to it.
    """
    at, sheet, depth, end = 0, -1, 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _BOF:
            sheet += depth == 0 and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] in (0x10, 0x20, 0x40)
            depth += 1
        elif kind == _EOF:
            depth = max(0, depth - 1)
        yield sheet, kind, body


def is_old(stream: bytes) -> bool:
    """Return whether a file is of Excel 5 or 95, which wrote characters of one byte and some records differently."""
    return len(stream) > 8 and struct.unpack_from("<H", stream, 4)[0] < _SINCE_97


def text_of(body: bytes, at: int = 0) -> str:
    """Return a text of a record: its length in characters (two bytes), whether they are wide, and the characters."""
    if len(body) < at + 3:
        return ""
    (length,) = struct.unpack_from("<H", body, at)
    wide = body[at + 2] & 1
    return body[at + 3 : at + 3 + (length << wide)].decode("utf-16-le" if wide else "cp1252", "replace")


def address_of(link: bytes) -> str:
    """Return the address of a link, empty if it leads to no file and to no page."""
    if (at := link.find(_URL)) >= 0 and len(link) >= at + 20:
        (length,) = struct.unpack_from("<I", link, at + 16)
        return link[at + 20 : at + 20 + min(length, 8192)].decode("utf-16-le", "replace").partition("\0")[0]
    if (at := link.find(_FILE)) >= 0 and len(link) >= at + 22:
        up, length = struct.unpack_from("<HI", link, at + 16)
        path = link[at + 22 : at + 22 + min(length, 8192)].decode("cp1252", "replace").rstrip("\0")
        return f"{'../' * min(up, 20)}{path}"
    wide = link.decode("utf-16-le", "replace")  # a share stands as a plain text
    start = wide.find("\\\\")
    return wide[start:].partition("\0")[0] if start >= 0 else ""
