"""Parse a column of figures into exact numbers by position, with what is to be noted about some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.values import (
    ParsedValue,
    UnreadableError,
    is_blank,
    pennies_of,
    read_amount,
    read_count,
    text_of,
)
from foi_stats.vocabulary.money import parse_unit

Units = Sequence[int | None]


@dataclass(frozen=True)
class Parsed:
    """A column of figures read: numbers by position, and the positions where more is to be said."""

    numbers: list[int | None]
    beside: dict[int, ParsedValue]
    blank: list[int]
    bad: dict[int, UnreadableError]


def units_of(reading: Reading) -> Units:
    """Return the unit that each row states, or that of the row above (a total may leave it out)."""
    rows = reading.body.rows
    if "unit" not in reading.plan.columns:
        return [None] * len(rows)
    values = reading.cells("unit", range(len(rows)))
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


def parse_figures(reading: Reading, figures: ValueColumn, units: Units | None = None) -> Parsed:
    """Return a column of figures parsed. No finding is made yet: a total among them may be left out."""
    values = reading.plan.table.values(figures.column, reading.body.rows)
    units = units_of(reading) if units is None else units
    parsed = Parsed(_plain_pounds(figures, values, units), {}, [], {})
    for position, value in enumerate(values):
        if parsed.numbers[position] is not None:
            continue
        if is_blank(value):
            parsed.blank.append(position)
            continue
        try:
            found = _parse_figure(reading, figures, value, units[position])
        except UnreadableError as error:
            parsed.bad[position] = error
            continue
        parsed.numbers[position] = None if found.number is None else figures.sign * found.number
        if found.shorthand or found.mark or found.number is None:
            parsed.beside[position] = found
    return parsed


def _plain_pounds(figures: ValueColumn, values: Sequence[Value], units: Units) -> list[int | None]:
    """Return the amounts that are plain numbers in one unit, all at once; None for the others, and for counts."""
    if figures.kind != "funding" or any(units):
        return [None] * len(values)
    exact = pennies_of(values, figures.unit or 1)
    return exact if figures.sign == 1 else [None if number is None else figures.sign * number for number in exact]


def _parse_figure(reading: Reading, figures: ValueColumn, value: Value, row_unit: int | None) -> ParsedValue:
    """Return what stands in a cell as an amount in the unit of its row or column, or as a count."""
    if figures.kind == "funding":
        return read_amount(value, row_unit or figures.unit or 1, reading.symbols)
    return read_count(value, reading.symbols)
