"""A table laid out at random and written in each format comes back as the rows it was made from.

Each row's cell is looked at by another reader than the one under test: openpyxl, odfpy, xlrd or the csv module.
"""

import csv
import io
from itertools import groupby

import odf.opendocument
import openpyxl
import pytest
import xlrd
import xlwt
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils import get_column_letter

from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns, schema
from tests.examples import examples
from tests.supply.sheets import above_info
from tests.supply.test_property import assert_found_in, expected_rows, lay_out, rows_read, tables

cases = examples(20, HealthCheck.function_scoped_fixture)


def bands(t):
    """Return the merged ranges of the bands: row, first and last column, counted from 0."""
    if not (t["laid"] == "years across" and t["banded"]) or len(t["bases"]) == 1:
        return []
    row = t["top"] + (1 + t["gap_below_title"] if t["title"] else 0)
    starts = range(t["left"] + 1, t["left"] + 1 + 2 * len(t["years"]), 2)
    return [(row, start, start + 1) for start in starts]


def write_xlsx(path, rows, merged):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Data"
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value not in (None, ""):
                sheet.cell(r, c, value)
    for row, first, last in merged:
        sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=first + 1, end_column=last + 1)
    workbook.save(path)


def cells_xlsx(path):
    sheet = openpyxl.load_workbook(path)["Data"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def write_xls(path, rows, merged):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Data")
    ends = {(row, first): last for row, first, last in merged}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in ends:
                sheet.write_merge(r, r, c, ends[r, c], value)
            elif value not in (None, ""):
                sheet.write(r, c, value)
    workbook.save(str(path))


def cells_xls(path):
    sheet = xlrd.open_workbook(path).sheet_by_name("Data")
    return {
        f"{get_column_letter(c + 1)}{r + 1}": value
        for r in range(sheet.nrows)
        for c, value in enumerate(sheet.row_values(r))
    }


def write_ods(path, rows, merged):
    """Write as LibreOffice does: one element for cells, or rows, that are alike and stand together."""
    document = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = Table(name="Data")
    covered = {(row, first + 1) for row, first, _ in merged}
    opening = {(row, first) for row, first, _ in merged}
    numbered = [
        tuple((None if v == "" else v, (r, c) in opening, (r, c) in covered) for c, v in enumerate(row))
        for r, row in enumerate(rows)
    ]
    for row, alike in groupby(numbered):
        element = TableRow(numberrowsrepeated=len(list(alike)))
        for (value, opens, under), same in groupby(row):
            about = {"numbercolumnsrepeated": len(list(same))} | ({"numbercolumnsspanned": 2} if opens else {})
            if value is None:
                element.addElement((CoveredTableCell if under else TableCell)(**about))
                continue
            kind = {"valuetype": "string"} if isinstance(value, str) else {"valuetype": "float", "value": repr(value)}
            cell = TableCell(**kind, **about)
            for line in str(value).split("\n"):
                cell.addElement(P(text=line))
            element.addElement(cell)
        sheet.addElement(element)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def cells_ods(path):
    cells = {}
    r = 0
    for row in odf.opendocument.load(str(path)).spreadsheet.getElementsByType(TableRow):
        for _ in range(int(row.getAttribute("numberrowsrepeated") or 1)):
            r += 1
            c = 0
            for cell in row.childNodes:
                for _ in range(int(cell.getAttribute("numbercolumnsrepeated") or 1)):
                    c += 1
                    number = cell.getAttribute("value")
                    text = "\n".join(str(line) for line in cell.childNodes)
                    cells[f"{get_column_letter(c)}{r}"] = text if number is None else float(number)
    return cells


def write_csv(path, rows, encoding, delimiter, newline):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def cells_csv(path, encoding, delimiter):
    text = io.StringIO(path.read_bytes().decode(encoding), newline="")
    return {
        f"{get_column_letter(c)}{r}": value
        for r, row in enumerate(csv.reader(text, delimiter=delimiter), 1)
        for c, value in enumerate(row, 1)
    }


def assert_comes_back(path, t, by, cells):
    supply = read_supply(path)
    assert [str(finding) for finding in above_info(supply) if finding.check != "ambiguous-total"] == []
    rows = supply.funding
    schema("funding", tuple(breakdowns(rows))).validate(rows)
    assert rows_read(rows) == expected_rows(t, by)
    assert len(rows) == len(by)
    assert set(rows["file"]) == {path.name}
    assert_found_in(cells, rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@given(t=tables)
@cases
def test_workbooks(tmp_path, kind, t):
    write, look = {
        "xlsx": (write_xlsx, cells_xlsx),
        "xls": (write_xls, cells_xls),
        "ods": (write_ods, cells_ods),
    }[kind]
    sheet, by = lay_out(t)
    path = tmp_path / f"funding.{kind}"
    write(path, sheet.rows, bands(t))
    assert_comes_back(path, t, by, look(path))


@pytest.mark.slow
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
@given(
    t=tables,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
@cases
def test_delimited_text(tmp_path, newline, t, encoding, delimiter):
    sheet, by = lay_out(t)
    path = tmp_path / "funding.csv"
    write_csv(path, sheet.rows, encoding, delimiter, newline)
    assert_comes_back(path, t, by, cells_csv(path, encoding, delimiter))
