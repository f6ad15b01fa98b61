"""The periods of a scope: each key, what it gives, and what is said where it cannot be used."""

import datetime as dt

import pytest
from pydantic import ValidationError

from foi_stats.request.request import Scope

RESPONDED = dt.date(2016, 7, 8)


def scope(**keys):
    return Scope.model_validate({"asks": "funding", **keys})


@pytest.mark.parametrize(
    ("keys", "periods"),
    [
        ({"years": ["2014-15", "2015-16"]}, ["2014-15", "2015-16"]),
        ({"since": 2014}, ["2014-15 to 2016-17"]),
        ({"since": 2016}, ["2016-17"]),
        ({"calendar_years": [2014, 2015]}, ["2014", "2015"]),
        ({"academic_years": ["2013/14", "2014/15"]}, ["academic year 2013/14", "academic year 2014/15"]),
        ({"academic_years": "2013/14 to 2014/15"}, ["academic year 2013/14", "academic year 2014/15"]),
        ({"quarters": "2015 Q4 to 2016 Q1"}, ["October to December 2015", "January to March 2016"]),
        ({"months": "2015-12 to 2016-02"}, ["December 2015", "January 2016", "February 2016"]),
        ({"months": ["2015-12", "May 2016"]}, ["December 2015", "May 2016"]),
        ({"span": "2015-06 to 2016-05"}, ["June 2015 to May 2016"]),
        ({"at": [dt.date(2015, 3, 31), dt.date(2016, 3, 31)]}, ["31 March 2015", "31 March 2016"]),
        ({"at": dt.date(2016, 3, 31)}, ["31 March 2016"]),
        ({"to_date": "2016-17"}, ["1 April 2016 to 8 July 2016"]),
        ({"to_date": dt.date(2015, 6, 1)}, ["1 June 2015 to 8 July 2016"]),
    ],
)
def test_each_key_gives_its_periods(keys, periods):
    assert [str(period) for period in scope(**keys).periods_until(RESPONDED)] == periods


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "give one of years, since, .*, and not none"),
        ({"years": ["2014-15"], "months": "2015-04"}, "and not years and months"),
        ({"years": ["2014-15", "2014-15"]}, "list each year once, in order"),
        ({"months": ["2015-05", "2015-04"]}, "list each month once, in order"),
        ({"calendar_years": ["2015"]}, "calendar_years"),
        ({"months": "2015-05 to 2015-04"}, "ends before it starts"),
        ({"months": "2015"}, "months.0"),
        ({"quarters": "April 2015"}, "is a month, and a quarter was expected"),
        ({"academic_years": "2014-16"}, "write it as academic year 2014/15"),
        ({"span": "2014-16"}, "not one financial year"),
        ({"to_date": "2014/15"}, "write the year '2014/15' as '2014-15'"),
        ({"at": ["31 March 2016"]}, "at.0"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_key(keys, said):
    with pytest.raises(ValidationError, match=said):
        scope(**keys)


def test_a_scope_up_to_the_response_needs_its_day():
    with pytest.raises(ValueError, match="a scope with to_date runs until the response: give responded"):
        scope(to_date="2016-17").periods_until(None)
    with pytest.raises(ValueError, match="to_date begins on 2017-04-01, after the response"):
        scope(to_date="2017-18").periods_until(RESPONDED)
