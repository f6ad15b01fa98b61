"""Shares and changes in per cent: exact, rounded once, and never over what cannot be compared."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.answer.answer_table import TOTAL
from foi_stats.answer.derived import changes, shares, totals_within


def cell(label, year, value, shorthand="", **others):
    start, end = f"{year}-04-01", f"{year + 1}-03-31"
    printed = shorthand if value is None else f"{value:,}"
    row = {"figure": f"1/{label}/{year}", "label": label, "label_2": "", "label_3": "", "period": str(year)}
    row |= {"period_start": start, "period_end": end, "period_kind": "financial_year", "covers": "", "reason": ""}
    return row | {"value": value, "printed": printed, "shorthand": shorthand} | others


def printed(found):
    return [one.printed for one in found]


def test_a_share_of_the_total_stands_beside_each_figure():
    rows = [cell("A", 2015, 1), cell("B", 2015, 2), cell(TOTAL, 2015, 3)]
    found = shares(rows, totals_within(rows))
    assert printed(found) == ["33.3", "66.7", "100.0"]
    assert [one.of for one in found] == ["1/Total/2015"] * 3


def test_a_share_of_another_measure_is_of_the_same_labels_or_of_its_total():
    paid = [cell("A", 2015, 37), cell("B", 2015, 5)]
    received = [cell("A", 2015, 212), cell(TOTAL, 2015, 300), cell("A", 2014, 1)]
    assert printed(shares(paid, received)) == ["17.5", "1.7"]
    assert printed(shares(paid, [cell("All", 2015, 200)])) == ["18.5", "2.5"]
    assert printed(shares(paid, [cell("X", 2014, 200)])) == ["[z]", "[z]"]


def test_a_change_is_on_the_year_before_and_the_first_has_none():
    rows = [cell("A", 2014, 200), cell("A", 2015, 250), cell("A", 2016, 240), cell("A", 2018, 1)]
    found = changes(rows)
    assert printed(found) == ["[z]", "25.0", "−4.0", "[z]"]
    assert found[1].of == "1/A/2014"


PART = {"covers": "2015-04-01/2015-09-30"}


@pytest.mark.parametrize(
    ("before", "after", "why", "shown"),
    [
        (cell("A", 2014, 4), cell("A", 2015, None, "[c]"), "hidden", "[c]"),
        (cell("A", 2014, None, "[x]"), cell("A", 2015, 4), "gap", "[x]"),
        (cell("A", 2014, 4), cell("A", 2015, 4, "[b]"), "break", "[z]"),
        (cell("A", 2014, 4, "[u]"), cell("A", 2015, 4), "unreliable", "[z]"),
        (cell("A", 2014, 4), cell("A", 2015, 4, **PART), "part", "[z]"),
        (cell("A", 2014, 4), cell("A", 2015, 4, reason="not_held"), "incomplete", "[z]"),
        (cell("A", 2014, 4), cell("A", 2015, 4, "[f]"), "budget", "[z]"),
        (cell("A", 2014, 0), cell("A", 2015, 4), "zero", "[z]"),
        (cell("A", 2014, -4), cell("A", 2015, 4), "negative", "[z]"),
    ],
)
def test_none_is_worked_out_over_what_cannot_be_compared(before, after, why, shown):
    found = changes([before, after])[1]
    assert (found.why, found.printed, found.value) == (why, shown, None)


def test_a_share_within_one_period_may_stand_on_marked_figures_and_on_no_part():
    rows = [cell("A", 2015, 1, "[b]"), cell("B", 2015, 1, **PART), cell(TOTAL, 2015, 2)]
    assert [one.why for one in shares(rows, totals_within(rows))] == ["", "part", ""]


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_share_is_the_exact_one_rounded_once(value, whole):
    rows = [cell("A", 2015, value), cell(TOTAL, 2015, whole)]
    shown = shares(rows, totals_within(rows))[0].value
    assert abs(Fraction(shown) - Fraction(value * 100, whole)) <= Fraction(1, 20)
    assert shown == shown.quantize(Decimal("0.1"))
