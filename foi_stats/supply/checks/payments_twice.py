"""Find payments that stand in two files, or in two tables of one: they would be counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from foi_stats.supply.rows import records, row_period

_KEY = ["authority", "period_start", "period_end", "payee", "amount", "flow"]
_SHOWN = ["period_start", "period_end", "period_kind", "provider", "source", "file", "sheet", "cell", "found"]
_LABELS = ("organisation", "line", "activity", "funder")


def find_payments_twice(rows: pd.DataFrame, across: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield one finding for every two files (or tables) that hold the same payments, as its check and its fields.

    Two payments are the same if day, payee and amount are, and their numbers, or else their labels, do not differ. One
    list may well hold two such payments; two lists should not.

    Parameters
    ----------
    rows
        Rows of funding.
    across
        The column that tells the files or tables apart.
    """
    paid = rows[(rows["basis"] == "paid") & rows["amount"].notna()]
    if paid.empty or paid[across].nunique() < 2:
        return
    paid = paid.assign(payee=paid["provider"].str.casefold().str.strip())
    again = paid[[*_KEY, across]].drop_duplicates()
    again = again.loc[again.duplicated(_KEY), _KEY].drop_duplicates()
    if again.empty:
        return
    shared = paid.merge(again.assign(payment=range(len(again))), on=_KEY)
    sizes = paid[across].value_counts()
    alike: dict[int, list[dict[str, Any]]] = {}
    for record in records(shared[[*_SHOWN, *_LABELS, "payment", *({across} - {"file"})]]):
        alike.setdefault(record["payment"], []).append(record)
    pairs: dict[tuple[Any, Any], list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for here in alike.values():
        for at, one in enumerate(here):
            other = next((o for o in here[:at] if o[across] != one[across] and _is_same(o, one)), None)
            if other is not None:
                pairs.setdefault((other[across], one[across]), []).append((other, one))
    for (first, second), found in pairs.items():
        numbered = any(one["source"] and one["source"] == other["source"] for other, one in found)
        everything = len(found) >= min(sizes[first], sizes[second])
        is_sure = numbered or everything or across == "file"
        yield "same-payment-twice.lists" if is_sure else "same-payment-twice.shared", _about(found, across)


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["source"] and other["source"]:
        return bool(one["source"] == other["source"])
    return all(one[name] == other[name] or not (one[name] and other[name]) for name in _LABELS)


def _about(found: list[tuple[dict[str, Any], dict[str, Any]]], across: str) -> dict[str, Any]:
    other, one = found[0]
    what = f"the payment of {one['found']} to {one['provider'] or 'nobody named'}, {row_period(one)},"
    place = other["file"] if across == "file" else f"sheet {other['sheet']}" if other["sheet"] else "another table"
    more = "" if len(found) == 1 else f"; {len(found) - 1:,} more are in both"
    return {
        "file": one["file"],
        "sheet": one["sheet"],
        "cell": one["cell"],
        "found": f"{what} is in cell {other['cell']} of {place} too{more}: it would be counted twice",
    }
