"""Recognise rows by their labels: income, balances, parts of other rows, labels carried down, labels missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.total_words import plain_label
from foi_stats.supply.tables.columns import GROUPS
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.label_columns import describes
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.tables.words import Sought
from foi_stats.supply.values import is_blank, text_of

_OF_WHICH = re.compile(r"\W*(?:of which|thereof|included above|incl(?:uding\b|[.:]))", re.IGNORECASE)
_BALANCE = re.compile(
    r"(?:.* )?(?:opening|closing|brought forward|carried forward|carry forward|bal(?:ance)?s? b f|b fwd|c fwd|b f|c f)"
    r"(?: (?:balances?|reserves?|position|from .*|to .*|as? at .*|at .*|\d.*))?"
    r"|(?:opening|closing|year end) .*(?:balances?|reserves?|position)(?: .*)?|balances?(?: (?:as )?at .*)?"
    r"|unspent balances?|balance remaining|remaining balance"
)
_INCOME = re.compile(
    r"(?:.* )?(?:income|receipts)(?: (?:from|received|total) ?.*)?|grants? received.*"
    r"|contributions? (?:from|received).*"
)
_INCOME_HINTS = ("income", "receipt", "received", "contribution", "loss of", "reduction in")
_BALANCE_HINTS = ("bal", "forward", "opening", "closing", re.compile(r"[bc]\W*f|year\W+end"))
_OF_WHICH_HINTS = ("of which", "thereof", "included above", "incl")
_NOT_INCOME = re.compile(
    r".*(?:low income|income (?:generation|maximisation|support|recovery|team|officer)|reduction in|loss of).*"
)
PAYEE_CARRIED_DOWN = "payee-carried-down"
"""The check of rows that take their payee from a row above; what prints payees is not released with them."""

_CARRIED = ("organisation", "activity", "service", "line", "provider", *PERIOD_FIELDS, "basis")
_FOUND_TEXTS = {
    "row-without-label": "figures stand beside no label: they could be a total, or a line whose name is missing",
    "part-of-a-row": "the label says that the figures are part of another row's: they would be counted twice",
}


def label_columns(planned: PlannedTable) -> dict[int, str]:
    """Return the columns whose labels tell rows apart, from left to right, with the field of each."""
    return {
        column: name
        for name, column in sorted(planned.plan.field_columns.items(), key=lambda i: i[1])
        if name in GROUPS
    }


def rows_labelled(
    planned: PlannedTable, positions: Sequence[int], pattern: re.Pattern[str], hints: Sequence[Sought]
) -> list[int]:
    """Return the rows with a label that matches a pattern; every such label must contain one of the hints."""
    found: set[int] = set()
    for name in label_columns(planned).values():
        fits = {text for text in planned.words(name).holding(*hints) if pattern.fullmatch(plain_label(text))}
        if fits:
            labels = planned.cells(name, positions)
            found |= {at for at, value in zip(positions, labels, strict=True) if value in fits}
    return sorted(found)


def income_rows(planned: PlannedTable, positions: Sequence[int]) -> frozenset[int]:
    """Return the rows that are income by their label, or by the heading within the table that they stand under."""
    if any(column.line for column in planned.plan.value_columns):
        return frozenset()
    found = set(rows_labelled(planned, positions, _INCOME, _INCOME_HINTS))
    if planned.body.sections:
        sections = planned.body.section_of()
        found |= {at for at in positions if _INCOME.fullmatch(plain_label(sections[at]))}
    return frozenset(found.difference(rows_labelled(planned, sorted(found), _NOT_INCOME, _INCOME_HINTS)))


def check_income(planned: PlannedTable, positions: Sequence[int]) -> None:
    """Add a finding for the rows that are income by their labels."""
    cells = [planned.address(position, planned.plan.value_columns[0].index) for position in positions]
    planned.add_finding(
        "income-by-label",
        cells,
        found="the row is income by its label, and is kept apart from what was spent",
    )


def check_income_table(planned: PlannedTable) -> None:
    """Add a finding for a table of money whose headings, or the text above it, say that it was received."""
    columns = [column for column in planned.plan.value_columns if column.kind == "funding"]
    if columns and planned.body.rows:
        planned.findings.add(
            "income-by-label.table",
            planned.plan.table.sheet.name,
            planned.address(0, columns[0].index),
            found="the heading or the text above the table says income: its figures are kept apart from what was spent",
        )


def balance_rows(planned: PlannedTable, positions: Sequence[int]) -> list[int]:
    """Return the rows that are balances by their labels, and that no column calls expenditure or income."""
    balances = rows_labelled(planned, positions, _BALANCE, _BALANCE_HINTS)
    if "flow" not in planned.plan.field_columns:
        return balances
    flows = planned.cells("flow", balances)
    return [position for position, flow in zip(balances, flows, strict=True) if is_blank(flow)]


def without_balances(planned: PlannedTable, positions: list[int]) -> list[int]:
    """Return the rows without balances, because money brought or carried forward is neither spent nor received.

    A balance that a column calls expenditure or income stays in; whether it counts is for the topic to decide.
    """
    balances = balance_rows(planned, positions)
    if not balances:
        return positions
    cells = [planned.address(position, planned.plan.value_columns[0].index) for position in balances]
    labels = [text_of(value) for name in label_columns(planned).values() for value in planned.cells(name, balances[:1])]
    label = next(text for text in labels if _BALANCE.fullmatch(plain_label(text)))
    planned.add_finding(
        "balance-row",
        cells,
        found=f"{label!r} is a balance, neither spent nor received in the year: it is left out",
    )
    return [position for position in positions if position not in set(balances)]


def group_heads(planned: PlannedTable) -> dict[int, list[int]]:
    """Return the rows labelled only in the first column that begin a group, and the rows of each group.

    In a pivot table such a row holds the subtotal of the rows beneath it, whose first cells are blank.
    """
    columns = list(label_columns(planned))
    if len(columns) < 2:
        return {}
    table, rows = planned.plan.table, planned.body.rows
    if not table.words(columns[0]).has_blank:
        return {}
    labels = table.labels(columns[0], rows)
    first = [not is_blank(value) for value in labels]
    inner = [any(not is_blank(table.sheet.rows[row][column]) for column in columns[1:]) for row in rows]
    found: dict[int, list[int]] = {}
    for at in range(len(rows) - 1):
        if first[at] and not inner[at] and not first[at + 1] and inner[at + 1]:
            end = next((below for below in range(at + 1, len(rows)) if first[below] or not inner[below]), len(rows))
            found[at] = list(range(at + 1, end))
    return found


def carry_labels(planned: PlannedTable, positions: Sequence[int]) -> PlannedTable:
    """Return the table with labels carried down where it is laid out as a pivot table.

    There a label stands in the first row of its group, or in a row of its own above, with blank cells beneath while the
    next column of labels goes on. If a column repeats one label in two consecutive rows, its labels are filled in
    throughout: a blank cell in it means something else, and nothing is carried into it.
    """
    fields = {column: name for name, column in planned.plan.field_columns.items() if name in _CARRIED}
    own = {index: name for name, index in planned.plan.labels.items() if index not in fields and not describes(name)}
    groups = [*(column for column, name in fields.items() if name in GROUPS), *own]
    first = next((column.index for column in planned.plan.table.columns if column.text), -1)
    fields |= own
    carried: dict[str, dict[int, Value]] = {}
    used: set[int] = set()
    for column in sorted(fields):
        # A label of the table's own may well be blank: it is carried only beneath one that is, or in the first column.
        if column < max(groups, default=-1) and (column not in own or carried or column == first):
            above = _labels_above(planned, column)
            below = _labels_carried(planned, column, max(groups), positions, above)
            if below:
                carried[fields[column]] = below
                used |= above.keys()
                _check_carried(planned, column, sorted(below), is_payee=fields[column] == "provider")
    if not carried:
        return planned
    sections = {row: text for row, text in planned.body.sections.items() if row not in used}
    return replace(planned, carried=carried, body=replace(planned.body, sections=sections))


def _labels_above(planned: PlannedTable, column: int) -> dict[int, str]:
    """Return the rows without figures (of the sheet) whose only label stands in a column."""
    table = planned.plan.table
    return {
        row: text
        for row, text in planned.body.sections.items()
        if next((c.index for c in table.columns if not is_blank(table.sheet.rows[row][c.index])), None) == column
    }


def _labels_carried(
    planned: PlannedTable, column: int, innermost: int, positions: Sequence[int], above: Mapping[int, str]
) -> dict[int, Value]:
    """Return the labels that are carried into the blank cells of a column, by position.

    A label is carried down to the next label, to a row with something left of the column, or to a total, and only into
    rows with a label to the right.
    """
    body, table = planned.body, planned.plan.table
    if not table.words(column).has_blank:
        return {}
    values = table.labels(column, body.rows)
    if _is_filled_throughout([values[position] for position in positions]):
        return {}
    left, right = _headed_beside(planned, column, innermost)
    starts = sorted(above)
    carried: dict[int, Value] = {}
    current: Value = None
    wanted = set(positions)
    for position, (row, value) in enumerate(zip(body.rows, values, strict=True)):
        while starts and starts[0] < row:
            current = above[starts.pop(0)]
        cells = table.sheet.rows[row]
        if not is_blank(value):
            # A total ends its group, unless it stands above it.
            current = value if position in wanted or position in planned.subtotal_rows else None
        elif _any_filled(cells, left):
            current = None
        elif current is not None and position in wanted and _any_filled(cells, right):
            carried[position] = current
    return carried


def _headed_beside(planned: PlannedTable, column: int, innermost: int) -> tuple[list[int], list[int]]:
    """Return the columns with a heading left of a column, without figures, and right of it up to the innermost."""
    with_figures = {value_column.index for value_column in planned.plan.value_columns}
    headed = [other.index for other in planned.plan.table.columns if other.text]
    left = [index for index in headed if index < column and index not in with_figures]
    return left, [index for index in headed if column < index <= innermost]


def _is_filled_throughout(labels: Sequence[Value]) -> bool:
    """Return whether two consecutive rows repeat a label, so that a blank cell does not mean the label above."""
    return any(label == below and not is_blank(label) for label, below in pairwise(labels))


def _any_filled(cells: Sequence[Value], columns: Sequence[int]) -> bool:
    return any(not is_blank(cells[column]) for column in columns)


def _check_carried(planned: PlannedTable, column: int, positions: Sequence[int], *, is_payee: bool) -> None:
    """Record that labels were carried down; those of payees may not be printed so, for one could be left out."""
    cells = [planned.address(position, column) for position in positions]
    planned.add_finding(
        PAYEE_CARRIED_DOWN if is_payee else "label-carried-down",
        cells,
        found="the cell is empty beneath a label, as in a pivot table: the label above is taken",
    )


def with_labels(planned: PlannedTable, positions: list[int]) -> list[int]:
    """Return the rows without those that are part of other rows or lack a label; these are findings."""
    names = label_columns(planned)
    if not names:
        return positions
    for column, name in names.items():
        positions = _without_of_which(planned, column, name, positions)
    positions = _without_unlabelled(planned, list(names.values()), positions)
    first = min(names)
    if first != next(column.index for column in planned.plan.table.columns if column.text):
        return positions
    return _without_ambiguous_labels(planned, names[first], positions)


def _without_of_which(planned: PlannedTable, column: int, name: str, positions: list[int]) -> list[int]:
    """Return the rows without those whose label, such as ``of which``, says that another row includes them."""
    texts = {text for text in planned.words(name).holding(*_OF_WHICH_HINTS) if _OF_WHICH.match(text)}
    if not texts:
        return positions
    labels = planned.cells(name, positions)
    of_which = [at for at, value in zip(positions, labels, strict=True) if value in texts]
    _add_label_finding(planned, "part-of-a-row", of_which, column)
    return [at for at in positions if at not in of_which]


def _without_unlabelled(planned: PlannedTable, names: Sequence[str], positions: list[int]) -> list[int]:
    """Return the rows without unlabelled ones, unless no row has a label or the headings name the lines."""
    unlabelled = set.intersection(*(_blank_in(planned, name, positions) for name in names))
    if not unlabelled or len(unlabelled) >= len(positions) or all(column.line for column in planned.plan.value_columns):
        return positions
    _add_label_finding(planned, "row-without-label", sorted(unlabelled), planned.plan.value_columns[0].index)
    return [at for at in positions if at not in unlabelled]


def _without_ambiguous_labels(planned: PlannedTable, name: str, positions: list[int]) -> list[int]:
    """Return the rows without those blank in the first column beneath a label, which may or may not be theirs."""
    blank = _blank_in(planned, name, positions)
    if not blank:
        return positions
    begun = next((at for at in positions if at not in blank), len(planned.body.rows))
    carried = {at for at in blank if at > begun}
    if carried:
        _add_ambiguous_labels(planned, name, sorted(carried))
    return [at for at in positions if at not in carried]


def _add_ambiguous_labels(planned: PlannedTable, name: str, positions: Sequence[int]) -> None:
    """Add a finding for empty cells below a label: both meanings, and how to say which is right."""
    column = planned.plan.field_columns[name]
    heading = next(other.own for other in planned.plan.table.columns if other.index == column)
    above = next(text_of(v) for v in reversed(planned.cells(name, range(positions[0]))) if not is_blank(v))
    cells = [planned.address(position, column) for position in positions]
    planned.add_finding(
        "ambiguous-label",
        cells,
        found=f"the cell is empty: it could mean {above!r}, as above, or nothing",
        heading=heading,
    )


def _blank_in(planned: PlannedTable, name: str, positions: Sequence[int]) -> set[int]:
    if not planned.words(name).has_blank:
        return set()
    values = planned.cells(name, positions)
    return {at for at, value in zip(positions, values, strict=True) if is_blank(value)}


def _add_label_finding(planned: PlannedTable, check: str, positions: Sequence[int], column: int) -> None:
    cells = [planned.address(position, column) for position in positions]
    planned.add_finding(check, cells, found=_FOUND_TEXTS[check])
