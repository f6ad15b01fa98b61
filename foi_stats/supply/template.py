"""Write a supply as the shipped ones are: a workbook made from known rows, the same bytes each time.

It has one table on one sheet from column A, a cover before it, notes and sources after it, and no formula. Its headings
are among those that the reader understands.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["funding", "referrals"]
Cell = str | int | float | dt.date | None

HEADINGS: dict[str, dict[str, str]] = {
    "funding": {
        "Financial year": "financial_year",
        "Organisation": "organisation",
        "Line": "line",
        "Provider": "provider",
        "Funder": "funder",
        "Activity": "activity",
        "Basis": "basis",
        "Flow": "flow",
        "As at": "as_at",
        "Unit": "unit",
        "Amount": "amount",
        "Shorthand": "shorthand",
        "Reason": "reason",
        "Note": "note",
        "Source": "source",
    },
    "referrals": {
        "Financial year": "financial_year",
        "Quarter": "quarter",
        "Organisation": "organisation",
        "Service": "service",
        "Crime type": "crime_type",
        "As at": "as_at",
        "Count": "count",
        "Shorthand": "shorthand",
        "Reason": "reason",
        "Note": "note",
        "Source": "source",
    },
}
"""Each heading of such a workbook and the column of the rows it fills."""

HEADING_ROW = 4
_LINE_HEIGHT = 16  # points
_WIDTHS = {"Organisation": 38, "Line": 44, "Activity": 26, "Note": 52, "Source": 60, "Provider": 26, "Service": 34}
_WRAPPED = {"Note", "Source", "Line", "Organisation", "Provider", "Funder", "Activity", "Service", "Crime type"}


@dataclass(frozen=True)
class Pages:
    """The texts around the table: the title, a notice for every sheet, and the lines of the other sheets."""

    title: str
    notice: str
    cover: Sequence[tuple[str, str]]
    notes: Sequence[str]
    sources: Sequence[str]


def write_supply(path: Path, kind: Kind, pages: Pages, rows: Sequence[Sequence[Cell]]) -> None:
    """Write a supply in the template's layout; the same arguments give the same bytes.

    Parameters
    ----------
    rows
        One sequence for each row, in the order of ``HEADINGS[kind]``. Text stays text, also where it looks like
        a formula.
    """
    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Cover"
    _write_lines(cover, pages, [f"{label}: {text}" for label, text in pages.cover])
    table = book.create_sheet("Funding" if kind == "funding" else "Referrals")
    _write_table(table, kind, pages, rows)
    for name, lines in (("Notes", pages.notes), ("Sources", pages.sources)):
        _write_lines(book.create_sheet(name), pages, lines)
    path.write_bytes(_reproducible_bytes(book))


def _write_lines(sheet, pages: Pages, lines: Sequence[str]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from openpyxl.styles import Alignment, Font

    sheet["A1"], sheet["A2"] = f"{pages.title}: {sheet.title.lower()}", pages.notice
    sheet["A1"].font = Font(name="Arial", size=14, bold=True)
    for number, line in enumerate(lines, start=HEADING_ROW):
        sheet.cell(number, 1, line)
    for row in sheet.iter_rows(min_row=2):
        row[0].font = Font(name="Arial", size=12)
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110


def _write_table(sheet, kind: Kind, pages: Pages, rows: Sequence[Sequence[Cell]]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.table import Table, TableStyleInfo

    headings = list(HEADINGS[kind])
    sheet["A1"], sheet["A2"] = pages.title, pages.notice
    sheet["A1"].font = Font(name="Arial", size=14, bold=True)
    sheet["A2"].font = Font(name="Arial", size=12)
    for column, heading in enumerate(headings, start=1):
        sheet.cell(HEADING_ROW, column, heading).font = Font(name="Arial", size=12, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 16)
    for number, row in enumerate(rows, start=HEADING_ROW + 1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            cell.font = Font(name="Arial", size=12)
            cell.alignment = Alignment(wrap_text=headings[column - 1] in _WRAPPED, vertical="top")
        lines = [_line_count(value, _WIDTHS.get(heading, 16)) for value, heading in zip(row, headings, strict=True)]
        sheet.row_dimensions[number].height = _LINE_HEIGHT * max(lines)
    last = f"{get_column_letter(len(headings))}{HEADING_ROW + max(len(rows), 1)}"
    table = Table(displayName=kind.capitalize(), ref=f"A{HEADING_ROW}:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = sheet.cell(HEADING_ROW + 1, 1)


def _line_count(value: Cell, width: int) -> int:
    """Return the number of lines of a cell's text, wrapped to a column of this width (in characters of 11 points)."""
    return math.ceil(1.15 * len(value) / width) if isinstance(value, str) and value else 1


def _reproducible_bytes(book) -> bytes:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Return the workbook's bytes with every time stamp fixed, so that the same content is the same file."""
    saved = io.BytesIO()
    book.properties.creator = "foi_stats"
    book.save(saved)
    fixed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2016-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(item.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return fixed.getvalue()
