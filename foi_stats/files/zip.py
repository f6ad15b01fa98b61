"""Reads the zip archives that xlsx and ods files are: parts are unpacked piece by piece and never beyond a bound."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from foi_stats.files.limits import MAX_INFLATED_BYTES, Refusal, damaged, protected, too_large, unsafe

MAX_PARTS = 10_000
PIECE = 2**18
_KEPT = 2**22
"""Bytes of small parts that an archive keeps unpacked: several checks read each of them."""
MAX_TAG_BYTES = 2**21
"""The longest stretch without a tag. A cell of Excel has up to 32,767 characters."""

_ENCRYPTED = 0x1
_CENTRAL_HEADER = b"PK\x01\x02"
_LOCAL_SIGNATURE = b"PK\x03\x04"
_LOCAL_HEADER = struct.Struct("<26xHH")

StartElement = Callable[[str, dict[str, str]], None]


class Archive:
    """The parts of a zip archive by name, as every other reader would see them.

    Part names are compared without regard to case, as spreadsheet programs do. A file is read block by block, so that
    an archive of any size takes little memory; it stays open as long as parts are read.
    """

    def __init__(self, data: bytes | BinaryIO, limit: int = MAX_INFLATED_BYTES) -> None:
        self._file = io.BytesIO(data) if isinstance(data, bytes) else data
        self._limit = limit
        # Counted first, because creating objects for a million entries is slow, even if the file is then refused.
        if sum(block.count(_CENTRAL_HEADER) for block in self._blocks(0, self._file.seek(0, io.SEEK_END))) > MAX_PARTS:
            raise unsafe("The file is an archive of an absurd number of parts")
        try:
            with zipfile.ZipFile(self._file) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged("The file is cut short or damaged: its table of contents cannot be read") from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            # Some programs write the names of parts with backslashes, and every reader takes them for slashes.
            info.filename = info.filename.replace("\\", "/")
            # Readers differ in which of two parts with the same name they use.
            if self._parts.setdefault(info.filename.lower(), info) is not info:
                raise unsafe(f"The file holds two parts of one name, {info.filename}")
        self._left = limit
        self._seen: set[str] = set()
        self._kept: dict[str, bytes] = {}
        self._room = _KEPT

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> list[str]:
        """Names of the parts, in lower case."""
        return list(self._parts)

    def spelt(self, name: str) -> str:
        """Return the name of a part as it is written in the file."""
        return self._parts[name.lower()].filename

    def read(self, name: str, limit: int = 16 * 2**20) -> bytes:
        """Return all of a small part."""
        pieces, size = [], 0
        for piece in self.pieces(name):
            size += len(piece)
            if size > limit:
                raise unsafe(f"The part {name} of the file is {size // 2**20} MB or more, which none ever is")
            pieces.append(piece)
        return b"".join(pieces)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces, checked against its stated length and checksum.

        Sizes stated in the archive are not believed: the unpacked bytes are counted.
        """
        info = self._parts[name.lower()]
        if info.filename in self._kept:
            yield self._kept[info.filename]
            return
        keep = info.file_size <= min(PIECE, self._room)
        pieces = []
        # A part that is read again counts once.
        left = info.file_size if info.filename in self._seen else self._left
        if info.file_size > left:
            raise _bomb(self._limit)
        size = checksum = 0
        for piece in self._inflate(info):
            size += len(piece)
            if size > left:
                raise _bomb(self._limit)
            checksum = zlib.crc32(piece, checksum)
            if keep and size <= info.file_size:  # a part may be larger than it says
                pieces.append(piece)
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise damaged(f"The file is damaged: its part {info.filename} does not match its checksum")
        if info.filename not in self._seen:
            self._left -= size
            self._seen.add(info.filename)
        if keep:
            self._kept[info.filename] = b"".join(pieces)
            self._room -= size

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            yield from packed
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise damaged(f"The file's part {info.filename} is packed in a way that spreadsheet programs do not use")
        inflate = zlib.decompressobj(-15)
        try:
            for block in packed:
                rest = block
                if inflate.eof:
                    raise zlib.error
                while rest and not inflate.eof:
                    yield inflate.decompress(rest, PIECE)
                    rest = inflate.unconsumed_tail
            while not inflate.eof and (piece := inflate.decompress(b"", PIECE)):
                yield piece
        except zlib.error as error:
            raise damaged(f"The file is damaged: its part {info.filename} cannot be unpacked") from error
        if not inflate.eof or inflate.unused_data:
            raise damaged(f"The file is damaged: its part {info.filename} does not end where it should")

    def _packed(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & _ENCRYPTED:
            raise protected()
        header = b"".join(self._blocks(info.header_offset, _LOCAL_HEADER.size))
        if len(header) < _LOCAL_HEADER.size or header[:4] != _LOCAL_SIGNATURE:
            raise damaged(f"The file is damaged: its part {info.filename} is not where it should be")
        start = info.header_offset + _LOCAL_HEADER.size + sum(_LOCAL_HEADER.unpack(header))
        size = 0
        for block in self._blocks(start, info.compress_size):
            size += len(block)
            yield block
        if size != info.compress_size:
            raise damaged(f"The file is cut short in its part {info.filename}")

    def _blocks(self, start: int, size: int) -> Iterator[bytes]:
        """Yield this many bytes of the file, or as many as there are, in blocks."""
        while size and start >= 0:
            self._file.seek(start)
            block = self._file.read(min(size, PIECE))
            if not block:
                return
            yield block
            start += len(block)
            size -= len(block)

    def repacked(self, names: Iterable[str], change: Callable[[str, Iterator[bytes]], Iterator[bytes]]) -> bytes:
        """Return an uncompressed archive of these parts, each with the pieces that ``change`` returns."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                with archive.open(self._parts[name.lower()].filename, "w", force_zip64=True) as part:
                    for piece in change(name.lower(), self.pieces(name)):
                        part.write(piece)
        return target.getvalue()


def whole_tags(pieces: Iterable[bytes], before: bytes = b"<") -> Iterator[bytes]:
    """Yield XML in pieces that are cut only where a tag begins, if possible a tag that contains ``before``.

    XML that could not be searched by pattern is refused: other encodings than UTF-8, and tags without an end.
    """
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"<", 0, rest.rfind(before) + 1)
        if cut <= 0:
            cut = rest.rfind(b"<")
        if cut > 0:
            yield _checked(rest[:cut])
            rest = rest[cut:]
        elif len(rest) > MAX_TAG_BYTES:
            raise unsafe(f"The file holds a stretch of {len(rest) // 2**20} MB without a tag, which none ever is")
    yield _checked(rest)


def _checked(xml: bytes) -> bytes:
    if b"\0" in xml or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged("The file holds a sheet in a text encoding that spreadsheet programs do not write")
    # A single character is found many times faster than several.
    if b"!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise unsafe("The file declares entities of its own, which can be made to unpack without end")
    return xml


def parse_xml(pieces: Iterable[bytes], start: StartElement, name: str) -> None:
    """Call ``start(local name, attributes by local name)`` for each element of a small XML part."""
    parser = expat.ParserCreate("utf-8")  # the encoding that the file declares is ignored
    parser.StartElementHandler = lambda tag, attributes: start(
        tag.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()}
    )
    feed_xml(parser, pieces, name)


def feed_xml(parser: expat.XMLParserType, pieces: Iterable[bytes], name: str) -> None:
    """Parse XML; refuse broken XML and declarations of entities."""
    try:
        for piece in whole_tags(pieces):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(f"The file is damaged: its part {name} is broken in line {error.lineno}") from error


def part_path(base: str, target: str) -> str:
    """Return the part that a relationship of the part ``base`` points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/").lower()


def _bomb(limit: int) -> Refusal:
    return too_large(
        f"The file unpacks to more than {limit // 2**20} MB",
        "too-large.unpacked",
    )
