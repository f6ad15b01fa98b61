"""Pivoting rows: all gaps stay, bases and flows stay apart, symbols are shown."""

import pandas as pd
import pytest

import foi_stats as foi
from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.vocabulary.findings import InputError


def row(line, year, amount, shorthand="", basis="outturn", flow="expenditure"):
    return {
        "line": line,
        "financial_year": year,
        "amount": amount,
        "shorthand": shorthand,
        "basis": basis,
        "flow": flow,
    }


def table(*rows, plain=False):
    return foi.pivot(funding_frame(rows), "line", "financial_year", plain=plain)


def test_each_cell_is_an_amount_with_its_symbols_or_the_symbol_of_its_gap():
    shown = table(
        row("A", "2012-13", 1200, "[r]"),
        row("A", "2013-14", None, "[x]"),
        row("B", "2012-13", None, "[z]"),
        row("B", "2013-14", -0.5),
    )
    assert shown.loc["A"].tolist() == ["1,200.00 [r]", "[x]"]
    assert shown.loc["B"].tolist() == ["[z]", "−0.50"]


def test_a_sum_says_what_it_leaves_out_but_not_what_does_not_apply():
    shown = table(row("A", "2012-13", 10), row("A", "2012-13", None, "[x]"), row("A", "2012-13", None, "[z]"))
    assert shown.loc["A", "2012-13"] == "10 + [x]"


def test_several_gaps_are_not_available():
    assert table(row("A", "2012-13", None, "[z]"), row("A", "2012-13", None, "[c]")).loc["A", "2012-13"] == "[x]"


def test_no_row_is_empty_and_no_gap():
    shown = table(row("A", "2012-13", 1), row("B", "2013-14", None, "[x]"))
    assert shown.loc["A"].tolist() == ["1", ""]
    assert shown.loc["B"].tolist() == ["", "[x]"]


def test_rows_and_columns_of_nothing_but_gaps_are_kept():
    plain = table(row("A", "2012-13", 1), row("B", "2013-14", None, "[x]"), plain=True)
    assert (list(plain.index), list(plain.columns)) == (["A", "B"], ["2012-13", "2013-14"])
    assert pd.isna(plain.loc["B"].sum())
    assert set(plain.dtypes) == {AMOUNT}
    assert plain.loc["A", "2012-13"] == 1


def test_bases_and_flows_are_never_added_up():
    shown = table(
        row("A", "2012-13", 5), row("A", "2012-13", 7, basis="budget"), row("A", "2012-13", -2, flow="income")
    )
    assert shown["2012-13"].to_dict() == {
        ("A", "budget", "expenditure"): "7",
        ("A", "outturn", "expenditure"): "5",
        ("A", "outturn", "income"): "−2",
    }


def test_what_is_asked_for_apart_is_not_added_again():
    rows = funding_frame([row("A", "2012-13", 5), row("A", "2012-13", 7, basis="budget")])
    assert foi.pivot(rows, "line", "basis", plain=True).loc["A"].tolist() == [7, 5]
    assert foi.pivot(rows, ["line", "financial_year"], "basis").loc[("A", "2012-13")].tolist() == ["7", "5"]


def test_counts_are_pivoted_too():
    known = {"service": "S", "financial_year": "2012-13", "count": 1200}
    hidden = {"service": "S", "financial_year": "2013-14", "shorthand": "[c]"}
    counts = referral_frame([known, hidden])
    assert foi.pivot(counts, "service", "financial_year").loc["S"].tolist() == ["1,200", "[c]"]
    assert set(foi.pivot(counts, "service", "financial_year", plain=True).dtypes) == {COUNT}


def test_the_frame_is_not_changed():
    rows = funding_frame([row("A", "2012-13", 5)])
    before = rows.copy()
    foi.pivot(rows, "line", "financial_year")
    pd.testing.assert_frame_equal(rows, before)


def test_a_column_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(InputError, match="There is no column 'lines'. Did you mean 'line'?"):
        foi.pivot(funding_frame(), "lines", "financial_year")
    with pytest.raises(InputError, match="one column of figures"):
        foi.pivot(pd.DataFrame({"line": ["A"]}), "line", "line")


def test_two_measures_have_rows_of_their_own():
    base = {"financial_year": "2015-16", "service": "North"}
    counts = referral_frame(
        [base | {"measure": "claims received", "count": 9}, base | {"measure": "claims paid", "count": 4}]
    )
    table = foi.pivot(counts, "service", "financial_year")
    assert table["2015-16"].to_dict() == {("North", "claims paid"): "4", ("North", "claims received"): "9"}
