"""The counts of a table by their labels, and the figures that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.suppression.linked_tables import label_text, parse_count
from foi_stats.suppression.structure import TOTAL

_FIGURE = re.compile(r"[£€$]?\s*([-−+]?)\s*[£€$]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*%?")


def printed_intervals(cells: pd.Series[Any]) -> np.ndarray:
    """Return the least and the most that each printed figure can stand for before it was rounded; NaN where none is."""
    ends = np.full((len(cells), 2), np.nan)
    for at, value in enumerate(cells.astype(object)):
        number, half = _figure(value)
        ends[at] = number - half, number + half
    return ends


def _figure(value: object) -> tuple[float, float]:
    """Return a printed figure and half the unit of its last digit; NaN if it is none."""
    if isinstance(value, (bool, np.bool_)) or value is None or value is pd.NA:
        return np.nan, 0.0
    text = f"{value!r}" if isinstance(value, float) else str(value)
    match = _FIGURE.fullmatch(text.strip())
    if not match:
        return np.nan, 0.0
    sign, whole, decimals = match.groups()
    number = float(whole.replace(",", "") + (decimals or ""))
    return (-number if sign and sign != "+" else number), 0.5 * 10.0 ** -max(len(decimals or ".") - 1, 0)


@dataclass(frozen=True)
class Grid:
    """The counts of a table by their labels, which rows stand before which, and the figures beside the counts."""

    table: pd.DataFrame
    count: str
    by: tuple[str, ...]
    cost: str | None = None

    @cached_property
    def figures(self) -> dict[str, np.ndarray]:
        """The columns with figures beside the count, in their order, each as :func:`printed_intervals` gives it."""
        columns = (name for name in self.table.columns if name not in (self.count, self.cost, "suppressed", *self.by))
        intervals = {name: printed_intervals(self.table[name]) for name in columns}
        return {name: ends for name, ends in intervals.items() if not np.isnan(ends).all()}

    @cached_property
    def counts(self) -> np.ndarray:
        """The count of each row, NaN where it is hidden or missing."""
        values = [parse_count(value) for value in self.table[self.count].astype(object)]
        marks = self.table["suppressed"].ne("") if "suppressed" in self.table.columns else [False] * len(values)
        return np.array(
            [np.nan if isinstance(one, str) or mark else float(one) for one, mark in zip(values, marks, strict=True)]
        )

    @cached_property
    def keys(self) -> list[tuple[str, ...]]:
        """The labels of each row."""
        labels = [[label_text(label) for label in self.table[column].astype(object)] for column in self.by]
        return list(zip(*labels, strict=True))

    @cached_property
    def row(self) -> dict[tuple[str, ...], int]:
        """The row of each key."""
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def orders(self) -> list[list[str]]:
        """The labels of each column in the order of the table, without the total."""
        return [list(dict.fromkeys(key[at] for key in self.keys if key[at] != TOTAL)) for at in range(len(self.by))]

    def total_over(self, at: int, over: Sequence[int]) -> int | None:
        """Return the row of the total over some columns that a row counts towards."""
        return self.row.get(tuple(TOTAL if nth in over else label for nth, label in enumerate(self.keys[at])))

    def before(self, at: int, along: int) -> list[int]:
        """Return the rows before one along a column, in the order of the table, totals left out."""
        key = self.keys[at]
        if key[along] == TOTAL:
            return []
        order = self.orders[along]
        labels = order[: order.index(key[along])]
        rows = [self.row.get((*key[:along], label, *key[along + 1 :])) for label in labels]
        return [row for row in rows if row is not None]
