"""The master programme, which chooses what to hide among the patterns that no cut found so far rules out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from foi_stats.suppression.attack import Cut
from foi_stats.suppression.pattern import CannotProtectError, Task

NODES = 20_000
"""The branches that are looked at for each pattern where no time is given."""


@dataclass
class Master:
    """Each cut is a row, each cell to decide on a column.

    Cells that no pattern cheaper than the best one hides are closed: they are shown from then on.
    """

    task: Task
    rows: Any = None
    least: list[float] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.open = self.task.may | self.task.must

    def add(self, cuts: list[Cut]) -> int:
        """Add the cuts that are not there yet; return how many."""
        from scipy.sparse import csr_array, vstack

        free, must, fresh = self.task.free, self.task.must, []
        for cut in cuts:
            row, least = cut.weights.copy(), cut.least - cut.weights[must].sum()
            if cut.guarded and not must[cut.cell]:
                row[cut.cell] -= cut.least
                least = -cut.weights[must].sum()
            row = row[free]
            if least > 0:
                row = np.minimum(row, least)
            if (least > 1e-9 or (row < 0).any()) and (
                key := np.round(np.append(row, least), 6).tobytes()
            ) not in self._seen:
                self._seen.add(key)
                fresh.append(csr_array(row[None, :]))
                self.least.append(least)
        if fresh:
            self.rows = vstack(fresh if self.rows is None else [self.rows, *fresh], format="csr")
        return len(fresh)

    def broken(self, hidden: np.ndarray) -> bool:
        """Return whether a pattern of open cells breaks a row: it is then not safe, and need not be attacked."""
        if self.rows is None:
            return False
        return bool((self.rows @ hidden[self.task.free].astype(float) < np.array(self.least) - 1e-4).any())

    def relaxed(self) -> tuple[np.ndarray, float, np.ndarray]:
        """Return the cheapest pattern with fractions, its cost, and what hiding each cell adds to that at least.

        What it adds is the reduced cost.
        """
        from scipy.optimize import linprog

        free = self.task.free
        over = np.column_stack([np.zeros(len(free)), self.open[free].astype(float)])
        rows = {} if self.rows is None else {"A_ub": -self.rows, "b_ub": -np.array(self.least)}
        solved = linprog(self.task.cost[free], **rows, bounds=over, method="highs")
        if solved.status == 2:
            raise CannotProtectError(next(iter(self.task.needs.wide)))
        chosen, adds = self.task.must.astype(float), np.zeros(len(self.open))
        if solved.status != 0:
            return chosen, 0.0, adds
        chosen[free], adds[free] = np.clip(solved.x, 0, 1), solved.lower.marginals
        return chosen, float(solved.fun), adds

    def solve(self, among: np.ndarray | None = None) -> tuple[np.ndarray, float]:
        """Return the cheapest pattern, or the cheapest ``among`` some cells, and the bound it proves."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        free, cost = self.task.free, self.task.cost
        rows = () if self.rows is None else LinearConstraint(self.rows, lb=np.array(self.least))
        limits = {"node_limit": NODES} if self.task.deadline is None else {"time_limit": max(self.task.left, 0.05)}
        solved = milp(
            cost[free],
            constraints=rows,
            bounds=Bounds(0, (self.open if among is None else self.open & among)[free].astype(float)),
            integrality=np.ones(len(free)),
            options={**limits, "mip_rel_gap": 0.0},
        )
        if solved.status == 2:
            raise CannotProtectError(next(iter(self.task.needs.wide)))
        chosen = self.task.must.copy()
        if solved.x is None:
            return chosen, 0.0
        chosen[free] = solved.x > 0.5
        return chosen, float(solved.mip_dual_bound or 0.0)

    def narrowed(self, most: float) -> Task:
        """Close the cells that no pattern which costs up to ``most`` hides; return the task of those still open.

        Hiding a cell costs at least the cheapest pattern with fractions and its reduced cost.
        """
        _, cost, adds = self.relaxed()
        self.open &= (cost + adds <= most + 1e-6 * max(most, 1.0)) | self.task.must
        return replace(self.task, may=self.open.copy())
