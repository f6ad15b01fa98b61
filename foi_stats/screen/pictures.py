"""The checks of pictures (png and jpeg): texts, metadata, more frames, and bytes after the end."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection, Iterator

from foi_stats.files.limits import damaged
from foi_stats.screen.catalogue import counted, finding, masked
from foi_stats.screen.properties import find_path, is_person
from foi_stats.vocabulary.findings import Finding

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_MAX_TEXT = 2**20
_DATES = re.compile(r"(?:creat|modif|date).*|software", re.IGNORECASE)
_XMP_SAYS = re.compile(r">[^<>]*[^\W\d_]{3}[^<>]*</|creator|author|history|file", re.IGNORECASE)
"""Words in XMP; sizes and resolutions alone are harmless."""
_END_OF_JPEG = re.compile(rb"\xff\xd9")
"""Within the picture itself 0xFF is always followed by 0 or by the number of a piece."""
_SEEN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT tIME acTL fcTL fdAT".split()
)


def screen_picture(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for what a picture holds beside what it shows."""
    if data.startswith(PNG):
        yield from _screen_png(data, allowed)
    elif data.startswith(JPEG):
        yield from _screen_jpeg(data)


def _screen_png(data: bytes, allowed: Collection[str]) -> Iterator[Finding]:
    frames = 0
    for kind, content, end in _chunks(data):
        frames += kind == b"fcTL"
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _text_chunk(kind, content, allowed)
        elif kind not in _SEEN:
            yield finding("metadata", f"A chunk {_chunk_name(kind)} of {counted(len(content), 'byte')} is not shown")
        if kind == b"IEND" and data[end:].strip(b"\0"):
            yield finding("trailing-data", f"{counted(len(data) - end, 'byte')} follow the end of the picture")
    if frames > 1:
        yield finding("several-frames", f"The picture holds {counted(frames, 'frame')}, shown one after another")


def _chunk_name(kind: bytes) -> str:
    """Return the name of a chunk, which may be anything in a broken file."""
    return kind.decode("latin-1") if kind.isalpha() else "without a name"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    at = len(PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        end = at + 12 + length
        if end > len(data):
            break
        if zlib.crc32(kind + content) != struct.unpack_from(">I", data, end - 4)[0]:
            raise damaged("The picture is damaged: one of its chunks does not match its checksum")
        yield kind, content, end
        if kind == b"IEND":
            return
        at = end
    raise damaged("The picture is cut short or damaged")


def _text_chunk(kind: bytes, content: bytes, allowed: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for a text beside the picture, except the program that made it and the date."""
    keyword, _, rest = content.partition(b"\0")
    name = keyword.decode("latin-1")
    if kind == b"zTXt" or (kind == b"iTXt" and rest[:1] == b"\1"):
        packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
        try:
            rest = zlib.decompressobj().decompress(packed, _MAX_TEXT)
        except zlib.error as error:
            raise damaged("The picture is damaged: a text in it cannot be unpacked") from error
    elif kind == b"iTXt":
        rest = rest[2:].split(b"\0", 2)[-1]
    text = rest.decode("utf-8", "replace").strip()
    harmless = (
        _DATES.fullmatch(name)
        or (name in ("Author", "Title") and not is_person(text, allowed))
        or (name == "XML:com.adobe.xmp" and not _XMP_SAYS.search(text))
    )
    if text and (find_path(text) or not harmless):
        yield finding("metadata", f"The text {name} is {masked(text)}")


def _screen_jpeg(data: bytes) -> Iterator[Finding]:
    at = 2
    while at + 4 <= len(data):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == 0xFFDA:  # the picture itself begins
            end = _END_OF_JPEG.search(data, at)
            if end and data[end.end() :].strip(b"\0\xff"):
                yield finding(
                    "trailing-data", f"{counted(len(data) - end.end(), 'byte')} follow the end of the picture"
                )
            return
        if marker < 0xFF01 or at + 2 + length > len(data) or length < 2:
            break
        content = data[at + 4 : at + 2 + length]
        what = {0xFFE1: "camera and author (Exif, XMP)", 0xFFED: "author and caption (IPTC)", 0xFFFE: "a comment"}
        if marker in what and _has_words(content):
            yield finding("metadata", f"The picture holds {what[marker]}, {counted(len(content), 'byte')}")
        at += 2 + length
    raise damaged("The picture is cut short or damaged")


def _has_words(content: bytes) -> bool:
    """Return whether metadata holds words; size and orientation are numbers."""
    if content.startswith(b"Photoshop 3.0"):
        return b"8BIM\x04\x04" in content
    return bool(
        re.search(
            rb"[A-Za-z]{3}[^\0]*[A-Za-z ]{3}",
            content.removeprefix(b"Exif\0\0").removeprefix(b"http://ns.adobe.com/xap/1.0/"),
        )
    )
