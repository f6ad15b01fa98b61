import datetime as dt
from contextlib import suppress

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.vocabulary.years import (
    financial_year_of,
    financial_year_of_quarter,
    financial_years,
    parse_financial_year,
    parse_quarter,
    period_year,
    rewrite_financial_years,
    say_day,
    year_end,
    year_period,
    year_start,
)

STARTS = st.integers(1900, 2098)


SPELT = [
    "2012-13",
    "2012/13",
    "2012-2013",
    "2012 to 2013",
    "FY12/13",
    "FY2012-13",
    "fy 2012/13",
    "year ending 31 March 2013",
    "Year ended 31st March 2013",
    "Y/E March 2013",
    "201213",
    "2012–13",
    " 2012 - 13 ",
    "April 2012 to March 2013",
    "1 April 2012 to 31 March 2013",
    "01/04/2012 to 31/03/2013",
]


@pytest.mark.parametrize("text", SPELT)
def test_every_way_of_typing_one_year_is_that_year(text):
    assert parse_financial_year(text) == "2012-13"


@pytest.mark.parametrize("text", ["1999-00", "1999-2000", "199900", "FY99/00"])
def test_the_turn_of_the_century_is_one_year(text):
    assert parse_financial_year(text) == "1999-00"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2013", "2012-13 .* or 2013-14"),
        ("FY13", "2012-13 .* or 2013-14"),
        ("2012-14", "not one financial year"),
        ("2012-12", "not one financial year"),
        ("201212", "not one financial year"),
        ("12/13", "century"),
        ("year ending 5 April 2013", "31 March"),
        ("April 2012 to March 2014", "not one financial year"),
        ("last year", "not a financial year"),
        ("", "missing"),
        (2013, "must be text"),
        (2016.17, "must be text"),
    ],
)
def test_what_could_be_read_two_ways_is_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        parse_financial_year(text)


@given(STARTS)
def test_every_spelling_comes_back_as_the_same_year(start):
    year = f"{start}-{(start + 1) % 100:02d}"
    spellings = [year, year.replace("-", "/"), f"{start}-{start + 1}", f"{start} to {start + 1}", f"FY{year}"]
    assert {parse_financial_year(text) for text in spellings} == {year}


@given(st.text(max_size=20))
def test_any_text_is_a_year_or_a_reason(text):
    with suppress(ValueError):
        year = parse_financial_year(text)
        assert parse_financial_year(year) == year


@given(st.dates(dt.date(1900, 4, 1), dt.date(2098, 3, 31)))
def test_a_day_lies_within_its_year(day):
    year = financial_year_of(day)
    assert year_start(year) <= day <= year_end(year)


@given(STARTS)
def test_a_year_survives_being_a_pandas_period(start):
    year = f"{start}-{(start + 1) % 100:02d}"
    assert period_year(year_period(year)) == year
    assert year_period(year).end_time.date() == year_end(year)


def test_a_calendar_year_is_no_financial_year():
    with pytest.raises(ValueError, match="Y-MAR"):
        period_year(pd.Period("2013", freq="Y"))


def test_years_in_between():
    assert financial_years("1998-99", "2000-01") == ["1998-99", "1999-00", "2000-01"]
    with pytest.raises(ValueError, match="comes before"):
        financial_years("2013-14", "2012-13")


def test_calendar_quarters_make_a_financial_year():
    # The Home Office's quarters are calendar quarters: 2015-16 is 2015 Q2 to 2016 Q1.
    quarters = ["2015 Q2", "2015 Q3", "2015 Q4", "2016 Q1"]
    assert {financial_year_of_quarter(quarter) for quarter in quarters} == {"2015-16"}
    assert financial_year_of_quarter("2015 Q1") == "2014-15"


@pytest.mark.parametrize("text", ["2015 Q2", "2015Q2", "Q2 2015", "2015-16 Q1", "Q1 2015/16"])
def test_a_quarter_however_typed(text):
    assert parse_quarter(text) == "2015 Q2"


@pytest.mark.parametrize("text", ["2015 Q5", "Q1", "spring 2015", 20152])
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(ValueError, match="quarter|financial year"):
        parse_quarter(text)


def test_a_date_is_said_alike_everywhere():
    assert say_day(dt.date(2016, 7, 8)) == "8 July 2016"


@pytest.mark.parametrize("text", SPELT)
def test_a_financial_year_within_a_text_is_found_however_it_is_written(text):
    assert (
        rewrite_financial_years(f"There were 6 in {text.strip()}, and 7 later.")
        == "There were 6 in 2012-13, and 7 later."
    )


@pytest.mark.parametrize(
    "text", ["2012 to 2016", "2012-15", "12/13", "2012", "1,201,213", "2012-13-14", "area 020121314"]
)
def test_what_only_looks_like_a_financial_year_stays(text):
    assert rewrite_financial_years(text) == text
