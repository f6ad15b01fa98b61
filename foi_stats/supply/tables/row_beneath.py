"""Tell a row of a table from headings: an amount such as 1,905 or 2,014 looks like a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.headings import parse_heading
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number, text_of

_FIGURES = frozenset({"amount", "count", "year", "total", "named"})
_LABELS = frozenset({"line", "provider", "funder", "organisation", "activity", "service", "crime_type"})


def is_row_beneath(columns: Iterable[Column], values: Sequence[Value], *, surely: bool = False) -> bool:
    """Return whether a row holds what the headings of a table above it name: it is a row of theirs, and no headings.

    It has numbers below the headings of figures and nothing else there, and below headings of periods or of labels a
    period or a label, where headings would repeat the heading or leave the cell blank.

    Parameters
    ----------
    columns
        The columns under the headings.
    values
        The cells of the row.
    surely
        Whether a label is not enough: after a blank row it may be the heading of another table.
    """
    columns = [column for column in columns if column.own]
    figures = [values[c.index] for c in columns if c.heading.role in _FIGURES and not is_blank(values[c.index])]
    if not figures or not all(map(is_number, figures)):
        return False
    periods = _below(columns, values, PERIOD_FIELDS)
    if periods:
        return all(map(_is_period_or_total, periods))
    labels = _below(columns, values, _LABELS)
    return not surely and bool(labels) and all(map(_is_label, labels))


def _below(columns: Iterable[Column], values: Sequence[Value], fields: Iterable[str]) -> list[Value]:
    """Return what stands below the headings that name one of some fields best."""
    best = [(c, min(c.heading.fields, key=lambda named: named[1])[0]) for c in columns if c.heading.fields]
    return [values[column.index] for column, name in best if name in fields and not is_blank(values[column.index])]


def _is_period_or_total(value: Value) -> bool:
    heading = parse_heading(text_of(value))
    return is_number(value) or heading.when is not None or heading.role == "total"


def _is_label(value: Value) -> bool:
    heading = parse_heading(text_of(value))
    return not is_number(value) and (not heading.is_understood or heading.role == "total")
