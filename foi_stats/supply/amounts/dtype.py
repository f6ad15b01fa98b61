"""The types of gap-safe columns, and which type a result has."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pandas.api.extensions import ExtensionDtype, register_extension_dtype
from pandas.api.types import is_any_real_numeric_dtype

from foi_stats.supply.amounts.units import from_values

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = ("amount", "count", "ratio")


@register_extension_dtype
class GapSafeDtype(ExtensionDtype):
    """The type of a gap-safe column, named in ``astype`` and ``dtype=``: ``amount``, ``count`` or ``ratio``."""

    na_value = np.nan
    array_type: ClassVar[Any]
    """The class of the arrays, which the module that defines it sets: it needs this one first."""
    _metadata = ("name",)
    _is_numeric = True

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name: amount, count or ratio."""
        return self._name

    @property
    def type(self) -> type:  # type: ignore[override]
        """A single amount or ratio is a float; a single count is an int where it is whole."""
        return numbers.Real if self.name == "count" else np.float64

    @property
    def units(self) -> int:
        """How many of the units that are held make one: £1 is held as 100 pennies, and 1 post as 100 hundredths."""
        return 1 if self.name == "ratio" else 100

    @classmethod
    def construct_from_string(cls, string: str) -> GapSafeDtype:
        """Return the type of a name."""
        if not isinstance(string, str):
            raise TypeError(f"'construct_from_string' expects a string, got {type(string)}")
        if string not in NAMES:
            raise TypeError(f"Cannot construct a '{cls.__name__}' from '{string}': it is one of {', '.join(NAMES)}")
        return cls(string)

    def construct_array_type(self) -> Any:
        """Return the class of the arrays of this type."""
        return self.array_type

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def _get_common_dtype(self, dtypes: list[Any]) -> GapSafeDtype | None:
        """Amounts and floats together are amounts; amounts and counts together are only numbers."""
        own = {dtype for dtype in dtypes if isinstance(dtype, GapSafeDtype)}
        if not all(dtype in own or is_any_real_numeric_dtype(dtype) for dtype in dtypes):
            return None
        return own.pop() if len(own) == 1 else RATIO

    def __from_arrow__(self, array: pa.Array | pa.ChunkedArray) -> Any:
        return self.array_type.checked(from_values(array.to_numpy(zero_copy_only=False), self.units), self)


AMOUNT = GapSafeDtype("amount")
COUNT = GapSafeDtype("count")
RATIO = GapSafeDtype("ratio")


def type_of_result(operator: str, left: GapSafeDtype | None, right: GapSafeDtype | None) -> GapSafeDtype:
    """Return the type of what an operator (``add``, ``truediv`` …) makes of two sides; None is a plain number.

    An amount times, or divided by, a number is an amount; an amount divided by an amount is a ratio.

    Raises
    ------
    TypeError
        If an amount and a count are added up.
    """
    sides = (left, right)
    if operator in ("add", "sub", "mod"):
        if AMOUNT in sides and COUNT in sides:
            raise TypeError("an amount and a count cannot be added up, nor subtracted from each other")
        return next((dtype for dtype in (AMOUNT, COUNT) if dtype in sides), RATIO)
    if operator == "mul":
        return next((dtype for dtype in (AMOUNT, COUNT) if sides.count(dtype) == 1), RATIO)
    if operator in ("truediv", "floordiv") and left is not None and right not in (left, AMOUNT):
        return left
    return RATIO
