"""Workbooks by openpyxl with a text that nobody sees, which LibreOffice saves as xls and ods; and all plants together.

Every plant is a file with its name; a screen that finds nothing in it has missed it.
"""

# ruff: noqa: B023 - tables of short pieces of markup

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.scenario import Scenario, ScenarioList

from foi_stats.screen.read import screen
from tests.screen.making import SECRET, with_parts, workbook
from tests.screen.plants_office import docx_plants, written_plants
from tests.screen.plants_pages import chart_plants, markup_plants, pdf_plants, picture_plants, text_plants

WHITE, NAVY = "FFFFFFFF", "FF000080"
Change = Callable[[openpyxl.Workbook], object]


def _cell(book: openpyxl.Workbook, place: str = "B4", value: object = SECRET) -> object:
    book.active[place] = value
    return book.active[place]


def _set(place: str, **styles: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        cell = _cell(book, place)
        for name, value in styles.items():
            setattr(cell, name, value)

    return change


def _row(**sizes: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        _cell(book)
        for name, value in sizes.items():
            setattr(book.active.row_dimensions[4], name, value)

    return change


def _column(**sizes: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        _cell(book)
        for name, value in sizes.items():
            setattr(book.active.column_dimensions["B"], name, value)

    return change


def _sheet(state: str, place: str = "B2") -> Change:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Workings")
        sheet[place], sheet.sheet_state = SECRET, state

    return change


def _rule(formula: str, kind: str = "custom", **texts: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        rule = DataValidation(type=kind, formula1=formula, showInputMessage=True, showErrorMessage=True, **texts)
        rule.add("C2:C9")
        book.active.add_data_validation(rule)

    return change


def _condition(rule: object, place: str = "B2:B9") -> Change:
    def change(book: openpyxl.Workbook) -> None:
        _cell(book)
        book.active.conditional_formatting.add(place, rule)

    return change


def _named(name: str, stands_for: str, **options: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        _sheet("visible")(book)
        book.active.column_dimensions["C"].hidden = True
        book.defined_names[name] = DefinedName(name, attr_text=stands_for, **options)

    return change


def _property(name: str, text: str = SECRET) -> Change:
    return lambda book: setattr(book.properties, name, text)


def _edge(where: str, text: str = f"by {SECRET}") -> Change:
    return lambda book: setattr(getattr(book.active, where).left, "text", text)


def _filter(*values: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book.active.auto_filter.ref = "A1:C9"
        book.active.auto_filter.add_filter_column(1, values)

    return change


def _scenario(book: openpyxl.Workbook) -> None:
    book.active.scenarios = ScenarioList([Scenario(name=SECRET, inputCells=[])])


def _chart_of_hidden(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
    book.active.add_chart(chart, "F2")
    book.active.column_dimensions["C"].hidden = True


def _merged(book: openpyxl.Workbook) -> None:
    book.active["A11"], book.active["B11"] = "Seen", SECRET
    book.active.merged_cells.add("A11:B11")


def _frozen(book: openpyxl.Workbook) -> None:
    book.active.freeze_panes = "A5"
    book.active.sheet_view.topLeftCell = "A4"


def _link(target: str, tip: str = "") -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book.active["A2"].hyperlink = target
        book.active["A2"].hyperlink.tooltip = tip or None

    return change


SHEETS: dict[str, Change] = {
    **{f"sheet-{state}": _sheet(state) for state in ("hidden", "veryHidden")},
    "sheet-far-hidden": _sheet("hidden", "Z900"),
    **{f"row-height-{height}": _row(height=height) for height in (0.5, 1, 1.5, 2, 2.25, 2.5, 3)},
    "row-hidden": _row(hidden=True),
    "row-collapsed": lambda book: (_cell(book), book.active.row_dimensions.group(4, 6, hidden=True)),
    **{f"column-width-{width}": _column(width=width) for width in (0.05, 0.1, 0.2, 0.3)},
    "column-hidden": _column(hidden=True),
    **{f"far-{place}": _set(place) for place in ("B60", "B500", "B60000", "Z2", "CV3", "Z900")},
    **{f"font-{colour}": _set("B4", font=Font(color=colour)) for colour in (WHITE, "FFFEFEFE", "FFFAFAFA")},
    "font-theme": _set("B4", font=Font(color=openpyxl.styles.colors.Color(theme=0))),
    "font-on-fill": _set("B4", font=Font(color=NAVY), fill=PatternFill("solid", fgColor=NAVY)),
    "font-on-black": _set("B4", font=Font(color="FF000000"), fill=PatternFill("solid", fgColor="FF000000")),
    **{f"size-{size}": _set("B4", font=Font(size=size)) for size in (1, 1.5, 2)},
    **{f"format-{number}": _set("B4", number_format=code) for number, code in enumerate(
        (";;;", '0;-0;0;"redacted"', "0;-0;0;", '"";"";"";""', '0;0;0;"x"'))},
    **{f"format-number-{number}": (lambda code: lambda book: (
        _cell(book, "C4", 4711), setattr(book.active["C4"], "number_format", code)))(code)
        for number, code in enumerate(
        ('"[c]"', '[>5]"<5";0', ";;", '"";"";""', '[=4711]"none";0'))},
    **{f"condition-{number}": _condition(rule) for number, rule in enumerate((
        FormulaRule(formula=["TRUE"], font=Font(color=WHITE)),
        FormulaRule(formula=["LEN(B2)>3"], font=Font(color=WHITE)),
        CellIsRule(operator="notEqual", formula=['""'], font=Font(color=WHITE)),
        FormulaRule(formula=["TRUE"], font=Font(color=NAVY), fill=PatternFill("solid", bgColor=NAVY))))},
    "condition-text": _condition(FormulaRule(formula=[f'C2="{SECRET}x"'], font=Font(color="FFFF0000")), "C2:C9"),
    "condition-text-in-function": _condition(
        FormulaRule(formula=[f'ISNUMBER(SEARCH("{SECRET}x",C2))'], font=Font(color="FFFF0000")), "C2:C9"),
    "rule-text": _rule(f'C2<>"{SECRET}"'),
    "rule-list": _rule(f'"Yes,{SECRET}"', "list"),
    "rule-prompt": _rule("0", "whole", prompt=f"ask {SECRET}"),
    "rule-title": _rule("0", "whole", promptTitle="Note", prompt=f"ask {SECRET}"),
    "rule-error": _rule("0", "whole", error=f"ask {SECRET}", errorTitle="No"),
    "name-constant": _named("Q", f'"{SECRET}"'),
    "name-number": _named("Q", "4711"),
    "name-hidden-column": _named("Q", "Funding!$C$2:$C$5"),
    "comment": lambda book: setattr(book.active["B2"], "comment", Comment(SECRET, "A")),
    "filter-one": _filter(SECRET),
    "formula": lambda book: _cell(book, "C11", "=SUM(C2:C9)"),
    "formula-text": lambda book: _cell(book, "C11", f'=IF(TRUE,1,"{SECRET}")'),
    "chart-of-hidden": _chart_of_hidden,
    **{f"property-{name}": _property(name) for name in ("creator", "lastModifiedBy")},
    **{f"property-{name}": _property(name, f"ask {SECRET}") for name in ("keywords", "description")},
    **{f"edge-{name}": _edge(name) for name in ("oddHeader", "oddFooter")},
    "edge-file": _edge("oddHeader", "&Z&F"),
    **{f"link-{number}": _link(target) for number, target in enumerate(
        ("file:///C:/Users/jf/a.xlsx", r"\\server\share\a.xlsx", "../../Users/jf/a.xlsx"))},
}  # fmt: skip
"""Changes of a workbook, which LibreOffice can save as xls and ods too."""
ONLY_XLSX: dict[str, Change] = {
    "filter-two": _filter("Provider 12", SECRET),
    "filter-number": _filter("987,654"),
    "merged": _merged,
    "frozen": _frozen,
    "scenario": _scenario,
    "tip": _link("https://www.gov.uk/", f"ask {SECRET}"),
    "name-hidden": _named("Q", "Funding!$A$1", hidden=True),
    "name-remark": _named("Q", "Funding!$A$1", comment=f"ask {SECRET}"),
    "name-outside": _named("Q", "[1]Other!$A$1"),
    **{f"property-{name}": _property(name, f"ask {SECRET}") for name in ("category", "contentStatus", "identifier")},
    **{f"edge-{name}": _edge(name) for name in ("evenHeader", "evenFooter", "firstHeader", "firstFooter")},
}
PARTS: dict[str, tuple[dict[str, str | bytes], dict[str, tuple[str, str]]]] = {
    "view": ({}, {"workbook_xml": ("</workbook>", f'<customWorkbookViews><customWorkbookView name="{SECRET} - Personal '
                                   'View" guid="{0}"/></customWorkbookViews></workbook>')}),
    "reserved": ({}, {"workbook_xml": ("<bookViews", f'<fileSharing userName="{SECRET}"/><bookViews')}),
    "editor": ({}, {"sheet1_xml": ("</sheetData>", f'</sheetData><protectedRanges><protectedRange name="by {SECRET}" '
                                   'sqref="A1"/></protectedRanges>')}),
    "format": ({}, {"styles_xml": ("<fonts", '<numFmts count="1"><numFmt numFmtId="170" '
                                   f'formatCode="0&quot;{SECRET}&quot;"/></numFmts><fonts')}),
    **{f"part-{name}": ({name: f"<a><b c='{SECRET}'>{SECRET}</b></a>"}, {}) for name in
       ("customXml/item1.xml", "xl/notes.txt", "xl/embeddings/a.docx", "xl/vbaProject.bin", "docProps/thumbnail.jpeg")},
}  # fmt: skip


def workbooks() -> dict[str, bytes]:
    """Return the workbooks that other kinds are made from."""
    return {name: workbook(change) for name, change in SHEETS.items()}


def xlsx_plants() -> Iterator[tuple[str, bytes]]:
    """Yield workbooks by openpyxl, some with a part changed."""
    for name, data in (workbooks() | {name: workbook(change) for name, change in ONLY_XLSX.items()}).items():
        yield f"{name}.xlsx", data
    for name, (parts, changes) in PARTS.items():
        yield f"{name.replace('/', '-')}.xlsx", with_parts(workbook(), parts, **changes)


def plants() -> Iterator[tuple[str, bytes]]:
    """Yield every plant that needs no LibreOffice: the name of a file, and its bytes."""
    for make in (
        xlsx_plants,
        written_plants,
        docx_plants,
        pdf_plants,
        chart_plants,
        picture_plants,
        markup_plants,
        text_plants,
    ):
        yield from make()


def found_in(name: str, data: bytes, folder: Path) -> list[str]:
    """Return the checks that found something in a file; no finding may show the whole text."""
    path = folder / name
    path.write_bytes(data)
    findings = screen(path)
    assert not any(SECRET in str(finding) for finding in findings), name
    return [finding.check for finding in findings]
