"""Which budget, how final an outturn and what qualifies an amount are kept from the heading to the row."""

import pytest

from tests.supply.test_finance_sheets import errors, read


def test_original_and_revised_budgets_and_estimates_are_told_apart():
    found = read(["Line", "2015-16 Original Estimate (£)", "2015-16 Revised Estimate (£)", "2015-16 Outturn (£)"],
                 ["Refuge", 30, 35, 33])  # fmt: skip
    assert not errors(found)
    told = dict(zip(found.funding["basis"], found.funding["amount"], strict=True))
    assert told == {"original budget": 30, "revised budget": 35, "outturn": 33}


@pytest.mark.parametrize("heading", ["2016-17 Provisional outturn (£)", "2016-17 Outturn (provisional) (£)"])
def test_a_provisional_outturn_carries_its_symbol(heading):
    found = read(["Line", heading], ["Refuge", 30], ["Helpline", "[x]"])
    assert list(found.funding["basis"]) == ["outturn", "outturn"]
    assert list(found.funding["shorthand"]) == ["[p]", "[x]"]


def test_a_column_headed_basis_may_say_provisional():
    found = read(["Line", "Financial year", "Basis", "Amount (£)"], ["Refuge", "2016-17", "Provisional outturn", 30],
                 ["Helpline", "2016-17", "Revised budget", 12])  # fmt: skip
    assert list(found.funding["basis"]) == ["outturn", "revised budget"]
    assert list(found.funding["shorthand"]) == ["[p]", ""]


@pytest.mark.parametrize(
    ("title", "heading", "qualifiers"),
    [
        ("Spending by service", "2015-16 Outturn (£) excl. VAT", "excluding VAT"),
        ("Spending by service, including VAT", "2015-16 Outturn (£)", "including VAT"),
        ("Spending by service", "2015-16 Gross outturn (£)", "gross"),
        ("Spending by service", "2015-16 Outturn (£)", ""),
    ],
)
def test_what_qualifies_an_amount_is_kept(title, heading, qualifiers):
    found = read([title], ["Line", heading], ["Refuge", 30])
    assert not errors(found)
    assert list(found.funding["qualifiers"]) == [qualifiers]


def test_a_total_of_any_noun_is_no_row():
    found = read(["Team", "2015-16 claims paid"], ["North", 12], ["South", 30], ["Total claims paid", 42])
    assert list(found.referrals["count"]) == [12, 30]
