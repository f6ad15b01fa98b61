"""Finds columns that hold the largest or the smallest single item of each line, and what they give away.

Beside a small count such a figure is one person's: so it is hidden wherever the count is, and in a total too whose
largest item can only be one that is hidden. Beside a sum of money it also bounds the count: £9,000 in all, of which
£4,000 is the largest, were at least three payments.
"""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foi_stats.suppression.derived import Derived, find_derived
from foi_stats.suppression.grid import Grid
from foi_stats.suppression.structure import TOTAL

_LARGEST = re.compile(r"largest|highest|biggest|greatest|longest|max(imum)?", re.IGNORECASE)
_SMALLEST = re.compile(r"smallest|lowest|shortest|min(imum)?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_FEWEST = 3
"""Lines of totals that have to bear out that a column holds extremes, without such a heading or a sum beside it."""
_SLACK = 1e-9

_Line = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Extremes:
    """A column of the largest (or smallest) single item of each row's count.

    ``lines`` are the row of each total and those of its parts. ``sums`` has the least and the most that the items of a
    row come to, NaN where that is not printed beside them.
    """

    column: str
    count: str
    is_largest: bool
    values: np.ndarray
    lines: tuple[_Line, ...]
    sums: np.ndarray

    @property
    def named(self) -> str:
        """The column and what it holds, in words."""
        return f"‘{self.column}’ is the {'largest' if self.is_largest else 'smallest'} single item of {self.count}"

    def limits(self, counts: np.ndarray) -> Iterator[tuple[dict[int, int], float, float]]:
        """Yield what the column tells of counts that are hidden (NaN), as :meth:`Derived.limits` does."""
        for row in np.flatnonzero(np.isnan(counts) & (self.values > 0) & (self.sums[:, 0] > 0)).tolist():
            low, high = self.sums[row] / self.values[row]
            slack = _SLACK * max(1.0, high)
            if low <= 1 + slack and high >= 1 - slack:
                yield {row: 1}, 1.0, 1.0
            elif self.is_largest:
                yield {row: 1}, max(2.0, float(np.ceil(low - slack))), np.inf
            else:
                yield {row: 1}, 2.0, float(np.floor(high + slack))

    def hidden_rows(self, hidden: np.ndarray) -> list[int]:
        """Return the rows whose figure is that of a hidden count, or can only come from one."""
        gone = hidden & ~np.isnan(self.values)
        best, beats = (np.nanmax, operator.gt) if self.is_largest else (np.nanmin, operator.lt)
        changed = True
        while changed:
            changed = False
            for total, parts in self.lines:
                some_hidden = any(gone[list(parts)])
                shown = [self.values[part] for part in parts if not gone[part] and not np.isnan(self.values[part])]
                if some_hidden and not gone[total] and (not shown or beats(self.values[total], best(shown))):
                    gone[total] = changed = True
        return np.flatnonzero(gone).tolist()


def find_telling(
    table: pd.DataFrame, count: str, by: Sequence[str], cost: str | None = None
) -> list[Derived | Extremes]:
    """Return the columns of a table that tell of its counts: what is worked out from them, and single items.

    Raises
    ------
    ValueError
        See :func:`foi_stats.suppression.derived.find_derived`.
    """
    grid = Grid(table, count, tuple(by), cost)
    derived = find_derived(grid)
    known = {one.column for one in derived}
    return [*derived, *(one for one in find_extremes(grid) if one.column not in known)]


def find_extremes(grid: Grid) -> list[Extremes]:
    """Return the columns that hold the largest or the smallest item of each row.

    They are told by their heading; by totals whose figure is the largest of their parts in every line; or by a sum
    beside them that can be theirs, with such a line or a single item that is the sum.
    """
    intervals = grid.figures
    lines = tuple(_lines(grid)) if intervals else ()
    found = []
    for column, ends in intervals.items():
        values = ends.mean(axis=1)
        others = [other for name, other in intervals.items() if name != column]
        for is_largest in (True, False):
            sums = next((other for other in others if _is_sum(other, ends, grid.counts, is_largest)), None)
            borne_out = _lines_of_parts(values, lines, is_largest) + _singles(sums, values, grid.counts)
            named = _is_named(column, _LARGEST if is_largest else _SMALLEST)
            if named or borne_out >= (_FEWEST if sums is None else 1):
                nothing = np.full((len(values), 2), np.nan)
                found.append(Extremes(column, grid.count, is_largest, values, lines, nothing if sums is None else sums))
                break
    return found


def _is_named(column: str, words: re.Pattern[str]) -> bool:
    return any(words.fullmatch(word) for word in _WORD.findall(str(column)))


def _lines(grid: Grid) -> Iterator[_Line]:
    """Yield each total of a column with its parts."""
    for at in range(len(grid.by)):
        parts = defaultdict[tuple[str, ...], list[int]](list)
        for row, key in enumerate(grid.keys):
            if key[at] != TOTAL:
                parts[(*key[:at], TOTAL, *key[at + 1 :])].append(row)
        yield from ((grid.row[key], tuple(rows)) for key, rows in parts.items() if key in grid.row)


def _lines_of_parts(values: np.ndarray, lines: Sequence[_Line], is_largest: bool) -> int:
    """Return in how many lines with different parts the total's figure is the largest of them; 0 if not in all."""
    best: Callable[[np.ndarray], float] = np.nanmax if is_largest else np.nanmin
    telling = 0
    for total, parts in lines:
        known = values[list(parts)]
        if np.isnan(values[total]) or np.isnan(known).all():
            continue
        if values[total] != best(known):
            return 0
        telling += len(set(known[~np.isnan(known)].tolist())) > 1
    return telling


def _is_sum(sums: np.ndarray, ends: np.ndarray, counts: np.ndarray, is_largest: bool) -> bool:
    """Return whether a column can hold the sums of items of which another holds the largest or the smallest."""
    rows = ~np.isnan(sums[:, 0]) & ~np.isnan(ends[:, 0]) & (counts > 0)
    if not rows.any():
        return False
    low, high = ends[rows, 0], ends[rows, 1]
    slack = _SLACK * np.maximum(1.0, np.abs(sums[rows, 1]))
    within = low <= sums[rows, 1] + slack
    if is_largest:
        return bool((within & (high * counts[rows] >= sums[rows, 0] - slack)).all())
    return bool((within & (low * counts[rows] <= sums[rows, 1] + slack)).all())


def _singles(sums: np.ndarray | None, values: np.ndarray, counts: np.ndarray) -> int:
    """Return in how many rows one is counted and the item is the sum; 0 where an item is the sum of several."""
    if sums is None:
        return 0
    same = (sums[:, 0] <= values) & (values <= sums[:, 1])
    return 0 if (same & (counts > 1)).any() else int((same & (counts == 1)).sum())
