"""Read a supply: from a file of any known kind to rows with their trail, by its headings or by a layout."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.supply.supply import Supply, skipped_frame

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
        in (``data/<year>/<authority>/<file>``), if it does.
    name
        What trails and findings call the file: its path relative to the project. By default, its own name.
    year
        The financial year to take where the file names none, such as that of the folder it lies in.

    Returns
    -------
    Supply
        Rows, findings and what was skipped. A file that cannot be read gives findings, not an exception.

    Raises
    ------
    InputError
        If the layout that is asked for, or one of those to choose from, cannot be used.
    """
    # Imported here, so that what comes from the cache does not pay for it.
    from foi_stats.files.read import read_workbook
    from foi_stats.supply.interpret import interpret
    from foi_stats.supply.layouts.model import choose_layout, read_layouts

    path = Path(path)
    name = name or path.name
    folder = Path(layouts) if layouts is not None else path.absolute().parent.parent.parent / "layouts"
    described = _described(layout, folder)
    with _collector_paused():
        workbook, findings = read_workbook(path, name=name)
        if workbook is None:
            return Supply(path, funding_frame(), referral_frame(), findings, skipped_frame())
        if described is None and folder.is_dir():
            described = choose_layout(workbook, read_layouts(folder))
        read = interpret(workbook, file=name, layout=described, default_year=year)
        del workbook  # before the collector is back, which would look at every cell
    return Supply(path, read.funding, read.referrals, (*findings, *read.findings), read.skipped)


def rename(supply: Supply, path: Path, name: str) -> Supply:
    """Return a supply as if it had been read from another place: the same content lies there."""
    return Supply(
        path,
        supply.funding.assign(file=name),
        supply.referrals.assign(file=name),
        tuple(replace(finding, file=name) for finding in supply.findings),
        supply.skipped,
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector: reading makes millions of values and no cycles, so it would search for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _described(layout: Layout | Path | str | None, folder: Path) -> Layout | None:
    from foi_stats.supply.layouts.model import find_layout

    return find_layout(layout, folder) if isinstance(layout, str | Path) else layout


def layouts_of(folder: Path) -> Sequence[bytes]:
    """Return the bytes of the layouts in a folder: what the reading of a file may depend on, beside the file."""
    return [path.read_bytes() for path in sorted(folder.glob("*.toml"))]
