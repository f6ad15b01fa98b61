"""Every format is read alike, addresses agree with another reader, and hidden content is a finding."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import openpyxl
import pytest
import xlrd

from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Sheet, Workbook

FORMATS = ("xlsx", "xls", "ods")


def opened(paths: dict[str, Path], kind: str) -> tuple[Workbook, dict[str, str]]:
    if kind not in paths:
        pytest.skip("LibreOffice, which makes the xls and ods files, is not installed")
    workbook, findings = read_workbook(paths[kind], name=f"funding.{kind}")
    assert workbook is not None, findings
    return workbook, {f"{finding.check} {finding.sheet}": finding.found for finding in findings}


def by_address(sheet: Sheet) -> dict[str, object]:
    return {
        sheet.address(row, column): value
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value not in (None, "")
    }


@pytest.mark.parametrize("kind", FORMATS)
def test_values_stand_where_they_stand_in_the_file(office, kind):
    workbook, _ = opened(office, kind)

    values = by_address(workbook.sheets[0])

    assert workbook.kind == kind
    assert workbook.sha256 == hashlib.sha256(office[kind].read_bytes()).hexdigest()
    assert [sheet.name for sheet in workbook.sheets] == ["Funding", "Workings", "Empty"]
    assert (workbook.sheets[0].top, workbook.sheets[0].left) == (3, 3)
    assert values["C3"] == "Funding by year, £"
    assert values["D6"] == "Provider 6 & sons <é>"
    assert values["E7"] == 1007.25
    assert values["F8"] == dt.date(2012, 4, 8)
    assert values["G9"] == "009"
    assert values["E26"] == True  # noqa: E712 - LibreOffice makes it 1 in ods
    assert values["D40"] == "A note\nof two lines"
    assert len({len(row) for row in workbook.sheets[0].rows}) == 1
    assert workbook.sheets[2].rows in ((), [])


@pytest.mark.parametrize("kind", FORMATS)
def test_hidden_content_is_known_and_a_finding(office, kind):
    workbook, found = opened(office, kind)

    funding, workings, empty = workbook.sheets

    assert funding.hidden_rows >= {8, 9, 10, 12}
    assert funding.hidden_columns == {7}
    assert [sheet.visibility for sheet in workbook.sheets] == ["visible", "hidden", "visible"]
    assert found["hidden-rows Funding"].startswith("Rows 8 to 10 and 12 are hidden")
    assert found["hidden-columns Funding"].startswith("Column G is hidden")
    assert "hidden-sheet Workings" in found
    assert (workings.top, workings.left) == (2, 2)
    assert empty.hidden_rows == frozenset()


@pytest.mark.parametrize("kind", FORMATS)
def test_error_values_are_text_and_a_finding(office, kind):
    workbook, found = opened(office, kind)

    values = by_address(workbook.sheets[0])

    assert values["H7"] == "#N/A"
    assert values["H9"] == "#DIV/0!"
    assert set(workbook.sheets[0].errors) == {(7, 8), (9, 8)}
    assert found["error-value Funding"] == "2 cells hold an error value: #N/A in H7 and #DIV/0! in H9"


@pytest.mark.parametrize("kind", FORMATS)
def test_merged_ranges_are_those_of_the_sheet(office, kind):
    workbook, _ = opened(office, kind)
    assert workbook.sheets[0].merged == ((3, 3, 3, 7),)


def test_a_finding_has_a_place_and_says_what_to_do(office):
    _, findings = read_workbook(office["xlsx"], name="data/funding.xlsx")

    hidden = next(finding for finding in findings if finding.check == "hidden-rows")

    assert hidden.place == "data/funding.xlsx, sheet Funding, cell C8"
    assert all(finding.severity == "warning" and finding.expected and finding.action for finding in findings)


# Another reader looks at the published files, cell by cell. ---------------------------------------------------------


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, dt.date) or isinstance(theirs, dt.date):
        return str(ours)[:10] == str(theirs)[:10]
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.replace("\r\n", "\n") == theirs.replace("\r\n", "\n")
    return ours == theirs


@pytest.mark.parametrize("name", ["rs2015_16.xlsx", "rs2016_17.xlsx", "suspect.xlsx", "fire-2022-23.xlsx", "data.xlsx"])
def test_openpyxl_sees_the_same_cells(real, name):
    workbook, _ = read_workbook(real / name)
    other = openpyxl.load_workbook(real / name, data_only=True)

    for sheet in workbook.sheets:
        theirs = {
            cell.coordinate: cell.value
            for row in other[sheet.name].iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        ours = by_address(sheet)
        assert ours.keys() == theirs.keys()
        assert [address for address in ours if not same(ours[address], theirs[address])] == []


@pytest.mark.parametrize("name", ["rs2012_13.xls", "rs2013_14.xls", "rs2014_15.xls", "suspect.xls"])
def test_xlrd_sees_the_same_cells_and_hides_the_same(real, name):
    workbook, _ = read_workbook(real / name)
    other = xlrd.open_workbook(real / name, formatting_info=True)

    for sheet in workbook.sheets:
        theirs = other.sheet_by_name(sheet.name)
        ours = by_address(sheet)
        assert len(ours) == sum(
            cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and cell.value != ""
            for row in theirs.get_rows()
            for cell in row
        )
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                cell = theirs.cell(sheet.top - 1 + row, sheet.left - 1 + column)
                if value not in (None, "") and cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
                    assert cell.value == value
        shown = set(range(sheet.top, sheet.top + len(sheet.rows)))
        hidden = {row + 1 for row, info in theirs.rowinfo_map.items() if info.hidden}
        assert sheet.hidden_rows == hidden & shown


def test_odfpy_sees_the_same_cells(real):
    from odf.opendocument import load
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.teletype import extractText

    name = "police-workforce-tables-sep16.ods"
    workbook, _ = read_workbook(real / name)
    tables = load(real / name).spreadsheet.getElementsByType(Table)
    cell_kinds = (TableCell().qname, CoveredTableCell().qname)

    assert [sheet.name for sheet in workbook.sheets] == [table.getAttribute("name") for table in tables]
    for sheet, table in zip(workbook.sheets, tables, strict=True):
        ours, seen, number = by_address(sheet), set(), 0
        for row in table.getElementsByType(TableRow):
            column = 0
            for cell in (node for node in row.childNodes if node.qname in cell_kinds):
                text = extractText(cell)
                if text and not cell.getAttribute("numbercolumnsrepeated"):
                    address = sheet.address(number + 1 - sheet.top, column + 1 - sheet.left)
                    seen.add(address)
                    value = cell.getAttribute("value")
                    assert ours[address] == (float(value) if value else ours[address])
                column += int(cell.getAttribute("numbercolumnsrepeated") or 1)
            number += int(row.getAttribute("numberrowsrepeated") or 1)
        assert seen <= ours.keys()
        assert seen


def test_an_nrm_cell_is_the_record_that_a_spreadsheet_shows(real):
    workbook, findings = read_workbook(real / "nrm_referrals_longitudinal.csv")
    lines = (real / "nrm_referrals_longitudinal.csv").read_text("utf-8-sig").splitlines()

    sheet = workbook.sheets[0]

    assert findings == ()
    assert sheet.address(99, 0) == "A100"
    assert [value or "" for value in sheet.rows[99]] == [part.strip('"') for part in lines[99].split(",")]


# What the published test files for hidden data hold. ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["suspect.xlsx", "suspect.xls"])
def test_each_hidden_part_of_the_suspect_file_is_a_finding(real, name):
    _, findings = read_workbook(real / name)
    said = {(finding.check, finding.sheet): finding.found for finding in findings}

    assert said["hidden-sheet", "Hidden Sheet"] == "The sheet is hidden, and holds values"
    assert said["hidden-rows", "Hidden Row & Col"].startswith("Rows 2 to 3 are hidden")
    assert said["hidden-columns", "Hidden Row & Col"].startswith("Columns B to C are hidden")


@pytest.mark.parametrize("name", ["hidden-cols-blank-row.xlsx", "data.xlsx"])
def test_a_file_that_hides_nothing_has_no_finding(real, name):
    assert read_workbook(real / name)[1] == ()


def test_every_kind_of_sheet_is_listed(real):
    workbook, findings = read_workbook(real / "any_sheets.xlsx")

    kinds = [(sheet.name, sheet.visibility, len(sheet.rows)) for sheet in workbook.sheets]

    assert kinds == [
        ("Visible", "visible", 5),
        ("Hidden", "hidden", 0),
        ("VeryHidden", "very hidden", 0),
        ("Chart", "visible", 0),
    ]
    assert findings == ()


def test_every_published_file_is_read(real):
    for path in sorted(real.iterdir()):
        workbook, findings = read_workbook(path)
        assert workbook is not None, path.name
        assert {finding.severity for finding in findings} <= {"warning", "info"}
