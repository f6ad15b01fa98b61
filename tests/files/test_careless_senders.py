"""Files that ordinary programs write carelessly: read, or said what they are, and never called an attack."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.files.hostile import MAIN, OFFICE, archive, ods, ods_cell, xlsx, xlsx_parts


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_an_ods_without_its_mimetype_part_is_told_by_its_content(read):
    parts = parts_of(ods(f"<table:table-row>{ods_cell('Refuge')}</table:table-row>"))
    del parts["mimetype"]
    workbook, findings = read(archive(parts), "funding.ods")
    assert (workbook.kind, workbook.sheets[0].rows, findings) == ("ods", [["Refuge"]], ())


def test_a_letter_without_its_mimetype_part_is_no_spreadsheet(read):
    parts = parts_of(ods(""))
    del parts["mimetype"]
    parts["content.xml"] = parts["content.xml"].replace(b"office:spreadsheet", b"office:text")
    workbook, (finding,) = read(archive(parts), "funding.ods")
    assert workbook is None
    assert (finding.check, "a text, a presentation or a drawing" in finding.found) == ("not-a-spreadsheet", True)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_names_of_parts_with_backslashes(read, kind):
    good = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>') if kind == "xlsx" else ods(ods_cell("1"))
    parts = {name.replace("/", "\\"): content for name, content in parts_of(good).items()}
    plainly, findings = read(good, f"plain.{kind}"), read(archive(parts), f"funding.{kind}")
    assert findings[1] == ()
    assert findings[0].sheets == plainly[0].sheets


def workbook_listing(sheets: str) -> bytes:
    parts = xlsx_parts('<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>7</v></c></row>')
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    return archive(parts)


@pytest.mark.parametrize("module", ['<sheet name="M{}" sheetId="{}" r:id=""/>', '<sheet name="M{}" sheetId="{}"/>'])
def test_leftover_macro_sheets_are_named_and_not_read(read, module):
    sheets = '<sheet name="Funding" sheetId="1" r:id="rId1"/>' + "".join(module.format(n, n) for n in (8, 9))
    workbook, findings = read(workbook_listing(sheets), "funding.xlsx")
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("Funding", [["#SPILL!", 7]])]
    (left,) = [finding for finding in findings if finding.check == "sheet-without-content"]
    assert (left.severity, "'M8' and 'M9' are listed" in left.found) == ("info", True)


def test_a_workbook_of_leftovers_alone_is_damaged(read):
    workbook, (finding,) = read(workbook_listing('<sheet name="M" sheetId="8" r:id=""/>'), "funding.xlsx")
    assert (workbook, finding.check) == (None, "damaged-file")


def test_text_split_by_vertical_bars(read):
    workbook, findings = read("Line|2014-15 (£)\nRefuge|12,345.67\nOutreach|4,000\n".encode(), "funding.csv")
    assert workbook.sheets[0].rows[1] == ("Refuge", "12,345.67")
    assert findings == ()
    workbook, _ = read(b"Line,Amount\nA|B,1\nC|D,2\n", "funding.csv")
    assert workbook.sheets[0].rows[1] == ("A|B", "1")
