"""Find the label columns that a scope names, however it writes them, and keep the rows that it asks for.

Nothing is added up here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from foi_stats.answer.catalogue import CHECKS
from foi_stats.request.asked_labels import label_heading, label_name
from foi_stats.supply.breakdowns import find_breakdown
from foi_stats.supply.rows import SAME_FIGURE, TEXT, breakdowns, records
from foi_stats.vocabulary.findings import Finding, InputError, SupplyError

NOT_STATED = "Not stated"
"""What is shown for a row without a label."""

COUNTS_TOWARDS = "counts_towards"
"""The column of the activities that a topic's rules say rows count towards."""

_FIXED = {
    "funding": {
        "activity": COUNTS_TOWARDS,
        "line": "line",
        "provider": "provider",
        "funder": "funder",
        "organisation": "organisation",
        "activity_as_supplied": "activity",
    },
    "referrals": {"service": "service", "crime_type": "crime_type", "organisation": "organisation"},
}
"""The fixed columns of labels, by the names that a request may give them."""

_PEOPLE = {"age": ("age_band", "age_group", "age_range"), "sex": ("gender",), "gender": ("sex",)}

_OTHERWISE: dict[str, dict[str, tuple[str, ...]]] = {
    "funding": {"service": ("line",), **_PEOPLE},
    "referrals": {"line": ("service",), "crime": ("crime_type",), **_PEOPLE},
}
"""What other names mean where the supplies have no column of their own that is called so, and one of these."""

_MOST = 30


def find_column(rows: pd.DataFrame, name: str) -> str:
    """Return the label column of rows that a name means; empty text where no row has a label in it.

    A column of the supplies' own, a fixed one, or one that a heading of that name would be read as: ``supplier`` is
    ``provider``.
    """
    kind, wanted = _kind_of(rows), label_name(name)
    column = _names(rows).get(wanted, "")
    if is_used(rows, column):
        return column
    others = [other for other in _OTHERWISE[kind].get(wanted, ()) if is_used(rows, other)]
    if others:
        return others[0] if len(others) == 1 else ""
    return find_breakdown(rows, name)


def column_named(rows: pd.DataFrame, name: str, asked: str, key: str = "by") -> str:
    """Return the label column that a scope names.

    Parameters
    ----------
    asked
        The request and its figures, which begin the message.
    key
        The key of the request in which the name stands.

    Raises
    ------
    InputError
        If no row has such labels; the message lists those there are, with a cell of each.
    """
    column = find_column(rows, name)
    if column:
        return column
    there = {name: column for name, column in _names(rows).items() if is_used(rows, column)}
    shown = "; ".join(f"{label_heading(one)} ({_cell_with_label(rows, column)})" for one, column in there.items())
    example = label_heading(next(iter(there), "line")).lower()
    write = f'{key} = "{example}"' if key == "by" else f'{key} = {{ "{example}" = "…" }}'
    raise InputError(
        f"{asked}: no row has labels called {name!r}. The rows have {shown or 'no labels'}. "
        f"Write which is meant, for example {write}."
    )


def rows_where(rows: pd.DataFrame, where: Mapping[str, Sequence[str]], asked: str) -> pd.DataFrame:
    """Return the rows that have one of the labels that are asked for, in each of the columns that are named.

    Raises
    ------
    InputError
        If no row has such a column, or such a label in it; the message lists those there are, with a cell of each.
    """
    if rows.empty:
        return rows
    kept = pd.Series(data=True, index=rows.index)
    for name, values in where.items():
        column = column_named(rows, name, asked, "where")
        for value in values:
            if not _alike(rows, column, [value]):
                raise _no_value(rows, column, name, value, asked)
        kept &= rows[column].isin(_alike(rows, column, values))
    return rows[kept]


def labels_kept(rows: pd.DataFrame, where: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the labels that a scope keeps, as they are shown, by their columns; without those that no row has."""
    columns = {find_column(rows, name): values for name, values in where.items()}
    return {
        column: tuple(text or NOT_STATED for text in _alike(rows, column, values))
        for column, values in columns.items()
        if column
    }


def _alike(rows: pd.DataFrame, column: str, values: Sequence[str]) -> list[str]:
    """Return the texts of a column that are one of some values, whatever their case and spaces."""
    wanted = set(map(_plain, values))
    return [text for text in rows[column].unique() if _plain(text or NOT_STATED) in wanted]


def _no_value(rows: pd.DataFrame, column: str, name: str, value: str, asked: str) -> InputError:
    texts = list(dict.fromkeys(rows[column]))
    shown = [f"{text or NOT_STATED} ({_place(rows[rows[column].eq(text)])})" for text in texts[:_MOST]]
    more = f" and {len(texts) - _MOST} more" if len(texts) > _MOST else ""
    return InputError(
        f"{asked}: no row has {label_heading(name)} {value!r}. There are {'; '.join(shown)}{more}. "
        "Write those that are meant, as they stand in the supplies."
    )


def with_labels(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return rows in which an empty label is :data:`NOT_STATED`."""
    empty = [column for column in columns if rows[column].eq("").any()]
    return rows.assign(**{column: rows[column].mask(rows[column].eq(""), NOT_STATED).astype(TEXT) for column in empty})


def labels_in_order(rows: pd.DataFrame, column: str) -> list[str]:
    """Return the labels of a column in the order in which they stand, what is not stated last."""
    labels = rows[column].unique().tolist()
    return sorted(labels, key=lambda label: label == NOT_STATED)


def check_divided_once(rows: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise SupplyError where one figure is supplied both whole and divided by labels: it would count twice.

    Parameters
    ----------
    columns
        The label columns by which figures are divided; only those of the supplies' own are looked at.
    """
    same = [name for name in SAME_FIGURE[_kind_of(rows)] if not name.startswith("period_")]
    for column in set(columns) & set(breakdowns(rows)):
        if rows[column].eq("").any() and rows[column].ne("").any():
            for _, some in rows.groupby(same, sort=False):
                _check_whole(some, column)


def _check_whole(rows: pd.DataFrame, column: str) -> None:
    divided = rows[rows[column].ne("")]
    for whole in records(rows[rows[column].eq("")]):
        beside = divided["period_start"].le(whole["period_end"]) & divided["period_end"].ge(whole["period_start"])
        if beside.any() and divided.loc[beside, "file"].ne(whole["file"]).any():
            other = next(one for one in records(divided[beside]) if one["file"] != whole["file"])
            raise SupplyError([_twice(whole, other, column)])


def _twice(whole: Mapping[str, Any], part: Mapping[str, Any], column: str) -> Finding:
    named = label_heading(column)
    return CHECKS.at(
        whole,
        "counted-twice.divided",
        found=f"{whole['found']} has no {named}, and {part['found']} in {part['file']}, sheet {part['sheet']}, cell "
        f"{part['cell']} is of the same figure, with {named} {part[column]!r}",
        named=named,
    )


def _names(rows: pd.DataFrame) -> dict[str, str]:
    """Return the label columns that rows may have, by name: those of the supplies' own first."""
    fixed = _FIXED[_kind_of(rows)]
    own = {name: name for name in breakdowns(rows)}
    return own | {name: column if column in rows else name for name, column in fixed.items()}


def _kind_of(rows: pd.DataFrame) -> str:
    return "funding" if "line" in rows else "referrals"


def is_used(rows: pd.DataFrame, column: str) -> bool:
    """Return whether a column is there and any row fills it."""
    return column in rows and bool(rows[column].ne("").any())


def _cell_with_label(rows: pd.DataFrame, column: str) -> str:
    return f"{rows.loc[rows[column].ne(''), column].iloc[0]}: {_place(rows[rows[column].ne('')])}"


def _place(rows: pd.DataFrame) -> str:
    return f"{rows['file'].iloc[0]}, {rows['cell'].iloc[0]}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
