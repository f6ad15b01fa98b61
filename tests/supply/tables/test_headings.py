import pytest

from foi_stats.supply.tables.heading_periods import years_in
from foi_stats.supply.tables.headings import bases_in, parse_heading, split_mark, units_in


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Fin. Yr", "financial_year"),
        ("Financial Year", "financial_year"),
        ("Supplier name ", "provider"),
        ("Suplier Name", "provider"),
        ("Service divison label", "activity"),
        ("Body Name", "organisation"),
        ("Date paid", "date"),
        ("Payment date", "date"),
        ("Transaction No.", "source"),
        ("As at:", "as_at"),
    ],
)
def test_a_heading_names_a_field_however_it_is_typed(text, field):
    assert field in dict(parse_heading(text).fields)


@pytest.mark.parametrize(
    "text", ["Supplier Classification", "Supplier ID", "Body code", "Budget holder", "Capital or revenue"]
)
def test_a_heading_that_only_sounds_like_a_field_is_none(text):
    heading = parse_heading(text)
    assert not heading.fields
    assert heading.role != "amount"


@pytest.mark.parametrize(
    ("text", "year", "basis", "units"),
    [
        ("Outturn £000s", "", "outturn", {1000}),
        ("Net Amount(£)", "", "", {1}),
        (" NetAmount ", "", "", set()),
        ("2012-13 Budget", "2012-13", "budget", set()),
        ("2012/13 Actual £'000", "2012-13", "outturn", {1000}),
        ("Outturn\n2014/15\n£k", "2014-15", "outturn", {1000}),
        ("Year ending 31 March 2013 (£m)", "2012-13", "", {1_000_000}),
        ("FY12/13 Forecast", "2012-13", "forecast", set()),
        ("Amount paid (£)", "", "paid", {1}),
        ("Funding allocated", "", "allocated", set()),
        ("Net current expenditure (£ thousand)", "", "outturn", {1000}),
    ],
)
def test_a_heading_of_amounts_says_year_basis_and_unit(text, year, basis, units):
    heading = parse_heading(text)
    assert (heading.role, str(heading.when or ""), heading.basis, heading.units) == ("amount", year, basis, units)


def test_a_year_alone_heads_figures_of_some_kind_and_a_bare_one_says_why_it_cannot():
    assert (parse_heading("2012-13").role, str(parse_heading("2012-13").when)) == ("year", "2012-13")
    assert "could be 2012-13" in parse_heading("2013").problem
    assert "not one financial year" in parse_heading("2012-14").problem


@pytest.mark.parametrize("text", ["Variance £", "% change", "Difference 2012-13 (£)"])
def test_what_is_computed_from_other_columns_is_no_amount(text):
    assert parse_heading(text).role == "derived"


def test_counts_are_told_from_amounts():
    assert parse_heading("Number of referrals").role == "count"
    assert parse_heading("NRM referrals").role == "count"
    assert parse_heading("Transaction Number").role == ""


def test_a_heading_with_a_unit_names_its_line():
    assert parse_heading("Counselling (£000)").role == "named"


def test_payments_over_a_threshold_are_in_no_unit():
    assert units_in("Payments over £500") == frozenset()
    assert units_in("All figures are in £ thousands") == {1000}


def test_text_says_bases_and_years():
    assert bases_in("Original budget and outturn") == {"original budget", "outturn"}
    assert bases_in("Spending by service") == {"outturn"}
    assert years_in("Table 1: 2012-13 to 2013/14") == {"2012-13", "2013-14"}


def test_footnote_marks_are_taken_off():
    assert split_mark("Counselling (a)") == ("Counselling", "(a)")
    assert split_mark("Total*") == ("Total", "*")
    assert split_mark("Counselling") == ("Counselling", "")
