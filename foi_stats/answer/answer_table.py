"""The table of an answer: rows added up into its cells, each cell with the trail behind it.

Which rows count is decided in ``scope_rows``, and which figures stop an answer in ``checks``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

import pandas as pd

from foi_stats.supply.rows import TEXT, TRAIL
from foi_stats.vocabulary.money import add_up, decimals_of, parse_unit, show_money, unit_name
from foi_stats.vocabulary.shorthand import GAPS, REASONS, join_shorthand
from foi_stats.vocabulary.years import quarters_of

TABLE_COLUMNS = ("figure", "label", "period", "value", "printed", "shorthand", "reason", "note")
"""Columns of an answer's table, one row for each of its cells: the cell's id, the label (activity, line or service) and
the period it is for, its value (pounds or a count; missing where it is a gap), what is printed (a number, or the symbol
of a gap), its symbols, the reason of a gap, and the notes of the rows behind it."""

TRAIL_COLUMNS = ("figure", "value", "financial_year", "file", "sheet", "cell", "found", "unit", "sha256")

TOTAL = "Total"
"""The label, or the period, of a cell that adds up the others of its table."""

_INCOMPLETE = frozenset(REASONS) - {"not_started"}


@dataclass(frozen=True)
class AnswerTable:
    """The figures of one scope: the table, the trail of its cells, and the unit it is printed in.

    ``missing`` names what should have been supplied and was not: (cell's id, label, missing year or quarter).
    """

    table: pd.DataFrame
    trail: pd.DataFrame
    unit: str
    missing: tuple[tuple[str, str, str], ...] = ()


def add_up_rows(
    rows: pd.DataFrame,
    *,
    figure: str,
    by: str,
    value: str,
    periods: dict[str, list[str]],
    labels: list[str],
    totals: bool = False,
) -> AnswerTable:
    """Add up rows into one cell for each label and period.

    Parameters
    ----------
    rows
        Funding or referral rows, already chosen, of one basis and one flow.
    figure
        The id of the question or context: the first step of the id of every cell.
    by, value
        The columns that hold the label and the amount or count.
    periods
        The periods in order, each with the financial years it is made of.
    labels
        The labels in the order in which they are shown. A year in which a label has no row, and a quarter that is
        absent beside others, is missing: nobody has named the gap, and the authority may hold the figure.
    totals
        Whether to add a label and a period called ``Total``, each where there are several to add up. A total that
        leaves out a gap says so, like any other sum; notes stay with the cells they are about.

    Raises
    ------
    ValueError
        If totals are asked for and the rows are of two flows, or a label is Total itself.
    """
    if totals:
        _check_totals(rows, labels)
    unit = _common_unit(rows)
    down = {label: [label] for label in labels} | ({TOTAL: labels} if totals and len(labels) > 1 else {})
    across = periods | (
        {TOTAL: [year for years in periods.values() for year in years]} if totals and len(periods) > 1 else {}
    )
    slugs = _slugs(list(down))
    found = _by_label_and_year(rows, by, value)
    cells, behind_each, missing = [], [], []
    for label, summed in down.items():
        for period, years in across.items():
            behind = sorted(row for each in summed for year in years for row in found.get((each, year), ()))
            is_total = TOTAL in (label, period)
            cell_id = f"{figure}/{slugs[label]}/{period.casefold() if is_total else period}"
            missing += [] if is_total else [(cell_id, label, when) for when in _missing_periods(behind, years)]
            cell = _add_up_cell(behind, value, several=len(years) > 1) | ({"note": ""} if is_total else {})
            cells.append({"figure": cell_id, "label": label, "period": period, **cell})
            behind_each.append([row.at for row in behind])
    _print_alike(cells, unit)
    table = pd.DataFrame(cells, columns=list(TABLE_COLUMNS)).astype({"value": rows[value].dtype})
    table = table.astype({name: TEXT for name in TABLE_COLUMNS if name != "value"})
    return AnswerTable(table, _trail(rows, cells, behind_each), unit, tuple(missing))


class _Row(NamedTuple):
    """What a cell needs of a row: the row's place among all, what it is for, and its value with what qualifies it."""

    at: int
    label: str
    year: str
    quarter: str
    value: Any
    shorthand: str
    reason: str
    note: str


def _by_label_and_year(rows: pd.DataFrame, by: str, value: str) -> dict[tuple[str, str], list[_Row]]:
    quarters = rows["quarter"] if "quarter" in rows else [""] * len(rows)
    columns = [rows[name] for name in (value, "shorthand", "reason", "note")]
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in map(_Row._make, zip(count(), rows[by], rows["financial_year"], quarters, *columns)):
        found.setdefault((row.label, row.year), []).append(row)
    return found


def _trail(rows: pd.DataFrame, cells: list[dict[str, Any]], behind_each: list[list[int]]) -> pd.DataFrame:
    """Return the trail of all cells, in their order: for each, the rows behind it in the order they were read."""
    each = [len(behind) for behind in behind_each]
    trail = rows[["financial_year", *TRAIL]].take([at for behind in behind_each for at in behind])
    named = {"figure": [cell["figure"] for cell in cells], "value": [cell["printed"] for cell in cells]}
    repeated = {name: pd.Series(texts, dtype=TEXT).repeat(each).to_numpy() for name, texts in named.items()}
    return trail.assign(**repeated)[list(TRAIL_COLUMNS)].astype(TEXT).reset_index(drop=True)


def without_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a table that are not totals of its others."""
    return table[table["label"].ne(TOTAL) & table["period"].ne(TOTAL)]


def _check_totals(rows: pd.DataFrame, labels: list[str]) -> None:
    flows = set(rows["flow"]) if "flow" in rows else set()
    if len(flows) > 1:
        raise ValueError("expenditure and income are never added together: ask for figures without totals")
    if TOTAL in labels:
        raise ValueError(f"one of the parts is called {TOTAL} itself: ask for figures without totals")


def _missing_periods(behind: list[_Row], years: list[str]) -> list[str]:
    """Return the years without a row, and the quarters without one in years that were supplied by quarter."""
    missing = []
    for year in years:
        rows = [row for row in behind if row.year == year]
        quarters = {row.quarter for row in rows} - {""}
        if not rows:
            missing.append(year)
        elif quarters:
            missing += [quarter for quarter in quarters_of(year) if quarter not in quarters]
    return missing


def _add_up_cell(behind: list[_Row], value: str, *, several: bool) -> dict[str, Any]:
    """Return the value of a cell and what qualifies it; how it is printed depends on the others of its table."""
    gaps = [row for row in behind if pd.isna(row.value)]
    known = [row for row in behind if not pd.isna(row.value)]
    reasons = list(dict.fromkeys(row.reason for row in gaps if row.reason))
    notes = list(dict.fromkeys(row.note for row in behind if row.note and row.reason != "ncnd"))
    if not known:
        symbols = _symbols(gaps, gaps=True)
        symbol = symbols[0] if len(symbols) == 1 else "[x]"
        return {"value": None, "shorthand": symbol, "reason": " ".join(reasons), "note": "\n".join(notes)}
    # A symbol that qualifies a row is dropped where the row has no value, and so is a break within the years of a sum.
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
    """Add each cell's printed form: all values of a table with the same number of decimals, gaps as symbols."""
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


def _slugs(labels: list[str]) -> dict[str, str]:
    """Return a short id for each label, all different."""
    slugs: dict[str, str] = {}
    for label in labels:
        slug = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-") or "part"
        taken = set(slugs.values())
        slugs[label] = (
            slug
            if slug not in taken
            else next(f"{slug}-{n}" for n in range(2, len(labels) + 2) if f"{slug}-{n}" not in taken)
        )
    return slugs
