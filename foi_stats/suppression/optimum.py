"""The optimum: the cheapest safe pattern, proven by a mixed-integer programme, or the gap reached in the time given."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from foi_stats.suppression.attack import Attack, Cut, Part
from foi_stats.suppression.master import Master
from foi_stats.suppression.pattern import CannotProtectError, Task, safe_pattern
from foi_stats.suppression.programme import TINY, Push, push_cells

_ROUNDS = 60
"""The patterns that are chosen where no time is given."""
_RECENT, _TRIES = 6, 12
"""How many recent patterns are put together, and how often a cheaper one is looked for among their cells."""


@dataclass(frozen=True)
class Solution:
    """A safe pattern, what its secondary cells cost, and the least that any safe pattern can cost."""

    hidden: np.ndarray
    cost: float
    bound: float
    optimal: bool


def solve(task: Task) -> Solution:
    """Return the cheapest safe pattern, or the best found when the time is up."""
    master = Master(task)
    master.add(line_cuts(task))
    search = Search(master, safe_pattern(task, unsafe=master.broken))
    if search.cost > 0:
        master.add(task.take_met())
        try:
            search.run()
        except CannotProtectError:  # among the cells still open there is no cheaper pattern
            search.bound = search.cost
    optimal = search.cost - search.bound <= search.slack
    return Solution(search.best, search.cost, search.cost if optimal else search.bound, optimal)


@dataclass
class Search:
    """The best safe pattern so far, and the bound below which none can cost.

    Once there is a best pattern only cheaper ones are looked for, so cells that none of them hides are left out.
    """

    master: Master
    best: np.ndarray
    bound: float = 0.0
    recent: deque[np.ndarray] = field(default_factory=lambda: deque(maxlen=_RECENT))

    def __post_init__(self) -> None:
        self.task = self.master.task
        self.slack = _slack(self.task)

    @property
    def cost(self) -> float:
        """What the best pattern costs."""
        return self.task.price(self.best)

    def narrowed(self) -> Task:
        """Return the task of the cells that a cheaper pattern can hide."""
        return self.master.narrowed(self.cost - self.slack)

    def take(self, pattern: np.ndarray) -> bool:
        """Take a safe pattern if it is the cheapest so far; return whether it is."""
        cheaper = self.task.price(pattern) < self.cost
        if cheaper:
            self.best = pattern
        return cheaper

    def run(self) -> None:
        """Choose patterns, attack them and learn cuts, until the best one is proven or the time is up."""
        self.tighten()
        for _ in range(_ROUNDS) if self.task.deadline is None else itertools.count():
            if self.cost - self.bound <= self.slack or self.task.late():
                break
            narrow = self.narrowed()
            pattern, proven = self.master.solve()
            self.bound = max(self.bound, min(proven, self.cost))
            failures = narrow.failures(pattern)
            if not failures and not self.take(pattern):
                break
            if failures and not self.learn(narrow, pattern, failures) + self.mend(narrow, pattern):
                break

    def tighten(self) -> None:
        """Add cuts that fractional patterns break, as long as they raise the bound."""
        slow = 0
        while slow < 4:
            chosen, proven, _ = self.master.relaxed()
            slow = slow + 1 if proven < self.bound + 1e-4 * max(self.bound, 1.0) else 0
            self.bound = max(self.bound, proven)
            if self.task.late(0.4):
                break
            narrow = self.narrowed()
            failures = narrow.failures(chosen > 1 - TINY)
            if not self.master.add([*failures, *sharp_cuts(narrow, chosen, failures, least=1e-3)]):
                break

    def learn(self, narrow: Task, pattern: np.ndarray, failures: list[Cut]) -> int:
        """Add the cuts that a pattern breaks; return how many are new."""
        sharp = sharp_cuts(narrow, pattern.astype(float), failures, least=0.02)
        return self.master.add([*failures, *sharp, *narrow.take_met()])

    def mend(self, narrow: Task, pattern: np.ndarray) -> int:
        """Look for a safe pattern close to one that is not; return how many new cuts that taught."""
        self.recent.append(pattern)
        guide = self.task.cost * np.where(pattern, 0.02, 1.0)
        try:
            mended = safe_pattern(narrow, guide, unsafe=self.master.broken)
            self.take(mended)
            self.recent.append(mended)
        except CannotProtectError:  # not always a proof: a secondary cell may be what fails
            pass
        return self.master.add(narrow.take_met()) + self.look_near(narrow)

    def look_near(self, narrow: Task) -> int:
        """Look for a cheaper pattern among the cells of recent ones; return how many new cuts that taught."""
        near, learnt = np.logical_or.reduce([self.best, *self.recent]), 0
        for _ in range(_TRIES):
            try:
                pattern, _ = self.master.solve(among=near)
            except CannotProtectError:
                break
            if self.task.price(pattern) >= self.cost or self.task.late():
                break
            failures = narrow.failures(pattern)
            fresh = self.learn(narrow, pattern, failures) if failures else 0
            learnt += fresh
            if not fresh:
                if not failures:
                    self.take(pattern)
                break
        return learnt


def _slack(task: Task) -> float:
    """Return how far a bound may lie below a cost that it proves least: with whole costs, almost one step of them."""
    costs = task.cost[task.free]
    if (costs == np.rint(costs)).all():
        return 0.99 * float(np.gcd.reduce(costs.astype(np.int64)))
    return 1e-6 * float(costs.max())


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
