"""Checks of a zip file itself: its comments, and bytes that belong to none of its parts."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from foi_stats.screen.catalogue import finding, masked
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_LOCAL = struct.Struct("<26xHH")
_END = b"PK\x05\x06"
_DESCRIPTOR = 24
"""The most bytes that may follow a part: its sizes and checksum."""

_HARMLESS = frozenset((0x0001, 0x000A, 0x000D, 0x5455, 0x5855, 0x7855, 0x7875, 0x7075, 0xA220, 0xCAFE, 0xD935, 0x9901))
"""Extra fields for times, sizes, user numbers, names in UTF-8, padding and encryption."""


def archive_comment(file: BinaryIO) -> Iterator[Finding]:
    """Yield a finding for each comment of an archive and of its parts, and for fields that no program writes."""
    with zipfile.ZipFile(file) as archive:
        if archive.comment.strip(b"\0 "):
            detail = masked(archive.comment.decode("utf-8", "replace"))
            yield finding("archive-comment", f"The archive has a comment, {detail}")
        infos = archive.infolist()
    commented = [info.comment for info in infos if info.comment.strip(b"\0 ")]
    if commented:
        detail = masked(commented[0].decode("utf-8", "replace"))
        yield finding("archive-comment", f"{counted(len(commented), 'part')} of the archive with a comment, {detail}")
    strange = [info for info in infos if _strange_fields(info.extra)]
    if strange:
        detail = f"{counted(len(strange), 'part')} of the archive with a field that no usual program writes"
        yield finding("archive-comment", detail)


def _strange_fields(extra: bytes) -> bool:
    """Return whether there is a field of an unknown kind that is not empty."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind not in _HARMLESS and extra[at + 4 : at + 4 + length].strip(b"\0"):
            return True
        at += 4 + length
    return False


def trailing_data(file: BinaryIO) -> Iterator[Finding]:
    """Yield a finding for bytes before, between and after the parts, which no program unpacks."""
    size = file.seek(0, 2)
    with zipfile.ZipFile(file) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        start = archive.start_dir
    at = unknown = 0
    for info in infos:
        unknown += max(0, info.header_offset - at - (_DESCRIPTOR if at else 0))
        file.seek(info.header_offset)
        header = file.read(_LOCAL.size)
        name, extra = _LOCAL.unpack(header) if len(header) == _LOCAL.size else (0, 0)
        at = info.header_offset + _LOCAL.size + name + extra + info.compress_size
    unknown += max(0, start - at - _DESCRIPTOR)
    if unknown > 0:
        yield finding("trailing-data", f"{counted(unknown, 'byte')} of the file belong to none of its parts")
    file.seek(max(start, size - 2**17))
    tail = file.read()
    end = tail.rfind(_END)
    if end >= 0 and len(tail) >= end + 22:
        (comment,) = struct.unpack_from("<H", tail, end + 20)
        rest = tail[end + 22 + comment :]
        if rest.strip(b"\0\r\n "):
            yield finding("trailing-data", f"{counted(len(rest), 'byte')} follow the end of the file")
