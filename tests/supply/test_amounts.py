"""Amounts and counts: exact to the penny, and never 0 where there is nothing but gaps."""

import io
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.amounts import AMOUNT, COUNT, RATIO
from foi_stats.supply.amounts.units import LARGEST, MOST_IN_FLOAT_POUNDS

PENNIES = st.integers(-LARGEST, LARGEST)
FEW = st.integers(-(10**12), 10**12)
GAPS = pd.Series([None, None], dtype="amount")


def pounds(pennies):
    return Decimal(pennies) / 100


def amounts(pennies):
    return pd.Series([None if some is None else pounds(some) for some in pennies], dtype="amount")


def rows():
    return pd.DataFrame(
        {
            "line": ["A", "A", "B", "B"],
            "year": ["2012-13", "2013-14", "2012-13", "2013-14"],
            "amount": pd.Series([1.10, None, None, None], dtype="amount"),
            "count": pd.Series([3, None, None, None], dtype="count"),
        }
    )


@given(st.lists(PENNIES, min_size=1))
def test_a_sum_is_whole_pennies_or_an_error(pennies):
    column, total = amounts(pennies), sum(pennies)
    if abs(total) > LARGEST:
        with pytest.raises(OverflowError):
            column.sum()
    else:
        assert Decimal(str(column.sum())) == pounds(total)


@given(PENNIES, PENNIES)
def test_a_sum_and_a_difference_of_two_are_whole_pennies_or_an_error(one, other):
    for made, expected in (
        (lambda: amounts([one]) + amounts([other]), one + other),
        (lambda: amounts([one]) - amounts([other]), one - other),
        (lambda: amounts([one]) + pounds(other), one + other),
        (lambda: pounds(one) - amounts([other]), one - other),
    ):
        if abs(expected) > LARGEST:
            with pytest.raises(OverflowError):
                made()
        else:
            assert made().array.exact() == [pounds(expected)]


@given(st.lists(st.tuples(st.sampled_from("ab"), PENNIES), min_size=1))
def test_sums_of_groups_and_running_sums_are_whole_pennies_or_an_error(given_rows):
    frame = pd.DataFrame({"by": [by for by, _ in given_rows], "amount": amounts([some for _, some in given_rows])})
    totals, running = {}, []
    for by, some in given_rows:
        totals[by] = totals.get(by, 0) + some
        running.append(some + (running[-1] if running else 0))
    for made, expected in (
        (lambda: frame.groupby("by", sort=False)["amount"].sum(), list(totals.values())),
        (lambda: frame["amount"].cumsum(), running),
        (
            lambda: frame.pivot_table(index="by", values="amount", aggfunc="sum", sort=False)["amount"],
            [*totals.values()],
        ),
    ):
        if max(map(abs, expected)) > LARGEST:
            with pytest.raises(OverflowError):
                made()
        else:
            assert made().array.exact() == list(map(pounds, expected))


@given(st.lists(FEW), FEW)
def test_floats_of_whole_pennies_are_these_pennies(pennies, one):
    floats = [some / 100 for some in pennies]
    assert pd.Series(floats, dtype="amount").array.exact() == list(map(pounds, pennies))
    assert (amounts([one]) == one / 100).all()
    assert amounts([one])[0] == one / 100


@given(st.integers(-MOST_IN_FLOAT_POUNDS, MOST_IN_FLOAT_POUNDS))
def test_floats_of_pounds_hold_pennies_up_to_70_trillion(pennies):
    assert pd.Series([float(pounds(pennies))], dtype="amount").array.exact() == [pounds(pennies)]


@given(st.lists(st.one_of(st.none(), FEW), min_size=1))
def test_gaps_are_left_out_of_a_sum_and_stay_gaps(pennies):
    known = [some for some in pennies if some is not None]
    total = amounts(pennies).sum()
    assert pd.isna(total) if not known else Decimal(str(total)) == pounds(sum(known))
    assert amounts(pennies).isna().tolist() == [some is None for some in pennies]


def test_more_than_90_trillion_is_an_error_wherever_it_comes_from():
    most = amounts([LARGEST])
    for made in (
        lambda: amounts([LARGEST + 1]),
        lambda: pd.Series([1e14], dtype="amount"),
        lambda: most * 2,
        lambda: most + 0.01,
        lambda: pd.concat([most, most]).sum(),
        lambda: pd.Series([2**60], dtype="count"),
    ):
        with pytest.raises(OverflowError, match="is over .*: beyond that a (amount|count) is not exact"):
            made()
    assert most.sum() == pounds(LARGEST)


def test_an_amount_that_a_float_does_not_hold_is_a_decimal_and_is_not_stored():
    much = amounts([LARGEST - 1])
    assert much[0] == much.sum() == pounds(LARGEST - 1)
    with pytest.raises(OverflowError, match="cannot be stored"):
        much.to_frame("amount").to_parquet(io.BytesIO())


@pytest.mark.parametrize(
    "total",
    [
        lambda frame: frame.groupby("line")["amount"].sum()["B"],
        lambda frame: frame.groupby("line").sum(numeric_only=True).loc["B", "amount"],
        lambda frame: frame.groupby("line").agg(total=("amount", "sum")).loc["B", "total"],
        lambda frame: frame.groupby("line")["amount"].transform("sum")[2],
        lambda frame: frame.groupby("line")["count"].sum()["B"],
        lambda frame: frame.pivot_table(index="line", values="amount", aggfunc="sum", dropna=False).loc["B", "amount"],
        lambda frame: frame.pivot_table(index="line", columns="year", values="amount", aggfunc="sum", dropna=False)
        .sum(axis=1)["B"],
        lambda frame: frame[frame["line"] == "B"]["amount"].sum(),
        lambda frame: frame[frame["line"] == "B"][["amount", "count"]].sum()["amount"],
        lambda frame: frame[frame["line"] == "B"]["amount"].cumsum().iloc[-1],
        lambda frame: np.sum(frame[frame["line"] == "B"]["amount"]),
        lambda frame: frame["amount"][:0].sum(),
        lambda frame: frame["amount"][2:].prod(),
        lambda frame: frame.assign(at=pd.to_datetime(["2013-03-31", "2014-03-31"] * 2))[2:]
        .resample("YE", on="at")["amount"].sum().iloc[0],
        lambda frame: pd.crosstab(frame["line"], frame["year"], frame["amount"], aggfunc="sum", dropna=False)
        .loc["B", "2012-13"],
    ],
)  # fmt: skip
def test_a_sum_of_gaps_is_a_gap(total):
    assert pd.isna(total(rows()))


def test_a_sum_of_gaps_is_a_gap_in_margins():
    frame = rows()
    for table in (
        frame.pivot_table(index="line", columns="year", values="amount", aggfunc="sum", margins=True, dropna=False),
        pd.crosstab(frame["line"], frame["year"], frame["amount"], aggfunc="sum", margins=True, dropna=False),
    ):
        assert pd.isna(table.loc["B", "All"])
        assert pd.isna(table.loc["All", "2013-14"])
        assert table.loc["All", "All"] == 1.1


@pytest.mark.parametrize(
    ("changed", "dtype"),
    [
        (lambda some: some * 1.02, AMOUNT),
        (lambda some: some / 1000, AMOUNT),
        (lambda some: 2 * some - 5, AMOUNT),
        (lambda some: -abs(some), AMOUNT),
        (lambda some: some / pd.Series([2, 4], dtype="count"), AMOUNT),
        (lambda some: some / pd.Series([1.5, 2.5]), AMOUNT),
        (lambda some: pd.Series([1.5, None], dtype="Float64") + some, AMOUNT),
        (lambda some: np.ones(2) * some, AMOUNT),
        (lambda some: some.apply(lambda value: value * 2), AMOUNT),
        (lambda some: np.maximum(some, 0), AMOUNT),
        (lambda some: pd.concat([some, pd.Series([None, None], dtype=float)]), AMOUNT),
        (lambda some: pd.concat([some, some.astype("count")]), RATIO),
        (lambda some: some.reindex([0, 5]), AMOUNT),
        (lambda some: some / some, RATIO),
        (lambda some: some**2, RATIO),
        (lambda some: 1 / some, RATIO),
        (lambda some: np.log(some), RATIO),
        (lambda some: some.pct_change(), RATIO),
        (lambda some: some.astype("count") * 1.5, COUNT),
        (lambda some: some.interpolate().ffill().shift().diff(), AMOUNT),
    ],
)
def test_what_is_made_of_gaps_is_gap_safe(changed, dtype):
    result = changed(GAPS)
    assert result.dtype == dtype
    assert pd.isna(result.sum())


def test_merge_and_parquet_keep_the_types_and_the_gaps():
    other = pd.DataFrame({"line": ["A", "C"], "people": [1.5, 2.5]})
    merged = rows().merge(other, on="line", how="outer")
    file = io.BytesIO()
    merged.to_parquet(file)
    read = pd.read_parquet(file)
    pd.testing.assert_frame_equal(read, merged)
    assert read.dtypes[["amount", "count"]].tolist() == [AMOUNT, COUNT]
    assert pd.isna(read[read["line"] == "B"]["amount"].sum())


def test_amounts_and_counts_cannot_be_added_up():
    with pytest.raises(TypeError, match="an amount and a count"):
        rows()["amount"] + rows()["count"]


def test_what_is_no_number_is_refused():
    for wrong in (["12"], [True], ["£5"]):
        with pytest.raises(TypeError, match=r"number"):
            pd.Series(wrong, dtype="amount")
    column = amounts([1, 2])
    with pytest.raises(TypeError, match="is not a number"):
        column[0] = "five"


def test_counts_are_whole_where_they_are_whole():
    counts = pd.Series([3, None, 4], dtype="count")
    assert [repr(value) for value in (counts.sum(), counts[0], counts.max())] == ["7", "3", "4"]
    assert counts.mean() == 3.5
    assert counts.to_csv(index=False).split() == ["0", "3", '""', "4"]


def test_columns_print_as_people_write_money():
    def printed(column):
        return column.to_string(index=False).split()

    assert printed(amounts([123456789000, None, -500])) == ["1,234,567,890", "NaN", "-5"]
    assert printed(amounts([123450, 500])) == ["1,234.50", "5.00"]
    assert printed(amounts([123450, 500]) / 1000) == ["1.2345", "0.0050"]
    assert printed(pd.Series([1200, None], dtype="count")) == ["1,200", "NaN"]
    with pd.option_context("display.float_format", "£{:,.0f}".format):
        assert printed(amounts([123450])) == ["£1,234"]


def test_an_operation_does_not_change_what_it_is_given():
    column = amounts([100, None, 250])
    before = column.copy()
    (
        column.sum(),
        column + 1,
        column * 2,
        column.cumsum(),
        column.fillna(0),
        np.log(column),
        column.to_numpy()[:].fill(7),
    )
    pd.testing.assert_series_equal(column, before)
