"""Files that would harm a careless reader. Each is small, and made when a test needs it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from foi_stats.files.ole import compound_file

CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip file of these parts: the same bytes whenever it is made."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def xlsx_parts(sheet_data: str, before: str = "", after: str = "", prolog: str = "") -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Funding" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}">{before}<sheetData>{sheet_data}</sheetData>'
        f"{after}</worksheet>",
    }


def xlsx(sheet_data: str, **around: str) -> bytes:
    """Return a workbook of one sheet, Funding, with these rows."""
    return archive(xlsx_parts(sheet_data, **around))


def ods(rows: str, styles: str = "", manifest: str = "", prolog: str = "") -> bytes:
    """Return an OpenDocument spreadsheet of one sheet, Funding, with these rows."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest xmlns:manifest='m'>{manifest}</manifest:manifest>",
            "content.xml": f"{prolog}<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' "
            "xmlns:style='s' xmlns:calcext='c'>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
            f"<table:table table:name='Funding'>{rows}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell office:value-type='string' {attributes}><text:p>{text}</text:p></table:table-cell>"


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(sheet: bytes, workbook: bytes = b"", position: int | None = None) -> bytes:
    """Return an xls workbook of one sheet, Funding, with these records."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + workbook
    length = len(start) + 4 + 6 + 2 + len("Funding") + 4
    listed = struct.pack("<IBBBB", length if position is None else position, 0, 0, len("Funding"), 0) + b"Funding"
    head = start + record(0x0085, listed) + record(0x000A, b"")
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0)) + sheet + record(0x000A, b"")
    return compound_file("Workbook", head + body)


def xls_number(row: int, column: int, value: float = 1.0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in xlsx_parts("").items():
            with packed.open(name, "w") as part:
                for _ in range(400 if "sheet1" in name else 0):
                    part.write(b"<a/>" * 2**18)
                part.write(content.encode())
    return target.getvalue()


def lying_zip_bomb() -> bytes:
    """A bomb whose table of contents says that it is small."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b"<a/>" * 2**18) for _ in range(400)) + packer.flush()
    parts = xlsx_parts("")
    parts["xl/worksheets/sheet1.xml"] = b"x" * 64
    plain = bytearray(archive(parts))
    name = b"xl/worksheets/sheet1.xml"
    local, central = plain.find(name) - 30, plain.rfind(name) - 46
    old = struct.unpack_from("<I", plain, local + 18)[0]
    data = local + 30 + len(name)
    plain[data : data + old] = packed
    grown = len(packed) - old
    struct.pack_into("<I", plain, local + 18, len(packed))
    struct.pack_into("<I", plain, central + grown + 20, len(packed))
    end = plain.rfind(b"PK\5\6")
    struct.pack_into("<I", plain, end + 16, struct.unpack_from("<I", plain, end + 16)[0] + grown)
    return bytes(plain)


def overlapping_parts() -> bytes:
    parts = xlsx_parts("<row r='1'><c r='A1'><v>1</v></c></row>")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in [*parts.items(), ("xl/worksheets/sheet1.xml", "another")]:
            packed.writestr(name, content)
    return target.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12))
    + "]>"
)


def repeated_sheets() -> bytes:
    parts = xlsx_parts("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 20_000)))
    sheets = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 900))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    return archive(parts)


def bent_container(change: Callable[[bytearray], None]) -> bytes:
    plain = bytearray(xls(b"".join(xls_number(row, 0) for row in range(2000))))
    change(plain)
    return bytes(plain)


def circular_chain(plain: bytearray) -> None:
    table = plain.rfind(struct.pack("<III", 1, 2, 3))
    struct.pack_into("<I", plain, table + 8, 1)


SHARED = f'<sst xmlns="{MAIN}">{{}}</sst>'
LONG = "x" * 32_000


def shared_texts(texts: str, cell: str, rows: int = 2_000) -> bytes:
    """Return an xlsx workbook of twenty columns in which each cell refers to a text that is kept once."""
    letters = [chr(65 + column) for column in range(20)]
    rows_of_cells = (
        f'<row r="{row}">{"".join(cell.replace("?", f"{letter}{row}") for letter in letters)}</row>'
        for row in range(1, rows + 1)
    )
    parts = xlsx_parts("".join(rows_of_cells))
    reference = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    listed = str(parts["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", reference)
    return archive({**parts, "xl/_rels/workbook.xml.rels": listed, "xl/sharedStrings.xml": SHARED.format(texts)})


def xls_shared_texts(number: int, rows: int = 2_000) -> bytes:
    """Return an xls workbook in which each cell but the first refers to one text: 0 is short, 1 is long."""
    texts = struct.pack("<II", 2, 2) + struct.pack("<HB", 5, 0) + b"Adult" + struct.pack("<HB", len(LONG), 0)
    long = LONG.encode()
    pieces = [texts + long[:8000], *(b"\0" + long[at : at + 8000] for at in range(8000, len(long), 8000))]
    listed = record(0x00FC, pieces[0]) + b"".join(record(0x003C, piece) for piece in pieces[1:])
    cells = ((row, column) for row in range(rows) for column in range(20))
    return xls(
        b"".join(record(0x00FD, struct.pack("<HHHI", *cell, 0, number if any(cell) else 1)) for cell in cells),
        workbook=listed,
    )


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    # name: (the check that its one finding names, how it is made)
    "zip-bomb.xlsx": ("too-large", zip_bomb),
    "one-text-in-every-cell.xlsx": (
        "too-large",
        lambda: shared_texts(f"<si><t>{LONG}</t></si>", '<c r="?" t="s"><v>0</v></c>'),
    ),
    "one-text-oddly-referred-to.xlsx": (
        "too-large",
        lambda: shared_texts(f"<si><t>{LONG}</t></si>", "<c r=\"?\" t = 's'><f>1</f><v>00</v></c>"),
    ),
    "one-text-behind-a-comment.xlsx": (
        "too-large",
        lambda: shared_texts(f"<!-- </si> --><si><t>{LONG}</t></si>", '<c r="?" t="s"><v>0</v></c>'),
    ),
    "one-text-in-every-cell.xls": ("too-large", lambda: xls_shared_texts(1)),
    "blanks-without-end.ods": (
        "too-large",
        lambda: ods(f"<table:table-row>{ods_cell('<text:s text:c=' + repr('60000') + '/>')}</table:table-row>" * 2_000),
    ),
    "one-line.csv": ("damaged-file", lambda: b"a" * 12_000_000),
    "lying-zip-bomb.xlsx": ("too-large", lying_zip_bomb),
    "two-parts-of-one-name.xlsx": ("unsafe-file", overlapping_parts),
    "entity-bomb.xlsx": (
        "unsafe-file",
        lambda: xlsx("<row r='1'><c r='A1' t='str'><v>&a9;</v></c></row>", prolog=ENTITIES),
    ),
    "entity-bomb.ods": (
        "unsafe-file",
        lambda: ods(f"<table:table-row>{ods_cell('&a9;')}</table:table-row>", prolog=ENTITIES),
    ),
    "opposite-corners.xlsx": (
        "too-large",
        lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "opposite-corners-prefixed.xlsx": (
        "too-large",
        lambda: xlsx(
            '<x:row xmlns:x="m" r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
        ),
    ),
    "opposite-corners-quoted.xlsx": (
        "too-large",
        lambda: xlsx("<row r='1'><c r='A1'><v>1</v></c><c\nr = 'XFD1048576'><v>1</v></c></row>"),
    ),
    "opposite-corners.xls": ("too-large", lambda: xls(xls_number(0, 0) + xls_number(65535, 255))),
    "opposite-corners.ods": (
        "too-large",
        lambda: ods(
            f"<table:table-row>{ods_cell('a')}</table:table-row>"
            "<table:table-row table:number-rows-repeated='1048574'><table:table-cell/></table:table-row>"
            "<table:table-row><table:table-cell table:number-columns-repeated='16383'/>"
            f"{ods_cell('b')}</table:table-row>"
        ),
    ),
    "everything-repeated.ods": (
        "too-large",
        lambda: ods(
            "<table:table-row table:number-rows-repeated='1048576'>"
            f"{ods_cell('a', attributes='table:number-columns-repeated=' + repr('16384'))}</table:table-row>"
        ),
    ),
    "a-million-columns.xlsx": (
        "damaged-file",
        lambda: xlsx("<row r='1'>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
    ),
    "a-million-columns.csv": ("too-large", lambda: b"1," * 1_000_000 + b"1\n"),
    "a-million-columns.ods": (
        "damaged-file",
        lambda: ods("<table:table-row>" + ods_cell("a") * 1_000_000 + "</table:table-row>"),
    ),
    "beyond-the-last-column.xlsx": ("damaged-file", lambda: xlsx('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')),
    "deep-nesting.xlsx": ("damaged-file", lambda: xlsx("<a>" * 1_000_000)),
    "deep-nesting.ods": ("damaged-file", lambda: ods("<text:a>" * 1_000_000)),
    "sheet-over-and-over.xlsx": ("unsafe-file", repeated_sheets),
    "encoding-of-its-own.ods": (
        "damaged-file",
        lambda: ods(f"<table:table-row>{ods_cell('a')}", prolog="<?xml version='1.0' encoding='unicode_escape'?>"),
    ),
    "tags-in-tags.xlsx": (
        "damaged-file",
        lambda: xlsx('<c r="A1" t="e"' * 100_000 + "<row hidden" * 100_000 + " t='e'" * 100_000 + "a" * 1_000_000),
    ),
    "a-million-merges.xlsx": (
        "too-large",
        lambda: xlsx("", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_000_000 + "</mergeCells>"),
    ),
    "a-tag-without-end.xlsx": ("unsafe-file", lambda: xlsx("<row " + "x" * (8 * 2**20))),
    "utf-16-part.xlsx": (
        "damaged-file",
        lambda: archive(
            {
                **xlsx_parts(""),
                "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
                "</worksheet>".encode("utf-16"),
            }
        ),
    ),
    "missing-sheet.xlsx": (
        "damaged-file",
        lambda: archive({name: part for name, part in xlsx_parts("").items() if "sheet1" not in name}),
    ),
    "claims-a-sheet-of-everything.xls": (
        "damaged-file",
        lambda: xls(record(0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0)) + xls_number(0, 300)),
    ),
    "claims-two-billion-texts.xls": (
        "damaged-file",
        lambda: xls(xls_number(0, 0), workbook=record(0x00FC, struct.pack("<II", 2**31 - 1, 2**31 - 1))),
    ),
    "sheet-outside-the-file.xls": ("damaged-file", lambda: xls(xls_number(0, 0), position=2**31)),
    "circular-chain.xls": ("damaged-file", lambda: bent_container(circular_chain)),
    "table-of-everything.xls": (
        "damaged-file",
        lambda: bent_container(lambda plain: struct.pack_into("<I", plain, 76, 2**31)),
    ),
    "password.xls": ("password-protected", lambda: xls(xls_number(0, 0), workbook=record(0x002F, b"\0" * 6))),
    "password.xlsx": ("password-protected", lambda: compound_file("EncryptedPackage", b"\x17" * 5000)),
    "password.ods": (
        "password-protected",
        lambda: ods("", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
    ),
    "message.xls": ("not-a-spreadsheet", lambda: compound_file("WordDocument", b"\x17" * 5000)),
    "empty.xlsx": ("empty-file", lambda: b""),
    "blank.csv": ("empty-file", lambda: b"\xef\xbb\xbf\r\n \r\n"),
    "zeros.csv": ("empty-file", lambda: bytes(5000)),
    "web-page.xls": ("not-a-spreadsheet", lambda: b"\r\n<HTML><body><table><tr><td>1</td></tr></table></body></HTML>"),
    "web-page-utf-16.xls": ("not-a-spreadsheet", lambda: "<table><tr><td>1</td></tr></table>".encode("utf-16")),
    "excel-2003.xls": (
        "not-a-spreadsheet",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    "document.xls": ("not-a-spreadsheet", lambda: b"%PDF-1.7\n"),
    "picture.csv": ("not-a-spreadsheet", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "text-document.xlsx": ("not-a-spreadsheet", lambda: archive({"word/document.xml": "<w/>"})),
    "binary-workbook.xlsx": ("not-a-spreadsheet", lambda: archive({"xl/workbook.bin": "x"})),
    "some-archive.xlsx": ("not-a-spreadsheet", lambda: archive({"readme.txt": "x"})),
    "cut-short.xlsx": ("damaged-file", lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')[:-40]),
    "zero-byte.csv": ("not-a-spreadsheet", lambda: b"year,amount\n2012-13,1\x000\n2013-14,20\n"),
    "wide-and-long.csv": ("too-large", lambda: b"," * 16_000 + b"\n" + b"1\n" * 100_000),
    "huge-value.csv": ("damaged-file", lambda: b'a,"' + b"x" * 1_000_000 + b'"\n'),
}
