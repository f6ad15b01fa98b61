"""Rows, titles and tables beside the figures that are wanted: totals, rates, other measures, the same once more."""

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import row_period
from tests.supply.sheets import above_info, make_sheet, make_workbook
from tests.supply.test_finance_sheets import errors, read


@pytest.mark.parametrize("label", ["All forces", None])
def test_a_total_above_all_rows_is_not_read_with_them(label):
    found = read(["Force", "2014-15 Outturn £000"], [label, 300], ["Kent", 100], ["Surrey", 200])
    assert list(found.funding["organisation"]) == ["Kent", "Surrey"]
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("total-left-out", "info", "B2")]


@pytest.mark.parametrize("label", ["England and Wales", "UK"])
def test_a_country_that_adds_up_may_be_a_total_or_an_area(label):
    found = read(["Force", "2014-15 Outturn £000"], [label, 300], ["Kent", 100], ["Surrey", 200])
    assert errors(found) == {"ambiguous-total"}


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_total_of_groups_that_stand_under_their_sums_hides_nothing(place):
    groups = [["South East", 300], ["Kent", 100], ["Surrey", 200], ["North", 70], ["Durham", 30], ["Cleveland", 40]]
    rows = [["England", 370], *groups] if place == "above" else [*groups, ["England", 370]]
    assert errors(read(["Area", "2014-15 Outturn £000"], *rows)) == {"ambiguous-total"}


def test_a_first_row_that_is_the_sum_of_all_others_is_said():
    found = read(["Area", "2014-15 Outturn £000"], ["Kent", 3127], ["West", 1000], ["East", 2127])
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("ambiguous-total", "warning", "B2")]
    found = read(["Area", "2014-15 Outturn £000"], ["Kent", 3128], ["West", 1000], ["East", 2127])
    assert not found.findings


@pytest.mark.parametrize(
    "label",
    ["Headcount (FTE)", "Number of victims", "Victims (no.)", "Grant (£m)"],
)
def test_a_row_of_another_measure_is_not_read_as_money(label):
    found = read(["Line", "2014-15 Budget £000"], ["Refuge", 30], [label, 5])
    assert [(f.check, f.cell) for f in found.findings if f.severity == "error"] == [("ambiguous-unit", "A3")]


@pytest.mark.parametrize("label", ["20% discretionary fund", "Number 10 refuge", "Pay award 1%", "Fees (£000)"])
def test_labels_with_numbers_in_them_are_lines(label):
    assert not read(["Line", "2014-15 Budget £000"], ["Refuge", 30], [label, 5]).findings


@pytest.mark.parametrize(
    "label",
    ["% of budget", "Share %", "Cost per head", "Spend as share of force budget", "Average", "Median", "Maximum"],
)
@pytest.mark.parametrize("heading", ["2014-15 Budget £000", "2014-15 referrals"])
def test_a_share_or_an_average_among_rows_is_said_and_left_out(label, heading):
    found = read(["Line", heading], ["Refuge", 30], ["Helpline", 12], [label, 5])
    assert len(found.funding) + len(found.referrals) == 2
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("other-measure", "warning", "B4")]
    assert label in found.findings[0].found


@pytest.mark.parametrize(
    "heading",
    ["% paid 2014-15", "Percentage paid", "Average cost (£)", "Cost per head (£)", "Unit cost (£)", "Claim rate",
     "2014-15 Outturn real (£)", "2014-15 Outturn (£) at 2016-17 prices"],
)  # fmt: skip
def test_a_column_of_rates_or_real_terms_is_said_and_left_out(heading):
    found = read(["Line", "2014-15 Outturn (£)", heading], ["Refuge", 30, 0.5], ["Helpline", 12, 0.25])
    assert list(found.funding["amount"]) == [30, 12]
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("other-measure", "info", "C2:C3")]


def test_a_title_that_says_budget_above_expenditure_is_asked_about():
    rows = ["Service", "Net current expenditure"], ["Police", 30]
    assert errors(read(["Revenue Account Budget (RA): 2013-14 (£ thousand)"], *rows)) == {"ambiguous-basis"}
    assert not read(["Revenue Outturn (RO): 2013-14 (£ thousand)"], *rows).findings
    assert not read(["Budget monitoring report: 2013-14 (£ thousand)"], *rows).findings
    found = read(["Budget 2014-15"], ["Line", "Gross expenditure £", "Income £", "Net £"], ["Refuge", 12, -2, 10])
    assert errors(found) == {"ambiguous-basis"}


@pytest.mark.parametrize("words", ["2015-16 prices", "real terms", "constant prices"])
def test_figures_in_the_prices_of_another_year_are_refused(words):
    assert errors(read([f"Outturn (£m, {words})"], ["Line", "2010-11"], ["Refuge", 3])) == {"real-terms"}
    assert not read(["Outturn (£m, cash terms)"], ["Line", "2010-11"], ["Refuge", 3]).findings


def test_a_unit_in_the_heading_and_another_in_a_column_are_refused():
    headings = ["Line", "Unit", "2014-15 Outturn (£000)"]
    assert errors(read(headings, ["Refuge", "£", 12])) == {"ambiguous-unit"}
    assert list(read(headings, ["Refuge", "£000", 12]).funding["amount"]) == [12000]


def test_the_total_of_several_years_is_held_against_them():
    found = read(
        ["Grants awarded (£)"],
        ["Recipient", "Year 1 (2014/15)", "Year 2 (2015/16)", "Total award"],
        ["Refuge", 10, 20, 30],
        ["Advice", 10, 20, 31],
    )
    assert list(found.funding["financial_year"]) == ["2014-15", "2015-16"] * 2
    assert [(f.check, f.cell) for f in above_info(found)] == [("total-differs", "D4")]


def test_years_that_end_in_march_are_financial_years_and_those_that_end_in_june_spans():
    found = read(["Force", "Referrals year ending March 2013"], ["Kent", 4])
    assert list(found.referrals["financial_year"]) == ["2012-13"]
    found = read(["Force", "Referrals year ending June 2013"], ["Kent", 4]).referrals.iloc[0]
    assert (str(row_period(found)), found["financial_year"]) == ("July 2012 to June 2013", "")


def test_groups_with_their_sums_at_the_foot_are_not_counted_twice():
    groups = [["Kent", 100], ["Surrey", 200], ["South East", 300], ["Durham", 30], ["Cleveland", 40], ["North", 70]]
    found = read(["Area", "2014-15 Outturn £000"], *groups, ["England", 370])
    assert [(f.check, f.cell) for f in found.findings if f.severity == "error"] == [("ambiguous-total", "B4")]


@pytest.mark.parametrize("label", ["Variance", "Budget variance"])
def test_statistics_beneath_rows_are_no_rows(label):
    rows = ["Kent", 10], ["Surrey", 20], [label, 15]
    assert errors(read(["Force", "2014-15 outturn £"], *rows)) == {"ambiguous-unit"}
    assert errors(read(["Force", "2014-15 referrals"], *rows)) == {"ambiguous-count"}


def test_a_row_called_budget_is_not_read_as_outturn():
    rows = ["Budget", 100], ["Actual", 90]
    assert errors(read(["Line", "2014-15 outturn £"], *rows)) == {"ambiguous-basis"}
    assert not read(["Line", "2014-15 outturn £"], ["Budget support team", 100], ["Actual", 90]).findings


@pytest.mark.parametrize(
    "title", ["Budget per pupil 2015-16 (£)", "Average budget 2015-16 (£)", "Budget (£), cost per bed"]
)
def test_rates_in_the_title_are_not_amounts(title):
    assert errors(read([title], ["School", "Budget 2015-16"], ["Oak", 4500])) == {"ambiguous-unit"}


@pytest.mark.parametrize("label", ["Total grants", "Total for London"])
@pytest.mark.parametrize("heading", ["Recipient", "Council"])
def test_a_total_among_names_is_asked_about_if_it_adds_up(label, heading):
    rows = ["Refuge", "Advice", 100], ["Shelter", "Homes", 50]
    found = read(["Grants paid 2015-16 (£)"], [heading, "Purpose", "Amount"], *rows, [label, None, 150])
    assert [(f.check, f.cell) for f in found.findings if f.severity == "error"] == [("ambiguous-total", "C5")]
    found = read(["Grants paid 2015-16 (£)"], [heading, "Purpose", "Amount"], *rows, ["Total Gas Ltd", "Fuel", 70])
    assert above_info(found) == []
    assert found.funding["amount"].sum() == 220


@pytest.mark.parametrize("title", ["Referrals per 100,000 population", "Percentage of referrals", "Referrals (%)"])
def test_rates_in_the_title_are_not_counts(title):
    assert errors(read([title], ["Force", "2014-15 referrals"], ["Kent", 12])) == {"ambiguous-count"}
    found = read([title], ["Force", "Number of referrals 2014-15", "2014-15 %"], ["Kent", 12, 50])
    assert not errors(found)
    assert list(found.referrals["count"]) == [12]


@pytest.mark.parametrize("heading", ["Number of clients (thousands)", "Households (millions)", "Pupils ('000)"])
def test_counts_in_thousands_are_neither_counts_nor_money(heading):
    found = read(["Budget 2015-16"], ["Service", heading], ["Refuge", 12], ["Advice", 3])
    assert errors(found) == {"nothing-to-read"}
    found = read(["Service", "2015-16 Outturn (£000)", heading], ["Refuge", 12, 5], ["Advice", 3, 4])
    assert found.funding["amount"].tolist() == [12000, 3000]
    assert [(finding.check, finding.cell) for finding in found.findings] == [("other-measure", "C2:C3")]


def test_a_title_that_says_thousands_above_counts_is_asked_about():
    found = read(["Number of households, thousands"], ["Service", "2015-16", "2016-17"], ["Refuge", 12, 5])
    assert errors(found) == {"ambiguous-count"}


def test_words_beside_annual_are_no_table_of_figures():
    notes = (["Frequency of publication", "Annual"], ["Reference period", "From 2017"], ["Quality", "As reported"])
    rows = (["Area", "North", "South"], ["Refuge", 3, 4], ["Advice", 5, 6], ["Other", 7, 8])
    found = read(*rows, [None], *notes)
    assert [(finding.check, finding.cell) for finding in found.findings] == [
        ("nothing-to-read", ""),
        ("sheet-not-understood", "B1"),
    ]


def test_names_that_begin_alike_are_no_parts_where_another_column_tells_rows_apart():
    rows = (["Congo", 1], ["Congo", 4], ["Congo (Democratic Republic)", 2], ["Congo (Democratic Republic)", 2])
    found = read(["Service", "Provider", "2015-16 Outturn £"], *([a, f"P{at}", b] for at, (a, b) in enumerate(rows)))
    assert above_info(found) == []
    assert found.funding["amount"].sum() == 9


def test_a_table_that_repeats_another_is_refused_and_figures_in_two_tables_are_said():
    sheet = [["Line", "Outturn £"], ["Refuge", 5], ["Advice", 6]]
    again = interpret(make_workbook(make_sheet("2014-15", sheet), make_sheet("2014-15 chart", sheet)), file="a.xlsx")
    assert [(f.check, f.severity, f.cell) for f in again.findings] == [("same-figure-twice", "error", "B2")]
    other = [["Line", "Outturn £"], ["Refuge", 5], ["Helpline", 6]]
    parts = interpret(make_workbook(make_sheet("2014-15", sheet), make_sheet("2014-15 (2)", other)), file="a.xlsx")
    assert [(f.check, f.severity, f.cell) for f in parts.findings] == [("same-figure-twice", "warning", "B2")]


@pytest.mark.parametrize(
    ("label", "severity"),
    [
        ("2015 total", "error"),
        ("Last year (2015-16)", "error"),
        ("Outturn 2015/16", "error"),
        ("Refuge 2015-16", "warning"),
        ("Refuge 2016-17", None),
        ("Fund for 2020", None),
    ],
)
def test_a_label_that_names_another_year_than_its_figures_is_said(label, severity):
    found = read(["Outturn 2016-17 (£)"], ["Line", "Outturn"], ["Advice", 12], [label, 7])
    assert [(f.check, f.severity, f.cell) for f in above_info(found)] == [("period-differs", severity, "A4")] * bool(
        severity
    )
    found = read(["Line", "Financial year", "Outturn (£)"], ["Advice", "2016-17", 12], [label, "2016-17", 7])
    assert above_info(found) == []


def test_pence_in_a_column_of_their_own_are_not_left_out():
    found = read(["Outturn 2015-16"], ["Line", "£", "p"], ["Refuge", 100, 50], ["Advice", 20, 25])
    assert [(finding.check, finding.cell) for finding in found.findings] == [("ambiguous-unit", "C2")]


ONE_TABLE_TWICE = {
    "the first not final": (("Provisional outturn 2014-15 (£)", 5000, 7000), ("Outturn 2014-15 (£)", 5200, 7000)),
    "its sheet says so": (("Outturn 2014-15 (£)", 5000, 7000, "Draft"), ("Outturn 2014-15 (£)", 5200, 7100)),
    "in pounds and in thousands": (("Outturn 2014-15 (£)", 5123, 7499), ("Outturn 2014-15 (£000)", 5, 7)),
}


@pytest.mark.parametrize("tables", ONE_TABLE_TWICE.values(), ids=ONE_TABLE_TWICE)
def test_one_table_in_two_versions_or_two_units_is_not_read_twice(tables):
    sheets = [
        make_sheet(*name or [f"S{at}"], [[title], ["Line", "Outturn"], ["Refuge", one], ["Advice", other]])
        for at, (title, one, other, *name) in enumerate(tables)
    ]
    found = interpret(make_workbook(*sheets), file="a.xlsx")
    assert [(f.check, f.severity) for f in found.findings] == [("same-figure-twice", "error")]


def test_provisional_columns_stand_beside_final_ones_and_give_way_to_those_of_their_year():
    headings = ["Line", "2015-16 provisional", "2015-16 final", "2016-17 (provisional)"]
    found = read(["Outturn (£)"], headings, ["Refuge", 10, 11, 30])
    assert above_info(found) == []
    assert found.funding[["financial_year", "amount", "shorthand"]].values.tolist() == [
        ["2015-16", 11, "[r]"], ["2016-17", 30, "[p]"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "headings", "symbols"),
    [
        ("Number of referrals, 2015-16 (provisional)", ["Referrals"], ["[p]"]),
        ("Number of referrals", ["2015-16", "2016-17 (provisional)"], ["", "[p]"]),
        ("Number of referrals; 2016-17 is provisional", ["2015-16", "2016-17"], ["", ""]),
    ],
)
def test_counts_that_are_provisional_say_so(title, headings, symbols):
    found = read([title], ["Force", *headings], ["Kent", *range(3, 3 + len(headings))])
    assert found.referrals["shorthand"].tolist() == symbols


def test_tables_that_share_lines_and_differ_may_be_parts():
    sheets = [
        make_sheet(f"S{at}", [["Outturn 2014-15 (£)"], ["Line", "Outturn"], ["Refuge", 5 + at], ["Advice", 7]])
        for at in range(3)
    ]
    found = interpret(make_workbook(*sheets), file="a.xlsx")
    assert [(f.check, f.severity) for f in found.findings] == [("same-figure-twice", "warning")]


def test_a_table_with_notes_that_repeats_one_without_is_not_read_twice():
    rows = [["Outturn 2014-15 (£)"], ["Line", "Outturn", "Note"], ["Refuge", 5, "closed in May"], ["Advice", 7, ""]]
    sheets = [make_sheet("All", rows), make_sheet("Short", [row[:2] for row in rows])]
    found = interpret(make_workbook(*sheets), file="a.xlsx")
    assert [(f.check, f.severity) for f in found.findings] == [("same-figure-twice", "error")]


@pytest.mark.parametrize(
    ("title", "symbol"),
    [
        ("Provisional revenue outturn 2014-15 (£)", "[p]"),
        ("2014-15 actual figures - unaudited (£)", "[p]"),
        ("Draft budget and outturn 2014-15 (£)", ""),
        ("Outturn 2014-15 (£), final", ""),
    ],
)
def test_a_title_says_that_an_outturn_is_provisional(title, symbol):
    found = read([title], ["Line", "Outturn"], ["Refuge", 5])
    assert found.funding["shorthand"].tolist() == [symbol]


def test_a_mark_at_the_name_of_an_organisation_is_a_footnote():
    found = read(["Force", "2014-15 outturn £"], ["Kent*", 10], ["* provisional"])
    assert list(found.funding["organisation"]) == ["Kent"]
    assert list(found.funding["note"]) == ["* provisional"]


LINES = [["Line", "2015-16 Outturn (£)"], ["Refuge", 10_000], ["Outreach", 20_000], ["Helpline", 5_000]]
INCOME = [*LINES[:3], ["Grant income", -5_000], ["Fees income", -1_000]]

GROSS = [*LINES[:3], ["Gross expenditure", 30_000], ["Grant income", -6_000]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*LINES, ["Net expenditure", 34_000]], ("ambiguous-total", "error", "£35,000")),
        ([*LINES, ["Surplus", 12]], ("ambiguous-total", "error", "£35,000")),
        ([*LINES, ["Total services", 33_000]], ("ambiguous-total", "error", "£35,000")),
        ([*LINES, ["All services", 36_000]], ("ambiguous-total", "error", "£35,000")),
        ([*LINES, ["Total Respect", 1_000]], ("ambiguous-total", "warning", "£35,000")),
        ([*LINES[:2], ["Net expenditure", 9_000]], ("ambiguous-total", "warning", "£10,000")),
        ([*INCOME, ["Total income", -6_500]], ("total-differs", "warning", "−£6,000")),
        ([*INCOME, ["Total expenditure", 31_000]], ("total-differs", "warning", "£30,000")),
        ([*INCOME, ["Total income", -6_000], ["Total expenditure", 30_000], ["Net expenditure", 24_000]], None),
        ([*LINES, ["Total", 35_000]], None),
        ([*LINES, ["Gross expenditure", 35_000]], None),
        ([*LINES, ["Gross expenditure", 34_000]], ("ambiguous-total", "error", "£35,000")),
        ([*GROSS, ["Net expenditure", 24_000]], None),
        ([*GROSS, ["Net expenditure", 25_000]], ("ambiguous-total", "error", "£24,000")),
    ],
)
def test_what_is_called_a_total_and_adds_nothing_up_is_said_with_the_sum(rows, said):
    found = [f for f in above_info(read(*rows)) if f.check != "income-by-label"]
    assert [(f.check, f.severity) for f in found] == ([said[:2]] if said else [])
    assert all(said[2] in f.found for f in found)
