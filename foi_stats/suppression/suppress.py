"""Suppression: which small counts to hide, and what else, so that no table gives them away.

The counts themselves are never changed and no total is computed again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.suppression.attack import Model, Needs, Worlds
from foi_stats.suppression.audit import Known
from foi_stats.suppression.bounds import Rule, check_lines, fitting_figures, nothing_given, widest
from foi_stats.suppression.earlier_tables import given_away
from foi_stats.suppression.figures import Figures, read_figures
from foi_stats.suppression.optimum import Solution, solve
from foi_stats.suppression.pattern import CannotProtectError, Task
from foi_stats.suppression.structure import Hierarchy, Structure


def protect(
    table: pd.DataFrame,
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
) -> pd.DataFrame:
    """Mark which cells of a table must be hidden so that no small count can be worked out, as cheaply as possible.

    Parameters
    ----------
    table
        A long table, one row for each cell, totals included. It is not changed.
    count
        The column of counts: whole and not negative. A missing count is a cell that is not given.
    by
        The columns of labels. A total over a column has the label ``Total`` there. A column nested in another
        (quarter within year, service within group) needs nothing more: its totals stand beside each label of the
        other. A row that is left out counts as nothing.
    threshold
        Counts below it, and not 0, are small: they are hidden (primary).
    zeros
        Whether true zeros are small too. If not, they are never hidden, and the attacker knows that.
    hierarchy
        For columns with subtotals among their labels: for each such column, what each label is part of, for instance
        ``{"area": {"York": "North", "Hull": "North"}}``. Labels not named are parts of ``Total``.
    earlier
        Tables already published, hidden cells as ``[c]``, all labels from ``by``: what they show stays shown, what
        they hide stays hidden.
    cost
        A column that says what it costs to hide each cell. Unless given, that is its count, at least 1.
    levels
        The lowest and highest count that must stay possible for every small cell. Unless given, 1 (0 with ``zeros``)
        and ``threshold - 1``.
    symbols
        1 if all hidden cells will carry the same symbol, so that nobody is told which are small; 2 if small ones and
        the others will differ, or the column ``suppressed`` will be published: that takes more hidden cells.
    time_limit
        Seconds after which the best pattern found so far is returned.

    Returns
    -------
    DataFrame
        The same rows, order, columns and values, and ``suppressed``: ``""``, ``"primary"`` or ``"secondary"``.
        ``attrs["suppression"]`` says how good it is: ``status`` (``"optimal"``: proven to be the cheapest;
        ``"time limit"``: the heuristic's or the best found), ``cost`` of the secondary cells, the ``bound`` below
        which no safe pattern can cost, the ``gap`` between them as a share of the cost, the number of ``primary``
        and ``secondary`` cells, ``seconds``. Every pattern, however found, has been attacked and found safe.

    Raises
    ------
    ValueError
        If totals do not add up (the line is named, printed and summed); if a count or a label cannot be used; if
        tables contradict one another; if a cell cannot be protected whatever is hidden.

    Notes
    -----
    Safe means: whatever an attacker concludes from all that is published, who knows that counts are whole, that a
    hidden one is at least 1 and what the threshold is, every count from 1 to ``threshold - 1`` stays possible for a
    small cell, and more than one count for any other. A total cannot be made to look smaller than the number of its
    parts that are not zero; for it, the counts from there on stay possible.

    References
    ----------
    M. Fischetti and J. J. Salazar, "Solving the cell suppression problem on tabular data with linear constraints",
    Management Science 47 (2001).
    """
    rule = Rule(threshold, zeros, symbols, levels)
    return hide([table], Hiding(count, by, rule, hierarchy, earlier, cost, time_limit))[0]


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
    """Mark which cells of several tables, published together, must be hidden.

    ``by`` names the columns of all the tables; in a table that lacks one, every row is a total over it. Rows of
    different tables with the same labels are one cell, hidden in all of them or in none; a ``Total`` is the same
    cell only if both tables list the same labels under it. The rest is as for :func:`protect`, which takes one
    table; ``attrs["suppression"]`` speaks of all the tables together.
    """
    rule = Rule(threshold, zeros, symbols, levels)
    return hide(tables, Hiding(count, by, rule, hierarchy, earlier, cost, time_limit))


@dataclass(frozen=True)
class Hiding:
    """How tables are to be protected; the parameters of :func:`protect`.

    Without a ``time_limit`` a fixed amount of work is done, so that the same tables give the same pattern anywhere.
    """

    count: str
    by: Sequence[str]
    rule: Rule
    hierarchy: Hierarchy | None = None
    earlier: Sequence[pd.DataFrame] = ()
    cost: str | None = None
    time_limit: float | None = 60.0


def hide(tables: Sequence[pd.DataFrame], hiding: Hiding) -> list[pd.DataFrame]:
    """Mark which cells of several tables must be hidden. See :func:`protect_tables`."""
    started = time.monotonic()
    inputs = [table.drop(columns="suppressed", errors="ignore") for table in tables]
    may_hide_zeros = len(tables) if hiding.rule.zeros else 0
    figures = read_figures([*inputs, *hiding.earlier], hiding.count, hiding.by, hiding.hierarchy, may_hide_zeros)
    if any(reading.hidden.any() for reading in figures.readings[: len(tables)]):
        raise ValueError("a count is hidden already; to protect a table its counts must be known")
    deadline = None if hiding.time_limit is None else started + hiding.time_limit
    task, primary, figures = _task(figures, len(tables), hiding.rule, _costs(inputs, figures, hiding.cost), deadline)
    try:
        solution, marked = _hide_within(inputs, figures, hiding, task, primary)
    except CannotProtectError as error:
        raise ValueError(_hopeless(figures, error.cell, len(hiding.earlier) > 0)) from error
    secondary = solution.hidden & ~primary & task.needs.loose
    said = _account(solution, primary, secondary, time.monotonic() - started)
    for table, given in zip(marked, tables, strict=True):
        table.attrs = {**given.attrs, "suppression": said}
    return marked


def _hide_within(
    tables: Sequence[pd.DataFrame], figures: Figures, hiding: Hiding, task: Task, primary: np.ndarray
) -> tuple[Solution, list[pd.DataFrame]]:
    """Return the cheapest pattern that is safe and gives nothing away of what earlier tables hide."""
    rule = hiding.rule
    known = Known(
        *(hiding.count, hiding.by, rule.threshold, hiding.earlier, rule.zeros),
        *(hiding.hierarchy, rule.levels, rule.symbols),
    )
    while True:
        solution = solve(task)
        secondary = solution.hidden & ~primary & task.needs.loose
        kind = np.where(primary, "primary", np.where(secondary, "secondary", ""))
        marked = [
            table.assign(suppressed=pd.array(kind[rows], dtype="str"))
            for table, rows in zip(tables, figures.structure.rows, strict=False)
        ]
        lost = given_away(marked, figures, known, task.model.base) if hiding.earlier else {}
        fresh = {cell: span for cell, span in lost.items() if cell not in task.needs.wide}
        if not fresh:
            return solution, marked
        task = replace(task, needs=replace(task.needs, wide={**task.needs.wide, **fresh}))


def _task(
    figures: Figures, tables: int, rule: Rule, cost: np.ndarray, deadline: float | None
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
    said = figures.kinds(rule.symbols)
    low, high = rule.limits(small | (was_hidden & (said == "primary")), (here & ~small) | (said == "secondary"))
    unknown = np.isnan(known)
    low[unknown & ~was_hidden] = 0
    low = np.where(was_hidden & (known == 0), 0, low)
    base = fitting_figures(structure, known, low, high)
    if base is None:
        raise ValueError("the figures cannot all be true: no whole numbers in the place of the missing ones add up")
    must = small | was_hidden | unknown
    may = must | (here & (base >= rule.least) & np.isnan(released))
    needs = Needs(_wide(structure, rule, base, small, ~may & (base == 0), (low, high)), small | was_hidden | here)
    task = Task(
        Model(structure.matrix, base, np.minimum(low, base), np.maximum(high, base)),
        must,
        may,
        cost,
        needs,
        deadline,
        Worlds(len(base)),
    )
    return task, small, figures


def _wide(
    structure: Structure,
    rule: Rule,
    base: np.ndarray,
    small: np.ndarray,
    zero: np.ndarray,
    limits: tuple[np.ndarray, np.ndarray],
) -> dict[int, tuple[int, int]]:
    """Return the lowest and highest change that must stay possible for each small cell."""
    least, most = widest(structure, np.where(zero, 0, limits[0]), np.where(zero, 0, limits[1]))
    first, last = np.maximum(rule.span[0], least), np.minimum(rule.span[1], most)
    return {
        int(cell): (int(min(first[cell] - base[cell], 0)), int(max(last[cell] - base[cell], 0)))
        for cell in np.flatnonzero(small)
    }


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
    why = "with what was released before" if earlier else "even if all that is not zero is hidden"
    return f"{name} cannot be protected: {why}, it can be worked out or narrowed down too far"


def _account(solution: Solution, primary: np.ndarray, secondary: np.ndarray, seconds: float) -> dict[str, Any]:
    """Return how good a pattern is, as plain values: a frame's attrs are written to Parquet as JSON."""
    return {
        "status": "optimal" if solution.optimal else "time limit",
        "cost": solution.cost,
        "bound": solution.bound,
        "gap": 0.0 if solution.optimal else (solution.cost - solution.bound) / solution.cost,
        "primary": int(primary.sum()),
        "secondary": int(secondary.sum()),
        "seconds": round(seconds, 3),
    }
