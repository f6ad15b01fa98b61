"""The optimum: the cheapest safe pattern, proven by a mixed-integer programme, or the gap reached in the time given."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np

from foi_stats.disclosure.attack import Attack, Cut, Part
from foi_stats.disclosure.pattern import CannotProtectError, Task, safe_pattern
from foi_stats.disclosure.programme import TINY, Push, push_cells

_ROUNDS, _NODES = 60, 20_000
"""The work that is done where no time is given: patterns chosen, and branches looked at for each."""


@dataclass(frozen=True)
class Solution:
    """A safe pattern, what its secondary cells cost, and the least that any safe pattern can cost."""

    hidden: np.ndarray
    cost: float
    bound: float
    optimal: bool


@dataclass
class Master:
    """The programme that chooses a pattern: each cut found so far is a row, each cell to decide on a column."""

    task: Task
    rows: list[np.ndarray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def add(self, cuts: list[Cut]) -> int:
        """Add the cuts that are not there yet; return how many."""
        free, must = self.task.free, self.task.must
        before = len(self.rows)
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
                self.rows.append(row)
                self.least.append(least)
        return len(self.rows) - before

    def solve(self, whole: bool, gap: float = 0.0) -> tuple[np.ndarray, float]:
        """Return a pattern (with fractions unless ``whole``) over all cells, and the bound it proves."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        free, cost = self.task.free, self.task.cost
        rows = LinearConstraint(csr_array(np.array(self.rows)), lb=np.array(self.least)) if self.rows else ()
        limits = {"node_limit": _NODES} if self.task.deadline is None else {"time_limit": max(self.task.left, 0.05)}
        solved = milp(
            cost[free],
            constraints=rows,
            bounds=Bounds(0, 1),
            integrality=np.full(len(free), int(whole)),
            options={**limits, "mip_rel_gap": gap},
        )
        if solved.status == 2:
            raise CannotProtectError(next(iter(self.task.needs.wide)))
        chosen = self.task.must.astype(float)
        if solved.x is None:
            return chosen, 0.0
        chosen[free] = np.rint(solved.x) if whole else np.clip(solved.x, 0, 1)
        bound = solved.mip_dual_bound if whole else solved.fun
        return chosen, float(bound if bound is not None else 0.0)


def solve(task: Task) -> Solution:
    """Return the cheapest safe pattern, or the best found when the time is up."""
    best = safe_pattern(task)
    cost, bound = task.price(best), 0.0
    if cost == 0:
        return Solution(best, 0.0, 0.0, optimal=True)
    master = Master(task)
    master.add(line_cuts(task))
    bound = _tighten(master)
    slack = _slack(task)
    for _ in range(_ROUNDS) if task.deadline is None else itertools.count():
        if cost - bound <= slack or task.late():
            break
        chosen, proven = master.solve(whole=True)
        bound = max(bound, proven)
        pattern = chosen > 0.5
        failures = task.failures(pattern)
        if not failures and task.price(pattern) < cost:
            best, cost = pattern, task.price(pattern)
        if failures:
            failures += sharp_cuts(task, chosen, failures, least=0.02)
        if failures and master.add(failures) == 0:
            break
        if failures and cost - bound > 0.02 * cost:
            mended = safe_pattern(task, guide=task.cost * (1.0 - 0.98 * chosen))
            if task.price(mended) < cost:
                best, cost = mended, task.price(mended)
    optimal = cost - bound <= slack
    return Solution(best, cost, cost if optimal else bound, optimal)


def _slack(task: Task) -> float:
    """Return how far a bound may lie below a cost that it proves least: with whole costs, almost one step of them."""
    costs = task.cost[task.free]
    if (costs == np.rint(costs)).all():
        return 0.99 * float(np.gcd.reduce(costs.astype(np.int64)))
    return 1e-6 * float(costs.max())


def _tighten(master: Master) -> float:
    """Add cuts that fractional patterns break, as long as they raise the bound; return the bound."""
    bound, slow = 0.0, 0
    while slow < 4:
        chosen, proven = master.solve(whole=False)
        slow = slow + 1 if proven < bound + 1e-4 * max(bound, 1.0) else 0
        bound = max(bound, proven)
        if master.task.late(0.4):
            break
        failures = master.task.failures(chosen > 1 - TINY)
        if not master.add([*failures, *sharp_cuts(master.task, chosen, failures, least=1e-3)]):
            break
    return bound


def line_cuts(task: Task) -> list[Cut]:
    """Return the cuts that single lines give: a protected cell gets its room from the other cells of its line."""
    lines = task.model.lines
    cuts = []
    for cell, changes in task.needs.wide.items():
        column = lines[:, [cell]].tocoo()
        for row, own in zip(column.coords[0], column.data, strict=True):
            start, stop = lines.indptr[row], lines.indptr[row + 1]
            others, signs = lines.indices[start:stop], lines.data[start:stop]
            for change in changes:
                rises = signs * own * change < 0
                room = np.where(rises, task.model.up[others], -task.model.down[others])
                weights = np.zeros(len(task.cost))
                weights[others] = np.minimum(np.where(task.may[others], room, 0), abs(change))
                weights[cell] = 0
                if change:
                    cuts.append(Cut(weights, float(abs(change)), cell, float(change)))
    return cuts


def sharp_cuts(task: Task, chosen: np.ndarray, failures: list[Cut], least: float) -> list[Cut]:
    """Return the capacity cuts that a pattern, fractions allowed, breaks.

    ``failures`` are those of the cells that are chosen altogether: only what fails there can fail with more besides.
    Cells that are not chosen are taken to be hidden to the degree ``least``: among all cuts that are broken, that
    finds one that asks for little elsewhere, which is a sharp one (Magnanti and Wong 1981).
    """
    share = np.where(task.may, np.maximum(chosen, least), chosen)
    attack = Attack(task.model, share > TINY, task.worlds)
    partly = np.flatnonzero(task.needs.loose & (chosen > 0.01) & (chosen < 1 - TINY))
    pinned = {*partly.tolist(), *(cut.cell for cut in failures if not cut.goal)}
    wide = [(cut.cell, cut.goal) for cut in failures if cut.goal]
    cuts = [cut for part in attack.parts for cut in _part_cuts(attack, part, share[part.cells], wide, pinned)]
    return [cut for cut in cuts if cut.broken(chosen)]


def _part_cuts(
    attack: Attack, part: Part, share: np.ndarray, wide: list[tuple[int, float]], pinned: set[int]
) -> list[Cut]:
    """Return the cuts of some cells of one part, broken or not."""
    place = {int(cell): at for at, cell in enumerate(part.cells)}
    goals = [(place[cell], goal) for cell, goal in wide if cell in place]
    cuts = [
        attack.cut(part, at, goal, push)
        for (at, goal), push in zip(goals, _scaled(part, share, goals), strict=True)
        if abs(push.reached) < abs(goal) - TINY
    ]
    loose = [place[cell] for cell in pinned if cell in place]
    ups = _scaled(part, share, [(at, 1.0) for at in loose])
    downs = _scaled(part, share, [(at, -1.0) for at in loose])
    return cuts + [attack.pinned_cut(part, at, up, down) for at, up, down in zip(loose, ups, downs, strict=True)]


def _scaled(part: Part, share: np.ndarray, goals: list[tuple[int, float]]) -> list[Push]:
    """Push cells where each cell can change only by its share of what it could if it were hidden."""
    most = max((abs(goal) for _, goal in goals), default=0.0)
    down, up = np.maximum(part.down, -most) * share, np.minimum(part.up, most) * share
    return push_cells(part.lines, down, up, goals, own=(part.down, part.up))
