"""Find the rows that may be totals: those whose labels say so, and that have no day, payee or number of their own.

Only a column of labels says what a row is. A place, an address or a name that happens to hold such a word says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.part_cells import is_iso_month
from foi_stats.supply.figures.total_words import (
    counts_all,
    is_total,
    names_country,
    says_total,
    total_labels,
)
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import is_blank, parse_day, text_of

_NOT_LABELS = frozenset({"date", "as_at", "unit", "currency", "basis", "flow", "shorthand", "reason", "note", "source"})
_LABELS = frozenset({"line", "service", "activity", "crime_type"})
_NAMES = frozenset({"organisation", "provider"})
_PLACES = re.compile(
    r"\b(?:address|contact|e-?mail|phone|telephone|post ?code|location|town|web ?site|url)\b", re.IGNORECASE
)
"""Headings of columns that say where a line is, and not what it is."""
_OWN = ("date", "provider", "source")
"""Fields whose cell a total leaves empty: the day, the payee and the number of one payment or award."""


@dataclass(frozen=True)
class Candidates:
    """Rows that may be totals, by position, each with its label.

    ``labels`` are called totals in a column of labels; an empty label is one that does not say so, and counts only if
    the figures add up. ``doubtful`` may be totals or lines, whatever they add up to: only a person can tell.
    """

    labels: dict[int, str] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)


def candidate_totals(planned: PlannedTable) -> Candidates:
    """Return the rows of a table that may be totals, and those that may be but that only a person can tell."""
    table, rows = planned.plan.table, planned.body.rows
    named: dict[int, str] = {}
    countries: dict[int, str] = {}
    unlabelled: Sequence[int] = range(len(rows))
    for column, role in _columns_of_labels(planned.plan):
        words = table.words(column)
        called = words.holding("total") if role == "other" else total_labels(words)
        totals = {text for text in called if _may_say_total(text, role)}
        wanted = totals or (unlabelled and words.has_blank and role != "other")
        values = table.labels(column, rows) if wanted else []
        for position, value in enumerate(values) if totals else ():
            if value in totals:
                places = countries if _is_doubtful(text_of(value), role) else named
                places.setdefault(position, text_of(value))
        if role != "other":
            unlabelled = [at for at in unlabelled if is_blank(values[at])] if words.has_blank else []
    without_labels = dict.fromkeys((at for at in unlabelled if at not in named), "")
    candidates = without_labels | named | _called_totals_by_day(planned)
    own = _with_something_own(planned, [*candidates, *countries])
    sure = {at: label for at, label in candidates.items() if at not in own}
    return Candidates(sure, countries | {at: candidates[at] for at in candidates if at in own})


def _is_doubtful(text: str, role: str) -> bool:
    """Return whether a text that may call its row a total may as well be a name: a country, *Total Gas Ltd*."""
    return names_country(text) or (role in _NAMES and not _calls_total_by_name(text))


def _calls_total_by_name(text: str) -> bool:
    return is_total(text) or counts_all(text) or text.casefold().rstrip(" :").endswith("total")


def _may_say_total(text: str, role: str) -> bool:
    """Return whether a text in a column of some role may call its row a total."""
    if names_country(text):
        return role in ("label", "organisation")
    if role == "label":
        return is_total(text) or says_total(text)
    if role in _NAMES:
        return _calls_total_by_name(text) or says_total(text)
    return is_total(text) and "total" in text.casefold()


def _columns_of_labels(plan: ColumnPlan) -> list[tuple[int, str]]:
    """Return the columns that may hold labels, with what they are: ``label``, the kind of a name, or ``other``."""
    others = {column.index for column in plan.value_columns} | {plan.total_column}
    others |= {index for one in plan.sums for index in (one.whole, *one.parts)}
    others |= {index for name, index in plan.field_columns.items() if name in _NOT_LABELS}
    roles = {
        index: "label" if name in _LABELS else name if name in _NAMES else "other"
        for name, index in plan.field_columns.items()
    }
    if not {"label", *_NAMES} & set(roles.values()):
        roles |= {column.index: "label" for column in plan.table.columns if not column.text}
    roles |= {column.index: "other" for column in plan.table.columns if _PLACES.search(column.own)}
    found = [(c.index, roles.get(c.index, "other")) for c in plan.table.columns if c.index not in others]
    return found if any(role != "other" for _, role in found) else [(index, "label") for index, _ in found]


def _called_totals_by_day(planned: PlannedTable) -> dict[int, str]:
    """Return the rows of a list of payments that have ``Total`` in place of a day."""
    if not planned.plan.lists_payments:
        return {}
    dates = planned.plan.table.values(planned.plan.field_columns["date"], planned.body.rows)
    texts = {value for value in dates if type(value) is str}
    called = {text for text in texts if not text[:1].isdigit() and is_total(text)}
    return {position: text_of(value) for position, value in enumerate(dates) if value in called} if called else {}


def _with_something_own(planned: PlannedTable, positions: Sequence[int]) -> set[int]:
    """Return the rows, of some, that have a day, or a payee or a number that no other row has."""
    if not positions:
        return set()
    table, rows = planned.plan.table, planned.body.rows
    found: set[int] = set()
    for column in table.columns:
        named = next((name for name, _ in column.heading.fields if name in _OWN), None)
        if named is None or column.index in _used_as_labels(planned.plan):
            continue
        values = table.values(column.index, rows)
        counts: Mapping[Value, int] = _count(values, {values[at] for at in positions})
        found |= {at for at in positions if _is_own(values[at], named, counts)}
    return found


def _used_as_labels(plan: ColumnPlan) -> set[int]:
    return {index for name, index in plan.field_columns.items() if name in _LABELS}


def _count(values: Sequence[Value], wanted: Collection[Value]) -> dict[Value, int]:
    counts: dict[Value, int] = dict.fromkeys(wanted, 0)
    for value in values:
        if value in counts:
            counts[value] += 1
    return counts


def _is_own(value: Value, name: str, counts: Mapping[Value, int]) -> bool:
    if is_blank(value) or is_total(text_of(value)) or says_total(text_of(value)):
        return False
    if name == "date":
        return not isinstance(value, str) or is_iso_month(value) or _is_day(value)
    return counts[value] == 1


def _is_day(text: str) -> bool:
    try:
        parse_day(text)
    except ValueError:
        return False
    return True
