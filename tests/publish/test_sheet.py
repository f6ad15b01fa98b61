"""A supplied sheet is drawn as it looks around a cell: nothing in it is markup, and all of it can be read."""

import re
from dataclasses import replace
from itertools import product

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

import foi_stats as foi
from foi_stats.files.workbook import Sheet
from foi_stats.publish.sheet.drawing import Drawing, Mark, _colours, _luminance, sheet_css, with_fill_classes
from foi_stats.publish.sheet.opened import open_workbook
from foi_stats.publish.sheet.page_names import FOLDER, page_name
from foi_stats.publish.sheet.pages import MOST_CELLS, SuppliedBooks, drawn_sheets, write_pages
from foi_stats.publish.sheet.said import LONGEST
from foi_stats.publish.sheet.whole import draw_sheets
from foi_stats.publish.sheet.window import MOST_COLUMNS, MOST_ROWS, Headings, window_around
from foi_stats.screen.paint import Paint
from foi_stats.supply.read import read_supply
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.html import printable
from tests.examples import examples
from tests.files.hostile import ods
from tests.publish.sheets import LAST, painted_workbook, trail_of

ROW = LAST - 1


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return painted_workbook(tmp_path_factory.mktemp("sheet") / "funding.xlsx")


@pytest.fixture(scope="module")
def view(path):
    return foi.sheet(path, f"D{ROW}")


@pytest.fixture(scope="module")
def table(view):
    return parser.fromstring(view.html)


def rows_of(table):
    """Return the cells of each row of the table by the heading of the row."""
    return {row[0].text: row[1:] for row in table.iterfind(".//tbody/tr") if row[0].tag == "th"}


def test_it_says_what_the_cell_shows_holds_and_was_read_as(view):
    said = "shown as ‘12,346’, stored as the number 12345717, read as £12,345,717, for 2014-15, outturn expenditure"
    unused = "(not used: the file has errors)"  # it shows thousands below a heading of pounds
    assert repr(view) == f"funding.xlsx, sheet Funding, cell D{ROW}: {said} {unused}"


def test_one_cell_is_marked_by_a_label_and_an_outline_and_for_screen_readers(table):
    (marked,) = table.xpath(".//*[@aria-current]")
    assert marked.get("id") == f"sheet-D{ROW}"
    assert {"marked", "read", "number"} <= set(marked.get("class").split())
    assert [one.text for one in marked.iter("span")] == [f"D{ROW} read"]
    assert table.xpath(f".//caption//a[@href='#sheet-D{ROW}']")


def test_headings_stay_in_view_and_what_lies_between_is_said_to(table):
    rows = rows_of(table)
    assert list(rows)[:4] == ["3", "4", str(ROW - 12), str(ROW - 11)]
    gaps = [row.text_content() for row in table.iterfind(".//tbody/tr[@class='gap']")]
    assert gaps == ["Rows 1 to 2 not shown", f"Rows 5 to {ROW - 13} not shown"]
    assert [head.text.strip() for head in table.iterfind(".//thead/tr/th")] == list("ABCDE")
    assert all(head.get("scope") for head in table.iter("th"))


def test_merged_and_hidden_cells_are_shown_as_such(table):
    rows = rows_of(table)
    (band,) = [cell for cell in rows["3"] if cell.get("colspan")]
    assert (band.get("colspan"), band.text) == ("2", "2014-15")
    hidden = [head.text.strip() for head in table.iter("th") if "hidden" in head.text_content()]
    assert hidden == ["C", str(LAST - 3)]


def test_fills_and_bold_are_the_suppliers_and_text_contrasts(table):
    rows = rows_of(table)
    assert {cell.get("style") for cell in rows["4"]} == {"--fill: #12436d; --front: #ffffff"}
    assert all("bold" in cell.get("class") for cell in rows["4"])
    assert (rows["3"][0].get("style"), rows["3"][0].text) == ("--fill: #12436d; --front: #ffffff", None)
    assert rows[str(ROW)][3].get("style") == "--fill: #ffe699; --front: #000000"
    assert rows[str(ROW)][2].text == f"<b>{ROW}</b>"


def test_text_contrasts_with_any_fill():
    for fill in product(range(0, 256, 15), repeat=3):
        is_black = _colours(Paint(fill)).endswith("#000000")
        front = _luminance((0, 0, 0) if is_black else (255, 255, 255))
        low, high = sorted((_luminance(fill), front))
        assert (high + 0.05) / (low + 0.05) >= 4.5, fill  # WCAG 2.2, 1.4.3


def test_every_kind_of_workbook_has_its_paint(tmp_path):
    book = xlwt.Workbook()
    style = xlwt.easyxf("font: bold on; pattern: pattern solid, fore_colour yellow")
    book.add_sheet("Sheet1").write(0, 0, "Line", style)
    book.save(str(tmp_path / "a.xls"))
    styles = (
        '<style:style style:name="a" style:family="table-cell"><style:table-cell-properties'
        ' fo:background-color="#ffff00"/><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    cell = '<table:table-cell table:style-name="a" office:value-type="string"><text:p>Line</text:p></table:table-cell>'
    (tmp_path / "a.ods").write_bytes(ods(f"<table:table-row>{cell}</table:table-row>", styles=styles))
    for name in ("a.xls", "a.ods"):
        opened = open_workbook(tmp_path / name, name)
        (sheet,) = opened.workbook.sheets
        assert opened.painted[sheet.name](1, 1) == Paint((255, 255, 0), bold=True), name
        assert opened.painted[sheet.name](2, 1) == Paint(), name


VALUES = st.one_of(
    st.text(max_size=LONGEST + 9), st.sampled_from(["<script>x</script>", '"><img src=x onerror=y>', "&lt;", "\x00"])
)


@given(
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4),
    VALUES,
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
@examples(30)
def test_no_text_of_a_sheet_is_markup(rows, said, merged):
    sheet = Sheet(rows[0][0], [["", *row] for row in rows], merged=((1, 1, *merged),))
    drawing = Drawing(sheet, rows[0][0])
    place = len(rows), 4
    drawn = drawing.html(window_around(sheet, [place]), {place: Mark(said, said)}, name="a")
    table = parser.fromstring(drawn)
    allowed = {"div", "table", "caption", "strong", "ul", "li", "a", "thead", "tbody", "tr", "td", "th", "span"}
    assert {element.tag for element in table.iter()} <= allowed
    names = {name for element in table.iter() for name in element.attrib}
    assert names <= {"class", "style", "id", "tabindex", "role", "aria-labelledby", "aria-current", "href", "scope",
                     "rowspan", "colspan"}  # fmt: skip
    assert not any(element.get("style") for element in table.iter())  # nothing is filled
    assert drawn.count("<") == drawn.count(">")
    assert printable(drawn) == drawn


WIDE = Sheet("A", [["word"] * 99] * 300)
OF_WIDE = Headings(WIDE)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 99)), min_size=1, max_size=60))
@examples(8)
def test_what_is_drawn_is_bounded_and_names_what_it_leaves_out(places):
    window = window_around(WIDE, places, OF_WIDE)
    assert len(window.rows) <= MOST_ROWS
    assert len(window.columns) <= MOST_COLUMNS
    assert {*window.places, *window.left_out} == set(places)
    assert all(row in window.rows and column in window.columns for row, column in window.places)


@pytest.mark.parametrize(
    ("above", "headings"),
    [
        ([["Title"], ["Line", "2014-15"], ["a", 5.0]], [1, 2]),
        ([["Line", "2014"], ["a", "5"]], [1]),
        ([["Line", "Spend"], ["a", 5.0], ["b", "n/a"], ["c", "[x]"], ["d", "…"]], [1]),
        ([["Line", "Spend"], ["a", 5.0], ["Line", "Paid"], ["b", 5.0]], [3]),
        ([["a", 1.0], ["b", 2.0]], []),
    ],
)
def test_headings_are_the_nearest_words_above(above, headings):
    rows = [[*row, ""][:2] for row in [*above, ["last", 7.0]]]
    assert list(Headings(Sheet("A", rows)).above((len(rows), 2))) == headings


@pytest.mark.parametrize(
    ("cell", "sheet", "message"),
    [
        ("7", None, "'7' is not the address of a cell"),
        ("ZZ900", None, "There is nothing in ZZ900: the sheet Funding holds nothing beyond A1:E39."),
        ("D5", "Other", "funding.xlsx has no sheet 'Other'. Name one of its sheets: 'Funding'."),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(path, cell, sheet, message):
    with pytest.raises(InputError, match=re.escape(message)):
        foi.sheet(path, cell, sheet)


def test_a_text_file_is_drawn_and_a_broken_one_refused(tmp_path):
    (tmp_path / "a.csv").write_text('Financial year,Line,Outturn (£)\n2014-15,Refuges,"12,345"\n', encoding="utf-8")
    assert "stored as the text ‘12,345’" in repr(foi.sheet(tmp_path / "a.csv", "C2"))
    (tmp_path / "b.xlsx").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(InputError, match=r"b\.xlsx: "):
        foi.sheet(tmp_path / "b.xlsx", "A1")


def test_several_cells_are_marked_in_one_sheet_as_it_is_now(path):
    cells = trail_of(path, range(5, 7), "0" * 64).figures[0].cells
    read = {("data/funding.xlsx", "Funding", "D5"): "£12,345,683"}
    beyond = replace(cells[0], cell=f"D{LAST + 1}")
    (drawn,) = drawn_sheets([*cells, beyond], SuppliedBooks(path.parent, read, as_now=True))
    html, fills = with_fill_classes(drawn.html)
    table = parser.fromstring(html)
    assert [one.get("id") for one in table.xpath(".//*[@aria-current]")] == ["sheet-1-D5", "sheet-1-D6"]
    assert table.xpath("string(.//caption/ul/li[1])").endswith("read as £12,345,683")
    assert "style=" not in html  # a strict policy allows none
    assert ".sheet td.fill-12436d { --fill: #12436d; --front: #ffffff; }" in fills
    assert not re.search(r"url\(|@import", sheet_css())


def test_a_whole_sheet_says_what_its_rows_were_taken_for_and_what_was_found(path):
    finding = foi.Finding(
        "unit", "warning", "funding.xlsx", "Funding", "D6", found="so much money", action="Look again"
    )
    supply = replace(read_supply(path), findings=(finding,))
    (drawn,) = draw_sheets(path, "funding.xlsx", supply, most=8)
    table = parser.fromstring(drawn.html)
    roles = {row: table.xpath(f".//tr[th/text()='{row} ']/th/span/text()") for row in (1, 3, 4, 5, LAST - 1)}
    assert roles == {1: ["not read"], 3: ["headings"], 4: ["headings"], 5: ["figures"], LAST - 1: ["figures"]}
    (marked,) = table.xpath(".//*[@aria-current]")
    assert "warning" in marked.get("class")
    assert marked.text_content() == "Warning 12,346"
    assert "so much money" in table.xpath("string(.//caption)")


def test_a_row_of_figures_with_a_text_among_them_is_one_of_figures(tmp_path):
    path = tmp_path / "spend.csv"
    lines = ["Service,2014-15 Outturn (£)", "Refuge,100", "Helpline,18000 (tbc - see Jo)", "Outreach,20"]
    path.write_text("\n".join(lines), encoding="utf-8")
    (drawn,) = draw_sheets(path, "spend.csv", read_supply(path), most=8)
    roles = parser.fromstring(drawn.html).xpath(".//tbody/tr/th/span/text()")
    assert roles == ["headings", "figures", "figures", "figures"]


def test_a_figure_leads_to_a_page_with_its_cells_as_many_as_can_be_shown(path, tmp_path):
    sha256 = open_workbook(path, "").workbook.sha256
    led = write_pages(tmp_path, trail_of(path, range(5, 5 + MOST_CELLS + 2), sha256), path.parent, [])
    assert led.links == {"1": {(0, 1): f"{FOLDER}/1.total.2014-15.html"}}
    page = (tmp_path / led.figures[0].page).read_text(encoding="utf-8")
    assert page.count("aria-current") == MOST_CELLS
    assert "2 more cells behind this figure" in page
    assert f"line of D{5 + MOST_CELLS + 1}" in page
    assert 'href="../response.html#trail-1"' in page
    assert "<script" not in page
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page)


def test_a_file_that_has_changed_since_is_not_drawn(path, tmp_path):
    trail = trail_of(path, range(5, 7), "0" * 64)
    assert write_pages(tmp_path, trail, path.parent, []) == trail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("figure", ["1/total/2014-15", "../../etc/passwd", "a//b", ".", "Ä/ü", "x" * 999, "a\\b", "-"])
def test_the_name_of_a_page_is_a_plain_file_name(figure):
    name = page_name(figure)
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,110}\.html", name)
    assert ".." not in name
    assert name != page_name(f"{figure}x")
