"""The table of an answer: rows added up into its cells, each cell with the trail behind it.

Which rows count is decided in ``scope_rows``, which are behind a cell in ``cell_rows``, and which figures stop an
answer in ``checks``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from foi_stats.answer.cell_rows import (
    INCOMPLETE,
    CellRows,
    Labels,
    Row,
    Twice,
    all_covered,
    days_covered,
    missing_days,
    rows_by_cell,
)
from foi_stats.supply.rows import PERIOD, TEXT, TRAIL
from foi_stats.vocabulary.measures import count_decimals, show_count
from foi_stats.vocabulary.money import add_up, decimals_of, parse_unit, show_money, unit_name
from foi_stats.vocabulary.period import (
    Period,
    covered_spans,
    format_intervals,
    parse_intervals,
    period_between,
)
from foi_stats.vocabulary.shorthand import GAPS, is_publishable, join_shorthand

LABELS = ("label", "label_2", "label_3")
"""The columns of an answer's labels: of what it is divided by first, second and third; empty where it is not."""

TABLE_COLUMNS = (
    *("figure", *LABELS, "period", "period_start", "period_end", "period_kind", "covers"),
    *("value", "printed", "shorthand", "reason", "note"),
)
"""Columns of an answer's table, one row for each of its cells: the cell's id, its labels (activity, line, service, age
band …) and the period it is for, printed, and its first day, its last day and its kind; ``covers``, the days that the
figure covers where they are not all of the period (intervals such as ``2016-04-01/2016-09-30``); its value (pounds or
a count; missing where it is a gap), what is printed (a number, or the symbol of a gap), its symbols, the reason of a
gap, and the notes of the rows behind it."""

TRAIL_COLUMNS = (
    *("figure", "value", "period_start", "period_end", "period_kind"),
    *("file", "sheet", "cell", "found", "unit", "sha256"),
)

TOTAL = "Total"
"""The label, or the period, of a cell that adds up the others of its table."""

_A_YEAR = 366  # days


@dataclass(frozen=True)
class AnswerTable:
    """The figures of one scope: the table, the trail of its cells, and the unit it is printed in.

    ``missing`` names what should have been supplied and was not: (cell's id, its labels in words, missing period).
    ``twice`` has the rows that cannot both count, each with the trail of the two and why. ``beside`` has, by labels in
    words, the periods of rows that overlap with what is asked for and are not within it. ``waiting`` has the gaps that
    may not be published: (cell's id, trail of the row, its reason).
    """

    table: pd.DataFrame
    trail: pd.DataFrame
    unit: str
    missing: tuple[tuple[str, str, Period], ...] = ()
    twice: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = ()
    beside: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    waiting: tuple[tuple[str, dict[str, Any], str], ...] = ()


def add_up_rows(
    rows: pd.DataFrame,
    *,
    figure: str,
    by: Sequence[str],
    value: str,
    periods: Sequence[Period],
    labels: Sequence[Sequence[str]],
    totals: bool = False,
    whole: str = "",
    lists: Sequence[Period] = (),
) -> AnswerTable:
    """Add up rows into one cell for each of their labels and each period.

    Parameters
    ----------
    rows
        Funding rows of one basis and one flow, or counts of one measure, already chosen.
    figure
        The id of the question or context: the first step of the id of every cell.
    by, value
        The columns that hold labels, one to three, and the column of the amount or count.
    periods
        The periods, of one kind, in order, none with days in common.
    labels
        The labels of each column in the order in which they are shown. A period in which labels have no row, and days
        that they lack beside others, are missing: nobody has named the gap, and the authority may hold the figure.
        Labels of several columns that no row has together have no cell.
    totals
        Whether to add labels and a period called ``Total``, each where there are several to add up. Labels of a third
        column are always added up, for a page shows two at most. Numbers on several days are not added up. A total
        that leaves out a gap says so, like any other sum; notes stay with the cells they are about.
    whole
        The label that the others of its column are parts of: no ``Total`` is added there.
    lists
        What the lists of payments cover, where they say so.

    Raises
    ------
    ValueError
        If totals are asked for and the rows are of two flows, or a label is Total itself.
    """
    several = [at for at, some in enumerate(labels) if len(some) > 1 and not (whole and whole in some)]
    added_up = [at for at in several if totals or at == len(LABELS) - 1]
    if totals or added_up:
        _check_totals(rows, [labels[at] for at in added_up], totals=totals)
    found, beside = rows_by_cell(rows, by, value, periods, lists)
    unit = common_unit(rows)
    across: dict[str, list[Period]] = {str(period): [period] for period in periods}
    if totals and len(periods) > 1 and periods[0].kind != "day":
        across[TOTAL] = list(periods)
    lines = _lines_of({*(line for line, _ in found), *beside}, labels, added_up)
    planned = _plan(figure, found, lines, _slugs_of_each(labels, added_up), across)
    every = {
        period: all_covered(row for (_, when), cell in found.items() if when == period for row in cell.rows)
        for period in periods
    }
    missing = [
        (cell.id, _named(cell.line, found), when)
        for cell in planned
        if not cell.is_total
        for when in missing_days(cell.periods[0], cell.behind, every[cell.periods[0]])
    ]
    cells = [_add_up(cell, value) for cell in planned]
    _print_alike(cells, unit)
    table = pd.DataFrame(cells, columns=list(TABLE_COLUMNS)).astype({"value": rows[value].dtype})
    table = table.astype({name: TEXT for name in TABLE_COLUMNS if name != "value"})
    return AnswerTable(
        table,
        _trail(rows, cells, [sorted(at for row in cell.behind for at in row.places) for cell in planned]),
        unit,
        tuple(missing),
        _clashes(rows, [clash for cell in found.values() for clash in cell.twice]),
        {", ".join(line): tuple(sorted({row.period for row in some})) for line, some in beside.items()},
        tuple(
            (cell.id, dict(rows.iloc[row.at][[*PERIOD, *TRAIL]]), row.reason)
            for cell in planned
            if not cell.is_total
            for row in cell.behind
            if row.reason and not is_publishable(row.reason)
        ),
    )


@dataclass(frozen=True)
class _Planned:
    """A cell before its rows are added up: its id, its labels, its period or periods, and the rows behind it."""

    id: str
    line: Labels
    period: str
    periods: list[Period]
    behind: list[Row]
    is_total: bool


def _plan(
    figure: str,
    found: Mapping[tuple[Labels, Period], CellRows],
    lines: Mapping[Labels, list[Labels]],
    slugs: Sequence[Mapping[str, str]],
    across: Mapping[str, list[Period]],
) -> list[_Planned]:
    """Return the cells of a table, in order."""
    planned = []
    for line, summed in lines.items():
        steps = [figure, *(slugs[at][label] for at, label in enumerate(line))]
        for name, periods in across.items():
            cell_id = "/".join([*steps, name.casefold() if name == TOTAL else periods[0].key])
            behind = [row for one in summed for period in periods for row in _behind(found, one, period)]
            planned.append(_Planned(cell_id, line, name, periods, behind, name == TOTAL or summed != [line]))
    return planned


def _add_up(cell: _Planned, value: str) -> dict[str, Any]:
    """Return a row of a table, but for what is printed."""
    several = len(cell.periods) > 1 or cell.periods[0].days > _A_YEAR
    added = _add_up_cell(cell.behind, value, several=several) | ({"note": ""} if cell.is_total else {})
    return {
        "figure": cell.id,
        **dict(zip(LABELS, [*cell.line, "", ""], strict=False)),
        "period": cell.period,
        **_dates(cell.periods),
        "covers": _covers(cell.periods, cell.behind) if added["value"] is not None else "",
        **added,
    }


def _named(line: Labels, found: Mapping[tuple[Labels, Period], CellRows]) -> str:
    """Return the labels of a cell that lacks figures; only those of which there is no row at all, if there are any."""
    there = [{other[at] for other, _ in found} for at in range(len(line))]
    lacking = [label for label, some in zip(line, there, strict=True) if label not in some]
    return ", ".join(lacking or line)


def _lines_of(
    there: set[Labels], labels: Sequence[Sequence[str]], added_up: Sequence[int]
) -> dict[Labels, list[Labels]]:
    """Return the lines of a table in order, totals last, each with the lines of which it is made: itself, or several.

    A line is the labels of a cell; ``there`` are those of the rows. A label that is listed and that no row has has a
    line too.
    """
    for at, some in enumerate(labels):
        seen = {line[at] for line in there}
        firsts = [each[0] if each else "" for each in labels]
        there = there | {(*firsts[:at], label, *firsts[at + 1 :]) for label in some if label not in seen}
    place = [{label: number for number, label in enumerate(some)} for some in labels]
    lines = sorted(there, key=lambda line: [place[at][label] for at, label in enumerate(line)])
    made_of: dict[Labels, list[Labels]] = {}
    for line in lines:
        for summed in itertools.product(
            *([label, TOTAL] if at in added_up else [label] for at, label in enumerate(line))
        ):
            made_of.setdefault(summed, []).append(line)
    last = [{**each, TOTAL: len(each)} if at in added_up else each for at, each in enumerate(place)]
    return dict(sorted(made_of.items(), key=lambda one: [last[at][label] for at, label in enumerate(one[0])]))


def _behind(found: Mapping[tuple[Labels, Period], CellRows], line: Labels, period: Period) -> list[Row]:
    cell = found.get((line, period))
    return cell.rows if cell else []


def labels_of(cell: Mapping[str, Any]) -> Labels:
    """Return the labels of a row of an answer's table: as many as it is divided by."""
    return tuple(cell[name] for name in LABELS if cell[name])


def labels_said(cell: Mapping[str, Any]) -> str:
    """Return the labels of a row of an answer's table in words: ``Refuge, 18-24``."""
    return ", ".join(labels_of(cell))


def is_sum(cell: Mapping[str, Any]) -> bool:
    """Return whether a row of an answer's table adds up others."""
    return TOTAL in (cell["period"], *labels_of(cell))


def _dates(periods: Sequence[Period]) -> dict[str, str]:
    """Return the columns of the time from the first day of some periods to the last."""
    period = periods[0] if len(periods) == 1 else period_between(periods[0].start, periods[-1].end)
    return {"period_start": str(period.start), "period_end": str(period.end), "period_kind": period.kind}


def _covers(periods: Sequence[Period], behind: Sequence[Row]) -> str:
    """Return the days that a sum over periods covers, as data; empty where it covers them all."""
    each = [days_covered(period, [row for row in behind if row.period.overlaps(period)]) for period in periods]
    if not any(each):
        return ""
    spans = [day for period, covered in zip(periods, each, strict=True) for day in (covered or [period])]
    return format_intervals(covered_spans(spans))


def _clashes(rows: pd.DataFrame, twice: Sequence[Twice]) -> tuple[tuple[dict[str, Any], dict[str, Any], str], ...]:
    """Return pairs of rows that cannot both count, each row by its trail."""
    names = [*PERIOD, *TRAIL]
    return tuple((dict(rows.iloc[one.first][names]), dict(rows.iloc[one.second][names]), one.why) for one in twice)


def period_of(cell: Mapping[str, Any]) -> Period:
    """Return the period of a row of an answer's table or trail."""
    start, end = (dt.date.fromisoformat(cell[name]) for name in ("period_start", "period_end"))
    return Period(start, end, cell["period_kind"])


def covered_days(cell: Mapping[str, Any]) -> list[Period]:
    """Return the days that a figure covers, where they are not all of its period; else nothing."""
    return parse_intervals(cell["covers"])


def _trail(rows: pd.DataFrame, cells: list[dict[str, Any]], behind_each: list[list[int]]) -> pd.DataFrame:
    """Return the trail of all cells, in their order: for each, the rows behind it in the order they were read."""
    each = [len(behind) for behind in behind_each]
    trail = rows[[*PERIOD, *TRAIL]].take([at for behind in behind_each for at in behind])
    named = {"figure": [cell["figure"] for cell in cells], "value": [cell["printed"] for cell in cells]}
    repeated = {name: pd.Series(texts, dtype=TEXT).repeat(each).to_numpy() for name, texts in named.items()}
    dated = {name: _iso_days(trail[name]) for name in ("period_start", "period_end")}
    return trail.assign(**dated, **repeated)[list(TRAIL_COLUMNS)].astype(TEXT).reset_index(drop=True)


def _iso_days(column: pd.Series) -> Any:  # noqa: ANN401 - an array of texts
    """Return days as texts, each distinct one written once."""
    codes, days = column.factorize()
    return pd.DatetimeIndex(days).strftime("%Y-%m-%d").astype(TEXT).take(codes).array


def without_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a table that are not totals of its others."""
    return table[~table[[*LABELS, "period"]].isin([TOTAL]).any(axis=1)]


def _check_totals(rows: pd.DataFrame, labels: Sequence[Sequence[str]], *, totals: bool) -> None:
    instead = "figures without totals" if totals else "figures divided by two columns, and not by three"
    flows = set(rows["flow"].unique()) if "flow" in rows else set()
    if len(flows) > 1:
        raise ValueError(f"expenditure and income are never added together: ask for {instead}")
    if any(TOTAL in some for some in labels):
        raise ValueError(f"one of the parts is called {TOTAL} itself: ask for {instead}")


def _add_up_cell(behind: Sequence[Row], value: str, *, several: bool) -> dict[str, Any]:
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
        "value": total if value == "amount" or total % 1 else int(total),
        "shorthand": join_shorthand(*symbols),
        "reason": " ".join(reason for reason in reasons if reason in INCOMPLETE),
        "note": "\n".join(notes),
    }


def _symbols(rows: Sequence[Row], *, gaps: bool) -> list[str]:
    symbols = dict.fromkeys(symbol for row in rows for symbol in row.shorthand.split())
    return [symbol for symbol in symbols if (symbol in GAPS) == gaps]


def _print_alike(cells: list[dict[str, Any]], unit: str) -> None:
    """Add each cell's printed form: all values of a table with the same number of decimals, gaps as symbols."""
    values = [cell["value"] for cell in cells if cell["value"] is not None]
    needed = count_decimals if unit == "count" else partial(decimals_of, unit=parse_unit(unit))
    decimals = max(map(needed, values), default=0)
    for cell in cells:
        if cell["value"] is None:
            cell["printed"] = cell["shorthand"]
        elif unit == "count":
            cell["printed"] = show_count(cell["value"], decimals)
        else:
            cell["printed"] = show_money(cell["value"], parse_unit(unit), decimals)


def common_unit(rows: pd.DataFrame) -> str:
    """Return the unit of rows; pounds if they have several."""
    units = rows["unit"].unique()
    return units[0] if len(units) == 1 else unit_name(1)


def _slugs_of_each(labels: Sequence[Sequence[str]], added_up: Sequence[int]) -> list[dict[str, str]]:
    return [_slugs([*some, *([TOTAL] if at in added_up else [])]) for at, some in enumerate(labels)]


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
