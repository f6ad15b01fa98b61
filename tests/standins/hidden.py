"""Workbooks that hide one of everything, by the programs of several makers, and their controls that hide nothing."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.packaging.relationship import Relationship
from openpyxl.pivot.cache import CacheDefinition, CacheField, CacheSource, SharedItems, WorksheetSource
from openpyxl.pivot.fields import Number, Text
from openpyxl.pivot.record import Record, RecordList
from openpyxl.pivot.table import FieldItem, Location, PivotField, TableDefinition
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link.external import (
    ExternalBook,
    ExternalCell,
    ExternalLink,
    ExternalRow,
    ExternalSheetData,
    ExternalSheetDataSet,
    ExternalSheetNames,
)

_SALES = [
    ["Date", "Product", "Region", "Salesperson", "Amount"],
    ["2023-01-01", "Kettles", "North", "Ailsa", 510.0],
    ["2023-01-02", "Lamps", "South", "Bron", 305.0],
    ["2023-01-03", "Kettles", "East", "Cai", 455.0],
    ["2023-01-04", "Stools", "West", "Ailsa", 705.0],
    ["2023-01-05", "Lamps", "North", "Bron", 355.0],
]
_LOST = [[0.0] * 5, *([0.0] * 4 + row[-1:] for row in _SALES[1:])]
"""What an xls file keeps of the sales that it links to: the amounts, and 0 for each text."""
_SHEETS = {
    "External Links": _SALES,
    "Pivot Table": [
        ["Salesperson", "Ailsa"],
        [],
        ["Sum - Amount", "Region"],
        ["Product", "North", "West", "Total Result"],
        ["Kettles", 510.0, "", 510.0],
        ["Stools", "", 705.0, 705.0],
        ["Total Result", 510.0, 705.0, 1215.0],
    ],
    "Hidden Row & Col": [
        [],
        ["", 1.0, 2.0],
        ["", 2.0],
        ["", "", "", "Column A and row 1 are hidden, and empty"],
        ["", "", "", "Column B and row 2 are hidden, and hold values"],
        ["", "", "", "Column C and row 3 are of no width and no height"],
    ],
    "Hidden Sheet": [["This sheet is hidden"]],
    "Ranges": [["ID", "User"], [1.0, "Ailsa"], [2.0, "Bron"], [3.0, "Dai"]],
}


def make_hidden(folder: Path) -> None:
    """Write the workbooks that hide things, and those that do not."""
    _suspect_xlsx(folder / "suspect.xlsx")
    _suspect_xls(folder / "suspect.xls")
    _any_sheets(folder / "any_sheets.xlsx")
    _blank_row(folder / "hidden-cols-blank-row.xlsx")
    _sales(folder / "data.xlsx")


def _suspect_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in _SHEETS.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value != "":
                    sheet.cell(number, column, value)
    sheet = book["Hidden Row & Col"]
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["A"].hidden = sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].height = 0
    book["Hidden Sheet"].sheet_state = "hidden"
    book.defined_names["Users"] = DefinedName("Users", attr_text="Ranges!$B$1:$B$4")
    book._external_links.append(_external_link())
    book["Pivot Table"].add_pivot(_pivot_table())
    book.save(path)
    # openpyxl writes no size of 0.
    thin = '<col min="3" max="3" width="0" customWidth="1"/></cols>'
    flat = '<row r="3" ht="0" customHeight="1">'
    _edit(path, "xl/worksheets/sheet3.xml", {"</cols>": thin, '<row r="3" customHeight="1">': flat})


def _external_link() -> ExternalLink:
    """Return a link to another workbook, with one row that is kept of it."""
    kept = [
        ExternalCell(r=f"{letter}1", t="str", v=str(value)) for letter, value in zip("ABCDE", _SALES[1], strict=True)
    ]
    data = ExternalSheetData(sheetId=0, row=(ExternalRow(r=1, cell=kept),))
    names = ExternalSheetNames(sheetName=("Sheet1",))
    book = ExternalBook(sheetNames=names, sheetDataSet=ExternalSheetDataSet(sheetData=(data,)), id="rId1")
    link = ExternalLink(externalBook=book)
    link.file_link = Relationship(type="externalLinkPath", Target="data.xlsx", TargetMode="External", Id="rId1")
    return link


def _pivot_table() -> TableDefinition:
    """Return a pivot table of the sales, with a copy of them behind it."""
    fields = []
    for name, values in zip(_SALES[0], zip(*_SALES[1:], strict=True), strict=True):
        items = [Number(v=value) if isinstance(value, float) else Text(v=value) for value in values]
        fields.append(CacheField(name=name, sharedItems=SharedItems(_fields=items)))
    source = CacheSource(type="worksheet", worksheetSource=WorksheetSource(ref="A1:E6", sheet="External Links"))
    cache = CacheDefinition(cacheSource=source, cacheFields=fields, id="rId1", recordCount=5)
    records = [Record(_fields=[Text(v=str(value)) for value in row]) for row in _SALES[1:]]
    cache.records = RecordList(r=records)
    shown = [PivotField(items=[FieldItem(t="default")], showAll=False) for _ in _SALES[0]]
    location = Location(ref="A3:D7", firstHeaderRow=1, firstDataRow=2, firstDataCol=1)
    table = TableDefinition(name="Sales", cacheId=1, dataCaption="Values", location=location, pivotFields=shown)
    table.cache = cache
    return table


class _Suspect(xlwt.Workbook):
    """A workbook with a name for a range, a link to another workbook, and a pivot table: records that xlwt has not.

    Records and their fields are as in Microsoft's [MS-XLS].
    """

    def _Workbook__all_links_rec(self) -> bytes:  # noqa: N802 - its own name
        own = _record(0x01AE, struct.pack("<HH", 5, 0x0401))
        other = b"data.xlsx"
        link = struct.pack("<HHB", 1, len(other), 0) + other + struct.pack("<HB", 6, 0) + b"Sheet1"
        kept = _record(0x0059, struct.pack("<hH", 1, 0)) + _record(0x005A, struct.pack("<BBHBd", 0, 0, 0, 1, 510.0))
        sheets = _record(0x0017, struct.pack("<HHHH", 1, 0, 4, 4))
        area = struct.pack("<BHHHHH", 0x3B, 0, 0, 3, 1, 1)
        name = struct.pack("<HBBHHHBBBB", 0, 0, 5, len(area), 0, 0, 0, 0, 0, 0) + b"\0Users" + area
        pivot = _record(0x00D5, struct.pack("<H", 1))
        return own + _record(0x01AE, link) + kept + sheets + _record(0x0018, name) + pivot


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _suspect_xls(path: Path) -> None:
    book = _Suspect(encoding="utf-8")
    for name, rows in {**_SHEETS, "External Links": _LOST}.items():
        sheet = book.add_sheet(name)
        sheet.footer_str = b""  # where xlwt would have the name of the file
        sheet.header_str = b""
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(number, column, value)
    sheet = book.get_sheet("Hidden Row & Col")
    for number in (0, 1):
        sheet.row(number).hidden = True
        sheet.col(number).hidden = True
    sheet.row(2).height, sheet.row(2).height_mismatch, sheet.row(2).hidden = 0, True, True  # as LibreOffice has it
    sheet.col(2).width = 0
    book.get_sheet("Hidden Sheet").visibility = 1
    book.save(str(path))


def _any_sheets(path: Path) -> None:
    """Write a workbook of every kind of sheet, by a named person, in a folder of a computer."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": "A. N. Author"})
        seen = book.add_worksheet("Visible")
        for number in range(3):
            seen.write_row(number, 0, [2 * number + 1, 2 * number + 2])
        seen.write(4, 0, "This workbook has 4 sheets, and 2 of them are hidden")
        book.add_worksheet("Hidden").hide()
        book.add_worksheet("VeryHidden").very_hidden()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Visible!$A$1:$A$3"})
        book.add_chartsheet("Chart").set_chart(chart)
    # Excel says in which folder it last saved the workbook.
    space = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
    said = f'<x15ac:absPath xmlns:x15ac="{space}" url="C:\\Users\\author\\Desktop\\"/><bookViews>'
    _edit(path, "xl/workbook.xml", {"<bookViews>": said})


def _edit(path: Path, part: str, changes: dict[str, str]) -> None:
    """Replace texts in a part of a workbook, for what its program cannot write."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    text = parts[part].decode()
    for old, new in changes.items():
        assert old in text, (part, old)
        text = text.replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**parts, part: text.encode()}.items():
            packed.writestr(name, content)


def _blank_row(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["C2"] = "the row above is blank"
    book.active.column_dimensions["A"].hidden = book.active.column_dimensions["B"].hidden = True
    book.save(path)


def _sales(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(_SALES[0])
    for day, *rest in _SALES[1:]:
        book.active.append([dt.date.fromisoformat(day), *rest])
    book.save(path)
