"""Reads xlsx and xls files with python-calamine, the fast reader; only bytes that were scanned before come here."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import cast

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetMetadata, SheetVisibleEnum

from foi_stats.files.limits import MAX_CELLS, Refusal, damaged, protected, too_many_cells
from foi_stats.files.panics import silence_panics
from foi_stats.files.workbook import Look, Sheet, Value, Visibility


@dataclass(slots=True)
class Grid:
    """The values of a sheet; the first stands in row ``top``, column ``left``, counted from 1."""

    name: str
    visibility: Visibility
    rows: list[list[Value]] = field(default_factory=list)
    top: int = 1
    left: int = 1
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def sheet(
        self,
        errors: Mapping[tuple[int, int], str],
        hidden_rows: Collection[int],
        hidden_columns: Collection[int],
        uncalculated: Collection[tuple[int, int]] = (),
        *,
        date_1904: bool = False,
        look: Look | None = None,
    ) -> Sheet:
        """Return the grid as a sheet, with error values as texts and the hidden rows and columns of a scan."""
        height, width = len(self.rows), len(self.rows[0]) if self.rows else 0
        inside = []
        for (row, column), text in (*errors.items(), *dict.fromkeys(uncalculated).items()):
            at, along = row - self.top, column - self.left
            if 0 <= at < height and 0 <= along < width:
                self.rows[at][along] = text
                if text is not None:
                    inside.append((row, column))
        return Sheet(
            name=self.name,
            rows=self.rows,
            top=self.top,
            left=self.left,
            visibility=self.visibility,
            merged=self.merged,
            hidden_rows=frozenset(hidden_rows).intersection(range(self.top, self.top + height)),
            hidden_columns=frozenset(hidden_columns).intersection(range(self.left, self.left + width)),
            errors=tuple(inside),
            uncalculated=tuple(uncalculated),
            date_1904=date_1904,
            look=look,
        )


def read_grids(data: bytes) -> list[Grid]:
    """Return the sheets of an xlsx or xls file in order; a chart sheet, or an empty one, has no rows."""
    cells = 0
    grids = []
    name = ""
    try:
        with silence_panics(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for index, sheet in enumerate(workbook.sheets_metadata):
                name = sheet.name
                grids.append(_grid(sheet, workbook.get_sheet_by_index(index)))
                cells += len(grids[-1].rows) * (len(grids[-1].rows[0]) if grids[-1].rows else 0)
                if cells > MAX_CELLS:
                    raise too_many_cells(cells)
    except PasswordError as error:
        raise protected() from error
    except Refusal:
        raise
    except Exception as error:
        raise damaged(f"The file is damaged: {error}", name) from error
    except BaseException as error:
        # A panic of the reader's Rust code: not an Exception, and not exported by name.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged("The file is damaged: reading it breaks off", name) from None
    return grids


def _grid(meta: SheetMetadata, sheet: CalamineSheet) -> Grid:
    grid = Grid(meta.name, _visibility(meta))
    merged = sheet.merged_cell_ranges or ()
    grid.merged = tuple((first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in merged)
    if sheet.start is not None:
        grid.top, grid.left = sheet.start[0] + 1, sheet.start[1] + 1
        grid.rows = cast("list[list[Value]]", sheet.to_python())
    return grid


def _visibility(meta: SheetMetadata) -> Visibility:
    if meta.visible == SheetVisibleEnum.VeryHidden:
        return "very hidden"
    return "hidden" if meta.visible == SheetVisibleEnum.Hidden else "visible"
