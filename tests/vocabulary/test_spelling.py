"""Headings written as one word are put into words; names and units are left as they are."""

import pytest

from foi_stats.vocabulary.spelling import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EmployeeCount", "Employee Count"),
        ("OnStreetIncomeParking", "On Street Income Parking"),
        ("number_of_claims", "number of claims"),
        ("AmountGBP", "Amount GBP"),
        ("Outturn2015-16", "Outturn 2015-16"),
        ("outturn_2015_16", "outturn 2015-16"),
        ("2015-16Outturn", "2015-16 Outturn"),
        ("VATRate (%)", "VAT Rate (%)"),
    ],
)
def test_joined_words_are_parted(text, words):
    assert in_words(text) == in_words(words) == words


@pytest.mark.parametrize(
    "text", ["kWh", "FTEs", "PhD", "DfE grant", "McDonald", "iPhone", "£000s", "CO2", "MoJ", "[x]"]
)
def test_names_and_units_are_left(text):
    assert in_words(text) == text
