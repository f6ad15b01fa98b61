"""Check the rows of a file for figures given twice, in one table or in two. Payments may well repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from foi_stats.supply.checks.payments_twice import find_payments_twice
from foi_stats.supply.collect import Findings
from foi_stats.supply.divisions import divided_otherwise
from foi_stats.supply.rows import SAME_FIGURE, breakdowns, row_period, with_same_labels

_SHORTEST_PASTED = 4
_OTHER_KEYS = {"funding": ["provider", "funder", "as_at", "note", "source"], "referrals": ["as_at", "note", "source"]}


def check_repeats(rows: pd.DataFrame, kind: str, findings: Findings) -> None:
    """Find rows, except payments, that nothing tells apart: they may be parts of one figure, or one figure twice."""
    keys = [*SAME_FIGURE[kind], *_OTHER_KEYS[kind], *breakdowns(rows)]
    rows = _without_payments(rows, kind)
    if rows.empty:
        return
    telling = [key for key in keys if not _has_one_value(rows[key])] or keys[:1]
    if not (repeated := rows.duplicated(telling, keep=False)).any():
        return
    again = rows[repeated]
    for sheet, of_sheet in again.groupby("sheet", sort=False):
        second = of_sheet[of_sheet.duplicated(keys)].iloc[:1] if of_sheet.duplicated(keys).any() else of_sheet.iloc[:1]
        one = second.iloc[0]
        same = again[(again[SAME_FIGURE[kind]] == one[SAME_FIGURE[kind]]).all(axis=1) & (again["cell"] != one["cell"])]
        other = same.iloc[0]
        label = _label(one, kind)
        findings.add(
            "same-figure-twice",
            "error",
            str(sheet),
            one["cell"],
            found=f"{len(of_sheet)} rows are not told apart: {label} is {one['found']} here and {other['found']} in "
            f"{other['cell']}. They could be parts of one figure, or the same figure twice",
            expected="one row for each period, organisation, line, activity and basis"
            if kind == "funding"
            else "one row for each period, organisation, service, crime type and measure",
            action="Add what tells them apart, or leave one out",
        )


def check_repeats_across_tables(tables: Sequence[pd.DataFrame], kind: str, findings: Findings) -> None:
    """Find figures in two tables of a file: one table may repeat another, or both may give parts of a figure."""
    tables = with_same_labels(tables, kind)
    keys = [*SAME_FIGURE[kind], "period_kind", *_OTHER_KEYS[kind], *breakdowns(tables[0])]
    figure = "amount" if kind == "funding" else "count"
    wanted = list(filter(len, (_without_payments(table, kind) for table in tables)))
    if len(wanted) < 2:
        return
    if breakdowns(tables[0]):
        _check_divided_otherwise(wanted, kind, findings)
    rows = pd.concat(
        [table[[*keys, figure, "sheet", "cell", "found"]].assign(table=at) for at, table in enumerate(wanted)],
        ignore_index=True,
    )
    of_tables = rows[[*keys, "table"]].drop_duplicates()
    shared = of_tables.loc[of_tables.duplicated(keys), keys].drop_duplicates()
    if shared.empty:
        return
    same = rows.merge(shared, on=keys)
    other, first = same.merge(shared.iloc[:1], on=keys).iloc[[0, -1]].to_dict("records")
    fewest = min(int((rows["table"] == record["table"]).sum()) for record in (other, first))
    repeats = len(same[[*keys, figure]].drop_duplicates()) == len(shared) >= fewest
    label = _label(other, kind)
    findings.add(
        "same-figure-twice",
        "error" if repeats else "warning",
        str(first["sheet"]),
        str(first["cell"]),
        found=f"{label} is {first['found']} here and {other['found']} in {other['cell']} of "
        f"{_place(other, first)}{_more(len(shared))}: "
        + ("the table repeats the other" if repeats else "they could be parts of one figure, or one figure twice"),
        expected="each figure once",
        action="Leave one of the two tables out" if repeats else "Add what tells them apart, or leave one out",
    )


def _check_divided_otherwise(tables: Sequence[pd.DataFrame], kind: str, findings: Findings) -> None:
    """Find figures that two tables divide by different labels: the people of one table by age, and again by sex."""
    same = SAME_FIGURE[kind]
    for one, other in combinations(tables, 2):
        both = one[same].drop_duplicates().merge(other[same].drop_duplicates(), on=same)
        if both.empty:
            continue
        first, second = (table.merge(both, on=same) for table in (one, other))
        if not divided_otherwise([first, second], same):
            continue
        here, there = second.iloc[0], first.merge(second.iloc[:1][same], on=same).iloc[0]
        findings.add(
            "same-figure-twice",
            "error",
            str(here["sheet"]),
            str(here["cell"]),
            found=f"{_label(here, kind)} stands here and in {there['cell']} of "
            f"{_place(there, here)}, divided by other labels{_more(len(both))}: both give the same "
            f"{'money' if kind == 'funding' else 'things'}, which would be counted twice",
            expected="each figure once, by all the labels that divide it",
            action="Leave one of the two tables out, or write a layout that reads one of them",
        )
        return


def _place(other: Mapping[Any, Any] | pd.Series, here: Mapping[Any, Any] | pd.Series) -> str:
    return f"sheet {other['sheet']!r}" if other["sheet"] != here["sheet"] else "another table"


def _more(shared: int) -> str:
    return f", and {shared - 1} more are in both" if shared > 1 else ""


def check_payments_across_tables(tables: Sequence[pd.DataFrame], findings: Findings) -> None:
    """Find payments in two tables of a file, as where a sheet of the whole year stands beside those of its months."""
    if sum(bool(table["basis"].eq("paid").any()) for table in tables) < 2:
        return
    rows = pd.concat([table.assign(table=at) for at, table in enumerate(tables)], ignore_index=True)
    for severity, about in find_payments_twice(rows, "table"):
        findings.add("same-payment-twice", severity, **{name: about[name] for name in about if name != "file"})


def check_payments_in_table(rows: pd.DataFrame, findings: Findings) -> None:
    """Find a list in which every payment stands twice, which was pasted twice; say where one with a number does.

    The same sum may well be paid to the same supplier on one day, and invoices repeat their number on each line.
    """
    is_paid = rows["basis"] == "paid"
    if not is_paid.any():
        return
    paid = rows[is_paid & rows["amount"].notna()]
    keys = [*SAME_FIGURE["funding"], "provider", "funder", "source", "amount"]
    if not paid.duplicated(["period_start", "provider", "source"]).any():  # the usual case is settled at once
        return
    again = paid.duplicated(keys)
    pasted = len(paid) >= _SHORTEST_PASTED and paid.duplicated(keys, keep=False).all()
    second = paid[again] if pasted else paid[again & (paid["source"] != "")]
    if second.empty:
        return
    findings.add(
        "same-payment-twice",
        "error" if pasted else "info",
        str(second["sheet"].iloc[0]),
        str(second["cell"].iloc[0]),
        also=second["cell"].iloc[1:].tolist(),
        found="every payment of the list stands in it at least twice: the list may have been pasted twice"
        if pasted
        else "the payment stands in the list twice, with the same day, payee, amount and number: both are read",
        expected="each payment once",
        action="Leave the second list out, or give each payment its number if all are meant"
        if pasted
        else "Nothing, if they are two lines of one invoice; else leave one out",
    )


def _label(row: Mapping[Any, Any] | pd.Series, kind: str) -> str:
    """Return what tells a figure from others, as a message names it: ``2015-16, Commissioner, Refuge, outturn``."""
    labels = [str(row[key]) for key in SAME_FIGURE[kind] if not key.startswith("period_")]
    return ", ".join(filter(None, [str(row_period(row)), *labels]))


def _has_one_value(column: pd.Series) -> bool:
    """Return whether a column holds a single value, which cannot tell rows apart."""
    values = cast("pa.ChunkedArray", pa.array(column.array))
    return values.null_count == len(values) or bool(pc.all(pc.equal(values, values[0]), skip_nulls=False).as_py())


def _without_payments(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows that are not payments, because the same sum may well be paid to the same supplier twice."""
    if kind != "funding":
        return rows
    paid = rows["basis"] == "paid"
    return rows.iloc[:0] if paid.all() else rows[~paid] if paid.any() else rows
