"""Checks what a caller of ``protect`` or ``audit`` gives, so that a slip is one message in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import TypeGuard

import numpy as np
import pandas as pd


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value is a number; ``True`` and texts are none."""
    return not isinstance(value, (bool, np.bool_)) and isinstance(value, (Real, Decimal))


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number."""
    return is_number(value) and float(value).is_integer()


def check_tables(tables: object, what: str = "table") -> list[pd.DataFrame]:
    """Return tables as a list.

    Raises
    ------
    ValueError
        Unless it is a sequence of frames, with no heading twice.
    """
    if isinstance(tables, (str, Mapping, pd.DataFrame)) or not isinstance(tables, Sequence):
        raise ValueError(f"{what} must be a list of frames, not {_kind(tables)}; write [table] for a single one")
    for table in tables:
        if not isinstance(table, pd.DataFrame):
            raise ValueError(f"each {what} must be a DataFrame, not {_kind(table)}")
        twice = table.columns[table.columns.duplicated()]
        if len(twice):
            raise ValueError(f"two columns are headed {twice[0]!r}; give each a name of its own")
    return list(tables)


def check_columns(count: object, by: object) -> list[str]:
    """Return the columns of labels as a list.

    Raises
    ------
    ValueError
        Unless ``count`` names a column and ``by`` one or more others.
    """
    names = [by] if isinstance(by, str) else by
    if not isinstance(count, str):
        raise ValueError(f"count must name the column of counts; it is {count!r}")
    if isinstance(names, Mapping) or not isinstance(names, Sequence) or not all(isinstance(one, str) for one in names):
        raise ValueError(f"by must list the names of the columns of labels; it is {by!r}")
    if not names or len(set(names)) != len(names) or count in names:
        raise ValueError(f"by must name one or more different columns, and not the count; it is {list(names)}")
    return list(names)


def check_hierarchy(hierarchy: object) -> None:
    """Refuse a hierarchy that is not ``{column: {label: subtotal}}``."""
    fits = isinstance(hierarchy, Mapping) and all(isinstance(above, Mapping) for above in hierarchy.values())
    if hierarchy is not None and not fits:
        raise ValueError(
            f'hierarchy must be like {{"area": {{"York": "North"}}}}: for a column, the subtotal of each label; it is '
            f"{hierarchy!r}"
        )


def check_time_limit(time_limit: object) -> None:
    """Refuse a time limit that is not a number of seconds."""
    if time_limit is not None and not (is_number(time_limit) and time_limit >= 0):
        raise ValueError(f"time_limit must be a number of seconds, 0 or more; it is {time_limit!r}")


def check_flag(name: str, value: object) -> None:
    """Refuse a switch that is neither on nor off."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be True or False; it is {value!r}")


def costs_of(table: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return a column of costs as numbers.

    Raises
    ------
    ValueError
        If there is no such column, or one of its costs is no number above 0.
    """
    if not isinstance(column, str) or column not in table.columns:
        names = ", ".join(map(str, table.columns))
        raise ValueError(f"cost must name a column of costs; there is no column {column!r}; the columns are {names}")
    costs = pd.to_numeric(table[column], errors="coerce").astype(float)
    wrong = ~(costs > 0) | costs.map(math.isinf)
    if wrong.any():
        found = table.loc[wrong, column].iloc[0]
        raise ValueError(f"the cost in column {column!r} must be a number above 0 in every row; one is {found!r}")
    return costs


def _kind(value: object) -> str:
    """Return what a value is, in words."""
    return "None" if value is None else f"a {type(value).__name__}"
