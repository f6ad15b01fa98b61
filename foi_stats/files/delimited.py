"""Reads delimited text: csv, and files called csv with semicolons, tabs or vertical bars.

Every value stays the text that was typed; no number is parsed here. The row of a cell is the number of its
record, which is the row that Excel and LibreOffice show: a record with a line break inside quotation marks is one row,
a blank line is a row too. A first line ``sep=;``, which Excel obeys and does not show, is not counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

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
    _check_lines(data)
    encoding, findings = _encoding(data)
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as text:
        delimiter = _delimiter(text)
        try:
            rows = _rows(text, delimiter)
        except csv.Error as error:
            raise damaged(f"The text cannot be told apart into rows and columns: {error}") from error
    if rows and data.count(b'"') % 2 and any("\n" in str(value or "") for value in rows[-1]):
        findings.append(_open_quotation(len(rows), rows[-1]))
    width = max(map(len, rows), default=0)
    if len(rows) * width > MAX_CSV_CELLS:
        raise _too_large(f"The file has {len(rows):,} rows, and one of {width:,} columns")
    for number, row in enumerate(rows):
        if len(row) < width:
            rows[number] = row + (None,) * (width - len(row))
    return ReadResult((_trimmed(rows),), tuple(findings))


def _check_lines(data: bytes) -> None:
    """Refuse text with a line longer than any table has, before decoding, which would copy the line several times."""
    for start in range(0, len(data) - MAX_LINE_BYTES, MAX_LINE_BYTES):
        end = start + MAX_LINE_BYTES
        if data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0:
            size = f"a line is longer than {MAX_LINE_BYTES // 2**20} MB"
            raise damaged(f"The text cannot be told apart into rows and columns: {size}")


def _encoding(data: bytes) -> tuple[str, list[Finding]]:
    """Return the encoding of the text, and a finding if it is uncertain."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked_encoding(data, encoding), []
    if b"\0" in data:
        return _checked_encoding(data, _utf16(data)), []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        _checked_encoding(data, "cp1252")
        return "cp1252", [_mixed_encoding()] if _UTF8_CHARACTER.search(data) else []
    return "utf-8", []


def _checked_encoding(data: bytes, encoding: str) -> str:
    """Return the encoding if all of the data is text in it; refuse the data otherwise."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(f"byte {error.start:,} is not text in any encoding that spreadsheet programs write") from error
    if "\0" in text:
        raise _not_text("it holds zero bytes")
    return encoding


def _utf16(data: bytes) -> str:
    """Return the byte order of UTF-16, by the places of the zero bytes of plain letters."""
    sample = data[:4096]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(first, second) < len(sample) // 4 or min(first, second) > max(first, second) // 8:
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


def _rows(text: io.TextIOWrapper, delimiter: str) -> list[Row]:
    """Return all records, each with its own length.

    Rows are tuples because Python's garbage collector visits a tuple of texts once, and a list again and again:
    a million lists take twice the time.
    """
    rows: list[Row] = []
    cells = 0
    for record in csv.reader(text, delimiter=delimiter):
        cells += len(record) + 1
        if len(record) > MAX_COLUMNS:
            raise _too_large(f"Row {len(rows) + 1:,} has {len(record):,} columns")
        if cells > MAX_CSV_CELLS:
            raise _too_large(f"The file has more than {MAX_CSV_CELLS:,} cells")
        rows.append(tuple(record))
    return rows


def _trimmed(rows: list[Row]) -> Sheet:
    """Return the sheet without the empty rows before and after it, as a spreadsheet program counts the used range."""
    first, last = 0, len(rows)
    while last > first and not any(rows[last - 1]):
        last -= 1
    while first < last and not any(rows[first]):
        first += 1
    return Sheet("", rows[first:last], top=first + 1 if first < last else 1)


def _mixed_encoding() -> Finding:
    return Finding(
        "text-encoding",
        "warning",
        "",
        found="The text is partly in UTF-8 and partly in Windows-1252: some characters, such as £, will look wrong",
        expected="one encoding throughout",
        action="In Excel, choose Save As and the type CSV UTF-8, and check the pound signs",
    )


def _open_quotation(row: int, record: Row) -> Finding:
    column = next(number for number, value in enumerate(record, 1) if "\n" in str(value or ""))
    return Finding(
        "open-quotation",
        "warning",
        "",
        cell=f"{column_letters(column)}{row}",
        found="A quotation mark opens here and is not closed, so that all the lines below are one cell",
        expected="quotation marks in pairs",
        action="Take the quotation mark out, or close it, and save",
    )


def _not_text(why: str) -> Refusal:
    return Refusal(
        "not-a-spreadsheet",
        f"The file is neither a workbook nor text: {why}",
        "an .xlsx, .xls, .ods or .csv file",
        "Open it in the program that made it and save it as .xlsx, or as CSV UTF-8",
    )


def _too_large(detail: str) -> Refusal:
    return too_large(detail, "Check that it is the right file; if it is, split it over several files")
