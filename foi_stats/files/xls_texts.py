"""Reads the shared texts of an xls workbook that have superscripts, with those as plain text ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from foi_stats.files.superscripts import raised_text

_RICH, _EXTENDED, _WIDE = 8, 4, 1


def texts_with_superscripts(records: Sequence[bytes], fonts: Sequence[bool]) -> dict[int, str]:
    """Return by their numbers the shared texts that have superscripts, as far as the records can be followed.

    Parameters
    ----------
    records
        The contents of the record of texts, and of those that continue it.
    fonts
        Whether each font of the workbook raises its text.
    """
    found: dict[int, str] = {}
    if any(fonts):
        for number, (text, runs) in enumerate(_texts(records)):
            raised = _with_raised(text, runs, fonts) if runs else text
            if raised != text:
                found[number] = raised
    return found


def _with_raised(text: str, runs: bytes, fonts: Sequence[bool]) -> str:
    """Return a text with the pieces in raised fonts as plain text. No font has the number 4."""
    starts = [(0, 0), *((at, font - (font > 4)) for at, font in struct.iter_unpack("<HH", runs))]
    ends = [at for at, _ in starts[1:]] + [len(text)]
    pieces = ((text[at:end], font) for (at, font), end in zip(starts, ends, strict=True))
    return "".join(raised_text(piece) if font < len(fonts) and fonts[font] else piece for piece, font in pieces)


def _texts(records: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield each text and its runs: where each begins, and its font."""
    reader = _Reader(records)
    try:
        reader.take(8)
        while True:
            length, flags = struct.unpack("<HB", reader.take(3))
            runs = 4 * struct.unpack("<H", reader.take(2))[0] if flags & _RICH else 0
            extended = struct.unpack("<I", reader.take(4))[0] if flags & _EXTENDED else 0
            text = reader.characters(length, flags & _WIDE)
            yield text, reader.take(runs)
            reader.take(extended)
    except (StopIteration, struct.error, IndexError):
        return


class _Reader:
    """Reads on from one record to the next."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._following = iter(records)
        self._content, self._at = next(self._following, b""), 0

    def _move(self) -> None:
        self._content, self._at = next(self._following), 0

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        taken = b""
        while size > len(taken):
            if self._at >= len(self._content):
                self._move()
            part = self._content[self._at : self._at + size - len(taken)]
            self._at += len(part)
            taken += part
        return taken

    def characters(self, count: int, wide: int) -> str:
        """Return the next characters; a record that continues them says anew whether they are wide."""
        text = ""
        while count:
            if self._at >= len(self._content):
                self._move()
                wide, self._at = self._content[0] & _WIDE, 1
            part = self._content[self._at : self._at + (count << wide)]
            text += part.decode("utf-16-le" if wide else "latin-1", "replace")
            self._at += len(part)
            count -= max(1, len(part) >> wide)
        return text
