"""Bounds: whether the printed figures add up, and what an attacker takes for granted about each cell.

Between the figures of tables (:mod:`figures`) and an attack on them (:mod:`attack`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from foi_stats.suppression.programme import whole_world
from foi_stats.suppression.structure import Line, Structure


@dataclass(frozen=True)
class Rule:
    """What is small, what must stay possible, and what the symbols give away.

    ``symbols`` is 1 where every hidden cell carries the same symbol, 2 where small cells and the others differ.
    """

    threshold: int | None
    zeros: bool = False
    symbols: int = 1
    levels: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and (self.threshold != int(self.threshold) or self.threshold < 1):
            raise ValueError(f"threshold is {self.threshold}; it must be a whole number, 1 or more")
        if self.symbols not in (1, 2):
            raise ValueError(f"symbols is {self.symbols}; it must be 1 or 2")
        if self.levels is not None and not 0 <= self.levels[0] <= self.levels[1]:
            raise ValueError(f"levels are {self.levels}; give the lowest and the highest count that must stay possible")

    @property
    def least(self) -> int:
        """The least a hidden cell can be: 1 where true zeros are shown."""
        return 0 if self.zeros else 1

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and highest count that must stay possible for a small cell."""
        if self.levels is not None:
            return self.levels
        return self.least, max((self.threshold or 1) - 1, self.least)

    def limits(self, primary: np.ndarray, secondary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the most that hidden cells can be, by what their symbols say of them."""
        low = np.full(len(primary), float(self.least))
        high = np.full(len(primary), np.inf)
        if self.symbols == 2 and self.threshold is not None:
            high[primary] = self.threshold - 1
            low[secondary] = self.threshold
        return low, high


def check_lines(structure: Structure, shown: np.ndarray) -> Structure:
    """Return the structure without the lines that nobody printed and the figures do not bear out.

    Raises
    ------
    ValueError
        If a printed total is not the sum of its parts, naming the line, what is printed and what is summed.
    """
    known = [line for line in structure.lines if not np.isnan(shown[[line.total, *line.parts]]).any()]
    sums = [(line, shown[line.total], shown[list(line.parts)].sum()) for line in known]
    wrong = [(line, printed, summed) for line, printed, summed in sums if printed != summed]
    said = [
        f"{structure.line_name(line)}: {printed:,.0f} printed, {summed:,.0f} summed"
        for line, printed, summed in wrong
        if line.firm
    ]
    if said:
        more = f"; and {len(said) - 3} more" if len(said) > 3 else ""
        raise ValueError(
            "the totals do not add up: " + "; ".join(said[:3]) + more + ". A row that is left out counts as nothing: "
            "if it is not nothing, give it a row with an empty count"
        )
    dropped = {id(line) for line, _, _ in wrong}
    return replace(structure, lines=tuple(line for line in structure.lines if id(line) not in dropped))


def nothing_given(lines: Iterable[Line], shown: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return which missing cells add nothing to a total that is the sum of what is shown.

    That is how a total over a gap is printed, and how a reader takes it.
    """
    nothing = np.zeros(len(shown), dtype=bool)
    for line in lines:
        parts = np.array(line.parts)
        gaps = parts[missing[parts]]
        rest = shown[parts[~missing[parts]]]
        if len(gaps) and not np.isnan(shown[line.total]) and rest.sum() == shown[line.total]:
            nothing[gaps] = True
    return nothing


def fitting_figures(structure: Structure, shown: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
    """Return whole counts for all cells that agree with those shown, or None if there are none."""
    unknown = np.isnan(shown)
    figures = np.where(unknown, 0.0, shown)
    if unknown.any():
        right = -(structure.matrix[:, ~unknown] @ figures[~unknown])
        found = whole_world(structure.matrix[:, np.flatnonzero(unknown)], low[unknown], high[unknown], right)
        if found is None:
            return None
        figures[unknown] = found
    return figures if not (structure.matrix @ figures).any() else None


def widest(structure: Structure, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and most each cell can be even if all that is not a true zero were hidden.

    A total of three parts that are not zero is 3 or more, and zeros being shown, no hiding can change that.
    """
    low, high = low.copy(), high.copy()
    for _ in range(50):
        before = low.copy(), high.copy()
        for line in structure.lines:
            parts, total = list(line.parts), line.total
            least, most = low[parts].sum(), high[parts].sum()
            low[total], high[total] = max(low[total], least), min(high[total], most)
            if np.isfinite(high[total]):
                high[parts] = np.minimum(high[parts], high[total] - (least - low[parts]))
            for part in parts if np.isfinite(most) or np.isinf(high[parts]).sum() == 1 else ():
                others = high[[other for other in parts if other != part]].sum()
                if np.isfinite(others):
                    low[part] = max(low[part], low[total] - others)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high
