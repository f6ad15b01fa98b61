"""Payments of days are added up as if each were looked at by itself, whatever stands beside them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_stats.answer.answer import answer_figures
from foi_stats.supply.rows import period_fields, records
from foi_stats.vocabulary.findings import SupplyError
from foi_stats.vocabulary.period import Period, financial_year_period
from tests.answer.cases import case, spend

FIRST = dt.date(2014, 4, 1)


def paid(pence, day, **values):
    when = FIRST + dt.timedelta(days=day)
    return spend(Decimal(pence) / 100, basis="paid", **period_fields(Period(when, when, "day")), **values)


def answered(rows):
    limb = {"id": "1a", "asks": "funding", "years": ["2014-15"], "basis": "paid", "by": "line"}
    placed = [{**row, "cell": f"K{at}"} for at, row in enumerate(rows, 2)]
    return answer_figures(case(placed, limbs=[limb]), "1"), placed


PAYMENT = st.builds(
    paid,
    st.integers(-99_999, 9_999_999),
    st.integers(0, 3),
    line=st.sampled_from(["Slavery training", "Slavery care"]),
    note=st.sampled_from(["", "Estimated."]),
    shorthand=st.sampled_from(["", "[e]"]),
)


@settings(max_examples=8)
@given(st.lists(PAYMENT, min_size=1, max_size=12))
def test_every_payment_is_in_a_sum_and_in_its_trail_once(payments):
    answer, placed = answered(payments)
    for cell in records(answer.table):
        own = [row for row in placed if row["line"] == cell["label"]]
        assert cell["value"] == sum(row["amount"] for row in own)
        assert set(cell["note"].split("\n")) - {""} == {row["note"] for row in own} - {""}
        assert cell["shorthand"] == ("[e]" if any(row["shorthand"] for row in own) else "")
        trail = answer.trail[answer.trail["figure"].eq(cell["figure"])]
        assert trail["cell"].tolist() == [row["cell"] for row in own]
    assert len(answer.trail) == len(payments)


def test_payments_beside_the_sum_of_their_year_are_its_parts():
    whole = spend(Decimal("30.00"), basis="paid", **period_fields(financial_year_period("2014-15")))
    parts = [paid(1_000, 0), paid(2_000, 9)]
    answer, _ = answered([*parts, whole])
    assert (answer.table["value"].tolist(), answer.trail["cell"].tolist()) == ([30], ["K4"])
    with pytest.raises(SupplyError, match="the parts come to 30.01, and the whole is 30.00"):
        answered([*parts, paid(1, 9), whole])
