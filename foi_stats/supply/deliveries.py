"""Read all supplies of a data folder together, and let later figures supersede earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from foi_stats.files.digest import digest_if_readable
from foi_stats.supply.cache import cached_covered, combine_cached, read_cached, table_of
from foi_stats.supply.cache_entries import Kind, cache_folder, read_summary
from foi_stats.supply.catalogue import CHECKS
from foi_stats.supply.checks.payments_twice import find_payments_twice
from foi_stats.supply.checks.periods import find_counted_twice
from foi_stats.supply.missing import missing_supplies, missing_within, years_unread
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import (
    PERIOD,
    breakdowns,
    funding_frame,
    join_rows,
    overlap,
    records,
    referral_frame,
    row_period,
    validate,
)
from foi_stats.supply.supersede import supersede
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame
from foi_stats.supply.supply_files import SupplyFile, find_supplies, other_files
from foi_stats.supply.unnamed import as_supplied, with_assumed_names
from foi_stats.vocabulary.findings import Finding, InputError, SupplyError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.period import Period, covered_spans
from foi_stats.vocabulary.years import parse_financial_year

Names = str | Sequence[str] | None
"""One name, several, or None for all."""
_EMPTY: dict[str, Callable[[], pd.DataFrame]] = {"funding": funding_frame, "referrals": referral_frame}


@dataclass(frozen=True)
class Delivery:
    """A supplied file and where its rows are cached; it is read only when it is asked for."""

    file: SupplyFile
    layouts: Path
    cache: Path | None

    @cached_property
    def supply(self) -> Supply:
        """Its rows and findings."""
        file = self.file
        read = read_cached(file.path, layouts=self.layouts, name=file.name, year=file.year, folder=self.cache)
        return replace(read, findings=tuple(map(_as_ignored, read.findings))) if _holds_no_figures(read) else read

    @property
    def covered(self) -> pd.DataFrame:
        """What its lists of payments cover; without reading its rows, if the cache knows it."""
        file = self.file
        known = cached_covered(file.path, layouts=self.layouts, name=file.name, year=file.year, folder=self.cache)
        return self.supply.covered if known is None else known

    def may_hold(self, kind: Kind) -> bool:
        """Return whether it holds, or may hold, figures of a kind; without reading it, if the cache knows it."""
        file = self.file
        known = read_summary(file.path, layouts=self.layouts, name=file.name, year=file.year, folder=self.cache)
        kinds = known.kinds if known else self.supply.kinds
        return kind in kinds or not kinds

    def rows(self, kind: Kind) -> pd.DataFrame:
        """Return its rows of a kind; those that have no day of their own have the one that was told of the file."""
        rows = self.supply.funding if kind == "funding" else self.supply.referrals
        day = self.file.as_at
        return rows if day is None else rows.assign(as_at=rows["as_at"].fillna(pd.Timestamp(day)))


def _holds_no_figures(supply: Supply) -> bool:
    """Return whether nothing in a file is a figure, whatever its name says: a list of contacts, a cover note."""
    errors = {finding.check for finding in supply.findings if finding.severity == "error"}
    return errors == {"nothing-to-read"} and not supply.kinds


def _as_ignored(finding: Finding) -> Finding:
    if finding.check != "nothing-to-read":
        return finding
    known = CHECKS["nothing-to-read.no-figures"]
    return replace(finding, severity=known.severity, action=known.action)


def load_funding(data: Path | str, authority: Names = None, years: Names = None) -> pd.DataFrame:
    """Read the funding rows of a data folder.

    Parameters
    ----------
    data
        The data folder. The supplies of an authority lie in ``<year>/<authority>/``, ``<authority>/`` or
        ``<authority>/<day of receipt>/``, whatever their names.
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
    """Read all counts of a data folder; otherwise as :func:`load_funding`.

    Returns
    -------
    DataFrame
        One row for each count, with the columns of :data:`foi_stats.supply.rows.REFERRALS`; ``measure`` says what it
        counts, in the supply's own noun.
    """
    return _rows_or_error(data, "referrals", authority, years)


def read_rows(data: Path | str, kind: Kind, authority: Names, years: Names) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of :func:`load_funding` or :func:`load_referrals`, and all findings.

    If a finding is of severity error the rows must not be used. An empty list of years gives no rows.
    """
    wanted = named_years(years)
    deliveries = deliveries_of(data, authority, kind) if wanted != [] else []
    rows, found = combined_rows(deliveries, kind)
    findings = [*_missing(data, rows, _listed(authority, "authority") or (), wanted or (), kind, found), *found]
    if not any(finding.severity == "error" for finding in findings):
        _check_years(rows, wanted if wanted and authority is None else ())
    if wanted is not None:
        rows = rows[rows["financial_year"].isin(wanted)].reset_index(drop=True)
    return rows, tuple(findings)


def read_rows_within(
    data: Path | str, kind: Kind, authority: str, periods: Sequence[Period]
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of :func:`read_table_within` as a frame, and all findings."""
    rows, findings = read_table_within(data, kind, authority, periods)
    return rows.frame(), findings


def read_table_within(
    data: Path | str, kind: Kind, authority: str, periods: Sequence[Period]
) -> tuple[RowTable, tuple[Finding, ...]]:
    """Return the rows of an authority that have a day in common with any of some periods, and all findings.

    A financial year is missing where no row tells of its days in a period, whatever folder a file lies in. If a finding
    is of severity error the rows must not be used. Without periods there are no rows.
    """
    every, found = combined_table(deliveries_of(data, authority, kind) if periods else [], kind)
    days = every.columns(list(PERIOD))
    within = overlap(days, periods)
    missing = missing_within(data, kind, authority, periods, days_of(days[within]), found)
    others = other_files(data, [authority]) if periods else ()
    return every.where(within.to_numpy()), (*missing, *found, *others)


def days_of(rows: pd.DataFrame) -> tuple[Period, ...]:
    """Return the spans of days of which rows tell."""
    return tuple(covered_spans({row_period(row) for row in records(rows[list(PERIOD)].drop_duplicates())}))


def read_covered(data: Path | str, authority: Names = None) -> pd.DataFrame:
    """Return what each list of payments in a data folder says that it covers (:class:`Supply`, ``covered``).

    ``authority`` and ``file`` say whose list it is, and in which file.
    """
    lines = [
        delivery.covered.assign(authority=delivery.file.authority, file=delivery.file.name)
        for delivery in deliveries_of(data, authority, "funding")
    ]
    return pd.concat(lines, ignore_index=True) if lines else covered_frame().assign(authority="", file="")


def deliveries_of(data: Path | str, authority: Names, kind: Kind) -> list[Delivery]:
    """Return the supplied files that hold, or may hold, figures of a kind."""
    layouts, cache = Path(data) / "layouts", cache_folder(data)
    found = [Delivery(file, layouts, cache) for file in find_supplies(data, _listed(authority, "authority"))]
    return [delivery for delivery in found if delivery.may_hold(kind)]


def combined_rows(deliveries: Sequence[Delivery], kind: Kind) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows of :func:`combined_table` as a frame, and all findings."""
    rows, findings = combined_table(deliveries, kind)
    return rows.frame(), findings


def combined_table(deliveries: Sequence[Delivery], kind: Kind) -> tuple[RowTable, tuple[Finding, ...]]:
    """Return the rows of some supplies after superseding, and all findings; several of one authority are cached too."""

    def make() -> Supply:
        distinct, copies = without_copies(deliveries, kind)
        supplied = supplied_rows(distinct, kind)
        named, assumed = with_assumed_names(join_rows(supplied, kind), kind)
        rows, differing = _superseded(named, kind)
        if len(supplied) > 1:
            twice = find_counted_twice(rows, kind, across="file")
            differing += [CHECKS.finding("counted-twice", **about) for about in twice]
        rows = as_supplied(rows)
        if kind == "funding":
            differing += [CHECKS.finding(check, **about) for check, about in find_payments_twice(rows, "file")]
        waiting = _gaps(rows)
        own = [finding for one in distinct for finding in one.supply.findings]
        own = [one for one in own if one.check != "report-waits" or (one.file, one.sheet, one.cell) in waiting]
        findings = (*own, *copies, *assumed, *differing)
        if not any(finding.severity == "error" for finding in findings):
            validate(rows, kind)
        funding, referrals = (rows, _EMPTY["referrals"]()) if kind == "funding" else (_EMPTY["funding"](), rows)
        return Supply(deliveries[0].file.path, funding, referrals, findings, skipped_frame(), covered_frame())

    if not deliveries:
        return RowTable.of(_EMPTY[kind](), kind), ()
    files = [delivery.file for delivery in deliveries]
    if len(files) == 1 or len({file.authority for file in files}) > 1:
        return table_of(make(), kind)
    return combine_cached(
        [file.path for file in files],
        [kind, *(word for file in files for word in (file.name, file.year, str(file.as_at)))],
        layouts=deliveries[0].layouts,
        folder=deliveries[0].cache,
        kind=kind,
        make=make,
    )


def read_texts(data: Path | str, kind: Kind, authority: str, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the distinct texts in some columns, and in the supplies' own label columns, of an authority's rows.

    They are those of :func:`read_rows`, faults or not.
    """
    rows, _ = combined_table(deliveries_of(data, authority, kind), kind)
    return {name: rows.texts(name) for name in rows.names if name in {*names, *breakdowns(rows.names)}}


def _gaps(rows: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return the cells of the rows without a figure: a report waits for none that a later supply has answered."""
    gaps = rows.loc[rows["reason"].ne(""), ["file", "sheet", "cell"]]
    return set(gaps.itertuples(index=False, name=None))


def _superseded(rows: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """Return :func:`supersede` of rows: those that name no organisation are of their own authority alone."""
    blank = rows["organisation"].eq("")
    if not blank.any() or rows["authority"].nunique() < 2:
        return supersede(rows, kind)
    placed = rows.assign(place=range(len(rows)))
    each = [supersede(of_one, kind) for _, of_one in placed.groupby(rows["authority"].where(blank, ""), sort=False)]
    kept = pd.concat([of_one for of_one, _ in each]).sort_values("place").drop(columns="place")
    return kept.reset_index(drop=True), [finding for _, found in each for finding in found]


def supplied_rows(deliveries: Sequence[Delivery], kind: Kind) -> list[pd.DataFrame]:
    """Return the rows of each supply that has any, as they were supplied."""
    rows = [delivery.rows(kind).assign(authority=delivery.file.authority) for delivery in deliveries]
    return [given for given in rows if len(given)]


def without_copies(deliveries: Sequence[Delivery], kind: Kind) -> tuple[list[Delivery], list[Finding]]:
    """Return the supplies without those that are the same file as an earlier one, and a finding for each left out.

    A file that names no year is of another year in another folder: then it is no copy.
    """
    first: dict[tuple[str, str], list[Delivery]] = {}
    distinct, copies = [], []
    for delivery in deliveries:
        digest = digest_if_readable(delivery.file.path)
        alike = first.setdefault((delivery.file.authority, digest), []) if digest else []
        original = next((other for other in alike if _has_same_rows(delivery, other, kind)), None)
        if original is None:
            alike.append(delivery)
            distinct.append(delivery)
            continue
        copies.append(
            CHECKS.finding(
                "same-file.other-year" if delivery.file.year != original.file.year else "same-file",
                delivery.file.name,
                found=f"it is the same file as {original.file.name}: its figures count once",
            )
        )
    return distinct, copies


def _has_same_rows(one: Delivery, other: Delivery, kind: Kind) -> bool:
    return one.rows(kind).drop(columns="file").equals(other.rows(kind).drop(columns="file"))


def _check_years(rows: pd.DataFrame, years: Iterable[str]) -> None:
    """Raise InputError for a year of which there is no row, from no authority."""
    known = sorted(set(rows["financial_year"]) - {""})
    for year in years:
        if year not in known:
            raise InputError(no_such("year", year, known))


def _missing(
    data: Path | str,
    rows: pd.DataFrame,
    authorities: Iterable[str],
    years: Iterable[str],
    kind: Kind,
    found: Iterable[Finding],
) -> Iterator[Finding]:
    """Return a finding for each year of which an authority has supplied no row; one workbook may give several years."""
    unread = years_unread(found)
    for authority in authorities:
        given = rows.loc[rows["authority"] == authority, "financial_year"]
        yield from missing_supplies(data, authority, set(years).difference(given, unread), kind)


def check_authorities(data: Path | str, names: Names) -> None:
    """Raise InputError for a name that no supply and no file of an authority has."""
    known = {file.authority for file in find_supplies(data)} | {
        path.stem for path in Path(data).glob("authorities/*.toml")
    }
    for name in _listed(names, "authority") or ():
        if name not in known:
            raise InputError(no_such("authority", name, sorted(known)))


def named_years(years: Names) -> list[str] | None:
    """Return financial years that a person named, each written ``2012-13``; None is all years.

    Raises
    ------
    InputError
        If one is no financial year, or could be one of two.
    """
    try:
        return (
            None if years is None else [parse_financial_year(year) for year in _listed(years, "financial year") or ()]
        )
    except ValueError as error:
        raise InputError(f"years: {error}.") from None


def _listed(names: Names, what: str) -> list[str] | None:
    """Return one name as a list of one; None is all names."""
    if names is None or isinstance(names, str):
        return None if names is None else [names]
    listed = list(names) if isinstance(names, Iterable) else [names]
    if wrong := [name for name in listed if not isinstance(name, str)]:
        raise InputError(f"Each {what} must be text in quotes, and not {wrong[0]!r}.")
    return listed


def _rows_or_error(data: Path | str, kind: Kind, authority: Names, years: Names) -> pd.DataFrame:
    check_authorities(data, authority)
    rows, findings = read_rows(data, kind, authority, years)
    if any(finding.severity == "error" for finding in findings):
        raise SupplyError(findings)
    return rows
