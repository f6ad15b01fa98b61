"""Let figures that are given again, in a later supply, supersede the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.catalogue import CHECKS
from foi_stats.supply.divisions import shared_division
from foi_stats.supply.rows import SAME_FIGURE, breakdowns, records, row_period
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.shorthand import is_publishable, join_shorthand

_VERSION = ["as_at", "file"]
_MOST_PLACES = 20


def supersede(rows: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the rows without superseded ones, and a finding for each figure that two supplies contradict.

    Rows that are the same figure (:data:`foi_stats.supply.rows.SAME_FIGURE`, and the label columns by which the
    supplies divide it) are replaced, all together, by those with a later ``as_at``; one that is dated is later than
    one that is not. Where two supplies divide a figure differently, the later replaces all of it. A figure that
    replaces one that was given otherwise, and was not merely not known yet, carries ``[r]``; where the one that was
    replaced has no date, that is said.

    Where neither of two supplies has an ``as_at`` nothing says which is the later, so the same
    figure in both is an error. Payments may repeat, and are left alone.
    """
    figure = "amount" if kind == "funding" else "count"
    drop: list[int] = []
    revised: list[int] = []
    findings: list[Finding] = []
    replaced: dict[tuple[str, str], Finding] = {}
    passed: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for given, alike in versions_of_figures(rows, kind):
        dated = bool(given["as_at"].notna().any())
        latest = given[given["as_at"] == given["as_at"].max()] if dated else given
        stands = latest["file"] == latest["file"].iloc[0]
        drop += given.index.difference(latest.index[stands]).tolist()
        if _contradict(latest, figure, dated=dated, alike=alike):
            findings.append(_given_twice_finding(latest, figure))
            continue
        standing = latest.index[stands]
        earlier = given.loc[given.index.difference(standing), "reason"]
        if _differ(given, figure, alike=alike) and earlier.map(is_publishable).any():
            revised += standing.tolist()
        undated = given[given["as_at"].isna()] if dated else given.head(0)
        if len(undated) and _differ(pd.concat([undated, latest]), figure, alike=alike):
            (one,), (other,) = records(undated.head(1)), records(latest.head(1))
            passed.setdefault((one["file"], other["file"]), []).append((one, other))
        others = given["file"] != latest["file"].iloc[0]
        if not alike and others.any():
            pair = latest["file"].iloc[0], given.loc[others, "file"].iloc[0]
            replaced.setdefault(pair, _divided_otherwise_finding(latest, given))
    findings += [
        *replaced.values(),
        *map(_passed_over_finding, passed.values()),
        *(_divided_twice(rows, kind) if breakdowns(rows) else ()),
    ]
    if not (drop or revised):
        return rows.reset_index(drop=True), findings
    marked = rows.assign(
        shorthand=rows["shorthand"].mask(
            rows.index.isin(revised), rows["shorthand"].map(lambda symbols: join_shorthand(symbols, "[r]"))
        )
    )
    return marked.drop(index=drop).reset_index(drop=True), findings


def versions_of_figures(rows: pd.DataFrame, kind: Kind) -> Iterator[tuple[pd.DataFrame, bool]]:
    """Yield the rows of each figure of which there are several versions, and whether all divide it in the same way."""
    same, has_labels = SAME_FIGURE[kind], bool(breakdowns(rows))
    for _, given in _repeated_figures(rows, same).groupby(same, sort=False):
        versions = [version for _, version in given.groupby(_VERSION, sort=False, dropna=False)]
        labels = shared_division(versions, same) if has_labels else []
        if not labels:
            yield given, labels is not None
            continue
        for _, figures in given.groupby(labels, sort=False):
            if len(figures[_VERSION].drop_duplicates()) > 1:
                yield figures, True


def _contradict(latest: pd.DataFrame, figure: str, *, dated: bool, alike: bool) -> bool:
    """Return whether two supplies, neither of them later, give or divide a figure differently."""
    of_files = {_sorted_figures(version, figure) for _, version in latest.groupby("file")}
    return len(of_files) > 1 or (not (dated and alike) and len(set(latest["file"])) > 1)


def _divided_twice(rows: pd.DataFrame, kind: Kind) -> Iterator[Finding]:
    """Yield a finding where files give one measure by labels of different headings, neither of which is a service.

    Claims by outcome in one file, and claims by ward in another, are the same claims: both added up are twice as many.
    """
    label = {"referrals": "service", "funding": "line"}[kind]
    same = [name for name in SAME_FIGURE[kind] if name not in (label, "activity")]
    headed = pd.concat([rows[name].eq(rows[label]) & rows[name].ne("") for name in breakdowns(rows)], axis=1).any(
        axis=1
    )
    files = rows.loc[headed, "file"].unique()
    if len(files) < 2:  # the usual case
        return
    for _, given in _without_payments(rows[rows["file"].isin(files)]).groupby(same, sort=False):
        (heading, first), *others = [(_heading_of(one, label), one) for _, one in given.groupby("file", sort=False)]
        for other, second in others:
            if heading and other and heading != other and not set(first[label]) & set(second[label]):
                yield _divided_twice_finding(first, heading, second, other)
                break


def _heading_of(rows: pd.DataFrame, label: str) -> str:
    """Return the label column of a file's own whose texts serve as its labels; empty text if none does."""
    return next((name for name in breakdowns(rows) if rows[name].ne("").all() and rows[name].equals(rows[label])), "")


def _divided_twice_finding(first: pd.DataFrame, heading: str, second: pd.DataFrame, other: str) -> Finding:
    (here,), (there,) = records(second.iloc[:1]), records(first.iloc[:1])
    named = [" ".join(name.split("_")) for name in (other, heading)]
    return CHECKS.at(
        here,
        "given-twice.divided",
        found=f"{here.get('measure') or here.get('basis')} of {row_period(here)} by {named[0]} here, and by {named[1]} "
        f"in {there['file']}, cell {there['cell']}: both may be the same, and would be counted twice",
    )


def _differ(given: pd.DataFrame, figure: str, *, alike: bool) -> bool:
    """Return whether versions of a figure differ; in their sums, where they divide it differently."""
    versions = given.groupby(_VERSION, sort=False, dropna=False)
    return len({figures_of(version, figure, alike=alike) for _, version in versions}) > 1


def figures_of(version: pd.DataFrame, figure: str, *, alike: bool) -> object:
    """Return what one version of a figure gives, for comparing versions; its sum, where they divide it otherwise."""
    if alike:
        return _sorted_figures(version, figure)
    return str(version[figure].sum()) if version[figure].notna().all() else ""


def _without_payments(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not payments, which may well repeat."""
    return rows[rows["basis"] != "paid"] if "basis" in rows else rows


def _repeated_figures(rows: pd.DataFrame, same: list[str]) -> pd.DataFrame:
    """Return the rows of figures that are in more than one supply, or have more than one ``as_at``."""
    figures = _without_payments(rows)
    of_a_day = figures[["period_start", *_VERSION]].drop_duplicates()["period_start"]
    figures = figures[figures["period_start"].isin(of_a_day[of_a_day.duplicated()])]
    if figures.empty:  # the usual case: each period has one supply
        return figures
    versions = figures[[*same, *_VERSION]].drop_duplicates()
    again = versions.loc[versions.duplicated(same, keep=False), same].drop_duplicates()
    return figures.reset_index().merge(again, on=same).set_index("index")


def _sorted_figures(version: pd.DataFrame, figure: str) -> tuple[tuple[str, str], ...]:
    """Return the figures of one version, each with its reason if it is a gap, for comparing versions."""
    return tuple(sorted(zip(version[figure].map(str), version["reason"], strict=True)))


def _given_twice_finding(latest: pd.DataFrame, figure: str) -> Finding:
    first, second = records(latest.iloc[[0, -1]])
    again = first["found"] == second["found"]
    dated = pd.notna(second["as_at"])
    day = f"as at {second['as_at'].date()}" if dated else "as at no date"
    same_day = "the same day" if dated else "neither has a day"
    return CHECKS.at(
        second,
        "given-twice.again" if again else "given-twice.differs",
        found=f"{second['found']}, {day}"
        + ("" if again else f", and {first['found']} elsewhere: {same_day}, two figures"),
        other=first["found"],
        place=_place_of(first),
        figure=figure,
    )


def _passed_over_finding(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Finding:
    """Return the finding that figures of one file have no date, and give way to dated ones of another that differ."""
    (passed, stands), *more = pairs
    others = f"; and so with {len(more)} more of this file" if more else ""
    return CHECKS.at(
        passed,
        "undated-passed-over",
        found=f"{passed['found'] or 'no figure'} has no As at date, and gives way to {stands['found'] or 'no figure'}, "
        f"as at {stands['as_at'].date()}, in {_place_of(stands)}{others}",
        more=[one for one, _ in more[:_MOST_PLACES]],
    )


def _place_of(row: dict[str, Any]) -> str:
    sheet = row["sheet"] and f"sheet {row['sheet']}, "
    return f"{row['file']}, {sheet}cell {row['cell']}"


def _divided_otherwise_finding(latest: pd.DataFrame, given: pd.DataFrame) -> Finding:
    """Return the finding that a later supply divides a figure in another way than the one it replaces."""
    stands = records(latest.iloc[:1])[0]
    earlier = records(given[given["file"] != stands["file"]].iloc[:1])[0]
    return CHECKS.at(
        stands,
        "divided-otherwise",
        found=f"a figure of {row_period(stands)} is divided otherwise here than in {earlier['file']}, sheet "
        f"{earlier['sheet']}, cell {earlier['cell']}: the later replaces all of it",
    )
