"""The checks of xls files: hidden sheets, rows and columns, and the records beside the cells.

Records and their fields are as in Microsoft's [MS-XLS].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import olefile

from foi_stats.files.limits import damaged
from foi_stats.files.workbook import Sheet
from foi_stats.files.xls import read_xls
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.headers_footers import excel_headers_footers
from foi_stats.screen.properties import check_custom_property, check_path, check_person, check_words, local_address
from foi_stats.screen.sheet_content import address
from foi_stats.screen.sheets import screen_sheets
from foi_stats.screen.xls_records import address_of, is_old, records_of, text_of
from foi_stats.screen.xls_texts import check_log, check_texts
from foi_stats.screen.xls_visibility import check_visibility
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_FORMULA, _NAME, _EXTERNAL_SHEETS, _NOTE = 0x0006, 0x0018, 0x0017, 0x001C
_BOUND_SHEET, _SUPPORTING_BOOK, _CACHED_CELLS, _PIVOT_CACHE, _PIVOT_VIEW, _WRITE_ACCESS = (
    0x0085,
    0x01AE,
    0x005A,
    0x00D5,
    0x00B0,
    0x005C,
)
_QUERY, _SCENARIO, _HEADER, _FOOTER, _LINK = 0x00DC, 0x00AF, 0x0014, 0x0015, 0x01B8
_OWN_BOOK, _ADD_INS = 0x0401, 0x3A01
_CONSTANTS = (b"", b"", b"", b" ", b"@", b"`")
"""The first bytes of a formula that is a text, a number, or an array of them."""
_BUILT_IN = 0x20


@dataclass(slots=True)
class Records:
    """The records of a workbook that the checks need, cells aside."""

    notes: dict[int, list[str]] = field(default_factory=dict)
    formulas: dict[int, list[str]] = field(default_factory=dict)
    scenarios: set[int] = field(default_factory=set)
    supporting_books: list[bytes] = field(default_factory=list)
    cached: int = 0
    pivots: int = 0
    queries: int = 0
    names: list[bytes] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    is_old: bool = False
    user: str = ""
    headers_footers: dict[int, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)


def screen_xls(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for the hidden content of an xls file."""
    sheets = read_xls(data).sheets  # refuses what is broken, protected or unsafe
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = ["/".join(entry) for entry in container.listdir(streams=True, storages=True)]
            stream = container.openstream("Workbook" if container.exists("Workbook") else "Book").read()
            properties = container.get_metadata()
            custom = _custom(container)
            log = container.openstream("Revision Log").read() if container.exists("Revision Log") else b""
    except Exception as error:  # olefile raises many kinds
        raise damaged("The file is damaged: its table of contents cannot be read") from error
    records = _records(stream)
    yield from screen_sheets(sheets)
    yield from check_visibility(stream, sheets)
    for sheet, headers_footers in records.headers_footers.items():
        yield from excel_headers_footers(headers_footers, _named(sheets, sheet))
    yield from check_texts(stream, sheets, allowed)
    yield from check_log(log, allowed)
    yield from links(records)
    yield from comment(records, sheets)
    yield from formulas(records, sheets)
    yield from scenarios(records, sheets)
    yield from pivot_cache(records, names)
    yield from external_link(records)
    yield from defined_name(records, sheets)
    yield from connections(records)
    yield from macros(names)
    yield from embedded_files(names)
    yield from _properties(properties, records, allowed)
    for name, value in custom.items():
        yield from check_custom_property(name, value, f"The property {name}", allowed)


def _custom(container: olefile.OleFileIO) -> dict[str, str]:
    """Return the texts of custom properties, which are numbered instead of named."""
    stream = "\x05DocumentSummaryInformation"
    if not container.exists(stream):
        return {}
    section = container.openstream(stream).read()
    if len(section) < 68 or struct.unpack_from("<I", section, 24)[0] < 2:
        return {}
    start = struct.unpack_from("<I", section, 64)[0]
    texts: dict[str, str] = {}
    for offset in range(start, len(section) - 8, 4):
        kind, length = struct.unpack_from("<II", section, offset)
        if kind == 0x1E and 3 < length < 10_000:
            text = section[offset + 8 : offset + 8 + length].rstrip(b"\0").decode("cp1252", "replace")
            if text.isprintable():
                texts[f"{len(texts) + 1} of somebody's own making"] = text
    return texts


def _records(stream: bytes) -> Records:
    records = Records(is_old=is_old(stream))
    for sheet, kind, whole in records_of(stream):
        body = whole[:512]
        if kind == _NOTE:
            records.notes.setdefault(sheet, []).append(_place(body))
        elif kind == _FORMULA:
            records.formulas.setdefault(sheet, []).append(_place(body))
        elif kind == _SCENARIO:
            records.scenarios.add(sheet)
        elif kind == _SUPPORTING_BOOK:
            records.supporting_books.append(body)
        elif kind == _CACHED_CELLS and len(body) >= 2:
            records.cached += max(body[0] - body[1] + 1, 1)
        elif kind in (_PIVOT_CACHE, _PIVOT_VIEW):
            records.pivots += 1
        elif kind == _QUERY:
            records.queries += 1
        elif kind == _NAME:
            records.names.append(body)
        elif kind == _EXTERNAL_SHEETS and len(body) >= 2:
            places = struct.iter_unpack("<HHH", body[2 : 2 + (len(body) - 2) // 6 * 6])
            records.places = [(book, first) for book, first, _ in places]
        elif kind == _WRITE_ACCESS:
            records.user = _user(body)
        elif kind in (_HEADER, _FOOTER) and whole:
            records.headers_footers.setdefault(sheet, []).append(text_of(whole))
        elif kind == _LINK:
            records.links.append(address_of(whole))
    return records


def _place(body: bytes) -> str:
    """Return the cell that a record begins with."""
    row, column = struct.unpack_from("<HH", body.ljust(4, b"\0"))
    return address(row + 1, column + 1)


def _user(body: bytes) -> str:
    """Return the user who saved the file last: the record is a length, whether characters are wide, the name, blanks.

    xlwt writes the name alone, and ``None`` if it has no name.
    """
    length, wide = (struct.unpack_from("<H", body)[0], body[2]) if len(body) >= 3 else (0, 2)
    if wide in (0, 1) and 3 + (length << wide) <= len(body):
        text = body[3 : 3 + (length << wide)].decode("utf-16-le" if wide else "cp1252", "replace")
    elif body and body[0] < ord(" "):  # of Excel 5 and 95, with one byte for the length
        text = body[1 : 1 + body[0]].decode("cp1252", "replace")
    else:
        text = body.decode("cp1252", "replace")
    name = "".join(letter for letter in text if letter.isprintable()).strip()
    return "" if name == "None" else name


def _named(sheets: tuple[Sheet, ...], number: int) -> str:
    return sheets[number].name if 0 <= number < len(sheets) else ""


def comment(records: Records, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield a finding for the comments of each sheet."""
    for sheet, places in records.notes.items():
        yield finding("comment", counted(len(places), "comment"), _named(sheets, sheet), places[0])


def formulas(records: Records, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield a finding for the formulas of each sheet."""
    for sheet, places in records.formulas.items():
        detail = f"{counted(len(places), 'cell')} of the sheet {'is a formula' if len(places) == 1 else 'are formulas'}"
        yield finding("formulas", detail, _named(sheets, sheet), places[0])


def scenarios(records: Records, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield a finding for scenarios, which keep values that were tried and are not shown."""
    for sheet in sorted(records.scenarios):
        yield finding(
            "scenarios", "The sheet holds scenarios: values that were tried, and are not shown", _named(sheets, sheet)
        )


def pivot_cache(records: Records, names: list[str]) -> Iterator[Finding]:
    """Yield a finding for a copy of the data behind pivot tables."""
    caches = [name for name in names if name.startswith("_SX_DB")]
    if records.pivots or caches:
        yield finding("pivot-cache", "The file holds a pivot table, with a copy of the data behind it")


def external_link(records: Records) -> Iterator[Finding]:
    """Yield a finding for each link to another workbook, and for the values kept of it."""
    for body in records.supporting_books:
        if len(body) > 4 and struct.unpack_from("<H", body, 2)[0] not in (_OWN_BOOK, _ADD_INS):
            wide = body[4] & 1 if len(body) > 4 else 0
            target = body[5:].decode("utf-16-le" if wide else "latin-1", "replace")[
                : struct.unpack_from("<H", body, 2)[0]
            ]
            target = "".join(letter for letter in target if letter.isprintable())
            kept = f"keeps {counted(records.cached, 'value')} of it" if records.cached else "keeps no values"
            yield finding("external-link", f"The file links to another workbook, {masked(target)}, and {kept}")


def defined_name(records: Records, sheets: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Yield a finding for names of hidden cells or of other workbooks, and an info for all other names."""
    ordinary = []
    for body in records.names:
        if len(body) < 15 or struct.unpack_from("<H", body)[0] & _BUILT_IN:
            continue
        start = 14 if records.is_old else 15
        length, wide = body[3], 0 if records.is_old else body[14] & 1
        name = body[start : start + (length << wide)].decode("utf-16-le" if wide else "latin-1", "replace")
        formula = body[start + (length << wide) :]
        reason = (_old_points_at if records.is_old else _points_at)(formula, records, sheets)
        if reason:
            yield finding("name-to-hidden", f"The name {masked(name)} points at {reason}")
        elif formula[:1] in _CONSTANTS:
            yield finding("name-with-value", f"The name {masked(name)} is no cell, but a number or a text")
        elif not name.startswith("_xl"):
            ordinary.append(name)
    if ordinary:
        detail = f"The workbook has {counted(len(ordinary), 'name')} for ranges or values: {', '.join(ordinary[:10])}"
        yield finding("defined-name", detail)


def _points_at(formula: bytes, records: Records, sheets: tuple[Sheet, ...]) -> str:
    if len(formula) < 7 or formula[0] not in (0x3A, 0x3B, 0x5A, 0x5B, 0x7A, 0x7B):
        return ""
    place, top = struct.unpack_from("<HH", formula, 1)
    if place >= len(records.places):
        return ""
    book, first = records.places[place]
    if (
        book < len(records.supporting_books)
        and struct.unpack_from("<H", records.supporting_books[book].ljust(4, b"\0"), 2)[0] != _OWN_BOOK
    ):
        return "another workbook"
    if first >= len(sheets):
        return ""
    bottom = struct.unpack_from("<H", formula, 5)[0] if formula[0] & 1 else top
    at = 9 if formula[0] & 1 else 5
    columns = [number & 0xFF for (number,) in struct.iter_unpack("<H", formula[at : at + (4 if formula[0] & 1 else 2)])]
    return _is_hidden(sheets[first], top, bottom, columns)


def _old_points_at(formula: bytes, _: Records, sheets: tuple[Sheet, ...]) -> str:
    """Return the hidden place that a formula of Excel 5 or 95 points at, or an empty text."""
    if len(formula) < 18 or formula[0] not in (0x3A, 0x3B, 0x5A, 0x5B, 0x7A, 0x7B):
        return ""
    (book,) = struct.unpack_from("<h", formula, 1)
    first, _last, top = struct.unpack_from("<HHH", formula, 11)
    if book >= 0:
        return "another workbook"
    is_range = bool(formula[0] & 1) and len(formula) >= 21
    bottom = struct.unpack_from("<H", formula, 17)[0] if is_range else top
    columns = list(formula[19:21] if is_range else formula[17:18])
    return _is_hidden(sheets[first], top & 0x3FFF, bottom & 0x3FFF, columns) if first < len(sheets) else ""


def _is_hidden(sheet: Sheet, top: int, bottom: int, columns: list[int]) -> str:
    """Return how cells are hidden, or an empty text; their rows and columns are counted from 0."""
    if sheet.visibility != "visible" and sheet.rows:
        return "a hidden sheet"
    rows = range(top + 1, bottom + 2)
    across = range(columns[0] + 1, columns[-1] + 2) if columns else range(0)
    if any(row in rows for row in sheet.hidden_rows) or any(column in across for column in sheet.hidden_columns):
        return "hidden rows or columns"
    return ""


def links(records: Records) -> Iterator[Finding]:
    """Yield a finding for links to files of a computer."""
    found = [target for address in records.links if (target := local_address(address))]
    if found:
        yield finding("path", f"{counted(len(found), 'link')} into a computer, the first {masked(found[0])}")


def connections(records: Records) -> Iterator[Finding]:
    """Yield a finding for queries to databases and web pages."""
    if records.queries:
        yield finding("connections", f"The file holds {counted(records.queries, 'connection')}")


def macros(names: list[str]) -> Iterator[Finding]:
    """Yield a finding if the file holds a program."""
    if any(name.startswith("_VBA_PROJECT_CUR") for name in names):
        yield finding("macros", "The file holds macros")


def embedded_files(names: list[str]) -> Iterator[Finding]:
    """Yield a finding for each file within the file."""
    inside = sorted(
        {name.partition("/")[0] for name in names if name.startswith(("MBD", "LNK")) or "Ole10Native" in name}
    )
    if inside:
        yield finding("embedded-file", f"The file holds {counted(len(inside), 'file')} within it")


def _properties(known: olefile.OleMetadata, records: Records, allowed: Collection[str]) -> Iterator[Finding]:
    def text(value: object) -> str:
        return value.decode("utf-8", "replace").strip("\0 ") if isinstance(value, bytes) else str(value or "")

    for name in ("author", "last_saved_by", "manager"):
        yield from check_person(text(getattr(known, name)), f"The property {name.replace('_', ' ')}", allowed)
    yield from check_person(records.user, "The user who saved the file", allowed)
    for name in ("keywords", "comments", "category"):
        title = f"{text(known.title)} {text(known.subject)}"
        yield from check_words(text(getattr(known, name)), f"The property {name}", allowed, title)
    for name in ("title", "subject", "template", "company"):
        yield from check_path(text(getattr(known, name)), f"The property {name}")
    if known.thumbnail:
        yield finding("thumbnail", "The file holds a picture of its first page as it once was")
