"""Figures: rows gathered into the cells of an answer's table, each with the trail behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

import pandas as pd

from foi_stats.supply.rows import TEXT, TRAIL, exact_values
from foi_stats.vocabulary.money import add_up, decimals_of, parse_unit, show_money, unit_name
from foi_stats.vocabulary.shorthand import GAPS, REASONS, join_shorthand
from foi_stats.vocabulary.years import quarters_of

FIGURES = ("figure", "part", "period", "value", "printed", "shorthand", "reason", "note")
"""Columns of an answer's table, one row for each figure: its id, the part (activity, line or service) and the period
it is for, its value (pounds or a count; missing where it is a gap), what is printed in its cell (a number, or the
symbol of a gap), its symbols, the reason of a gap, and the notes of its rows."""

TRAIL_COLUMNS = ("figure", "value", "financial_year", "file", "sheet", "cell", "found", "unit", "sha256")

TOTAL = "Total"
"""The part, or the period, of a figure that adds up the others of its table."""

_INCOMPLETE = frozenset(REASONS) - {"not_started"}


@dataclass(frozen=True)
class Figures:
    """The figures of one scope: the table, the trail of its cells, and the unit it is printed in.

    ``missing`` names what should have been supplied and was not: (figure, part, what is missing).
    """

    table: pd.DataFrame
    trail: pd.DataFrame
    unit: str
    missing: tuple[tuple[str, str, str], ...] = ()


def gather(
    rows: pd.DataFrame,
    *,
    owner: str,
    part: str,
    value: str,
    periods: dict[str, list[str]],
    parts: list[str],
    totals: bool = False,
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
        The parts in the order in which they are shown. A year of which a part has no row, and a quarter that is not
        there beside others, is missing: nobody has named the gap, and the authority may hold the figure.
    totals
        Whether to add a part and a period called ``Total``, each where there are several to add up. A total that
        leaves out a gap says so, like any other sum; notes stay with the figures they are about.

    Returns
    -------
    Figures

    Raises
    ------
    ValueError
        If totals are asked for and the rows are of two flows, or a part is called Total itself.
    """
    if totals:
        _check_totals(rows, parts)
    unit = _common_unit(rows)
    across = {name: [name] for name in parts} | ({TOTAL: parts} if totals and len(parts) > 1 else {})
    over = periods | (
        {TOTAL: [year for years in periods.values() for year in years]} if totals and len(periods) > 1 else {}
    )
    slugs = _slugs(list(across))
    found = _by_part_and_year(rows, part, value)
    cells, behind_each, missing = [], [], []
    for name, some in across.items():
        for period, years in over.items():
            behind = sorted(row for one in some for year in years for row in found.get((one, year), ()))
            is_total = TOTAL in (name, period)
            figure = f"{owner}/{slugs[name]}/{period.casefold() if is_total else period}"
            missing += [] if is_total else [(figure, name, what) for what in _missing(behind, years)]
            cell = _cell(behind, value, several=len(years) > 1) | ({"note": ""} if is_total else {})
            cells.append({"figure": figure, "part": name, "period": period, **cell})
            behind_each.append([row.at for row in behind])
    _print_alike(cells, unit)
    table = pd.DataFrame(cells, columns=list(FIGURES)).astype({"value": rows[value].dtype})
    table = table.astype({name: TEXT for name in FIGURES if name != "value"})
    return Figures(table, _trail(rows, cells, behind_each), unit, tuple(missing))


class _Row(NamedTuple):
    """What a figure needs of a row: the row's place among all, what it is for, and what it says."""

    at: int
    part: str
    year: str
    quarter: str
    value: Any
    shorthand: str
    reason: str
    note: str


def _by_part_and_year(rows: pd.DataFrame, part: str, value: str) -> dict[tuple[str, str], list[_Row]]:
    quarters = rows["quarter"] if "quarter" in rows else [""] * len(rows)
    columns = [exact_values(rows[name]) for name in (value, "shorthand", "reason", "note")]
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in map(_Row._make, zip(count(), rows[part], rows["financial_year"], quarters, *columns)):
        found.setdefault((row.part, row.year), []).append(row)
    return found


def _trail(rows: pd.DataFrame, cells: list[dict[str, Any]], behind_each: list[list[int]]) -> pd.DataFrame:
    """Return the trail of every figure, one after another: the rows behind it, in the order in which they were read."""
    each = [len(behind) for behind in behind_each]
    trail = rows[["financial_year", *TRAIL]].take([at for behind in behind_each for at in behind])
    named = {"figure": [cell["figure"] for cell in cells], "value": [cell["printed"] for cell in cells]}
    repeated = {name: pd.Series(said, dtype=TEXT).repeat(each).to_numpy() for name, said in named.items()}
    return trail.assign(**repeated)[list(TRAIL_COLUMNS)].astype(TEXT).reset_index(drop=True)


def without_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of a table that are no totals of its others."""
    return table[table["part"].ne(TOTAL) & table["period"].ne(TOTAL)]


def _check_totals(rows: pd.DataFrame, parts: list[str]) -> None:
    flows = set(rows["flow"]) if "flow" in rows else set()
    if len(flows) > 1:
        raise ValueError("expenditure and income are never added together: ask for figures without totals")
    if TOTAL in parts:
        raise ValueError(f"one of the parts is called {TOTAL} itself: ask for figures without totals")


def _missing(behind: list[_Row], years: list[str]) -> list[str]:
    """Return the years, and the quarters of years that are given by quarter, of which there is no row."""
    missing = []
    for year in years:
        rows = [row for row in behind if row.year == year]
        given = {row.quarter for row in rows} - {""}
        if not rows:
            missing.append(year)
        elif given:
            missing += [quarter for quarter in quarters_of(year) if quarter not in given]
    return missing


def _cell(behind: list[_Row], value: str, *, several: bool) -> dict[str, Any]:
    """Return the value of one figure and what qualifies it; how it is printed depends on the others of its table."""
    gaps = [row for row in behind if pd.isna(row.value)]
    known = [row for row in behind if not pd.isna(row.value)]
    reasons = list(dict.fromkeys(row.reason for row in gaps if row.reason))
    notes = list(dict.fromkeys(row.note for row in behind if row.note and row.reason != "ncnd"))
    if not known:
        standing = _symbols(gaps, gaps=True)
        symbol = standing[0] if len(standing) == 1 else "[x]"
        return {"value": None, "shorthand": symbol, "reason": " ".join(reasons), "note": "\n".join(notes)}
    # What qualifies a row says nothing where the row has no value, nor does a break within the years of one sum.
    symbols = [symbol for symbol in _symbols(known, gaps=False) if not (several and symbol == "[b]")]
    total = add_up(Decimal(row.value) for row in known)
    assert total is not None
    return {
        "value": total if value == "amount" else int(total),
        "shorthand": join_shorthand(*symbols),
        "reason": " ".join(reason for reason in reasons if reason in _INCOMPLETE),
        "note": "\n".join(notes),
    }


def _symbols(rows: list[_Row], *, gaps: bool) -> list[str]:
    symbols = dict.fromkeys(symbol for row in rows for symbol in row.shorthand.split())
    return [symbol for symbol in symbols if (symbol in GAPS) == gaps]


def _print_alike(cells: list[dict[str, Any]], unit: str) -> None:
    """Give each figure its printed form: the values of one table with the same number of decimals, gaps as symbols."""
    values = [cell["value"] for cell in cells if cell["value"] is not None]
    decimals = 0 if unit == "count" else max((decimals_of(value, parse_unit(unit)) for value in values), default=0)
    for cell in cells:
        if cell["value"] is None:
            cell["printed"] = cell["shorthand"]
        elif unit == "count":
            cell["printed"] = f"{cell['value']:,}"
        else:
            cell["printed"] = show_money(cell["value"], parse_unit(unit), decimals)


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
