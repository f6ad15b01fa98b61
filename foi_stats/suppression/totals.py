"""Finds totals and subtotals that have another name than ``Total``, from the figures.

A label whose counts are the sum of all others in every line is a total; the sum of some others, a subtotal. What could
be chance is not decided here: the caller is asked. Frames come in and go out; nothing is solved or attacked.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.suppression.linked_tables import each_once, label_text, label_texts, parse_count
from foi_stats.suppression.structure import TOTAL, Hierarchy
from foi_stats.suppression.sums import Sums
from foi_stats.vocabulary.phrases import listed

_TOTALS = re.compile(r"(grand |overall |sub[- ]?)?totals?\W*|all|sum|overall|all [\w ]+|(is-?)?cyfanswm")
_WHOLES = re.compile(r"both sexes|persons|people|everyone|any|england|wales|uk|united kingdom|t|[\w ]+ totals?")
"""Names of totals, and names that a total may have."""
_CHANCE = 0.05
"""Sums that would come about by accident as often as this are no proof of a total."""

Totals = Mapping[str, str | None]


@dataclass(frozen=True)
class FoundTotals:
    """The total of each column that has one by another name, and the subtotal that each label adds up to."""

    totals: dict[str, str] = field(default_factory=dict)
    subtotals: dict[str, dict[str, str]] = field(default_factory=dict)

    def rename(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table with its totals named ``Total``."""
        for column, name in self.totals.items():
            if column in table.columns:
                labels = table[column].astype(object).map(label_text, na_action="ignore")
                if not labels.eq(TOTAL).any():
                    table = table.assign(**{column: table[column].astype(object).mask(labels.eq(name), TOTAL)})
        return table

    def hierarchy(self, given: Hierarchy | None) -> Hierarchy | None:
        """Return a hierarchy with the subtotals that were found."""
        together: dict[str, Mapping[Hashable, Hashable]] = {}
        for column, above in self.subtotals.items():
            together[column] = dict(above.items())
        return {**together, **(given or {})} or None

    def summary(self) -> dict[str, Any]:
        """Return what was found as plain values; empty if nothing was."""
        found = {"totals": dict(self.totals), "subtotals": {column: dict(up) for column, up in self.subtotals.items()}}
        return {what: values for what, values in found.items() if values}

    def sentences(self) -> list[str]:
        """Return what was found in words."""
        said = [f"‘{name}’ in {column} is taken as the total." for column, name in self.totals.items()]
        for column, above in self.subtotals.items():
            for name in dict.fromkeys(above.values()):
                parts = ", ".join(f"‘{label}’" for label, parent in above.items() if parent == name)
                said.append(f"‘{name}’ in {column} is taken as the subtotal of {parts}.")
        return said


def find_totals(
    tables: Sequence[pd.DataFrame],
    count: str,
    by: Sequence[str],
    totals: Totals | None = None,
    hierarchy: Hierarchy | None = None,
) -> FoundTotals:
    """Return the totals and subtotals of tables, as far as ``totals`` and ``hierarchy`` do not name them.

    Parameters
    ----------
    totals
        For a column, the label of its total, or None if it has none but ``Total``.

    Raises
    ------
    ValueError
        If a label may be a total and may be none: it is the sum of the others in most lines and not in all; so few and
        small figures say so that it could be chance; its name says that it is a total, and its figures do not. If a
        label counts towards two subtotals.
    """
    _check_named(tables, by, totals or {})
    found = FoundTotals({column: name for column, name in (totals or {}).items() if name is not None})
    numbers = [_numbers(table, count) for table in tables]
    for column in by:
        if column in (totals or {}) or column in (hierarchy or {}):
            continue
        all_sums = [
            _sums_of(table, values, column, by)
            for table, values in zip(tables, numbers, strict=True)
            if column in table.columns
        ]
        settled = {label for sums in all_sums if _has_total(sums) for label in sums.labels}
        for sums in all_sums:
            if not settled.issuperset(sums.labels):
                _add_found(found, column, sums)
    return found


def _has_total(sums: Sums) -> bool:
    """Return whether ``Total`` is the sum of all other labels."""
    return TOTAL in sums.labels and sums.fits(TOTAL, [label for label in sums.labels if label != TOTAL])


def _check_named(tables: Sequence[pd.DataFrame], by: Sequence[str], totals: Totals) -> None:
    """Refuse a total that no table has."""
    for column, name in totals.items():
        labels = [_labels(table, column) for table in tables if column in table.columns and column in by]
        if not labels:
            raise ValueError(f"totals names the column {column!r}; the columns of labels are {', '.join(by)}")
        if name is not None and not any(label_text(name) in set(one) for one in labels):
            raise ValueError(f"no row has {name!r} in {column!r}, which was named as its total")
        if name is not None and any({TOTAL, label_text(name)} <= set(one) for one in labels if name != TOTAL):
            raise ValueError(f"{column!r} has both 'Total' and {name!r}; leave one of the two out")


def _labels(table: pd.DataFrame, column: str) -> list[str]:
    return label_texts(table[column])


def _numbers(table: pd.DataFrame, count: str) -> np.ndarray:
    """Return the counts of a table: NaN where hidden, 0 where missing; what cannot be read is refused later."""
    return np.array(each_once(_number, table[count])) if count in table.columns else np.array([])


def _number(value: object) -> float:
    try:
        read = parse_count(value)
    except ValueError:
        return np.nan
    return float(read) if not isinstance(read, str) else 0.0 if read == "[x]" else np.nan


def _sums_of(table: pd.DataFrame, values: np.ndarray, column: str, by: Sequence[str]) -> Sums:
    """Return the counts with a row for each line along a column, and a column for each of its labels."""
    labels = _labels(table, column)
    others = [_labels(table, other) for other in by if other != column and other in table.columns]
    lines = list(zip(*others, strict=True)) if others else [()] * len(labels)
    row = {line: at for at, line in enumerate(dict.fromkeys(lines))}
    place = {label: at for at, label in enumerate(dict.fromkeys(labels))}
    counts, printed = np.zeros((len(row), len(place))), np.zeros((len(row), len(place)), dtype=bool)
    if len(values) == len(labels):
        at = [row[line] for line in lines], [place[label] for label in labels]
        counts[at], printed[at] = values, True
    whole = ~np.isnan(counts).any(axis=1)
    keys = list(row)
    return Sums(list(place), counts[whole], printed[whole], [keys[at] for at in np.flatnonzero(whole)])


def _add_found(found: FoundTotals, column: str, sums: Sums) -> None:
    """Add what the figures of one column of one table say of its totals."""
    above, shared = sums.tree(_CHANCE, known=TOTAL)
    if shared:
        name, parts = shared
        raise ValueError(
            f"{name!r} in {column!r} adds up {listed(map(repr, parts))}, and some of them count towards another "
            "subtotal too: leave one of the two out, or give it a table of its own"
        )
    if TOTAL not in sums.labels and column not in found.totals:
        top = [label for label in sums.labels if label not in above]
        total = top[0] if len(top) == 1 < len(sums.labels) else _total_of(column, sums, top)
        if total is not None:
            found.totals[column] = total
            above = {label: parent for label, parent in above.items() if parent != total}
    if above:
        found.subtotals.setdefault(column, {}).update(above)


def _total_of(column: str, sums: Sums, top: Sequence[str]) -> str | None:
    """Return the label that adds up all others of a column that are in no subtotal; ask if that is in doubt."""
    for name in sums.by_size(top)[:2]:
        others = [label for label in top if label != name]
        right, wrong = sums.lines(name, others)
        a_total = bool(_TOTALS.fullmatch(name.casefold()))
        named = a_total or bool(_WHOLES.fullmatch(name.casefold()))
        if not wrong and others and (named or sums.chance(name, others, len(top)) < _CHANCE):
            return name
        if not wrong and right:
            raise ValueError(
                f"{name!r} in {column!r} comes to the sum of the others, which may be chance: {_ask(column, name)}"
            )
        if wrong and (a_total or 1 < len(right) > len(wrong)):
            at, printed, summed = wrong[0]
            why = "has the name of a total, but" if a_total else "is the sum of the others in most lines, but"
            raise ValueError(
                f"{name!r} in {column!r} {why} in the line {at} {printed:,.0f} is printed and the others come to "
                f"{summed:,.0f}: correct the figures, or {_ask(column, name)}"
            )
    return None


def _ask(column: str, name: str) -> str:
    """Return how to say whether a label is a total."""
    return (
        f"say totals={{{column!r}: {name!r}}} (--total {column}={name}) if it is their total, and "
        f"totals={{{column!r}: None}} (--no-total {column}) if it is not"
    )
