"""Find the column of rows by which figures are divided, from the words in which a person asks for it."""

from __future__ import annotations

import pandas as pd

from foi_stats.supply.rows import breakdowns
from foi_stats.supply.tables.headings import parse_heading
from foi_stats.supply.tables.label_columns import label_name

FIELDS = ("organisation", "line", "service", "provider", "funder", "activity", "crime_type")
"""The columns of every row that divide figures, whatever the supply; the others are its own label columns."""


def find_breakdown(rows: pd.DataFrame, asked: str) -> str:
    """Return the column of rows that holds a breakdown, which is asked for by its heading or its name.

    ``Age band``, ``age band`` and ``age_band`` find the label column ``age_band``; ``Supplier`` finds ``provider``.
    The first of these counts that is not empty throughout: a label column of that name; a column of every row of that
    name; the column of a field that such a heading names. Empty text if there is none.
    """
    name = label_name(asked)
    named = [field for field, _ in parse_heading(asked).fields]
    known = {*breakdowns(rows), *FIELDS}
    found = [column for column in dict.fromkeys([name, *named]) if column in known and column in rows]
    return next((column for column in found if rows[column].ne("").any()), "")


def known_breakdowns(rows: pd.DataFrame) -> list[str]:
    """Return the columns by which some rows can be divided: those of every row that are not empty, then their own."""
    return [name for name in (*FIELDS, *breakdowns(rows)) if name in rows and rows[name].ne("").any()]
