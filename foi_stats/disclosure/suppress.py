"""Suppression: which small counts to hide, and what else, so that no table gives them away.

The counts themselves are never changed and no total is computed again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.disclosure.attack import Model, Needs, Worlds
from foi_stats.disclosure.bounds import Rule, check_lines, fitting_figures, nothing_given, widest
from foi_stats.disclosure.figures import Figures, read_figures
from foi_stats.disclosure.optimum import Solution, solve
from foi_stats.disclosure.pattern import CannotProtectError, Task
from foi_stats.disclosure.structure import Hierarchy


def protect(table: pd.DataFrame, *, count: str, by: Sequence[str], threshold: int = 5, zeros: bool = False,
            **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Mark the cells of one table that must be hidden. See :func:`protect_tables` for the options."""
    return protect_tables([table], count=count, by=by, threshold=threshold, zeros=zeros, **options)[0]


def protect_tables(
    tables: Sequence[pd.DataFrame],
    *,
    count: str,
    by: Sequence[str],
    threshold: int = 5,
    zeros: bool = False,
    hierarchy: Hierarchy | None = None,
    earlier: Sequence[pd.DataFrame] = (),
    cost: str | None = None,
    levels: tuple[int, int] | None = None,
    symbols: int = 1,
    time_limit: float = 60.0,
) -> list[pd.DataFrame]:
    """Mark the cells of tables published together that must be hidden."""
    started = time.monotonic()
    rule = Rule(threshold, zeros, symbols, levels)
    inputs = [table.drop(columns="suppressed", errors="ignore") for table in tables]
    figures = read_figures([*inputs, *earlier], count, by, hierarchy)
    if any(reading.hidden.any() for reading in figures.readings[: len(tables)]):
        raise ValueError("a count is hidden already; to protect a table its counts must be known")
    task, primary, figures = _task(figures, len(tables), rule, _costs(inputs, figures, cost), started + time_limit)
    try:
        solution = solve(task)
    except CannotProtectError as error:
        raise ValueError(_hopeless(figures, error.cell, bool(len(earlier)))) from error
    said = _account(solution, primary, time.monotonic() - started)
    kind = np.where(solution.hidden & primary, "primary", np.where(solution.hidden, "secondary", ""))
    marked = []
    for table, rows in zip(tables, figures.structure.rows, strict=False):
        result = table.assign(suppressed=pd.Series(kind[rows], index=table.index, dtype="str"))
        result.attrs = {**table.attrs, "suppression": said}
        marked.append(result)
    return marked


def _task(
    figures: Figures, tables: int, rule: Rule, cost: np.ndarray, deadline: float
) -> tuple[Task, np.ndarray, Figures]:
    """Return the problem to solve, which cells are small, and the figures without lines that do not hold."""
    now, past = range(tables), range(tables, len(figures.readings))
    known, released = figures.shown(range(len(figures.readings))), figures.shown(past)
    figures = replace(figures, structure=check_lines(figures.structure, known))
    structure = figures.structure
    was_hidden = figures.hidden(past) & np.isnan(released)
    missing = structure.printed & np.isnan(known) & ~was_hidden
    known[nothing_given(structure.lines, known, missing)] = 0
    here = np.zeros(len(known), dtype=bool)
    here[np.concatenate([structure.rows[table] for table in now])] = True
    here &= ~np.isnan(known) & ~missing
    small = here & (known < rule.threshold) & (known >= rule.least) & np.isnan(released)
    low, high = rule.limits(small, here & ~small)
    unknown = np.isnan(known)
    low[unknown & ~was_hidden] = 0
    low = np.where(was_hidden & (known == 0), 0, low)
    base = fitting_figures(structure, known, low, high)
    if base is None:
        raise ValueError("the figures cannot all be true: no whole numbers in the place of the missing ones add up")
    must = small | was_hidden | unknown
    may = must | (here & (base >= rule.least) & np.isnan(released))
    needs = Needs(_wide(structure, rule, base, small, low, high), small | was_hidden | here)
    task = Task(Model(structure.matrix, base, np.minimum(low, base), np.maximum(high, base)), must, may, cost, needs, deadline, Worlds(len(base)))
    return task, small, figures


def _wide(structure, rule, base, small, low, high):  # type: ignore[no-untyped-def]
    zero = ~small & (base == 0)
    least, most = widest(structure, np.where(zero, 0, low), np.where(zero, 0, high))
    wide = {}
    for cell in np.flatnonzero(small):
        first, last = max(rule.span[0], least[cell]), min(rule.span[1], most[cell])
        wide[int(cell)] = (int(min(first - base[cell], 0)), int(max(last - base[cell], 0)))
    return wide


def _costs(tables: Sequence[pd.DataFrame], figures: Figures, column: str | None) -> np.ndarray:
    """Return what it costs to hide each cell: its count, at least 1, or what the column says."""
    cost = np.ones(len(figures.structure.keys))
    for at, table in enumerate(tables):
        rows = figures.structure.rows[at]
        if column is None:
            cost[rows] = np.fmax(figures.readings[at].count, 1)
        else:
            given = pd.to_numeric(table[column]).to_numpy(dtype=float)
            if not (given > 0).all():
                raise ValueError(f"the cost in column {column!r} must be a number above 0 in every row")
            cost[rows] = given
    return cost


def _hopeless(figures: Figures, cell: int, earlier: bool) -> str:
    name = figures.structure.name(cell)
    why = "with what was released before" if earlier else "even if every other cell that is not zero is hidden"
    return f"{name} cannot be protected: it can be worked out {why}"


def _account(solution: Solution, primary: np.ndarray, seconds: float) -> dict[str, Any]:
    hidden = int(solution.hidden.sum())
    return {
        "status": "optimal" if solution.optimal else "time limit",
        "cost": solution.cost,
        "bound": solution.bound,
        "gap": 0.0 if solution.optimal else (solution.cost - solution.bound) / solution.cost,
        "primary": int(primary.sum()),
        "hidden": hidden,
        "seconds": round(seconds, 3),
    }
