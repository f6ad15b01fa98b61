"""Compare the years that labels name with the year of their figures: *Refuge 2015-16* in a table of 2016-17."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.heading_periods import written_years_in
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.phrases import listed

_HINT = re.compile(r"(?:19|20)\d\d")
_YEAR = re.compile(r"\b(?:fy )?(?:19|20)\d\d(?: (?:(?:19|20)\d\d|\d\d))?\b")
_NAMES_NOTHING = re.compile(
    r"(?:(?:sub|grand|overall|total|totals|all|last|previous|prior|this|current|financial|years?|yr|outturn|actuals?"
    r"|figures?|comparison|comparator|memo|memorandum|for|in|of|the)\b *)*"
)
"""Words of a label that says of its figures no more than their year."""


def check_label_years(planned: PlannedTable, positions: Sequence[int]) -> None:
    """Find labels that name another year than that of the figures, where the rows have no period of their own.

    It is an error if a label says nothing else: its figures are another year's, or the heading is wrong.
    """
    years = {column.year for column in planned.plan.value_columns}
    if "" in years or set(PERIOD_FIELDS) & planned.plan.field_columns.keys():
        return
    for name in label_columns(planned).values():
        other = {text: _is_bare(text) for text in planned.words(name).holding(_HINT) if _names_other(text, years)}
        if not other:
            continue
        labels = planned.cells(name, positions)
        for bare in (True, False):
            where = [at for at, label in zip(positions, labels, strict=True) if other.get(str(label)) is bare]
            if where:
                _add(planned, name, where, sorted(years), bare=bare)


def _names_other(text: str, years: set[str]) -> bool:
    """Return whether a label names years and none of its figures, or one year in four digits and nothing else."""
    named = written_years_in(text)
    return bool(named) and not named & years if named else _is_bare(text)


def _is_bare(text: str) -> bool:
    """Return whether a label says a year and nothing more of its figures."""
    words = plain(text)
    rest = _YEAR.sub(" ", words)
    return rest != words and bool(_NAMES_NOTHING.fullmatch(rest.strip()))


def _add(planned: PlannedTable, name: str, positions: Sequence[int], years: Sequence[str], *, bare: bool) -> None:
    label = text_of(planned.cells(name, positions[:1])[0])
    planned.add_finding(
        "period-differs.label" if bare else "period-differs.name",
        [planned.address(at, planned.plan.field_columns[name]) for at in positions],
        found=f"the row is called {label!r}, and its figures are read as those of {listed(years)}"
        + (": they could be of either" if bare else ""),
    )
