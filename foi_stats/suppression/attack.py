"""The attack: what can be worked out about hidden cells by someone who knows every line and every shown figure.

Positions and numbers only. A change is counted from one set of figures that fits (``Model.base``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from foi_stats.suppression.programme import TINY, Push, is_network, push_cells, push_together, whole_world


@dataclass(frozen=True)
class Model:
    """What is known: the lines, whole figures that fit them, and the least and most each cell can be if hidden."""

    lines: Any
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
    """A condition on which cells are hidden that a pattern breaks and every safe pattern meets.

    The weights of the hidden cells come to at least ``least``, which is what ``cell`` needs; if ``guarded``, only
    where that cell is hidden. ``goal`` is the change that the cell does not reach, 0 if it cannot change at all.
    """

    weights: np.ndarray
    least: float
    cell: int
    goal: float
    guarded: bool = False

    def broken(self, chosen: np.ndarray) -> bool:
        """Return whether a pattern, fractions allowed, breaks the condition."""
        asked = self.least * (chosen[self.cell] if self.guarded else 1.0)
        return bool(self.weights @ chosen < asked - 1e-4)


@dataclass(frozen=True)
class Needs:
    """What a safe pattern must leave possible.

    ``wide`` gives, for each protected cell, the lowest and highest change that must stay possible, with every whole
    number between; ``loose`` marks the cells that must be able to change at all if they are hidden.
    """

    wide: Mapping[int, tuple[int, int]]
    loose: np.ndarray


class Worlds:
    """Whole-number worlds found so far. One that changes only hidden cells is a proof, whatever else is hidden."""

    def __init__(self, cells: int, most: int = 2000) -> None:
        self._kept = np.zeros((min(most, 64), cells), dtype=np.int64)
        self._moved = np.zeros(self._kept.shape, dtype=np.float32)
        self._most = most
        self._next = 0

    def add(self, world: np.ndarray) -> None:
        """Keep a world, in the place of the oldest one when there are many."""
        if self._next == len(self._kept) < self._most:
            self._kept = np.vstack([self._kept, np.zeros_like(self._kept)])[: self._most]
            self._moved = np.vstack([self._moved, np.zeros_like(self._moved)])[: self._most]
        self._kept[self._next % len(self._kept)] = world
        self._moved[self._next % len(self._kept)] = world != 0
        self._next += 1

    def inside(self, hidden: np.ndarray) -> np.ndarray:
        """Return the worlds that change nothing but these cells, one in each row."""
        outside = self._moved[: self._next] @ (~hidden).astype(np.float32)
        inside: np.ndarray = self._kept[: self._next][outside == 0]
        return inside


@dataclass(frozen=True)
class Part:
    """Hidden cells that hang together through lines, apart from all others."""

    cells: np.ndarray
    lines: Any
    rows: np.ndarray
    down: np.ndarray
    up: np.ndarray

    @cached_property
    def network(self) -> bool:
        """Whether fractions give an attacker nothing that whole numbers do not."""
        return is_network(self.lines)


@dataclass(frozen=True)
class Attack:
    """An attack on one pattern of hidden cells."""

    model: Model
    hidden: np.ndarray
    worlds: Worlds
    _proofs: list[np.ndarray] = field(default_factory=list)

    @property
    def proofs(self) -> np.ndarray:
        """Worlds that are possible here, one in each row; the first changes nothing."""
        if not self._proofs:
            self._proofs.append(np.zeros((1, len(self.hidden)), dtype=np.int64))
            self._proofs.append(self.worlds.inside(self.hidden))
        if len(self._proofs) > 1:
            self._proofs[:] = [np.vstack(self._proofs)]
        return self._proofs[0]

    def keep(self, part: Part, world: np.ndarray) -> None:
        """Keep a whole-number world of one part, for this attack and for later ones."""
        whole = np.zeros((1, len(self.hidden)), dtype=np.int64)
        whole[0, part.cells] = world
        self.worlds.add(whole[0])
        self._proofs.append(whole)

    @cached_property
    def parts(self) -> list[Part]:
        """The hidden cells, split where no line joins them."""
        from scipy.sparse import block_array, csr_array
        from scipy.sparse.csgraph import connected_components

        cells = np.flatnonzero(self.hidden)
        lines = csr_array(self.model.lines[:, cells])
        rows = np.flatnonzero(np.diff(lines.indptr))
        lines = csr_array(lines[rows])
        if not len(cells):
            return []
        joined = block_array([[None, lines], [lines.T, None]]) if len(rows) else csr_array((len(cells), len(cells)))
        number, label = connected_components(joined, directed=False)
        of_row, of_cell = label[: len(rows)], label[len(rows) :]
        inside = [(np.flatnonzero(of_row == part), np.flatnonzero(of_cell == part)) for part in range(number)]
        return [
            Part(cells[c], lines[r][:, c], rows[r], self.model.down[cells[c]], self.model.up[cells[c]])
            for r, c in inside
        ]

    def push(self, part: Part, goals: list[tuple[int, float]]) -> list[Push]:
        """Push cells of one part (by their place in it); keep the worlds that are whole."""
        pushes = push_cells(part.lines, part.down, part.up, goals)
        for push in pushes:
            self._keep_whole(part, push.world)
        return pushes

    def push_together(self, part: Part, goals: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Push many cells of one part at once, again and again, and return the goals that no world reaches yet."""
        for side in (1, -1):
            left = len(goals) + 1
            while 8 <= len(ours := [goal for goal in goals if goal[1] * side > 0]) < 0.9 * left:
                left = len(ours)
                self._keep_whole(part, push_together(part.lines, part.down, part.up, ours))
                newest = self.proofs[-1, part.cells]
                goals = [goal for goal in goals if not _seen(newest[[goal[0]]], goal[1], part.network)]
        return goals

    def _keep_whole(self, part: Part, world: np.ndarray) -> None:
        """Keep a world if it is one of whole numbers."""
        whole = np.rint(world)
        if np.abs(world - whole).max(initial=0) < TINY and not (part.lines @ whole).any() and whole.any():
            self.keep(part, whole)

    def reaches(self, part: Part, at: int, change: float) -> bool:
        """Return whether a whole-number world changes this cell by exactly this much."""
        down, up = part.down.copy(), part.up.copy()
        if not down[at] <= change <= up[at]:
            return False
        down[at] = up[at] = change
        world = whole_world(part.lines, down, up)
        if world is not None:
            self.keep(part, world)
        return world is not None

    def cut(self, part: Part, at: int, goal: float, push: Push) -> Cut:
        """Return what the failure of a push says of every safe pattern (Fischetti and Salazar 2001, capacity cuts).

        With the price of each line, the change of the cell is a sum over the other cells, each of which can add only
        what its own bounds allow, and only if it is hidden.
        """
        price = np.zeros(self.model.lines.shape[0])
        price[part.rows] = push.price
        slack = -(self.model.lines.T @ price)
        slack[part.cells[at]] -= np.sign(goal)
        slack[np.abs(slack) < TINY] = 0
        adds = np.zeros(len(slack))
        rises, falls = slack < 0, slack > 0
        adds[rises] = -slack[rises] * self.model.up[rises]
        adds[falls] = -slack[falls] * self.model.down[falls]
        return Cut(np.minimum(adds, abs(goal)), abs(goal), int(part.cells[at]), goal)

    def pinned_cut(self, part: Part, at: int, up: Push, down: Push) -> Cut:
        """Return what it says of every safe pattern that a cell can be pushed neither way."""
        weights = self.cut(part, at, 1.0, up).weights + self.cut(part, at, -1.0, down).weights
        return Cut(np.minimum(weights, 1.0), 1.0, int(part.cells[at]), 0.0, guarded=True)


def find_failures(attack: Attack, needs: Needs, may: np.ndarray, most: int = 10**9) -> list[Cut]:
    """Return what is wrong with a pattern, as conditions that a safe one meets; none if it is safe.

    Every whole number that must stay possible is shown to be so by a world, or by the bounds where the lines form a
    network. It stops looking after ``most`` failures, and looks at whole numbers only where fractions fail nowhere.
    """
    failures: list[Cut] = []
    for part in attack.parts:
        failures += _narrow(attack, part, needs, may)
        if len(failures) < most:
            failures += _pinned(attack, part, needs, may)
        if len(failures) >= most:
            break
    return failures


def _narrow(attack: Attack, part: Part, needs: Needs, may: np.ndarray) -> list[Cut]:
    """Return the failures of protected cells in one part."""
    inside = attack.proofs[:, part.cells]
    goals = [
        (at, float(change))
        for at, cell in enumerate(part.cells)
        if int(cell) in needs.wide
        for change in needs.wide[int(cell)]
        if change and not _seen(inside[:, at], change, part.network)
    ]
    goals = attack.push_together(part, goals)
    failures = [
        attack.cut(part, at, goal, push)
        for (at, goal), push in zip(goals, attack.push(part, goals), strict=True)
        if abs(push.reached) < abs(goal) - TINY
    ]
    if part.network or failures:
        return failures
    for at, cell in enumerate(part.cells):
        low, high = needs.wide.get(int(cell), (0, 0))
        for change in range(low, high + 1):
            inside = attack.proofs[:, part.cells[at]]
            if change not in inside and not attack.reaches(part, at, change):
                failures.append(_whole_cut(attack, int(cell), change, may))
    return failures


def _seen(changes: np.ndarray, goal: float, between: bool) -> bool:
    """Return whether a world already shows this change; in a network one beyond it will do."""
    if not between:
        return bool(np.any(changes == goal))
    return bool(np.any(changes >= goal) if goal > 0 else np.any(changes <= goal))


def _pinned(attack: Attack, part: Part, needs: Needs, may: np.ndarray) -> list[Cut]:
    """Return the failures of cells that can have one value only."""
    moves = np.any(attack.proofs[:, part.cells], axis=0)
    still = [at for at, cell in enumerate(part.cells) if needs.loose[cell] and not moves[at]]
    ups = attack.push(part, [(at, 1.0) for at in still])
    moves = np.any(attack.proofs[:, part.cells], axis=0)
    left = [(at, up) for at, up in zip(still, ups, strict=True) if not moves[at]]
    downs = attack.push(part, [(at, -1.0) for at, _ in left])
    failures = []
    for (at, up), down in zip(left, downs, strict=True):
        cell = int(part.cells[at])
        if up.reached - down.reached < 1 - TINY:
            failures.append(attack.pinned_cut(part, at, up, down))
        elif not _moves_whole(attack, part, at):
            failures.append(_whole_cut(attack, cell, 0, may))
    return failures


def _moves_whole(attack: Attack, part: Part, at: int) -> bool:
    """Return whether a whole-number world changes this cell at all."""
    if attack.proofs[:, part.cells[at]].any():
        return True
    for side in (1.0, -1.0):
        down, up = part.down.copy(), part.up.copy()
        (down if side > 0 else up)[at] = side
        world = whole_world(part.lines, down, up)
        if world is not None:
            attack.keep(part, world)
            return True
    return False


def _whole_cut(attack: Attack, cell: int, change: int, may: np.ndarray) -> Cut:
    """Return the condition where fractions see no failure and whole numbers do: something more must be hidden.

    To say it as sharply as is cheap, cells are added in handfuls as long as the failure stays.
    """
    hidden = attack.hidden.copy()
    for some in np.array_split(np.flatnonzero(may & ~hidden), 8):
        wider = hidden.copy()
        wider[some] = True
        trial = Attack(attack.model, wider, attack.worlds)
        part = next(part for part in trial.parts if cell in part.cells)
        at = int(np.flatnonzero(part.cells == cell)[0])
        if not (trial.reaches(part, at, change) if change else _moves_whole(trial, part, at)):
            hidden = wider
    return Cut((may & ~hidden).astype(float), 1.0, cell, float(change), guarded=change == 0)
