"""Hides small counts in tables, and as few other cells as keep them from being worked out.

Counts are never changed and no total is computed again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.suppression.audit import AuditOptions
from foi_stats.suppression.bounds import Rule
from foi_stats.suppression.build_problem import build_problem, cell_costs
from foi_stats.suppression.derived import Derived
from foi_stats.suppression.earlier_tables import disclosed_cells
from foi_stats.suppression.extremes import Extremes, find_telling
from foi_stats.suppression.linked_tables import LinkedTables, link_tables
from foi_stats.suppression.optimum import Solution, solve
from foi_stats.suppression.parameters import check_columns, check_hierarchy, check_tables, check_time_limit
from foi_stats.suppression.problem import CannotProtectError, Problem
from foi_stats.suppression.programme import OutOfTimeError
from foi_stats.suppression.structure import Hierarchy
from foi_stats.suppression.totals import Totals, find_totals


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
    totals: Totals | None = None,
    time_limit: float | None = 60.0,
) -> pd.DataFrame:
    """Mark which cells of a table must be hidden so that no small count can be worked out, as cheaply as possible.

    Parameters
    ----------
    table
        A long table, one row for each cell, totals included. It is not changed.
    count
        The column of counts: whole and not negative. A missing count is a cell without a figure.
    by
        The columns of labels. A total over a column has the label ``Total`` there, or another one that its figures
        give away (see ``totals``). A column nested in another
        (quarter within year, service within group) needs no ``hierarchy``: its totals stand beside each label of the
        other. A row that is left out counts as 0.
    threshold
        Counts below it, and not 0, are small: they are hidden (primary).
    zeros
        Whether true zeros are small too. If not, they are never hidden, and an attacker knows that.
    hierarchy
        For columns with subtotals among their labels: the subtotal that each label adds up to, for instance
        ``{"area": {"York": "North", "Hull": "North"}}``. All other labels add up to ``Total``.
    earlier
        Tables already published, hidden cells as ``[c]``, all labels from ``by``: what they show stays shown, what
        they hide stays hidden.
    cost
        The column that holds the cost of hiding each cell. By default that is its count, at least 1.
    levels
        The lowest and highest count that must stay possible for every small cell. By default 1 (0 with ``zeros``) and
        ``threshold - 1``.
    symbols
        1 if all hidden cells will carry the same symbol, so that readers cannot tell which are small; 2 if small ones
        and the others will differ, or the column ``suppressed`` will be published: that takes more hidden cells.
    totals
        For a column, the label of its total (``{"sex": "Persons"}``), or None if it has none but ``Total``. In other
        columns, a label that is the sum of all others in every line is taken as the total, and one that is the sum of
        some others as a subtotal; ``attrs["suppression"]`` has them as ``totals`` and ``subtotals``.
    time_limit
        Seconds after which the best pattern found so far is returned; None for a fixed amount of work.

    Returns
    -------
    DataFrame
        The same rows, order, columns and values, and ``suppressed``: ``""``, ``"primary"`` or ``"secondary"``. A
        column that is worked out from the count (a share, an average, a rate, a copy, a running sum, a difference) is
        ``[c]`` wherever one of the counts that it needs is hidden, and so is the largest or smallest single item;
        ``attrs["suppression"]["found"]`` says so in words.
        ``attrs["suppression"]`` holds the quality of the pattern: ``status`` (``"optimal"``: proven to be the cheapest;
        ``"time limit"``: the best found), ``cost`` of the secondary cells, ``bound`` (no safe pattern costs less),
        ``gap`` between the two as a share of the cost, the number of ``primary`` and ``secondary`` cells, ``seconds``.
        Every pattern returned has been attacked and found safe.

    Raises
    ------
    ValueError
        If a parameter cannot be used; if totals do not add up (the line is named, printed and summed); if a label may
        be a total or not; if a count or a label cannot be used; if tables contradict one another; if a cell cannot be
        protected whatever is hidden; if no safe pattern was found in time.

    Notes
    -----
    The attacker sees all that is published, and knows the threshold, that counts are whole and that a hidden count is
    at least 1. A pattern is safe if, for this attacker, every count from 1 to ``threshold - 1`` stays possible for a
    small cell, and more than one count for any other hidden cell. A total cannot look smaller than the number of its
    addends that are not zero; for a small total, the counts from that number on stay possible.

    References
    ----------
    M. Fischetti and J. J. Salazar, "Solving the cell suppression problem on tabular data with linear constraints",
    Management Science 47 (2001).
    """
    rule = Rule(threshold, zeros, symbols, levels)
    options = ProtectOptions(count, by, rule, hierarchy, earlier, cost, time_limit)
    return _mark_with_totals([table], options, totals)[0]


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
    totals: Totals | None = None,
    time_limit: float | None = 60.0,
) -> list[pd.DataFrame]:
    """Mark which cells of several tables, published together, must be hidden.

    ``by`` names the columns of all the tables; in a table that lacks one, every row is a total over it. Rows of
    different tables with the same labels are one cell, hidden in all of them or in none; a ``Total`` is the same
    cell only if both tables list the same labels under it. All else is as for :func:`protect`, which takes one
    table; ``attrs["suppression"]`` covers all the tables together.
    """
    rule = Rule(threshold, zeros, symbols, levels)
    options = ProtectOptions(count, by, rule, hierarchy, earlier, cost, time_limit)
    return _mark_with_totals(tables, options, totals)


def _mark_with_totals(
    tables: Sequence[pd.DataFrame], options: ProtectOptions, totals: Totals | None
) -> list[pd.DataFrame]:
    """Mark tables whose totals may have another name than ``Total``; their labels stay as they are."""
    started = time.monotonic()
    _check(tables, options)
    everything = [*tables, *options.earlier]
    found = find_totals(everything, options.count, check_columns(options.count, options.by), totals, options.hierarchy)
    renamed, earlier = ([found.rename(table) for table in some] for some in (tables, options.earlier))
    options = replace(options, earlier=earlier, hierarchy=found.hierarchy(options.hierarchy))
    if options.time_limit is not None:
        options = replace(options, time_limit=max(options.time_limit - (time.monotonic() - started), 0.0))
    marked = mark_suppressed(renamed, options)
    result = [table.assign(suppressed=mark["suppressed"].array) for table, mark in zip(tables, marked, strict=True)]
    by, said = check_columns(options.count, options.by), found.sentences()
    for at, table in enumerate(renamed):
        here = [column for column in by if column in table.columns]
        result[at], columns = _hide_derived(result[at], find_telling(table, options.count, here, options.cost))
        said += [sentence for sentence in columns if sentence not in said]
    for table, mark, original in zip(result, marked, tables, strict=True):
        table.attrs = {**original.attrs, "suppression": {**mark.attrs["suppression"], **found.summary(), "found": said}}
    return result


def _hide_derived(table: pd.DataFrame, derived: Sequence[Derived | Extremes]) -> tuple[pd.DataFrame, list[str]]:
    """Hide what columns that are worked out from the count tell of hidden counts; return it and what was hidden."""
    hidden = table["suppressed"].ne("").to_numpy()
    said, gone = [], defaultdict[str, set[int]](set)
    for column in derived:
        if rows := column.hidden_rows(hidden):
            gone[column.column].update(rows)
            said.append(f"{column.named}: it is hidden where a count that it tells of is.")
    for name, places in gone.items():
        cells = table[name].astype(object)
        cells.iloc[sorted(places)] = "[c]"
        table = table.assign(**{name: cells})
    return table, said


@dataclass(frozen=True)
class ProtectOptions:
    """The parameters of :func:`protect`.

    Without a ``time_limit`` the amount of work is fixed, so that the same tables give the same pattern on any machine.
    """

    count: str
    by: Sequence[str]
    rule: Rule
    hierarchy: Hierarchy | None = None
    earlier: Sequence[pd.DataFrame] = ()
    cost: str | None = None
    time_limit: float | None = 60.0


def mark_suppressed(tables: Sequence[pd.DataFrame], options: ProtectOptions) -> list[pd.DataFrame]:
    """Add the column ``suppressed`` to tables that are published together. See :func:`protect_tables`."""
    started = time.monotonic()
    _check(tables, options)
    inputs = [table.drop(columns="suppressed", errors="ignore") for table in tables]
    may_hide_zeros = len(tables) if options.rule.zeros else 0
    linked = link_tables([*inputs, *options.earlier], options.count, options.by, options.hierarchy, may_hide_zeros)
    if any(reading.hidden.any() for reading in linked.readings[: len(tables)]):
        raise ValueError("a count is hidden already; to protect a table its counts must be known")
    deadline = None if options.time_limit is None else started + options.time_limit
    cost = cell_costs(inputs, linked, options.cost)
    problem, small, linked = build_problem(linked, len(tables), options.rule, cost, deadline)
    try:
        solution, marked = _solve_with_earlier(inputs, linked, options, problem, small)
    except CannotProtectError as error:
        raise ValueError(_cannot_protect_message(linked, error.cell, len(options.earlier) > 0)) from error
    except OutOfTimeError:
        raise ValueError(
            "no safe table was found in the time allowed; allow more with time_limit, or make the table smaller: fewer "
            "labels, or counts added up"
        ) from None
    secondary = solution.hidden & ~small & problem.protection.movable
    summary = _solution_summary(solution, small, secondary, time.monotonic() - started)
    for table, original in zip(marked, tables, strict=True):
        table.attrs = {**original.attrs, "suppression": summary}
    return marked


def _check(tables: Sequence[pd.DataFrame], options: ProtectOptions) -> None:
    """Raise a ValueError in words for a parameter that cannot be used."""
    check_tables(tables)
    check_tables(options.earlier, "earlier table")
    check_time_limit(options.time_limit)
    check_hierarchy(options.hierarchy)
    if options.rule.threshold is None:
        raise ValueError("threshold must be a whole number, 1 or more; without one no count is small")


def _solve_with_earlier(
    tables: Sequence[pd.DataFrame], linked: LinkedTables, options: ProtectOptions, problem: Problem, small: np.ndarray
) -> tuple[Solution, list[pd.DataFrame]]:
    """Return the cheapest safe pattern that discloses nothing earlier tables hide, and the tables marked with it."""
    rule = options.rule
    attacker = AuditOptions(
        *(options.count, options.by, rule.threshold, options.earlier, rule.zeros),
        *(options.hierarchy, rule.levels, rule.symbols),
    )
    while True:
        solution = solve(problem)
        secondary = solution.hidden & ~small & problem.protection.movable
        kind = np.where(small, "primary", np.where(secondary, "secondary", ""))
        marked = [
            table.assign(suppressed=pd.array(kind[rows], dtype="str"))
            for table, rows in zip(tables, linked.structure.rows, strict=False)
        ]
        disclosed = disclosed_cells(marked, linked, attacker, problem.model.base) if options.earlier else {}
        protection = problem.protection
        new = {cell: changes for cell, changes in disclosed.items() if cell not in protection.levels}
        if not new:
            return solution, marked
        problem = replace(
            problem, protection=replace(protection, levels=dict(sorted([*protection.levels.items(), *new.items()])))
        )


def _cannot_protect_message(linked: LinkedTables, cell: int, earlier: bool) -> str:
    """Return the message for a cell that can be worked out whatever is hidden."""
    name = linked.structure.cell_name(cell)
    why = "with what was released before" if earlier else "even if all that is not zero is hidden"
    return f"{name} cannot be protected: {why}, it can be worked out or narrowed down too far"


def _solution_summary(solution: Solution, small: np.ndarray, secondary: np.ndarray, seconds: float) -> dict[str, Any]:
    """Return the quality of a pattern as plain values, because a frame's attrs are written to Parquet as JSON."""
    return {
        "status": "optimal" if solution.optimal else "time limit",
        "cost": solution.cost,
        "bound": solution.bound,
        "gap": 0.0 if solution.optimal else (solution.cost - solution.bound) / solution.cost,
        "primary": int(small.sum()),
        "secondary": int(secondary.sum()),
        "seconds": round(seconds, 3),
    }
