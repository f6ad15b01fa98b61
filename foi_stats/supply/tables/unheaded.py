"""Tell a first column of months, quarters or years that has no heading, as in a sheet that somebody typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.headings import parse_heading, plain
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, text_of
from foi_stats.vocabulary.months import parse_months, take_months
from foi_stats.vocabulary.years import parse_financial_year

_LEAST = 2
_TOTALS = frozenset({"total", "totals", "grand total", "year", "full year"})


def mark_unheaded_periods(
    columns: list[Column],
    cells: Callable[[int], Sequence[Value]],
    above: Callable[[], Iterable[str]],  # noqa: ARG001 - what marks columns has the same parameters
    *,
    counts: bool,  # noqa: ARG001
) -> list[Column]:
    """Return the columns, with the field ``month`` or ``financial_year`` for a first one of nothing else, unheaded.

    Parameters
    ----------
    cells
        Returns the first cells below the headings of a column.
    """
    first = columns[0]
    fields = {field for column in columns for field, _ in column.heading.fields}
    if first.own or first.bands or fields.intersection(PERIOD_FIELDS):
        return columns
    values = [value for value in cells(first.index) if not is_blank(value)]
    values = [value for value in values if plain(text_of(value)) not in _TOTALS]
    if len(values) < _LEAST:
        return columns
    name = "month" if all(map(_is_month, values)) else "financial_year" if all(map(_is_year, values)) else ""
    if not name:
        return columns
    return [replace(first, heading=replace(parse_heading(""), fields=((name, 0),))), *columns[1:]]


def _is_month(value: Value) -> bool:
    if isinstance(value, dt.date):
        return value.day == 1
    text = text_of(value)
    return bool(parse_months(plain(text)) or take_months(text)[0]) if isinstance(value, str) else False


def _is_year(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(parse_financial_year(value))
    except ValueError:
        return False
