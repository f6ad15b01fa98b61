"""xlsx: for each check a workbook with hidden content, which is found, and its clean twin without findings."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from foi_stats.files.number_formats import hides, may_hide_numbers
from foi_stats.files.read import read_workbook
from foi_stats.screen.read import screen
from tests.screen.clean_office import packages
from tests.screen.making import ROWS, SECRET, document, with_parts, workbook

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def changed(seen):
    """Return the findings of a workbook after a change."""
    return lambda change: seen(workbook(change), "funding.xlsx")


def test_a_clean_workbook(seen):
    assert seen(workbook(), "funding.xlsx") == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet(changed, state):
    def hide(book, value=SECRET):
        sheet = book.create_sheet("Workings")
        sheet["B2"] = value
        sheet.sheet_state = state

    assert changed(hide) == ["hidden-sheet"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_empty_hidden_sheet(changed, state):
    def hide(book):
        book.create_sheet("Workings").sheet_state = state

    assert changed(hide) == ["empty-hidden-sheet"]


@pytest.mark.parametrize("attributes", [{"hidden": True}, {"height": 0.1}])
def test_hidden_rows(changed, attributes):
    def hide(row):
        return lambda book: [
            setattr(book.active.row_dimensions[row], name, value) for name, value in attributes.items()
        ]

    assert changed(hide(3)) == ["hidden-rows"]
    assert changed(hide(12)) == []


def test_hidden_rows_by_a_filter(seen):
    def filtered(hide):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Funding")
            for number, row in enumerate(ROWS):
                sheet.write_row(number, 0, row)
            sheet.autofilter(0, 0, len(ROWS) - 1, 2)
            if hide:
                sheet.filter_column(0, "x == 2012-13")
                sheet.set_row(4, options={"hidden": True})
        return target.getvalue()

    assert seen(filtered(True), "funding.xlsx") == ["hidden-rows"]
    assert seen(filtered(False), "funding.xlsx") == []


@pytest.mark.parametrize("attributes", [{"hidden": True}, {"width": 0.01}])
def test_hidden_columns(changed, attributes):
    def hide(column):
        return lambda book: [
            setattr(book.active.column_dimensions[column], name, value) for name, value in attributes.items()
        ]

    assert changed(hide("B")) == ["hidden-columns"]
    assert changed(hide("E")) == []


@pytest.mark.parametrize("cell", ["A200", "Z3", "AZ400", "C1048576", "XFD1"])
def test_far_cells(changed, cell):
    assert set(changed(lambda book: book.active.__setitem__(cell, SECRET))) == {"far-cells"}


@pytest.mark.parametrize("cell", ["A14", "F2", "D30"])
def test_cells_near_the_table(changed, cell):
    assert changed(lambda book: book.active.__setitem__(cell, "a note")) == []


def test_a_table_below_a_chart_is_not_far(changed):
    def chart(book):
        drawn = BarChart()
        drawn.height = 25
        book.active.add_chart(drawn, "A11")
        book.active["A62"] = "a note below the chart"

    assert changed(chart) == []


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (Font(color="FFFFFFFF"), None),
        (Font(color=Color(theme=0)), None),
        (Font(color=Color(indexed=9)), None),
        (Font(color=Color(theme=1, tint=1.0)), None),
        (Font(color="FF336699"), PatternFill("solid", fgColor="FF336699")),
        (None, PatternFill("solid", fgColor="FF000000")),
        (Font(color=Color(theme=4)), PatternFill("solid", fgColor=Color(theme=4))),
    ],
)
def test_invisible_text(changed, font, fill):
    def paint(value):
        def change(book):
            cell = book.active["B12"]
            cell.value = value
            cell.font, cell.fill = font or Font(), fill or PatternFill()

        return change

    assert changed(paint(SECRET)) == ["invisible-text"]
    assert changed(paint(None)) == []


@pytest.mark.parametrize(
    ("font", "fill"),
    [(Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000080")), (Font(color=Color(theme=1)), None)],
)
def test_text_that_can_be_seen(changed, font, fill):
    def paint(book):
        book.active["B2"].font, book.active["B2"].fill = font, fill or PatternFill()

    assert changed(paint) == []


@pytest.mark.parametrize("code", [";;;", '"";"";"";""', "[Red];;;"])
def test_hidden_number_format(changed, code):
    assert changed(lambda book: setattr(book.active["C2"], "number_format", code)) == ["hidden-number-format"]
    assert changed(lambda book: setattr(book.active["C2"], "number_format", "#,##0;-#,##0;;@")) == []


@pytest.mark.parametrize("code", ['[<5]"<5";0', '"[c]"', '"";-0', "[=7];General"])
def test_a_number_format_that_shows_something_else(changed, code):
    def hide_number(number):
        return lambda book: (book.active.__setitem__("C3", number), setattr(book.active["C3"], "number_format", code))

    shown = {'[<5]"<5";0': 5, '"[c]"': "text", '"";-0': -7, "[=7];General": 8}[code]
    hidden = {'[<5]"<5";0': 3, '"[c]"': 7, '"";-0': 7, "[=7];General": 7}[code]
    assert changed(hide_number(hidden)) == ["hidden-number-format"]
    assert changed(hide_number(shown)) == []


@pytest.mark.parametrize("code", ["General", '0;-0;"-"', '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "yyyy", "[h]:mm",
                                  '"Yes";"Yes";"No"', "0%", '£#,##0;[Red]-£#,##0', "@"])  # fmt: skip
def test_number_formats_that_show_the_number(code):
    assert not any(hides(code, number) for number in (-1, 0, 1)) or not may_hide_numbers(code)
    assert not hides(code, 1)


def conditional(font=None, fill=None, formula="0", operator="greaterThan", number_format=None):
    """Return a change that adds a conditional format to the amounts."""

    def change(book):
        style = DifferentialStyle(font=font, fill=fill, numFmt=number_format)
        rule = Rule("cellIs", operator=operator, formula=[formula], dxf=style)
        book.active.conditional_formatting.add("C2:C9", rule)

    return change


def test_hidden_by_condition(changed):
    white, navy = Font(color="FFFFFFFF"), PatternFill("solid", bgColor="FF000080")
    assert changed(conditional(white)) == ["hidden-by-condition"]
    assert changed(conditional(fill=PatternFill("solid", bgColor="FF000000"))) == ["hidden-by-condition"]
    assert changed(conditional(number_format=NumberFormat(170, ";;;"))) == ["hidden-by-condition"]
    assert changed(conditional(white, navy)) == []
    assert changed(conditional(Font(color="FFFF0000"))) == []
    assert changed(conditional(white, formula="5000")) == []
    assert set(changed(conditional(white, formula='"withdrawn"', operator="equal"))) == {
        "hidden-by-condition",
        "rule-text",
    }


def test_white_text_by_condition_in_a_dark_row(changed):
    def dark(book):
        conditional(Font(color="FFFFFFFF"))(book)
        for row in book.active["C2:C9"]:
            row[0].fill = PatternFill("solid", fgColor="FF000080")

    assert changed(dark) == []


@pytest.mark.parametrize(("shown", "expected"), [(False, ["hidden-by-condition"]), (None, [])])
def test_a_bar_in_the_place_of_a_number(seen, shown, expected):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Funding")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.conditional_format("C2:C9", {"type": "data_bar", "bar_only": shown is False, "data_bar_2010": True})
    assert seen(target.getvalue(), "funding.xlsx") == expected


@pytest.mark.parametrize("inline", [False, True])
def test_a_part_of_a_text_that_is_white(seen, inline):
    def part(colour, size=11, ground=None):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"constant_memory": inline}) as book:
            sheet = book.add_worksheet("Funding")
            for number, row in enumerate(ROWS):
                sheet.write_row(number, 0, row)
            style = book.add_format({"font_color": colour, "font_size": size})
            cell = [book.add_format({"bg_color": ground})] if ground else []
            sheet.write_rich_string("A10", "See ", style, SECRET, " below", *cell)
        return target.getvalue()

    assert seen(part("#FFFFFF"), "funding.xlsx") == ["invisible-text"]
    assert seen(part("#000080", ground="#000080"), "funding.xlsx") == ["invisible-text"]
    assert seen(part("#000000", size=1), "funding.xlsx") == ["invisible-text"]
    assert seen(part("#000080"), "funding.xlsx") == []
    assert seen(part("#FFFFFF", ground="#000080"), "funding.xlsx") == []


def test_text_too_small_to_be_seen(changed):
    def shrink(size):
        def change(book):
            book.active["B12"], book.active["B12"].font = SECRET, Font(size=size)

        return change

    assert changed(shrink(1)) == ["invisible-text"]
    assert changed(shrink(8)) == []


@pytest.mark.parametrize("text", [SECRET, "First draft, not for release"])
def test_header_footer(changed, text):
    def edge(said):
        return lambda book: setattr(book.active.oddHeader.center, "text", said)

    assert changed(edge(text)) == ["header-footer"]
    assert changed(edge(f"Checked by {SECRET}")) == ["person"]
    assert changed(edge(r"C:\Users\jf\funding.xlsx")) == ["path"]
    assert changed(edge('&"Arial,Bold"&12&A, Page &P of &N, &D')) == []


@pytest.mark.parametrize("code", ["&F", "&Z&F"])
def test_header_footer_path(changed, code):
    assert changed(lambda book: setattr(book.active.oddFooter.left, "text", code)) == ["header-footer-path"]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_the_trailer_of_a_sheet_in_another_spelling(seen, prefix):
    space = f'xmlns:x="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    p = prefix
    rows = f"<!-- --><{p}row r='1'><{p}c r='A1'><{p}v>7</{p}v></{p}c></{p}row>"
    rule = f'<{p}conditionalFormatting sqref="A1"><{p}cfRule type="iconSet"><{p}iconSet showValue="0"/></{p}cfRule></{p}conditionalFormatting>'  # noqa: E501
    edge = f"<{p}headerFooter><{p}oddHeader>{SECRET}</{p}oddHeader></{p}headerFooter>"
    sheet = f"<{p}worksheet {space}><{p}sheetData>{rows}</{p}sheetData>{rule}{edge}</{p}worksheet>"
    for spelt in (sheet, sheet.replace("<!-- -->", "").replace("'", '"')):
        data = with_parts(workbook(), {"xl/worksheets/sheet1.xml": spelt})
        assert seen(data, "a.xlsx") == ["hidden-by-condition", "header-footer"]


def test_pivot_cache(seen, real):
    """LibreOffice made the pivot table of the published file; openpyxl copies it."""
    book = openpyxl.load_workbook(real / "suspect.xlsx")
    for name in ("External Links", "Hidden Row & Col", "Hidden Sheet", "Ranges"):
        del book[name]
    del book.defined_names["Users"]
    book._external_links.clear()
    target = io.BytesIO()
    book.save(target)
    assert set(seen(target.getvalue(), "pivot.xlsx")) == {"pivot-cache"}
    book["Pivot Table"]._pivots.clear()
    target = io.BytesIO()
    book.save(target)
    assert seen(target.getvalue(), "pivot.xlsx") == []


def test_chart_cache(seen):
    def charted(hide, extra=()):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Funding")
            for number, row in enumerate([*ROWS, *extra]):
                sheet.write_row(number, 0, row, None)
            chart = book.add_chart({"type": "column"})
            chart.add_series({
                "categories": "=Funding!$A$2:$A$5", "values": "=Funding!$C$2:$C$5",
                "values_data": [1012, 1013, 48271 if hide else 1014, 1015],
            })  # fmt: skip
            sheet.insert_chart("E2", chart)
        return target.getvalue()

    assert seen(charted(True), "chart.xlsx") == ["chart-cache"]
    assert seen(charted(False), "chart.xlsx") == []


def test_a_chart_of_hidden_rows(seen):
    def hide(book):
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
        book.active.add_chart(chart, "F2")

    cache = "<numRef><f>'Funding'!$C$2:$C$9</f>"
    plain = workbook(hide)
    with_cache = with_parts(
        plain,
        {},
        charts__chart1_xml=(cache, f"{cache}<numCache><ptCount val='1'/><pt idx='0'><v>77</v></pt></numCache>"),
    )
    assert seen(plain, "chart.xlsx") == []
    assert seen(with_cache, "chart.xlsx") == ["chart-cache"]


def test_a_chart_by_libreoffice_of_dates_and_shares(seen, converted):
    """It keeps dates and formatted numbers as the texts that they show."""

    def chart(book):
        for number, row in enumerate(book.active.iter_rows(min_row=2, max_row=9), 1):
            row[1].value, row[2].value = dt.date(2016, number, 1), number / 7
            row[2].number_format = "0.0%"
        drawn = BarChart()
        drawn.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
        drawn.set_categories(Reference(book.active, min_col=2, min_row=2, max_row=9))
        book.active.add_chart(drawn, "F2")

    def hide(book):
        chart(book)
        book.active.column_dimensions["C"].hidden = True

    made = converted({"clean.xlsx": workbook(chart), "hidden.xlsx": workbook(hide)}, "xlsx")
    assert seen(made["clean"], "chart.xlsx") == []
    assert "hidden-columns" in seen(made["hidden"], "chart.xlsx")


def test_external_link(seen):
    link = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{SECRET}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'  # fmt: skip  # noqa: E501
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="data.xlsx" TargetMode="External"/></Relationships>'  # fmt: skip  # noqa: E501
    parts = {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels}
    assert seen(with_parts(workbook(), parts), "link.xlsx") == ["external-link"]


def test_comment(changed):
    def note(book):
        book.active["B2"].comment = Comment(SECRET, "A reviewer")

    assert changed(note) == ["comment"]


def test_the_history_of_a_shared_workbook(seen):
    log = f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="A1"><v>48271</v></oc></rcc></revisions>'
    assert seen(with_parts(workbook(), {"xl/revisions/revisionLog1.xml": log}), "funding.xlsx") == ["tracked-changes"]


def test_threaded_comment(seen):
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    comments = f'<ThreadedComments xmlns="{space}"><threadedComment ref="B2" id="{{1}}" personId="{{2}}"><text>{SECRET}</text></threadedComment></ThreadedComments>'  # noqa: E501
    nobody = f'<personList xmlns="{space}"/>'
    data = workbook()
    assert seen(with_parts(data, {"xl/threadedComments/threadedComment1.xml": comments}), "a.xlsx") == [
        "threaded-comment"
    ]
    assert seen(with_parts(data, {"xl/persons/person.xml": nobody}), "b.xlsx") == []


def test_name_to_hidden(changed):
    def name(target, hide=True):
        def change(book):
            book.defined_names["Secret"] = DefinedName("Secret", attr_text=target)
            workings = book.create_sheet("Work ings")
            workings["A1"] = 1
            workings.sheet_state = "hidden" if hide else "visible"

        return change

    assert changed(name("'Work ings'!$A$1:$A$3")) == ["hidden-sheet", "name-to-hidden"]
    assert changed(name("[1]Sheet1!$A$1", hide=False)) == ["name-to-hidden"]
    assert "name-to-hidden" not in changed(name("'Work ings'!$A$1", hide=False))


def test_defined_name(changed):
    def name(book):
        book.defined_names["Users"] = DefinedName("Users", attr_text="Funding!$A$1:$A$3")

    def ordinary(book):
        book.active.print_area = "A1:C5"
        book.active.print_title_rows = "1:1"
        book.active.auto_filter.ref = "A1:C9"
        book.active.add_table(Table(displayName="Funding_table", ref="A1:C9"))

    assert changed(name) == ["defined-name"]
    assert changed(ordinary) == []


def test_data_model(seen):
    types = {"xl/model/item.data": "application/vnd.openxmlformats-officedocument.model+data"}
    assert seen(with_parts(workbook(), {"xl/model/item.data": b"data"}, types), "model.xlsx") == ["data-model"]


def test_custom_xml(seen):
    parts = {"customXml/item1.xml": f"<people><person>{SECRET}</person></people>"}
    empty = '<b:Sources SelectedStyle="\\APA.XSL" StyleName="APA" xmlns:b="b"/>'
    assert seen(with_parts(workbook(), parts), "a.xlsx") == ["custom-xml"]
    assert seen(with_parts(workbook(), {"customXml/item1.xml": empty}), "b.xlsx") == []


@pytest.mark.parametrize(
    "part", ["xl/embeddings/oleObject1.bin", "xl/embeddings/Microsoft_Word_Document.docx", "secret.txt"]
)
def test_embedded_file(seen, part):
    assert seen(with_parts(workbook(), {part: document()}), "funding.xlsx") == ["embedded-file"]


def test_macros(seen):
    assert seen(with_parts(workbook(), {"xl/vbaProject.bin": b"Sub"}), "funding.xlsm") == ["macros"]


@pytest.mark.parametrize("formula", ["=C2+C3", '=HYPERLINK("a")'])
def test_formulas(changed, formula):
    assert changed(lambda book: book.active.__setitem__("C10", formula)) == ["formulas"]


def test_connections(seen):
    connections = f'<connections xmlns="{MAIN}"><connection id="1" name="{SECRET}" type="5"/></connections>'
    assert seen(with_parts(workbook(), {"xl/connections.xml": connections}), "funding.xlsx") == ["connections"]


def test_thumbnail(seen):
    assert seen(with_parts(workbook(), {"docProps/thumbnail.jpeg": b"\xff\xd8\xff"}), "funding.xlsx") == ["thumbnail"]


def test_scenarios(seen):
    tried = '</sheetData><scenarios><scenario name="low"><inputCells r="A1" val="48271"/></scenario></scenarios>'
    data = with_parts(workbook(), {}, sheet1_xml=("</sheetData>", tried))
    assert seen(data, "funding.xlsx") == ["scenarios"]


def test_list_of_values(changed):
    def validate(formula):
        def change(book):
            validation = DataValidation("list", formula1=formula)
            book.active.add_data_validation(validation)
            validation.add("D2")

        return change

    assert changed(validate(f'"{SECRET},Somebody else"')) == ["list-of-values"]
    assert changed(validate("$B$2:$B$5")) == []


@pytest.mark.parametrize("name", ["creator", "lastModifiedBy"])
def test_person(changed, name):
    assert changed(lambda book: setattr(book.properties, name, SECRET)) == ["person"]
    for organisation in ("North Yorkshire Police", "Home Office", "openpyxl", "Microsoft Office User", ""):
        assert changed(lambda book, who=organisation: setattr(book.properties, name, who)) == []


def test_an_allowed_name_is_no_person(seen):
    data = workbook(lambda book: setattr(book.properties, "creator", "Exampleshire"))
    assert seen(data, "funding.xlsx", allowed=["exampleshire"]) == []


@pytest.mark.parametrize(
    "path", [r"C:\Users\jfeatherstone\Desktop\funding.xlsx", "/Users/jf/Desktop/", r"\\server\share\x"]
)
def test_path(changed, path):
    assert changed(lambda book: setattr(book.properties, "description", path)) == ["path"]
    assert changed(lambda book: setattr(book.properties, "title", "Funding and/or grants")) == []


@pytest.mark.parametrize(
    "address",
    ["file:///C:/Users/jf/data.xlsx", r"\\server\share\data.xlsx", "file://server/share/data.xlsx",
     r"C:\Users\jf\data.xlsx", "/home/jf/data.xlsx", "../../Users/jf/data.xlsx", "Desktop/data.xlsx",
     "https://example-my.sharepoint.com/personal/jf/Documents/data.xlsx"],
)  # fmt: skip
def test_a_link_into_a_computer(changed, address):
    assert changed(lambda book: setattr(book.active["A2"], "hyperlink", address)) == ["path"]


@pytest.mark.parametrize(
    "address", ["https://www.gov.uk/home/x", "mailto:foi@example.org", "#Funding!A1", "tables/1.csv"]
)
def test_an_ordinary_link(changed, address):
    assert changed(lambda book: setattr(book.active["A2"], "hyperlink", address)) == []


def test_the_tip_of_a_link(changed):
    def link(tip):
        given = Hyperlink(ref="A2", target="https://www.gov.uk/", tooltip=tip)
        return lambda book: setattr(book.active["A2"], "hyperlink", given)

    assert changed(link(r"C:\Users\jf\data.xlsx")) == ["path"]
    assert changed(link("Opens the page of the council")) == ["cell-message"]


@pytest.mark.parametrize("name", ["keywords", "description", "category", "contentStatus"])
def test_property_text(changed, name):
    assert changed(lambda book: setattr(book.properties, name, "not to be published")) == ["property-text"]
    assert changed(lambda book: setattr(book.properties, name, f"Ask {SECRET}")) == ["person"]
    assert changed(lambda book: setattr(book.properties, name, "foi@example.org")) == ["person"]
    assert changed(lambda book: setattr(book.properties, name, r"\\server\foi\x.xlsx")) == ["path"]
    for said in ("", "2016-17", "generated by python-docx", "Created with LibreOffice 7"):
        assert changed(lambda book, value=said: setattr(book.properties, name, value)) == []


def test_keywords_that_repeat_the_title(changed):
    def describe(keywords):
        def change(book):
            book.properties.title, book.properties.keywords = "Police workforce, 2016: data tables", keywords

        return change

    assert changed(describe("data tables, police, workforce, strength")) == []
    assert changed(describe(f"police, workforce, data, {SECRET}")) == ["property-text"]


def test_custom_property(changed):
    def prop(name, value):
        from openpyxl.packaging.custom import StringProperty

        return lambda book: book.custom_doc_props.append(StringProperty(name=name, value=value))

    assert changed(prop("Stage", "not to be published")) == ["custom-property"]
    assert changed(prop("Owner", SECRET)) == ["person"]
    assert changed(prop("From", r"C:\Users\jf\x.xlsx")) == ["path"]
    assert changed(prop("Id", "7f12cc94-7f9f-427b-8a45-c92e70fec45c")) == []


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("cell", ['r="{}"', "r='{}'", ""])
def test_every_spelling_of_a_sheet(seen, prefix, cell):
    """Rows and columns hidden, in a sheet as other programs spell it."""
    p = prefix

    def row(number, attributes=""):
        cells = "".join(f"<{p}c {cell.format(f'{letter}{number}')}><{p}v>{number}</{p}v></{p}c>" for letter in "ABC")
        return f'<{p}row r="{number}" {attributes}>{cells}</{p}row>'

    space = f'xmlns:x="{MAIN}"' if p else f'xmlns="{MAIN}"'
    rows = row(1) + row(2, "hidden='true'") + row(3) + f'<{p}row r="4" hidden="1"/>'
    columns = f'<{p}cols><{p}col min="2" max="2" hidden="1"/><{p}col min="9" max="9" hidden="1"/></{p}cols>'
    sheet = f"<{p}worksheet {space}>{columns}<{p}sheetData>{rows}</{p}sheetData></{p}worksheet>"
    assert seen(with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx") == [
        "hidden-rows",
        "hidden-columns",
    ]


def test_merged_cells(seen):
    def merged(value):
        sheet = MERGED.format(value=value)
        return seen(with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx")

    assert merged("<v>7</v>") == ["merged-cells"]
    assert merged("") == []


MERGED = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1">{{value}}</c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>'
)


def written(change):
    """Return a workbook by xlsxwriter."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Funding")
        sheet.write(0, 0, "Year")
        change(sheet)
    return target.getvalue()


def test_hidden_object(seen):
    data = written(lambda sheet: sheet.insert_textbox("D2", "Source: the register"))
    assert seen(data, "a.xlsx") == []
    hidden = with_parts(data, {}, xl__drawings__drawing1_xml=('name="TextBox 1"', 'name="TextBox 1" hidden="1"'))
    assert seen(hidden, "a.xlsx") == ["hidden-object"]


@pytest.mark.parametrize(
    ("options", "found"),
    [({"font": {"color": "white"}}, ["invisible-text"]), ({"font": {"size": 1}}, ["invisible-text"]),
     ({"font": {"color": "white"}, "fill": {"color": "navy"}}, []), ({}, [])],
)  # fmt: skip
def test_text_of_a_text_box(seen, options, found):
    assert seen(written(lambda sheet: sheet.insert_textbox("D2", SECRET, options)), "a.xlsx") == found


@pytest.mark.parametrize(("height", "found"), [(1.4, ["hidden-rows"]), (0.75, ["hidden-rows"]), (6, [])])
def test_rows_that_are_too_low(changed, height, found):
    assert changed(lambda book: setattr(book.active.row_dimensions[3], "height", height)) == found


@pytest.mark.parametrize("value", ['"Jonquil"', "48271", "{1,2}"])
def test_name_with_value(changed, value):
    def name(text):
        return lambda book: book.defined_names.add(DefinedName("Rate", attr_text=text))

    assert changed(name(value)) == ["name-with-value"]
    assert changed(name("Funding!$A$1:$A$3")) == ["defined-name"]


def test_cell_message(changed):
    def message(text):
        def add(book):
            rule = DataValidation(type="whole", operator="greaterThan", formula1="0", prompt=text)
            rule.showInputMessage = True
            rule.add("B2:B5")
            book.active.add_data_validation(rule)

        return add

    def tip(text):
        link = Hyperlink(ref="A1", target="https://www.gov.uk", tooltip=text)
        return lambda book: setattr(book.active["A1"], "hyperlink", link)

    assert changed(message("the second case of this kind")) == ["cell-message"]
    assert changed(message(f"ask {SECRET}")) == ["person"]
    assert changed(message(None)) == []
    assert changed(tip("the second case of this kind")) == ["cell-message"]
    assert changed(tip("https://www.gov.uk")) == []


def test_hidden_window(seen):
    assert seen(with_parts(workbook(), {}, xl__workbook_xml=('"visible"', '"hidden"')), "a.xlsx") == ["hidden-window"]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_scrolled_away(seen, prefix):
    def frozen(top_left):
        def change(book):
            book.active.freeze_panes = "B2"
            book.active.sheet_view.topLeftCell = top_left

        made = workbook(change)
        if not prefix:
            return made
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        sheet = re.sub(r"<(/?)(?=\w)", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
        return with_parts(made, {"xl/worksheets/sheet1.xml": sheet})

    assert seen(frozen("A1"), "a.xlsx") == []
    assert seen(frozen("A4"), "a.xlsx") == ["scrolled-away"]
    assert seen(frozen("C4"), "a.xlsx") == ["scrolled-away"] * 2


@pytest.mark.parametrize(
    ("value", "is_found"), [(f"<c r='A1' t='inlineStr'><is><t>{SECRET}</t></is></c>", True), ("", False)]
)
def test_a_sheet_that_the_workbook_does_not_list(seen, value, is_found):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{value}</row></sheetData></worksheet>'
    found = seen(with_parts(workbook(), {"xl/worksheets/sheet9.xml": sheet}), "a.xlsx")
    assert found == ["hidden-sheet"] * is_found


@pytest.mark.parametrize(
    ("part", "kept", "clean", "check"),
    [
        ("xl/slicerCaches/slicerCache1.xml", '<s><i n="a" c="{}"/></s>', '<s><i x="0"/></s>', "pivot-cache"),
        ("xl/richData/rdrichvalue.xml", "<d><rv><v>{}</v></rv></d>", "<d><rv><v>0</v></rv></d>", "data-model"),
        ("xl/revisions/userNames.xml", '<users><userInfo name="{}"/></users>', "<users/>", "person"),
        ("xl/webextensions/webextension1.xml", '<w><property name="a" value="{}"/></w>',
         '<w><property name="AutoShow" value="true"/></w>', "custom-xml"),
        ("xl/tables/table9.xml", "<t><calculatedColumnFormula>{}</calculatedColumnFormula></t>", "<t/>", "formulas"),
        ("xl/tables/table9.xml", '<table comment="{}"/>', '<table comment=""/>', "property-text"),
        ("docProps/app.xml", "<P><TitlesOfParts><lpstr>Funding</lpstr><lpstr>{}</lpstr></TitlesOfParts></P>",
         "<P><HeadingPairs><lpstr>Sheets</lpstr></HeadingPairs><TitlesOfParts><lpstr>Funding</lpstr>"
         "<lpstr>Funding!Print_Area</lpstr></TitlesOfParts></P>", "property-text"),
    ],
)  # fmt: skip
def test_parts_beside_the_cells(seen, part, kept, clean, check):
    assert seen(with_parts(workbook(), {part: kept.format(SECRET)}), "a.xlsx") == [check]
    assert seen(with_parts(workbook(), {part: clean}), "a.xlsx") == []


def test_who_reserved_the_file(seen):
    reserved = ("<workbookPr", f'<fileSharing userName="{SECRET}"/><workbookPr')
    assert seen(with_parts(workbook(), {}, xl__workbook_xml=reserved), "a.xlsx") == ["person"]


@pytest.mark.parametrize(("remark", "checks"), [(f"Ask {SECRET}", ["person"]), ("", [])])
def test_a_remark_on_a_name(changed, remark, checks):
    def name(book):
        book.defined_names["Years"] = DefinedName("Years", attr_text="Funding!$A$1", comment=remark or None)

    assert changed(name) == ["defined-name", *checks]


@pytest.mark.parametrize("colour", ["FF000000", "FFFFFFFF"])
def test_a_background_without_a_colour_is_black(changed, colour):
    def paint(book):
        book.active["A2"].fill = PatternFill("solid")
        book.active["A2"].font = Font(color=colour)

    assert changed(paint) == (["invisible-text"] if colour == "FF000000" else [])


def test_packages_as_excel_writes_them_on_a_mac_and_as_ods(tmp_path):
    for name, data in packages():
        (tmp_path / name).write_bytes(data)
        assert screen(tmp_path / name) == []
        workbook, findings = read_workbook(tmp_path / name)
        assert workbook.sheets[0].name == "Funding"
        assert not findings
