"""Recognises the kind of a file by its bytes alone."""

from __future__ import annotations

import re
from typing import Literal

from foi_stats.files.limits import Refusal
from foi_stats.files.ole import SIGNATURE
from foi_stats.files.zip import Archive, whole_tags

Kind = Literal["xlsx", "xls", "ods", "csv"]

ENDINGS: dict[str, Kind] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "xlsx"),
    **dict.fromkeys((".xls", ".xlt"), "xls"),
    **dict.fromkeys((".ods", ".ots"), "ods"),
    **dict.fromkeys((".csv", ".txt", ".tsv", ".tab"), "csv"),
}
"""The kind that belongs to the ending of a file's name."""

_SIGNATURES = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"RIFF": "a picture or a sound",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"7z\xbc\xaf\x27\x1c": "a compressed file (7-Zip)",
    b"Rar!": "a compressed file (RAR)",
    b"BZh": "a compressed file (bzip2)",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet table",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"MIME-Version:": "a web page saved with its pictures",
    # The first record of a workbook before Excel 5, which has no container.
    b"\x09\x00\x04\x00": "a workbook of Excel 2",
    b"\x09\x02\x06\x00": "a workbook of Excel 3",
    b"\x09\x04\x06\x00": "a workbook of Excel 4",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|!--|html|head|body|table|meta|style|script|div|span|p)\b", re.IGNORECASE)
_OPEN_BODY = re.compile(rb"<(?:[\w.-]+:)?body\b[^>]*>\s*<(?:[\w.-]+:)?(\w+)")
_OTHER_OPEN_DOCUMENT = "a text, a presentation or a drawing of LibreOffice"
_EXCEL_XML, _FLAT_ODS = b"urn:schemas-microsoft-com:office:spreadsheet", b"opendocument:xmlns:office"


def kind_of(data: bytes) -> Kind:
    """Return the kind of file; refuse any file that is not a spreadsheet that can be read."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Refusal(
            "empty-file",
            "The file is empty" if not data else "The file holds nothing but blanks",
        )
    if data.startswith(b"PK"):
        return _kind_of_archive(Archive(data))
    if data.startswith(SIGNATURE):
        return "xls"
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise _not_a_spreadsheet(what)
    # Markup in UTF-16 is recognised by its letters.
    start = data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    start = start.removeprefix(b"\xfe\xff")
    if _MARKUP.match(start):
        if _EXCEL_XML in start:
            raise _not_a_spreadsheet("a workbook in the XML format of Excel 2003")
        if _FLAT_ODS in start:
            raise _not_a_spreadsheet("a flat XML document of LibreOffice")
        raise _not_a_spreadsheet("a web page or an XML document, whatever its name says")
    return "csv"


def _kind_of_archive(archive: Archive) -> Kind:
    if "xl/workbook.bin" not in archive and any(
        name.startswith(("xl/workbook", "xl/worksheets/")) for name in archive.names
    ):
        return "xlsx"
    if "mimetype" in archive:
        mimetype = archive.read("mimetype", 2**16).strip()
        if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
        if mimetype.startswith(b"application/vnd.oasis.opendocument"):
            raise _not_a_spreadsheet(_OTHER_OPEN_DOCUMENT)
    elif "content.xml" in archive and "meta-inf/manifest.xml" in archive:
        return _kind_of_open_document(archive)
    for part, what in (
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("index/document.iwa", "a document of Apple's Numbers or Pages"),
    ):
        if part in archive:
            raise _not_a_spreadsheet(what)
    raise _not_a_spreadsheet("a zip archive, or a workbook that has lost its parts")


def _kind_of_open_document(archive: Archive) -> Kind:
    """Return the kind of an OpenDocument file without a mimetype part, as some programs zip it, by its content."""
    for piece in whole_tags(archive.pieces("content.xml")):
        if match := _OPEN_BODY.search(piece):
            if match[1] == b"spreadsheet":
                return "ods"
            break
    raise _not_a_spreadsheet(_OTHER_OPEN_DOCUMENT)


def _not_a_spreadsheet(what: str) -> Refusal:
    return Refusal("not-a-spreadsheet", f"The file is {what}")
