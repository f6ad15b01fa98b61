"""Parse a column of figures into exact numbers, with symbols, blanks and unreadable cells kept apart.

No finding is recorded here: a row that cannot be read may be a total, which is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import (
    ParsedValue,
    UnreadableError,
    column_pennies,
    is_blank,
    parse_amount,
    parse_count,
    text_of,
)
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.money import parse_unit

Units = Sequence[int | None]
_LEDGER_SIDE = re.compile(r"(?P<amount>£? ?\d.*\d) ?(?P<side>cr|dr)\.?", re.IGNORECASE)
"""A debit or a credit. Of payments, a credit is money back: credit notes stay negative."""


@dataclass(frozen=True)
class ParsedColumn:
    """A column of figures: the number in each row, None where there is none.

    By the position of their rows: ``qualified`` are gaps that are named, and numbers with a symbol or a footnote mark;
    ``blank`` are empty cells; ``unreadable`` are cells that are neither a figure nor a named gap.
    """

    numbers: list[int | None]
    qualified: dict[int, ParsedValue]
    blank: list[int]
    unreadable: dict[int, UnreadableError]


def parse_column(planned: PlannedTable, column: ValueColumn, units: Units | None = None) -> ParsedColumn:
    """Return a column of figures parsed; ``units`` are those of the rows, if they are known already."""
    values = planned.plan.table.values(column.index, planned.body.rows)
    units = row_units(planned) if units is None else units
    parsed = ParsedColumn(_parse_plain_pounds(column, values, units), {}, [], {})
    for position, value in enumerate(values):
        if parsed.numbers[position] is not None:
            continue
        if is_blank(value):
            parsed.blank.append(position)
            continue
        try:
            found = _parse_value(planned, column, value, units[position])
        except UnreadableError as error:
            parsed.unreadable[position] = error
            continue
        parsed.numbers[position] = None if found.number is None else column.sign * found.number
        if found.shorthand or found.mark or found.number is None:
            parsed.qualified[position] = found
    return parsed


def row_units(planned: PlannedTable) -> Units:
    """Return the unit that each row states, or else that of the row above (a total may leave it out)."""
    rows = planned.body.rows
    if "unit" not in planned.plan.field_columns:
        return [None] * len(rows)
    values = planned.cells("unit", range(len(rows)))
    known: dict[Value, int | None] = {}
    for value in set(values):
        try:
            known[value] = parse_unit(text_of(value))
        except ValueError:
            known[value] = None
    units: list[int | None] = []
    for value in values:
        units.append(known[value] or (units[-1] if units else None))
    return units


def _parse_plain_pounds(column: ValueColumn, values: Sequence[Value], units: Units) -> list[int | None]:
    """Return the amounts that are plain numbers in one unit, all at once; None for the others, and for counts."""
    if column.kind != "funding" or any(units):
        return [None] * len(values)
    exact = column_pennies(values, column.unit or 1)
    return exact if column.sign == 1 else [None if number is None else column.sign * number for number in exact]


def _parse_value(planned: PlannedTable, column: ValueColumn, value: Value, row_unit: int | None) -> ParsedValue:
    """Return a cell as an amount in the unit of its row or column, or as a count."""
    if column.kind == "funding":
        if column.basis == "paid" and isinstance(value, str) and (match := _LEDGER_SIDE.fullmatch(text_of(value))):
            value = match["amount"] if match["side"].casefold() == "dr" else f"-{match['amount']}"
        return parse_amount(value, row_unit or column.unit or 1, planned.symbols)
    return parse_count(value, planned.symbols, whole=is_whole(column.measure))
