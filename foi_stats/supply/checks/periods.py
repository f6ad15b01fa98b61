"""Check the periods of a file's rows: years that are covered in part, figures within others, and another year's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.supply.collect import Findings
from foi_stats.supply.rows import SAME_FIGURE, breakdowns, row_period
from foi_stats.supply.tables.contracts import WHOLE_CONTRACT
from foi_stats.supply.tables.label_columns import describes
from foi_stats.vocabulary.period import (
    ONE_DAY,
    Period,
    financial_year_period,
    format_periods,
    period_between,
    uncovered,
)
from foi_stats.vocabulary.years import year_end, year_start

_DAYS = ["period_start", "period_end"]
_LONGEST = 1_000_000  # days; no period is as long


def check_periods(rows: pd.DataFrame, kind: str, folder_year: str, findings: Findings) -> None:
    """Add findings on the periods of all rows of one kind in a file; ``folder_year`` is the year of its folder."""
    if kind == "funding":
        rows = rows[~rows["qualifiers"].str.contains(WHOLE_CONTRACT, regex=False)]
    if rows.empty:
        return
    _check_folder_year(rows, folder_year, findings)
    if kind == "funding":
        _check_parts_of_years(rows, _distinct_periods(rows), findings)
    _check_missing_months(rows, kind, findings)
    for twice in find_counted_twice(rows, kind):
        del twice["file"]
        findings.add("counted-twice", **twice)


def _distinct_periods(rows: pd.DataFrame) -> list[Period]:
    """Return the periods of rows in order, but for days; all at once, because a table may be long."""
    starts, ends = (rows[name].to_numpy("datetime64[D]").astype(np.int64) for name in _DAYS)
    longer = ends > starts
    keys = pd.unique(starts[longer] * _LONGEST + (ends - starts)[longer])
    days = [divmod(int(key), _LONGEST) for key in keys]
    epoch = dt.date(1970, 1, 1)
    return sorted(
        period_between(epoch + dt.timedelta(start), epoch + dt.timedelta(start + several)) for start, several in days
    )


def _check_folder_year(rows: pd.DataFrame, folder_year: str, findings: Findings) -> None:
    """Find a file none of whose figures is of the year of its folder: what the file says is what is read."""
    if not folder_year:
        return
    start, end = (pd.Timestamp(day) for day in (year_start(folder_year), year_end(folder_year)))
    within = (rows["period_start"] >= start) & (rows["period_end"] <= end)
    around = (rows["period_start"] <= start) & (rows["period_end"] >= end)
    if (within | around).any():
        return
    first = rows.iloc[0]
    covered = [row_period(row) for row in rows.drop_duplicates(_DAYS).sort_values(_DAYS).to_dict("records")]
    shown = format_periods(covered) if len(covered) < 4 else f"{covered[0]} to {covered[-1]}"
    findings.add(
        "other-year",
        str(first["sheet"]),
        str(first["cell"]),
        found=f"the file's own figures are of {shown}, and none is of {folder_year}, the year of its folder: read as "
        "what the file says",
        folder_year=folder_year,
    )


def _check_parts_of_years(rows: pd.DataFrame, periods: Sequence[Period], findings: Findings) -> None:
    """Find financial years of whose money a file gives some months only; counts are sent by quarter as a rule."""
    for year in sorted({period.financial_year for period in periods} - {""}):
        given = [period for period in periods if period.financial_year == year]
        missing = uncovered(financial_year_period(year), given)
        if not missing:
            continue
        first = rows[(rows["financial_year"] == year) & (rows["period_kind"] != "day")].iloc[0]
        findings.add(
            "part-of-a-year",
            str(first["sheet"]),
            str(first["cell"]),
            found=f"the figures of {year} are of part of it: {format_periods(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing",
        )


def _check_missing_months(rows: pd.DataFrame, kind: str, findings: Findings) -> None:
    """Find lines without a month or quarter that lies between others of theirs, if most follow one another.

    Of money that nothing in the file gives for a month, :func:`_check_parts_of_years` says so.
    """
    rows = rows[rows["period_kind"].isin(["month", "quarter"])]
    if rows.empty:
        return
    labels = [name for name in (*SAME_FIGURE[kind], *breakdowns(rows)) if name not in _DAYS]
    rows = rows.assign(series=rows.groupby(labels, sort=False).ngroup()).sort_values(["series", *_DAYS], kind="stable")
    before = rows["period_end"].shift().where(rows["series"].eq(rows["series"].shift()))
    follows_gap = (rows["period_start"] - before).dt.days > 1
    periods, gaps = (each.groupby(rows["series"]).sum() for each in (rows["series"].ge(0), follows_gap))
    wanted = follows_gap & rows["series"].map(gaps * 2 < periods)
    given = _distinct_periods(rows)
    for row, day in zip(rows[wanted].to_dict("records"), before[wanted], strict=True):
        hole = period_between(day.date() + ONE_DAY, row["period_start"].date() - ONE_DAY)
        if kind == "referrals" or any(one.overlaps(hole) for one in given):
            findings.add(
                "period-missing",
                str(row["sheet"]),
                str(row["cell"]),
                found=f"{_line_of(row, labels)!r} has figures before and after {hole}, and none of it",
                hole=hole,
            )


def _line_of(row: Mapping[Any, Any] | pd.Series, labels: Sequence[str]) -> str:
    return ", ".join(filter(None, (str(row[name]) for name in labels)))


def _shared(one: Period, other: Period) -> Period:
    return period_between(max(one.start, other.start), min(one.end, other.end))


def find_counted_twice(rows: pd.DataFrame, kind: str, *, across: str = "") -> Iterator[dict[str, Any]]:
    """Yield the place and the words of a finding for each period whose figures hold those of another period.

    They are figures of one line of which two are of the same days: a month, and the year or quarter that it is in.

    Parameters
    ----------
    across
        A column of which the two must differ, such as ``file``.
    """
    pairs = [
        sorted(pair, key=lambda period: -period.days)
        for pair in combinations(_distinct_periods(rows), 2)
        if pair[0].overlaps(pair[1])
        and pair[0].financial_year == pair[1].financial_year != ""
        and not pair[0].has_same_days(pair[1])
    ]
    if not pairs:
        return
    labels = [key for key in SAME_FIGURE[kind] if key not in _DAYS]
    keys = [*labels, "authority", *(["provider", "funder"] if kind == "funding" else [])]
    own = [name for name in breakdowns(rows) if not describes(name)]
    by_days = dict(iter(rows.groupby(_DAYS)))
    said: set[Period] = set()
    for whole, part in pairs:
        key, other = ((pd.Timestamp(period.start), pd.Timestamp(period.end)) for period in (whole, part))
        both = by_days[key].merge(by_days[other], on=keys, suffixes=("", "_part"))
        both = both[both[across] != both[f"{across}_part"]] if across else both
        for name in own:  # what one of the two does not divide holds the other
            differ = both[name].ne(both[f"{name}_part"]) & both[name].ne("") & both[f"{name}_part"].ne("")
            both = both[~differ]
        if both.empty or whole in said:
            continue
        said.add(whole)
        one = both.iloc[0]
        label = _line_of(one, labels)
        more = f", and {len(both) - 1} more are in both" if len(both) > 1 else ""
        place = f"{one['cell_part']} of sheet {one['sheet_part']!r}" + (f" of {one['file_part']}" if across else "")
        yield {
            "file": str(one["file"]),
            "sheet": str(one["sheet"]),
            "cell": str(one["cell"]),
            "found": f"{label} is {one['found']} in {whole} here, and {one['found_part']} in {part} in {place}{more}: "
            f"both count {_shared(whole, part)}",
        }
