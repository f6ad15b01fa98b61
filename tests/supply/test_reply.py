"""A reply is the sender's own workbook with marks: what is not marked is as it was, and what comes back is read."""

import datetime as dt
import io
import random
import shutil
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from foi_stats.supply.check import check_file
from foi_stats.supply.reply.reply import reply_bytes
from foi_stats.supply.reply.shown_formats import format_of_day, format_of_doubtful, format_of_number
from foi_stats.vocabulary.findings import Finding, InputError
from tests.files.hostile import ENTITIES
from tests.supply.faulty_workbooks import FORMATS, write, years_across
from tests.test_cli import in_process

LISTS = {
    "[content_types].xml",
    "_rels/.rels",
    "docprops/app.xml",
    "docprops/custom.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
}
"""The parts that a reply changes besides marked sheets, their relationships and their notes."""


def rich_workbook(path):
    """Write a workbook with what openpyxl would lose: sparklines, a text box, results of formulas, a picture."""
    with xlsxwriter.Workbook(path) as book:
        spend = book.add_worksheet("Spend & more")
        other = book.add_worksheet("Other")
        bold = book.add_format({"bold": True, "bg_color": "#DDEEDD", "num_format": "#,##0.00"})
        for row, cells in enumerate(
            [["Service", "2014-15 Outturn (£)", "2015-16 Outturn (£)"], ["Refuge", 100, 200], ["Helpline", "n/a", "?"]]
        ):
            spend.write_row(row, 0, cells, bold)
        spend.write("A4", "Total")
        spend.write_formula("B4", "=SUM(B2:B3)", None, 100)
        spend.write_formula("C4", "=SUM(C2:C3)", None, 200)
        spend.write_comment("B2", "Checked by finance", {"author": "Finance"})
        spend.write_comment("C3", "To follow", {"author": "Finance"})
        spend.add_sparkline("D2", {"range": "'Spend & more'!B2:C2"})
        other.insert_textbox("B2", "A text box")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Spend & more'!$B$2:$B$3"})
        other.insert_chart("D4", chart)
        other.write("A1", "Notes")
        book.define_name("Other!here", "=Other!$A$1")
    return path


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """Return the folder with a rich workbook, its findings, and its reply."""
    folder = tmp_path_factory.mktemp("reply")
    path = rich_workbook(folder / "rich.xlsx")
    checked = check_file(path, folder / "layouts")
    (folder / "reply.xlsx").write_bytes(reply_bytes(path, checked.supply.findings))
    return folder, checked.supply.findings


def parts(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def notes(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def test_every_part_but_those_marked_is_as_it_was(rich):
    before, after = parts(rich[0] / "rich.xlsx"), parts(rich[0] / "reply.xlsx")
    changed = {name.lower() for name in before if after.get(name) != before[name]}
    assert changed <= LISTS | {"xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmldrawing1.vml"}
    assert "xl/worksheets/sheet1.xml" in changed
    assert {"xl/worksheets/sheet2.xml", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= {*before} - changed
    assert b"sparkline" in after["xl/worksheets/sheet1.xml"]


def test_each_finding_is_marked_at_its_cell_and_listed_with_a_link(rich):
    book = openpyxl.load_workbook(rich[0] / "reply.xlsx")
    assert book.sheetnames == ["What to mend", "Spend & more", "Other"]
    sheet = book["Spend & more"]
    marked = {finding.cell for finding in rich[1] if finding.sheet == "Spend & more" and finding.cell}
    assert {"B3", "C3"} <= marked <= notes(sheet).keys()
    cell = sheet["B3"]
    assert (cell.fill.fgColor.rgb, cell.border.left.style) == ("FFF9D3CD", "thick")
    assert (cell.font.b, cell.number_format) == (True, "#,##0.00")
    links = {row[1].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=6) if row[1].hyperlink}
    assert links == {f"'Spend & more'!{cell}" for cell in marked}
    assert len(list(book.worksheets[0].iter_rows(min_row=6))) == len(rich[1])


def test_comments_that_were_there_stay(rich):
    found = notes(openpyxl.load_workbook(rich[0] / "reply.xlsx")["Spend & more"])
    assert found["B2"] == "Checked by finance"
    assert found["C3"].startswith("To follow")
    assert "What to do" in found["C3"]


def test_results_and_formulas_stay(rich):
    for only_values in (True, False):
        before = openpyxl.load_workbook(rich[0] / "rich.xlsx", data_only=only_values)
        after = openpyxl.load_workbook(rich[0] / "reply.xlsx", data_only=only_values)
        for sheet in before:
            assert [[c.value for c in row] for row in after[sheet.title].iter_rows()] == [
                [c.value for c in row] for row in sheet.iter_rows()
            ]
    assert "here" in after["Other"].defined_names


def test_only_one_sheet_is_chosen_so_that_none_is_edited_unseen(rich):
    book = openpyxl.load_workbook(rich[0] / "reply.xlsx")
    assert book.active.title == "What to mend"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == []


def test_a_reply_that_comes_back_as_it_was_is_refused_with_a_word(rich):
    found = check_file(rich[0] / "reply.xlsx", rich[0]).supply.findings
    assert found[0].check == "unchanged-reply"
    assert {one.cell for one in found[1:]} == {one.cell for one in rich[1]}


def test_a_cell_that_was_not_mended_is_the_same_finding_again(rich, tmp_path):
    book = openpyxl.load_workbook(rich[0] / "reply.xlsx")
    book["Spend & more"]["B3"] = 50
    book.save(tmp_path / "back.xlsx")
    supply = check_file(tmp_path / "back.xlsx", tmp_path).supply
    assert [(one.check, one.cell) for one in supply.findings if one.severity == "error"] == [("not-an-amount", "C3")]
    assert not [one for one in supply.findings if one.sheet == "What to mend"]
    assert "What to mend" not in set(supply.skipped["sheet"])
    again = io.BytesIO(reply_bytes(tmp_path / "back.xlsx", supply.findings))
    book = openpyxl.load_workbook(again)
    assert book.sheetnames == ["What to mend", "Spend & more", "Other"]
    assert book["Spend & more"]["B3"].fill.fill_type is None
    assert "B3" not in notes(book["Spend & more"])
    assert book["Spend & more"]["C3"].fill.fgColor.rgb == "FFF9D3CD"


def test_a_reply_to_a_reply_has_each_note_once(rich):
    path, findings = rich[0] / "reply.xlsx", check_file(rich[0] / "reply.xlsx", rich[0]).supply.findings
    again = openpyxl.load_workbook(io.BytesIO(reply_bytes(path, findings)))
    assert notes(again["Spend & more"]) == notes(openpyxl.load_workbook(path)["Spend & more"])
    first, again = parts(path), parts(io.BytesIO(reply_bytes(path, findings)))
    drawing, comments = "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"
    for part, tag in ((drawing, b"<v:shape "), (drawing, b"<v:shapetype "), (comments, b"<comment ")):
        assert again[part].count(tag) == first[part].count(tag)
    assert again[comments].count(b"What to do") == first[comments].count(b"What to do")
    assert [name for name in again if "mend" in name] == [name for name in first if "mend" in name]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_of_any_kind_comes_back_with_the_same_cells(kind, tmp_path):
    book = years_across(random.Random(4))
    book.rows[4][1] = "abc"
    path = tmp_path / f"spend.{kind}"
    write(path, book)
    findings = check_file(path, tmp_path).supply.findings
    reply = tmp_path / "reply.xlsx"
    reply.write_bytes(reply_bytes(path, findings))
    sheet = openpyxl.load_workbook(reply).worksheets[1]
    assert "B5" in notes(sheet)
    again = check_file(reply, tmp_path).supply.findings
    assert [(one.check, one.cell) for one in again[1:]] == [(one.check, one.cell) for one in findings]


@pytest.mark.slow
def test_fifty_findings_in_two_thousand_rows_cost_two_seconds(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Service", "Team", "2014-15 Outturn (£)"])
    for row in range(2_000):
        book.active.append([f"Service {row}", f"Team {row}", "n/a" if row % 40 == 5 else row + 0.5])
    book.save(tmp_path / "long.xlsx")
    started = time.process_time()
    checked = check_file(tmp_path / "long.xlsx", tmp_path)
    reply = reply_bytes(tmp_path / "long.xlsx", checked.supply.findings)
    assert time.process_time() - started < 2
    assert len(notes(openpyxl.load_workbook(io.BytesIO(reply)).worksheets[1])) == 50


HOSTILE = '=HYPERLINK("http://x","y") <v:shape>&amp; ]]> _x0041_ \x07 \U0001f600'


def test_what_a_finding_says_is_text_whatever_it_says(tmp_path):
    book = openpyxl.Workbook()
    book.active["B2"] = 1
    book.save(tmp_path / "any.xlsx")
    finding = Finding(
        "any", "error", "any.xlsx", "Sheet", "D9", HOSTILE, "=1+1", "+cmd", (("Sheet", "A1"), ("No", "A1"))
    )
    made = parts(io.BytesIO(reply_bytes(tmp_path / "any.xlsx", [finding])))
    assert not [name for name, content in made.items() if name.startswith("xl/worksheets/") and b"<f" in content]
    book = openpyxl.load_workbook(io.BytesIO(reply_bytes(tmp_path / "any.xlsx", [finding])))
    assert book.worksheets[0]["C6"].value.startswith('=HYPERLINK("http://x","y") <v:shape>&amp; ]]> _x')
    assert book.worksheets[0]["C6"].data_type == "s"
    assert notes(book["Sheet"]).keys() == {"D9", "A1"}
    assert book["Sheet"]["B2"].value == 1


MINIMAL = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</x:worksheet>'


@pytest.mark.parametrize(
    "sheet",
    [
        "<x:sheetData/>",
        "<x:sheetData></x:sheetData>",
        "<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row></x:sheetData>",
        '<x:sheetData><x:row r="2" spans="1:1"/><x:row r=\'3\'><x:c r="C3" s="0"/></x:row></x:sheetData>',
        '<x:sheetData><x:row r="9"><x:c r="A9" t="inlineStr"><x:is><x:t>a > b</x:t></x:is></x:c></x:row></x:sheetData>'
        '<x:pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>',
    ],
)
def test_sheets_are_marked_however_they_are_written(sheet, tmp_path):
    openpyxl.Workbook().save(tmp_path / "first.xlsx")
    with zipfile.ZipFile(tmp_path / "any.xlsx", "w") as file:
        for name, content in parts(tmp_path / "first.xlsx").items():
            file.writestr(name, MINIMAL.format(sheet) if name == "xl/worksheets/sheet1.xml" else content)
    cells = ["A1", "B1", "B2", "C3", "D3", "A9", "F20"]
    findings = [Finding("any", "warning", "any.xlsx", "Sheet", cell, "found") for cell in cells]
    book = openpyxl.load_workbook(io.BytesIO(reply_bytes(tmp_path / "any.xlsx", findings)))
    filled = {c.coordinate for row in book["Sheet"].iter_rows() for c in row if c.fill.fill_type}
    assert filled == set(cells)
    assert notes(book["Sheet"]).keys() == set(cells)


def test_the_same_reply_is_the_same_bytes_and_nothing_is_overwritten(rich, tmp_path):
    assert reply_bytes(rich[0] / "rich.xlsx", rich[1]) == (rich[0] / "reply.xlsx").read_bytes()
    source = tmp_path / "s.xlsx"
    shutil.copy(rich[0] / "rich.xlsx", source)
    done = in_process("check", str(source), "--reply", str(source))
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    done = in_process("check", str(source), "--reply", str(tmp_path / "out.csv"))
    assert (done.returncode, "ends in .xlsx" in done.stderr) == (2, True)
    done = in_process("check", str(source), "--reply", str(tmp_path / "out.xlsx"))
    assert (done.returncode, (tmp_path / "out.xlsx").is_file()) == (1, True)


def test_of_what_cannot_be_opened_no_reply_is_made(tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(InputError, match="cannot be opened"):
        reply_bytes(tmp_path / "broken.xlsx", ())


COMMENTS = "xl/comments/comment1.xml"
HOSTILE_PARTS = {
    "entities": (COMMENTS, ENTITIES + '<comments xmlns="x"><authors/><commentList/></comments>'),
    "another root": (COMMENTS, "<x/>"),
    "not XML": (COMMENTS, "<comments"),
    "no relationships": ("xl/worksheets/_rels/sheet1.xml.rels", "<Relationships"),
    "properties": ("docProps/app.xml", ENTITIES + "<Properties/>"),
    "more than all parts may hold": ("xl/media/image1.png", b"\0" * (129 * 2**20)),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if "all parts" in name else ()) for name in HOSTILE_PARTS],
)
def test_parts_that_only_a_reply_reads_are_not_trusted_either(name, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["A1"].comment = Comment("any", "any")
    book.save(tmp_path / "first.xlsx")
    part, content = HOSTILE_PARTS[name]
    with zipfile.ZipFile(tmp_path / "any.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        for each, plain in {**parts(tmp_path / "first.xlsx"), part: content}.items():
            file.writestr(each, plain)
    with pytest.raises(InputError, match="No reply can be made"):
        reply_bytes(tmp_path / "any.xlsx", [Finding("any", "error", "any.xlsx", "Sheet", "A1", "found")])


def test_a_comment_that_openpyxl_wrote_stays_too(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["A1"].comment = Comment("ours", "Finance")
    book.save(tmp_path / "c.xlsx")
    findings = [Finding("any", "info", "c.xlsx", "Sheet", cell, "found") for cell in ("A1", "B1")]
    found = notes(openpyxl.load_workbook(io.BytesIO(reply_bytes(tmp_path / "c.xlsx", findings)))["Sheet"])
    assert found["A1"].startswith("ours")
    assert found["A1"].endswith("foi_stats:\nRemark: found.")
    assert found["B1"] == "foi_stats:\nRemark: found."


@pytest.mark.parametrize(
    ("value", "shown", "code"),
    [
        (1234.5, "£1,234.50", "£#,##0.00"),
        (1234.0, "1,234", "#,##0"),
        (12.0, "12", "General"),
        (12.34, "12", "0"),
        (-5.0, "-£5.00", "£#,##0.00"),
        (7.0, "seven", "General"),
    ],
)
def test_a_number_of_an_ods_keeps_the_look_of_its_text(value, shown, code):
    assert format_of_number(value, shown) == code


@pytest.mark.parametrize(
    ("shown", "code"),
    [("01/04/2015", "dd/mm/yyyy"), ("1 Apr 2015", "d mmm yyyy"), ("April 2015", "mmmm yyyy"), ("?", "dd/mm/yyyy")],
)
def test_a_day_of_an_ods_keeps_the_look_of_its_text(shown, code):
    assert format_of_day(dt.date(2015, 4, 1), shown) == code


def test_a_per_cent_keeps_its_decimals():
    assert [format_of_doubtful(0.255, shown) for shown in ("25.5%", "26%")] == ["0.0%", "0%"]
