"""Builds the suppression problem of linked tables: which cells are small, their costs and their protection levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from foi_stats.suppression.attack import Model, ProtectionLevels, SolutionPool
from foi_stats.suppression.bounds import Rule, check_lines, fitting_counts, missing_as_zero, widest_bounds
from foi_stats.suppression.linked_tables import LinkedTables
from foi_stats.suppression.parameters import costs_of
from foi_stats.suppression.problem import Problem
from foi_stats.suppression.structure import Structure


def build_problem(
    linked: LinkedTables, tables: int, rule: Rule, cost: np.ndarray, deadline: float | None
) -> tuple[Problem, np.ndarray, LinkedTables]:
    """Return the problem to solve, which cells are small, and the linked tables without lines that do not hold.

    The first ``tables`` of ``linked`` are to be protected; those after them were published earlier.
    """
    counts = linked.shown(range(len(linked.readings)))
    linked = replace(linked, structure=check_lines(linked.structure, counts))
    structure = linked.structure
    cells = _classify(linked, tables, rule, counts)
    low, high = _bounds(linked, rule, cells)
    base = fitting_counts(structure.matrix, cells.counts, low, high)
    if base is None:
        raise ValueError("the figures cannot all be true: no whole numbers in the place of the missing ones add up")
    primaries = cells.small | cells.was_hidden | np.isnan(cells.counts)
    candidates = primaries | (cells.here & (base >= rule.least) & ~cells.released)
    levels = _protection_levels(structure, rule, base, cells.small, ~candidates & (base == 0), (low, high))
    problem = Problem(
        Model(structure.matrix, base, np.minimum(low, base), np.maximum(high, base)),
        primaries,
        candidates,
        cost,
        ProtectionLevels(levels, movable=cells.small | cells.was_hidden | cells.here),
        deadline,
        SolutionPool(len(base)),
    )
    return problem, cells.small, linked


@dataclass(frozen=True)
class _Cells:
    """The counts, NaN where unknown, and masks over the cells.

    ``here`` marks the cells that a table to be protected shows, ``small`` those of them that the rule hides,
    ``released`` the cells that an earlier table shows and ``was_hidden`` those that earlier tables only hide.
    """

    counts: np.ndarray
    here: np.ndarray
    small: np.ndarray
    released: np.ndarray
    was_hidden: np.ndarray


def _classify(linked: LinkedTables, tables: int, rule: Rule, shown: np.ndarray) -> _Cells:
    """Classify each cell by its count and by what earlier tables show; a missing count that adds nothing is 0."""
    structure, earlier = linked.structure, range(tables, len(linked.readings))
    released = ~np.isnan(linked.shown(earlier))
    was_hidden = linked.hidden(earlier) & ~released
    missing = structure.printed & np.isnan(shown) & ~was_hidden
    counts = np.where(missing_as_zero(structure.lines, shown, missing), 0, shown)
    here = np.zeros(len(counts), dtype=bool)
    here[np.concatenate(structure.rows[:tables])] = True
    here &= ~np.isnan(counts) & ~missing
    small = here & (counts < rule.threshold) & (counts >= rule.least) & ~released
    return _Cells(counts, here, small, released, was_hidden)


def _bounds(linked: LinkedTables, rule: Rule, cells: _Cells) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that an attacker takes each cell to be, if it is hidden."""
    kinds = linked.kinds(rule.symbols)
    low, high = rule.bounds(
        cells.small | (cells.was_hidden & (kinds == "primary")), (cells.here & ~cells.small) | (kinds == "secondary")
    )
    low[np.isnan(cells.counts) & ~cells.was_hidden] = 0
    return np.where(cells.was_hidden & (cells.counts == 0), 0, low), high


def _protection_levels(
    structure: Structure,
    rule: Rule,
    base: np.ndarray,
    small: np.ndarray,
    zero: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray],
) -> dict[int, tuple[int, int]]:
    """Return the lowest and highest change that must stay possible for each small cell."""
    least, most = widest_bounds(structure, np.where(zero, 0, bounds[0]), np.where(zero, 0, bounds[1]))
    first, last = np.maximum(rule.required_range[0], least), np.minimum(rule.required_range[1], most)
    return {
        int(cell): (int(min(first[cell] - base[cell], 0)), int(max(last[cell] - base[cell], 0)))
        for cell in np.flatnonzero(small)
    }


def cell_costs(tables: Sequence[pd.DataFrame], linked: LinkedTables, column: str | None) -> np.ndarray:
    """Return what it costs to hide each cell: its count, at least 1, or the number in ``column``."""
    cost = np.ones(len(linked.structure.keys))
    for at, table in enumerate(tables):
        rows = linked.structure.rows[at]
        if column is None:
            cost[rows] = np.fmax(linked.readings[at].count, 1)
        else:
            cost[rows] = costs_of(table, column)
    return cost
