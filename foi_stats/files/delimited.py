"""Reads delimited text: csv, and files called csv with semicolons, tabs or vertical bars.

Every value stays the text that was typed; no number is parsed here. The row of a cell is the number of its
record, which is the row that Excel and LibreOffice show: a record with a line break inside quotation marks is one row,
a blank line is a row too. A first line ``sep=;``, which Excel obeys and does not show, is not counted.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

from foi_stats.files.catalogue import CHECKS
from foi_stats.files.limits import MAX_COLUMNS, MAX_CSV_CELLS, MAX_LINE_BYTES, ReadResult, Refusal, damaged, too_large
from foi_stats.files.workbook import Sheet, Value, column_letters
from foi_stats.vocabulary.findings import Finding

Row = tuple[Value, ...]

_DELIMITERS = ("\t", "|", ";", ",")
"""In order of preference if two fit equally well: commas also stand inside amounts, tabs and bars hardly ever."""

_SAMPLE_RECORDS, _SAMPLE_CHARACTERS = 500, 2**18
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def read_delimited(data: bytes) -> ReadResult:
    """Return the only sheet of a text file. It has no name.

    Raises
    ------
    Refusal
        If the file is not text, or too large.
    """
    with open_delimited(io.BytesIO(data)) as (findings, records):
        rows = list(records)
    if rows and data.count(b'"') % 2 and any("\n" in str(value or "") for value in rows[-1]):
        findings.append(_open_quotation(len(rows), rows[-1]))
    width = max(map(len, rows), default=0)
    for number, row in enumerate(rows):
        if len(row) < width:
            rows[number] = row + (None,) * (width - len(row))
    return ReadResult((_trimmed(rows),), tuple(findings))


@contextmanager
def open_delimited(file: BinaryIO) -> Iterator[tuple[list[Finding], Iterator[Row]]]:
    """Give what is uncertain of a text file, and its records one after the other, each with its own length.

    The file is read in pieces, so that a large one takes no more memory than a small one. Rows are tuples because
    Python's garbage collector visits a tuple of texts once, and a list again and again: a million lists take twice the
    time.

    Raises
    ------
    Refusal
        If the file is not text, or too large; the latter while its records are taken.
    """
    _check_lines(file)
    encoding, findings = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield findings, _records(text, _delimiter(text))
    finally:
        text.detach()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(partial(file.read, MAX_LINE_BYTES), b"")


def _check_lines(file: BinaryIO) -> None:
    """Refuse text with a line longer than any table has, before decoding, which would copy the line several times."""
    for piece in _pieces(file):
        if len(piece) == MAX_LINE_BYTES and b"\n" not in piece and b"\r" not in piece:
            size = f"a line is longer than {MAX_LINE_BYTES // 2**20} MB"
            raise damaged(f"The text cannot be told apart into rows and columns: {size}")


def _encoding(file: BinaryIO) -> tuple[str, list[Finding]]:
    """Return the encoding of the text, and a finding if it is uncertain."""
    start = next(_pieces(file), b"")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return _checked_encoding(file, encoding), []
    if any(b"\0" in piece for piece in _pieces(file)):
        return _checked_encoding(file, _utf16(start)), []
    if _first_undecoded(file, "utf-8") is None:
        return "utf-8", []
    _checked_encoding(file, "cp1252")
    return "cp1252", [_mixed_encoding()] if any(map(_UTF8_CHARACTER.search, _pieces(file))) else []


def _checked_encoding(file: BinaryIO, encoding: str) -> str:
    """Return the encoding if all of the file is text in it; refuse the file otherwise."""
    place = _first_undecoded(file, encoding)
    if place is not None:
        raise _not_text(f"byte {place:,} is not text in any encoding that spreadsheet programs write")
    return encoding


def _first_undecoded(file: BinaryIO, encoding: str) -> int | None:
    """Return the place of the first byte that is not text in an encoding; None if all is.

    Raises
    ------
    Refusal
        If the text holds zero bytes.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    begun = 0
    for piece in chain(_pieces(file), [b""]):
        held = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return begun - held + error.start
        if "\0" in text:
            raise _not_text("it holds zero bytes")
        begun += len(piece)
    return None


def _utf16(start: bytes) -> str:
    """Return the byte order of UTF-16, by the places of the zero bytes of plain letters at the start of a file."""
    sample = start[:4096]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if len(start) % 2 or max(first, second) < len(sample) // 4 or min(first, second) > max(first, second) // 8:
        raise _not_text("it holds zero bytes")
    return "utf-16-be" if first > second else "utf-16-le"


def _delimiter(text: io.TextIOWrapper) -> str:
    """Return the delimiter, and leave the text at its first record.

    The right one cuts most records into the same number of columns. Titles and notes of other widths do not matter.
    """
    sample = text.read(_SAMPLE_CHARACTERS)
    text.seek(0)
    line = _SEPARATOR_LINE.match(sample)
    if line:
        text.readline()
        return line.group(1)
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """Return the most frequent width of two or more columns: first the number of records, then the width."""
    try:
        records = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_RECORDS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(record) for record in records if len(record) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _records(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    number = cells = width = 0
    try:
        for number, record in enumerate(csv.reader(text, delimiter=delimiter), 1):
            cells += len(record) + 1
            width = max(width, len(record))
            if width > MAX_COLUMNS:
                raise _too_large(f"Row {number:,} has {width:,} columns")
            if cells > MAX_CSV_CELLS:
                raise _too_large(f"The file has more than {MAX_CSV_CELLS:,} cells")
            yield tuple(record)
    except csv.Error as error:
        raise damaged(f"The text cannot be told apart into rows and columns: {error}") from error
    if number * width > MAX_CSV_CELLS:
        raise _too_large(f"The file has {number:,} rows, and one of {width:,} columns")


def _trimmed(rows: list[Row]) -> Sheet:
    """Return the sheet without the empty rows before and after it, as a spreadsheet program counts the used range."""
    first, last = 0, len(rows)
    while last > first and not any(rows[last - 1]):
        last -= 1
    while first < last and not any(rows[first]):
        first += 1
    return Sheet("", rows[first:last], top=first + 1 if first < last else 1)


def _mixed_encoding() -> Finding:
    return CHECKS.finding(
        "text-encoding",
        found="The text is partly in UTF-8 and partly in Windows-1252: some characters, such as £, will look wrong",
    )


def _open_quotation(row: int, record: Row) -> Finding:
    column = next(number for number, value in enumerate(record, 1) if "\n" in str(value or ""))
    return CHECKS.finding(
        "open-quotation",
        "",
        cell=f"{column_letters(column)}{row}",
        found="A quotation mark opens here and is not closed, so that all the lines below are one cell",
    )


def _not_text(why: str) -> Refusal:
    return Refusal("not-a-spreadsheet.text", f"The file is neither a workbook nor text: {why}")


def _too_large(detail: str) -> Refusal:
    return too_large(detail, "too-large.text")
