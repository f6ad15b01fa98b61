"""The cell suppression problem: which cells must and may be hidden, their costs and their protection levels.

Positions and numbers only; ``build_problem`` makes a problem from tables, ``heuristic`` and ``optimum`` solve it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from foi_stats.suppression.attack import Attack, Cut, Model, ProtectionLevels, SolutionPool, find_failures

_LARGE, _LARGE_CUTS = 6_000, 5_000_000


class CannotProtectError(Exception):
    """A cell that can be worked out whatever is hidden. ``cell`` is its position."""

    def __init__(self, cell: int) -> None:
        self.cell = cell
        super().__init__(f"cell {cell} cannot be protected")


@dataclass(frozen=True)
class Problem:
    """A cell suppression problem, and the solutions and cuts found while it is solved.

    ``primaries`` marks the cells that must be hidden; ``candidates`` those that may be, primaries included. A pattern
    is a mask of hidden cells. Without a ``deadline`` the amount of work is fixed instead of the time.
    """

    model: Model
    primaries: np.ndarray
    candidates: np.ndarray
    cost: np.ndarray
    protection: ProtectionLevels
    deadline: float | None
    pool: SolutionPool
    cuts: list[Cut] = field(default_factory=list, init=False)

    @cached_property
    def undecided(self) -> np.ndarray:
        """The cells that may be hidden or shown."""
        return np.flatnonzero(self.candidates & ~self.primaries)

    @property
    def is_large(self) -> bool:
        """Whether the search for the cheapest pattern would need too much memory, a number for each cell and cut."""
        return len(self.cost) > _LARGE or len(self.cost) * len(self.protection.levels) > _LARGE_CUTS

    def is_late(self, share: float = 1.0) -> bool:
        """Return whether this share of the time allowed has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline - (1 - share) * self.time_allowed

    @cached_property
    def time_allowed(self) -> float:
        """The time left when this is first asked for; infinite without a deadline."""
        return self.time_left

    @property
    def time_left(self) -> float:
        """The time left now."""
        return np.inf if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    def failures(self, hidden: np.ndarray, most: int = 10**9) -> list[Cut]:
        """Attack a pattern and return the cuts that it violates; none if it is safe."""
        found = find_failures(Attack(self.model, hidden, self.pool), self.protection, self.candidates, most)
        self.cuts.extend(found)
        return found

    def take_cuts(self) -> list[Cut]:
        """Return the cuts found since the last call."""
        found = self.cuts.copy()
        self.cuts.clear()
        return found

    def cost_of(self, hidden: np.ndarray) -> float:
        """Return the cost of the cells that a pattern hides besides the primaries."""
        return float(self.cost[hidden & ~self.primaries].sum())
