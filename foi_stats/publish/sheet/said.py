"""Say in words what a cell shows, what it holds, and what it was read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from foi_stats.files.workbook import EMPTY, Sheet, Value
from foi_stats.supply.reply.marks import Place
from foi_stats.supply.rows import row_period
from foi_stats.supply.values import UnreadableError, found_text, parse_amount, parse_count
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.money import MINUS, parse_unit, show_money

LONGEST = 160
"""The most characters of a cell that are shown."""

NO_RESULT = "(formula without a result)"


def value_at(sheet: Sheet, place: Place) -> Value:
    """Return the value of a cell, None where the sheet has none there."""
    at, along = place[0] - sheet.top, place[1] - sheet.left
    is_inside = 0 <= at < len(sheet.rows) and 0 <= along < len(sheet.rows[at])
    return sheet.rows[at][along] if is_inside else None


def shown_at(sheet: Sheet, place: Place, longest: int = LONGEST) -> str:
    """Return what a cell shows, cut where it is long."""
    value = value_at(sheet, place)
    if value in EMPTY:
        return NO_RESULT if place in sheet.uncalculated else ""
    return shortened(sheet.shown(place[0] - sheet.top, place[1] - sheet.left), longest)


def stored_as(value: Value) -> str:
    """Return what a cell holds in words: ``the number 12345678``, ``the text '12,345'``, ``the day 2016-03-31``."""
    if value in EMPTY:
        return "nothing"
    if isinstance(value, str):
        return f"the text ‘{shortened(value)}’"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date):
        return f"the day {found_text(value)}"
    if isinstance(value, dt.time | dt.timedelta):
        return f"the time {found_text(value)}"
    return f"the number {found_text(value)}"


def read_as(unit: str, period: str, *, measure: str = "", figure: Decimal | None = None, shorthand: str = "") -> str:
    """Return a figure in words, as it was read from a cell: ``£134,898,000, for 2014-15, in £ thousand``.

    Parameters
    ----------
    unit
        The unit of the cell: ``count``, or pounds in some thousands.
    figure
        Pounds or a count; None for a gap, which ``shorthand`` says.
    """
    if figure is None:
        said = f"no figure, {shorthand}".rstrip(", ")
    elif unit == "count":
        said = f"{figure.normalize():,f} {measure}".rstrip()
    else:
        said = f"{MINUS if figure < 0 else ''}£{show_money(abs(figure))}"
    of = [f"for {period}" if period else ""]
    if unit != "count":
        of += [measure, f"in {unit}" if unit not in ("", "£") else ""]
    return ", ".join(filter(None, [said, *of]))


def read_row(row: Mapping[str, Any]) -> str:
    """Return in words what a cell was read as, by the row that was read from it."""
    is_count = "count" in row
    measure = row["measure"] if is_count else " ".join(filter(None, [row["basis"], row["flow"]]))
    value = row["count" if is_count else "amount"]
    figure = None if value is None else Decimal(value)
    return read_as(row["unit"], str(row_period(row)), measure=measure, figure=figure, shorthand=row["shorthand"])


def figure_in(value: Value, unit: str) -> tuple[Decimal | None, str]:
    """Return the pounds or the count in a cell, and the symbol of a gap; neither where it takes a layout to read it."""
    with suppress(UnreadableError, ValueError):
        if value not in EMPTY:
            parsed = parse_count(value, whole=False) if unit == "count" else parse_amount(value, parse_unit(unit))
            return None if parsed.number is None else Decimal(parsed.number) / 100, parsed.shorthand
    return None, ""


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return text without control characters, cut where it is long."""
    return printable(text if len(text) <= longest else f"{text[:longest]}…")
