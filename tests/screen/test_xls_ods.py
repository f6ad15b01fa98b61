"""xls and ods by LibreOffice: files with a piece of hidden content each, and a clean twin."""

from __future__ import annotations

import struct

import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from foi_stats.files.workbook import Sheet
from foi_stats.screen.catalogue import CHECKS
from foi_stats.screen.read import screen
from foi_stats.screen.xls import _records, defined_name
from foi_stats.screen.xls_visibility import check_visibility
from tests.screen.making import BEHIND, SECRET, workbook


def hide_sheet(book):
    sheet = book.create_sheet("Workings")
    sheet["B2"] = SECRET
    sheet.sheet_state = "hidden"


def hide_rows(book):
    book.active.row_dimensions[3].hidden = True


def hide_columns(book):
    book.active.column_dimensions["B"].hidden = True


def hide_nothing(book):
    book.active.row_dimensions[14].hidden = True
    book.active.column_dimensions["F"].hidden = True
    book.active.print_area = "A1:C5"


def filter_rows(book):
    book.active.auto_filter.ref = "A1:C9"
    book.active.auto_filter.add_filter_column(0, ["2012-13"])
    for row in range(3, 10):
        book.active.row_dimensions[row].hidden = True


def collapse_rows(book):
    book.active.row_dimensions.group(4, 6, outline_level=1, hidden=True)


def comment(book):
    book.active["B2"].comment = Comment(SECRET, "A reviewer")


def far(book):
    book.active["A200"] = SECRET


def formula(book):
    book.active["C11"] = "=SUM(C2:C10)"


def name_hidden(book):
    hide_sheet(book)
    book.defined_names["Secret"] = DefinedName("Secret", attr_text="Workings!$A$1:$C$3")


def name_range(book):
    book.defined_names["Users"] = DefinedName("Users", attr_text="Funding!$A$1:$A$3")


def white(book):
    book.active["B12"] = SECRET
    book.active["B12"].font = Font(color="FFFFFFFF")


def white_on_navy(book):
    book.active["B12"] = "Seen"
    book.active["B12"].font, book.active["B12"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000080")


def navy_on_navy(book):
    book.active["B12"] = SECRET
    book.active["B12"].font, book.active["B12"].fill = Font(color="FF000080"), PatternFill("solid", fgColor="FF000080")


def tiny(book):
    book.active["B12"], book.active["B12"].font = SECRET, Font(size=1)


def part_white(book):
    book.active["B12"] = CellRichText("See ", TextBlock(InlineFont(color="FFFFFFFF"), SECRET))


def format_as(code):
    return lambda book: setattr(book.active["C3"], "number_format", code)


def condition(formula="0", **changes):
    rule = CellIsRule(operator="greaterThan", formula=[formula], **changes)
    return lambda book: book.active.conditional_formatting.add("C2:C9", rule)


WHITE, NAVY = Font(color="FFFFFFFF"), PatternFill("solid", bgColor="FF000080")


def edge(text):
    return lambda book: setattr(book.active.oddHeader.center, "text", text)


def link(address):
    return lambda book: setattr(book.active["A2"], "hyperlink", address)


def described(text):
    return lambda book: setattr(book.properties, "description", text)


def bars(book):
    rule = DataBarRule(start_type="min", end_type="max", color="FF12436D", showValue=False)
    book.active.conditional_formatting.add("C2:C9", rule)


def chart_and_hidden_sheet(book):
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
    book.active.add_chart(chart, "F2")
    other = book.create_sheet("Other")
    other["A1"], other["A1"].font = SECRET, Font(color="FFFFFFFF")


def author(book):
    book.properties.creator = SECRET


CHANGES = {
    "clean": (None, []),
    "hide_nothing": (hide_nothing, []),
    "hidden_sheet": (hide_sheet, ["hidden-sheet"]),
    "hidden_rows": (hide_rows, ["hidden-rows"]),
    "hidden_columns": (hide_columns, ["hidden-columns"]),
    "filtered": (filter_rows, ["hidden-rows"]),
    "collapsed": (collapse_rows, ["hidden-rows"]),
    "comment": (comment, ["comment"]),
    "far_cells": (far, ["far-cells"]),
    "formulas": (formula, ["formulas"]),
    "person": (author, ["person"]),
    "invisible_text": (white, ["invisible-text"]),
    "white_on_navy": (white_on_navy, []),
    "navy_on_navy": (navy_on_navy, ["invisible-text"]),
    "tiny": (tiny, ["invisible-text"]),
    "hidden_number_format": (format_as(";;;"), ["hidden-number-format"]),
    "format_of_another_number": (format_as('[<5000]"<5";0'), ["hidden-number-format"]),
    "format_of_the_number": (format_as('[<5]"<5";0'), []),
    "hidden_by_condition": (condition(font=WHITE), ["hidden-by-condition"]),
    "condition_never_holds": (condition("5000", font=WHITE), []),
    "condition_seen": (condition(font=WHITE, fill=NAVY), []),
    "header_footer": (edge("First draft, not for release"), ["header-footer"]),
    "header_of_pages": (edge("&A, page &P of &N"), []),
    "header_footer_path": (edge("&Z&F"), ["header-footer-path"]),
    "link": (link("file:///C:/Users/jf/data.xlsx"), ["path"]),
    "link_to_a_share": (link(r"\\server\share\data.xlsx"), ["path"]),
    "link_to_a_folder": (link("../../Users/jf/data.xlsx"), ["path"]),
    "ordinary_link": (link("https://www.gov.uk/home/x"), []),
    "property_text": (described("not to be published"), ["property-text"]),
    "person_in_comments": (described(f"ask {SECRET}"), ["person"]),
    **BEHIND,
}
ONLY = {
    "xls": {
        "name_to_hidden": (name_hidden, ["hidden-sheet", "name-to-hidden"]),
        "defined_name": (name_range, ["defined-name"]),
        "after_a_chart": (chart_and_hidden_sheet, ["invisible-text"]),
    },
    "ods": {"part_white": (part_white, ["invisible-text"]), "bars": (bars, ["hidden-by-condition"])},
}


@pytest.fixture(scope="module")
def made(converted):
    """Every workbook as xls and as ods."""
    kinds = {}
    for kind in ("xls", "ods"):
        changes = CHANGES | ONLY[kind]
        kinds[kind] = converted({f"{name}.xlsx": workbook(change) for name, (change, _) in changes.items()}, kind)
    return kinds


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in ("xls", "ods") for name in CHANGES | ONLY[kind]])
def test_each_kind_of_hidden_thing(made, seen, kind, name):
    assert seen(made[kind][name], f"funding.{kind}") == (CHANGES | ONLY[kind])[name][1]


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize(("name", "cell"), [("comment", "B2"), ("formulas", "C11")])
def test_comments_and_formulas_name_their_cell(made, tmp_path, kind, name, cell):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(made[kind][name])
    assert [found.cell for found in screen(path) if found.check == name] == [cell]


def test_the_sheet_after_a_chart_is_named(made, tmp_path):
    path = tmp_path / "chart.xls"
    path.write_bytes(made["xls"]["after_a_chart"])
    assert [(found.sheet, found.cell) for found in screen(path)] == [("Other", "A1")]


FLAT = """<?xml version="1.0"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>{changes}
<table:table table:name="Funding"><table:table-column/><table:table-row>
<table:table-cell office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document>"""

CHANGE = """<table:tracked-changes><table:cell-content-change table:id="ct1">
<table:cell-address table:column="0" table:row="0" table:table="0"/>
<office:change-info><dc:creator>A. N. Other</dc:creator><dc:date>2016-07-08T09:00:00</dc:date></office:change-info>
<table:previous><table:change-track-table-cell office:value-type="float" office:value="48271"/></table:previous>
</table:cell-content-change></table:tracked-changes>"""


def test_tracked_changes_of_a_spreadsheet(converted, seen):
    made = converted(
        {"a.fods": FLAT.format(changes=CHANGE).encode(), "b.fods": FLAT.format(changes="").encode()}, "ods"
    )
    assert seen(made["a"], "changed.ods") == ["tracked-changes"]
    assert seen(made["b"], "clean.ods") == []


def test_a_workbook_by_xlwt_names_nobody(tmp_path):
    def saved_by(name):
        book, path = xlwt.Workbook(), tmp_path / "funding.xls"
        book.add_sheet("Funding").write(0, 0, "Year")
        book.owner = name
        book.save(str(path))
        return {found.check: found.found for found in screen(path)}

    assert set(saved_by("None")) == {"header-footer-path"}  # its footer is the name of the file
    assert saved_by("Jonquil")["person"] == "The user who saved the file is “Jo…” (7 characters)"
    assert set(saved_by("   ")) == {"header-footer-path"}


def test_the_footer_that_names_the_file_is_the_readers_own():
    assert CHECKS["header-footer-path"].severity == "warning"


def old_records(colour: int, code: bytes, points_at: int) -> bytes:
    """Return the records of a workbook of Excel 5: a font of this colour, a number format, a cell, a name."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    name = struct.pack("<HBBHHH4x", 0, 0, 5, 21, 0, 0) + b"Years"
    cells = struct.pack("<BhQHHHHBB", 0x3B, -1, 0, points_at, points_at, 0, 0, 0, 0)
    return b"".join(
        [
            record(0x0809, struct.pack("<HH", 0x0500, 0x0005)),
            record(0x0031, struct.pack("<HHH", 200, 0, colour)),
            record(0x041E, struct.pack("<HB", 164, len(code)) + code),
            record(0x00E0, struct.pack("<HHHHII", 0, 164, 0, 0, 0, 0)),
            record(0x0018, name + cells),
            record(0x000A, b""),
            record(0x0809, struct.pack("<HH", 0x0500, 0x0010)),
            record(0x0203, struct.pack("<HHHd", 0, 0, 0, 7.0)),
            record(0x000A, b""),
        ]
    )


@pytest.mark.parametrize(
    ("colour", "code", "found"),
    [(8, b"0", []), (9, b"0", ["invisible-text"]), (8, b";;;", ["hidden-number-format"])],
)
def test_looks_of_a_workbook_of_excel_5(colour, code, found):
    sheets = (Sheet("Funding", ((7.0,),)),)
    assert [one.check for one in check_visibility(old_records(colour, code, 0), sheets)] == found


@pytest.mark.parametrize(("points_at", "check"), [(0, "defined-name"), (1, "name-to-hidden")])
def test_names_of_a_workbook_of_excel_5(points_at, check):
    sheets = (Sheet("Funding", ((7.0,),)), Sheet("Workings", ((8.0,),), visibility="hidden"))
    (found,) = defined_name(_records(old_records(8, b"0", points_at)), sheets)
    assert found.check == check
    assert "Years" in found.found or found.check == "name-to-hidden"
