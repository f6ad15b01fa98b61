"""Rows: the quick check of them, and pandera's, find the same."""

import pandas as pd
import pandera.errors
import pytest

from foi_stats.supply.rows import (
    breakdowns,
    columns_of,
    funding_frame,
    join_rows,
    referral_frame,
    row_period,
    schema,
    validate,
)

FIGURE = {"financial_year": "2015-16", "basis": "outturn", "flow": "expenditure", "amount": 1, "reason": "not_held"}
COUNT = {"financial_year": "2015-16", "count": 1}
BREAKS = {
    "basis": lambda rows: rows.assign(basis=rows["basis"].replace("outturn", "guess")),
    "flow": lambda rows: rows.assign(flow=""),
    "reason": lambda rows: rows.assign(reason="lost"),
    "text missing": lambda rows: rows.assign(line=pd.Series([None] * len(rows), dtype="str")),
    "gap not named": lambda rows: rows.assign(amount=pd.Series([None] * len(rows), dtype=rows["amount"].dtype)),
    "period missing": lambda rows: rows.assign(
        period_end=pd.Series([None] * len(rows), dtype=rows["period_end"].dtype)
    ),
    "kind of period": lambda rows: rows.assign(period_kind="decade"),
    "type": lambda rows: rows.assign(amount=1.5),
    "column missing": lambda rows: rows.drop(columns="note"),
    "column too many": lambda rows: rows.assign(other=""),
    "order": lambda rows: rows[rows.columns[::-1]],
}


def rows():
    return funding_frame([FIGURE, FIGURE])


@pytest.mark.parametrize("kind", ["funding", "referrals"])
def test_good_rows_pass_both_checks(kind):
    for good in (rows(), rows()[:0]) if kind == "funding" else (referral_frame([COUNT]), referral_frame()):
        schema(kind).validate(good)
        validate(good, kind)


@pytest.mark.parametrize("what", BREAKS)
def test_broken_rows_fail_both_checks(what):
    broken = BREAKS[what](rows())
    for check in (schema("funding").validate, lambda given: validate(given, "funding")):
        with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
            check(broken)


def test_a_row_has_the_period_that_it_names():
    quarter = referral_frame([COUNT | {"quarter": "2016 Q1"}]).iloc[0]
    assert str(row_period(quarter)) == "January to March 2016"
    assert str(row_period(rows().iloc[0])) == "2015-16"


def test_rows_may_have_labels_of_their_own():
    by_age = referral_frame([COUNT | {"age_band": "18-24"}], ["age_band"])
    rows = join_rows([referral_frame([COUNT]), by_age], "referrals")
    validate(rows, "referrals")
    schema("referrals", ("age_band",)).validate(rows)
    assert breakdowns(rows) == ["age_band"]
    assert rows["age_band"].tolist() == ["", "18-24"]
    assert breakdowns(referral_frame()) == []


@pytest.mark.parametrize("name", ["service", "file", "Age band", "", "1st"])
def test_a_label_is_named_in_small_letters_and_not_as_another_column(name):
    with pytest.raises(ValueError, match="cannot be the name of a label column"):
        columns_of("referrals", [name])
