"""Parse a column of figures into exact numbers by position, with what is to be noted about some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.tables.columns import Figures
from foi_stats.supply.values import (
    Figure,
    UnreadableError,
    is_blank,
    pennies,
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
    beside: dict[int, Figure]
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


def parse_figures(reading: Reading, figures: Figures, units: Units | None = None) -> Parsed:
    """Return a column of figures read, nothing said yet: a total among them may be skipped."""
    values = reading.plan.table.values(figures.column, reading.body.rows)
    units = units_of(reading) if units is None else units
    money, sign = figures.kind == "funding", figures.sign
    numbers: list[int | None] = [None] * len(values)
    if money and not any(units):
        exact = pennies_of(values, figures.unit or 1)
        numbers = exact if sign == 1 else [None if number is None else sign * number for number in exact]
    parsed = Parsed(numbers, {}, [], {})
    for position, value in enumerate(values):
        if numbers[position] is not None:
            continue
        unit = units[position] or figures.unit or 1
        if money and (type(value) is float or type(value) is int) and -1e11 < value * unit < 1e11:
            numbers[position] = sign * pennies(value, unit)
        elif is_blank(value):
            parsed.blank.append(position)
        else:
            try:
                found = read_amount(value, unit, reading.symbols) if money else read_count(value, reading.symbols)
            except UnreadableError as error:
                parsed.bad[position] = error
                continue
            numbers[position] = None if found.number is None else sign * found.number
            if found.shorthand or found.mark or found.number is None:
                parsed.beside[position] = found
    return parsed
