"""Read the labels of rows: which are named, which continue the one above, which are balances, which income."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import also_in
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.figures.totals import plain_label
from foi_stats.supply.tables.columns import GROUPS
from foi_stats.supply.tables.words import Sought
from foi_stats.supply.values import is_blank, text_of

_PART = re.compile(r"\W*(?:of which|thereof|included above|incl(?:uding\b|[.:]))", re.IGNORECASE)
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
_PART_HINTS = ("of which", "thereof", "included above", "incl")
_NOT_INCOME = re.compile(
    r".*(?:low income|income (?:generation|maximisation|support|recovery|team|officer)|reduction in|loss of).*"
)
_CARRIED = ("organisation", "activity", "service", "line", "provider", "financial_year", "quarter", "basis")
_FOUND = {
    "row-without-label": "figures stand beside no label: they could be a total, or a line whose name is missing",
    "part-of-a-row": "the label says that the figures are part of another row's: they would be counted twice",
}


def label_columns(reading: Reading) -> dict[int, str]:
    """Return the columns whose labels tell rows apart, from left to right, and the field of each."""
    return {column: name for name, column in sorted(reading.plan.columns.items(), key=lambda i: i[1]) if name in GROUPS}


def rows_like(
    reading: Reading, positions: Sequence[int], pattern: re.Pattern[str], hints: Sequence[Sought]
) -> list[int]:
    """Return the rows with a label that fits a pattern, in plain words; one of the hints stands in each such label."""
    found: set[int] = set()
    for name in label_columns(reading).values():
        fits = {text for text in reading.words(name).holding(*hints) if pattern.fullmatch(plain_label(text))}
        if fits:
            labels = reading.cells(name, positions)
            found |= {at for at, value in zip(positions, labels, strict=True) if value in fits}
    return sorted(found)


def income_rows(reading: Reading, positions: Sequence[int]) -> frozenset[int]:
    """Return the rows that are income by their label, or by the heading within the table that they stand under."""
    if any(figures.line for figures in reading.plan.figures):
        return frozenset()
    found = set(rows_like(reading, positions, _INCOME, _INCOME_HINTS))
    if reading.body.sections:
        sections = reading.body.section_of()
        found |= {at for at in positions if _INCOME.fullmatch(plain_label(sections[at]))}
    return frozenset(found.difference(rows_like(reading, sorted(found), _NOT_INCOME, _INCOME_HINTS)))


def check_income(reading: Reading, positions: Sequence[int]) -> None:
    """Find the rows that are income by their labels."""
    cells = [reading.address(position, reading.plan.figures[0].column) for position in positions]
    reading.notices.find(
        "income-by-label",
        "info",
        reading.plan.table.sheet.name,
        cells[0],
        found=f"the row is income by its label, and is kept apart from what was spent{also_in(cells[1:])}",
        expected="a column headed Flow, where rows are of both kinds",
        action="Nothing, if it is income; else add the column",
    )


def balance_rows(reading: Reading, positions: Sequence[int]) -> list[int]:
    """Return the rows that are balances by their labels, and that no column calls expenditure or income."""
    balances = rows_like(reading, positions, _BALANCE, _BALANCE_HINTS)
    if "flow" not in reading.plan.columns:
        return balances
    stated = reading.cells("flow", balances)
    return [position for position, flow in zip(balances, stated, strict=True) if is_blank(flow)]


def without_balances(reading: Reading, positions: list[int]) -> list[int]:
    """Return the rows that are no balances: what is brought or carried forward is neither spent nor received.

    One that a column calls expenditure or income is what that says; whether it counts is for the topic to decide.
    """
    balances = balance_rows(reading, positions)
    if not balances:
        return positions
    cells = [reading.address(position, reading.plan.figures[0].column) for position in balances]
    labels = [text_of(value) for name in label_columns(reading).values() for value in reading.cells(name, balances[:1])]
    label = next(text for text in labels if _BALANCE.fullmatch(plain_label(text)))
    reading.notices.find(
        "balance-row",
        "warning",
        reading.plan.table.sheet.name,
        cells[0],
        found=f"{label!r} is a balance, neither spent nor received in the year: it is left out{also_in(cells[1:])}",
        expected="what was allocated, spent or received in the year",
        action="Nothing, if it is a balance; else name the row for what it is",
    )
    return [position for position in positions if position not in set(balances)]


def heads_of_groups(reading: Reading) -> dict[int, list[int]]:
    """Return the rows labelled in the first column alone that begin a group, and the rows of each group.

    In a pivot table such a row holds the subtotal of the rows beneath it, whose first cell is blank.
    """
    columns = list(label_columns(reading))
    if len(columns) < 2:
        return {}
    table, rows = reading.plan.table, reading.body.rows
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


def carry_labels(reading: Reading, positions: Sequence[int]) -> Reading:
    """Return the reading with labels carried down where a table is laid out as pivot tables are.

    There a label stands in the first row of its group, or in a row of its own above, with blank cells beneath while the
    next column of labels goes on. A column in which one label stands in two rows running is filled in throughout: a
    blank cell in it is something else, and nothing is carried into it.
    """
    fields = {column: name for name, column in reading.plan.columns.items() if name in _CARRIED}
    groups = [column for column, name in fields.items() if name in GROUPS]
    carried: dict[str, dict[int, Value]] = {}
    used: set[int] = set()
    for column in sorted(fields):
        if column < max(groups, default=-1):
            heads = _heads_above(reading, column)
            below = _carried_down(reading, column, max(groups), positions, heads)
            if below:
                carried[fields[column]] = below
                used |= heads.keys()
                _check_carried(reading, column, sorted(below))
    if not carried:
        return reading
    sections = {row: text for row, text in reading.body.sections.items() if row not in used}
    return replace(reading, carried=carried, body=replace(reading.body, sections=sections))


def _heads_above(reading: Reading, column: int) -> dict[int, str]:
    """Return the rows without figures (of the sheet) whose only label stands in a column."""
    table = reading.plan.table
    return {
        row: text
        for row, text in reading.body.sections.items()
        if next((c.index for c in table.columns if not is_blank(table.sheet.rows[row][c.index])), None) == column
    }


def _carried_down(
    reading: Reading, column: int, innermost: int, positions: Sequence[int], heads: Mapping[int, str]
) -> dict[int, Value]:
    """Return the labels that are carried into the blank cells of a column, by position.

    A label reaches down to the next label, to a row with something left of the column, or to a total; it goes only into
    rows with a label to the right.
    """
    body, table = reading.body, reading.plan.table
    if not table.words(column).has_blank:
        return {}
    values = table.labels(column, body.rows)
    if _is_filled_in([values[position] for position in positions]):
        return {}
    left, right = _headed_beside(reading, column, innermost)
    starts = sorted(heads)
    carried: dict[int, Value] = {}
    current: Value = None
    wanted = set(positions)
    for position, (row, value) in enumerate(zip(body.rows, values, strict=True)):
        while starts and starts[0] < row:
            current = heads[starts.pop(0)]
        cells = table.sheet.rows[row]
        if not is_blank(value):
            # A total ends its group, unless it stands above it.
            current = value if position in wanted or position in reading.heads else None
        elif _any_filled(cells, left):
            current = None
        elif current is not None and position in wanted and _any_filled(cells, right):
            carried[position] = current
    return carried


def _headed_beside(reading: Reading, column: int, innermost: int) -> tuple[list[int], list[int]]:
    """Return the columns with a heading left of a column, without figures, and right of it up to the innermost."""
    figures = {one.column for one in reading.plan.figures}
    headed = [one.index for one in reading.plan.table.columns if one.text]
    left = [index for index in headed if index < column and index not in figures]
    return left, [index for index in headed if column < index <= innermost]


def _is_filled_in(labels: Sequence[Value]) -> bool:
    """Return whether a label stands in two rows running, so that a blank cell does not mean the label above."""
    return any(one == below and not is_blank(one) for one, below in pairwise(labels))


def _any_filled(cells: Sequence[Value], columns: Sequence[int]) -> bool:
    return any(not is_blank(cells[column]) for column in columns)


def _check_carried(reading: Reading, column: int, positions: Sequence[int]) -> None:
    cells = [reading.address(position, column) for position in positions]
    reading.notices.find(
        "label-carried-down",
        "warning",
        reading.plan.table.sheet.name,
        cells[0],
        found=f"the cell is empty beneath a label, as in a pivot table: the label above is taken{also_in(cells[1:])}",
        expected="a label in every row",
        action="Nothing, if that is meant; else fill the labels in",
    )


def with_labels(reading: Reading, positions: list[int]) -> list[int]:
    """Return the rows that say what they are. Parts of other rows, and rows whose label is missing, are findings."""
    names = label_columns(reading)
    if not names:
        return positions
    for column, name in names.items():
        positions = _without_parts(reading, column, name, positions)
    positions = _without_unlabelled(reading, list(names.values()), positions)
    first = min(names)
    if first != next(column.index for column in reading.plan.table.columns if column.text):
        return positions
    return _without_perhaps_carried(reading, names[first], positions)


def _without_parts(reading: Reading, column: int, name: str, positions: list[int]) -> list[int]:
    """Return the rows without those whose label says that they are part of another's figures; these are a finding."""
    texts = {text for text in reading.words(name).holding(*_PART_HINTS) if _PART.match(text)}
    if not texts:
        return positions
    labels = reading.cells(name, positions)
    parts = [at for at, value in zip(positions, labels, strict=True) if value in texts]
    _refuse_labels(reading, "part-of-a-row", parts, column)
    return [at for at in positions if at not in parts]


def _without_unlabelled(reading: Reading, names: Sequence[str], positions: list[int]) -> list[int]:
    """Return the rows with a label, unless none has one or the headings name the lines; the others are a finding."""
    unlabelled = set.intersection(*(_blank_in(reading, name, positions) for name in names))
    if not unlabelled or len(unlabelled) >= len(positions) or all(figures.line for figures in reading.plan.figures):
        return positions
    _refuse_labels(reading, "row-without-label", sorted(unlabelled), reading.plan.figures[0].column)
    return [at for at in positions if at not in unlabelled]


def _without_perhaps_carried(reading: Reading, name: str, positions: list[int]) -> list[int]:
    """Return the rows without those blank in the first column beneath a label, which may be theirs; a finding."""
    blank = _blank_in(reading, name, positions)
    if not blank:
        return positions
    begun = next((at for at in positions if at not in blank), len(reading.body.rows))
    carried = {at for at in blank if at > begun}
    if carried:
        _check_perhaps_carried(reading, name, sorted(carried))
    return [at for at in positions if at not in carried]


def _check_perhaps_carried(reading: Reading, name: str, positions: Sequence[int]) -> None:
    """Find empty cells under a label of a filled column: both readings, and how to say which it is."""
    column = reading.plan.columns[name]
    heading = next(one.own for one in reading.plan.table.columns if one.index == column)
    above = next(text_of(v) for v in reversed(reading.cells(name, range(positions[0]))) if not is_blank(v))
    cells = [reading.address(position, column) for position in positions]
    reading.notices.find(
        "ambiguous-label",
        "error",
        reading.plan.table.sheet.name,
        cells[0],
        found=f"the cell is empty: it could mean {above!r}, as above, or nothing{also_in(cells[1:])}",
        expected="a label in every row",
        action="Fill the labels in. Or draft a layout with foi-stats layout, and write under its [rows] "
        f'fill_down = ["{heading}"] if an empty cell means the one above, or to leave such rows out add to figures '
        f'{{ column = "{heading}", blank = false }}',
    )


def _blank_in(reading: Reading, name: str, positions: Sequence[int]) -> set[int]:
    if not reading.words(name).has_blank:
        return set()
    values = reading.cells(name, positions)
    return {at for at, value in zip(positions, values, strict=True) if is_blank(value)}


def _refuse_labels(reading: Reading, check: str, positions: Sequence[int], column: int) -> None:
    cells = [reading.address(position, column) for position in positions]
    reading.notices.find(
        check,
        "error",
        reading.plan.table.sheet.name,
        cells[0],
        found=_FOUND[check] + also_in(cells[1:]),
        expected="each figure once, with a label in every row, and Total in that of a total",
        action="Leave the row out, or the one that it is part of" if check == "part-of-a-row" else "Fill the label in",
    )
