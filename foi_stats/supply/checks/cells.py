"""Check the cells of a table for figures that no heading names, and for amounts that belong to more than one line."""

from __future__ import annotations

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.values import is_blank, is_number


def check_beyond_headings(plan: ColumnPlan, findings: Findings) -> None:
    """Find cells beside the figures that no heading names.

    In delimited text such a line has more parts than the headings: a comma within an amount or a name has cut it, so
    that its figures stand under the wrong headings. In a workbook they are figures that nothing says anything of.
    """
    table = plan.table
    last = max((column.index for column in table.columns if column.text), default=-1)
    bare = [column.index for column in table.columns if not column.text and column.index not in _used(plan)]
    if not bare:
        return
    values = [column.index for column in plan.value_columns]
    is_text = not table.sheet.name  # only the sheet of a text file has no name
    cells: list[str] = []
    numbers, rows = dict.fromkeys(bare, 0), 0
    for row in table.body:
        found = table.sheet.rows[row]
        if not any(not is_blank(found[column]) for column in values):
            continue
        rows += 1
        for column in bare:
            numbers[column] += is_number(found[column])
        cut = [c for c in bare if is_number(found[c]) or (is_text and c > last and not is_blank(found[c]))]
        cells += [table.sheet.address(row, column) for column in cut[:1]]
    if not cells:
        return
    whole = (most := max(numbers.values())) > 1 and most * 2 >= rows
    is_period = whole and any(column.when for column in plan.value_columns)
    findings.add(
        "ragged-line" if is_text else "figures-without-heading.period" if is_period else "figures-without-heading",
        table.sheet.name,
        cells[0],
        also=cells[1:],
        found="the line has more parts than there are headings: a comma within an amount or a name may have cut it, so "
        "that its figures stand under the wrong headings"
        if is_text
        else "a column of figures has no year or other period over it, as the columns beside it have: it is not read"
        if is_period
        else "figures stand under no heading, and are not read",
    )


def _used(plan: ColumnPlan) -> set[int]:
    return {column.index for column in plan.value_columns} | _labels(plan)


def _labels(plan: ColumnPlan) -> set[int]:
    return {*plan.field_columns.values(), *plan.labels.values()}


def check_merged_amounts(plan: ColumnPlan, findings: Findings) -> None:
    """Find amounts in cells that are merged over several lines, or over several columns of figures."""
    sheet = plan.table.sheet
    values = {column.index for column in plan.value_columns}
    labels = _labels(plan)
    cells: list[str] = []
    for top, left, bottom, right in sheet.merged:
        rows = [row for row in range(top - sheet.top, bottom - sheet.top + 1) if row in plan.table.body]
        columns = [column for column in range(left - sheet.left, right - sheet.left + 1) if column in values]
        if not rows or not columns or is_blank(sheet.rows[rows[0]][columns[0]]):
            continue
        lines = [row for row in rows if any(not is_blank(sheet.rows[row][column]) for column in labels)]
        if len(lines) > 1 or len(columns) > 1:
            cells.append(sheet.address(rows[0], columns[0]))
    if cells:
        findings.add(
            "merged-amount",
            sheet.name,
            cells[0],
            also=cells[1:],
            found="the cell is merged over several lines or columns: the figure could be of the first alone, or of all "
            "together",
        )
