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
from foi_stats.vocabulary.money import parse_unit

_SHORTEST_PASTED = 4
_SHOWN = ("sheet", "cell", "found", "unit", "shorthand")
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
            "same-figure-twice.rows" if kind == "funding" else "same-figure-twice.counts",
            str(sheet),
            one["cell"],
            found=f"{len(of_sheet)} rows are not told apart: {label} is {one['found']} here and {other['found']} in "
            f"{other['cell']}. They could be parts of one figure, or the same figure twice",
        )


def check_repeats_across_tables(tables: Sequence[pd.DataFrame], kind: str, findings: Findings) -> None:
    """Find figures in two tables of a file: one table may repeat another, or both may give parts of a figure."""
    tables = with_same_labels(tables, kind)
    others = [key for key in _OTHER_KEYS[kind] if key != "note"]
    keys = [*SAME_FIGURE[kind], "period_kind", *others, *breakdowns(tables[0])]
    figure = "amount" if kind == "funding" else "count"
    wanted = list(filter(len, (_without_payments(table, kind) for table in tables)))
    if len(wanted) < 2:
        return
    if breakdowns(tables[0]):
        _check_divided_otherwise(wanted, kind, findings)
    rows = pd.concat(
        [table[[*keys, figure, *_SHOWN]].assign(table=at) for at, table in enumerate(wanted)],
        ignore_index=True,
    )
    of_tables = rows[[*keys, "table"]].drop_duplicates()
    shared = of_tables.loc[of_tables.duplicated(keys), keys].drop_duplicates()
    if shared.empty:
        return
    same = rows.merge(shared, on=keys)
    other, first = same.merge(shared.iloc[:1], on=keys).iloc[[0, -1]].to_dict("records")
    fewest = min(int((rows["table"] == record["table"]).sum()) for record in (other, first))
    why = _why_the_same(same, len(shared), keys, figure) if len(shared) >= fewest else ""
    label = _label(other, kind)
    findings.add(
        "same-figure-twice.tables" if why else "same-figure-twice.shared",
        str(first["sheet"]),
        str(first["cell"]),
        found=f"{label} is {first['found']} here and {other['found']} in {other['cell']} of "
        f"{_place(other, first)}{_more(len(shared))}: "
        + (why or "they could be parts of one figure, or one figure twice"),
    )


def _why_the_same(rows: pd.DataFrame, shared: int, keys: Sequence[str], figure: str) -> str:
    """Return why the figures that tables share are the same ones: equal, not final in one, or rounded to another unit.

    Empty text if nothing says that they are.
    """
    if len(rows[[*keys, figure]].drop_duplicates()) == shared:
        return "the table repeats the other"
    if rows.duplicated([*keys, "table"]).any():
        return ""
    pairs = rows.merge(rows, on=list(keys), suffixes=("", "_other"))
    pairs = pairs[pairs["table"] < pairs["table_other"]]
    versions = [pairs[name].str.contains("[p]", regex=False) for name in ("shorthand", "shorthand_other")]
    if any(one.all() and not other.any() for one, other in (versions, versions[::-1])):
        return "one is provisional and the other is not, so they are one figure in two versions"
    units = [pairs[name].map(_pounds) for name in ("unit", "unit_other")]
    apart = (pairs[figure] - pairs[f"{figure}_other"]).abs() * 2 <= units[0].where(units[0] > units[1], units[1])
    if (units[0] != units[1]).all() and apart.fillna(False).all():
        return "the table repeats the other in another unit"
    return ""


def _pounds(name: str) -> int:
    """Return the pounds of a unit of rows; 1 for what is counted."""
    try:
        return parse_unit(name)
    except ValueError:
        return 1


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
            "same-figure-twice.divided",
            str(here["sheet"]),
            str(here["cell"]),
            found=f"{_label(here, kind)} stands here and in {there['cell']} of "
            f"{_place(there, here)}, divided by other labels{_more(len(both))}: both give the same "
            f"{'money' if kind == 'funding' else 'things'}, which would be counted twice",
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
    for check, about in find_payments_twice(rows, "table"):
        findings.add(check, **{name: about[name] for name in about if name != "file"})


def check_payments_in_table(rows: pd.DataFrame, findings: Findings) -> None:
    """Find a list in which every payment stands twice, which was pasted twice; else say where one of them does.

    The same sum may well be paid to the same supplier on one day, and invoices repeat their number on each line.
    """
    is_paid = rows["basis"] == "paid"
    if not is_paid.any():
        return
    paid = rows[is_paid & rows["amount"].notna()]
    _check_payees(paid, findings)
    keys = [*SAME_FIGURE["funding"], "provider", "funder", "source", "amount"]
    if not paid.duplicated(["period_start", "provider", "source"]).any():  # the usual case is settled at once
        return
    again = paid.duplicated(keys)
    if len(paid) >= _SHORTEST_PASTED and paid.duplicated(keys, keep=False).all():
        _add_payments(
            paid[again],
            findings,
            "same-payment-twice.pasted",
            found="every payment of the list stands in it at least twice: the list may have been pasted twice",
        )
        return
    for numbered, what in ((True, "day, payee, amount and number"), (False, "day, payee and amount, and no number")):
        repeated = again & paid["source"].ne("").eq(numbered)
        if not repeated.any():
            continue
        _add_payments(
            paid[repeated],
            findings,
            "same-payment-twice.line"
            if numbered
            else "same-payment-twice.alike",  # each line of an invoice has its number
            found=f"the payment stands in {_first_alike(paid, keys, repeated)} already, with the same {what}: both are "
            "read",
        )


def _first_alike(paid: pd.DataFrame, keys: list[str], repeated: pd.Series) -> str:
    """Return the cell in which the first of the repeated payments stands for the first time."""
    one = paid.loc[repeated, keys].iloc[:1]
    return str(paid[[*keys, "cell"]].merge(one, on=keys)["cell"].iloc[0])


def _check_payees(paid: pd.DataFrame, findings: Findings) -> None:
    """Find payments in a list that names payees, without one."""
    unnamed = paid["provider"].eq("")
    if not unnamed.all():
        _add_payments(
            paid[unnamed],
            findings,
            "payee-missing",
            found="the payment is read, and names no payee",
        )


def _add_payments(paid: pd.DataFrame, findings: Findings, check: str, found: str) -> None:
    """Add a finding about some payments, at their amounts, if there are any."""
    if len(paid):
        sheet, (cell, *also) = str(paid["sheet"].iloc[0]), paid["cell"].tolist()
        findings.add(check, sheet, cell, also=also, found=found)


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
