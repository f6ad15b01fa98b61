"""Finds the cheapest safe pattern and proves it, by cutting planes, or the best found before the deadline.

The method is that of Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular data with linear
constraints": choose a pattern by the master problem, attack it, and add the cuts that it violates. Positions and
numbers only.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from foi_stats.suppression.attack import Attack, Component, Cut
from foi_stats.suppression.cover import covering_pattern
from foi_stats.suppression.heuristic import safe_pattern
from foi_stats.suppression.master import MasterProblem
from foi_stats.suppression.problem import CannotProtectError, Problem
from foi_stats.suppression.programme import TINY, CellBound, OutOfTimeError, cell_bounds, deadline_at

_ROUNDS = 60
"""The limit of patterns to try if there is no deadline."""
_RECENT, _TRIES = 6, 12
"""How many recent patterns are put together, and how many patterns are tried among their cells."""
_AT_LEAST = 2.0
"""Seconds after a short deadline in which a safe pattern may still be found where none is known."""


@dataclass(frozen=True)
class Solution:
    """A safe pattern, the cost of its secondary cells, and a lower bound of the cost of any safe pattern."""

    hidden: np.ndarray
    cost: float
    bound: float
    optimal: bool


def solve(problem: Problem) -> Solution:
    """Return the cheapest safe pattern, or the best found before the deadline.

    Raises
    ------
    OutOfTimeError
        If not even a pattern that is not cheap was found a little after the deadline.
    """
    late = None if problem.deadline is None else problem.deadline + max(_AT_LEAST - 0.1 * problem.time_allowed, 0.0)
    master = MasterProblem(problem)
    if problem.is_large:
        with deadline_at(late):
            return _unproven(problem, covering_pattern(problem))
    master.add(line_cuts(problem))
    try:
        with deadline_at(problem.deadline):
            best = safe_pattern(problem, unsafe=master.is_violated_by)
    except OutOfTimeError:
        with deadline_at(late):
            return _unproven(problem, covering_pattern(problem))
    search = Search(master, best)
    if search.cost > 0:
        master.add(problem.take_cuts())
        try:
            with deadline_at(problem.deadline):
                search.run()
        except CannotProtectError:  # among the cells still open there is no cheaper pattern
            search.bound = search.cost
        except OutOfTimeError:
            pass
    optimal = search.cost - search.bound <= search.tolerance
    return Solution(search.best, search.cost, search.cost if optimal else search.bound, optimal)


def _unproven(problem: Problem, pattern: np.ndarray) -> Solution:
    """Return a safe pattern of which nothing more is known, but that nothing costs less than nothing."""
    cost = problem.cost_of(pattern)
    return Solution(pattern, cost, 0.0, cost == 0)


@dataclass
class Search:
    """The best safe pattern so far, and a lower bound of the cost of any safe pattern.

    Only patterns cheaper than the best are of interest, so cells that none of them hides are left out.
    """

    master: MasterProblem
    best: np.ndarray
    bound: float = 0.0
    recent: deque[np.ndarray] = field(default_factory=lambda: deque(maxlen=_RECENT))

    def __post_init__(self) -> None:
        self.problem = self.master.problem
        self.tolerance = _tolerance(self.problem)

    @property
    def cost(self) -> float:
        """The cost of the best pattern."""
        return self.problem.cost_of(self.best)

    def reduced_problem(self) -> Problem:
        """Return the problem of the cells that a cheaper pattern can hide."""
        return self.master.reduced_problem(self.cost - self.tolerance)

    def accept(self, pattern: np.ndarray) -> bool:
        """Make a safe pattern the best if it is the cheapest so far; return whether it is."""
        cheaper = self.problem.cost_of(pattern) < self.cost
        if cheaper:
            self.best = pattern
        return cheaper

    def run(self) -> None:
        """Choose patterns, attack them and add cuts, until the best one is proven or the deadline has passed."""
        self.tighten()
        for _ in range(_ROUNDS) if self.problem.deadline is None else itertools.count():
            if self.cost - self.bound <= self.tolerance or self.problem.is_late():
                break
            reduced = self.reduced_problem()
            pattern, proven = self.master.solve()
            self.bound = max(self.bound, min(proven, self.cost))
            failures = reduced.failures(pattern)
            if not failures and not self.accept(pattern):
                break
            if failures and not self.add_cuts(reduced, pattern, failures) + self.repair(reduced, pattern):
                break

    def tighten(self) -> None:
        """Add cuts that fractional patterns violate, as long as they raise the bound."""
        slow = 0
        while slow < 4:
            chosen, proven, _ = self.master.solve_relaxation()
            slow = slow + 1 if proven < self.bound + 1e-4 * max(self.bound, 1.0) else 0
            self.bound = max(self.bound, proven)
            if self.problem.is_late(0.4):
                break
            reduced = self.reduced_problem()
            failures = reduced.failures(chosen > 1 - TINY)
            if not self.master.add([*failures, *separated_cuts(reduced, chosen, failures, least=1e-3)]):
                break

    def add_cuts(self, reduced: Problem, pattern: np.ndarray, failures: list[Cut]) -> int:
        """Add the cuts that a pattern violates; return how many are new."""
        separated = separated_cuts(reduced, pattern.astype(float), failures, least=0.02)
        return self.master.add([*failures, *separated, *reduced.take_cuts()])

    def repair(self, reduced: Problem, pattern: np.ndarray) -> int:
        """Search for a safe pattern close to one that is not; return how many new cuts the search found."""
        self.recent.append(pattern)
        guide = self.problem.cost * np.where(pattern, 0.02, 1.0)
        try:
            repaired = safe_pattern(reduced, guide, unsafe=self.master.is_violated_by)
            self.accept(repaired)
            self.recent.append(repaired)
        except CannotProtectError:  # not always a proof: a secondary cell may be what fails
            pass
        return self.master.add(reduced.take_cuts()) + self.search_nearby(reduced)

    def search_nearby(self, reduced: Problem) -> int:
        """Search for a cheaper pattern among the cells of recent ones; return how many new cuts the search found."""
        nearby, added = np.logical_or.reduce([self.best, *self.recent]), 0
        for _ in range(_TRIES):
            try:
                pattern, _ = self.master.solve(among=nearby)
            except CannotProtectError:
                break
            if self.problem.cost_of(pattern) >= self.cost or self.problem.is_late():
                break
            failures = reduced.failures(pattern)
            fresh = self.add_cuts(reduced, pattern, failures) if failures else 0
            added += fresh
            if not fresh:
                if not failures:
                    self.accept(pattern)
                break
        return added


def _tolerance(problem: Problem) -> float:
    """Return how far the bound may lie below the cost of an optimal pattern: with whole costs, almost one step."""
    costs = problem.cost[problem.undecided]
    if (costs == np.rint(costs)).all():
        return 0.99 * float(np.gcd.reduce(costs.astype(np.int64)))
    return 1e-6 * float(costs.max())


def line_cuts(problem: Problem) -> list[Cut]:
    """Return the cuts of single lines: when a protected cell changes, the other cells of its line must balance it."""
    matrix = problem.model.matrix
    cuts = []
    for cell, changes in problem.protection.levels.items():
        column = matrix[:, [cell]].tocoo()
        for row, own in zip(column.coords[0], column.data, strict=True):
            start, stop = matrix.indptr[row], matrix.indptr[row + 1]
            others, signs = matrix.indices[start:stop], matrix.data[start:stop]
            for change in changes:
                rises = signs * own * change < 0
                room = np.where(rises, problem.model.up[others], -problem.model.down[others])
                weights = np.zeros(len(problem.cost))
                weights[others] = np.minimum(np.where(problem.candidates[others], room, 0), abs(change))
                weights[cell] = 0
                if change:
                    cuts.append(Cut(weights, float(abs(change)), cell, float(change)))
    return cuts


def separated_cuts(problem: Problem, chosen: np.ndarray, failures: list[Cut], least: float) -> list[Cut]:
    """Return the capacity cuts that a pattern, fractions allowed, violates.

    ``failures`` are the cuts of the cells that are chosen entirely: only cells that fail there can fail if others are
    partly hidden too. Cells that are not chosen count as hidden to the degree ``least``: of all violated cuts, that
    finds a strong one, which has little weight elsewhere (Magnanti and Wong 1981).
    """
    share = np.where(problem.candidates, np.maximum(chosen, least), chosen)
    attack = Attack(problem.model, share > TINY, problem.pool)
    partly = np.flatnonzero(problem.protection.movable & (chosen > 0.01) & (chosen < 1 - TINY))
    fixed = {*partly.tolist(), *(cut.cell for cut in failures if not cut.goal)}
    level_goals = [(cut.cell, cut.goal) for cut in failures if cut.goal]
    cuts = [
        cut
        for component in attack.components
        for cut in _component_cuts(attack, component, share[component.cells], level_goals, fixed)
    ]
    return [cut for cut in cuts if cut.is_violated(chosen)]


def _component_cuts(
    attack: Attack, component: Component, share: np.ndarray, level_goals: list[tuple[int, float]], fixed: set[int]
) -> list[Cut]:
    """Return the cuts of some cells of one component, violated or not."""
    place = {int(cell): at for at, cell in enumerate(component.cells)}
    goals = [(place[cell], goal) for cell, goal in level_goals if cell in place]
    cuts = [
        attack.capacity_cut(component, at, goal, bound)
        for (at, goal), bound in zip(goals, _scaled_bounds(component, share, goals), strict=True)
        if abs(bound.reached) < abs(goal) - TINY
    ]
    movable = [place[cell] for cell in fixed if cell in place]
    ups = _scaled_bounds(component, share, [(at, 1.0) for at in movable])
    downs = _scaled_bounds(component, share, [(at, -1.0) for at in movable])
    return cuts + [attack.fixed_cut(component, at, up, down) for at, up, down in zip(movable, ups, downs, strict=True)]


def _scaled_bounds(component: Component, share: np.ndarray, goals: list[tuple[int, float]]) -> list[CellBound]:
    """Return the bounds of cells if each cell can change only by its share of the change that hiding it would allow."""
    most = max((abs(goal) for _, goal in goals), default=0.0)
    down, up = np.maximum(component.down, -most) * share, np.minimum(component.up, most) * share
    return cell_bounds(component.matrix, down, up, goals, own=(component.down, component.up))
