"""The rows that a scope chose, and how its table is divided: what choosing, picking and adding up hand on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class ScopeRows:
    """The rows of a scope.

    Attributes
    ----------
    rows
        Funding rows on the basis that is asked for, in the prices that are asked for; or counts of one measure.
    by
        The label columns by which they are divided: one to three.
    labels
        The labels of each in the order in which they are shown.
    headings
        What each is called in print: ``Age band``.
    other_bases
        The other bases on which funding is held.
    measure, basis
        What is counted, in the supply's own noun; or the basis of the amounts.
    own_labels
        The labels that no supply has: that of all others together, of the largest item.
    """

    rows: pd.DataFrame
    by: tuple[str, ...]
    labels: tuple[list[str], ...]
    headings: tuple[str, ...]
    other_bases: tuple[str, ...] = ()
    measure: str = ""
    basis: str = ""
    own_labels: tuple[str, ...] = ()
