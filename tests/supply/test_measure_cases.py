"""Small inputs whose measure or basis was once misread (``shared/cases/reading``), each with the right outcome."""

from pathlib import Path

import pytest

from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import records

PROJECT = Path(__file__).parents[2]
CASES = PROJECT.parent / "shared" / "cases" / "reading"


def read_case(name):
    found = sorted(CASES.glob(f"{name}-*"))
    if not found:
        pytest.skip("the small inputs are not beside the project (shared/cases)")
    return read_supply(found[0], layouts=PROJECT / "data" / "layouts")


def counts(supply):
    return [(row["service"], row["measure"], str(row["count"])) for row in records(supply.referrals)]


def checks(supply):
    return {finding.check for finding in supply.findings}


def test_posts_are_full_time_equivalents_on_two_days():
    assert counts(read_case("n02")) == [
        ("Domestic abuse", "posts (FTE)", "12"),
        ("Domestic abuse", "posts (FTE)", "10.6"),
        ("Victims' services", "posts (FTE)", "4.5"),
        ("Victims' services", "posts (FTE)", "5"),
    ]


def test_claims_are_counted_by_their_outcome():
    supply = read_case("n05")
    assert {noun for _, noun, _ in counts(supply)} == {"claims"}
    assert counts(supply)[:2] == [("Received", "claims", "212"), ("Paid", "claims", "37")]


def test_people_helped_are_people_helped():
    assert {noun for _, noun, _ in counts(read_case("n04"))} == {"people helped"}


def test_a_budget_in_the_title_is_not_read_as_outturn():
    supply = read_case("w06")
    assert "ambiguous-basis" in checks(supply)
    assert supply.funding.empty


def test_real_terms_beside_cash_are_left_out_and_said():
    supply = read_case("w10")
    assert supply.funding["amount"].sum() == 150
    assert set(supply.funding["qualifiers"]) == {"cash"}
    assert "other-measure" in checks(supply)


def test_a_share_among_amounts_is_left_out_and_said():
    supply = read_case("w18")
    assert sorted(set(supply.funding["line"])) == ["Outreach", "Refuge"]
    assert "row-of-shares" in checks(supply)
