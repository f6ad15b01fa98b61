"""Finds the cells hidden in earlier tables that new tables disclose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from foi_stats.suppression.audit import AuditOptions, attack_tables
from foi_stats.suppression.bounds import Rule
from foi_stats.suppression.linked_tables import LinkedTables
from foi_stats.suppression.structure import Structure


def disclosed_cells(
    published: Sequence[pd.DataFrame], linked: LinkedTables, options: AuditOptions, base: np.ndarray
) -> dict[int, tuple[int, int]]:
    """Return the cells hidden in earlier tables that the new tables disclose, and what must stay possible of each.

    Parameters
    ----------
    published
        The new tables, with the column ``suppressed``.
    figures
        The new tables with their true counts, then the earlier ones.
    known
        What an attacker knows, including the earlier tables.
    base
        Counts that fit, for all cells of ``linked``.

    Returns
    -------
    dict
        For each such cell the lowest and highest change from ``base`` that must stay possible, as far as the earlier
        tables alone left it possible.
    """
    new = len(published)
    options = replace(options, earlier=_with_marks(options, linked, new))
    now, before = attack_tables(published, options), attack_tables(options.earlier, replace(options, earlier=()))
    found = {}
    for at, rows in enumerate(linked.structure.rows[new : new + len(options.earlier)]):
        then_rows, now_rows = before.linked.structure.rows[at], now.linked.structure.rows[new + at]
        for cell, then, later in zip(rows, then_rows, now_rows, strict=True):
            if then in before.ranges and not now.safe.get(later, True):
                (low, high), (first, last) = before.ranges[then], before.required_ranges[then]
                first, last = max(first, int(low)), int(min(last, high))
                found[int(cell)] = (int(min(first - base[cell], 0)), int(max(last - base[cell], 0)))
    return found


def _with_marks(options: AuditOptions, linked: LinkedTables, new: int) -> list[pd.DataFrame]:
    """Return the earlier tables with their hidden cells marked where the new tables tell whether they are small."""
    rule = Rule(options.threshold, options.zeros)
    counts = deduced_counts(linked.structure, linked.shown(range(len(linked.readings))))
    marked = []
    for table, rows, reading in zip(options.earlier, linked.structure.rows[new:], linked.readings[new:], strict=False):
        small = (counts[rows] >= rule.least) & (counts[rows] < (options.threshold or 1))
        kind = np.where(np.isnan(counts[rows]), "", np.where(small, "primary", "secondary"))
        marks = np.array(reading.mark, dtype=object)
        marked.append(table.assign(suppressed=np.where(reading.hidden & (marks == ""), kind, marks)))
    return marked


def deduced_counts(structure: Structure, counts: np.ndarray) -> np.ndarray:
    """Return the counts, with every missing count filled in that is the only missing one of a line."""
    counts = counts.copy()
    for _ in structure.lines:
        before = np.isnan(counts).sum()
        for line in structure.lines:
            cells = np.array([*line.addends, line.total])
            lacking = np.flatnonzero(np.isnan(counts[cells]))
            if len(lacking) == 1:
                sign = np.array([*[1.0] * len(line.addends), -1.0])
                at = int(lacking[0])
                counts[cells[at]] = -np.nansum(sign * counts[cells]) * sign[at]
        if np.isnan(counts).sum() == before:
            break
    return counts
