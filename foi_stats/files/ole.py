"""Reads the streams of compound files, the containers of xls, and writes a compound file with a single stream.

Only what the reader of xls needs. The fast reader never gets a container from outside: sizes and chains of
sectors in its tables can be made to ask for any amount of memory, or to go round in circles.
"""

from __future__ import annotations

import struct
from array import array

from foi_stats.files.limits import Refusal, damaged

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_DIRECTORY_ENTRY = struct.Struct("<64sHBB48xII4x")
_STREAM, _ROOT = 2, 5
_IN_HEADER = 109
_SMALL_SECTOR = 64


class CompoundFile:
    """The streams at the top of a compound file, by name."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise _broken()
        _, _, _, _, shift, _, _, _, directory, _, self._smallest, small_fat, _, difat, _ = _HEADER.unpack_from(data)
        if shift not in (9, 12):
            raise _broken()
        self._data, self._size = data, 1 << shift
        self._fat = self._table(self._fat_sectors(difat))
        self._streams: dict[str, tuple[int, int]] = {}
        self._small, self._small_fat = b"", array("I")
        self._read_directory(directory)
        self._small_fat = _integers(self._chain(small_fat)) if small_fat != _END else self._small_fat

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream."""
        start, size = self._streams[name]
        if size >= self._smallest:
            content = self._chain(start)
        else:
            content = _follow(self._small, 0, _SMALL_SECTOR, self._small_fat, start)
        if len(content) < size:
            raise _broken()
        return content[:size]

    def _chain(self, start: int) -> bytes:
        return _follow(self._data, self._size, self._size, self._fat, start)

    def _sector(self, number: int) -> bytes:
        sector = self._data[(number + 1) * self._size : (number + 2) * self._size]
        if len(sector) < self._size:
            raise _broken()
        return sector

    def _fat_sectors(self, difat: int) -> list[int]:
        """Return the sectors of the allocation table: 109 are listed in the header, more in a chain."""
        sectors = list(_integers(self._data[76:512]))
        for _ in range(len(self._data) // self._size + 1):
            if difat in (_END, _FREE):
                return [sector for sector in sectors if sector != _FREE]
            *listed, difat = _integers(self._sector(difat))
            sectors += listed
        raise _broken()

    def _table(self, sectors: list[int]) -> array[int]:
        if len(sectors) > len(self._data) // self._size:
            raise _broken()
        return _integers(b"".join(map(self._sector, sectors)))

    def _read_directory(self, start: int) -> None:
        entries = self._chain(start)
        for at in range(0, len(entries) - 127, 128):
            name, length, kind, _, first, size = _DIRECTORY_ENTRY.unpack_from(entries, at)
            if kind == _ROOT and not at:
                # The root's own stream holds the streams that are too short for sectors of their own.
                self._small = self._chain(first)[:size] if size else b""
            elif kind == _STREAM and 2 <= length <= 64:
                self._streams.setdefault(name[: length - 2].decode("utf-16-le", "replace"), (first, size))


def compound_file(name: str, content: bytes | bytearray) -> bytes:
    """Return a compound file with a single stream.

    Its sectors have 4,096 bytes, so that the header alone can list the allocation table of any file that is read.
    """
    sector = 4096
    size = max(len(content), sector)  # a shorter stream would need sectors of the small kind
    count = -(-size // sector)
    # After the content: the directory, one sector of short streams (there are none, but readers want it), the table.
    directory, short, table = count, count + 1, count + 2
    fat_count = -(-table // (sector // 4 - 1))
    chain = [*range(1, count), _END, _END, _END, *[_FAT_SECTOR] * fat_count]
    fat = array("I", chain).tobytes().ljust(fat_count * sector, b"\xff")
    fat_sectors = array("I", range(table, table + fat_count)).tobytes()
    header = _HEADER.pack(SIGNATURE, 0x3E, 4, 0xFFFE, 12, 6, 1, fat_count, directory, 0, sector, _END, 0, _END, 0)
    return b"".join(
        [
            (header + fat_sectors.ljust(4 * _IN_HEADER, b"\xff")).ljust(sector, b"\0"),
            content,
            bytes(count * sector - len(content)),
            (_entry("Root Entry", _ROOT, short, 0, child=1) + _entry(name, _STREAM, 0, size)).ljust(sector, b"\0"),
            bytes(sector),
            fat,
        ]
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    spelt = name.encode("utf-16-le") + b"\0\0"
    family = struct.pack("<III", _FREE, _FREE, child)
    return struct.pack("<64sHBB", spelt, len(spelt), kind, 1) + family + struct.pack("<36xIII", start, size, 0)


def _follow(data: bytes, offset: int, size: int, table: array[int], start: int) -> bytes:
    """Return the bytes of a chain of sectors, in which each entry of the table names the next sector."""
    pieces = []
    sector, steps, length = start, 0, len(table)
    while sector != _END:
        first = sector
        # Sectors mostly follow one another: consecutive sectors are read in one piece.
        while sector < length and steps <= length and table[sector] == sector + 1:
            sector += 1
            steps += 1
        steps += 1
        # A chain longer than its table goes round.
        if sector >= length or steps > length:
            raise _broken()
        pieces.append(data[offset + first * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(pieces)


def _integers(content: bytes) -> array[int]:
    integers = array("I")
    integers.frombytes(content[: len(content) // 4 * 4])
    return integers


def _broken() -> Refusal:
    return damaged("The file is cut short or damaged: its table of contents cannot be read")
