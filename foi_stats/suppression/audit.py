"""The audit: the attacker, who sees only what is published and says what every hidden count can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from foi_stats.suppression.attack import Attack, Model, Part, Worlds
from foi_stats.suppression.bounds import Rule, check_lines, fitting_figures, widest
from foi_stats.suppression.figures import Figures, read_figures
from foi_stats.suppression.programme import Push, push_together
from foi_stats.suppression.structure import Hierarchy


@dataclass(frozen=True)
class Known:
    """What an attacker knows besides the tables; the parameters of :func:`audit`."""

    count: str
    by: Sequence[str]
    threshold: int | None = None
    earlier: Sequence[pd.DataFrame] = ()
    zeros: bool = False
    hierarchy: Hierarchy | None = None
    levels: tuple[int, int] | None = None
    symbols: int | None = None


@dataclass(frozen=True)
class Audit:
    """All that an attacker has: the figures, what they show, whole counts that fit, and the attack.

    ``asked`` are the cells that a table hides, in the order of the tables' rows.
    """

    figures: Figures
    rule: Rule
    shown: np.ndarray
    kinds: np.ndarray
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
        """The lowest and highest count that must stay possible for each hidden cell, if it is small."""
        known = ~np.isnan(self.shown)
        small = known & (self.shown < (self.rule.threshold or 1))
        if_hidden = self.rule.limits(small, known & ~small)
        least, most = (
            np.where(self.shown == 0, 0, np.where(known, limit, now))
            for limit, now in zip(if_hidden, (self.attack.model.low, self.attack.model.high), strict=True)
        )
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
        safe = {cell: loose[cell] and (self.kinds[cell] != "primary" or self.covers(cell)) for cell in self.asked}
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
    """Return what an attacker can work out of every hidden count.

    Parameters
    ----------
    published
        A long table as it is published, or several that are published together. A hidden count is ``[c]``; where
        small counts carry a symbol of their own, that is ``[c]`` and the others are ``[c2]``. Where there is a column
        ``suppressed``, as :func:`protect` gives it, what it marks is hidden, whatever stands in ``count``; it says by
        which rule a cell is judged, and the attacker is not shown it unless ``symbols`` is 2. A count that is
        missing otherwise is read as adding nothing, unless no figures fit that.
    count, by, hierarchy
        As for :func:`protect`. With several tables, ``by`` names the columns of all of them.
    threshold
        What the attacker knows it to be; None if it is not known.
    earlier
        Tables that were published before, in the same form.
    zeros
        Whether true zeros may be hidden. If not, a hidden count is at least 1. (Figures that fit only with hidden
        zeros are read so without being told.)
    levels
        The lowest and highest count that must stay possible for a small cell; 1 and ``threshold - 1`` unless given.
    symbols
        2 if ``[c]`` is known to stand for small counts only, 1 if for any. Unless given, 2 if ``[c2]`` occurs.

    Returns
    -------
    DataFrame
        A row for each hidden cell, first those of ``published`` in its order, then those that only ``earlier``
        hides: the columns of ``by`` (``Total`` where a table has no such column), ``low`` (int64) and ``high``
        (float64; ``inf`` if there is no limit), the smallest and largest count the cell can have, exact for whole
        numbers, and ``safe``.

    Raises
    ------
    ValueError
        If totals that are shown do not add up, if tables contradict one another, if no whole numbers fit, or if a
        label or a count cannot be used.

    Notes
    -----
    Without a threshold, a cell is safe if it can have more than one value. With one, a small cell is safe if every
    count from 1 to ``threshold - 1`` stays possible too (from the number of its parts that are not zero, if it is a
    total). Where nothing says which cells are small, a cell is unsafe if it is certainly small and some small counts
    are ruled out; and, since something small must be the reason for hiding, all cells that may be small are unsafe
    where, of hidden cells that hang together, none that may be small can be any small count.
    """
    known = Known(count, by, threshold, earlier, zeros, hierarchy, levels, symbols)
    attacked = attack_tables(published, known)
    single = published if isinstance(published, pd.DataFrame) else None
    return report(attacked, single)


def report(attacked: Audit, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the ranges as a frame (see :func:`audit`), labels as they stand in a single table."""
    structure = attacked.figures.structure
    by = list(structure.by)
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


def attack_tables(published: pd.DataFrame | Sequence[pd.DataFrame], known: Known) -> Audit:
    """Return the attack itself, for those who want to explain it. See :func:`audit`."""
    tables = [published] if isinstance(published, pd.DataFrame) else list(published)
    figures = read_figures([*tables, *known.earlier], known.count, known.by, known.hierarchy)
    everything = range(len(figures.readings))
    symbols = figures.symbols if known.symbols is None else known.symbols
    shown, hidden = figures.shown(everything), figures.hidden(everything)
    figures = replace(figures, structure=check_lines(figures.structure, shown))
    asked = dict.fromkeys(
        int(cell)
        for rows, reading in zip(figures.structure.rows, figures.readings, strict=True)
        for cell in rows[reading.hidden]
    )
    rule = Rule(known.threshold, known.zeros, symbols, known.levels)
    shown, model = _model(figures, shown, hidden, rule)
    attack = Attack(model, np.isnan(shown), Worlds(len(shown)))
    return Audit(figures, rule, shown, figures.kinds(symbols), attack, tuple(asked))


def _model(figures: Figures, shown: np.ndarray, hidden: np.ndarray, rule: Rule) -> tuple[np.ndarray, Model]:
    """Return what is known and whole counts that fit it.

    A missing count is read as nothing and true zeros as shown, unless no counts at all fit that.
    """
    structure = figures.structure
    kinds = figures.kinds(rule.symbols)
    missing = structure.printed & np.isnan(shown) & ~hidden
    nothing = np.where(missing, 0.0, shown)
    for known, taken in (
        (nothing, rule),
        (nothing, replace(rule, zeros=True)),
        (shown, rule),
        (shown, replace(rule, zeros=True)),
    ):
        low, high = taken.limits(kinds == "primary", kinds == "secondary")
        low[~hidden] = 0
        high[~hidden] = np.inf
        base = fitting_figures(structure, known, low, high)
        if base is not None:
            return known, Model(structure.matrix, base, low, high)
    raise ValueError(
        "the published figures cannot all be true: no whole numbers in the place of the hidden ones add up"
    )


def _ranges(attack: Attack, part: Part, asked: set[int]) -> dict[int, tuple[float, float]]:
    """Return the exact range of each cell of a part that is asked about."""
    places = [at for at, cell in enumerate(part.cells) if int(cell) in asked]
    base = attack.model.base[part.cells]
    no_end = _endless(part, places)
    bounded = [at for at in places if at not in no_end]
    tops = {at: push.reached for at, push in _pushes(attack, part, bounded, np.inf)}
    to_bound = [(at, float(part.down[at])) for at in places if part.down[at] < 0]
    rest = {at for at, _ in attack.push_together(part, to_bound)}
    bottoms = {at: float(part.down[at]) for at in places}
    bottoms |= {at: push.reached for at, push in _pushes(attack, part, sorted(rest), -np.inf)}
    ranges = {}
    for at in places:
        low = _whole_end(attack, part, at, bottoms[at], 1)
        high = np.inf if at in no_end else base[at] + _whole_end(attack, part, at, tops[at], -1)
        ranges[int(part.cells[at])] = (base[at] + low, high)
    return ranges


def _pushes(attack: Attack, part: Part, places: list[int], goal: float) -> Iterator[tuple[int, Push]]:
    yield from zip(places, attack.push(part, [(at, goal) for at in places]), strict=True)


def _endless(part: Part, places: list[int]) -> set[int]:
    """Return the cells that have no largest count.

    Ways to go on without end can be added up and lengthened, so one programme finds all cells that have any: each is
    given a first step of at most 1, which counts, beside all further steps, which do not.
    """
    from scipy.sparse import hstack

    endless = np.where(np.isinf(part.up), np.inf, 0.0)
    asked = [at for at in places if np.isinf(part.up[at])]
    steps = np.concatenate([endless, np.ones(len(asked))])
    goals = [(len(endless) + nth, 1.0) for nth in range(len(asked))]
    way = push_together(hstack([part.lines, part.lines[:, asked]], format="csc"), np.zeros(len(steps)), steps, goals)
    return {at for at, step in zip(asked, way[len(endless) :], strict=True) if step > 0.5}


def _whole_end(attack: Attack, part: Part, at: int, reached: float, step: int) -> int:
    """Return the whole number that a cell can really reach, starting from what fractions can."""
    end = int(np.ceil(reached - 1e-6) if step > 0 else np.floor(reached + 1e-6))
    while not part.network and end != 0 and not attack.reaches(part, at, end):
        end += step
    return end
