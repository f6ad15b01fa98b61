"""The sheet of a supplied file, which is found from wherever a notebook lies."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from foi_stats.analyst.project import find_data
from foi_stats.publish.sheet.around import SheetView
from foi_stats.publish.sheet.around import sheet as sheet_of
from foi_stats.supply.supply_files import path_in
from foi_stats.vocabulary.findings import InputError


def sheet(path: Path | str, cell: str, sheet: str | None = None, data: Path | str = "") -> SheetView:
    """Show the sheet of a supplied file around a cell, as it looks, with what the cell was read as.

    Parameters
    ----------
    path
        The file, xlsx, xls, ods or delimited text: any path, or its name in the column ``file`` of rows.
    cell
        The address of a cell: ``"K7"``.
    sheet
        The name of its sheet; it can be left out where figures were read from one sheet alone.
    data
        The data folder, if it is not that of the project.

    Returns
    -------
    SheetView
        As :func:`foi_stats.publish.sheet.around.sheet` gives it: for working papers, never for what is released.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, has no such sheet, or the sheet holds nothing there.

    Examples
    --------
    >>> foi.sheet("data/2014-15/north-yorkshire/funding.xlsx", "K12").cell
    'K12'
    """
    for value, what in ((path, "file"), (cell, "cell")):
        if not isinstance(value, str | Path):
            raise InputError(f"The {what} must be text in quotes, and not {value!r}.")
    if not Path(path).is_file():
        with suppress(InputError):
            path = path_in(find_data(data), Path(path).as_posix()) or path
    return sheet_of(path, cell, sheet)
