"""Make the supplied workbooks of data/<year>/<authority>/ from the facts beside this script.

    python data/facts/make_supplies.py [FOLDER]

Each workbook has one table on one sheet from column A, a cover before it, notes and sources after it, and no formula.
The facts are plain CSV, one row a figure, so that a change to one shows in a diff. The same facts give the same
bytes. FOLDER is where the year folders go: by default the data folder that holds this script.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal

Kind = Literal["funding", "referrals"]
Cell = str | int | float | dt.date | None

FACTS = Path(__file__).resolve().parent

AUTHORITIES = {
    "north-yorkshire": {
        "name": "Police and Crime Commissioner for North Yorkshire",
        "notice": "Demonstration data: published figures only, each with its source. Not supplied by the commissioner.",
        "notes": [
            "Every figure was published; the Source column says where it stands.",
            "[x], not held: the commissioner's response of 8 July 2016 says that no information is held.",
            "[x], absorbed: spent within another budget and not separately identifiable.",
            "[b]: a break in the series or a part-year. [u]: treat with caution.",
            "Outturn: £ thousand, signs as published: grants are negative, the council tax requirement is not.",
            "Referral quarters are calendar quarters: 2012 Q2 is April to June 2012.",
        ],
    },
    "exampleshire": {
        "name": "Exampleshire Police and Crime Commissioner (invented)",
        "notice": "INVENTED DATA: Exampleshire does not exist, and nor does anything on this sheet.",
        "notes": [
            "Invented data, to show every kind of figure and every kind of gap.",
            "Income and credit notes are negative.",
            "A figure given again with a later As at date replaces the earlier one.",
            "Every gap carries its reason: a cell is never left blank, and 0 is only a true zero.",
        ],
    },
}


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


def write_supply(path: Path, kind: Kind, pages: Pages, rows: Sequence[dict[str, Cell]]) -> None:
    """Write a supply: its rows by their headings. Text stays text, also where it looks like a formula."""
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


def _write_table(sheet, kind: Kind, pages: Pages, rows: Sequence[dict[str, Cell]]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.table import Table, TableStyleInfo

    headings = list(rows[0])
    sheet["A1"], sheet["A2"] = pages.title, pages.notice
    sheet["A1"].font = Font(name="Arial", size=14, bold=True)
    sheet["A2"].font = Font(name="Arial", size=12)
    for column, heading in enumerate(headings, start=1):
        sheet.cell(HEADING_ROW, column, heading).font = Font(name="Arial", size=12, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 16)
    for number, row in enumerate(rows, start=HEADING_ROW + 1):
        for column, value in enumerate(row.values(), start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            cell.font = Font(name="Arial", size=12)
            cell.alignment = Alignment(wrap_text=headings[column - 1] in _WRAPPED, vertical="top")
        lines = [_line_count(value, _WIDTHS.get(heading, 16)) for heading, value in row.items()]
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


def read_facts(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of facts, every value as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_cell(heading: str, text: str) -> Cell:
    """Return a fact as a finance team's spreadsheet would hold it: numbers and dates where it is one."""
    if heading == "As at" and text:
        return dt.date.fromisoformat(text)
    if heading in ("Amount", "Count") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if heading == "Amount" and re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return text or None


def pages(authority: str, year: str, kind: Kind, sources: list[str]) -> Pages:
    """Return what stands around the table of one workbook."""
    facts = AUTHORITIES[authority]
    return Pages(
        title=f"{facts['name']}: {kind}, {year}",
        notice=str(facts["notice"]),
        cover=[
            ("Organisation", str(facts["name"])),
            ("Supplied for", f"the financial year {year} (1 April to 31 March)"),
            ("Holds", f"one table of {kind}, with notes and sources after it"),
            ("Contact", "the finance team"),
        ],
        notes=list(facts["notes"]),
        sources=sources,
    )


def make(folder: Path) -> list[Path]:
    """Write every workbook below ``folder`` and return their paths."""
    written = []
    for authority in AUTHORITIES:
        for kind in ("funding", "referrals"):
            facts = sorted(read_facts(FACTS / authority / f"{kind}.csv"), key=itemgetter("Supplied in"))
            for year, rows in groupby(facts, key=itemgetter("Supplied in")):
                supplied = list(rows)
                path = folder / year / authority / f"{kind}.xlsx"
                path.parent.mkdir(parents=True, exist_ok=True)
                sources = list(dict.fromkeys(row["Source"] for row in supplied))
                cells = [{name: as_cell(name, row[name]) for name in row if name != "Supplied in"} for row in supplied]
                write_supply(path, kind, pages(authority, year, kind, sources), cells)
                written.append(path)
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FACTS.parent
    print(f"{len(make(target))} workbooks written below {target}")  # noqa: T201
