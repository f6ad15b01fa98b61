"""The attack: what someone who knows every line and every shown count can work out about hidden cells.

Positions and numbers only. A change is counted from one set of counts that fits the lines (``Model.base``); a
*solution* is a change to every hidden cell after which every line still adds up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from foi_stats.suppression.programme import TINY, CellBound, bounds_together, cell_bounds, is_network, whole_solution

_MOST_NUMBERS = 12_000_000
"""The limit of numbers in a pool of solutions, at 12 bytes each."""


@dataclass(frozen=True)
class Model:
    """What an attacker knows: the lines, whole counts that fit them, and the least and most of each cell if hidden."""

    matrix: Any
    base: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @cached_property
    def down(self) -> np.ndarray:
        """The lowest change of each cell, if it is hidden."""
        change: np.ndarray = self.low - self.base
        return change

    @cached_property
    def up(self) -> np.ndarray:
        """The highest change of each cell, if it is hidden."""
        change: np.ndarray = self.high - self.base
        return change


@dataclass(frozen=True)
class Cut:
    """A condition that every safe pattern meets and the pattern it was found for violates.

    The weights of the hidden cells must sum to at least ``least``, which ``cell`` needs; if ``guarded``, only where
    that cell is hidden. ``goal`` is the change that the cell does not reach, 0 if it cannot change at all.
    """

    weights: np.ndarray
    least: float
    cell: int
    goal: float
    guarded: bool = False

    def is_violated(self, chosen: np.ndarray) -> bool:
        """Return whether a pattern, fractions allowed, violates the condition."""
        needed = self.least * (chosen[self.cell] if self.guarded else 1.0)
        return bool(self.weights @ chosen < needed - 1e-4)


@dataclass(frozen=True)
class ProtectionLevels:
    """What a safe pattern must leave possible.

    ``levels`` holds, for each protected cell, the lowest and highest change that must stay possible, with every whole
    number between; ``movable`` marks the cells that must be able to change at all if they are hidden.
    """

    levels: Mapping[int, tuple[int, int]]
    movable: np.ndarray


class SolutionPool:
    """The whole-number solutions found so far.

    A solution that changes only hidden cells proves that these changes are possible, whatever else is hidden.
    """

    def __init__(self, cells: int, most: int = 2000) -> None:
        most = max(1, min(most, _MOST_NUMBERS // max(cells, 1)))
        self._solutions = np.zeros((min(most, 64), cells), dtype=np.int64)
        self._moves = np.zeros(self._solutions.shape, dtype=np.float32)
        self._capacity = most
        self._next = 0

    def add(self, solution: np.ndarray) -> None:
        """Add a solution; it replaces the oldest when the pool is full."""
        if self._next == len(self._solutions) < self._capacity:
            self._solutions = np.vstack([self._solutions, np.zeros_like(self._solutions)])[: self._capacity]
            self._moves = np.vstack([self._moves, np.zeros_like(self._moves)])[: self._capacity]
        self._solutions[self._next % len(self._solutions)] = solution
        self._moves[self._next % len(self._solutions)] = solution != 0
        self._next += 1

    def within(self, hidden: np.ndarray) -> np.ndarray:
        """Return the solutions that change only these cells, one in each row."""
        outside = self._moves[: self._next] @ (~hidden).astype(np.float32)
        inside: np.ndarray = self._solutions[: self._next][outside == 0]
        return inside


@dataclass(frozen=True)
class Component:
    """Hidden cells that lines join, directly or through one another, and no line joins to other hidden cells."""

    cells: np.ndarray
    matrix: Any
    rows: np.ndarray
    down: np.ndarray
    up: np.ndarray

    @cached_property
    def network(self) -> bool:
        """Whether every bound of the linear programme is a whole number."""
        return is_network(self.matrix)


@dataclass(frozen=True)
class Attack:
    """An attack on one pattern of hidden cells."""

    model: Model
    hidden: np.ndarray
    pool: SolutionPool
    _solutions: list[np.ndarray] = field(default_factory=list)

    @property
    def solutions(self) -> np.ndarray:
        """The solutions that fit this pattern, one in each row; the first changes nothing."""
        if not self._solutions:
            self._solutions.append(np.zeros((1, len(self.hidden)), dtype=np.int64))
            self._solutions.append(self.pool.within(self.hidden))
        if len(self._solutions) > 1:
            self._solutions[:] = [np.vstack(self._solutions)]
        return self._solutions[0]

    def add_solution(self, component: Component, solution: np.ndarray) -> None:
        """Add a whole-number solution of one component, for this attack and for later ones."""
        whole = np.zeros((1, len(self.hidden)), dtype=np.int64)
        whole[0, component.cells] = solution
        self.pool.add(whole[0])
        self._solutions.append(whole)

    @cached_property
    def components(self) -> list[Component]:
        """The hidden cells, split where no line joins them (connected components)."""
        from scipy.sparse import block_array, csr_array
        from scipy.sparse.csgraph import connected_components

        cells = np.flatnonzero(self.hidden)
        matrix = csr_array(self.model.matrix[:, cells])
        rows = np.flatnonzero(np.diff(matrix.indptr))
        matrix = csr_array(matrix[rows])
        if not len(cells):
            return []
        joined = block_array([[None, matrix], [matrix.T, None]]) if len(rows) else csr_array((len(cells), len(cells)))
        number, label = connected_components(joined, directed=False)
        of_row, of_cell = label[: len(rows)], label[len(rows) :]
        inside = [(np.flatnonzero(of_row == at), np.flatnonzero(of_cell == at)) for at in range(number)]
        return [
            Component(cells[c], matrix[r][:, c], rows[r], self.model.down[cells[c]], self.model.up[cells[c]])
            for r, c in inside
        ]

    def bounds(self, component: Component, goals: list[tuple[int, float]]) -> list[CellBound]:
        """Return the bounds of cells of one component (by their place in it); add their whole solutions to the pool."""
        bounds = cell_bounds(component.matrix, component.down, component.up, goals)
        for bound in bounds:
            self._add_if_whole(component, bound.solution)
        return bounds

    def bounds_together(self, component: Component, goals: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Bound many cells of one component at once, repeatedly, and return the goals that no solution reaches yet."""
        for side in (1, -1):
            left = len(goals) + 1
            while 8 <= len(same_side := [goal for goal in goals if goal[1] * side > 0]) < 0.9 * left:
                left = len(same_side)
                self._add_if_whole(
                    component, bounds_together(component.matrix, component.down, component.up, same_side)
                )
                newest = self.solutions[-1, component.cells]
                goals = [goal for goal in goals if not _is_reached(newest[[goal[0]]], goal[1], component.network)]
        return goals

    def _add_if_whole(self, component: Component, solution: np.ndarray) -> None:
        """Add a solution to the pool if it is one of whole numbers."""
        whole = np.rint(solution)
        if np.abs(solution - whole).max(initial=0) < TINY and not (component.matrix @ whole).any() and whole.any():
            self.add_solution(component, whole)

    def reaches(self, component: Component, at: int, change: float) -> bool:
        """Return whether a whole-number solution changes this cell by exactly this much."""
        down, up = component.down.copy(), component.up.copy()
        if not down[at] <= change <= up[at]:
            return False
        if self._is_shown(component, at, change):
            return True
        down[at] = up[at] = change
        solution = whole_solution(component.matrix, down, up)
        if solution is not None:
            self.add_solution(component, solution)
        return solution is not None

    def _is_shown(self, component: Component, at: int, change: float) -> bool:
        """Return whether a solution found before, or a share of it in whole numbers, changes a cell by this much."""
        own = self.solutions[:, component.cells[at]]
        enough = (own * change > 0) & (np.abs(own) >= abs(change)) if change else own == 0
        if (own[enough] == change).any():
            return True
        solutions, whole = self.solutions[enough][:, component.cells], own[enough, None]
        return bool((solutions * int(change) % whole == 0).all(axis=1).any())

    def capacity_cut(self, component: Component, at: int, goal: float, bound: CellBound) -> Cut:
        """Return the capacity cut of a cell that does not reach its goal (Fischetti and Salazar 2001).

        With the dual price of each line, the change of the cell is a sum over the other cells, each of which can add
        only as much as its own bounds allow, and only if it is hidden.
        """
        duals = np.zeros(self.model.matrix.shape[0])
        duals[component.rows] = bound.duals
        slack = -(self.model.matrix.T @ duals)
        slack[component.cells[at]] -= np.sign(goal)
        slack[np.abs(slack) < TINY] = 0
        adds = np.zeros(len(slack))
        rises, falls = slack < 0, slack > 0
        adds[rises] = -slack[rises] * self.model.up[rises]
        adds[falls] = -slack[falls] * self.model.down[falls]
        return Cut(np.minimum(adds, abs(goal)), abs(goal), int(component.cells[at]), goal)

    def fixed_cut(self, component: Component, at: int, up: CellBound, down: CellBound) -> Cut:
        """Return the cut of a hidden cell that can change neither up nor down."""
        weights = self.capacity_cut(component, at, 1.0, up).weights
        weights = weights + self.capacity_cut(component, at, -1.0, down).weights
        return Cut(np.minimum(weights, 1.0), 1.0, int(component.cells[at]), 0.0, guarded=True)


def find_failures(attack: Attack, protection: ProtectionLevels, candidates: np.ndarray, most: int = 10**9) -> list[Cut]:
    """Return the cuts that a pattern violates; none if it is safe.

    A solution proves that a whole number stays possible; where the lines form a network, the bounds do. The search
    stops after ``most`` failures, and tries whole numbers only where fractions fail nowhere.
    """
    failures: list[Cut] = []
    for component in attack.components:
        failures += _level_failures(attack, component, protection, candidates)
        if len(failures) < most:
            failures += _fixed_failures(attack, component, protection, candidates)
        if len(failures) >= most:
            break
    return failures


def _level_failures(
    attack: Attack, component: Component, protection: ProtectionLevels, candidates: np.ndarray
) -> list[Cut]:
    """Return the cuts of protected cells of one component that do not reach their protection levels."""
    inside = attack.solutions[:, component.cells]
    goals = [
        (at, float(change))
        for at, cell in enumerate(component.cells)
        if int(cell) in protection.levels
        for change in protection.levels[int(cell)]
        if change and not _is_reached(inside[:, at], change, component.network)
    ]
    goals = attack.bounds_together(component, goals)
    failures = [
        attack.capacity_cut(component, at, goal, bound)
        for (at, goal), bound in zip(goals, attack.bounds(component, goals), strict=True)
        if abs(bound.reached) < abs(goal) - TINY
    ]
    if component.network or failures:
        return failures
    for at, cell in enumerate(component.cells):
        low, high = protection.levels.get(int(cell), (0, 0))
        failures += [
            _whole_cut(attack, int(cell), change, candidates)
            for change in range(low, high + 1)
            if not attack.reaches(component, at, change)
        ]
    return failures


def _is_reached(changes: np.ndarray, goal: float, between: bool) -> bool:
    """Return whether a solution shows this change already; in a network, a larger change does too."""
    if not between:
        return bool(np.any(changes == goal))
    return bool(np.any(changes >= goal) if goal > 0 else np.any(changes <= goal))


def _fixed_failures(
    attack: Attack, component: Component, protection: ProtectionLevels, candidates: np.ndarray
) -> list[Cut]:
    """Return the cuts of hidden cells of one component that can have one value only."""
    moves = np.any(attack.solutions[:, component.cells], axis=0)
    still = [at for at, cell in enumerate(component.cells) if protection.movable[cell] and not moves[at]]
    ups = attack.bounds(component, [(at, 1.0) for at in still])
    moves = np.any(attack.solutions[:, component.cells], axis=0)
    left = [(at, up) for at, up in zip(still, ups, strict=True) if not moves[at]]
    downs = attack.bounds(component, [(at, -1.0) for at, _ in left])
    failures = []
    for (at, up), down in zip(left, downs, strict=True):
        cell = int(component.cells[at])
        if up.reached - down.reached < 1 - TINY:
            failures.append(attack.fixed_cut(component, at, up, down))
        elif not _can_move(attack, component, at):
            failures.append(_whole_cut(attack, cell, 0, candidates))
    return failures


def _can_move(attack: Attack, component: Component, at: int) -> bool:
    """Return whether a whole-number solution changes this cell at all."""
    if attack.solutions[:, component.cells[at]].any():
        return True
    for side in (1.0, -1.0):
        down, up = component.down.copy(), component.up.copy()
        (down if side > 0 else up)[at] = side
        solution = whole_solution(component.matrix, down, up)
        if solution is not None:
            attack.add_solution(component, solution)
            return True
    return False


def _whole_cut(attack: Attack, cell: int, change: int, candidates: np.ndarray) -> Cut:
    """Return the cut of a cell that only whole numbers disclose: at least one more cell must be hidden.

    Cells are hidden too in handfuls as long as the failure stays: the fewer are left, the stronger the cut.
    """
    hidden = attack.hidden.copy()
    for handful in np.array_split(np.flatnonzero(candidates & ~hidden), 8):
        wider = hidden.copy()
        wider[handful] = True
        trial = Attack(attack.model, wider, attack.pool)
        component = next(component for component in trial.components if cell in component.cells)
        at = int(np.flatnonzero(component.cells == cell)[0])
        if not (trial.reaches(component, at, change) if change else _can_move(trial, component, at)):
            hidden = wider
    return Cut((candidates & ~hidden).astype(float), 1.0, cell, float(change), guarded=change == 0)
