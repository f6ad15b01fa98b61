"""Figures: rows gathered into the cells of an answer's table, each with the trail behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from foi_stats.money import add_up, parse_unit, show_money, unit_name
from foi_stats.shorthand import GAPS, REASONS, join_shorthand
from foi_stats.supply.rows import TEXT, TRAIL

FIGURES = ("figure", "part", "period", "value", "printed", "shorthand", "reason", "note")
"""Columns of an answer's table, one row for each figure: its id, the part (activity, line or service) and the period
it is for, its value (pounds or a count; missing where it is a gap), what is printed in its cell (a number, or the
symbol of a gap), its symbols, the reason of a gap, and the notes of its rows."""

TRAIL_COLUMNS = ("figure", "value", "financial_year", "file", "sheet", "cell", "found", "unit", "sha256")

_INCOMPLETE = frozenset(REASONS) - {"not_started"}


@dataclass(frozen=True)
class Figures:
    """The figures of one scope: the table, the trail of its cells, and the unit it is printed in."""

    table: pd.DataFrame
    trail: pd.DataFrame
    unit: str


def gather(
    rows: pd.DataFrame, *, owner: str, part: str, value: str, periods: dict[str, list[str]], parts: list[str]
) -> Figures:
    """Gather rows into one figure for each part and period.

    Parameters
    ----------
    rows
        Funding or referral rows, already chosen, of one basis and one flow.
    owner
        What the figures belong to: the first piece of their ids.
    part, value
        The columns that hold the part and the figure.
    periods
        The periods in order, each with the financial years it is made of.
    parts
        The parts in the order in which they are shown. One without rows for a period is a gap that nobody named:
        reason ``not_supplied``.

    Returns
    -------
    Figures
    """
    unit = _common_unit(rows)
    slugs = _slugs(parts)
    cells, trails = [], []
    for name in parts:
        for period, years in periods.items():
            behind = rows[(rows[part] == name) & rows["financial_year"].isin(years)]
            figure = f"{owner}/{slugs[name]}/{period}"
            cell = _cell(behind, value, unit)
            cells.append({"figure": figure, "part": name, "period": period, **cell})
            trails.append(behind[["financial_year", *TRAIL]].assign(figure=figure, value=cell["printed"]))
    table = pd.DataFrame(cells, columns=list(FIGURES)).astype({"value": rows[value].dtype})
    table = table.astype({name: TEXT for name in FIGURES if name != "value"})
    trail = pd.concat(trails, ignore_index=True) if trails else pd.DataFrame(columns=list(TRAIL_COLUMNS))
    return Figures(table, trail[list(TRAIL_COLUMNS)].astype(TEXT), unit)


def show_value(value: Decimal | int, unit: str) -> str:
    """Return a value as its table prints it, in the table's unit (``£``, ``£ thousand`` …, or ``count``)."""
    return f"{value:,}" if unit == "count" else show_money(Decimal(value), parse_unit(unit))


def is_known(table: pd.DataFrame) -> pd.Series:
    """Return which figures have a value; the others are gaps."""
    return table["value"].notna()


def _cell(behind: pd.DataFrame, value: str, unit: str) -> dict[str, Any]:
    """Return the value of one figure, how it is printed, and what qualifies it."""
    if behind.empty:
        gap = REASONS["not_supplied"]
        return {"value": None, "printed": gap.shorthand, "shorthand": gap.shorthand, "reason": gap.code, "note": ""}
    gaps = behind[behind[value].isna()]
    known = add_up(Decimal(number) for number in behind[value].dropna())
    reasons = list(dict.fromkeys(gaps["reason"][gaps["reason"].ne("")]))
    notes = list(dict.fromkeys(note for note in behind["note"] if note))
    symbols = list(dict.fromkeys(symbol for text in behind["shorthand"] for symbol in text.split()))
    if known is None:
        standing = [symbol for symbol in symbols if symbol in GAPS]
        symbol = standing[0] if len(standing) == 1 else "[x]"
        return {
            "value": None,
            "printed": symbol,
            "shorthand": symbol,  # what qualifies a value says nothing about one that is not there
            "reason": " ".join(reasons),
            "note": "\n".join(notes),
        }
    shorthand = join_shorthand(*(symbol for symbol in symbols if symbol not in GAPS))
    amount = known if value == "amount" else int(known)
    left_out = [reason for reason in reasons if reason in _INCOMPLETE]
    return {
        "value": amount,
        "printed": show_value(amount, unit),
        "shorthand": shorthand,
        "reason": " ".join(left_out),
        "note": "\n".join(notes),
    }


def _common_unit(rows: pd.DataFrame) -> str:
    units = set(rows["unit"])
    return units.pop() if len(units) == 1 else unit_name(1)


def _slugs(parts: list[str]) -> dict[str, str]:
    """Return a short id for each part, every one different."""
    slugs: dict[str, str] = {}
    for part in parts:
        slug = re.sub(r"[^a-z0-9]+", "-", part.casefold()).strip("-") or "part"
        taken = set(slugs.values())
        slugs[part] = (
            slug
            if slug not in taken
            else next(f"{slug}-{n}" for n in range(2, len(parts) + 2) if f"{slug}-{n}" not in taken)
        )
    return slugs
