"""Ask where a label may be the whole of the others: to add it to them would count the same twice.

A label whose figures are the sum of the others in every line is a total, whatever its name; one that is named as a
whole (``Claims received``) may be one. The words are data, in ``overlapping.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from foi_stats.answer.chosen_rows import ScopeRows
from foi_stats.answer.label_columns import NOT_STATED
from foi_stats.request.asked_derived import OF_TOTAL
from foi_stats.request.request import Scope
from foi_stats.supply.rows import PERIOD
from foi_stats.suppression.sums import Sums
from foi_stats.vocabulary.findings import InputError

_CHANCE = 0.05
"""Sums that would come about by accident as often as this are no proof of a total."""

_WORDS = 3


def check_overlapping(scope: Scope, chosen: ScopeRows, asked: str, *, has_threshold: bool) -> None:
    """Raise InputError where labels that may overlap would be added up, and the request does not say which is whole.

    Counts below a threshold are protected by their sums, so a label that adds up others is asked about there too, even
    where nothing is added up.

    Parameters
    ----------
    asked
        The request and its figures, which begin the message.
    """
    known = [some for some in chosen.labels if isinstance(scope.whole, str) and scope.whole in some]
    if scope.whole and not known:
        there = ", ".join(label for some in chosen.labels for label in some)
        raise InputError(f"{asked}: whole names {scope.whole!r}, and no label is called so. There are: {there}.")
    if scope.whole and has_threshold:
        raise InputError(
            f"{asked}: {scope.whole!r} is the whole of the labels beside it, so a hidden count could be worked out "
            "from it. Leave it out with where, and ask for totals in its place."
        )
    if scope.whole is False or scope.whole:
        return
    adds_up = scope.has_totals or scope.share == OF_TOTAL
    for at, (column, labels) in enumerate(zip(chosen.by, chosen.labels, strict=True)):
        if len(labels) > 1 and (adds_up or at == 2 or has_threshold):
            sums = _sums_of(chosen, column, labels)
            name, why = _whole_of(sums, by_name=adds_up or at == 2)
            if name:
                raise InputError(
                    _question(asked, name, why, chosen.headings[at], [one for one in labels if one != name])
                )


def _question(asked: str, name: str, why: str, heading: str, others: Sequence[str]) -> str:
    more = " …" if len(others) > 5 else ""
    return (
        f"{asked}: is {name!r} the whole of {', '.join(map(repr, others[:5]))}{more}? {why} Added to them it would "
        f'count twice. If it is, write whole = "{name}": it is not added, and shares are of it (or, with a threshold, '
        f"leave it out with where). If they are parts of {heading.lower()} side by side, write whole = false."
    )


def _whole_of(sums: Sums, *, by_name: bool) -> tuple[str, str]:
    """Return the label that may be the whole of the others, and why; empty texts if there is none."""
    for name in sums.labels:
        others = [label for label in sums.labels if label not in (name, NOT_STATED)]
        if len(others) > 1 and sums.fits(name, others) and sums.chance(name, others, len(sums.labels)) < _CHANCE:
            return name, "Its figures are the sum of the others in every line."
    for name in sums.labels if by_name else ():
        others = [label for label in sums.labels if label not in (name, NOT_STATED)]
        if not _is_named(name, "wholes") or not others:
            continue
        if any(_is_named(label, "parts") for label in others):
            return name, "Its name says so, beside the names of the others."
        own, rest = sums.counts[:, sums.place[name]], sums.counts[:, [sums.place[label] for label in others]]
        if len(others) > 1 and len(own) and (own >= rest.sum(axis=1)).all():
            return name, "Its name says so, and its figures are at least those of the others together."
    return "", ""


def _sums_of(chosen: ScopeRows, column: str, labels: Sequence[str]) -> Sums:
    """Return the figures of a column's labels, a row for each line along it that has no gap."""
    value = "amount" if "amount" in chosen.rows else "count"
    rows = chosen.rows.assign(**{value: pd.to_numeric(chosen.rows[value].astype("object"), errors="coerce")})
    lines = [*(other for other in chosen.by if other != column), *PERIOD]
    keys = rows.groupby(lines, sort=False, dropna=False)
    counts, printed, names = [], [], []
    for key, some in keys:
        by_label = some.groupby(column)[value].agg(lambda each: each.astype(float).sum(skipna=False))
        if by_label.isna().any():
            continue
        counts.append([by_label.get(label, 0.0) for label in labels])
        printed.append([label in by_label.index for label in labels])
        names.append(tuple(map(str, key)))
    shape = (len(counts), len(labels))
    return Sums(list(labels), np.array(counts, float).reshape(shape), np.array(printed, bool).reshape(shape), names)


def _is_named(label: str, kind: str) -> bool:
    words = re.findall(r"[a-z]+", label.casefold())
    return len(words) <= _WORDS and not _words(kind).isdisjoint(words)


@cache
def _words(kind: str) -> frozenset[str]:
    read = tomllib.loads(files("foi_stats.answer").joinpath("overlapping.toml").read_text(encoding="utf-8"))
    return frozenset(read[kind])
