"""Which figures are missing among the supplies of an authority: told from the periods of its rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.catalogue import CHECKS
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.period import Period, uncovered, years_within
from foi_stats.vocabulary.years import financial_year_of

FIGURES: dict[Kind, str] = {"funding": "amounts", "referrals": "counts"}
"""What a person calls each kind of figures."""


def missing_supplies(data: Path | str, authority: str, years: Iterable[str], kind: Kind) -> list[Finding]:
    """Return a finding for each of some years of which an authority has sent no figures of this kind."""
    return [
        CHECKS.finding(
            "not-supplied",
            f"{Path(data).name}/{year}/{authority}",
            found=f"no supply of {authority} holds {FIGURES[kind]} of {year}",
            figures=FIGURES[kind],
            authority=authority,
            year=year,
        )
        for year in sorted(set(years))
    ]


def missing_within(
    data: Path | str,
    kind: Kind,
    authority: str,
    periods: Iterable[Period],
    told: Sequence[Period],
    found: Iterable[Finding],
) -> list[Finding]:
    """Return a finding for each financial year that periods ask for and of whose days there nothing is told."""
    lacking = {
        financial_year_of(day)
        for period in periods
        for part in years_within(period)
        for gap in uncovered(part, told)
        for day in (gap.start, gap.end)
        if gap.has_same_days(part)
    }
    return missing_supplies(data, authority, lacking - years_unread(found), kind)


def years_unread(found: Iterable[Finding]) -> set[str]:
    """Return the years of the folders of files that could not be read: what they hold is not known to be missing."""
    folders = [finding.file.split("/") for finding in found if finding.severity == "error"]
    return {parts[1] for parts in folders if len(parts) > 3}
