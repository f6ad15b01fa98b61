"""What stops an answer: figures that were not supplied, and rows that no line of the table would show."""

from __future__ import annotations

import pandas as pd

from foi_stats.answer.answer_table import AnswerTable
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding, SupplyError
from foi_stats.vocabulary.shorthand import REASONS


def check_supplied(case: Case, scope: Scope, figures: AnswerTable) -> None:
    """Raise SupplyError where a figure in scope is missing or marked as not supplied: the authority may hold it."""
    rows = {row["figure"]: row for row in records(figures.trail)}
    nowhere = {"file": case.authority.name, "sheet": "", "cell": ""}
    lacking = [
        (rows.get(cell, nowhere), f"no {scope.asks} for {label}, {missing}") for cell, label, missing in figures.missing
    ]
    for cell in records(figures.table):
        if any(not REASONS[reason].publishable for reason in cell["reason"].split()):
            found = f"no {scope.asks} for {cell['label']}, {cell['period']}: it is marked as not supplied"
            lacking.append((rows[cell["figure"]], found))
    if figures.table.empty:
        lacking.append((nowhere, f"no row of {scope.asks} is about {scope.title or case.topic.title}"))
    if lacking:
        raise SupplyError(
            Finding(
                "not-supplied",
                "error",
                place["file"],
                place["sheet"],
                place["cell"],
                found=found,
                expected="a figure, or a gap with its reason",
                action="ask the finance team for it: what has not been supplied may be held; or correct the request",
            )
            for place, found in lacking
        )


def check_activities(case: Case, rows: pd.DataFrame) -> None:
    """Raise SupplyError where a row that counts has an activity that the topic does not list."""
    known = case.topic.activities
    strays = records(rows[~rows["counts_towards"].isin(known)]) if known else []
    if strays:
        raise SupplyError(
            Finding(
                "unknown-activity",
                "error",
                row["file"],
                row["sheet"],
                row["cell"],
                found=f"{row['line']!r} counts (rule {row['rule']}), and its activity is {row['counts_towards']!r}",
                expected=f"one of {', '.join(known)}",
                action="correct the activity, add it to the topic, or let a rule say what the line counts towards",
            )
            for row in strays
        )
