"""Read all supplies of a data folder together, and let later figures supersede earlier ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from foi_stats.supply.cache import combine_cached, read_cached
from foi_stats.supply.checks.payments_twice import find_payments_twice
from foi_stats.supply.checks.periods import find_counted_twice
from foi_stats.supply.rows import (
    PERIOD,
    SAME_FIGURE,
    funding_frame,
    records,
    referral_frame,
    row_period,
    rows_that_overlap,
    validate,
)
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame
from foi_stats.vocabulary.findings import Finding, InputError, SupplyError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.period import Period, covered_spans, uncovered, years_within
from foi_stats.vocabulary.shorthand import join_shorthand
from foi_stats.vocabulary.years import financial_year_of, parse_financial_year

Names = str | Sequence[str] | None
"""One name, several, or None for all."""
Kind = Literal["funding", "referrals"]
_EMPTY: dict[str, Callable[[], pd.DataFrame]] = {"funding": funding_frame, "referrals": referral_frame}
_KINDS_BY_NAME: dict[str, Kind] = {"funding": "funding", "referrals": "referrals", "counts": "referrals"}
"""The kind of a supply by the first word of its file's name."""
CACHE_VARIABLE = "FOI_STATS_STORE"
"""Environment variable that names the folder of the cache, or is ``off`` for no cache."""


@dataclass(frozen=True)
class SupplyFile:
    """A supplied file: the year and authority of its folder, and its name within the project."""

    path: Path
    name: str
    year: str
    authority: str
    kind: Kind


def load_funding(data: Path | str, authority: Names = None, years: Names = None) -> pd.DataFrame:
    """Read the funding rows of a data folder.

    Parameters
    ----------
    data
        The data folder, which holds ``<year>/<authority>/funding*``.
    authority
        The folder name of an authority, such as ``north-yorkshire``, or a list of them; by default all.
    years
        A financial year to keep, or a list of them; by default all. Kept are the rows whose period is within one of
        them; where an authority is named, each must have been supplied.

    Returns
    -------
    DataFrame
        One row for each figure, with the columns of :data:`foi_stats.supply.rows.FUNDING`. A figure given again
        later appears once, as it was last given. ``amount`` is gap-safe (:mod:`foi_stats.supply.amounts`).

    Raises
    ------
    InputError
        If there is no such authority or year. It lists those that there are.
    SupplyError
        If any supply has an error, or one is missing. It lists every finding with file, sheet and cell.
    """
    return _rows_or_error(data, "funding", authority, years)


def load_referrals(data: Path | str, authority: Names = None, years: Names = None) -> pd.DataFrame:
    """Read all counts of a data folder, of ``referrals*`` and ``counts*`` files; otherwise as :func:`load_funding`.

    Returns
    -------
    DataFrame
        One row for each count, with the columns of :data:`foi_stats.supply.rows.REFERRALS`; ``measure`` says what it
        counts, in the supply's own noun.
    """
    return _rows_or_error(data, "referrals", authority, years)


def find_supplies(data: Path | str, authority: Names = None) -> list[SupplyFile]:
    """Return the supplied files of a data folder, in the order of year, authority and name."""
    wanted = _listed(authority)
    data = Path(data)
    if not data.is_dir():
        raise InputError(f"There is no data folder at {data}. Name it with --data, or run in the project's folder.")
    found = []
    for folder in sorted(data.glob("*/*/")):
        try:
            year = parse_financial_year(folder.parent.name)
        except ValueError:
            continue
        if wanted is None or folder.name in wanted:
            found += [
                file for path in sorted(folder.iterdir()) if (file := _supply_file(data, path, year, folder.name))
            ]
    return found


def missing_supplies(data: Path | str, authority: str, years: Iterable[str], kind: Kind) -> list[Finding]:
    """Return a finding for each year for which an authority has sent no supply of this kind."""
    sent = {file.year for file in find_supplies(data, authority) if file.kind == kind}
    name = "funding" if kind == "funding" else "counts"
    return [
        Finding(
            "not-supplied",
            "error",
            f"{Path(data).name}/{year}/{authority}/{name}.xlsx",
            found="there is no such file",
            expected=f"the {name} of {authority} for {year}",
            action="ask the finance team for it, or leave the year out of the request",
        )
        for year in sorted(set(years))
        if year not in sent
    ]


def cache_folder(data: Path | str) -> Path | None:
    """Return the folder of cached supplies: beside the data folder or as FOI_STATS_STORE says; None if that is off."""
    setting = os.environ.get(CACHE_VARIABLE, "")
    if setting == "off":
        return None
    return Path(setting) if setting else Path(data).resolve().parent / ".foi_stats" / "store"


def _supply_file(data: Path, path: Path, year: str, authority: str) -> SupplyFile | None:
    for start, kind in _KINDS_BY_NAME.items():
        if path.name.casefold().startswith(start):
            name = "/".join([data.resolve().name, *path.relative_to(data).parts])
            return SupplyFile(path, name, year, authority, kind)
    return None


def read_rows(data: Path | str, kind: Kind, authority: Names, years: Names) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of :func:`load_funding` or :func:`load_referrals`, and all findings.

    If a finding is of severity error the rows must not be used. An empty list of years gives no rows.
    """
    wanted = None if years is None else [parse_financial_year(year) for year in _listed(years) or ()]
    files = [file for file in find_supplies(data, authority) if file.kind == kind] if wanted != [] else []
    rows, found = _combined_rows(files, kind, Path(data) / "layouts", cache_folder(data))
    findings = [*_missing(data, rows, _listed(authority) or (), wanted or (), kind), *found]
    if not any(finding.severity == "error" for finding in findings):
        validate(rows, kind)
        _check_years(rows, wanted if wanted and authority is None else ())
    if wanted is not None:
        rows = rows[rows["financial_year"].isin(wanted)].reset_index(drop=True)
    return rows, tuple(findings)


def read_rows_within(
    data: Path | str, kind: Kind, authority: str, periods: Sequence[Period]
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of an authority that have a day in common with any of some periods, and all findings.

    A financial year is missing where no row tells of its days in a period, and no supply of it was sent. If a finding
    is of severity error the rows must not be used. Without periods there are no rows.
    """
    files = [file for file in find_supplies(data, authority) if file.kind == kind] if periods else []
    every, found = _combined_rows(files, kind, Path(data) / "layouts", cache_folder(data))
    if not any(finding.severity == "error" for finding in found):
        validate(every, kind)
    rows = rows_that_overlap(every, periods)
    told = covered_spans({row_period(row) for row in records(rows[list(PERIOD)].drop_duplicates())})
    lacking = {
        financial_year_of(day)
        for period in periods
        for part in years_within(period)
        for gap in uncovered(part, told)
        for day in (gap.start, gap.end)
        if gap.has_same_days(part)
    }
    missing = missing_supplies(data, authority, lacking, kind)
    return rows.reset_index(drop=True), (*missing, *found)


def read_covered(data: Path | str, authority: Names = None) -> pd.DataFrame:
    """Return what each list of payments in a data folder says that it covers (:class:`Supply`, ``covered``).

    ``authority`` and ``file`` say whose list it is, and in which file.
    """
    layouts, cache = Path(data) / "layouts", cache_folder(data)
    lines = [
        read_cached(file.path, layouts=layouts, name=file.name, year=file.year, folder=cache).covered.assign(
            authority=file.authority, file=file.name
        )
        for file in find_supplies(data, authority)
        if file.kind == "funding"
    ]
    return pd.concat(lines, ignore_index=True) if lines else covered_frame().assign(authority="", file="")


def _combined_rows(
    files: Sequence[SupplyFile], kind: Kind, layouts: Path, cache: Path | None
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of some supplies after superseding; several of one authority are cached together too."""

    def make() -> Supply:
        read = [read_cached(file.path, layouts=layouts, name=file.name, year=file.year, folder=cache) for file in files]
        each = [supply.funding if kind == "funding" else supply.referrals for supply in read]
        supplied = [rows.assign(authority=file.authority) for file, rows in zip(files, each, strict=True) if len(rows)]
        rows, differing = supersede(pd.concat(supplied, ignore_index=True) if supplied else _EMPTY[kind](), kind)
        if len(supplied) > 1:
            twice = find_counted_twice(rows, kind, across="file")
            differing += [Finding("counted-twice", "error", **about) for about in twice]
        if kind == "funding":
            differing += [
                Finding("same-payment-twice", how, **about) for how, about in find_payments_twice(rows, "file")
            ]
        findings = (*(finding for supply in read for finding in supply.findings), *differing)
        frames = {name: rows if name == kind else empty() for name, empty in _EMPTY.items()}
        return Supply(files[0].path, **frames, findings=findings, skipped=skipped_frame(), covered=covered_frame())

    if not files:
        return _EMPTY[kind](), ()
    about = [kind, *(word for file in files for word in (file.name, file.year))]
    paths = [file.path for file in files]
    several_of_one = len(files) > 1 and len({file.authority for file in files}) == 1
    combined = combine_cached(paths, about, layouts=layouts, folder=cache, make=make) if several_of_one else make()
    return combined.funding if kind == "funding" else combined.referrals, combined.findings


def _check_years(rows: pd.DataFrame, years: Iterable[str]) -> None:
    """Raise InputError for a year of which there is no row, from no authority."""
    known = sorted(set(rows["financial_year"]) - {""})
    for year in years:
        if year not in known:
            raise InputError(no_such("year", year, known))


def _missing(
    data: Path | str, rows: pd.DataFrame, authorities: Iterable[str], years: Iterable[str], kind: Kind
) -> Iterator[Finding]:
    """Return a finding for each year that an authority has not supplied; one workbook may give several years."""
    for authority in authorities:
        given = rows.loc[rows["authority"] == authority, "financial_year"]
        yield from missing_supplies(data, authority, set(years).difference(given), kind)


def _check_authorities(data: Path | str, names: Iterable[str]) -> None:
    """Raise InputError for a name that no supply and no file of an authority has."""
    known = {file.authority for file in find_supplies(data)} | {
        path.stem for path in Path(data).glob("authorities/*.toml")
    }
    for name in names:
        if name not in known:
            raise InputError(no_such("authority", name, sorted(known)))


def _listed(names: Names) -> list[str] | None:
    """Return one name as a list of one; None is all names."""
    return [names] if isinstance(names, str) else None if names is None else list(names)


def _rows_or_error(data: Path | str, kind: Kind, authority: Names, years: Names) -> pd.DataFrame:
    _check_authorities(data, _listed(authority) or ())
    rows, findings = read_rows(data, kind, authority, years)
    if any(finding.severity == "error" for finding in findings):
        raise SupplyError(findings)
    return rows


def supersede(rows: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the rows without superseded ones, and a finding for each figure that two supplies contradict.

    Rows that are the same figure (:data:`foi_stats.supply.rows.SAME_FIGURE`) are replaced, all together, by those with
    a later ``as_at``. A figure that replaces a different one carries ``[r]``. Without an ``as_at`` nothing says which
    of two supplies is the later, so the same figure in both is an error. Payments may repeat, and are left alone.
    """
    figure = "amount" if kind == "funding" else "count"
    drop: list[int] = []
    revised: list[int] = []
    findings = []
    for _, given in _repeated_figures(rows, SAME_FIGURE[kind]).groupby(SAME_FIGURE[kind], sort=False):
        if given["as_at"].isna().any():
            findings.append(_given_twice_finding(given, figure))
            continue
        latest = given[given["as_at"] == given["as_at"].max()]
        stands = latest["file"] == latest["file"].iloc[0]
        drop += given.index.difference(latest.index[stands]).tolist()
        versions = [_sorted_figures(version, figure) for _, version in given.groupby(["as_at", "file"], sort=False)]
        if len({_sorted_figures(version, figure) for _, version in latest.groupby("file")}) > 1:
            findings.append(_given_twice_finding(latest, figure))
        elif len(set(versions)) > 1:
            revised += latest.index[stands].tolist()
    if not (drop or revised):
        return rows.reset_index(drop=True), findings
    marked = rows.assign(
        shorthand=rows["shorthand"].mask(
            rows.index.isin(revised), rows["shorthand"].map(lambda symbols: join_shorthand(symbols, "[r]"))
        )
    )
    return marked.drop(index=drop).reset_index(drop=True), findings


def _repeated_figures(rows: pd.DataFrame, same: list[str]) -> pd.DataFrame:
    """Return the rows of figures that are in more than one supply, or have more than one ``as_at``."""
    figures = rows[rows["basis"] != "paid"] if "basis" in rows else rows
    of_a_day = figures[["period_start", "as_at", "file"]].drop_duplicates()["period_start"]
    figures = figures[figures["period_start"].isin(of_a_day[of_a_day.duplicated()])]
    if figures.empty:  # the usual case: each period has one supply
        return figures
    versions = figures[[*same, "as_at", "file"]].drop_duplicates()
    again = versions.loc[versions.duplicated(same, keep=False), same].drop_duplicates()
    return figures.reset_index().merge(again, on=same).set_index("index")


def _sorted_figures(version: pd.DataFrame, figure: str) -> tuple[tuple[str, str], ...]:
    """Return the figures of one version, each with its reason if it is a gap, for comparing versions."""
    return tuple(sorted(zip(version[figure].map(str), version["reason"], strict=True)))


def _given_twice_finding(latest: pd.DataFrame, figure: str) -> Finding:
    first, second = records(latest.iloc[[0, -1]])
    return Finding(
        "given-twice",
        "error",
        second["file"],
        second["sheet"],
        second["cell"],
        found=f"{second['found']}, as at {second['as_at'].date() if pd.notna(second['as_at']) else 'no date'}",
        expected=f"{first['found']}, as in {first['file']}, sheet {first['sheet']}, cell {first['cell']}",
        action=f"say which {figure} stands, and give it a later As at date",
    )
