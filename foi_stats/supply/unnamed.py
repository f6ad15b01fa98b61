"""Rows that name no organisation, beside rows of the same figures that name one: they may be the same figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.catalogue import CHECKS
from foi_stats.supply.rows import SAME_FIGURE, records, row_period
from foi_stats.vocabulary.findings import Finding

_DAYS = ("period_start", "period_end")
_UNUSED = "name_unused"


def with_assumed_names(rows: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the rows, where those that name no organisation have the one that other files name for their line.

    A folder holds the figures of one authority: where one file names the organisation of a line and another does not,
    both are of that organisation. A file that gives a line both with a name and without one tells the two apart.

    Returns
    -------
    DataFrame
        The rows, for comparing; :func:`as_supplied` takes away the names that no figure needed.
    list of Finding
        A warning for every two files of which one is read as of the organisation of the other; an error where several
        organisations have the figure that one without a name may be.
    """
    figures = rows[rows["basis"] != "paid"] if "basis" in rows else rows
    blank = figures["organisation"].eq("")
    if blank.all() or not blank.any():
        return rows, []
    line = ["authority", *(name for name in SAME_FIGURE[kind] if name not in ("organisation", *_DAYS))]
    lines, same = (figures.groupby(by, sort=False).ngroup() for by in (line, [*line, *_DAYS]))
    names = figures["organisation"][~blank].groupby(lines[~blank]).agg(["first", "nunique"])
    known = names.loc[names["nunique"].eq(1) & ~names.index.isin(_told_apart(lines, figures, blank)), "first"]
    assumed = lines[blank].map(known).dropna()
    in_both = blank & same.isin(same[~blank])
    meets = figures.index[in_both & figures.index.isin(assumed.index)]
    asks = figures.index[in_both & ~figures.index.isin(assumed.index) & ~same.isin(_told_apart(same, figures, blank))]
    others = figures[~blank].groupby(same[~blank], sort=False).head(1)
    named = dict(zip(same[others.index], records(others), strict=True))
    findings = [
        *_findings(figures.loc[meets], [named[at] for at in same[meets]], asks=False),
        *_findings(figures.loc[asks], [named[at] for at in same[asks]], asks=True),
    ]
    if assumed.empty:
        return rows, findings
    organisation = rows["organisation"].copy()
    organisation[assumed.index] = assumed.astype(organisation.dtype)
    return rows.assign(
        organisation=organisation, **{_UNUSED: rows.index.isin(assumed.index.difference(meets))}
    ), findings


def as_supplied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of :func:`with_assumed_names` without the names of those that are no figure of another file."""
    if _UNUSED not in rows:
        return rows
    return rows.assign(organisation=rows["organisation"].mask(rows[_UNUSED], "")).drop(columns=_UNUSED)


def _told_apart(groups: pd.Series, figures: pd.DataFrame, blank: pd.Series) -> set[int]:
    """Return the groups of which one file has rows that name an organisation and rows that name none."""
    both = blank.groupby([groups, figures["file"]]).nunique().gt(1)
    return set(both[both].index.get_level_values(0))


def _findings(rows: pd.DataFrame, others: list[dict[str, object]], *, asks: bool) -> Iterator[Finding]:
    """Yield one finding for every two files, at the first row without a name."""
    pairs: dict[tuple[object, object], list[tuple[dict[str, object], dict[str, object]]]] = {}
    for row, other in zip(records(rows), others, strict=True):
        pairs.setdefault((row["file"], other["file"]), []).append((row, other))
    for found in pairs.values():
        row, other = found[0]
        sheet = other["sheet"] and f"sheet {other['sheet']}, "
        place = f"{other['file']}, {sheet}cell {other['cell']}"
        more = f"; and so with {len(found) - 1} more of this file" if len(found) > 1 else ""
        whose = f"{row.get('line') or row.get('service')} of {row_period(row)} names no organisation, and {place} has "
        yield CHECKS.finding(
            "whose-figure.several" if asks else "whose-figure",
            str(row["file"]),
            str(row["sheet"]),
            str(row["cell"]),
            found=f"{whose}it for {other['organisation']!r}, as other cells have the line for others{more}"
            if asks
            else f"{whose}it for {other['organisation']!r}: read as of that organisation{more}",
        )
