"""Settle columns that are versions of one amount: a restated figure stands, and the earlier one is kept beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.table import Table
from foi_stats.supply.tables.version_words import version_of
from foi_stats.vocabulary.shorthand import join_shorthand


def settle_versions(table: Table, columns: Sequence[ValueColumn], findings: Findings) -> list[ValueColumn]:
    """Return the columns of figures without those that a later version of the same figures replaces.

    The later column carries ``[r]`` and knows the earlier one (``earlier``). Two columns of which neither is the later
    are left as they are: they are a finding of the headings.
    """
    groups: dict[tuple[object, ...], list[ValueColumn]] = {}
    for column in columns:
        amount = column.kind, column.when, column.basis, column.flow, column.line, column.measure
        key = *amount, column.qualifiers, column.labels
        groups.setdefault(key, []).append(column)
    replaced: dict[int, ValueColumn] = {}
    for group in groups.values():
        later = _later(group)
        if later is not None:
            earlier = next(column for column in group if column is not later)
            replaced[earlier.index] = replace(later, earlier=earlier.index)
            _add_restated(table, later, earlier, findings)
    stands = {later.index: later for later in replaced.values()}
    return [_revised(stands.get(column.index, column)) for column in columns if column.index not in replaced]


def _revised(column: ValueColumn) -> ValueColumn:
    is_later = version_of(column.heading) == "later" and column.earlier is None
    return replace(column, shorthand=join_shorthand(column.shorthand, "[r]")) if is_later else column


def _later(group: Sequence[ValueColumn]) -> ValueColumn | None:
    """Return the column of two that replaces the other, if their headings say which."""
    if len(group) != 2:
        return None
    versions = [version_of(column.heading) for column in group]
    if versions.count("later") == 1:
        return group[versions.index("later")]
    if versions.count("earlier") == 1:
        return group[1 - versions.index("earlier")]
    provisional = ["[p]" in column.shorthand for column in group]
    return group[provisional.index(False)] if provisional.count(True) == 1 else None


def _add_restated(table: Table, later: ValueColumn, earlier: ValueColumn, findings: Findings) -> None:
    findings.add(
        "restated-column",
        table.sheet.name,
        table.address_of(later.index),
        also=[table.address_of(earlier.index)],
        found=f"{later.heading!r} and {earlier.heading!r} are one figure twice: the first is read as the later one, "
        "marked [r], and the other is kept in the note",
    )


def without_version(text: str) -> str:
    """Return a name of a line without the words that tell two versions of one amount apart."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", _APART.sub(" ", text.casefold())).split())


_APART = re.compile(
    r"\b(?:before|after|pre|post|cash|real(?: terms)?|nominal|constant|current|prices|restated|published|original"
    r"|revised|reported|previous(?:ly)?|adjusted|unadjusted|gross|nett?|including|excluding|incl?|excl?|amended|corrected"
    r"|updated|audited|unaudited|provisional|final|draft|of|savings?|efficienc(?:y|ies)|adjustments?|as|stated|\d{4}"
    r"|version|v\d+|vat|inflation)\b"
)
