"""Write what a reader gets beside the response: tables as CSV and as one workbook, and the charts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from foi_stats.publish.compose import context_ids
from foi_stats.publish.figure_bundle import FigureBundle, write_pictures
from foi_stats.publish.table_csv import table_csv, table_metadata
from foi_stats.publish.workbook import workbook_bytes
from foi_stats.request.case import Case


def write_figures(folder: Path, case: Case, parts: Mapping[str, FigureBundle], *, draft: bool) -> None:
    """Write ``tables/`` (each as CSV, with what it holds beside it) and ``figures/`` to ``folder``.

    ``tables.xlsx`` is written where the requester asked for a workbook (``form``). It has the tables of the response,
    and not those of its background. A part without figures, such as a
    list without items, has no sheet in it; where no part has any there is no workbook.
    """
    for name in ("tables", "figures"):
        (folder / name).mkdir(parents=True)
    for name, part in parts.items():
        (folder / "tables" / f"{name}.csv").write_bytes(table_csv(part.answer).encode())
        described = table_metadata(part.answer, name, case.authority)
        (folder / "tables" / f"{name}.csv-metadata.json").write_bytes(described.encode())
        if part.chart:
            write_pictures(part.chart, folder / "figures", name)
    aside = context_ids(case)
    filled = {name: part for name, part in parts.items() if len(part.answer.table) and name not in aside}
    if filled and case.request.wants_workbook:
        (folder / "tables.xlsx").write_bytes(workbook_bytes(case, filled, draft=draft))
