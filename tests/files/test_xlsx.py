"""xlsx as programs spell it, plainly and oddly: cells where they are, and nothing lost without a word."""

from __future__ import annotations

import pytest

from tests.files.hostile import MAIN, archive, xlsx, xlsx_parts


def only_sheet(result):
    workbook, findings = result
    assert workbook is not None, findings
    return workbook.sheets[0]


def test_cells_without_references_stand_beside_each_other(read):
    rows = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row hidden="1"><c r="D3"><v>4</v></c><c><v>5</v></c></row>'
    )

    sheet = only_sheet(read(xlsx(rows), "funding.xlsx"))

    assert sheet.rows == [[1, "", 3, "", ""], [""] * 5, ["", "", "", 4, 5]]
    assert sheet.hidden_rows == {3}


@pytest.mark.parametrize("spelling", ["<c r='B2'>", '<c  r="B2">', '<c s="0" r="B2">', '<c\nr = "B2">', '<c r="b2">'])
def test_a_reference_in_another_spelling_is_the_same_cell(read, spelling):
    sheet = only_sheet(read(xlsx(f"<row r=\"2\" ht='0'>{spelling}<v>7</v></c></row>"), "funding.xlsx"))
    assert (sheet.address(0, 0), sheet.rows, sheet.hidden_rows) == ("B2", [[7]], {2})


def test_tags_with_a_prefix(read):
    part = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="2" max="2" width="0"/></x:cols><x:sheetData>'
        '<x:row r="2" hidden="true"><x:c r="B2" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="C3"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    sheet = only_sheet(read(archive({**xlsx_parts(""), "xl/worksheets/sheet1.xml": part}), "funding.xlsx"))

    assert sheet.rows == [["#REF!", ""], ["", 1]]
    assert (sheet.top, sheet.left, sheet.hidden_rows, sheet.hidden_columns) == (2, 2, {2}, {2})
    assert sheet.errors == ((2, 2),)


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#N/A"])
def test_every_error_value_is_its_text(read, error):
    rows = f'<row r="1"><c r="A1" t="e"><f>x</f><v>{error}</v></c><c r="B1"><v>2</v></c></row>'

    workbook, findings = read(xlsx(rows), "funding.xlsx")

    assert workbook.sheets[0].rows == [[error, 2]]
    assert [(finding.check, finding.cell) for finding in findings] == [("error-value", "A1")]


def test_a_formula_without_a_result_is_a_finding(read):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>A1</f><v/></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>1</f><v>1</v></c></row>'
    )

    workbook, findings = read(xlsx(rows), "funding.xlsx")

    assert workbook.sheets[0].rows == [[None, 1]] or workbook.sheets[0].rows[0][-1] == 1
    assert [finding.found for finding in findings] == [
        "2 formulas have no result in the file, and count as empty: A1 and B1"
    ]


def test_styles_far_beyond_the_values_do_not_matter(read):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert only_sheet(read(xlsx(rows), "funding.xlsx")).rows == [[1]]


def test_a_stray_cell_far_below_is_named(read):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="Z1048576"><v>1</v></c></row>'

    workbook, (finding,) = read(xlsx(rows), "funding.xlsx")

    assert workbook is None
    assert (finding.check, finding.sheet, finding.cell) == ("too-large", "Funding", "Z1048576")


@pytest.mark.parametrize("row", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.5"'])
def test_rows_hidden_or_of_no_height(read, row):
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2" {row}><c r="A2"><v>2</v></c></row>'

    workbook, findings = read(xlsx(rows), "funding.xlsx")

    assert workbook.sheets[0].hidden_rows == {2}
    assert [(finding.check, finding.cell) for finding in findings] == [("hidden-rows", "A2")]


@pytest.mark.parametrize("row", ['hidden="0"', 'ht="15"', 'ht="0.9"', "collapsed='1'"])
def test_rows_that_are_seen(read, row):
    assert read(xlsx(f'<row r="2" {row}><c r="A2"><v>2</v></c></row>'), "funding.xlsx")[1] == ()


def test_columns_hidden_by_default_except_those_listed(read):
    before = '<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="2" width="9"/></cols>'
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    assert only_sheet(read(xlsx(rows, before=before), "funding.xlsx")).hidden_columns == {3}


@pytest.mark.slow
def test_a_sheet_of_many_pieces_is_seen_whole(read):
    rows = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row % 1000 == 0 else ""}>'
        + "".join(f'<c r="{column}{row}" t="{"e" if row == 15_500 else "str"}"><v>#N/A</v></c>' for column in "ABCDE")
        + "</row>"
        for row in range(1, 20_001)
    )

    sheet = only_sheet(read(xlsx(rows), "funding.xlsx"))

    assert len(sheet.rows) == 20_000
    assert sheet.hidden_rows == set(range(1000, 20_001, 1000))
    assert sheet.errors == tuple((15_500, column) for column in range(1, 6))


def test_values_are_as_found(read):
    rows = (
        '<row r="1"><c r="A1" t="str"><v>00123</v></c><c r="B1" t="b"><v>0</v></c><c r="C1"><v>0</v></c>'
        '<c r="D1" t="inlineStr"><is><t xml:space="preserve"> a &amp; b </t></is></c>'
        '<c r="E1" t="str"><v></v></c><c r="F1"><v>1.5</v></c></row>'
    )
    assert only_sheet(read(xlsx(rows), "funding.xlsx")).rows == [["00123", False, 0, " a & b ", "", 1.5]]
