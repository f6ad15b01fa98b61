"""The array behind a gap-safe column: how it is made, taken apart, converted, stored and printed."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionDtype, no_default
from pandas.api.extensions import take as take_values
from pandas.api.indexers import check_array_indexer
from pandas.api.types import is_list_like, is_object_dtype, pandas_dtype

from foi_stats.supply.amounts.arithmetic import Arithmetic
from foi_stats.supply.amounts.dtype import AMOUNT, COUNT, RATIO, GapSafeDtype
from foi_stats.supply.amounts.units import (
    LARGEST,
    MOST_IN_FLOAT_POUNDS,
    Floats,
    decimals_needed,
    from_floats,
    from_number,
    from_values,
    largest,
)


class GapSafeArray(Arithmetic):
    """Amounts as pennies, counts as hundredths, or ratios as they are, in float64 with NaN for gaps.

    Parameters
    ----------
    units
        What is held: pennies for amounts, hundredths for counts. Not checked; :meth:`checked` does.
    dtype
        The type of the column.
    """

    def __init__(self, units: Floats, dtype: GapSafeDtype) -> None:
        self._units = units
        self._dtype = dtype

    @classmethod
    def checked(cls, units: Floats, dtype: GapSafeDtype) -> Self:
        """Return an array of what is held, once it is sure that none is too large to be exact.

        Raises
        ------
        OverflowError
            If an amount is over £90 trillion, or a count over 90 trillion.
        """
        if dtype != RATIO and largest(units) > LARGEST:
            most = largest(units[np.isfinite(units)])  # what is divided by 0 is infinite, as among other floats
            if most > LARGEST:
                found, limit = f"{most / dtype.units:,.0f}", f"{LARGEST / dtype.units:,.0f}"
                raise OverflowError(f"the {dtype} {found} is over {limit}: beyond that a {dtype} is not exact")
        return cls(units, dtype)

    @classmethod
    def _from_plain(cls, values: Floats, dtype: GapSafeDtype) -> Self:
        return cls.checked(from_floats(values, dtype.units), dtype)

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Self:
        dtype = pandas_dtype(dtype if dtype is not None else getattr(scalars, "dtype", RATIO))
        if not isinstance(dtype, GapSafeDtype):
            dtype = RATIO
        units = cls._units_of(scalars, dtype.units)
        return cls.checked(units.copy() if copy else units, dtype)

    @classmethod
    def _from_sequence_of_strings(cls, strings: Any, *, dtype: Any, copy: bool = False) -> Self:
        try:
            numbers_of_texts = [None if pd.isna(text) else Decimal(text) for text in strings]
        except InvalidOperation:
            raise ValueError(f"not every text is a plain number, as in a column of {dtype}s") from None
        return cls._from_sequence(numbers_of_texts, dtype=dtype, copy=copy)

    @classmethod
    def _from_scalars(cls, scalars: Any, *, dtype: Any) -> Self:
        """Return what a function made of each value: floats stay in the type, whole numbers only among counts."""
        if dtype != COUNT and all(isinstance(value, numbers.Integral) for value in scalars):
            raise TypeError("whole numbers made of amounts are something else: lengths, say, or the numbers of bands")
        try:
            return cls._from_sequence(scalars, dtype=dtype)
        except OverflowError as error:
            raise TypeError(str(error)) from None  # pandas then keeps the plain numbers

    @classmethod
    def _from_factorized(cls, values: Floats, original: Self) -> Self:
        return cls(values, original.dtype)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Self]) -> Self:
        return cls(np.concatenate([array._units for array in to_concat]), to_concat[0].dtype)

    @classmethod
    def _units_of(cls, value: Any, units: int) -> Any:
        """Return a number, or the numbers of a list or an array, in units."""
        if isinstance(value, pd.Series | pd.Index):
            value = value.array
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if isinstance(value, cls):
            return value._units if value.dtype.units == units else from_floats(value._plain(), units)
        return from_values(value, units) if is_list_like(value) else from_number(value, units)

    @property
    def dtype(self) -> GapSafeDtype:  # type: ignore[override]
        """The type: amount, count or ratio."""
        return self._dtype

    @property
    def nbytes(self) -> int:
        """The bytes that the values take."""
        return self._units.nbytes

    def __len__(self) -> int:
        return len(self._units)

    def isna(self) -> npt.NDArray[np.bool_]:
        """Return where the gaps are."""
        return np.isnan(self._units)

    def copy(self) -> Self:
        """Return a copy."""
        return type(self)(self._units.copy(), self.dtype)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Return the values at these positions; where ``allow_fill`` is set, -1 is ``fill_value``, by default a gap."""
        fill = from_number(fill_value, self.dtype.units)
        taken = take_values(self._units, indices, allow_fill=allow_fill, fill_value=fill)
        return type(self)(cast("Floats", taken), self.dtype)

    def __getitem__(self, item: Any) -> Any:
        units = self._units[check_array_indexer(self, item)]
        if not isinstance(units, np.ndarray):
            return self._scalar(units)
        part = type(self)(units, self.dtype)
        part._readonly = self._readonly and np.shares_memory(units, self._units)
        return part

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        units = self._units_of(value, self.dtype.units)
        self.checked(np.atleast_1d(units), self.dtype)
        self._units[check_array_indexer(self, key)] = units

    def _scalar(self, units: np.float64) -> Any:
        """Return one value: a float of pounds, or a Decimal where a float would not hold the pennies."""
        if self.dtype == COUNT and units % self.dtype.units == 0:
            return int(units) // self.dtype.units
        if self.dtype == AMOUNT and MOST_IN_FLOAT_POUNDS < abs(units) <= LARGEST and units.is_integer():
            return Decimal(int(units)) / 100
        return units / np.float64(self.dtype.units)

    def _objects(self) -> npt.NDArray[np.object_]:
        """Return the values as Python's own numbers, otherwise each as ``array[0]`` gives it."""
        objects = self._plain().astype(object)
        if self.dtype == COUNT:
            whole = self._are_whole()
            objects[whole] = (self._units[whole].astype(np.int64) // self.dtype.units).astype(object)
        if self.dtype == AMOUNT:
            for position in np.flatnonzero(np.abs(self._units) > MOST_IN_FLOAT_POUNDS):
                objects[position] = self._scalar(self._units[position])
        return objects

    def _are_whole(self) -> npt.NDArray[np.bool_]:
        """Return which values are whole numbers."""
        with np.errstate(all="ignore"):
            whole: npt.NDArray[np.bool_] = np.isfinite(self._units) & (self._units % self.dtype.units == 0)
        return whole

    def _plain(self) -> Floats:
        """Return the values as floats: pounds, for amounts."""
        return self._units / self.dtype.units

    def exact(self) -> list[Any]:
        """Return amounts as Decimals (with two places where they are whole pennies), and gaps as None.

        A count is an int where it is whole, or else a Decimal with no more places than it needs.
        """
        if self.dtype == COUNT:
            return [_exact_count(hundredths) for hundredths in self._units.tolist()]
        if self.dtype != AMOUNT:
            return [None if pd.isna(value) else value for value in self]
        return [
            None if pennies != pennies else Decimal(int(pennies) if pennies.is_integer() else pennies).scaleb(-2)
            for pennies in self._units.tolist()
        ]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._objects())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """Return floats; as objects, amounts are Decimals.

        pandas prints a column by way of an array of objects, and each float in it with as many decimals as that needs.
        """
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array of floats")
        wanted = np.dtype(dtype or np.float64)
        if self.dtype == RATIO or not is_object_dtype(wanted):
            return self._plain().astype(wanted)
        return np.array([np.nan if value is None else value for value in self.exact()], dtype=object)

    def to_numpy(self, dtype: Any = None, copy: bool = False, na_value: Any = no_default) -> npt.NDArray[Any]:
        """Return a NumPy array: of floats, or of another type that is asked for."""
        dtype = np.dtype(dtype or np.float64)
        array = self._objects() if is_object_dtype(dtype) else self._plain()
        if na_value is not no_default:
            array[self.isna()] = na_value
        return array.astype(dtype, copy=False)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Return the values as another type; a gap cannot become one of NumPy's whole numbers."""
        dtype = pandas_dtype(dtype)
        if isinstance(dtype, GapSafeDtype):
            return self if dtype == self.dtype and not copy else self._from_sequence(self, dtype=dtype, copy=copy)
        if is_object_dtype(dtype):
            return self._objects()
        values = pd.Series(self._objects() if isinstance(dtype, pd.StringDtype) else self._plain()).astype(dtype)
        return values.array if isinstance(dtype, ExtensionDtype) else values.to_numpy()

    def __arrow_array__(self, type: Any = None) -> pa.Array:  # noqa: A002 - Arrow's name for it
        """Return floats of pounds, and whole numbers where every count is whole: as other readers of Parquet expect."""
        if self.dtype == AMOUNT and largest(self._units[np.isfinite(self._units)]) > MOST_IN_FLOAT_POUNDS:
            raise OverflowError("an amount over £70 trillion cannot be stored: a float does not hold its pennies")
        whole = self.dtype == COUNT and bool((self._are_whole() | self.isna()).all())
        return pa.array(self._plain(), type or (pa.int64() if whole else pa.float64()), from_pandas=True)

    def _values_for_json(self) -> npt.NDArray[Any]:
        return self._objects()

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str | None]:
        """Print thousands apart, and the amounts of a column alike: as whole pounds, with pennies, or as they need."""
        if chosen := pd.get_option("display.float_format"):
            return cast("Callable[[Any], str]", chosen)
        if self.dtype == RATIO:
            return str if boxed else repr
        if self.dtype == COUNT:
            return "{:,}".format
        return f"{{:,.{decimals_needed(self._plain(), pd.get_option('display.precision'))}f}}".format

    def _values_for_argsort(self) -> Floats:
        return self._units

    def _values_for_factorize(self) -> tuple[Floats, float]:
        return self._units, np.nan

    def unique(self) -> Self:
        """Return each value once, in the order in which they first appear."""
        return type(self)(pd.unique(self._units), self.dtype)

    def duplicated(self, keep: Any = "first") -> npt.NDArray[np.bool_]:
        """Return where a value stands that another row has too."""
        return pd.Series(self._units, copy=False).duplicated(keep).to_numpy()


def _exact_count(hundredths: float) -> int | Decimal | None:
    """Return one count from its hundredths; None for a gap."""
    if hundredths != hundredths:
        return None
    if hundredths % 100 == 0:
        return int(hundredths) // 100
    return Decimal(int(hundredths) if hundredths.is_integer() else hundredths).scaleb(-2).normalize()


GapSafeDtype.array_type = GapSafeArray
GapSafeArray._add_arithmetic_ops()
GapSafeArray._add_comparison_ops()
