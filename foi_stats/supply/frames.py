"""Make the data frames of :mod:`foi_stats.supply.rows` from columns of plain lists, without a loop over rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from foi_stats.supply.amounts import GapSafeArray
from foi_stats.supply.extract import ColumnRows
from foi_stats.supply.rows import DAY, TEXT, columns_of

_TEXT = pd.StringDtype(na_value=np.nan)


def rows_frame(
    kind: str, rows_of_columns: Sequence[ColumnRows], trail: Mapping[str, str], labels: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the rows of one kind in one table as a frame, in the order in which they stand on the sheet.

    Parameters
    ----------
    kind
        ``"funding"`` or ``"referrals"``.
    trail
        The columns that are the same for the whole table: file, sheet, sha256.
    labels
        The label columns of the table's own.
    """
    columns = columns_of(kind, labels)
    figure = "amount" if kind == "funding" else "count"
    of_kind = [column for column in rows_of_columns if column.kind == kind]
    order = _reading_order(of_kind)
    size = len(order) if order is not None else sum(len(column.rows) for column in of_kind)

    def array(name: str, dtype: Any) -> Any:  # noqa: ANN401 - one of pandas' extension arrays
        constant = trail.get(name) if name in trail else _constant(of_kind, name, dtype)
        if constant is not None:
            return pd.array(pa.repeat(pa.scalar(constant, pa.large_string()), size), dtype=_TEXT)
        if dtype == DAY and (day := _same_day(of_kind, name)):
            return pd.array(np.full(size, np.datetime64(day)).astype(DAY))
        lists = [_values_of(column, figure, name) for column in of_kind]
        values = list(lists[0]) if len(lists) == 1 else [value for values in lists for value in values]
        if order is not None:
            values = [values[position] for position in order]
        if name == figure:
            return GapSafeArray.checked(np.array(values, np.float64), dtype)  # pennies, or hundredths; None is a gap
        if dtype == DAY:
            return pd.array(np.array(values, "datetime64[D]").astype(DAY))
        # What Arrow is given as Arrow, pandas does not look at value by value.
        return pd.array(pa.array(values, pa.large_string()), dtype=_TEXT)

    return pd.DataFrame({name: array(name, dtype) for name, dtype in columns.items()}, copy=False)


def _reading_order(rows_of_columns: Sequence[ColumnRows]) -> list[int] | None:
    """Return the positions of all rows in the order of the sheet; None for one column, which is in it already."""
    if len(rows_of_columns) < 2:
        return None
    rows = [row for column in rows_of_columns for row in column.rows]
    return sorted(range(len(rows)), key=rows.__getitem__)


def _constant(rows_of_columns: Sequence[ColumnRows], name: str, dtype: Any) -> str | None:  # noqa: ANN401
    """Return the text of a field that is the same in every row, or None if it differs or is not of text."""
    texts = (
        {_single_text(column.fields.get(name, "")) for column in rows_of_columns if column.rows}
        if dtype == TEXT
        else set()
    )
    return texts.pop() if len(texts) == 1 else None


def _single_text(values: list[Any] | str | dt.date) -> str | None:
    """Return the text of a field that is the same in all rows of one column, or None."""
    if not isinstance(values, list):
        return str(values)
    return values[0] if values[-1] == values[0] and values.count(values[0]) == len(values) else None


def _same_day(rows_of_columns: Sequence[ColumnRows], name: str) -> dt.date | None:
    """Return the day that is the same in every row, or None if it differs or rows state their own."""
    days = {_single_day(column.fields.get(name)) for column in rows_of_columns if column.rows}
    return days.pop() if len(days) == 1 else None


def _single_day(values: list[Any] | str | dt.date | None) -> dt.date | None:
    return values if isinstance(values, dt.date) else None


def _values_of(column: ColumnRows, figure: str, name: str) -> Sequence[Any]:
    if name == figure:
        return column.numbers
    values = column.fields.get(name, "")
    return values if isinstance(values, list) else [values] * len(column.rows)
