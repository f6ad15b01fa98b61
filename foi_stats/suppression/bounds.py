"""The rule for small counts, whether printed counts add up, and the bounds of each cell before any attack.

Positions and numbers only, but for the names of lines in a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foi_stats.suppression.parameters import check_flag, is_whole
from foi_stats.suppression.programme import whole_solution
from foi_stats.suppression.structure import Line, Structure


@dataclass(frozen=True)
class Rule:
    """Which counts are small, which must stay possible, and what the symbols disclose.

    ``symbols`` is 1 where every hidden cell carries the same symbol, 2 where small cells and the others differ.
    """

    threshold: int | None
    zeros: bool = False
    symbols: int = 1
    levels: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and (not is_whole(self.threshold) or self.threshold < 1):
            raise ValueError(f"threshold must be a whole number, 1 or more; it is {self.threshold!r}")
        check_flag("zeros", self.zeros)
        if isinstance(self.symbols, bool) or self.symbols not in (1, 2):
            raise ValueError(f"symbols must be 1 or 2; it is {self.symbols!r}")
        if self.levels is not None and not self._levels_fit():
            raise ValueError(
                "levels must be the lowest and the highest count that must stay possible, like (1, 4); it is "
                f"{self.levels!r}"
            )

    def _levels_fit(self) -> bool:
        """Return whether the levels are two whole numbers, the lower first."""
        levels = self.levels
        if not isinstance(levels, Sequence) or len(levels) != 2 or not all(is_whole(level) for level in levels):
            return False
        return 0 <= levels[0] <= levels[1]

    @property
    def least(self) -> int:
        """The least count of a hidden cell: 1 where true zeros are shown."""
        return 0 if self.zeros else 1

    @property
    def required_range(self) -> tuple[int, int]:
        """The lowest and highest count that must stay possible for a small cell."""
        if self.levels is not None:
            return self.levels
        return self.least, max((self.threshold or 1) - 1, self.least)

    def bounds(self, primary: np.ndarray, secondary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the most that hidden cells can be, by their symbols."""
        low = np.full(len(primary), float(self.least))
        high = np.full(len(primary), np.inf)
        if self.symbols == 2 and self.threshold is not None:
            high[primary] = self.threshold - 1
            low[secondary] = self.threshold
        return low, high


def check_lines(structure: Structure, shown: np.ndarray) -> Structure:
    """Return the structure without the lines that are not firm and do not add up.

    Raises
    ------
    ValueError
        If a printed total is not the sum of its addends. The message names the line, the total and the sum.
    """
    known = [line for line in structure.lines if not np.isnan(shown[[line.total, *line.addends]]).any()]
    sums = [(line, shown[line.total], shown[list(line.addends)].sum()) for line in known]
    wrong = [(line, printed, summed) for line, printed, summed in sums if printed != summed]
    wrong_totals = [
        f"{structure.line_name(line)}: {printed:,.0f} printed, {summed:,.0f} summed"
        for line, printed, summed in wrong
        if line.firm
    ]
    if wrong_totals:
        more = f"; and {len(wrong_totals) - 3} more" if len(wrong_totals) > 3 else ""
        raise ValueError(
            f"the totals do not add up: {'; '.join(wrong_totals[:3])}{more}. A row that is left out counts as nothing: "
            "if it is not nothing, give it a row with an empty count"
        )
    dropped = {id(line) for line, _, _ in wrong}
    return replace(structure, lines=tuple(line for line in structure.lines if id(line) not in dropped))


def missing_as_zero(lines: Iterable[Line], shown: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return which missing cells count as 0, because a total over them is the sum of the counts shown.

    Totals over a gap are printed that way, and readers understand them so.
    """
    as_zero = np.zeros(len(shown), dtype=bool)
    for line in lines:
        addends = np.array(line.addends)
        gaps = addends[missing[addends]]
        rest = shown[addends[~missing[addends]]]
        if len(gaps) and not np.isnan(shown[line.total]) and rest.sum() == shown[line.total]:
            as_zero[gaps] = True
    return as_zero


def fitting_counts(
    matrix: Any,  # noqa: ANN401 - a scipy.sparse array
    shown: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray | None:
    """Return whole counts for all cells that agree with those shown and with the lines, or None if there are none."""
    unknown = np.isnan(shown)
    counts = np.where(unknown, 0.0, shown)
    if unknown.any():
        right = -(matrix[:, ~unknown] @ counts[~unknown])
        found = whole_solution(matrix[:, np.flatnonzero(unknown)], low[unknown], high[unknown], right)
        if found is None:
            return None
        counts[unknown] = found
    return counts if not (matrix @ counts).any() else None


def widest_bounds(structure: Structure, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and most of each cell if all cells but the true zeros were hidden.

    A total of three addends that are not zero is 3 or more. Zeros are shown, so hiding more cannot change that.
    """
    low, high = low.copy(), high.copy()
    for _ in range(50):
        before = low.copy(), high.copy()
        for line in structure.lines:
            addends, total = list(line.addends), line.total
            least, most = low[addends].sum(), high[addends].sum()
            low[total], high[total] = max(low[total], least), min(high[total], most)
            if np.isfinite(high[total]):
                high[addends] = np.minimum(high[addends], high[total] - (least - low[addends]))
            for addend in addends if np.isfinite(most) or np.isinf(high[addends]).sum() == 1 else ():
                others = high[[other for other in addends if other != addend]].sum()
                if np.isfinite(others):
                    low[addend] = max(low[addend], low[total] - others)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high
