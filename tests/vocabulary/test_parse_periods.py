import datetime as dt

import pytest
from hypothesis import given

from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import KINDS
from tests.vocabulary.test_period import periods

READ = {
    "2015-16": "2015-16",
    "FY15/16": "2015-16",
    "April 2015 to March 2016": "2015-16",
    "1 April 2015 - 31 March 2016": "2015-16",
    "year ending 31 March 2016": "2015-16",
    "Calendar year 2015": "2015",
    "January to December 2015": "2015",
    "year to 31 December 2015": "2015",
    "Academic year 2014/15": "academic year 2014/15",
    "2014-2015 school year": "academic year 2014/15",
    "AY 2014/15": "academic year 2014/15",
    "2015 Q2": "April to June 2015",
    "Q1 2015-16": "April to June 2015",
    "Apr-Jun 2015": "April to June 2015",
    "Oct 2015 – Mar 2016": "October 2015 to March 2016",
    "October to March 2016": "October 2015 to March 2016",
    "quarter ended 30 June 2015": "April to June 2015",
    "April 2015": "April 2015",
    "Apr-15": "April 2015",
    "2015-04": "April 2015",
    "04/2015": "April 2015",
    "Sept. 2015": "September 2015",
    "31/03/2016": "31 March 2016",
    "as at 31st March 2016": "31 March 2016",
    "At 2016-03-31": "31 March 2016",
    "2011-12": "2011-12",
    "2011-10": "October 2011",
    "2012-13 to 2016-17": "2012-13 to 2016-17",
    "2011-12 to 2012-11": "December 2011 to November 2012",
    "2015-06 to 2016-05": "June 2015 to May 2016",
    "from June 2015 to May 2016": "June 2015 to May 2016",
    "1 June 2015 to 14 July 2016": "1 June 2015 to 14 July 2016",
    "six months to 30 September 2016": "April to September 2016",
    "6 months ended September 2016": "April to September 2016",
    "year to 14 July 2016": "15 July 2015 to 14 July 2016",
}


@pytest.mark.parametrize(("text", "printed"), READ.items())
def test_read_as_people_type_them(text, printed):
    assert str(parse_period(text)) == printed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2015", "ambiguous"),
        ("2012-14", "not one financial year"),
        ("30/02/2016", "no such date"),
        ("May 2016 to April 2016", "ends before it starts"),
        ("academic year 2014/16", "not one academic year"),
        ("soon", "not a financial year"),
        ("13/2015", "not a financial year"),
    ],
)
def test_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        parse_period(text)


def test_a_kind_that_is_known_settles_what_a_text_means():
    assert str(parse_period("2015", "calendar_year")) == "2015"
    assert str(parse_period("2014/15", "academic_year")) == "academic year 2014/15"
    assert parse_period("2014/15", "financial_year").start == dt.date(2014, 4, 1)
    with pytest.raises(ValueError, match="is a month, and a quarter was expected"):
        parse_period("April 2015", "quarter")


@given(periods(KINDS))
def test_what_is_printed_is_read_back(period):
    again = parse_period(str(period), period.kind)
    assert again == period
