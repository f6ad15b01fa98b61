"""Write a template as a workbook: a cover, the words to choose from, and one table a sheet; the same bytes each time.

It follows the Analysis Function's guidance ("Releasing statistics in spreadsheets"): a title in A1, tables from column
A that are marked as such, no merged or blank cells between, no macros, no formulas, Arial at 12 points.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from foi_stats.publish.template.asked import WHY, Asked, Cell, FillIn
from foi_stats.publish.workbook_options import WORKBOOK_OPTIONS
from foi_stats.vocabulary.no_figure import MEANINGS

_UNDATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file has no zone
_WORDS_ROW, _AS_AT_ROW, _HEADING_ROW = 2, 2, 3  # counted from 0
_SPARE_ROWS = 200  # rows beneath a table in which one may choose, for what is added
_WIDTHS = {
    "Line": 44,
    "Service": 34,
    "Activity": 28,
    WHY: 40,
    "Note": 48,
    "Supplier": 34,
    "Amount": 16,
    "Organisation": 60,
}
_WIDTH, _LINE = 18, 17  # of other columns, in letters; of a line of text, in points
_A4 = 9
_EARLIEST = dt.date(1990, 1, 1)


def template_bytes(asked: Asked) -> bytes:
    """Return a template as an xlsx file."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    with Workbook(written, WORKBOOK_OPTIONS) as book:
        book.set_properties({"title": f"Figures for {asked.subject}", "author": asked.authority, "created": _UNDATED})
        looks = {
            "title": book.add_format({"font_name": "Arial", "font_size": 16, "bold": True}),
            "heading": book.add_format(
                {"font_name": "Arial", "font_size": 12, "bold": True, "text_wrap": True, "valign": "top", "bottom": 2}
            ),
            "text": book.add_format({"font_name": "Arial", "font_size": 12, "text_wrap": True, "valign": "top"}),
            "line": book.add_format({"font_name": "Arial", "font_size": 12}),
            "money": book.add_format({"font_name": "Arial", "font_size": 12, "num_format": "#,##0.00"}),
            "number": book.add_format({"font_name": "Arial", "font_size": 12, "num_format": "#,##0.##"}),
            "day": book.add_format({"font_name": "Arial", "font_size": 12, "num_format": "dd/mm/yyyy"}),
            "to fill in": book.add_format(
                {"font_name": "Arial", "font_size": 12, "num_format": "dd/mm/yyyy", "bottom": 1, "align": "left"}
            ),
        }
        _write_cover(book.add_worksheet("Cover"), asked, looks)
        for number, table in enumerate(asked.tables, start=1):
            _write_table(book.add_worksheet(table.name), table, looks, number)
        _write_words(book.add_worksheet("Words"), looks)
    return written.getvalue()


def _write_cover(sheet: Any, asked: Asked, looks: Mapping[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    lines = [
        f"Authority: {asked.authority}",
        f"About: {asked.subject}",
        "Fill in the empty cells of each sheet, save the workbook, and send it back. Your own workbook is welcome too.",
        "Write beside As at the day on which the figures were right: those of a later day replace earlier ones.",
        "Give every figure in full, not in thousands, unless you change the unit beside it.",
        f"Where there is no figure, leave the cell empty and choose a word under {WHY}. The sheet Words explains them.",
        "What was given last time stands in a note at the cell, where it is known.",
        *(f"Sheet {table.name}: {table.title}" for table in asked.tables),
    ]
    _start(sheet, "Figures for a freedom of information request", looks)
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, _LINE * (1 + len(line) // 95))
        sheet.write_string(row, 0, line, looks["text"])


def _write_words(sheet: Any, looks: Mapping[str, Any]) -> None:  # noqa: ANN401
    _start(sheet, f"{WHY}: the words and what they mean", looks)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 90)
    for row, (word, meaning) in enumerate(MEANINGS.items(), start=_WORDS_ROW):
        sheet.set_row(row, _LINE * (1 + len(meaning) // 80))
        sheet.write_string(row, 0, word, looks["text"])
        sheet.write_string(row, 1, meaning, looks["text"])
    columns = [{"header": name, "header_format": looks["heading"]} for name in ("Word", "What it means")]
    _mark_table(sheet, 1, len(MEANINGS), columns, "Words")


def _write_table(sheet: Any, table: FillIn, looks: Mapping[str, Any], number: int) -> None:  # noqa: ANN401
    _start(sheet, table.title, looks)
    sheet.write_string(1, 0, table.how, looks["line"])
    _ask_as_at(sheet, looks)
    figure = {"Amount": "money", "Value (£)": "money"}
    for column, heading in enumerate(table.headings):
        before_why = column + 1 < len(table.headings) and table.headings[column + 1] == WHY
        look = looks[figure.get(heading) or ("number" if before_why else "text")]
        sheet.set_column(column, column, _WIDTHS.get(heading, _WIDTH), look)
        for row, cells in enumerate(table.rows, start=_HEADING_ROW + 1):
            value = cells[column]
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, value, looks["day"])
            elif value:
                sheet.write_string(row, column, value, looks["text"])
            else:
                sheet.write_blank(row, column, None, look)
        if heading in table.choices:
            _offer_choices(sheet, column, table, heading)
    for row, cells in enumerate(table.rows, start=_HEADING_ROW + 1):
        sheet.set_row(row, _LINE * max(map(_lines_of, table.headings, cells)))
    for (row, column), text in table.last.items():
        sheet.write_comment(_HEADING_ROW + 1 + row, column, text, {"author": "foi_stats", "x_scale": 1.6})
    columns = [{"header": heading, "header_format": looks["heading"]} for heading in table.headings]
    _mark_table(sheet, _HEADING_ROW, len(table.rows), columns, f"Figures_{number}")
    sheet.set_row(_HEADING_ROW, 34)
    sheet.freeze_panes(_HEADING_ROW + 1, 0)


def _lines_of(heading: str, value: Cell) -> int:
    """Return over how many lines a text goes in its column."""
    return 1 + len(str(value or "")) // int(_WIDTHS.get(heading, _WIDTH) * 0.9)


def _ask_as_at(sheet: Any, looks: Mapping[str, Any]) -> None:  # noqa: ANN401
    """Write a title line whose second cell takes the day of the figures: what is dated later replaces what was sent."""
    sheet.write_string(_AS_AT_ROW, 0, "As at", looks["line"])
    sheet.write_blank(_AS_AT_ROW, 1, None, looks["to fill in"])
    sheet.data_validation(
        _AS_AT_ROW,
        1,
        _AS_AT_ROW,
        1,
        {
            "validate": "date",
            "criteria": ">=",
            "value": _EARLIEST,
            "ignore_blank": True,
            "input_title": "As at",
            "input_message": "The day on which these figures were right, such as 30/06/2016.",
            "error_title": "As at",
            "error_message": "Write a date, such as 30/06/2016.",
        },
    )


def _offer_choices(sheet: Any, column: int, table: FillIn, heading: str) -> None:  # noqa: ANN401
    sheet.data_validation(
        _HEADING_ROW + 1,
        column,
        _HEADING_ROW + len(table.rows) + _SPARE_ROWS,
        column,
        {
            "validate": "list",
            "source": list(table.choices[heading]),
            "ignore_blank": True,
            "error_title": heading,
            "error_message": "Choose one of the words of the list, or leave the cell empty.",
        },
    )


def _mark_table(sheet: Any, top: int, rows: int, columns: list[dict[str, Any]], name: str) -> None:  # noqa: ANN401
    options = {"name": name, "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(top, 0, top + rows, len(columns) - 1, options)


def _start(sheet: Any, title: str, looks: Mapping[str, Any]) -> None:  # noqa: ANN401
    sheet.write_string(0, 0, title, looks["title"])
    sheet.set_row(0, 24)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
