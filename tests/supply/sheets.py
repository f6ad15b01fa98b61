"""Sheets for tests: built by hand, and the published spreadsheets."""

import csv
import hashlib
import io

from foi_stats.supply.workbook import Sheet, Workbook


def make_sheet(name, rows, **about):
    """Return a sheet whose rows are filled up to one length."""
    width = max((len(row) for row in rows), default=0)
    return Sheet(name, [[*row, *[None] * (width - len(row))] for row in rows], **about)


def make_workbook(*sheets, kind="xlsx"):
    return Workbook(kind, "0" * 64, tuple(sheets))


def load(path):
    """Return a published spreadsheet as a workbook, by the plainest means there are."""
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(content.decode("cp1252"), newline="")))
        return Workbook("csv", sha256, (make_sheet("", [[value or None for value in row] for row in rows]),))
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(str(path))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        rows = [[None if v == "" else v for v in row] for row in sheet.to_python(skip_empty_area=False)]
        visibility = "hidden" if about.visible == SheetVisibleEnum.Hidden else "very hidden"
        visibility = "visible" if about.visible == SheetVisibleEnum.Visible else visibility
        merged = tuple((t + 1, l + 1, b + 1, r + 1) for (t, l), (b, r) in sheet.merged_cell_ranges or [])  # noqa: E741
        sheets.append(Sheet(about.name, rows, visibility=visibility, merged=merged))
    return Workbook(path.suffix[1:], sha256, tuple(sheets))
