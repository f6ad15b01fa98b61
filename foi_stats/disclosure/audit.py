"""The audit: the attacker, who sees only what is published and says what every hidden count can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from foi_stats.disclosure.attack import Attack, Model, Part, Worlds
from foi_stats.disclosure.bounds import Rule, check_lines, fitting_figures, nothing_given, widest
from foi_stats.disclosure.figures import Figures, read_figures
from foi_stats.disclosure.programme import push_cells
from foi_stats.disclosure.structure import TOTAL, Hierarchy


@dataclass(frozen=True)
class Audit:
    """All that an attacker has: the figures, what they show, whole counts that fit, and the attack.

    ``asked`` are the cells that a table hides, in the order of the tables' rows.
    """

    figures: Figures
    rule: Rule
    shown: np.ndarray
    kinds: list[str]
    attack: Attack
    asked: tuple[int, ...]

    @cached_property
    def ranges(self) -> dict[int, tuple[float, float]]:
        """The smallest and largest count each hidden cell can have; the largest may be infinite."""
        found = {cell: (self.shown[cell], self.shown[cell]) for cell in self.asked if not np.isnan(self.shown[cell])}
        for part in self.attack.parts:
            found.update(_ranges(self.attack, part, {*self.asked}))
        return found

    @cached_property
    def span(self) -> dict[int, tuple[int, int]]:
        """The counts that must stay possible for each hidden cell, if it is small."""
        known = ~np.isnan(self.shown)
        least, most = self.attack.model.low.copy(), self.attack.model.high.copy()
        primary, _ = self.rule.limits(known & (self.shown < (self.rule.threshold or 1)), known)
        least[known], most[known] = np.where(self.shown[known] == 0, 0, self.rule.least), np.inf
        if self.rule.symbols == 2 and self.rule.threshold:
            least[known & (self.shown >= self.rule.threshold)] = self.rule.threshold
        most[known & (self.shown == 0)] = 0
        least, most = widest(self.figures.structure, least, most)
        first, last = self.rule.span
        return {cell: (int(max(first, least[cell])), int(min(last, most[cell]))) for cell in self.asked}

    def covers(self, cell: int) -> bool:
        """Return whether every count that must stay possible for a small cell does."""
        first, last = self.span[cell]
        low, high = self.ranges[cell]
        if low > first or high < last:
            return False
        part = next(part for part in self.attack.parts if cell in part.cells)
        at = int(np.flatnonzero(part.cells == cell)[0])
        base = int(self.attack.model.base[cell])
        return part.network or all(self.attack.reaches(part, at, value - base) for value in range(first, last + 1))

    @cached_property
    def safe(self) -> dict[int, bool]:
        """Whether each hidden cell is safe."""
        loose = {cell: low < high for cell, (low, high) in self.ranges.items()}
        if self.rule.threshold is None:
            return loose
        safe = {
            cell: loose[cell] and (self.kinds[cell] != "primary" or self.covers(cell)) for cell in self.asked
        }
        for part in self.attack.parts:
            unsaid = [int(cell) for cell in part.cells if int(cell) in loose and not self.kinds[cell]]
            if unsaid:
                safe.update(self._unsaid(part, unsaid))
        return safe

    def _unsaid(self, part: Part, unsaid: list[int]) -> dict[int, bool]:
        """Judge hidden cells of which nothing says whether they are small.

        One is unsafe if it has a single value, or is certainly small and some small counts are ruled out. And as
        nothing is hidden without a small cell to protect, some cell of the part must be small: if none that can be
        is protected, all that can be are unsafe.
        """
        small = (self.rule.threshold or 1) - 1
        could = [cell for cell in unsaid if self.ranges[cell][0] <= small]
        covered = {cell for cell in could if self.covers(cell)}
        other = any(self.kinds[cell] == "primary" for cell in part.cells)
        certain = [cell for cell in could if self.ranges[cell][1] <= small]
        doubtful = could if not covered and not other else certain
        return {
            cell: self.ranges[cell][0] < self.ranges[cell][1] and (cell not in doubtful or cell in covered)
            for cell in unsaid
        }


def audit(
    published: pd.DataFrame | Sequence[pd.DataFrame],
    *,
    count: str,
    by: Sequence[str],
    threshold: int | None = None,
    earlier: Sequence[pd.DataFrame] = (),
    zeros: bool = False,
    hierarchy: Hierarchy | None = None,
    levels: tuple[int, int] | None = None,
    symbols: int | None = None,
) -> pd.DataFrame:
    """Return what every hidden count can be."""
    attacked = attack_tables(
        published, count=count, by=by, threshold=threshold, earlier=earlier, zeros=zeros, hierarchy=hierarchy,
        levels=levels, symbols=symbols,
    )
    by = [by] if isinstance(by, str) else list(by)
    first = published if isinstance(published, pd.DataFrame) else None
    return _report(attacked, by, first)


def _report(attacked: Audit, by: list[str], table: pd.DataFrame | None) -> pd.DataFrame:
    """Return the ranges as a frame, labels as they stand in a single table."""
    structure = attacked.figures.structure
    keys = pd.DataFrame([structure.keys[cell] for cell in attacked.asked], columns=by, dtype=object)
    if table is not None and set(by) <= set(table.columns):
        hidden = attacked.figures.readings[0].hidden
        keys = pd.concat([table.loc[hidden, by], keys.iloc[int(hidden.sum()) :]], ignore_index=True)
    ranges = [attacked.ranges[cell] for cell in attacked.asked]
    return keys.assign(
        low=np.array([low for low, _ in ranges], dtype="int64"),
        high=np.array([high for _, high in ranges], dtype="float64"),
        safe=np.array([attacked.safe[cell] for cell in attacked.asked], dtype=bool),
    )


def attack_tables(
    published: pd.DataFrame | Sequence[pd.DataFrame],
    *,
    count: str,
    by: Sequence[str],
    threshold: int | None = None,
    earlier: Sequence[pd.DataFrame] = (),
    zeros: bool = False,
    hierarchy: Hierarchy | None = None,
    levels: tuple[int, int] | None = None,
    symbols: int | None = None,
) -> Audit:
    """Return the attack itself, for those who want to explain it. See :func:`audit`."""
    tables = [published] if isinstance(published, pd.DataFrame) else list(published)
    figures = read_figures([*tables, *earlier], count, by, hierarchy)
    everything = range(len(figures.readings))
    if symbols is None:
        symbols = 2 if any(reading.two_symbols for reading in figures.readings) else 1
    shown, hidden = figures.shown(everything), figures.hidden(everything)
    figures = replace(figures, structure=check_lines(figures.structure, shown))
    asked = dict.fromkeys(
        int(cell)
        for rows, reading in zip(figures.structure.rows, figures.readings, strict=True)
        for cell in rows[reading.hidden]
    )
    rule = Rule(threshold, zeros, symbols, levels)
    shown, model = _model(figures, shown, hidden, rule)
    attack = Attack(model, np.isnan(shown), Worlds(len(shown)))
    return Audit(figures, rule, shown, figures.kinds(), attack, tuple(asked))


def _model(figures: Figures, shown: np.ndarray, hidden: np.ndarray, rule: Rule) -> tuple[np.ndarray, Model]:
    """Return what is known and whole counts that fit it.

    A missing count is read as nothing and true zeros as shown, unless no counts at all fit that.
    """
    structure = figures.structure
    kinds = np.array(figures.kinds())
    missing = structure.printed & np.isnan(shown) & ~hidden
    nothing = np.where(missing, 0.0, shown)
    for known, taken in ((nothing, rule), (nothing, replace(rule, zeros=True)), (shown, rule), (shown, replace(rule, zeros=True))):
        low, high = taken.limits(kinds == "primary", kinds == "secondary")
        low[~hidden] = 0
        high[~hidden] = np.inf
        base = fitting_figures(structure, known, low, high)
        if base is not None:
            return known, Model(structure.matrix, base, low, high)
    raise ValueError("the published figures cannot all be true: no whole numbers in the place of the hidden ones add up")


def _ranges(attack: Attack, part: Part, asked: set[int]) -> dict[int, tuple[float, float]]:
    """Return the exact range of each cell of a part that is asked about."""
    places = [at for at, cell in enumerate(part.cells) if int(cell) in asked]
    base = attack.model.base[part.cells]
    free = np.where(np.isinf(part.up), np.inf, 0.0)
    endless = push_cells(part.lines, np.zeros(len(free)), free, [(at, 1.0) for at in places if np.isinf(part.up[at])])
    no_end = {
        at
        for at, push in zip([at for at in places if np.isinf(part.up[at])], endless, strict=True)
        if push.reached > 0.5
    }
    bounded = [at for at in places if at not in no_end]
    tops = dict(zip(bounded, attack.push(part, [(at, np.inf) for at in bounded]), strict=True))
    bottoms = dict(zip(places, attack.push(part, [(at, -np.inf) for at in places]), strict=True))
    ranges = {}
    for at in places:
        low = _whole_end(attack, part, at, bottoms[at].reached, 1)
        high = np.inf if at in no_end else base[at] + _whole_end(attack, part, at, tops[at].reached, -1)
        ranges[int(part.cells[at])] = (base[at] + low, high)
    return ranges


def _whole_end(attack: Attack, part: Part, at: int, reached: float, step: int) -> int:
    """Return the whole number that a cell can really reach, starting from what fractions can."""
    end = int(np.ceil(reached - 1e-6) if step > 0 else np.floor(reached + 1e-6))
    while not part.network and end != 0 and not attack.reaches(part, at, end):
        end += step
    return end
