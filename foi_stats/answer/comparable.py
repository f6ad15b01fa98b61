"""Tell which figures of a table can be compared with one another, from what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from foi_stats.vocabulary.basis import BUDGETS

_BUDGETS = {*BUDGETS, "forecast"}


def is_part(row: Mapping[str, Any]) -> bool:
    """Return whether a value covers less than its period."""
    return bool(pd.notna(row["value"]) and row["covers"])


def is_incomplete(row: Mapping[str, Any]) -> bool:
    """Return whether a value leaves something out."""
    return bool(pd.notna(row["value"]) and row["reason"])


def is_budget(row: Mapping[str, Any], basis: str) -> bool:
    """Return whether a figure of an answer on a basis is a budget or a forecast."""
    return basis in _BUDGETS or "[f]" in row["shorthand"].split()


def is_sound(row: Mapping[str, Any]) -> bool:
    """Return whether a figure is given whole, and can be relied on."""
    return pd.notna(row["value"]) and not (is_part(row) or is_incomplete(row) or "[u]" in row["shorthand"].split())


def comparable_rows(rows: Sequence[dict[str, Any]], basis: str) -> list[dict[str, Any]]:
    """Return which figures of one line, in order, can be compared with one another: the last that can.

    None before a break [b] or at it, none of low reliability [u], of a part of its period or incomplete, and no budget
    beside an outturn.
    """
    kept: list[dict[str, Any]] = []
    for row in rows:
        if "[b]" in row["shorthand"].split():
            kept = []
        elif is_sound(row):
            kept.append(row)
    budgets = [row for row in kept if is_budget(row, basis)]
    others = [row for row in kept if not is_budget(row, basis)]
    return budgets if len(budgets) > len(others) else others
