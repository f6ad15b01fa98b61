"""What stops an answer: figures that were not supplied, and rows that no line of the table would show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from foi_stats.answer.answer_table import AnswerTable, labels_said
from foi_stats.answer.catalogue import CHECKS
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.supply.rows import records, row_period
from foi_stats.vocabulary.basis import mixed_qualifiers
from foi_stats.vocabulary.findings import MissingError, SupplyError
from foi_stats.vocabulary.period import Period, covered_spans


def check_supplied(case: Case, scope: Scope, figures: AnswerTable) -> None:
    """Raise MissingError where a figure in scope is missing or marked as not supplied: the authority may hold it."""
    check_counted_once(figures)
    what = scope.measure or scope.asks
    rows = {row["figure"]: row for row in records(figures.trail.drop_duplicates("figure", keep="last"))}
    nowhere = {"file": case.authority.name, "sheet": "", "cell": ""}
    lacking, named = [], []
    for label in dict.fromkeys(label for _, label, _ in figures.missing):
        cells = [(cell, when) for cell, other, when in figures.missing if other == label]
        for missing in covered_spans(when for _, when in cells):
            place = next(rows.get(cell, nowhere) for cell, when in cells if missing.contains(when))
            lacking.append((place, f"no {what} for {label}, {missing}{_beside(figures, label, missing)}"))
            named.append((label, missing))
    of_figure = {cell["figure"]: cell for cell in records(figures.table)}
    for figure, row, reason in figures.waiting:
        cell = of_figure[figure]
        lacking.append((row, f"no {what} for {labels_said(cell)}, {cell['period']}: {why_it_waits(reason)}"))
        named.append((labels_said(cell), row_period(row)))
    if figures.table.empty:
        lacking.append((nowhere, f"no row of {what} is about {scope.title or case.topic.title}"))
    if lacking:
        raise MissingError(
            (
                CHECKS.at(
                    place,
                    "not-supplied",
                    found=found,
                )
                for place, found in lacking
            ),
            named,
        )


def why_it_waits(reason: str) -> str:
    """Return why a gap of a reason may not be published, as a message says it."""
    if reason == "undecided":
        return "the supplier asks the information officer whether it may be given, and that is not decided"
    return "it is marked as not supplied"


def _beside(figures: AnswerTable, label: str, missing: Period) -> str:
    """Return a hint at rows of the label for other periods at that time, which the message adds."""
    there = [str(period) for period in figures.beside.get(label, ()) if period.overlaps(missing)]
    return f" (there is a figure for {there[0]}, which is not within it)" if there else ""


def check_counted_once(figures: AnswerTable) -> None:
    """Raise SupplyError where two figures have days in common and cannot both be counted; both cells are named."""
    if figures.twice:
        raise SupplyError(
            CHECKS.at(
                second,
                "counted-twice",
                found=f"{second['found']} for {row_period(second)}, and {first['found']} for {row_period(first)} in "
                f"{first['file']}, sheet {first['sheet']}, cell {first['cell']}: {why}",
            )
            for first, second, why in figures.twice
        )


def check_qualifiers(rows: pd.DataFrame, by: Sequence[str]) -> None:
    """Raise SupplyError where amounts of the same labels (without ``by``, of all) differ in VAT, gross or net, prices.

    Amounts with and without VAT are never added up, nor compared in one line of a table.
    """
    if not rows["qualifiers"].any():
        return
    for _, of_label in rows.groupby(list(by), sort=False) if by else [("", rows)]:
        pair = mixed_qualifiers(list(of_label["qualifiers"].unique()))
        if pair is None:
            continue
        first, second = (
            next(row for row in records(of_label) if name in row["qualifiers"].split("; ")) for name in pair
        )
        raise SupplyError(
            [
                CHECKS.at(
                    second,
                    "mixed-amounts",
                    found=f"{second['line']!r}, {second['found']}, is {pair[1]}, and {first['line']!r}, "
                    f"{first['found']}, in {first['file']}, sheet {first['sheet']}, cell {first['cell']} is {pair[0]}",
                )
            ]
        )


def check_activities(case: Case, rows: pd.DataFrame) -> None:
    """Raise SupplyError where a row that counts has an activity that the topic does not list."""
    known = case.topic.activities
    strays = records(rows[~rows["counts_towards"].isin(known)]) if known else []
    if strays:
        raise SupplyError(
            CHECKS.at(
                row,
                "unknown-activity",
                found=f"{row['line']!r} counts (rule {row['rule']}), and its activity is {row['counts_towards']!r}",
                known=", ".join(known),
            )
            for row in strays
        )
