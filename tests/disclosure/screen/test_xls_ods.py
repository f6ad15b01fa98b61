"""xls and ods as LibreOffice makes them: one hidden thing each, and a clean twin."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from tests.disclosure.screen.making import SECRET, workbook


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
}
ONLY = {
    "xls": {
        "name_to_hidden": (name_hidden, ["hidden-sheet", "name-to-hidden"]),
        "defined_name": (name_range, ["defined-name"]),
    },
    "ods": {"invisible_text": (white, ["invisible-text"])},
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
