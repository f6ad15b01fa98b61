"""Sheets as somebody typed them: dates for years, months down, counts without a word of it, titles that date them."""

import datetime as dt

import pytest

from tests.supply.test_finance_sheets import errors, read

APRIL_2014, APRIL_2015 = dt.date(2014, 4, 1), dt.date(2015, 4, 1)


def years(found):
    return sorted(set(found.funding["financial_year"]))


@pytest.mark.parametrize("days", [(APRIL_2014, APRIL_2015), ("01/04/2014", "2015-04-01")])
def test_first_of_april_in_a_column_of_years_or_as_headings_is_the_year_that_it_begins(days):
    across = read(["Outturn, £"], ["Line", *days], ["Refuge", 10, 20])
    down = read(["Financial year", "Line", "Outturn (£)"], *([day, "Refuge", 10] for day in days))
    assert (errors(across), errors(down)) == (set(), set())
    assert years(across) == years(down) == ["2014-15", "2015-16"]


def test_last_of_march_in_a_column_of_years_is_the_year_that_it_ends():
    found = read(["Year", "Line", "Outturn (£)"], [dt.date(2016, 3, 31), "Refuge", 10])
    assert years(found) == ["2015-16"]


def test_a_year_that_became_a_day_is_said_with_the_day():
    (finding,) = read(["Year", "Line", "Outturn (£)"], [dt.date(2026, 11, 10), "Refuge", 10]).findings
    assert finding.check == "bad-year"
    assert "10 November 2026, which may be what a spreadsheet program made of 2010-11" in finding.found


MONTHS = {
    "names": ["April 2015", "May 2015", "June 2015"],
    "short": ["Apr-15", "May-15", "Jun-15"],
    "dates": [APRIL_2015, dt.date(2015, 5, 1), dt.date(2015, 6, 1)],
}


@pytest.mark.parametrize("months", MONTHS.values(), ids=MONTHS)
def test_months_down_with_a_column_for_each_service(months):
    rows = [[month, at, 2 * at] for at, month in enumerate(months, 10)]
    found = read(["Referrals to services"], ["Month", "Refuge", "Outreach"], *rows)
    assert errors(found) == set()
    assert found.referrals["count"].sum() == 99
    assert sorted(set(found.referrals["period_start"].dt.month)) == [4, 5, 6]


@pytest.mark.parametrize("months", MONTHS.values(), ids=MONTHS)
def test_months_down_in_a_column_without_a_heading(months):
    found = read([None, "Outturn (£)"], *([month, at] for at, month in enumerate(months, 10)))
    assert errors(found) == set()
    assert list(found.funding["period_start"].dt.month) == [4, 5, 6]


def test_months_down_and_lines_across_under_a_title_in_pounds():
    found = read(["Outturn by service, £"], ["Month", "Refuge", "Outreach"], ["April 2015", 5, 6], ["May 2015", 7, 8])
    assert errors(found) == set()
    assert found.funding["amount"].sum() == 26
    assert set(found.funding["line"]) == {"Refuge", "Outreach"}


@pytest.mark.parametrize("quarter", ["Apr-Jun 2015", "Apr - Jun 2015", "April to June 2015", "Apr–Jun 15"])
def test_quarters_named_by_their_months(quarter):
    found = read(["Line", "Quarter", "Outturn (£)"], ["Refuge", quarter, 10])
    across = read(["Line", f"{quarter} outturn (£)"], ["Refuge", 10])
    assert (set(found.funding["period_kind"]), set(across.funding["period_kind"])) == ({"quarter"}, {"quarter"})


@pytest.mark.parametrize(
    ("title", "asked"), [("Incidents by area", "12 could be 12 incidents, or an amount"), ("Table 1", "a count of 12")]
)
def test_whole_numbers_without_a_word_of_money_are_asked_about_as_counts(title, asked):
    found = read([title], ["Area", "2014-15", "2015-16"], ["North", 12, 15], ["South", 30, 33])
    (finding,) = found.findings
    assert (finding.check, asked in finding.found, "£" in finding.found) == ("measure-unknown", True, False)


@pytest.mark.parametrize("figures", [(12.5, 15), ("£12", "£15")])
def test_what_may_be_money_is_asked_about_as_money(figures):
    found = read(["Table 1"], ["Area", "2014-15", "2015-16"], ["North", *figures])
    assert "ambiguous-basis" in errors(found)


TITLES = {
    "Spending as at 30/06/2016": dt.date(2016, 6, 30),
    "Outturn 2015-16 (position at 30th June 2016)": dt.date(2016, 6, 30),
    "Revised on 2016-06-30": dt.date(2016, 6, 30),
    "Spending in 2015-16": None,
    "As at 30/06/2016, revised 31/07/2016": None,
    "As at 31/02/2016": None,
}


@pytest.mark.parametrize(("title", "day"), TITLES.items(), ids=TITLES)
def test_a_title_dates_the_figures(title, day):
    found = read([title], ["Line", "2015-16 Outturn (£)"], ["Refuge", 5])
    assert [None if value != value else value.date() for value in found.funding["as_at"]] == [day]


def test_a_date_in_the_cell_beside_as_at_dates_the_figures_and_a_column_goes_before_it():
    found = read(["As at", dt.date(2016, 6, 30)], ["Line", "2015-16 Outturn (£)"], ["Refuge", 5])
    assert list(found.funding["as_at"].dt.date) == [dt.date(2016, 6, 30)]
    found = read(
        ["As at 30/06/2016"], ["Line", "As at", "2015-16 Outturn (£)"], ["Refuge", "31/07/2016", 5], ["Advice", None, 6]
    )
    assert [str(day)[:10] for day in found.funding["as_at"]] == ["2016-07-31", "NaT"]


def test_the_day_of_a_count_does_not_date_it():
    found = read(["Households at 31 March 2016"], ["Area", "Households"], ["North", 12])
    assert found.referrals["as_at"].isna().all()
