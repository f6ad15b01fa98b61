"""Which rows are behind a cell: those within its period, none of them twice, and the days that they cover.

A whole that is supplied beside its parts (a year and its months) is one figure, given twice. The whole is taken as it
was stated, because that is what the authority stands by; its parts must add up to it where they cover it all. Where
the whole is not known yet and some parts are, the parts are taken: figures to date are held. Anything else (periods
that overlap in part, a whole that is withheld beside parts that are given) has no one answer, and is an error that
names both cells.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from foi_stats.supply.rows import PERIOD, SAME_FIGURE, breakdowns, exact_values, records, row_period
from foi_stats.vocabulary.money import add_up
from foi_stats.vocabulary.period import (
    Period,
    financial_year_period,
    uncovered,
    years_within,
)
from foi_stats.vocabulary.shorthand import REASONS

INCOMPLETE = frozenset(REASONS) - {"not_started"}
"""The reasons for which a gap leaves something out of a sum."""

_NOT_YET = ("not_closed", "not_supplied", "undecided")


Labels = tuple[str, ...]
"""The labels of a cell: one for each of the columns that its table is divided by."""


class Row(NamedTuple):
    """What a cell needs of a row.

    ``at`` is its place among all, ``figure`` what tells it from other figures of its labels, ``covers`` the days that
    it tells of: its own, and for a payment those of the lists of payments, for on a day without one none was made.
    Payments that differ in nothing but their days are one, of the first of these days; ``others`` has the places of the
    others.
    """

    at: int
    labels: Labels
    figure: tuple[str, ...]
    period: Period
    covers: tuple[Period, ...]
    value: Any
    shorthand: str
    reason: str
    note: str
    others: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """Its place among all, and those of the payments that were added to it."""
        return (self.at, *self.others)

    @property
    def is_known(self) -> bool:
        """Whether it leaves nothing out of a sum."""
        return not pd.isna(self.value) or self.reason not in INCOMPLETE


class Twice(NamedTuple):
    """Two rows of one figure that have days in common and cannot both count, and why."""

    first: int
    second: int
    why: str


@dataclass
class CellRows:
    """The rows behind one cell, the clashes among them, and the days they cover."""

    rows: list[Row] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)


def rows_by_cell(
    rows: pd.DataFrame, by: Sequence[str], value: str, periods: Sequence[Period], lists: Sequence[Period] = ()
) -> tuple[dict[tuple[Labels, Period], CellRows], dict[Labels, list[Row]]]:
    """Return the rows behind the labels and period of each cell, and by labels those of other periods that overlap.

    Parameters
    ----------
    by
        The columns of the labels.
    periods
        In order, none with days in common.
    lists
        What the lists of payments cover; by default each the financial year of its payments.
    """
    found: dict[tuple[Labels, Period], dict[tuple[str, ...], list[Row]]] = {}
    beside: dict[Labels, list[Row]] = {}
    for row, cell in _read(rows, by, value, periods, lists):
        if cell is not None:
            found.setdefault((row.labels, cell), {}).setdefault(row.figure, []).append(row)
        elif any(row.period.overlaps(period) for period in periods):
            beside.setdefault(row.labels, []).append(row)
    cells = {key: _without_repeats(figures.values()) for key, figures in found.items()}
    return cells, beside


class _Dated(NamedTuple):
    """The period of a row, what it covers, and the period of the cell that it counts towards, if any."""

    period: Period
    covers: tuple[Period, ...]
    cell: Period | None


def _read(
    rows: pd.DataFrame, by: Sequence[str], value: str, periods: Sequence[Period], lists: Sequence[Period]
) -> Iterator[tuple[Row, Period | None]]:
    """Yield the rows in order, each with the period of its cell; payments that differ in their days alone once."""
    same = SAME_FIGURE["funding" if value == "amount" else "referrals"]
    names = [*(name for name in same if not name.startswith("period_")), *breakdowns(rows)]
    when, dated = _dated(rows, periods, lists)
    alike = _alike(rows, [*by, *names], value, when, dated)
    first = np.flatnonzero(~pd.Series(alike).duplicated().to_numpy())
    places = _places(alike) if len(first) < len(rows) else {}
    amounts = list(exact_values(rows[value]))
    told = rows.iloc[first]
    labels, figures, about = (
        zip(*(exact_values(told[name]) for name in some), strict=True)
        for some in (by, names, ("shorthand", "reason", "note"))
    )
    for at, line, figure, (shorthand, reason, note) in zip(first.tolist(), labels, figures, about, strict=True):
        period, covers, cell = dated[when[at]]
        others = places.get(alike[at], (at,))[1:]
        amount = add_up(amounts[each] for each in (at, *others)) if others else amounts[at]
        yield Row(at, line, figure, period, covers, amount, shorthand, reason, note, others), cell


def _dated(
    rows: pd.DataFrame, periods: Sequence[Period], lists: Sequence[Period]
) -> tuple[np.ndarray[Any, Any], list[_Dated]]:
    """Return for each row which of the distinct times it has, and these."""
    names = [*PERIOD, "financial_year", *(["basis"] if "basis" in rows else [])]
    when = _codes(rows, names)
    starts = [period.start for period in periods]
    dated = []
    for row in records(rows.loc[~pd.Series(when, index=rows.index).duplicated(), names]):
        period = row_period(row)
        covers = _covered(period, row["financial_year"], row.get("basis", ""), tuple(lists))
        cell = periods[max(bisect_right(starts, period.start) - 1, 0)]
        dated.append(_Dated(period, covers, cell if _counts_towards(period, covers, cell) else None))
    return when, dated


def _alike(
    rows: pd.DataFrame, names: Sequence[str], value: str, when: np.ndarray[Any, Any], dated: Sequence[_Dated]
) -> np.ndarray[Any, Any]:
    """Return a number for each row, the same for payments of a figure in a cell that differ in nothing but their days.

    A figure that is supplied for other times than days too may hold its payments twice, so they are told apart.
    """
    every = np.arange(len(rows))
    if "basis" not in rows or not rows["basis"].eq("paid").any():
        return every
    cells, covers = (_numbered([getattr(one, name) for one in dated])[when] for name in ("cell", "covers"))
    figure = _codes(rows, names, [cells])
    counted = np.array([one.cell is not None and one.period.kind == "day" for one in dated])[when]
    payment = counted & rows["basis"].eq("paid").to_numpy() & rows["reason"].eq("").to_numpy()
    payment &= rows[value].notna().to_numpy()
    alone = np.bincount(figure, weights=~payment)[figure] == 0
    return np.where(alone, _codes(rows, ["shorthand", "note"], [figure, covers]), len(rows) + every)


def _codes(rows: pd.DataFrame, names: Sequence[str], beside: Sequence[np.ndarray[Any, Any]] = ()) -> Any:  # noqa: ANN401
    """Return a number for each row, the same where columns, and numbers beside them, are the same; by first rows."""
    whole = np.zeros(len(rows), np.int64)
    for column in (*(rows[name] for name in names), *map(pd.Series, beside)):
        codes, distinct = column.factorize(use_na_sentinel=False)
        if len(distinct) > 1:
            whole = pd.factorize(whole * len(distinct) + codes)[0]
    return whole


def _numbered(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    numbers: dict[Any, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _places(alike: np.ndarray[Any, Any]) -> dict[int, tuple[int, ...]]:
    """Return the places of the rows of each number that several have."""
    order = np.argsort(alike, kind="stable")
    ends = np.flatnonzero(np.diff(alike[order])) + 1
    groups = (order[start:end] for start, end in pairwise([0, *ends.tolist(), len(order)]) if end - start > 1)
    return {int(alike[group[0]]): tuple(group.tolist()) for group in groups}


def _covered(period: Period, year: str, basis: str, lists: tuple[Period, ...]) -> tuple[Period, ...]:
    if period.kind != "day" or basis != "paid":
        return (period,)
    told = any(one.contains(period) for one in lists)
    return lists if told else (financial_year_period(year) if year else period,)


def _counts_towards(own: Period, covers: tuple[Period, ...], period: Period) -> bool:
    """Return whether a row is part of a period: within it, and not a number on a day within a longer time."""
    if own.kind == "day" and period.kind != "day" and covers == (own,):
        return False
    return period.contains(own)


def _without_repeats(figures: Iterable[list[Row]]) -> CellRows:
    cell = CellRows()
    for rows in figures:
        kept, twice = _count_once(rows)
        cell.rows += kept
        cell.twice += twice
    cell.rows.sort(key=lambda row: row.at)
    return cell


def _count_once(rows: list[Row]) -> tuple[list[Row], list[Twice]]:
    """Return the rows of one figure without those that others hold already."""
    spans = sorted({(row.period.start, row.period.end) for row in rows})
    if all(later[0] > earlier[1] for earlier, later in pairwise(spans)):
        return rows, []
    wholes: dict[tuple[dt.date, dt.date], list[Row]] = {}
    inside: dict[tuple[dt.date, dt.date], list[Row]] = {}
    twice: list[Twice] = []
    for row in sorted(rows, key=lambda row: (-row.period.days, row.period.start)):
        span = (row.period.start, row.period.end)
        other = next((kept for kept in wholes if kept[0] <= span[1] and span[0] <= kept[1]), span)
        if other == span:
            wholes.setdefault(span, []).append(row)
        elif other[0] <= span[0] and span[1] <= other[1]:
            inside.setdefault(other, []).append(row)
        else:
            twice.append(Twice(wholes[other][0].at, row.at, "they have days in common, and neither holds the other"))
    kept = []
    for span, whole in wholes.items():
        if span not in inside:
            kept += whole
            continue
        parts, clashes = _count_once(inside[span])
        chosen, why = _whole_or_parts(whole, parts)
        kept += chosen
        twice += [*clashes, *([Twice(whole[0].at, min(parts, key=lambda row: row.period).at, why)] if why else [])]
    return kept, twice


def _whole_or_parts(whole: list[Row], parts: list[Row]) -> tuple[list[Row], str]:
    """Return the rows to count of a whole and its parts, and why they cannot both be true, if so."""
    given = [row for row in parts if not pd.isna(row.value)]
    gap = next((row for row in whole if pd.isna(row.value)), None)
    if gap is not None:
        if not given:
            return whole, ""
        if gap.reason in _NOT_YET:
            return parts, ""
        return whole, f"the whole is not given ({REASONS[gap.reason].meaning if gap.reason else gap.shorthand})"
    if len(given) == len(parts) and not uncovered(whole[0].period, [days for row in parts for days in row.covers]):
        total, stated = (add_up(Decimal(row.value) for row in some) for some in (parts, whole))
        if total != stated:
            return whole, f"the parts come to {total:,}, and the whole is {stated:,}"
    return whole, ""


def days_covered(period: Period, rows: Iterable[Row]) -> list[Period]:
    """Return the days of a period that the figures behind a cell cover; nothing where that is all of them.

    A figure that covers no day of a year (it did not exist then, or is a gap that is named) says nothing of that year.
    Where figures differ in what they cover, a gap is named in one of them: the sum is incomplete, and of no part.
    """
    figures: dict[tuple[Labels, tuple[str, ...]], set[Period]] = {}
    for row in rows:
        if row.is_known:
            figures.setdefault((row.labels, row.figure), set()).update(row.covers)
    lacking: list[Period] = []
    for part in years_within(period):
        each = [uncovered(part, days) for days in figures.values() if any(day.overlaps(part) for day in days)]
        lacking += each[0] if each and all(gaps == each[0] for gaps in each) else []
    return uncovered(period, lacking) if lacking else []


def all_covered(rows: Iterable[Row]) -> set[Period]:
    """Return the days that all rows together cover."""
    return {days for row in rows for days in row.covers}


def missing_days(period: Period, rows: Sequence[Row], every: Collection[Period]) -> list[Period]:
    """Return the days for which figures should have been supplied and were not: the authority may hold them.

    That is a time of which a label has no row; days that other figures of the table cover, and one of its does not;
    and days between others. A period that begins or ends with days that the whole table does not cover is a part of
    it, which the supply says by what it gives.

    Parameters
    ----------
    rows
        Those of one label within the period.
    every
        What the rows of all labels within it cover.
    """
    missing = []
    for part in years_within(period):
        figures: dict[tuple[str, ...], set[Period]] = {}
        for row in rows:
            if any(days.overlaps(part) for days in row.covers):
                figures.setdefault(row.figure, set()).update(row.covers)
        if not figures:
            missing.append(part)
            continue
        open_days = uncovered(part, every)
        ends = [gap for gap in open_days if gap.start == part.start or gap.end == part.end]
        for covers in figures.values():
            missing += [day for gap in uncovered(part, covers) for day in uncovered(gap, ends)]
    return sorted(set(missing))
