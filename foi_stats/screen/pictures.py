"""The checks of pictures (png and jpeg): texts, metadata, more frames, and bytes after the end."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Collection, Iterator

from foi_stats.files.limits import damaged
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.properties import find_path, is_person
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_MAX_TEXT = 2**20
_DATES = re.compile(r"(?:creat|modif|date).*|software", re.IGNORECASE)
_XMP_SAYS = re.compile(r">[^<>]*[^\W\d_]{3}[^<>]*</|creator|author|history|file", re.IGNORECASE)
"""Words in XMP; sizes and resolutions alone are harmless."""
_WORDS = re.compile(rb"[A-Za-z]{3}[^\0]*[A-Za-z ]{3}")
_FRAMES = re.compile(rb"^(?:Exif\0\0|http://ns\.adobe\.com/xap/1\.0/\0|Ducky\0|AROT\0|MPF\0)|ASCII\0\0\0Screenshot")
"""What metadata begins with, and the word that macOS writes about a picture of the screen."""
_START_OF_SCAN, _END = 0xDA, 0xD9
_NEXT_SEGMENT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_OF_SEGMENTS = {0xE1: "camera and author (Exif, XMP)", 0xED: "author and caption (IPTC)", 0xFE: "a comment"}
_HARMLESS = (b"ICC_PROFILE\0", b"Adobe\0", b"AROT\0")
"""What segments of colours, and of macOS about decoding, begin with."""
_SMALL_PICTURES = (b"\xff\xd8\xff", b"8BIM\x04\x0c", b"8BIM\x04\x09")
_MAX_PIXELS = 25_000_000
_FEW_PIXELS = 64
"""The fewest pixels of other colours beneath what is transparent that could be read."""
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each pass of an interlaced png begins, across and down, and its steps."""
_AS_CHARTS = b"\x08\x06\0\0\0"
"""The end of the header of a png with 8 bits of red, green, blue and opacity, not interlaced."""
_MOST_AT_ONCE = 4_000_000
"""The most pixels that are unpacked in one piece."""
_MOST_OPAQUE = 255
_OPAQUE, _OPAQUE_ABOVE, _OPAQUE_LEFT = (255, 0, 0, 0, 0), (255, 0, 255, 128, 0), (255, 255, 0, 128, 0)
"""What stands for an opaque pixel beside others, by the filter of its row: anywhere, in the first row, at the left."""
_SEEN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT tIME acTL fcTL fdAT "
    b"iDOT caNv vpAg orNT oFFs sCAL sTER".split()
)


def screen_picture(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for what a picture holds beside what it shows."""
    if data.startswith(PNG):
        yield from _screen_png(data, allowed)
    elif data.startswith(JPEG):
        yield from _screen_jpeg(data)


def _screen_png(data: bytes, allowed: Collection[str]) -> Iterator[Finding]:
    frames = 0
    header, pieces, is_clear = b"", [], False
    for kind, content, end in _chunks(data):
        frames += kind == b"fcTL"
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _text_chunk(kind, content, allowed)
        elif kind == b"eXIf":
            if _has_words(content):
                yield finding("metadata", f"The picture holds {_OF_SEGMENTS[0xE1]}, {counted(len(content), 'byte')}")
        elif kind not in _SEEN:
            yield finding("metadata", f"A chunk {_chunk_name(kind)} of {counted(len(content), 'byte')} is not shown")
        if kind == b"IHDR":
            header, is_clear = content, content[9:10] in (b"\4", b"\6")
        elif kind == b"IDAT":
            pieces.append(content)
        is_clear = is_clear or kind == b"tRNS"
        if kind == b"IEND" and data[end:].strip(b"\0"):
            yield finding("trailing-data", f"{counted(len(data) - end, 'byte')} follow the end of the picture")
    pixels = _unpacked(header, pieces)
    if pixels is None and _is_longer(header, pieces):
        yield finding("trailing-data", "The picture holds more than the pixels that it shows")
    is_clear = is_clear and not (pixels and _is_opaque(pixels, header))
    if is_clear and (number := _pixels_beneath(data, header)):
        yield finding("hidden-picture", f"The picture holds colours of {counted(number, 'pixel')} that are transparent")
    if frames > 1:
        yield finding("several-frames", f"The picture holds {counted(frames, 'frame')}, shown one after another")


def _unpacked(header: bytes, pieces: list[bytes]) -> bytes | None:
    """Return the pixels of a png as charts have them, if there are just as many as it shows; None for any other png."""
    if len(header) != 13 or header[8:] != _AS_CHARTS:
        return None
    width, height = struct.unpack(">II", header[:8])
    if not 0 < width * height <= _MOST_AT_ONCE:
        return None
    unpacking = zlib.decompressobj()
    size = height * (1 + 4 * width)
    try:
        pixels = unpacking.decompress(b"".join(pieces), size + 1)
    except zlib.error:
        return None
    is_whole = len(pixels) == size and unpacking.eof and not unpacking.unused_data and not unpacking.unconsumed_tail
    return pixels if is_whole else None


def _is_opaque(pixels: bytes, header: bytes) -> bool:
    """Return whether every pixel of a png as charts have them is opaque.

    Each row is packed by a filter, which takes of each value a guess from its neighbours (PNG, section 9). As long as
    all before it were 255, each filter has one value that stands for another 255, so nothing need be unpacked.
    """
    import numpy as np

    width, height = struct.unpack(">II", header[:8])
    rows = np.frombuffer(pixels, np.uint8).reshape(height, 1 + 4 * width)
    filters, opacity = rows[:, 0], rows[:, 4::4]
    if filters.max() >= len(_OPAQUE):
        return False
    expected = np.array(_OPAQUE, np.uint8)[filters]
    above, left = np.array(_OPAQUE_ABOVE, np.uint8)[filters[0]], np.array(_OPAQUE_LEFT, np.uint8)[filters[1:]]
    first, rest = opacity[0], opacity[1:]
    is_first = first[0] == _MOST_OPAQUE and (first[1:] == above).all()
    return bool(is_first and (rest[:, 0] == left).all() and (rest[:, 1:] == expected[1:, None]).all())


def _is_longer(header: bytes, pieces: list[bytes]) -> bool:
    """Return whether the packed pixels of a png go on after its last one."""
    if len(header) < 13:
        return False
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", header[:13])
    bits = _CHANNELS.get(kind, 1) * depth
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - left) // across), -(-(height - top) // down)) for left, top, across, down in passes]
    left_over = sum(high * (1 + (wide * bits + 7) // 8) for wide, high in sizes if wide > 0 and high > 0)
    unpacking = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest and left_over >= 0 and not unpacking.eof:
                left_over -= len(unpacking.decompress(rest, _MAX_TEXT))
                rest = unpacking.unconsumed_tail
            if unpacking.eof and (rest or unpacking.unused_data).strip(b"\0"):
                return True
    except zlib.error:  # a broken picture is broken for viewers too
        return False
    return bool(left_over < 0)


def _pixels_beneath(data: bytes, header: bytes) -> int:
    """Return how many pixels are transparent and have another colour than most that are."""
    import numpy as np
    from PIL import Image

    width, height = struct.unpack(">II", header[:8])
    if width * height > _MAX_PIXELS:
        return 0
    try:
        with Image.open(io.BytesIO(data)) as picture:
            pixels = np.asarray(picture if picture.mode == "RGBA" else picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError):  # a broken picture is broken for viewers too
        return 0
    clear = pixels[pixels[..., 3] == 0][:, :3].astype(np.uint32)
    _, numbers = np.unique(clear @ np.array([65536, 256, 1], np.uint32), return_counts=True)
    others = int(numbers.sum() - numbers.max()) if len(numbers) else 0
    return others if others >= _FEW_PIXELS else 0


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
        or (name == "XML:com.adobe.xmp" and not _XMP_SAYS.search(text.replace(">Screenshot<", "><")))
    )
    if text and (find_path(text) or not harmless):
        yield finding("metadata", f"The text {name} is {masked(text)}")


def _screen_jpeg(data: bytes) -> Iterator[Finding]:
    for marker, content, end in _segments(data):
        if marker == _START_OF_SCAN:
            continue
        if marker == _END:
            if data[end:].strip(b"\0\xff\xd9\r\n"):  # some programs end twice
                yield finding("trailing-data", f"{counted(len(data) - end, 'byte')} follow the end of the picture")
            return
        what = _OF_SEGMENTS.get(marker, "data of a program" if 0xE0 <= marker <= 0xEF else "")
        if marker == 0xE0 and content.startswith((b"JFIF\0", b"JFXX\0")):
            is_small_picture = content.startswith(b"JFXX") or any(content[12:14])
        else:
            is_small_picture = any(mark in content for mark in _SMALL_PICTURES) and marker in (0xE1, 0xED)
            if what and not content.startswith(_HARMLESS) and _has_words(content):
                yield finding("metadata", f"The picture holds {what}, {counted(len(content), 'byte')}")
        if is_small_picture:
            yield finding("thumbnail", "The picture holds a small picture of it as it once was")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield the number, the content and the end of each segment of a jpeg, and last of its end."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _END:
            yield marker, b"", at + 2
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0 or length < 2 or at + 2 + length > len(data):
            break
        yield marker, data[at + 4 : at + 2 + length], at + 2 + length
        at += 2 + length
        if marker == _START_OF_SCAN:  # up to the next segment; what is drawn has 0xFF before these bytes alone
            following = _NEXT_SEGMENT.search(data, at)
            if following is None:
                return
            at = following.start()
    raise damaged("The picture is cut short or damaged")


def _has_words(content: bytes) -> bool:
    """Return whether metadata holds words; size and orientation are numbers."""
    if content.startswith(b"Photoshop 3.0"):
        return b"8BIM\x04\x04" in content
    return bool(_WORDS.search(_FRAMES.sub(b"", content)))
