"""Two measures, two budgets, and amounts that differ in VAT are never added up; the answer keeps the supply's noun."""

from decimal import Decimal

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.vocabulary.findings import InputError, SupplyError
from tests.answer.cases import case, only, quarter, spend

CLAIMS = [
    quarter("", 188, service="North", measure="claims received", cell="D2"),
    quarter("", 29, service="North", measure="claims paid", cell="E2"),
]


def ask_counts(**told):
    return case(referrals=CLAIMS, limbs=[{"id": "1a", "asks": "counts", "years": ["2014-15"], **told}])


def test_counts_of_two_things_are_listed_and_never_added():
    with pytest.raises(InputError, match="claims received .*D2.*claims paid .*E2.*measure = "):
        answer_figures(ask_counts(), "1")
    with pytest.raises(InputError, match="no supply counts 'referrals'"):
        answer_figures(case(referrals=CLAIMS, limbs=[{"id": "1a", "asks": "referrals", "years": ["2014-15"]}]), "1")


@pytest.mark.parametrize("measure", ["claims paid", "Claim paid"])
def test_a_request_says_the_noun_and_the_answer_keeps_the_supplys(measure):
    answer = answer_figures(ask_counts(measure=measure), "1")
    assert only(answer)["value"] == 29
    assert (answer.measure, answer.title) == ("claims paid", "Claims paid")
    assert "the number of claims paid" in answer.sentence


def test_full_time_equivalents_are_added_up_exactly():
    posts = [quarter("", number, service="North", measure="posts (FTE)", cell=f"D{number}")
             for number in (Decimal("0.1"), Decimal("0.2"), Decimal("4.5"))]  # fmt: skip
    posts = [row | {"service": f"Team {at}"} for at, row in enumerate(posts)]
    limbs = [{"id": "1a", "asks": "counts", "years": ["2014-15"], "totals": True}]
    table = answer_figures(case(referrals=posts, limbs=limbs), "1").table
    assert list(table["printed"]) == ["0.1", "0.2", "4.5", "4.8"]


def test_original_and_revised_budgets_are_listed_and_never_added():
    rows = [spend(5, basis="original budget"), spend(6, basis="revised budget", cell="L5")]
    limbs = [{"id": "1a", "asks": "funding", "years": ["2014-15"], "basis": "budget"}]
    with pytest.raises(InputError, match="original budget .*K5.* and revised budget .*L5"):
        answer_figures(case(rows, limbs=limbs), "1")
    answer = answer_figures(case(rows, limbs=[limbs[0] | {"basis": "revised budget"}]), "1")
    assert only(answer)["value"] == 6
    original = answer_figures(case(rows[:1], limbs=limbs), "1")
    assert only(original)["value"] == 5
    assert original.basis == "original budget"
    assert "the amounts in the original budget" in original.sentence


@pytest.mark.parametrize(("one", "other"), [("excluding VAT", "including VAT"), ("gross", "net"), ("cash", "accruals")])
def test_amounts_that_differ_in_vat_or_prices_are_never_added(one, other):
    rows = [spend(5, qualifiers=one), spend(6, qualifiers=other, line="Slavery awareness training", cell="L9")]
    with pytest.raises(SupplyError) as caught:
        answer_figures(case(rows), "1")
    (finding,) = caught.value.findings
    assert finding.check == "mixed-amounts"
    assert finding.cell in ("K5", "L9")
    assert {"K5", "L9"} - {finding.cell} <= set(finding.found.split())
    assert one in finding.found
    assert other in finding.found
    assert only(answer_figures(case([rows[0], rows[1] | {"qualifiers": ""}]), "1"))["value"] == 11
