"""Recognise columns of months, quarters and years of one table that are within one another, and columns of totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from foi_stats.supply.tables.columns import PeriodSum, ValueColumn
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.table import Column
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.months import When, YearMonths
from foi_stats.vocabulary.period import (
    ONE_DAY,
    Period,
    financial_year_period,
    join_periods,
)

_WHOLE = re.compile(r"\btotals?\b|\b(?:full|whole) year\b|\bannual (?:actual|out ?turn|spend)")
_YEARS = ("financial_year", "calendar_year", "academic_year")
_ANY_YEAR = financial_year_period("2015-16")


def is_part_of_year(when: When | None) -> bool:
    """Return whether figures are of some months of a year, not of a whole year or a day."""
    if isinstance(when, Period):
        return when.kind not in (*_YEARS, "day") and bool(when.financial_year)
    return isinstance(when, YearMonths)


def find_period_columns(columns: Iterable[Column], roles: Sequence[str]) -> list[Column]:
    """Return the columns of figures of months or quarters, if there are several."""
    found = [column for column in columns if column.heading.role in roles and is_part_of_year(column.heading.when)]
    return found if len(found) > 1 else []


def shared_year(whens: Iterable[When | None]) -> str:
    """Return the financial year to which all months or quarters that name one belong, or empty text."""
    years = {when.financial_year for when in whens if isinstance(when, Period) and is_part_of_year(when)}
    return years.pop() if len(years) == 1 else ""


def total_columns(values: Sequence[ValueColumn], roles: dict[int, str]) -> list[int]:
    """Return the columns that are called totals of the months beside them, or else the one with their year and basis.

    ``roles`` are the roles of the columns by their index.
    """
    periods = [column for column in values if is_part_of_year(column.when)]
    others = [column for column in values if not is_part_of_year(column.when)]
    named = called_totals(others, roles)
    bases = {column.basis for column in periods}
    alike = [column for column in others if column.basis and bases in ({column.basis}, {""})]
    same = [c.index for c in alike if c.year in ("", shared_year(column.when for column in periods))]
    return named or (same if len(same) == 1 else [])


def called_totals(values: Sequence[ValueColumn], roles: dict[int, str]) -> list[int]:
    """Return the columns whose headings call them totals, those that say nothing more first."""
    named = [column.index for column in values if roles[column.index] == "total"]
    return named or [column.index for column in values if _WHOLE.search(plain(column.heading))]


def share_fields(values: Sequence[ValueColumn], totals: Sequence[int]) -> list[ValueColumn]:
    """Return the columns, where months and the one total beside them have the basis, unit and flow of one another.

    A field that the heading of one leaves out is that of the others, if these agree.
    """
    group = [column for column in values if is_part_of_year(column.when) or column.index in totals[:1]]
    shared = {}
    for name in ("basis", "unit", "flow"):
        known = {value for column in group if (value := getattr(column, name))}
        shared[name] = known.pop() if len(known) == 1 else None
    return [
        replace(column, **{name: getattr(column, name) or value for name, value in shared.items() if value})
        if column in group
        else column
        for column in values
    ]


def find_sums(values: Sequence[ValueColumn], totals: Sequence[int]) -> tuple[PeriodSum, ...]:
    """Return each column of a longer period than others of its kind, with those within it, the shorter ones first.

    A column is the sum of others of its measure if they make up its period. If they do not, they are within it only
    where it is of one financial year, or one of the ``totals``.
    """
    sums = []
    measures = {column.index: plain_measure(column.measure) for column in values}
    for group in _groups(values):
        left = dict(group)
        for index, period in sorted(group.items(), key=lambda item: (item[1].days, item[0] in totals)):
            within = {
                other: part
                for other, part in left.items()
                if other != index and period.contains(part) and (not part.has_same_days(period) or index in totals)
                if measures[other] == measures[index] or not (measures[other] and measures[index])
            }
            tiles = _tiles(period, within)
            if tiles or (within and (index in totals or period.financial_year)):
                is_total = bool(tiles) or index in totals
                sums.append(PeriodSum(index, tuple(sorted(tiles or within)), is_total))
                left = {other: part for other, part in left.items() if other not in within}
    return tuple(sums)


def _groups(values: Sequence[ValueColumn]) -> list[dict[int, Period]]:
    """Return the periods of columns that only their periods tell apart, by index; parts as if of one year."""
    groups: dict[tuple[object, ...], dict[int, Period]] = {}
    for column in values:
        when = column.when.within(_ANY_YEAR) if isinstance(column.when, YearMonths) else column.when
        if isinstance(when, Period) and when.kind != "day":
            key = (column.kind, column.basis, column.flow, column.line, column.unit, column.labels)
            groups.setdefault(key, {})[column.index] = when
    return list(groups.values())


def _tiles(period: Period, within: dict[int, Period]) -> list[int]:
    """Return those of some columns that make up a period, the longest first at each step; none if they do not."""
    found: list[int] = []
    day = period.start
    while day <= period.end:
        starting = [(part.end, index) for index, part in within.items() if part.start == day]
        if not starting:
            return []
        end, index = max(starting)
        found.append(index)
        day = end + ONE_DAY
    return found


def joined(whens: Iterable[When | None]) -> When | None:
    """Return what months or quarters cover together; None if there are gaps between them."""
    parts = [when for when in whens if is_part_of_year(when)]
    periods = [part.within(_ANY_YEAR) if isinstance(part, YearMonths) else part for part in parts]
    try:
        whole = join_periods(period for period in periods if isinstance(period, Period))
    except ValueError:
        return None
    months = [part for part in parts if isinstance(part, YearMonths)]
    if not months:
        return whole
    numbered = all(part.numbered for part in months)
    return YearMonths((whole.start.month - 4) % 12, whole.months, numbered) if len(months) == len(parts) else None
