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
from itertools import count, pairwise
from typing import Any, NamedTuple

import pandas as pd

from foi_stats.supply.rows import SAME_FIGURE, breakdowns, exact_values
from foi_stats.vocabulary.money import add_up
from foi_stats.vocabulary.period import (
    Period,
    PeriodKind,
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
    starts = [period.start for period in periods]
    found: dict[tuple[Labels, Period], dict[tuple[str, ...], list[Row]]] = {}
    beside: dict[Labels, list[Row]] = {}
    for row in _read(rows, by, value, lists):
        at = max(bisect_right(starts, row.period.start) - 1, 0)
        if _counts_towards(row, periods[at]):
            found.setdefault((row.labels, periods[at]), {}).setdefault(row.figure, []).append(row)
        elif any(row.period.overlaps(period) for period in periods):
            beside.setdefault(row.labels, []).append(row)
    cells = {key: _without_repeats(figures.values()) for key, figures in found.items()}
    return cells, beside


def _read(rows: pd.DataFrame, by: Sequence[str], value: str, lists: Sequence[Period]) -> Iterator[Row]:
    same = SAME_FIGURE["funding" if value == "amount" else "referrals"]
    names = [*(name for name in same if not name.startswith("period_")), *breakdowns(rows)]
    figures = zip(*(rows[name] for name in names), strict=True)
    labels = zip(*(rows[name] for name in by), strict=True)
    known: dict[tuple[Any, ...], tuple[Period, tuple[Period, ...]]] = {}
    bases = rows["basis"] if "basis" in rows else [""] * len(rows)
    days = (rows[name].dt.date for name in ("period_start", "period_end"))
    dated = zip(*days, rows["period_kind"], rows["financial_year"], bases, strict=True)
    columns = [exact_values(rows[name]) for name in (value, "shorthand", "reason", "note")]
    for at, line, figure, period, *rest in zip(count(), labels, figures, dated, *columns):
        if period not in known:
            start, end, kind, year, basis = period
            known[period] = _period_and_cover(start, end, kind, year, basis, tuple(lists))
        yield Row(at, line, figure, *known[period], *rest)


def _period_and_cover(
    start: dt.date,
    end: dt.date,
    kind: PeriodKind,
    year: str,
    basis: str,
    lists: tuple[Period, ...],
) -> tuple[Period, tuple[Period, ...]]:
    period = Period(start, end, kind)
    if kind != "day" or basis != "paid":
        return period, (period,)
    told = any(one.contains(period) for one in lists)
    return period, lists if told else (financial_year_period(year) if year else period,)


def _counts_towards(row: Row, period: Period) -> bool:
    """Return whether a row is part of a period: within it, and not a number on a day within a longer time."""
    if row.period.kind == "day" and period.kind != "day" and row.covers == (row.period,):
        return False
    return period.contains(row.period)


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
