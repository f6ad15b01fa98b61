"""Amounts and counts as pandas columns: gap-safe, exact, and ordinary numbers in everything else.

A column of dtype ``amount`` (pounds), ``count`` or ``ratio`` is a float64 with NaN for gaps, with two differences:

- the sum of nothing but gaps is a gap, where float64 gives 0;
- sums and differences of whole pennies are whole pennies, because an amount is held as pennies, and a float64 holds
  every whole number up to 2**53.

``ratio`` is what is neither money nor a count: a share, a change, a logarithm. No file is read or written here.
"""

from foi_stats.supply.amounts.array import GapSafeArray
from foi_stats.supply.amounts.dtype import AMOUNT, COUNT, RATIO, GapSafeDtype

__all__ = ["AMOUNT", "COUNT", "RATIO", "GapSafeArray", "GapSafeDtype"]
