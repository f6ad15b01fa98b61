"""The master problem: the cheapest pattern that violates none of the cuts found so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from foi_stats.suppression.attack import Cut
from foi_stats.suppression.problem import CannotProtectError, Problem

_NODES = 20_000
"""The limit of branches for each pattern if there is no deadline."""


@dataclass
class MasterProblem:
    """A mixed-integer programme with a row for each cut and a column for each undecided cell.

    Cells that no pattern cheaper than the best so far hides are closed: they are shown from then on.
    """

    problem: Problem
    rows: Any = None
    least: list[float] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.open = self.problem.candidates | self.problem.primaries

    def add(self, cuts: list[Cut]) -> int:
        """Add the cuts that are new; return how many."""
        from scipy.sparse import csr_array, vstack

        undecided, primaries, fresh = self.problem.undecided, self.problem.primaries, []
        for cut in cuts:
            row, least = cut.weights.copy(), cut.least - cut.weights[primaries].sum()
            if cut.guarded and not primaries[cut.cell]:
                row[cut.cell] -= cut.least
                least = -cut.weights[primaries].sum()
            row = row[undecided]
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

    def is_violated_by(self, hidden: np.ndarray) -> bool:
        """Return whether a pattern of open cells violates a row: it is not safe then, and need not be attacked."""
        if self.rows is None:
            return False
        return bool((self.rows @ hidden[self.problem.undecided].astype(float) < np.array(self.least) - 1e-4).any())

    def solve_relaxation(self) -> tuple[np.ndarray, float, np.ndarray]:
        """Return the cheapest pattern with fractions, its cost, and the reduced cost of each cell."""
        from scipy.optimize import linprog

        undecided = self.problem.undecided
        over = np.column_stack([np.zeros(len(undecided)), self.open[undecided].astype(float)])
        rows = {} if self.rows is None else {"A_ub": -self.rows, "b_ub": -np.array(self.least)}
        solved = linprog(self.problem.cost[undecided], **rows, bounds=over, method="highs")
        if solved.status == 2:
            raise CannotProtectError(next(iter(self.problem.protection.levels)))
        chosen, reduced_costs = self.problem.primaries.astype(float), np.zeros(len(self.open))
        if solved.status != 0:
            return chosen, 0.0, reduced_costs
        chosen[undecided], reduced_costs[undecided] = np.clip(solved.x, 0, 1), solved.lower.marginals
        return chosen, float(solved.fun), reduced_costs

    def solve(self, among: np.ndarray | None = None) -> tuple[np.ndarray, float]:
        """Return the cheapest pattern, or the cheapest ``among`` some cells, and a lower bound of its cost."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        undecided, cost = self.problem.undecided, self.problem.cost
        rows = () if self.rows is None else LinearConstraint(self.rows, lb=np.array(self.least))
        limits = (
            {"node_limit": _NODES}
            if self.problem.deadline is None
            else {"time_limit": max(self.problem.time_left, 0.05)}
        )
        solved = milp(
            cost[undecided],
            constraints=rows,
            bounds=Bounds(0, (self.open if among is None else self.open & among)[undecided].astype(float)),
            integrality=np.ones(len(undecided)),
            options={**limits, "mip_rel_gap": 0.0},
        )
        if solved.status == 2:
            raise CannotProtectError(next(iter(self.problem.protection.levels)))
        chosen = self.problem.primaries.copy()
        if solved.x is None:
            return chosen, 0.0
        chosen[undecided] = solved.x > 0.5
        return chosen, float(solved.mip_dual_bound or 0.0)

    def reduced_problem(self, most: float) -> Problem:
        """Close the cells that no pattern of cost ``most`` or less hides; return the problem of the open cells.

        A pattern that hides a cell costs at least the cheapest pattern with fractions plus the cell's reduced cost.
        """
        _, cost, reduced_costs = self.solve_relaxation()
        self.open &= (cost + reduced_costs <= most + 1e-6 * max(most, 1.0)) | self.problem.primaries
        return replace(self.problem, candidates=self.open.copy())
