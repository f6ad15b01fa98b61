"""Audits published tables: what every hidden count can be for an attacker who sees only what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.suppression.attack import Attack, Component, Model, SolutionPool
from foi_stats.suppression.bounds import Rule, check_lines, fitting_counts, widest_bounds
from foi_stats.suppression.derived import Derived
from foi_stats.suppression.extremes import Extremes, find_telling
from foi_stats.suppression.linked_tables import LinkedTables, link_tables
from foi_stats.suppression.parameters import check_columns, check_hierarchy, check_tables
from foi_stats.suppression.programme import CellBound, bounds_together
from foi_stats.suppression.structure import Hierarchy
from foi_stats.suppression.totals import FoundTotals, Totals, find_totals


@dataclass(frozen=True)
class AuditOptions:
    """The parameters of :func:`audit`: what an attacker knows besides the tables."""

    count: str
    by: Sequence[str]
    threshold: int | None = None
    earlier: Sequence[pd.DataFrame] = ()
    zeros: bool = False
    hierarchy: Hierarchy | None = None
    levels: tuple[int, int] | None = None
    symbols: int | None = None


@dataclass(frozen=True)
class Limit:
    """What a column that is worked out from the count tells: a sum of cells, its least and its most, and why."""

    factors: Mapping[int, int]
    least: float
    most: float
    why: str


@dataclass(frozen=True)
class Audit:
    """An attack on published tables, and its results.

    ``shown`` holds the count that is known for each cell (NaN if none), ``kinds`` what its symbol tells,
    ``hidden_cells`` the cells that a table hides, in the order of the tables' rows. The ``limits`` are further lines
    of the attack, each with a further cell: the sum that it bounds.
    """

    linked: LinkedTables
    rule: Rule
    shown: np.ndarray
    kinds: np.ndarray
    attack: Attack
    hidden_cells: tuple[int, ...]
    limits: tuple[Limit, ...] = ()

    @cached_property
    def ranges(self) -> dict[int, tuple[float, float]]:
        """The smallest and largest count each hidden cell can have; the largest may be infinite."""
        shown = {cell: self.shown[cell] for cell in self.hidden_cells}
        found = {cell: (count, count) for cell, count in shown.items() if not np.isnan(count)}
        for component in self.attack.components:
            found.update(_ranges(self.attack, component, {*self.hidden_cells}))
        return found

    @cached_property
    def required_ranges(self) -> dict[int, tuple[int, int]]:
        """The lowest and highest count that must stay possible for each hidden cell, if it is small."""
        cells = len(self.shown)
        known = ~np.isnan(self.shown)
        small = known & (self.shown < (self.rule.threshold or 1))
        if_hidden = self.rule.bounds(small, known & ~small)
        now_hidden = self.attack.model.low[:cells], self.attack.model.high[:cells]
        least, most = (
            np.where(self.shown == 0, 0, np.where(known, limit, now))
            for limit, now in zip(if_hidden, now_hidden, strict=True)
        )
        least, most = widest_bounds(self.linked.structure, least, most)
        first, last = self.rule.required_range
        return {cell: (int(max(first, least[cell])), int(min(last, most[cell]))) for cell in self.hidden_cells}

    def allows_required_range(self, cell: int) -> bool:
        """Return whether every count in the cell's required range stays possible."""
        first, last = self.required_ranges[cell]
        low, high = self.ranges[cell]
        if low > first or high < last:
            return False
        component = next(component for component in self.attack.components if cell in component.cells)
        at = int(np.flatnonzero(component.cells == cell)[0])
        base = int(self.attack.model.base[cell])
        required = range(first - base, last - base + 1)
        return component.network or all(self.attack.reaches(component, at, change) for change in required)

    @cached_property
    def safe(self) -> dict[int, bool]:
        """Whether each hidden cell is safe."""
        inexact = {cell: low < high for cell, (low, high) in self.ranges.items()}
        if self.rule.threshold is None:
            return inexact
        safe = {
            cell: inexact[cell] and (self.kinds[cell] != "primary" or self.allows_required_range(cell))
            for cell in self.hidden_cells
        }
        for component in self.attack.components:
            unmarked = [int(cell) for cell in component.cells if int(cell) in inexact and not self.kinds[cell]]
            if unmarked:
                safe.update(self._judge_unmarked(component, unmarked))
        return safe

    def _judge_unmarked(self, component: Component, unmarked: list[int]) -> dict[int, bool]:
        """Classify hidden cells whose symbol does not tell primary from secondary; return whether each is safe.

        A cell is unsafe if it has a single value, or is certainly small and some small counts are ruled out. Cells
        are hidden only to protect a small one, so some cell of the component must be small: if none that may be
        small is protected, all that may be are unsafe.
        """
        small = (self.rule.threshold or 1) - 1
        may_be_small = [cell for cell in unmarked if self.ranges[cell][0] <= small]
        covered = {cell for cell in may_be_small if self.allows_required_range(cell)}
        other = any(self.kinds[cell] == "primary" for cell in component.cells if cell < len(self.kinds))
        certainly_small = [cell for cell in may_be_small if self.ranges[cell][1] <= small]
        doubtful = may_be_small if not covered and not other else certainly_small
        return {
            cell: self.ranges[cell][0] < self.ranges[cell][1] and (cell not in doubtful or cell in covered)
            for cell in unmarked
        }


def audit(
    published: pd.DataFrame | Sequence[pd.DataFrame],
    *,
    count: str,
    by: Sequence[str],
    threshold: int | None = None,
    earlier: Sequence[pd.DataFrame] = (),
    zeros: bool = False,
    hierarchy: Hierarchy | None = None,
    levels: tuple[int, int] | None = None,
    symbols: int | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    """Return what an attacker can work out about every hidden count.

    Parameters
    ----------
    published
        A long table as it is published, or several that are published together. A hidden count is ``[c]``; where
        small counts carry a symbol of their own, that is ``[c]`` and the others are ``[c2]``. If there is a column
        ``suppressed``, as :func:`protect` returns it, the cells it marks are hidden, whatever stands in ``count``;
        it decides by which rule a cell is judged, and the attacker does not see it unless ``symbols`` is 2. A count
        that is missing without a symbol is read as 0, unless no figures fit that.
    count, by, hierarchy, totals
        As for :func:`protect`. With several tables, ``by`` names the columns of all of them.
    threshold
        The threshold, if the attacker knows it; else None.
    earlier
        Tables that were published before, in the same form.
    zeros
        Whether true zeros may be hidden. If not, a hidden count is at least 1. Figures that fit only with hidden
        zeros are read that way in any case.
    levels
        The lowest and highest count that must stay possible for a small cell. By default 1 and ``threshold - 1``.
    symbols
        2 if ``[c]`` is known to stand for small counts only, 1 if for any. By default 2 if ``[c2]`` occurs, else 1.

    Returns
    -------
    DataFrame
        A row for each hidden cell, first those of ``published`` in its order, then those that only ``earlier``
        hides: the columns of ``by`` (``Total`` where a table has no such column), ``low`` (int64) and ``high``
        (float64; ``inf`` if there is no limit), the smallest and largest count the cell can have, exact for whole
        numbers, and ``safe``.

    Raises
    ------
    ValueError
        If totals that are shown do not add up, if tables contradict one another, if no whole numbers fit, or if a
        label or a count cannot be used.

    Notes
    -----
    Without a threshold, a cell is safe if it can have more than one value. With a threshold, a small cell is safe if
    every count from 1 to ``threshold - 1`` stays possible too (for a total, from the number of its addends that are
    not zero). Where no symbol tells which cells are small, a cell is unsafe if it is certainly small and some small
    counts are ruled out. And since cells are hidden only to protect a small count, all cells of a component (hidden
    cells that lines join) that may be small are unsafe if none of them can be any small count.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"service": ["Refuge", "Helpline", "Total"], "people": ["[c]", "40", "42"]})
    >>> foi.audit(table, count="people", by=["service"]).values.tolist()
    [['Refuge', 2, 2.0, False]]
    """
    options = AuditOptions(count, by, threshold, earlier, zeros, hierarchy, levels, symbols)
    attacked = attack_with_totals(published, options, totals)[0]
    single = published if isinstance(published, pd.DataFrame) else None
    return audit_frame(attacked, single)


def audit_frame(attacked: Audit, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the ranges as a frame (see :func:`audit`), labels as they stand in a single table."""
    structure = attacked.linked.structure
    by = list(structure.named)
    keys = pd.DataFrame(
        [structure.keys[cell] for cell in attacked.hidden_cells], columns=list(structure.by), dtype=object
    )[by]
    if table is not None and set(by) <= set(table.columns):
        hidden = attacked.linked.readings[0].hidden
        keys = pd.concat([table.loc[hidden, by], keys.iloc[int(hidden.sum()) :]], ignore_index=True)
    ranges = [attacked.ranges[cell] for cell in attacked.hidden_cells]
    return keys.assign(
        low=np.array([low for low, _ in ranges], dtype="int64"),
        high=np.array([high for _, high in ranges], dtype="float64"),
        safe=np.array([attacked.safe[cell] for cell in attacked.hidden_cells], dtype=bool),
    )


def attack_with_totals(
    published: pd.DataFrame | Sequence[pd.DataFrame], options: AuditOptions, totals: Totals | None = None
) -> tuple[Audit, FoundTotals]:
    """Attack tables whose totals may have another name than ``Total``; return the attack and those totals."""
    tables = _checked(published, options)
    known = (options.count, check_columns(options.count, options.by), totals, options.hierarchy)
    found = find_totals([*tables, *options.earlier], *known)
    earlier = [found.rename(table) for table in options.earlier]
    options = replace(options, earlier=earlier, hierarchy=found.hierarchy(options.hierarchy))
    renamed = [found.rename(table) for table in tables]
    derived = [
        find_telling(table, options.count, [column for column in known[1] if column in table.columns])
        for table in (*renamed, *earlier)
    ]
    return attack_tables(renamed, options, derived), found


def _checked(published: pd.DataFrame | Sequence[pd.DataFrame], options: AuditOptions) -> list[pd.DataFrame]:
    """Return the published tables as a list; refuse what cannot be used."""
    tables = check_tables([published] if isinstance(published, pd.DataFrame) else published, "published table")
    check_tables(options.earlier, "earlier table")
    check_hierarchy(options.hierarchy)
    return tables


def attack_tables(
    published: pd.DataFrame | Sequence[pd.DataFrame],
    options: AuditOptions,
    derived: Sequence[Sequence[Derived | Extremes]] = (),
) -> Audit:
    """Return the attack itself, which :func:`explain` needs besides the frame that :func:`audit` returns.

    ``derived`` has, for each table, the earlier ones last, its columns that are worked out from the count.
    """
    tables = _checked(published, options)
    linked = link_tables([*tables, *options.earlier], options.count, options.by, options.hierarchy)
    everything = range(len(linked.readings))
    symbols = linked.symbols if options.symbols is None else options.symbols
    shown, hidden = linked.shown(everything), linked.hidden(everything)
    linked = replace(linked, structure=check_lines(linked.structure, shown))
    hidden_cells = dict.fromkeys(
        int(cell)
        for rows, reading in zip(linked.structure.rows, linked.readings, strict=True)
        for cell in rows[reading.hidden]
    )
    rule = Rule(options.threshold, options.zeros, symbols, options.levels)
    limits = tuple(_limits(linked, shown, derived))
    shown, model, limits = _model(linked, shown, hidden, rule, limits)
    unknown = np.append(np.isnan(shown), np.ones(len(limits), dtype=bool))
    attack = Attack(model, unknown, SolutionPool(len(unknown)))
    return Audit(linked, rule, shown, linked.kinds(symbols), attack, tuple(hidden_cells), limits)


def _limits(
    linked: LinkedTables, shown: np.ndarray, derived: Sequence[Sequence[Derived | Extremes]]
) -> Iterator[Limit]:
    """Yield what columns that are worked out from the count tell of cells that no table shows."""
    for rows, columns in zip(linked.structure.rows, derived, strict=False):
        for column in columns:
            for factors, least, most in column.limits(shown[rows]):
                yield Limit({int(rows[row]): factor for row, factor in factors.items()}, least, most, column.named)


def _with_limits(linked: LinkedTables, limits: Sequence[Limit]) -> Any:  # noqa: ANN401 - a scipy.sparse array
    """Return the lines of the tables, and one more for each limit: the sum that it bounds, as a cell of its own."""
    from scipy.sparse import block_array, csr_array, eye_array

    matrix = linked.structure.matrix
    if not limits:
        return matrix
    row = [at for at, limit in enumerate(limits) for _ in limit.factors]
    cells = [cell for limit in limits for cell in limit.factors]
    factors = [float(factor) for limit in limits for factor in limit.factors.values()]
    sums = csr_array((factors, (row, cells)), shape=(len(limits), matrix.shape[1]))
    return block_array([[matrix, None], [sums, -eye_array(len(limits))]], format="csr")


def _model(
    linked: LinkedTables, shown: np.ndarray, hidden: np.ndarray, rule: Rule, limits: tuple[Limit, ...]
) -> tuple[np.ndarray, Model, tuple[Limit, ...]]:
    """Return the known counts, a model of whole counts that fit them, and the limits that it keeps.

    A missing count is read as 0 and true zeros are taken to be shown, unless no counts at all fit that. What seems to
    be worked out from the count is not, where no counts fit it together with the rest: then its limits do not hold.
    """
    missing = linked.structure.printed & np.isnan(shown) & ~hidden
    missing_as_zeros, zeros_hidden = np.where(missing, 0.0, shown), replace(rule, zeros=True)
    for known, assumed in (
        (missing_as_zeros, rule),
        (missing_as_zeros, zeros_hidden),
        (shown, rule),
        (shown, zeros_hidden),
    ):
        plain = _fitting_model(linked, known, hidden, assumed, ())
        if plain is None:
            continue
        kept: tuple[Limit, ...] = ()
        model = plain
        for _, told in groupby(limits, key=lambda limit: limit.why):
            more = (*kept, *told)
            with_more = _fitting_model(linked, known, hidden, assumed, more)
            if with_more is not None:
                kept, model = more, with_more
        return known, model, kept
    raise ValueError(
        "the published figures cannot all be true: no whole numbers in the place of the hidden ones add up"
    )


def _fitting_model(
    linked: LinkedTables, known: np.ndarray, hidden: np.ndarray, rule: Rule, limits: Sequence[Limit]
) -> Model | None:
    """Return a model of whole counts that fit these known ones and limits; None if there are none."""
    kinds = linked.kinds(rule.symbols)
    matrix = _with_limits(linked, limits)
    low, high = rule.bounds(kinds == "primary", kinds == "secondary")
    low[~hidden] = 0
    high[~hidden] = np.inf
    low, high = np.append(low, [limit.least for limit in limits]), np.append(high, [limit.most for limit in limits])
    base = fitting_counts(matrix, np.append(known, np.full(len(limits), np.nan)), low, high)
    return None if base is None else Model(matrix, base, low, high)


def _ranges(attack: Attack, component: Component, hidden_cells: set[int]) -> dict[int, tuple[float, float]]:
    """Return the exact range of each hidden cell of a component."""
    places = [at for at, cell in enumerate(component.cells) if int(cell) in hidden_cells]
    base = attack.model.base[component.cells]
    unbounded = _unbounded(component, places)
    bounded = [at for at in places if at not in unbounded]
    highest = {at: bound.reached for at, bound in _bounds(attack, component, bounded, np.inf)}
    to_bound = [(at, float(component.down[at])) for at in places if component.down[at] < 0]
    rest = {at for at, _ in attack.bounds_together(component, to_bound)}
    lowest = {at: float(component.down[at]) for at in places}
    lowest |= {at: bound.reached for at, bound in _bounds(attack, component, sorted(rest), -np.inf)}
    ranges = {}
    for at in places:
        low = _whole_end(attack, component, at, lowest[at], 1)
        high = np.inf if at in unbounded else base[at] + _whole_end(attack, component, at, highest[at], -1)
        ranges[int(component.cells[at])] = (base[at] + low, high)
    return ranges


def _bounds(attack: Attack, component: Component, places: list[int], goal: float) -> Iterator[tuple[int, CellBound]]:
    yield from zip(places, attack.bounds(component, [(at, goal) for at in places]), strict=True)


def _unbounded(component: Component, places: list[int]) -> set[int]:
    """Return the cells that have no largest count.

    Unbounded directions can be added up and multiplied, so one programme finds all these cells: each gets a first
    step of at most 1, which the objective counts, beside all further steps, which it does not.
    """
    from scipy.sparse import hstack

    further = np.where(np.isinf(component.up), np.inf, 0.0)
    without_limit = [at for at in places if np.isinf(component.up[at])]
    steps = np.concatenate([further, np.ones(len(without_limit))])
    goals = [(len(further) + nth, 1.0) for nth in range(len(without_limit))]
    matrix = hstack([component.matrix, component.matrix[:, without_limit]], format="csc")
    direction = bounds_together(matrix, np.zeros(len(steps)), steps, goals)
    return {at for at, step in zip(without_limit, direction[len(further) :], strict=True) if step > 0.5}


def _whole_end(attack: Attack, component: Component, at: int, reached: float, step: int) -> int:
    """Return the whole number that a cell can reach, starting from the bound of the linear programme."""
    end = int(np.ceil(reached - 1e-6) if step > 0 else np.floor(reached + 1e-6))
    while not component.network and end != 0 and not attack.reaches(component, at, end):
        end += step
    return end
