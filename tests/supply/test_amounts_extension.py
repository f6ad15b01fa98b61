"""pandas' own tests of extension types, run on amounts and counts; a ratio is a count that is never an int."""

import numpy as np
import pandas as pd
import pytest
from pandas.tests.extension import base
from pandas.tests.extension.conftest import *  # noqa: F403 - the fixtures that pandas' tests need

from foi_stats.supply.amounts import RATIO, GapSafeDtype
from foi_stats.supply.amounts.dtype import type_of_result


@pytest.fixture(params=["amount", "count"])
def dtype(request):
    return GapSafeDtype(request.param)


def column(values, dtype):
    return pd.array(values, dtype=dtype)


@pytest.fixture
def data(dtype):
    return column([1.5, 2, 3.25, 4, 5, 6.01, 7, 8.99, 9, 10] if dtype.name != "count" else list(range(1, 11)), dtype)


@pytest.fixture
def data_for_twos(dtype):
    return column([2] * 10, dtype)


@pytest.fixture
def data_missing(dtype):
    return column([None, 1], dtype)


@pytest.fixture
def data_for_sorting(dtype):
    return column([2, 3, 1], dtype)


@pytest.fixture
def data_missing_for_sorting(dtype):
    return column([2, None, 1], dtype)


@pytest.fixture
def na_cmp():
    return lambda left, right: np.isnan(left) and np.isnan(right)


@pytest.fixture
def data_for_grouping(dtype):
    return column([2, 2, None, None, 1, 1, 2, 3], dtype)


ON_PURPOSE = {
    ("test_array_interface", "amount"): "as objects amounts are Decimals: pandas prints a column by way of them",
    ("test_setitem_series", "amount"): "an object column that is given amounts holds Decimals: the same reason",
    ("test_invert", "count"): "a single count is an int, which can be inverted bit by bit; a column of counts cannot",
}
"""Tests of pandas that are not for us, with the reason. pandas itself skips those for arrays of two dimensions."""


@pytest.fixture(autouse=True)
def _skip_what_differs_on_purpose(request, dtype):
    if reason := ON_PURPOSE.get((request.node.originalname, dtype.name)):
        pytest.skip(reason)


class TestGapSafe(base.ExtensionTests):
    series_scalar_exc = frame_scalar_exc = series_array_exc = divmod_exc = None

    def _supports_reduction(self, *_):
        return True

    def _supports_accumulation(self, *_):
        return True

    def _get_expected_reduction_dtype(self, arr, op_name, *_):
        return RATIO if op_name in ("prod", "var", "kurt", "skew") else arr.dtype

    def _cast_pointwise_result(self, op_name, obj, other, pointwise_result):
        """Return what single values give as the type that whole columns give: single values know no type."""
        if isinstance(pointwise_result, pd.Series) and pointwise_result.dtype == bool:
            return pointwise_result
        operator = op_name.strip("_")
        mine = obj.dtype if isinstance(obj, pd.Series) else obj.dtypes.iloc[0]
        theirs = other.dtype if isinstance(getattr(other, "dtype", None), GapSafeDtype) else None
        sides = (theirs, mine) if operator.startswith("r") else (mine, theirs)
        return pointwise_result.astype(type_of_result(operator.removeprefix("r"), *sides))
