"""Find the columns that a list asks for among those of the supplied rows, however their names are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from foi_stats.answer.label_columns import is_used
from foi_stats.request.asked_labels import label_name
from foi_stats.supply.rows import PERIOD, TEXT, breakdowns, row_period
from foi_stats.supply.tables.fields import FIELDS
from foi_stats.supply.values import parse_day
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such

ColumnKind = Literal["value", "date", "text"]

_VALUE = ("value", "amount")
_TEXTS = ("provider", "line", "activity", "funder", "organisation", "note", "source", "basis", "financial_year")
"""The columns of rows that a list may show beside those of the supplies' own, the likelier meaning of a word first."""

_WRITTEN_DAY = re.compile(r"\d{1,4}[-/. ]\S.*\d")


@dataclass(frozen=True)
class ItemColumn:
    """A column of a list: its name as it was asked for, the column of the rows behind it, and what it holds.

    ``source`` is ``amount``, ``day``, ``period`` or the name of a column of text.
    """

    name: str
    source: str
    kind: ColumnKind = "text"


def find_columns(names: Sequence[str], rows: pd.DataFrame) -> list[ItemColumn]:
    """Return the columns of these names.

    Raises
    ------
    InputError
        If no row has a column of a name; the message lists those that there are.
    """
    return [_find(name, rows) for name in names]


def text_column(column: ItemColumn, rows: pd.DataFrame) -> pd.Series:
    """Return a column of a list as text, a day as ISO 8601; empty where the rows say nothing."""
    if column.source == "period":
        texts = printed_periods(rows)
    elif column.source == "day":
        texts = list(rows["period_start"].dt.strftime("%Y-%m-%d").where(rows["period_kind"].eq("day"), ""))
    else:
        said = [" ".join(text.split()) for text in rows[column.source]]
        texts = list(map(_iso, said)) if column.kind == "date" else said
    return pd.Series(texts, index=rows.index, dtype=TEXT)


def printed_periods(rows: pd.DataFrame) -> list[str]:
    """Return the period of each row as it is printed."""
    days = [list(rows[name].dt.date) for name in ("period_start", "period_end")]
    keys = list(zip(*days, rows["period_kind"], strict=True))
    printed = {key: str(row_period(dict(zip(PERIOD, key, strict=True)))) for key in dict.fromkeys(keys)}
    return [printed[key] for key in keys]


def offered_columns(rows: pd.DataFrame) -> list[str]:
    """Return the names of the columns that a list of these rows may ask for."""
    texts = [name for name in (*breakdowns(rows), *_TEXTS) if is_used(rows, name)]
    days = ["date"] if rows["period_kind"].eq("day").any() else []
    return list(dict.fromkeys(["value", *days, "period", *texts]))


def _find(name: str, rows: pd.DataFrame) -> ItemColumn:
    key = label_name(name)
    for own in breakdowns(rows):
        if label_name(own) == key and is_used(rows, own):
            return ItemColumn(name, own, "date" if _are_days(rows[own]) else "text")
    if key in _VALUE:
        return ItemColumn(name, "amount", "value")
    if key == "period":
        return ItemColumn(name, "period")
    if key in _keys("date") and rows["period_kind"].eq("day").any():
        return ItemColumn(name, "day", "date")
    for field in _TEXTS:
        if key in _keys(field) and is_used(rows, field):
            return ItemColumn(name, field)
    raise InputError(no_such("column", name, offered_columns(rows), "the rows that the list is made of"))


def _keys(field: str) -> set[str]:
    return {field, *map(label_name, FIELDS.get(field, ()))}


def _are_days(texts: pd.Series) -> bool:
    """Return whether every text of a column that says something is written as a day."""
    filled = [text for text in texts.unique() if text.strip()]
    return bool(filled) and all(_WRITTEN_DAY.match(text.strip()) and day_of(text) for text in filled)


def _iso(text: str) -> str:
    """Return a day as ISO 8601; any other text as it is."""
    day = day_of(text)
    return day.isoformat() if day else text


def day_of(text: str) -> dt.date | None:
    """Return the day that a text is written as; None if it is none."""
    try:
        return parse_day(text)
    except ValueError:
        return None
