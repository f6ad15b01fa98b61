"""The heuristic: a safe pattern found quickly, which is where the search for the cheapest begins.

Positions and numbers only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foi_stats.suppression.attack import Cut
from foi_stats.suppression.problem import CannotProtectError, Problem
from foi_stats.suppression.programme import cheapest_way


def safe_pattern(
    problem: Problem, guide: np.ndarray | None = None, unsafe: Callable[[np.ndarray], bool] = lambda _: False
) -> np.ndarray:
    """Return a safe pattern that is reasonably cheap.

    For each cell that fails, the cells along the cheapest way in which it can change as much as it must are hidden too
    (Kelly, Golden and Assad 1992); then cells that are not needed are shown again, the dearest first. ``guide``
    replaces the cost of each cell in the search for ways; ``unsafe`` may rule out patterns without an attack on them.

    Raises
    ------
    CannotProtectError
        If a cell fails and no candidate is left that could help it.
    """
    cost = problem.cost if guide is None else guide
    hidden = problem.primaries.copy()
    while failures := problem.failures(hidden):
        before = hidden.sum()
        for cut in sorted(failures, key=lambda failure: -abs(failure.goal)):
            if cut.goal and not _is_reached(problem, hidden, cut):
                _hide_cheapest_way(problem, hidden, cut.cell, cut.goal, cost)
        if hidden.sum() == before:
            _hide_for_cuts(problem, hidden, failures, cost)
        if hidden.sum() == before:
            if hidden[problem.candidates].all():
                raise CannotProtectError(failures[0].cell)
            hidden = hidden | problem.candidates
    return _without_redundant(problem, hidden, unsafe)


def _is_reached(problem: Problem, hidden: np.ndarray, cut: Cut) -> bool:
    """Return whether a solution found since the attack shows that a cell reaches its goal."""
    return bool((problem.pool.within(hidden)[:, cut.cell] == cut.goal).any())


def _hide_for_cuts(problem: Problem, hidden: np.ndarray, cuts: list[Cut], cost: np.ndarray) -> None:
    """Hide, for each violated cut, the candidate that is cheapest for its weight in the cut."""
    for cut in cuts:
        if not cut.is_violated(hidden):
            continue
        helpful = np.flatnonzero((cut.weights > 0) & problem.candidates & ~hidden)
        if not len(helpful):
            raise CannotProtectError(cut.cell)
        hidden[helpful[np.argmin(cost[helpful] / cut.weights[helpful])]] = True


def _hide_cheapest_way(problem: Problem, hidden: np.ndarray, cell: int, change: float, cost: np.ndarray) -> None:
    """Hide the cells along the cheapest way in which a cell can change by this much."""
    cells = np.flatnonzero(problem.candidates)
    price = np.where(hidden[cells], 0.0, cost[cells])
    down, up = problem.model.down[cells], problem.model.up[cells]
    at = int(np.searchsorted(cells, cell))
    moved = cheapest_way(problem.model.matrix[:, cells], down, up, at, change, price)
    if moved is None:
        raise CannotProtectError(cell)
    hidden[cells[np.abs(moved) > 1e-7]] = True
    whole = np.rint(moved)
    if np.abs(moved - whole).max() < 1e-7:
        solution = np.zeros(len(hidden))
        solution[cells] = whole
        problem.pool.add(solution)


def _without_redundant(problem: Problem, hidden: np.ndarray, unsafe: Callable[[np.ndarray], bool]) -> np.ndarray:
    """Return the pattern without the secondary cells that it does not need, trying the dearest first."""
    extra = np.flatnonzero(hidden & ~problem.primaries)
    for cell in extra[np.argsort(-problem.cost[extra], kind="stable")]:
        if problem.is_late(0.5):
            break
        trial = hidden.copy()
        trial[cell] = False
        if not unsafe(trial) and not problem.failures(trial, most=1):
            hidden = trial
    return hidden
