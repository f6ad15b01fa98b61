"""Say which tables beside or above one that is read are not read themselves, because their headings are not known."""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.beside import tables_beside
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.heading_cells import FIRST_ROWS
from foi_stats.supply.tables.table import Table
from foi_stats.supply.tables.text_above import rows_of_figures
from foi_stats.supply.values import text_of


def check_tables_beside(plan: ColumnPlan, findings: Findings) -> set[int]:
    """Find tables of figures beside a table that are not understood; return the indexes of their columns."""
    groups = tables_beside(plan)
    sheet, head = plan.table.sheet, plan.table.head[-1]
    for group in groups:
        headed = [column for column in group if column.text]
        cells = [sheet.address(head, column.index) for column in headed]
        _add_not_read("beside", sheet.name, cells, [column.text for column in headed], findings)
    return {column.index for group in groups for column in group}


def check_tables_above(tables: Sequence[Table], findings: Findings) -> None:
    """Find tables of figures above the first table of a sheet that are not understood."""
    if not tables:
        return
    table = min(tables, key=lambda table: table.head[0])
    sheet, above = table.sheet, range(max(0, table.head[0] - FIRST_ROWS), table.head[0])
    for run in rows_of_figures(sheet.rows, above):
        if run.is_table and run.rows.start - 1 + sheet.top not in sheet.hidden_rows:
            head = run.rows.start - 1
            columns = [column for column in sorted(run.columns) if text_of(sheet.rows[head][column])]
            texts = [text_of(sheet.rows[head][column]) for column in columns]
            _add_not_read("above", sheet.name, [sheet.address(head, column) for column in columns], texts, findings)


def _add_not_read(where: str, sheet: str, cells: Sequence[str], texts: Sequence[str], findings: Findings) -> None:
    findings.add(
        "column-not-read",
        sheet,
        cells[0],
        also=cells[1:],
        found=f"the table {where} another, headed {', '.join(texts)!r}, holds figures, and it is not understood what "
        "they are",
    )
