"""Conditional formats of an xlsx sheet that hide the content of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from foi_stats.files.number_formats import holds
from foi_stats.screen.cells import CellFilter, position
from foi_stats.screen.colours import are_alike
from foi_stats.screen.sheet_content import Cell
from foi_stats.screen.sheet_trailer import Rule
from foi_stats.screen.styles import Change, Styles, note_change

_OPERATORS = {
    "lessThan": "<",
    "lessThanOrEqual": "<=",
    "greaterThan": ">",
    "greaterThanOrEqual": ">=",
    "equal": "=",
    "notEqual": "<>",
}
_MAX_RULES = 200
_MAX_RANGES = 1_000
_TEXTS = ("s", "str", "inlineStr")

Range = tuple[int, int, int, int]
Conditional = tuple[Rule, Change, list[Range]]


def hiding_rules(rules: Iterable[Rule], styles: Styles) -> list[Conditional]:
    """Return the conditional formats that may hide the content of cells, each with its change and its ranges."""
    found: list[Conditional] = []
    for rule in rules:
        change = _change(rule, styles)
        if rule.hides_value or change.shows_nothing or change.font or change.background:
            ranges = [_range(cells) for cells in rule.cells.split()[:_MAX_RANGES]]
            seen_anyway = not rule.hides_value and not change.shows_nothing and not _may_hide(change, styles)
            if not seen_anyway and len(found) < _MAX_RULES:
                found.append((rule, change, ranges))
    return found


def first_hidden(
    cells: Callable[[CellFilter], Iterable[Cell]], rules: list[Conditional], styles: Styles
) -> Cell | None:
    """Return the first cell that a conditional format hides, or may hide if its condition cannot be decided."""

    def wanted(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.bool_]:
        inside = np.zeros(len(rows), np.bool_)
        for _, _, ranges in rules:
            for top, left, bottom, right in ranges:
                inside |= (rows >= top) & (rows <= bottom) & (columns >= left) & (columns <= right)
        return inside

    for cell in cells(wanted):
        for rule, change, ranges in rules:
            if _is_in(cell, ranges) and may_hold(rule, cell) and _hides(rule, change, cell, styles):
                return cell
    return None


def _change(rule: Rule, styles: Styles) -> Change:
    if rule.change is not None and rule.change < len(styles.changes):
        return styles.changes[rule.change]
    change = Change()
    for tag, attributes, parent in rule.elements:
        note_change(change, styles.palette, tag, attributes, parent)
    return change


def _may_hide(change: Change, styles: Styles) -> bool:
    """Return whether the text and the background of any cell would look alike."""
    if change.font and change.background:
        return are_alike(change.font, change.background)
    others = styles.backgrounds if change.font else styles.fonts
    return any(are_alike(change.font or change.background, other) for other in others)


def _hides(rule: Rule, change: Change, cell: Cell, styles: Styles) -> bool:
    if change.shows_nothing or rule.hides_value:
        return True
    return are_alike(change.font or styles.font(cell.style), change.background or styles.background(cell.style))


def may_hold(rule: Rule, cell: Cell) -> bool:
    """Return whether the condition of a format may hold for a cell; True if that cannot be decided."""
    formulas = [formula.strip().lstrip("=") for formula in rule.formulas]
    if rule.kind == "expression":
        return not formulas or formulas[0].upper() not in ("FALSE", "FALSE()", "0")
    if rule.kind in ("containsErrors", "notContainsErrors"):
        return (cell.kind == "e") == (rule.kind == "containsErrors")
    if rule.kind == "containsBlanks":
        return False
    if (
        rule.kind != "cellIs"
        or not formulas
        or not all(re.fullmatch(r"-?\d+(\.\d+)?", formula) for formula in formulas)
    ):
        return True
    if cell.kind in _TEXTS:  # any text is more than any number
        return rule.operator in ("greaterThan", "greaterThanOrEqual", "notEqual", "notBetween")
    try:
        number, bounds = float(cell.value), [float(formula) for formula in formulas]
    except ValueError:
        return True
    if rule.operator in ("between", "notBetween") and len(bounds) > 1:
        return (min(bounds) <= number <= max(bounds)) == (rule.operator == "between")
    return rule.operator not in _OPERATORS or holds(number, _OPERATORS[rule.operator], bounds[0])


def _range(cells: str) -> Range:
    first, _, last = cells.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return top, left, bottom, right


def _is_in(cell: Cell, ranges: list[Range]) -> bool:
    return any(top <= cell.row <= bottom and left <= cell.column <= right for top, left, bottom, right in ranges)
