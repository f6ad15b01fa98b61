"""Read one supplied file of any known kind: open it, choose its layout, and return its rows with their trail."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame
from foi_stats.vocabulary.findings import worst_first

if TYPE_CHECKING:
    from foi_stats.supply.layouts.model import Layout


def read_supply(
    path: Path | str,
    layout: Layout | Path | str | None = None,
    *,
    layouts: Path | str | None = None,
    name: str | None = None,
    year: str = "",
) -> Supply:
    """Read one supplied file: xlsx, xlsm, xls, ods or delimited text, told apart by content.

    Parameters
    ----------
    path
        The file.
    layout
        How to read it: a layout, the path of one, or its name in ``layouts``. Without one, a layout whose ``[match]``
        fits the file is used, or else tables are found by their headings.
    layouts
        The folder of layouts to choose from; by default the ``layouts`` folder of the data folder that the file lies
        in (``data/<year>/<authority>/<file>``, ``data/<authority>/<file>`` or ``data/<authority>/<day>/<file>``), if it
        does.
    name
        The file's name in trails and findings: its path relative to the project. By default, its own name.
    year
        The financial year of figures whose file names none, usually that of its folder.

    Returns
    -------
    Supply
        Rows, findings and skipped cells. A file that cannot be read gives findings, not an exception.

    Raises
    ------
    InputError
        If the layout that is asked for, or one of those to choose from, cannot be used.
    """
    # Imported here: a supply that comes from the cache needs none of these.
    from foi_stats.files.read import read_workbook
    from foi_stats.supply.checks.unchanged import find_unchanged
    from foi_stats.supply.interpret import interpret
    from foi_stats.supply.layouts.model import choose_layout, read_layouts

    path = Path(path)
    name = name or path.name
    folder = Path(layouts) if layouts is not None else _layouts_of(path)
    chosen = _requested_layout(layout, folder)
    with _collector_paused():
        workbook, findings = read_workbook(path, name=name)
        if workbook is None:
            return Supply(path, funding_frame(), referral_frame(), findings, skipped_frame(), covered_frame())
        if chosen is None and folder.is_dir():
            chosen = choose_layout(workbook, read_layouts(folder))
        read = interpret(workbook, file=name, layout=chosen, default_year=year)
        unchanged = find_unchanged(workbook, read.findings, name)
        del workbook  # before the garbage collector is resumed, which would search every cell
    found = worst_first((*unchanged, *findings, *read.findings))
    return Supply(path, read.funding, read.referrals, found, read.skipped, read.covered, read.kinds, read.totals)


def rename(supply: Supply, path: Path, name: str) -> Supply:
    """Return a supply as if it had been read from another path with the same content."""
    return Supply(
        path,
        supply.funding.assign(file=name),
        supply.referrals.assign(file=name),
        tuple(replace(finding, file=name) for finding in supply.findings),
        supply.skipped,
        supply.covered,
        supply.kinds,
        supply.totals,
    )


def _layouts_of(path: Path) -> Path:
    """Return the folder of layouts of the data folder that a file lies in, which need not be there."""
    above = path.absolute().parents
    folders = [folder / "layouts" for folder in above[1:3]]
    return next((folder for folder in folders if folder.is_dir()), folders[-1] if folders else above[0] / "layouts")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector: reading makes millions of values and no cycles, so its searches find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _requested_layout(layout: Layout | Path | str | None, folder: Path) -> Layout | None:
    from foi_stats.supply.layouts.model import find_layout

    return find_layout(layout, folder) if isinstance(layout, str | Path) else layout
