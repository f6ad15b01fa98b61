"""Tell complete headings: they name figures, and labels that tell the rows apart."""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.table import Column, Rows
from foi_stats.supply.values import is_blank, is_number
from foi_stats.vocabulary.months import are_consecutive
from foi_stats.vocabulary.period import Period

_LABEL_FIELDS = frozenset({*PERIOD_FIELDS, "line", "provider", "organisation", "activity", "service"})
VALUE_ROLES = frozenset({"amount", "count", "year", "total", "named", "period", "part"})
"""What a column of figures may hold, as its heading says."""


def has_figures_and_labels(rows: Rows, heads: Sequence[Column], first: int) -> bool:
    """Return whether these headings name figures, and labels that tell the rows apart."""
    value_columns = [
        column for column in heads if column.heading.role in VALUE_ROLES and _may_hold_figures(rows, column, first)
    ]
    periods = [column.heading.when for column in value_columns if column.heading.role == "period"]
    if len(periods) == len(value_columns) and not _head_months(rows, value_columns, first):
        return False
    if not value_columns or first >= len(rows):
        return False
    if any(field in _LABEL_FIELDS for column in heads for field, _ in column.heading.fields):
        return True
    return any(_is_label(rows, column, first) for column in heads if column.index < value_columns[0].index)


def _head_months(rows: Rows, columns: Sequence[Column], first: int) -> bool:
    """Return whether months head columns: two that follow one another, or with their years and numbers below."""
    whens = [column.heading.when for column in columns if column.heading.when]
    if len(whens) < 2 or are_consecutive(whens):
        return len(whens) > 1
    below = rows[first : first + 20]
    numbers = all(any(is_number(row[column.index]) for row in below) for column in columns)
    return numbers and all(isinstance(when, Period) for when in whens)


def _may_hold_figures(rows: Rows, column: Column, first: int) -> bool:
    """Return whether figures may stand below a heading: a span of time or a day, and ``Annual``, may head text."""
    role, when = column.heading.role, column.heading.when
    is_time = role == "year" and isinstance(when, Period) and when.kind in ("span", "day")
    if role != "total" and not is_time:
        return True
    return any(is_number(row[column.index]) for row in rows[first : first + 20])


def _is_label(rows: Rows, column: Column, first: int) -> bool:
    if column.heading.role or column.heading.fields:
        return False
    texts = [row[column.index] for row in rows[first : first + 20] if not is_blank(row[column.index])]
    return bool(texts) and not any(is_number(value) for value in texts)
