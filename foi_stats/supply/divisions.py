"""How supplies and tables divide a figure among their label columns: by age, by sex, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from foi_stats.supply.rows import breakdowns
from foi_stats.supply.tables.label_columns import describes


def dividing_labels(rows: pd.DataFrame, same: Sequence[str]) -> list[str]:
    """Return the label columns that are needed to tell rows apart, beside the columns ``same``.

    A column of comments, codes or days divides nothing, and nor does one that tells no more rows apart than the others
    do: of two that tell the same rows apart, the one with fewer texts divides.
    """
    if not rows.duplicated(same).any():
        return []
    texts = {name: rows[name].nunique() for name in breakdowns(rows) if not describes(name)}
    needed = [name for name, different in texts.items() if different > 1]
    distinct = _distinct(rows, [*same, *needed])
    for name in sorted(needed, key=lambda name: -texts[name]):
        others = [other for other in needed if other != name]
        if _distinct(rows, [*same, *others]) == distinct:
            needed = others
    return needed


def shared_division(versions: Sequence[pd.DataFrame], same: Sequence[str]) -> list[str] | None:
    """Return the label columns by which each of some versions of the same figures divides them; None if they differ.

    A version may hold fewer figures than another, as where one age band is given again. Two that each have a label
    which the other lacks divide the figures differently.
    """
    needed = list(dict.fromkeys(name for rows in versions for name in dividing_labels(rows, same)))
    if not all(_has(rows, needed) for rows in versions):
        return None
    if not needed:
        return None if any(map(partial(_is_of_each, versions), breakdowns(versions[0]))) else []
    labels = [set(rows[needed].itertuples(index=False, name=None)) for rows in versions]
    nested = all(one <= other or other <= one for at, one in enumerate(labels) for other in labels[:at])
    return needed if nested else None


def _is_of_each(versions: Sequence[pd.DataFrame], label: str) -> bool:
    """Return whether each version has one text of a label, and no two the same: a file of each age band."""
    texts = [set(rows[label]) if label in rows else {""} for rows in versions]
    each = all(len(some) == 1 and "" not in some for some in texts) and len(set.union(*texts)) == len(texts)
    return each and not describes(label)


def divided_otherwise(tables: Sequence[pd.DataFrame], same: Sequence[str]) -> bool:
    """Return whether some tables of the same figures divide them by different label columns."""
    needed = {name for rows in tables for name in dividing_labels(rows, same)}
    return not all(_has(rows, sorted(needed)) for rows in tables)


def _has(rows: pd.DataFrame, labels: Sequence[str]) -> bool:
    return all(name in rows and rows[name].ne("").all() for name in labels)


def _distinct(rows: pd.DataFrame, columns: Sequence[str]) -> int:
    return len(rows) - int(rows.duplicated(list(columns)).sum())
