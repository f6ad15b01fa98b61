from contextlib import suppress
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.amounts import AMOUNT
from foi_stats.vocabulary.money import (
    MINUS,
    add_up,
    add_up_by,
    format_money,
    money_from_number,
    parse_money,
    parse_unit,
    show_money,
    unit_name,
)

AMOUNTS = st.decimals("-9999999999999.99", "9999999999999.99", places=2)


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("1,234", "1234.00"),
        ("£1,234.50", "1234.50"),
        ("(1,234)", "-1234.00"),
        ("(£1,234)", "-1234.00"),
        ("£(1,234)", "-1234.00"),
        ("1,234-", "-1234.00"),
        ("-£5", "-5.00"),
        ("£-5", "-5.00"),
        ("£1.2m", "1200000.00"),
        ("£1.2 million", "1200000.00"),
        ("£35k", "35000.00"),
        ("1'234.50", "1234.50"),
        ("1’234’567", "1234567.00"),
        ("1234.000", "1234.00"),
        ("0.500", "0.50"),
        ("1 234", "1234.00"),
        ("1\u00a0234\u00a0567", "1234567.00"),
        ("−1,234", "-1234.00"),
        ("nil", "0.00"),
        ("0", "0.00"),
        ("-0", "0.00"),
        (".5", "0.50"),
    ],
)
def test_money_as_people_type_it(text, pounds):
    assert str(parse_money(text)) == pounds


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("£1,685.018", "two decimal places"),  # a published misprint
        ("-", r"nil \(0\) or not available"),
        ("n/a", r"\[z\].*\[x\]"),
        ("tbc", "not known yet"),
        ("", "missing"),
        ("none", r"\[w\]"),
        ("1,23", "could be 1.23, written with a decimal comma, or 123"),
        ("12,34,567", "not an amount"),
        ("1,234 567", "not an amount"),
        ("1.234,50", "looks like 1234.50"),
        ("£500CR", "credit: it could be money back, to be taken off what was spent \\(-£500\\), or money received"),
        ("1,234 cr.", "money received \\(1,234\\)"),
        ("12.000", "could be 12.00, or 12,000, with a point for a comma"),
        ("£1.230", "could be 1.23, or 1,230"),
        ("20 DR", "debit: it could be money spent \\(20\\)"),
        ("€5", "not an amount"),
        ("1e5", "not an amount"),
        ("-(5)", "twice|not an amount"),
        ("(5-)", "twice"),
        ("1" * 40, "too large"),
        (5, "reads text"),
    ],
)
def test_what_could_be_read_two_ways_is_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        parse_money(text)


def test_a_unit_multiplies_and_a_suffix_beside_it_is_ambiguous():
    assert parse_money("134,898", unit=1000) == Decimal("134898000.00")
    assert parse_money("£1.2m", unit=1_000_000) == Decimal("1200000.00")
    with pytest.raises(ValueError, match=r"1,200,000 pounds or 1,200,000,000 pounds"):
        parse_money("£1.2m", unit=1000)


@given(AMOUNTS)
def test_every_amount_survives_being_shown(amount):
    assert parse_money(show_money(amount)) == amount
    if amount <= 0:
        assert parse_money(f"({abs(amount):,})") == amount


@given(st.text(max_size=20))
def test_any_text_is_an_exact_amount_or_a_reason(text):
    with suppress(ValueError):
        assert parse_money(text).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("number", "unit", "pounds"),
    [(0.005, 1, "0.01"), (-0.005, 1, "-0.01"), (6982221.062649793, 1000, "6982221062.65"), (3, 1, "3.00")],
)
def test_a_numeric_cell_is_rounded_half_up_to_the_penny(number, unit, pounds):
    assert money_from_number(number, unit) == Decimal(pounds)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), True, 1e17])
def test_what_is_no_amount_is_refused(number):
    with pytest.raises(ValueError, match="amount"):
        money_from_number(number)


def test_a_sum_of_gaps_is_a_gap():
    gaps = pd.Series([None, None], dtype=AMOUNT)
    assert add_up(gaps) is None
    assert add_up(pd.Series([None, Decimal("0.00")], dtype=AMOUNT)) == 0


def test_a_group_of_gaps_is_a_gap_and_says_how_many():
    rows = pd.DataFrame(
        {
            "year": ["2012-13", "2012-13", "2013-14", "2013-14", "2014-15"],
            "amount": pd.Series([None, None, Decimal("1.10"), None, Decimal("0.00")], dtype=AMOUNT),
        }
    )
    before = rows.copy()

    summed = add_up_by(rows, ["year"], "amount").set_index("year")

    assert pd.isna(summed.loc["2012-13", "amount"])
    assert summed["amount"].array.exact() == [None, Decimal("1.10"), Decimal("0.00")]
    assert summed.loc["2014-15", "amount"] == 0
    assert summed["gaps"].tolist() == [2, 1, 0]
    assert summed["amount"].dtype == AMOUNT
    pd.testing.assert_frame_equal(rows, before)


def test_amounts_as_people_read_them():
    assert show_money(Decimal("134898000.00"), 1000) == "134,898"
    assert show_money(Decimal("-1234.50")) == f"{MINUS}1,234.50"
    assert format_money(Decimal("134898000.00")) == "£134.9 million"
    assert format_money(Decimal("999999.99")) == "£1 million"
    assert format_money(Decimal("35000.00")) == "£35,000"


@pytest.mark.parametrize(
    ("text", "unit"), [("£", 1), ("£000", 1000), ("£'000", 1000), ("£ thousand", 1000), ("£m", 10**6)]
)
def test_units_as_headings_write_them(text, unit):
    assert parse_unit(text) == unit
    assert parse_unit(unit_name(unit)) == unit


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="not a unit"):
        parse_unit("dozens")
    with pytest.raises(ValueError, match="a unit is one of"):
        parse_money("5", unit=12)
