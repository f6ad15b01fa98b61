"""What a count measures is the supply's own noun, from its heading to its row."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.rows import records
from tests.supply.test_finance_sheets import errors, read


def counts(found):
    assert not errors(found)
    return [(row["service"], row["measure"], row["count"]) for row in records(found.referrals)]


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("Number of claims", "claims"),
        ("People helped", "people helped"),
        ("Cases", "cases"),
        ("Households at 31 March", "households"),
        ("Referrals", "referrals"),
        ("Complaints upheld", "complaints upheld"),
        ("No. of pupils", "pupils"),
        ("Posts (WTE)", "posts (WTE)"),
        ("Potholes repaired", "potholes repaired"),
    ],
)
def test_a_count_keeps_the_noun_of_its_heading(heading, measure):
    found = read(["Financial year", "Service", heading], ["2015-16", "Refuge", 31], ["2015-16", "Helpline", 0])
    assert counts(found) == [("Refuge", measure, 31), ("Helpline", measure, 0)]


def test_measures_side_by_side_are_two():
    found = read(["Financial year", "Team", "Claims received", "Claims paid"], ["2015-16", "North", 188, 29])
    assert counts(found) == [("North", "claims received", 188), ("North", "claims paid", 29)]


def test_years_across_below_a_noun_are_of_that_noun():
    found = read(["Team", "2014-15 claims paid", "2015-16 claims paid"], ["North", 37, 29])
    assert [(row["financial_year"], row["measure"], row["count"]) for row in records(found.referrals)] == [
        ("2014-15", "claims paid", 37),
        ("2015-16", "claims paid", 29),
    ]


def test_a_column_headed_measure_says_what_each_row_counts():
    found = read(
        ["Financial year", "Service", "Measure", "Count"],
        ["2015-16", "Claims", "Number of claims received", 188],
        ["2015-16", "Claims", "Claims paid", 29],
        ["2015-16", "Claims", "% paid in time", 95],
    )
    assert counts(found) == [("Claims", "claims received", 188), ("Claims", "claims paid", 29)]
    assert [finding.check for finding in found.findings] == ["other-measure"]


def test_full_time_equivalents_are_exact_and_other_counts_are_whole():
    found = read(["Financial year", "Team", "Posts (FTE)"], *(["2015-16", f"Team {n}", 0.1] for n in range(30)))
    assert found.referrals["count"].sum() == 3
    assert records(found.referrals)[0]["count"] == Decimal("0.1")
    assert errors(read(["Financial year", "Team", "Cases"], ["2015-16", "North", 0.5])) == {"not-a-count"}


@pytest.mark.parametrize("heading", ["Properties", "Claims paid", "Staff"])
def test_a_plural_among_money_is_not_read_as_a_count(heading):
    found = read(["Financial year", "Line", "Outturn (£)", heading], ["2015-16", "Refuge", 1200.5, 31])
    assert found.referrals.empty
    assert "column-not-read" in {finding.check for finding in found.findings}


def test_money_on_claims_is_money():
    found = read(["Financial year", "Line", "Claims paid (£)"], ["2015-16", "Potholes", 1200.5])
    assert found.referrals.empty
    assert list(found.funding["amount"]) == [1200.5]


@pytest.mark.parametrize("heading", ["Count", "2015-16"])
def test_what_nothing_names_is_asked_for(heading):
    rows = ["Financial year", "Service", heading], ["2015-16", "Refuge", 31]
    found = read(*(rows if heading == "Count" else [row[1:] for row in rows]), file="counts.csv")
    assert {finding.check for finding in found.findings if finding.severity == "error"} == {"measure-unknown"}


def test_the_name_of_a_sheet_or_a_file_may_say_what_is_counted():
    rows = ["Financial year", "Service", "Count"], ["2015-16", "Refuge", 31]
    assert set(read(*rows, file="referrals.csv").referrals["measure"]) == {"referrals"}
    titled = read(["Number of people helped"], *rows, file="counts.csv")
    assert set(titled.referrals["measure"]) == {"people helped"}


def test_a_file_of_counts_is_read_whatever_it_counts():
    rows = ["Financial year", "Ward", "Widgets"], ["2015-16", "North", 31], ["2015-16", "South", 4]
    found = read(*rows, file="counts.csv")
    assert counts(found) == [("North", "widgets", 31), ("South", "widgets", 4)]


NOUNS = ("claims received", "claims paid", "people helped", "households", "pupils", "posts (FTE)", "visits made")


@given(st.permutations(NOUNS), st.integers(1, 5), st.booleans())
def test_each_count_is_of_the_noun_above_it(nouns, many, number_of):
    heads = [f"Number of {noun}" if number_of and "(" not in noun else noun.capitalize() for noun in nouns[:many]]
    found = read(["Financial year", "Service", *heads], ["2015-16", "Refuge", *range(1, many + 1)])
    assert counts(found) == [("Refuge", noun, place + 1) for place, noun in enumerate(nouns[:many])]


@pytest.mark.parametrize("line", ["Police grant", "Leasing payments", "Interest payable and similar charges"])
def test_a_line_of_money_makes_no_column_a_count(line):
    rows = [["Council", "Education services", line], ["Adur", 95_450, 3]]
    for file in ("referrals 2015-16.xlsx", "x.xlsx"):
        assert len(read(*rows, name="2015-16", file=file).referrals) == 0
    assert len(read(["Council", "Households", line], ["Adur", 3, 4], name="2015-16").referrals) == 0


def test_money_beside_a_count_under_a_title_in_pounds_is_asked_about():
    head = ["Council", "Education services", "Public health", "Number of households helped"]
    found = read(["Net current expenditure (£ thousand)"], head, ["Adur", 95_450, 12, 3], name="2015-16")
    assert [(f.check, f.cell) for f in found.findings] == [("table-not-understood", "B2")]


@pytest.mark.parametrize("total", ["Total claims paid", "Total number of claims and appeals"])
def test_a_total_of_another_measure_holds_no_other_column(total):
    found = read(["Council", "Number of claims received", total], ["Adur", 5, 8], name="2015-16")
    assert (sorted(found.referrals["count"]), found.findings) == ([5, 8], ())


@pytest.mark.parametrize("headings", [["Council", "NumberOfClaims"], ["council", "number_of_claims"]])
def test_headings_written_as_one_word_name_what_they_count(headings):
    assert counts(read(headings, ["Adur", 7], name="2015-16")) == [("", "claims", 7)]


def test_headings_written_as_one_word_name_lines():
    head = ["Council", "OnStreetIncomeParking (£)", "InterestPaid (£)"]
    rows = records(read(head, ["Adur", 5, 7], name="2015-16 outturn").funding)
    assert [(row["line"], row["flow"], row["basis"]) for row in rows] == [
        ("On Street Income Parking", "income", "outturn"),
        ("Interest Paid", "expenditure", "paid"),
    ]
