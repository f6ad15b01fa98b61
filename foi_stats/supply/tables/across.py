"""Breakdowns whose values stand across the headings: ``Female`` and ``Male`` over years, ages over counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.columns import Label, PeriodSum, ValueColumn
from foi_stats.supply.tables.headings import parse_heading
from foi_stats.supply.tables.label_columns import is_whole, label_name
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number

_AGE = r"(?:(?:age[ds]?|years?) )?"
_YEARS = r"(?: ?(?:years?|yrs?)(?: old| of age)?)?"
_SURE = {
    "sex": re.compile(r"females?|males?|wom[ae]n|m[ae]n|girls?|boys?"),
    "age_band": re.compile(
        rf"{_AGE}\d{{1,2}} ?(?:-|–|to) ?\d{{1,3}}{_YEARS}|{_AGE}\d{{1,3}}{_YEARS} ?(?:\+|plus|(?:and|or|&) "
        rf"(?:over|above|older|under|younger))|{_AGE}(?:under|over|below|<|>|less than) ?\d{{1,3}}{_YEARS}"
    ),
}
"""Headings that are surely values of a breakdown, and its name."""
_MAY_BE_YEAR = re.compile(r"(\d\d) ?(?:-|–|to) ?(\d\d)")
_COMPANION = re.compile(
    r"(?:sex |gender |age )?(?:not known|unknown|not stated|not recorded|unspecified|not specified|other"
    r"|prefer not to say)|non[ -]binary|transgender|intersex|indeterminate"
)
"""Values that stand beside sure ones."""
_FIGURES = frozenset({"amount", "count", "year", "named", "period"})


def labels_across(texts: Mapping[int, str], corner: str = "") -> dict[int, Label]:
    """Return the values of a breakdown among the texts of a heading row, by column, each with its breakdown's name.

    Parameters
    ----------
    texts
        The texts of the row by column, but for that of the first.
    corner
        The text of the first column, where the labels below it have a heading of their own: the breakdown's name. Then
        any words are values that are no period, unit, measure or basis.
    """
    if not corner and not any(map(_known_breakdown, texts.values())):  # the usual case
        return {}
    values = {at: " ".join(text.casefold().split()) for at, text in texts.items()}
    named = label_name(corner) if corner and not parse_heading(corner).is_understood else ""
    sure = {at: name for name, pattern in _SURE.items() for at in _sure_values(values, pattern)}
    if sure:
        kinds = list(dict.fromkeys(sure.values()))
        others = {at: kinds[0] for at, text in values.items() if _COMPANION.fullmatch(text) or is_whole(text)}
        names = dict(sorted((others | sure).items()))
        called = {kinds[0]: named} if named and len(kinds) == 1 else {}
        several = len({values[at] for at in names}) > 1
        return {at: (called.get(name, name), texts[at]) for at, name in names.items()} if several else {}
    if not named or len(set(values.values())) < 2 or not all(map(_is_value, texts.values())):
        return {}
    return {at: (named, text) for at, text in texts.items()}


@lru_cache(maxsize=8192)
def _known_breakdown(text: str) -> bool:
    folded = " ".join(text.casefold().split())
    return any(pattern.fullmatch(folded) for pattern in _SURE.values())


def _sure_values(values: Mapping[int, str], pattern: re.Pattern[str]) -> list[int]:
    """Return the columns of texts that fit a pattern; none if all of them may be years, as ``16-17`` may."""
    found = [at for at, text in values.items() if pattern.fullmatch(text)]
    return [] if all(_may_be_year(values[at]) for at in found) else found


def _may_be_year(text: str) -> bool:
    match = _MAY_BE_YEAR.fullmatch(text)
    return match is not None and (int(match[1]) + 1) % 100 == int(match[2])


def _is_value(text: str) -> bool:
    """Return whether a text may be the value of a breakdown: it says nothing of figures, but that they were paid."""
    heading = parse_heading(text)
    says = heading.fields or heading.when or heading.problem or heading.units or heading.counts
    return is_whole(text) or not (says or heading.basis not in ("", "paid"))


def mark_parts(columns: list[Column], cells: Callable[[int], Sequence[Value]]) -> list[Column]:
    """Return the columns, with the role ``part`` for those headed by nothing but values of breakdowns.

    Only where no other heading says that figures stand below it, and numbers do: ``Male`` beside ``Cost`` says nothing
    of what is counted.
    """
    if any(column.heading.role in _FIGURES for column in columns if not column.labels or column.heading.text):
        return columns
    return [
        replace(column, heading=replace(column.heading, role="part"))
        if column.labels and not column.heading.text and _hold_numbers(cells(column.index))
        else column
        for column in columns
    ]


def _hold_numbers(cells: Iterable[Value]) -> bool:
    filled = [value for value in cells if not is_blank(value)]
    return any(map(is_number, filled))


def without_wholes(values: Sequence[ValueColumn]) -> tuple[list[ValueColumn], tuple[PeriodSum, ...]]:
    """Return the columns of figures without totals of others across a breakdown, and these totals with their parts.

    A total whose parts are not given is a column of figures.
    """
    names = frozenset(name for column in values for name, _ in column.labels)
    wholes = {column: _whole_of(column, names) for column in values}
    sums: dict[int, PeriodSum] = {}
    for column in sorted(values, key=lambda column: len(wholes[column])):
        whole = wholes[column]
        parts = [other for other in values if other.index not in sums and wholes[other] < whole]
        by_kind = {kind: [other for other in parts if wholes[other] == kind] for kind in map(wholes.get, parts)}
        alike = [
            [other.index for other in some if _key(other, whole) == _key(column, whole)] for some in by_kind.values()
        ]
        if found := next(filter(None, alike), None):
            sums[column.index] = PeriodSum(column.index, tuple(found), is_total=True)
    return [column for column in values if column.index not in sums], tuple(sums.values())


def _whole_of(column: ValueColumn, names: frozenset[str]) -> frozenset[str]:
    """Return the breakdowns that a column is the whole of; ``Total`` beside ages over sexes is that of both."""
    whole = frozenset(name for name, text in column.labels if is_whole(text))
    return whole | names.difference(name for name, _ in column.labels) if whole else whole


def _key(column: ValueColumn, without: Iterable[str] = ()) -> tuple[object, ...]:
    """Return what tells a column from others, but for some breakdowns."""
    labels = tuple((name, text) for name, text in column.labels if name not in without)
    names = frozenset(name for name, _ in labels)
    return column.kind, column.when, column.basis, column.flow, column.line, column.measure, labels, names


def divided_in_two_ways(values: Sequence[ValueColumn]) -> list[ValueColumn]:
    """Return a column of each of two breakdowns of the same figures: ``Female`` and ``18-24`` side by side."""
    first: dict[tuple[object, ...], ValueColumn] = {}
    for column in values:
        names = frozenset(name for name, _ in column.labels)
        key = column.kind, column.when, column.basis, column.flow, column.line, column.measure, column.qualifiers
        other = first.setdefault(key, column)
        if frozenset(name for name, _ in other.labels) != names:
            return [other, column]
    return []
