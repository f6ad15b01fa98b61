"""Checks sheets of xls and ods files, as ``files`` reads them, for content in hidden or far places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from foi_stats.files.workbook import EMPTY, Sheet
from foi_stats.screen.catalogue import masked
from foi_stats.screen.cells import CELL_CHECKS, CellFilter, CellMap, hidden_sheet
from foi_stats.vocabulary.findings import Finding


def screen_sheets(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """Yield findings for hidden sheets, and for hidden and far cells."""
    for sheet in sheets:
        cells, peek = _cells(sheet), partial(_peek, sheet)
        if sheet.visibility != "visible":
            yield from hidden_sheet(sheet.name, sheet.visibility, cells, peek)
            continue
        for check in CELL_CHECKS:
            yield from check(cells, sheet.name, peek)


def visible_values(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Yield the value of each cell that is not hidden."""
    for sheet in sheets:
        if sheet.visibility != "visible":
            continue
        for at, row in enumerate(sheet.rows, sheet.top):
            for along, value in enumerate(row, sheet.left) if at not in sheet.hidden_rows else ():
                if value not in EMPTY and along not in sheet.hidden_columns:
                    yield repr(value) if isinstance(value, float) else str(value)


def _cells(sheet: Sheet) -> CellMap:
    cells = CellMap()
    for at, row in enumerate(sheet.rows, sheet.top):
        filled = [along for along, value in enumerate(row, sheet.left) if value not in EMPTY]
        if filled:
            cells.fill(np.array([at]), np.array(filled))
    cells.hidden_rows[list(sheet.hidden_rows)] = True
    cells.hidden_columns[list(sheet.hidden_columns)] = True
    return cells


def _peek(sheet: Sheet, wanted: CellFilter) -> tuple[str, str]:
    for at, row in enumerate(sheet.rows):
        filled = np.array([along for along, value in enumerate(row) if value not in EMPTY], np.intp)
        found = filled[wanted(np.full(len(filled), sheet.top + at), filled + sheet.left)] if len(filled) else filled
        if len(found):
            value = row[found[0]]
            return sheet.address(at, int(found[0])), masked(f"{value:g}" if isinstance(value, float) else str(value))
    return "", masked("")
