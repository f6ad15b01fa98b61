"""Texts behind the cells of spreadsheets: filters, rules, headings, views, formats, and what charts keep."""

import io

import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from foi_stats.screen.hidden_texts import plain, texts_in_formula, unshown
from tests.screen.making import ROWS, SECRET, filtered, formatted, ruled, validated, with_parts, workbook


def test_filter_criteria(seen):
    assert seen(workbook(filtered("Provider 12", SECRET)), "funding.xlsx") == ["filter-criteria"]


def test_rule_text(seen):
    assert seen(workbook(ruled(f'$B2="{SECRET}"')), "funding.xlsx") == ["rule-text"]


@pytest.mark.parametrize(("change", "found"), [
    (filtered("Provider 12", "Provider 13"), []),
    (filtered("1,012"), []),
    (filtered("987,654"), ["filter-criteria"]),
    (validated(type="list", formula1=f'"Yes,{SECRET}"'), ["list-of-values"]),
    (validated(type="list", formula1='"Provider 12,Provider 13"'), []),
    (validated(type="custom", formula1=f'C2<>"{SECRET}"'), ["rule-text"]),
    (validated(type="custom", formula1='B2<>"Provider 12"'), []),
    (ruled('SEARCH("provider",$B2)'), []),
    (formatted("B3", '0;-0;0;"redacted"'), ["hidden-number-format"]),
    (formatted("B3", "0;-0;0;"), ["hidden-number-format"]),
    (formatted("B3", "0;-0;0;@"), []),
    (formatted("C3", '0;-0;0;"redacted"'), []),
])  # fmt: skip
def test_texts_behind_cells_that_no_cell_shows(seen, change, found):
    assert seen(workbook(change), "funding.xlsx") == found


@pytest.mark.parametrize("height", [1, 2.25, 3])
def test_rows_too_low_to_be_read(seen, height):
    def change(book):
        book.active.row_dimensions[4].height = height

    assert seen(workbook(change), "funding.xlsx") == ["hidden-rows"]
    assert seen(workbook(lambda book: setattr(book.active.row_dimensions[4], "height", 6)), "funding.xlsx") == []


def xlsxwritten(table=None, number_format=""):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Funding")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
        if table:
            sheet.add_table("A2:C9", table)
        if number_format:
            sheet.write(1, 2, 1012, book.add_format({"num_format": number_format}))
    return target.getvalue()


def test_table_heading(seen):
    headings = {"header_row": False, "columns": [{"header": "Year"}, {"header": SECRET}, {"header": "Amount"}]}
    assert seen(xlsxwritten(headings), "funding.xlsx") == ["table-heading"]
    assert seen(xlsxwritten({"header_row": False}), "funding.xlsx") == []


def test_format_text(seen):
    unused = ("<numFmts", f'<numFmts><numFmt numFmtId="170" formatCode="0&quot;{SECRET}&quot;"/></numFmts><numFmts')
    data = xlsxwritten(number_format='0.0" people"')
    assert seen(data, "funding.xlsx") == []
    assert seen(with_parts(data, {}, xl__styles_xml=unused), "funding.xlsx") == ["format-text"]


@pytest.mark.parametrize(("name", "found"), [
    (f"{SECRET} - Personal View", ["person"]), ("Without the late ones", ["custom-view"]),
])  # fmt: skip
def test_custom_view(seen, name, found):
    view = f'<customWorkbookViews><customWorkbookView name="{name}" guid="{{0}}"/></customWorkbookViews></workbook>'
    assert seen(with_parts(workbook(), {}, workbook_xml=("</workbook>", view)), "funding.xlsx") == found


def test_ranges_that_somebody_may_edit(seen):
    editing = (
        "</sheetData>",
        f'</sheetData><protectedRanges><protectedRange name="by {SECRET}" sqref="A1"/></protectedRanges>',
    )
    assert seen(with_parts(workbook(), {}, sheet1_xml=editing), "funding.xlsx") == ["person"]


def test_remarks_on_names(seen):
    def change(book):
        book.defined_names["Users"] = DefinedName("Users", attr_text="Funding!$A$1:$A$3", description=f"ask {SECRET}")

    assert sorted(seen(workbook(change), "funding.xlsx")) == ["defined-name", "person"]


def test_what_a_text_shows():
    assert texts_in_formula('IF(A1="say ""no"" to",1,"x")') == ['say "no" to']
    assert plain("=*Foo*") == "foo"
    assert plain(">100") == ""
    assert unshown(["Foo", "1,000", "Bar"], ["some foo", "1000"]) == ["Bar"]
