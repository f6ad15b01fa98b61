"""Shares and changes in per cent, worked out from the figures of a table as they are published.

Whatever a table hides is hidden from them, so they give nothing away that the table does not give itself. Each is exact
until it is rounded once, to one decimal; none is worked out over a gap, a break in the series, or a part of a period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from foi_stats.answer.answer_table import LABELS, TOTAL, labels_of
from foi_stats.answer.comparable import is_budget, is_incomplete, is_part
from foi_stats.vocabulary.money import MINUS

NOT_APPLICABLE = "[z]"

_BREAK, _UNRELIABLE = "[b]", "[u]"


@dataclass(frozen=True)
class Derived:
    """A figure that is worked out from two of a table.

    Attributes
    ----------
    figure, of
        The ids of the cells that it is worked out from: what it stands beside, and what that is divided by or was
        before. The second is empty where there is no such cell.
    value
        Per cent, to one decimal; None where none is given.
    printed
        The value as it is shown, or the symbol of a gap.
    why
        Why none is given: ``gap``, ``hidden``, ``break``, ``unreliable``, ``part``, ``incomplete``, ``budget``,
        ``zero``, ``negative``, ``none`` (nothing to work it out from); empty where a value is given.
    """

    figure: str
    of: str
    value: Decimal | None
    printed: str
    why: str = ""


def shares(rows: Sequence[Mapping[str, Any]], wholes: Sequence[Mapping[str, Any]], basis: str = "") -> list[Derived]:
    """Return the share of each figure in its whole, in per cent.

    Parameters
    ----------
    rows
        The cells of an answer's table.
    wholes
        Cells of what they are shares of: those of the same table that are totals (:func:`totals_within`), or of another
        measure. The whole of a figure has its period, and its labels or ``Total`` in place of one, its own first.
    """
    return [_worked_out(row, _whole_of(row, wholes), basis, is_change=False) for row in rows]


def changes(rows: Sequence[Mapping[str, Any]], basis: str = "") -> list[Derived]:
    """Return the change of each figure on the one before it, in per cent of that; the first of a line has none.

    The one before is that of the period which ends where its own begins; for numbers on days, the earlier day.
    """
    found = []
    for line in _lines(rows):
        for before, row in zip([None, *line], line, strict=False):
            base = before if before is not None and _follows(row, before) else None
            found.append(_worked_out(row, base, basis, is_change=True))
    order = {row["figure"]: at for at, row in enumerate(rows)}
    return sorted(found, key=lambda one: order[one.figure])


def totals_within(rows: Sequence[Mapping[str, Any]], whole: str = "") -> list[Mapping[str, Any]]:
    """Return the cells of a table that are the total of its lines in a period; a line alone is the total itself.

    ``whole`` is the label that the others are parts of, where there is one; it stands in the place of the total.
    """
    of_whole: list[Mapping[str, Any]] = [{**row, LABELS[0]: TOTAL} for row in rows if whole and row[LABELS[0]] == whole]
    if of_whole:
        return of_whole
    return [row for row in rows if row[LABELS[0]] == TOTAL] or list(rows)


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Return the figures of each line in the order of their periods, without totals over periods."""
    lines: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["period"] != TOTAL:
            lines.setdefault(labels_of(row), []).append(row)
    return [sorted(line, key=lambda row: row["period_start"]) for line in lines.values()]


def _follows(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    if row["period_kind"] != before["period_kind"]:
        return False
    ended, begun = (dt.date.fromisoformat(text) for text in (before["period_end"], row["period_start"]))
    return row["period_kind"] == "day" or ended + dt.timedelta(days=1) == begun


def _whole_of(row: Mapping[str, Any], wholes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the whole that is nearest to a figure: with its own labels, or else with a total in place of the first."""
    same = [whole for whole in wholes if whole["period"] == row["period"] and whole["period_end"] == row["period_end"]]
    by_labels, own = {labels_of(whole): whole for whole in same}, labels_of(row)
    near = (own, (TOTAL, *own[1:]), (TOTAL,) * len(own))
    found = next((by_labels[labels] for labels in near if labels in by_labels), None)
    return same[0] if found is None and len(same) == 1 else found


def _worked_out(row: Mapping[str, Any], other: Mapping[str, Any] | None, basis: str, *, is_change: bool) -> Derived:
    if other is None:
        return Derived(row["figure"], "", None, NOT_APPLICABLE, "none")
    why, symbol = _why_not(row, other, basis, is_change=is_change)
    if why:
        return Derived(row["figure"], other["figure"], None, symbol, why)
    value, base = (Fraction(Decimal(one["value"])) for one in (row, other))
    shown = _rounded((value - base if is_change else value) * 100 / base)
    return Derived(row["figure"], other["figure"], shown, _shown(shown))


def _why_not(row: Mapping[str, Any], other: Mapping[str, Any], basis: str, *, is_change: bool) -> tuple[str, str]:
    """Return why a figure cannot be worked out from two others, and the symbol in its place; empty texts if it can."""
    for one in (row, other):
        if pd.isna(one["value"]):
            return ("hidden" if "[c]" in one["shorthand"] else "gap"), one["printed"]
    checks = {
        "part": any(map(is_part, (row, other))),
        "incomplete": any(map(is_incomplete, (row, other))),
        "break": is_change and any(_BREAK in one["shorthand"].split() for one in (row, other)),
        "unreliable": is_change and any(_UNRELIABLE in one["shorthand"].split() for one in (row, other)),
        "budget": is_change and is_budget(row, basis) != is_budget(other, basis),
        "zero": not other["value"],
        "negative": other["value"] < 0 or row["value"] < 0,
    }
    why = next((name for name, holds in checks.items() if holds), "")
    return why, NOT_APPLICABLE if why else ""


def _rounded(exact: Fraction) -> Decimal:
    """Return a number to one decimal, halves away from 0."""
    tenths = int(abs(exact) * 10 + Fraction(1, 2))
    return Decimal(-tenths if exact < 0 else tenths) / 10


def _shown(value: Decimal) -> str:
    return f"{value:,.1f}".replace("-", MINUS)
