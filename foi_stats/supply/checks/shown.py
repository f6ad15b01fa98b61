"""Check that what a cell stores and what it shows are one figure: a person sees 12,346 where 12345678 is stored.

Only cells whose format can show another number are looked at. Rounding is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.parse_columns import row_units
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import found_text
from foi_stats.vocabulary.money import PENNY, format_pounds, unit_name

_SHOWN = re.compile(
    r"(?P<before>[-–−+(£\s]*)(?P<digits>[\d,\s]*)(?:\.(?P<decimals>\d*))?(?:e(?P<power>[+-]?\d{1,3}))?\s*"
    r"(?P<suffix>k|thousand|mn?|million|bn|billion)?[)\s]*(?P<side>cr|dr)?\.?[)\s]*",
    re.IGNORECASE,
)
_SUFFIXES = {"k": 1_000, "t": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_POUNDS = re.compile(r"\bGBP\b", re.IGNORECASE)
_ZERO = frozenset(("", "-", "–", "—", "−", "--", "nil", "zero"))
_CURRENCY = re.compile(r"[$€¥₹¢]|\b(?:EUR|USD|CHF|JPY|AUD|CAD|NOK|SEK|DKK|PLN|INR)\b", re.IGNORECASE)


class _Shown(NamedTuple):
    """A number as it is shown: its size, how far rounding may have moved it, and the unit that a suffix states."""

    number: Decimal
    rounded_by: Decimal
    unit: int | None


class _Difference(NamedTuple):
    """A figure that is stored and shown differently: what kind of difference, and where."""

    kind: str
    position: int
    shown: str
    reading: Decimal | None


def check_shown(planned: PlannedTable, *, by_layout: bool = False) -> PlannedTable:
    """Return a table without its rows of per cents; figures that could be two amounts for their look are findings.

    With a layout no row is left out, and a scale is a warning, because the layout says what the figures are.
    """
    found = {column: _differences(planned, column) for column in planned.plan.value_columns}
    if not any(found.values()):
        return planned
    shares = frozenset() if by_layout else _rows_of_shares(planned, found)
    by_kind: dict[str, list[tuple[_Difference, ValueColumn]]] = {}
    for column, differences in found.items():
        for one in differences:
            if one.position not in shares:
                by_kind.setdefault(one.kind, []).append((one, column))
    for kind, several in by_kind.items():
        _add_difference(planned, several, is_known=by_layout and kind == "scale")
    return _without_shares(planned, shares) if shares else planned


def _differences(planned: PlannedTable, column: ValueColumn) -> list[_Difference]:
    """Return the cells of a column whose stored and shown figures differ."""
    sheet = planned.plan.table.sheet
    doubtful = set(sheet.doubtful(column.index, pounds=column.kind == "funding"))
    if not doubtful:
        return []
    units = row_units(planned)
    found = []
    for position, row in enumerate(planned.body.rows):
        value = sheet.rows[row][column.index]
        if row not in doubtful or isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        shown = sheet.shown(row, column.index).strip()
        unit = (units[position] or column.unit or 1) if column.kind == "funding" else 1
        if difference := _compare(value, shown, unit, is_money=column.kind == "funding"):
            found.append(_Difference(difference[0], position, shown, difference[1]))
    return found


def _compare(value: Value, shown: str, unit: int, *, is_money: bool) -> tuple[str, Decimal | None] | None:
    """Return how a stored figure and its shown text differ, and the figure that is shown; None if they are one."""
    if isinstance(value, str):
        hidden = bool(value.strip()) and not shown
        changed = re.sub(r"\D", "", value) != re.sub(r"\D", "", shown)
        return ("hidden", None) if hidden else ("words", None) if changed else None
    if not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        return None
    if value == 0 and shown.strip("£ ").casefold() in _ZERO:
        return None
    if "%" in shown:
        return "share", None
    read = _read(shown)
    if read is None:
        return ("currency" if _CURRENCY.search(shown) else "words" if shown else "hidden"), None
    if not is_money and "£" in _POUNDS.sub("£", shown):
        return "pounds", None
    stored = Decimal(repr(value)) * unit
    reading = read.number * (read.unit or unit)
    if abs(stored - reading) <= read.rounded_by * (read.unit or unit) + PENNY / 2:
        return None
    return ("sign" if abs(stored + reading) <= read.rounded_by * (read.unit or unit) else "scale"), reading


def _read(shown: str) -> _Shown | None:
    """Return the number that a text shows; None if words stand beside it."""
    match = _SHOWN.fullmatch(_POUNDS.sub("£", shown))
    if match is None or not re.search(r"\d", shown):
        return None
    decimals, power = match["decimals"] or "", int(match["power"] or 0)
    digits = re.sub(r"[,\s]", "", match["digits"]) or "0"
    number = Decimal(f"{digits}.{decimals or '0'}").scaleb(power)
    before = match["before"] + (match["side"] or "").casefold()
    is_negative = any(sign in before for sign in ("-", "–", "−", "(", "cr"))
    unit = _SUFFIXES[match["suffix"][0].casefold()] if match["suffix"] else None
    # Zeros at the end may stand for what was rounded: 12,346,000 for 12345678 as #,##0,",000".
    zeros = 0 if decimals or digits == "0" else len(digits) - len(digits.rstrip("0"))
    rounded_by = Decimal(1).scaleb(power + zeros - len(decimals)) / 2
    return _Shown(-number if is_negative else number, rounded_by, unit)


def _rows_of_shares(planned: PlannedTable, found: dict[ValueColumn, list[_Difference]]) -> frozenset[int]:
    """Return the rows whose figures are all per cents, unless every row is one: then the headings are wrong."""
    shares = [{one.position for one in differences if one.kind == "share"} for differences in found.values()]
    sheet, rows = planned.plan.table.sheet, planned.body.rows
    indexes = [column.index for column in found]
    wholly = {
        position
        for position in set().union(*shares)
        if all(
            position in column or not isinstance(sheet.rows[rows[position]][index], int | float)
            for column, index in zip(shares, indexes, strict=True)
        )
    }
    others = (position for position in range(len(rows)) if position not in wholly)
    has_figures = any(
        isinstance(sheet.rows[rows[position]][index], int | float) for position in others for index in indexes
    )
    return frozenset(wholly) if has_figures else frozenset()


def _without_shares(planned: PlannedTable, shares: frozenset[int]) -> PlannedTable:
    """Return a table without its rows of per cents, which are recorded as a finding and as skipped."""
    column = planned.plan.value_columns[0].index
    sheet = planned.plan.table.sheet
    cells = [planned.address(position, column) for position in sorted(shares)]
    shown = next(
        text
        for figures in planned.plan.value_columns
        if "%" in (text := sheet.shown(planned.body.rows[min(shares)], figures.index))
    )
    planned.add_finding(
        "row-of-shares",
        cells,
        found=f"the figures of the row are per cents ({shown.strip()}), not amounts or counts: left out",
    )
    for cell in cells:
        planned.findings.skip(sheet.name, cell, "a row of per cents, not of figures")
    rows = [row for position, row in enumerate(planned.body.rows) if position not in shares]
    return replace(planned, body=replace(planned.body, rows=rows))


def _add_difference(planned: PlannedTable, found: Sequence[tuple[_Difference, ValueColumn]], *, is_known: bool) -> None:
    """Add the differences of one kind as one finding, with the readings of the first figure."""
    found = sorted(found, key=lambda one: one[0].position)
    sheet, (first, column) = planned.plan.table.sheet, found[0]
    cells = [planned.address(one.position, column.index) for one, column in found]
    stored = sheet.rows[planned.body.rows[first.position]][column.index]
    unit = (row_units(planned)[first.position] or column.unit or 1) if column.kind == "funding" else 1
    planned.add_finding(
        "shown-otherwise.known" if is_known else _CHECKS.get(first.kind, "shown-otherwise"),
        cells,
        found=_readings(stored, first, unit, is_money=column.kind == "funding"),
    )


def _readings(stored: Value, found: _Difference, unit: int, *, is_money: bool) -> str:
    """Return both readings of a figure as a sentence."""
    typed = found_text(stored)
    text = f"{typed} is stored and " + (f"{found.shown!r} is shown" if found.shown else "nothing is shown")
    if found.kind == "share":
        return f"{text}: a per cent is no {'amount' if is_money else 'count'}"
    if found.kind in ("currency", "pounds"):
        return f"{text}: {'another currency than pounds' if is_money else 'money, among counts'}"
    if found.reading is None or not isinstance(stored, int | float):
        return f"{text}: which of the two is meant cannot be told"
    if not is_money:
        return f"{text}: {typed}, or {found.reading:,f}"
    in_unit = "" if unit == 1 else f", in {unit_name(unit)}"
    return f"{text}{in_unit}: {format_pounds(Decimal(repr(stored)) * unit)}, or {format_pounds(found.reading)}"


_CHECKS = {
    "sign": "shown-otherwise.sign",
    "share": "shown-otherwise.share",
    "currency": "shown-otherwise.currency",
    "pounds": "shown-otherwise.pounds",
    "words": "shown-otherwise.words",
    "hidden": "shown-otherwise.hidden",
}
"""The case of each kind of difference, but for a scale."""
