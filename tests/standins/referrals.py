"""Invented statistics of the National Referral Mechanism, laid out as the Home Office's are."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

_AGES = ("Adult (18 or over)", "Child (17 or under)", "Age not specified or unknown")
_PLACES = ("Overseas", "UK", "UK and Overseas", "Not specified or unknown")
_YEARS = ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")


def make_referrals(folder: Path) -> dict[str, int]:
    """Write referrals by calendar quarter, with rows of totals mixed in; return how many there were in five years."""
    years: Counter[str] = Counter()
    rows: list[list[str | int]] = []
    for year, quarter in [(year, quarter) for year in range(2009, 2018) for quarter in range(1, 5)][1:-1]:
        for age, name in enumerate(_AGES):
            counts = [(year * 7 + quarter * 5 + age * 3 + place * 11) % 90 for place in range(len(_PLACES))]
            rows += [[year, f"Q{quarter}", name, place, count] for place, count in zip(_PLACES, counts, strict=True)]
            rows.append([year, f"Q{quarter}", name, "Total", sum(counts)])
            start = year - (quarter == 1)
            years[f"{start}-{(start + 1) % 100}"] += sum(counts)
    head = ["Year", "Quarter", "Age at exploitation", "Location of exploitation", "NRM referrals"]
    _write(folder / "nrm_referrals_longitudinal.csv", [head, *rows])
    return {year: years[year] for year in _YEARS}


def make_decisions(folder: Path) -> None:
    """Write decisions with a column for each age and outcome, and the year's total among its quarters."""
    outcomes = ("Negative reasonable grounds", "Positive reasonable grounds", "Total")
    rows = [["Year", "Quarter", *(f"{age} - {outcome}" for age in _AGES for outcome in outcomes), "Total"]]
    for year in range(2014, 2018):
        quarters = [_decided(year * 4 + quarter) for quarter in range(4)]
        total = [sum(column) for column in zip(*quarters, strict=True)]
        for name, counts in zip(("Total", "Q1", "Q2", "Q3", "Q4"), (total, *quarters), strict=True):
            rows.append([str(year), name, *map(str, counts)])
    _write(folder / "nrm_reasonable_grounds.csv", rows)


def _decided(seed: int) -> list[int]:
    pairs = [((seed * 13 + age * 29) % 400, (seed * 7 + age * 31) % 900) for age in range(len(_AGES))]
    return [*(count for no, yes in pairs for count in (no, yes, no + yes)), sum(map(sum, pairs))]


def _write(path: Path, rows: list[list[str | int]] | list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
