"""A workbook with what a drawn sheet must show: fills, bold, merged and hidden cells, numbers in thousands."""

from pathlib import Path

import openpyxl
from openpyxl.styles import Font, PatternFill

from foi_stats.publish.response_html import CellBehind, FigureTrail, Trail

LAST = 40


def painted_workbook(path: Path) -> Path:
    """Write the workbook of an invented council, whose figures stand far below their headings, and return its path."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Funding"
    page["A1"] = "Exampleshire Council (invented): funding of refuges, £, with a title that runs on over the columns"
    page["D3"] = "2014-15"
    page.merge_cells("D3:E3")
    for column, text in enumerate(("Organisation", "Line", "Code", "Outturn (£)", "Budget (£)"), start=1):
        cell = page.cell(4, column, text)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="12436D")
    page["A3"].fill = PatternFill("solid", fgColor="12436D")
    for row in range(5, LAST):
        page.append(["Exampleshire Council", f"Refuge {row}", f"<b>{row}</b>", 12_345_678 + row, 1_000])
        page.cell(row, 4).number_format = "#,##0,"
    page.cell(LAST - 1, 4).fill = PatternFill("solid", fgColor="FFE699")
    page.row_dimensions[LAST - 3].hidden = True
    page.column_dimensions["C"].hidden = True
    book.save(path)
    return path


def trail_of(path: Path, rows: range, sha256: str) -> Trail:
    """Return a trail of one figure that is the sum of the outturns in some rows of the workbook."""
    cells = tuple(CellBehind(f"data/{path.name}", "Funding", f"D{row}", sha256, f"line of D{row}") for row in rows)
    figure = FigureTrail("trail-1", "1/total/2014-15", "1/total/2014-15: £5", cells)
    return Trail("", "", (figure,), {"1": {(0, 1): "#trail-1"}})
