"""Linear and whole-number programmes over the lines of a table, solved by HiGHS through scipy.

Numbers only. A *solution* is a change to every hidden cell after which every line still adds up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

TINY = 1e-6
_BLOCK = 20000
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class OutOfTimeError(Exception):
    """A programme was not solved by its deadline."""


@contextmanager
def deadline_at(moment: float | None) -> Iterator[None]:
    """Let every programme solved inside end by a moment of the monotonic clock, or raise OutOfTimeError."""
    token = _deadline.set(moment)
    try:
        yield
    finally:
        _deadline.reset(token)


def _time_left() -> float | None:
    """Return the seconds left for a programme, None without a deadline."""
    moment = _deadline.get()
    if moment is None:
        return None
    left = moment - time.monotonic()
    if left <= 0:
        raise OutOfTimeError
    return left


def _linear_programme(objective: np.ndarray, **given: Any) -> Any:  # noqa: ANN401 - scipy has no types
    """Return what scipy's linprog finds, by the dual simplex method of HiGHS."""
    from scipy.optimize import linprog

    left = _time_left()
    options = {} if left is None else {"time_limit": left}
    solved = linprog(objective, **given, method="highs-ds", options=options)
    if solved.status == 1:
        raise OutOfTimeError
    return solved


@dataclass(frozen=True, slots=True)
class CellBound:
    """The bound of one cell: the largest change reached, the solution that reaches it and the dual price of each line.

    ``duals`` prove that no solution goes further: the sum of the lines, each times its price, bounds the change.
    """

    reached: float
    solution: np.ndarray
    duals: np.ndarray


def cell_bounds(
    matrix: Any,  # noqa: ANN401
    down: np.ndarray,
    up: np.ndarray,
    goals: Sequence[tuple[int, float]],
    own: tuple[np.ndarray, np.ndarray] | None = None,
) -> list[CellBound]:
    """Return how far each cell can change towards its goal within the lines, fractions allowed.

    Parameters
    ----------
    matrix
        The lines, one row each, one column for each cell that can change.
    down, up
        The lowest and highest change of each cell (0 or less, 0 or more; may be infinite).
    goals
        Cell and change wanted, up (positive) or down (negative). No bound goes beyond its goal.
    own
        The lowest and highest change of a cell while its own bound is computed, where that differs.
    """
    size = max(1, _BLOCK // max(1, matrix.shape[1]))
    blocks = [goals[at : at + size] for at in range(0, len(goals), size)]
    return [bound for block in blocks for bound in _bounds_block(matrix, (down, up), block, own or (down, up))]


def bounds_together(matrix: Any, down: np.ndarray, up: np.ndarray, goals: Sequence[tuple[int, float]]) -> np.ndarray:  # noqa: ANN401
    """Return a solution in which these cells together go as far towards their goals as they can, fractions allowed.

    Each cell has one goal. Cells that reach it need no programme of their own.
    """
    objective, bounds = np.zeros(matrix.shape[1]), np.column_stack([down, up])
    for cell, goal in goals:
        objective[cell] = -np.sign(goal)
        bounds[cell, int(goal > 0)] = min(goal, up[cell]) if goal > 0 else max(goal, down[cell])
    solved = _linear_programme(objective, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds)
    if solved.status != 0:
        raise RuntimeError(f"the linear programme was not solved: {solved.message}")
    solution: np.ndarray = solved.x
    return solution


def _bounds_block(
    matrix: Any,  # noqa: ANN401
    limits: tuple[np.ndarray, np.ndarray],
    goals: Sequence[tuple[int, float]],
    own: tuple[np.ndarray, np.ndarray],
) -> list[CellBound]:
    """Solve one linear programme that holds a copy of the lines for each goal, because many small calls are slow."""
    from scipy.sparse import block_diag

    copies, (height, width) = len(goals), matrix.shape
    bounds = np.column_stack([np.tile(limits[0], copies), np.tile(limits[1], copies)])
    objective = np.zeros(copies * width)
    for copy, (cell, goal) in enumerate(goals):
        at, side = copy * width + cell, int(goal > 0)
        objective[at] = -np.sign(goal)
        bounds[at, side] = min(goal, own[1][cell]) if goal > 0 else max(goal, own[0][cell])
    lines = block_diag([matrix] * copies, format="csc")
    solved = _linear_programme(objective, A_eq=lines, b_eq=np.zeros(copies * height), bounds=bounds)
    if solved.status != 0:
        raise RuntimeError(f"the linear programme was not solved: {solved.message}")
    solutions = solved.x.reshape(copies, width)
    duals = solved.eqlin.marginals.reshape(copies, height)
    return [CellBound(solutions[at][goal[0]], solutions[at], duals[at]) for at, goal in enumerate(goals)]


def cheapest_way(
    matrix: Any,  # noqa: ANN401
    down: np.ndarray,
    up: np.ndarray,
    at: int,
    change: float,
    price: np.ndarray,
) -> np.ndarray | None:
    """Return the cheapest solution that changes one cell by this much, fractions allowed; None if there is none.

    ``price`` is what a change of each cell by 1 costs.
    """
    from scipy.sparse import hstack

    size = len(price)
    most = np.concatenate([np.maximum(up, 0), np.maximum(-down, 0)])
    bounds = np.column_stack([np.zeros(2 * size), most])
    rises, falls = (at, at + size) if change > 0 else (at + size, at)
    bounds[rises] = abs(change)
    bounds[falls] = 0
    solved = _linear_programme(
        np.concatenate([price, price]), A_eq=hstack([matrix, -matrix]), b_eq=np.zeros(matrix.shape[0]), bounds=bounds
    )
    return None if solved.x is None else solved.x[:size] - solved.x[size:]


def whole_solution(
    matrix: Any,  # noqa: ANN401
    down: np.ndarray,
    up: np.ndarray,
    rhs: np.ndarray | None = None,
    objective: np.ndarray | None = None,
) -> np.ndarray | None:
    """Return a whole-number solution (the cheapest, if there is an objective), or None if there is none.

    ``rhs`` is the sum that each line must have, 0 by default.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost = np.zeros(matrix.shape[1]) if objective is None else objective
    target = np.zeros(matrix.shape[0]) if rhs is None else rhs
    if (down > up).any():
        return None
    lines = LinearConstraint(matrix, target, target) if matrix.shape[0] else ()
    left = _time_left()
    options = {"mip_rel_gap": 0} if left is None else {"mip_rel_gap": 0, "time_limit": left}
    solved = milp(cost, constraints=lines, bounds=Bounds(down, up), integrality=np.ones(len(cost)), options=options)
    if solved.status == 1 and left is not None:
        raise OutOfTimeError
    if solved.status == 2:
        return None
    if solved.x is None:
        raise RuntimeError(f"the whole-number programme was not solved: {solved.message}")
    solution: np.ndarray = np.rint(solved.x)
    return solution if np.array_equal(matrix @ solution, target) else None


def is_network(matrix: Any) -> bool:  # noqa: ANN401
    """Return whether every bound found by a linear programme over these lines is a whole number.

    It is if each cell stands in at most two lines and the lines can be split in two groups such that a cell has
    opposite signs in lines of one group and the same sign across groups (Heller and Tompkins 1956). One table of two
    dimensions is such a network; three dimensions, or linked tables, need not be.
    """
    column = matrix.tocsc()
    if bool((np.diff(column.indptr) > 2).any() or (np.abs(column.data) != 1).any()):
        return False
    group: dict[int, int] = {}
    neighbours: dict[int, list[tuple[int, int]]] = {line: [] for line in range(matrix.shape[0])}
    for start in column.indptr[:-1][np.diff(column.indptr) == 2]:
        line, other = (int(row) for row in column.indices[start : start + 2])
        parity = int(column.data[start] == column.data[start + 1])
        neighbours[line].append((other, parity))
        neighbours[other].append((line, parity))
    for first in neighbours:
        queue = [first] if first not in group else []
        group.setdefault(first, 0)
        while queue:
            line = queue.pop()
            for other, parity in neighbours[line]:
                if other not in group:
                    group[other] = group[line] ^ parity
                    queue.append(other)
                elif group[other] != group[line] ^ parity:
                    return False
    return True
