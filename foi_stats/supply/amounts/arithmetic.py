"""What is computed of gap-safe columns: operators, functions of NumPy, sums, groups.

Computing is left to pandas' own float64 wherever it does the same: of pennies where the result is in pennies, else of
pounds. What stands here is what differs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, ExtensionScalarOpsMixin  # type: ignore[attr-defined]
from pandas.api.types import is_bool, is_bool_dtype, is_list_like

from foi_stats.supply.amounts.dtype import RATIO, GapSafeDtype, type_of_result
from foi_stats.supply.amounts.units import Floats, exactly, sum_of

_OF_UNITS = {"sum", "mean", "median", "min", "max", "std", "sem", "first", "last", "cumsum", "cummin", "cummax"}
"""Functions of pandas that give pennies where they are given pennies; a variance or a product is computed of pounds."""

_SAME_TYPE = {np.maximum, np.minimum, np.fmax, np.fmin, np.floor, np.ceil, np.trunc, np.rint}
"""Functions of NumPy whose result is of the type that they are given; that of any other is a ratio."""

_REDUCTIONS = ("any", "all", "sum", "prod", "min", "max", "mean", "median", "std", "var", "sem", "skew", "kurt")


class Arithmetic(ExtensionScalarOpsMixin, ExtensionArray):
    """The computing half of :class:`foi_stats.supply.amounts.GapSafeArray`."""

    __array_priority__ = 1000
    __pandas_priority__ = 1500  # before pandas' own nullable numbers, so that a sum with them stays gap-safe
    _units: Floats
    dtype: GapSafeDtype
    checked: Callable[[Floats, GapSafeDtype], Self]
    _from_plain: Callable[[Floats, GapSafeDtype], Self]
    _plain: Callable[[], Floats]
    _units_of: Callable[[Any, int], Any]

    def _operand(self, other: Any, units: int) -> Any:
        """Return the other side of an operator in units: one number, or as many as stand here."""
        if is_list_like(other) and len(other) != len(self):
            raise ValueError(f"Lengths must match: {len(self)} and {len(other)}")
        if is_bool(other) or is_bool_dtype(other):
            other = other * 1  # True is 1 in ordinary arithmetic, but no amount
        return self._units_of(other, units)

    @classmethod
    def _create_arithmetic_method(cls, op: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        name = op.__name__  # radd and so on where this is the right side

        def method(self: Self, other: Any) -> Any:
            if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
                return NotImplemented  # pandas takes it apart, and comes back with what it holds
            if name == "divmod":
                return self // other, self % other
            if name == "rdivmod":
                return other // self, other % self
            with np.errstate(all="ignore"):
                return self._compute(op, name.removeprefix("r"), other, reflected=name.startswith("r"))

        method.__name__ = f"__{name}__"
        return method

    def _compute(self, op: Callable[[Any, Any], Any], name: str, other: Any, *, reflected: bool) -> Self:
        """Return what an operator makes of both sides.

        Sums, differences and remainders are computed in the units of the result, so that pennies stay whole; so is an
        amount or a count times a number, or divided by one. Anything else is computed of plain numbers.
        """
        theirs = other.dtype if isinstance(other, Arithmetic) else None
        dtype = type_of_result(name, *((theirs, self.dtype) if reflected else (self.dtype, theirs)))
        if name in ("add", "sub", "mod"):
            return self.checked(op(self._units_of(self, dtype.units), self._operand(other, dtype.units)), dtype)
        if name in ("mul", "truediv") and dtype != RATIO:
            return self.checked(op(self._units, self._operand(other, 1)), dtype)
        return self._from_plain(op(self._plain(), self._operand(other, 1)), dtype)

    @classmethod
    def _create_comparison_method(cls, op: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def method(self: Self, other: Any) -> Any:
            if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
                return NotImplemented
            try:
                units = self._operand(other, self.dtype.units)
            except TypeError:
                if op not in (operator.eq, operator.ne):
                    raise
                return np.full(len(self), op is operator.ne)  # a number is never equal to a text
            return op(self._units, units)

        method.__name__ = f"__{op.__name__}__"
        return method

    def __neg__(self) -> Self:
        return self.checked(0 - self._units, self.dtype)  # and so no negative zero

    def __pos__(self) -> Self:
        return self.copy()

    def __abs__(self) -> Self:
        return self.checked(np.abs(self._units), self.dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Return what a function of NumPy makes of the values; floats stay gap-safe."""
        result = super().__array_ufunc__(ufunc, method, *inputs, **kwargs)
        if method == "__call__" and isinstance(result, np.ndarray) and result.dtype == np.float64:
            return self._from_plain(result, self.dtype if ufunc in _SAME_TYPE else RATIO)
        return result

    def _given_to(self, name: str) -> tuple[Floats, GapSafeDtype]:
        """Return what a function of pandas is given, and the type of what it makes of that."""
        return (self._units, self.dtype) if name in _OF_UNITS else (self._plain(), RATIO)

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        """Return a sum, a mean and so on; the sum of nothing but gaps is a gap."""
        values, dtype = self._given_to(name)
        if name == "sum":
            result = exactly(lambda some: sum_of(some, skipna, kwargs.get("min_count", 0)), values)
        else:
            kwargs |= {"min_count": max(1, kwargs.get("min_count", 0))} if name == "prod" else {}
            kwargs |= {"skipna": skipna} if name != "count" else {}
            result = getattr(pd.Series(values, copy=False), name)(**kwargs)
        if isinstance(result, bool | np.bool_):
            return np.array([result]) if keepdims else result
        array = self.checked(np.array([result], dtype=np.float64), dtype)
        return array if keepdims else array[0]

    def _accumulate(self, name: str, *, skipna: bool = True, **kwargs: Any) -> Self:
        values, dtype = self._given_to(name)

        def accumulate(some: Floats) -> Floats:
            running: pd.Series = getattr(pd.Series(some, copy=False), name)(skipna=skipna, **kwargs)
            return running.to_numpy()

        return self.checked(exactly(accumulate, values) if name == "cumsum" else accumulate(values), dtype)

    def _groupby_op(self, *, how: str, min_count: int, **kwargs: Any) -> Any:
        """Return what pandas' nullable floats give for each group; the sum of nothing but gaps is a gap."""
        values, dtype = self._given_to(how)
        if how in ("sum", "prod"):
            min_count = max(1, min_count)

        def of_groups(some: Floats) -> Any:
            array: Any = pd.arrays.FloatingArray(some, np.isnan(some))
            result = array._groupby_op(how=how, min_count=min_count, **kwargs)
            return result.to_numpy(np.float64, na_value=np.nan) if result.dtype.kind == "f" else result

        result = exactly(of_groups, values) if how in ("sum", "cumsum") else of_groups(values)
        plain = how == "rank" or result.dtype != np.float64 or result.ndim > 1
        return result if plain else self.checked(result, dtype)

    def _groupby_quantile(self, **kwargs: Any) -> Self:
        return self._from_plain(super()._groupby_quantile(**kwargs), self.dtype)

    def _quantile(self, qs: Any, interpolation: Any) -> Self:
        found: Any = pd.Series(self._units, copy=False).quantile(qs, interpolation)
        return self.checked(found.to_numpy(), self.dtype)

    def interpolate(self, *, method: Any, index: Any, copy: bool, axis: int = 0, **kwargs: Any) -> Self:
        """Return the values with gaps filled from the values beside them."""
        filled: Any = pd.Series(self._units, index=index).interpolate(method, **kwargs)
        return self.checked(filled.to_numpy(), self.dtype)

    def round(self, decimals: int = 0, *_: Any) -> Self:
        """Return the values rounded to this many decimals (of a pound)."""
        return self._from_plain(self._plain().round(decimals), self.dtype)


def _reduction(name: str) -> Callable[..., Any]:
    def method(self: Arithmetic, *, skipna: bool = True, **kwargs: Any) -> Any:
        return self._reduce(name, skipna=skipna, **kwargs)

    method.__name__ = name
    return method


for _name in _REDUCTIONS:
    setattr(Arithmetic, _name, _reduction(_name))
