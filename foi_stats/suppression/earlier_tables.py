"""Whether a new table gives away what earlier tables hide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from foi_stats.suppression.audit import Known, attack_tables
from foi_stats.suppression.bounds import Rule
from foi_stats.suppression.figures import Figures
from foi_stats.suppression.structure import Structure


def given_away(
    published: Sequence[pd.DataFrame], figures: Figures, known: Known, base: np.ndarray
) -> dict[int, tuple[int, int]]:
    """Return which cells that earlier tables hide a new pattern gives away, and what must stay possible of each.

    Parameters
    ----------
    published
        The new tables, with the column ``suppressed``.
    figures
        The new tables with their true counts, then the earlier ones.
    known
        What an attacker knows, the earlier tables among it.
    base
        Counts for all cells of ``figures`` that fit.

    Returns
    -------
    dict
        For each such cell the lowest and highest change from ``base`` that must stay possible. What the earlier tables
        gave away themselves is not asked for.
    """
    new = len(published)
    known = replace(known, earlier=_with_kinds(known, figures, new))
    now, before = attack_tables(published, known), attack_tables(known.earlier, replace(known, earlier=()))
    found = {}
    for at, rows in enumerate(figures.structure.rows[new : new + len(known.earlier)]):
        then_rows, now_rows = before.figures.structure.rows[at], now.figures.structure.rows[new + at]
        for cell, then, later in zip(rows, then_rows, now_rows, strict=True):
            if then in before.ranges and not now.safe.get(later, True):
                (low, high), (first, last) = before.ranges[then], before.span[then]
                first, last = max(first, int(low)), int(min(last, high))
                found[int(cell)] = (int(min(first - base[cell], 0)), int(max(last - base[cell], 0)))
    return found


def _with_kinds(known: Known, figures: Figures, new: int) -> list[pd.DataFrame]:
    """Return the earlier tables with a mark on what they hide, where the new ones say whether it is small."""
    rule = Rule(known.threshold, known.zeros)
    counts = worked_out(figures.structure, figures.shown(range(len(figures.readings))))
    marked = []
    for table, rows, reading in zip(known.earlier, figures.structure.rows[new:], figures.readings[new:], strict=False):
        small = (counts[rows] >= rule.least) & (counts[rows] < (known.threshold or 1))
        kind = np.where(np.isnan(counts[rows]), "", np.where(small, "primary", "secondary"))
        given = np.array(reading.mark, dtype=object)
        marked.append(table.assign(suppressed=np.where(reading.hidden & (given == ""), kind, given)))
    return marked


def worked_out(structure: Structure, counts: np.ndarray) -> np.ndarray:
    """Return counts with those filled in that a line leaves only one value for."""
    counts = counts.copy()
    for _ in structure.lines:
        before = np.isnan(counts).sum()
        for line in structure.lines:
            cells = np.array([*line.parts, line.total])
            lacking = np.flatnonzero(np.isnan(counts[cells]))
            if len(lacking) == 1:
                sign = np.array([*[1.0] * len(line.parts), -1.0])
                at = int(lacking[0])
                counts[cells[at]] = -np.nansum(sign * counts[cells]) * sign[at]
        if np.isnan(counts).sum() == before:
            break
    return counts
