"""Files of real programs that hide nothing: what the screen must pass without an error."""

# ruff: noqa: E501 - tables of short pieces of markup

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import openpyxl
import pandas as pd
import typst
import xlsxwriter
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, IconSetRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from PIL import Image

from tests.screen.clean_office import packages
from tests.screen.making import ROWS, document, workbook

FORMATS = ("#,##0", "£#,##0.00", "0%", "0.0%", "dd/mm/yyyy", "mmm-yy", "#,##0;[Red]-#,##0", '0" people"', "@", "General",
           '_-£* #,##0_-;-£* #,##0_-;_-£* "-"_-;_-@_-', '#,##0;-#,##0;"-"', "[h]:mm", "0.00E+00", "# ?/?",
           '#,##0,"k"', "[$£-809]#,##0.00", "[Blue]0;[Red]-0", "000000")  # fmt: skip


def _chart(kind: type) -> Callable[[openpyxl.Workbook], object]:
    def change(book: openpyxl.Workbook) -> None:
        chart = kind()
        chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
        chart.set_categories(Reference(book.active, min_col=1, min_row=2, max_row=9))
        book.active.add_chart(chart, "E2")

    return change


def _ruled(rule: object) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: book.active.conditional_formatting.add("C2:C9", rule)


def _formatted(code: str) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: setattr(book.active["C3"], "number_format", code)


def _listed(formula: str) -> Callable[[openpyxl.Workbook], object]:
    def change(book: openpyxl.Workbook) -> None:
        rule = DataValidation(type="list", formula1=formula)
        rule.add("B2:B9")
        book.active.add_data_validation(rule)

    return change


def _tabled(book: openpyxl.Workbook) -> None:
    table = Table(displayName="Spending", ref="A1:C9", tableStyleInfo=TableStyleInfo("TableStyleMedium9"))
    book.active.add_table(table)


def _headed(book: openpyxl.Workbook) -> None:
    book.active.insert_rows(1, 3)
    book.active["A1"], book.active["A1"].font = "Spending by provider", Font(bold=True, size=14)
    book.active.merge_cells("A1:C1")
    book.active["A2"] = "Source: the council's ledger"
    book.active.row_dimensions[3].height = 6


def _styled(book: openpyxl.Workbook) -> None:
    for row in book.active.iter_rows(min_row=1, max_row=9):
        for cell in row:
            cell.border = Border(bottom=Side("thin"))
            cell.alignment = Alignment(wrap_text=True)
    for cell in book.active[1]:
        cell.font, cell.fill = Font(color="FFFFFFFF", bold=True), PatternFill("solid", fgColor="FF12436D")


def _hidden_empty(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[20].hidden = True
    book.active.column_dimensions["H"].hidden = True
    book.active.row_dimensions[21].height = 2


def _paged(book: openpyxl.Workbook) -> None:
    book.active.oddFooter.center.text = "Page &P of &N"
    book.active.print_area, book.active.print_title_rows = "A1:C9", "1:1"
    book.active.freeze_panes = "A2"


def _filtered(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:C9"


def _spaced(book: openpyxl.Workbook) -> None:
    book.active.insert_cols(1)
    book.active.column_dimensions["A"].width = 1.5
    book.active["A12"] = "Notes stand in a narrow column, and are seen beside it."


WORKBOOKS: dict[str, Callable[[openpyxl.Workbook], object] | None] = {
    "plain": None, "tabled": _tabled, "headed": _headed, "styled": _styled, "hidden-empty": _hidden_empty,
    "paged": _paged, "filtered": _filtered, "spaced": _spaced,
    **{f"format-{number}": _formatted(code) for number, code in enumerate(FORMATS)},
    "bars": _chart(BarChart), "lines": _chart(LineChart), "pie": _chart(PieChart),
    "red": _ruled(CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FFFF0000"))),
    "named": _ruled(CellIsRule(operator="equal", formula=['"Provider 12"'], fill=PatternFill("solid", bgColor="FFFFFF00"))),
    "scale": _ruled(ColorScaleRule(start_type="min", start_color="FFFFFFFF", end_type="max", end_color="FF12436D")),
    "databar": _ruled(DataBarRule(start_type="min", end_type="max", color="FF12436D")),
    "icons": _ruled(IconSetRule("3Arrows", "percent", [0, 33, 67])),
    "list": _listed('"Provider 12,Provider 13"'), "list-of-cells": _listed("$B$2:$B$9"),
}  # fmt: skip
"""Workbooks that LibreOffice saves as xls and ods too."""


def _written() -> Iterator[tuple[str, bytes]]:
    for kind in ("column", "bar", "line", "pie", "area", "scatter", "doughnut", "radar"):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Funding")
            for at, row in enumerate(ROWS):
                sheet.write_row(at, 0, row)
            chart = book.add_chart({"type": kind})
            chart.add_series(
                {"name": "=Funding!$C$1", "categories": "=Funding!$A$2:$A$9", "values": "=Funding!$C$2:$C$9"}
            )
            if kind in ("line", "pie"):
                sheet.insert_chart("E2", chart)
            else:
                book.add_chartsheet("Chart").set_chart(chart)
            if kind == "column":
                sheet.add_table("A1:C9", {"columns": [{"header": heading} for heading in ROWS[0]]})
        yield f"written-{kind}.xlsx", target.getvalue()


def _frames() -> Iterator[tuple[str, bytes]]:
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0])
    for name, made in (("plain", frame), ("turned", frame.T), ("indexed", frame.set_index("Year")),
                       ("grouped", frame.groupby("Year").sum())):  # fmt: skip
        yield f"{name}.csv", made.to_csv().encode()
        yield f"{name}.html", f"<!doctype html><html lang=en><title>T</title>{made.to_html()}".encode()
        for engine in ("openpyxl", "xlsxwriter"):
            target = io.BytesIO()
            made.to_excel(target, engine=engine)
            yield f"pandas-{name}-{engine}.xlsx", target.getvalue()


_KINDS: tuple[Callable[[Axes, list[str], list[int]], object], ...] = (
    Axes.bar, Axes.plot, Axes.barh, Axes.scatter, Axes.step, Axes.stem, Axes.fill_between, Axes.errorbar,
    lambda axes, years, amounts: axes.pie(amounts, labels=years), lambda axes, _, amounts: axes.hist(amounts),
    lambda axes, _, amounts: axes.boxplot(amounts), lambda axes, _, amounts: axes.imshow([amounts, amounts]),
    lambda axes, years, amounts: axes.bar_label(axes.bar(years, amounts), label_type="center", color="white"),
    Axes.stackplot,
)  # fmt: skip
"""Charts that hide nothing."""


def _drawings() -> Iterator[tuple[str, bytes]]:
    for fonts in ("path", "none"):
        with mpl.rc_context({"svg.fonttype": fonts, "svg.hashsalt": "a"}):
            for number in range(len(_KINDS)):
                figure = Figure(figsize=(5, 3), layout="constrained")
                axes = figure.subplots()
                years, amounts = [row[0] for row in ROWS[1:]], [row[2] for row in ROWS[1:]]
                _KINDS[number](axes, years, amounts)
                axes.set_title("Spending by year, and its provider")
                axes.tick_params(axis="x", labelrotation=45 * (number % 3))
                axes.legend(["Amount"])
                for kind in ("svg", "png", "pdf") if fonts == "path" else ("svg",):
                    target = io.BytesIO()
                    figure.savefig(target, format=kind, metadata={"Date": None} if kind == "svg" else None)
                    yield f"chart-{fonts}-{number}.{kind}", target.getvalue()


def _pictures() -> Iterator[tuple[str, bytes]]:
    noise = np.random.default_rng(1).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    for mode in ("RGB", "L", "P", "1", "RGBA"):
        target = io.BytesIO()
        Image.fromarray(noise).convert(mode).save(target, "PNG", dpi=(96, 96))
        yield f"{mode}.png", target.getvalue()
    for options in ({}, {"progressive": True}, {"quality": 30}, {"dpi": (300, 300)}):
        target = io.BytesIO()
        Image.fromarray(noise).save(target, "JPEG", **options)
        yield f"{len(options)}{''.join(options)}.jpg", target.getvalue()


DOCUMENTS = {
    "plain": None,
    "table": lambda made: made.add_table(3, 3, style="Table Grid"),
    "list": lambda made: [made.add_paragraph(text, style="List Bullet") for text in ("One", "Two")],
    "header": lambda made: setattr(made.sections[0].header.paragraphs[0], "text", "A Council"),
    "break": lambda made: made.add_page_break(),
    "headings": lambda made: [made.add_heading(f"Part {level}", level) for level in range(1, 5)],
    "section": lambda made: made.add_section(),
    "properties": lambda made: setattr(made.core_properties, "title", "Response"),
}
PAGES = (
    "#table(columns: 3, [a], [b], [c], [1], [2], [3])", "#lorem(900)", "#rect(fill: black)[#text(fill: white)[Seen]]",
    "#block(fill: luma(230), inset: 8pt)[On grey]", "$ sum_(k=1)^n k = (n(n+1)) / 2 $", "#footnote[A note]", "#outline()\n= A",
    "- One\n- Two", "#link(\"https://www.gov.uk\")[A link]", "#columns(2)[#lorem(200)]", "#rotate(30deg)[Turned]",
    "#text(size: 6pt)[Small print]", "#underline[Under] #strike[Out] #highlight[Marked]", "#image(\"a.png\", width: 40pt)",
    "#set page(flipped: true)\n#lorem(50)", "#grid(columns: 2, gutter: 4pt, [a], [b])", "#circle(fill: navy)[#text(fill: white)[Seen]]",
    "#box(stroke: 1pt, inset: 3pt)[Boxed]", "#set page(header: [A Council], footer: [1])\n#lorem(90)", "#figure(table(columns: 2, [a], [1]), caption: [A table])",
    "#pagebreak()\nMore", "#text(fill: gray)[Grey]",
)  # fmt: skip


def _pages() -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        Image.new("RGB", (40, 40), "navy").save(Path(folder) / "a.png")
        for number, body in enumerate(PAGES):
            source = Path(folder) / "a.typ"
            source.write_text(f'#set document(title: "Response")\n= Response\n{body}', encoding="utf-8")
            yield f"page-{number}.pdf", typst.compile(source)


def clean_files() -> Iterator[tuple[str, bytes]]:
    """Yield every clean file that needs no LibreOffice: its name, and its bytes."""
    yield from ((f"{name}.xlsx", workbook(change)) for name, change in WORKBOOKS.items())
    yield from ((f"{name}.docx", document(change)) for name, change in DOCUMENTS.items())
    for make in (_written, _frames, _drawings, _pictures, _pages, packages):
        yield from make()
