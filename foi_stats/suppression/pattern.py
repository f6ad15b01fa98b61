"""Patterns: which cells to hide, as cheaply as can be proven, so that an attack finds nothing.

The whole problem is set out in ``Task``; a plain heuristic finds a safe pattern, and a mixed-integer programme with
cutting planes (Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular data with linear
constraints") finds the cheapest one. Positions and numbers only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from foi_stats.suppression.attack import Attack, Cut, Model, Needs, Worlds, find_failures


class CannotProtectError(Exception):
    """A cell that can be worked out whatever is hidden. ``cell`` is its position."""

    def __init__(self, cell: int) -> None:
        self.cell = cell
        super().__init__(f"cell {cell} cannot be protected")


@dataclass(frozen=True)
class Task:
    """What must be hidden, what may be, what each costs, and what must stay possible."""

    model: Model
    must: np.ndarray
    may: np.ndarray
    cost: np.ndarray
    needs: Needs
    deadline: float | None
    worlds: Worlds
    met: list[Cut] = field(default_factory=list, init=False)

    @cached_property
    def free(self) -> np.ndarray:
        """The cells about which there is something to decide."""
        return np.flatnonzero(self.may & ~self.must)

    def late(self, share: float = 1.0) -> bool:
        """Return whether the time is up; with a share, whether less than the rest of it is left."""
        return self.deadline is not None and time.monotonic() > self.deadline - (1 - share) * self.seconds

    @cached_property
    def seconds(self) -> float:
        """The time left, from the first time it is asked; infinite where there is no limit."""
        return self.left

    @property
    def left(self) -> float:
        """The time left now."""
        return np.inf if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    def failures(self, hidden: np.ndarray, most: int = 10**9) -> list[Cut]:
        """Return what is wrong with a pattern."""
        found = find_failures(Attack(self.model, hidden, self.worlds), self.needs, self.may, most)
        self.met.extend(found)
        return found

    def take_met(self) -> list[Cut]:
        """Return what was wrong with the patterns looked at since this was last asked."""
        met = self.met.copy()
        self.met.clear()
        return met

    def price(self, hidden: np.ndarray) -> float:
        """Return what the secondary cells of a pattern cost."""
        return float(self.cost[hidden & ~self.must].sum())


def safe_pattern(
    task: Task, guide: np.ndarray | None = None, unsafe: Callable[[np.ndarray], bool] = lambda _: False
) -> np.ndarray:
    """Return a safe pattern that is reasonably cheap.

    Each protected cell in turn is given the room it needs along the cheapest way through the table (Kelly, Golden and
    Assad 1992); then cells that are not needed are shown again, the dearest first. ``guide`` replaces the cost of
    each cell while ways are looked for; ``unsafe`` may know patterns that are not safe without an attack on them.
    """
    cost = task.cost if guide is None else guide
    hidden = task.must.copy()
    while failures := task.failures(hidden):
        before = hidden.sum()
        for cut in sorted(failures, key=lambda failure: -abs(failure.goal)):
            if cut.goal and not _seen_possible(task, hidden, cut):
                _open(task, hidden, cut.cell, cut.goal, cost)
        for cut in failures if hidden.sum() == before else ():
            ways = np.flatnonzero((cut.weights > 0) & task.may & ~hidden)
            if cut.broken(hidden) and not len(ways):
                raise CannotProtectError(cut.cell)
            if cut.broken(hidden):
                hidden[ways[np.argmin(cost[ways] / cut.weights[ways])]] = True
        if hidden.sum() == before:
            if hidden[task.may].all():
                raise CannotProtectError(failures[0].cell)
            hidden = hidden | task.may
    return _shown_again(task, hidden, unsafe)


def _seen_possible(task: Task, hidden: np.ndarray, cut: Cut) -> bool:
    """Return whether a world found since shows that a cell reaches its goal."""
    return bool((task.worlds.inside(hidden)[:, cut.cell] == cut.goal).any())


def _open(task: Task, hidden: np.ndarray, cell: int, change: float, cost: np.ndarray) -> None:
    """Hide, besides, the cells along the cheapest way in which a cell can change by this much."""
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    cells = np.flatnonzero(task.may)
    lines = task.model.lines[:, cells]
    at = int(np.searchsorted(cells, cell))
    price = np.where(hidden[cells], 0.0, cost[cells])
    up = np.maximum(task.model.up[cells], 0)
    down = np.maximum(-task.model.down[cells], 0)
    (up if change > 0 else down)[at] = abs(change)
    bounds = np.column_stack([np.zeros(2 * len(cells)), np.concatenate([up, down])])
    bounds[at + (0 if change > 0 else len(cells)), 0] = abs(change)
    bounds[at + (len(cells) if change > 0 else 0), 1] = 0
    solved = linprog(
        np.concatenate([price, price]),
        A_eq=hstack([lines, -lines]),
        b_eq=np.zeros(lines.shape[0]),
        bounds=bounds,
        method="highs-ds",
    )
    if solved.x is None:
        raise CannotProtectError(cell)
    moved = solved.x[: len(cells)] - solved.x[len(cells) :]
    hidden[cells[np.abs(moved) > 1e-7]] = True
    whole = np.rint(moved)
    if np.abs(moved - whole).max() < 1e-7:
        world = np.zeros(len(hidden))
        world[cells] = whole
        task.worlds.add(world)


def _shown_again(task: Task, hidden: np.ndarray, unsafe: Callable[[np.ndarray], bool]) -> np.ndarray:
    """Return the pattern without the cells it can do without, the dearest looked at first."""
    extra = np.flatnonzero(hidden & ~task.must)
    for cell in extra[np.argsort(-task.cost[extra], kind="stable")]:
        if task.late(0.5):
            break
        trial = hidden.copy()
        trial[cell] = False
        if not unsafe(trial) and not task.failures(trial, most=1):
            hidden = trial
    return hidden
