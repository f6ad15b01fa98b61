import pytest

from foi_stats.vocabulary.basis import (
    BASES,
    agree,
    bases_in_words,
    is_provisional,
    mixed_qualifiers,
    parse_basis,
    qualifiers_in,
)


@pytest.mark.parametrize(
    ("words", "bases"),
    [
        ("budget", {"budget"}),
        ("2016 17 estimate", {"budget"}),
        ("original estimate", {"original budget"}),
        ("original budget and outturn", {"original budget", "outturn"}),
        ("budget revised", {"revised budget"}),
        ("revised estimates", {"revised budget"}),
        ("estimated outturn", {"forecast"}),
        ("forecast outturn", {"forecast"}),
        ("provisional outturn", {"outturn"}),
        ("net expenditure", {"outturn"}),
        ("budgeted expenditure", {"budget"}),
        ("grants awarded", {"allocated"}),
        ("an estimated number of people", set()),
    ],
)
def test_words_state_bases(words, bases):
    assert bases_in_words(words) == bases


@pytest.mark.parametrize(
    ("cell", "basis"),
    [("Actual", "outturn"), ("Estimate", "budget"), ("Original Estimate", "original budget"), ("Paid", "paid"),
     ("Revised budget", "revised budget"), ("Projected", "forecast"), ("Award", "allocated")],
)  # fmt: skip
def test_a_cell_names_a_basis(cell, basis):
    assert parse_basis(cell) == (basis, "")
    assert all(parse_basis(one) == (one, "") for one in BASES)


def test_a_provisional_outturn_is_an_outturn_with_its_symbol():
    for cell in ("Provisional outturn", "Outturn (provisional)", "Draft outturn", "unaudited actuals"):
        assert parse_basis(cell) == ("outturn", "[p]")
    assert not is_provisional("outturn")
    with pytest.raises(ValueError, match="is not one of"):
        parse_basis("Variance")


def test_a_budget_may_be_the_original_or_the_revised_one_and_these_are_two():
    assert agree("budget", "original budget")
    assert not agree("original budget", "revised budget")
    assert not agree("budget", "outturn")


@pytest.mark.parametrize(
    ("words", "qualifiers"),
    [
        ("amount excl vat", "excluding VAT"),
        ("net of vat", "excluding VAT"),
        ("gross amount including vat", "including VAT; gross"),
        ("net current expenditure", "net"),
        ("2014 15 outturn cash", "cash"),
        ("cash flow support", ""),
        ("2014 15 outturn real", "real terms"),
        ("gross and net expenditure", ""),
        ("expenditure", ""),
        ("network costs", ""),
    ],
)
def test_words_say_what_qualifies_an_amount(words, qualifiers):
    assert qualifiers_in(words) == qualifiers


def test_amounts_that_differ_are_told():
    assert mixed_qualifiers(["gross", "excluding VAT; net"]) == ("gross", "net")
    assert mixed_qualifiers(["gross", "", "gross; excluding VAT"]) is None
