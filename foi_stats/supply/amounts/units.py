"""How amounts and counts are held: pennies for an amount, hundredths for a count, as float64 with NaN for gaps.

Turn plain numbers and Decimals into these units, exactly, and add units up. No pandas column is made here.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from foi_stats.vocabulary.money import LARGEST as LARGEST_AMOUNT

Floats = npt.NDArray[np.float64]

LARGEST = int(LARGEST_AMOUNT * 100)
"""The most units that an amount or a count may be: £90 trillion in pennies, or 90 trillion in hundredths.

float64 holds whole numbers up to 2**53.
"""

MOST_IN_FLOAT_POUNDS = 100 * 2**46
"""Pennies beyond which (£70 trillion) two amounts that differ by a penny can be the same float of pounds."""


def from_floats(values: Floats, units: int) -> Floats:
    """Return floats in units: one that prints with at most two decimals is whole pennies, any other has a fraction."""
    if units == 1:
        return values
    with np.errstate(all="ignore"):
        held = np.rint(values * units)
        others = np.flatnonzero(held / units != values)  # mostly few: gaps, fractions of a penny, products that rounded
        some, near = values[others], held[others]
        near += np.rint((some - near / units) * units)
        held[others] = np.where(near / units == some, near, some * units)
    return held


def from_number(value: object, units: int) -> float:
    """Return one number in units; what is missing is a gap.

    Raises
    ------
    TypeError
        If it is not a real number.
    """
    if value is None or value is pd.NA:
        return np.nan
    if isinstance(value, Decimal):
        return float(value * units)
    if isinstance(value, float | np.floating):
        return float(from_floats(np.array([value], np.float64), units)[0])
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return float(int(value) * units)
    raise TypeError(f"{value!r} is not a number")


def from_values(values: Any, units: int) -> Floats:
    """Return the numbers of a list or an array in units.

    Raises
    ------
    TypeError
        If any is not a real number; :func:`foi_stats.vocabulary.money.parse_money` reads text.
    """
    array = np.asarray(values)
    if array.dtype.kind == "f":
        return from_floats(array.astype(np.float64), units)
    if array.dtype.kind in "iu":
        return array.astype(np.float64) * units
    if array.dtype.kind == "O" or not array.size:
        return np.array([from_number(value, units) for value in array], dtype=np.float64)
    raise TypeError(f"values of type {array.dtype} are not numbers")


def largest(held: Floats) -> float:
    """Return the size of the largest value, whatever its sign; gaps are none."""
    return float(max(np.fmax.reduce(held), -np.fmin.reduce(held))) if len(held) else 0.0


def sum_of(held: Floats, skipna: bool, min_count: int) -> float:
    """Return the sum of what is known: a gap if that is nothing, or less than ``min_count`` values."""
    total = held.sum()
    if np.isnan(total) and skipna:
        held = held[~np.isnan(held)]
        total = held.sum()
    return float(total) if len(held) >= max(1, min_count) else np.nan


def exactly(add_up: Callable[[Floats], Any], held: Floats) -> Any:
    """Return sums of whole numbers exactly, also where they pass 2**53 on their way to a smaller total.

    What could pass it is taken apart into multiples of 2**26 and the rest: each of these adds up without rounding.
    """
    if not largest(held) * len(held) > 2**53 or np.isinf(held).any():
        return add_up(held)
    upper = np.rint(held / 2**26) * 2**26
    return add_up(upper) + add_up(held - upper)


def decimals_needed(values: Floats, most: int) -> int:
    """Return how many decimals a column of amounts is printed with: none, two, or as many as it needs."""
    known = values[np.isfinite(values)]
    return next((few for few in (0, *range(2, most)) if np.allclose(known, known.round(few), 0, 1e-7)), most)
