"""A safe pattern for large tables, or when time is short: every hidden cell is proven by a solution found on the way.

Positions and numbers only. Nothing is attacked afterwards: a pattern is safe once each protected cell has a solution
for every change it must allow, and each hidden cell one in which it changes. Hiding more cells takes none away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from foi_stats.suppression.attack import Attack, SolutionPool
from foi_stats.suppression.problem import CannotProtectError, Problem
from foi_stats.suppression.programme import TINY, bounds_together, cheapest_way, is_network, whole_solution

_NEAR, _MANY = 12, 3000
"""How many of the cheapest cells of a line are near, and among how many cells a way is sought anywhere."""


def covering_pattern(problem: Problem) -> np.ndarray:
    """Return a safe pattern, found without a search for the cheapest.

    Raises
    ------
    CannotProtectError
        If a cell can be worked out whatever is hidden.
    OutOfTimeError
        If time is up.
    """
    cover = _Cover(problem, problem.primaries.copy())
    cover.learn_together()
    for cell, change in cover.missing_changes():
        cover.hide_way(cell, [change])
    for cell in cover.still_cells():
        cover.hide_way(cell, [1, -1])
    return cover.hidden


@dataclass
class _Cover:
    """A growing pattern, and what solutions within it have proven: how far cells change, and which move at all."""

    problem: Problem
    hidden: np.ndarray
    reached: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.moved = np.zeros(len(self.hidden), dtype=bool)
        self.most, self.least = np.zeros(len(self.hidden)), np.zeros(len(self.hidden))

    @cached_property
    def candidates(self) -> np.ndarray:
        """The positions of the cells that may be hidden."""
        return np.flatnonzero(self.problem.candidates)

    @cached_property
    def network(self) -> bool:
        """Whether a cell that can change by 3 can change by 1 and 2 too."""
        return is_network(self.problem.model.matrix[:, self.candidates])

    @cached_property
    def by_cell(self) -> Any:  # noqa: ANN401 - a scipy.sparse array
        """The lines by cell, for quick access."""
        return self.problem.model.matrix.tocsc()

    def wanted(self, cell: int) -> list[int]:
        """Return the changes of a cell that must stay possible, the largest first."""
        low, high = self.problem.protection.levels.get(cell, (0, 0))
        changes = {low, high} if self.network else {*range(low, high + 1)}
        return sorted(changes - {0}, key=lambda change: (-abs(change), change))

    def is_proven(self, cell: int, change: int) -> bool:
        """Return whether a solution shows this change."""
        if self.network:
            return bool(self.least[cell] <= change <= self.most[cell])
        return (cell, change) in self.reached

    def learn(self, cells: np.ndarray, changes: np.ndarray) -> bool:
        """Take a solution, if it is one of whole numbers, as proof of what it changes; return whether it is."""
        whole = np.rint(changes)
        if np.abs(changes - whole).max(initial=0) > TINY or (self.problem.model.matrix[:, cells] @ whole).any():
            return False
        self.moved[cells] |= whole != 0
        self.most[cells] = np.maximum(self.most[cells], whole)
        self.least[cells] = np.minimum(self.least[cells], whole)
        if not self.network:
            moving = np.flatnonzero(whole)
            self.reached.update(zip(cells[moving].tolist(), whole[moving].astype(int).tolist(), strict=True))
        return True

    def missing_changes(self) -> Iterator[tuple[int, int]]:
        """Yield the changes that are not proven when their turn comes, the largest first."""
        wanted = [(cell, change) for cell in self.problem.protection.levels for change in self.wanted(cell)]
        for cell, change in sorted(wanted, key=lambda one: -abs(one[1])):
            if not self.is_proven(cell, change):
                yield cell, change

    def still_cells(self) -> Iterator[int]:
        """Yield the hidden cells that must move and that no solution moves."""
        for cell in np.flatnonzero(self.hidden & self.problem.protection.movable):
            if not self.moved[cell]:
                yield int(cell)

    def learn_together(self) -> None:
        """Let all small cells go up, then down, together, as often as that proves much."""
        for component in Attack(self.problem.model, self.hidden, SolutionPool(len(self.hidden), 1)).components:
            place = {int(cell): at for at, cell in enumerate(component.cells)}
            for side in (1, -1):
                left = np.inf
                while 8 <= len(goals := self._goals(place, side)) < 0.95 * left:
                    left = len(goals)
                    changes = bounds_together(component.matrix, component.down, component.up, goals)
                    if not self.learn(component.cells, changes):
                        break

    def _goals(self, place: dict[int, int], side: int) -> list[tuple[int, float]]:
        """Return, for cells of a component, the largest change to one side that is not proven."""
        goals = {}
        for cell, at in place.items():
            missing = [one for one in self.wanted(cell) if one * side > 0 and not self.is_proven(cell, one)]
            if missing:
                goals[at] = float(missing[0])
        return list(goals.items())

    def hide_way(self, cell: int, changes: list[int]) -> None:
        """Hide the cells along the cheapest way in which a cell can change by one of these; learn from it."""
        for cells in self._neighbourhoods(cell):
            for change in changes:
                way = self._way(cells, cell, change)
                if way is not None:
                    self.hidden[cells[way != 0]] = True
                    self.learn(cells, way)
                    return
        raise CannotProtectError(cell)

    def _way(self, cells: np.ndarray, cell: int, change: int) -> np.ndarray | None:
        """Return the cheapest solution in whole numbers among these cells that changes a cell by this much, if any."""
        problem, at = self.problem, int(np.searchsorted(cells, cell))
        matrix = problem.model.matrix[:, cells]
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
        price = np.where(self.hidden[cells], 0.0, problem.cost[cells])
        down, up = problem.model.down[cells], problem.model.up[cells]
        if not down[at] <= change <= up[at]:
            return None
        moved = cheapest_way(matrix, down, up, at, change, price)
        if moved is None or np.abs(moved - np.rint(moved)).max(initial=0) < TINY:
            return None if moved is None else np.rint(moved)
        down, up = np.minimum(down, 0), np.maximum(up, 0)
        down[at] = up[at] = change
        return whole_solution(matrix, down, up)

    def _neighbourhoods(self, cell: int) -> Iterator[np.ndarray]:
        """Yield wider and wider sets of cells around a cell, all candidates last."""
        if len(self.candidates) > _MANY:
            lines = self._lines_of(np.array([cell]))
            for near in (_NEAR, 4 * _NEAR):
                lines = self._lines_of(self._cheapest_in(lines, near))
                yield self._cells_within(lines, cell)
        yield self.candidates

    def _lines_of(self, cells: np.ndarray) -> np.ndarray:
        return np.unique(self.by_cell[:, cells].indices)

    def _cheapest_in(self, lines: np.ndarray, near: int) -> np.ndarray:
        """Return the cheapest candidates of each of these lines, hidden cells first."""
        chosen, matrix = [], self.problem.model.matrix
        for line in lines:
            cells = matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]]
            cells = cells[self.problem.candidates[cells]]
            price = np.where(self.hidden[cells], 0.0, self.problem.cost[cells])
            chosen.append(cells[np.argsort(price, kind="stable")[:near]])
        return np.unique(np.concatenate(chosen))

    def _cells_within(self, lines: np.ndarray, cell: int) -> np.ndarray:
        """Return the candidates all of whose lines are among these."""
        matrix = self.problem.model.matrix
        inside = np.bincount(matrix[lines].indices, minlength=len(self.hidden))
        within = self.problem.candidates & (inside == np.diff(self.by_cell.indptr))
        within[cell] = True
        return np.flatnonzero(within)
