"""The periods that a question's text names, held against those of its limbs."""

import datetime as dt

import pytest

from foi_stats.release.other_years import other_years
from foi_stats.request.request import Request, read_request

DECIDED = {"text": "2014-15 to 2016-17", "reason": "Agreed by letter.", "role": "Officer", "date": dt.date(2017, 5, 2)}
FIVE = ["2012-13", "2013-14", "2014-15", "2015-16", "2016-17"]


def found(text, *periods, **request):
    limbs = [{"id": f"1{name}", "asks": "funding", **one} for name, one in zip("abc", periods, strict=False)]
    question = {"id": "1", "text": text, "limbs": limbs}
    base = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "responded": dt.date(2017, 5, 26)}
    several = list(other_years(Request.model_validate(base | {"question": [question]} | request), "f"))
    assert {one.check for one in several} <= {"other-years"}
    return [one.found for one in several]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("What was spent in each year from 2012-13 to 2016-17?", [{"years": FIVE}]),
        ("What was spent, 2012-13 to 2016-17? If that is too much, 2014-15?", [{"years": FIVE}, {"years": FIVE[2:3]}]),
        ("What was spent since 2012?", [{"years": FIVE}]),
        ("What was spent since 2012?", [{"since": 2012}]),
        ("What was spent?", [{"years": FIVE}]),
        ("What was spent in 2015 and 2016?", [{"calendar_years": [2015, 2016]}]),  # which years is not plain
        ("What was spent in the calendar years 2015 and 2016?", [{"calendar_years": [2015, 2016]}]),
        ("How many were there from April 2015 to March 2016?", [{"years": ["2015-16"]}]),
        ("How many were there as at 31 March 2016?", [{"at": [dt.date(2016, 3, 31)]}]),
    ],
)
def test_the_periods_of_the_text_are_given(text, periods):
    assert found(text, *periods) == []


@pytest.mark.parametrize(
    ("text", "periods", "said"),
    [
        (
            "What was spent from 2014-15 to 2016-17?",
            {"years": FIVE},
            "asks for 2014-15 to 2016-17, and limb 1a gives 2012",
        ),
        ("What was spent from 2012-13 to 2016-17?", {"years": FIVE[2:]}, "limb 1a gives 2014-15 to 2016-17"),
        ("What was spent since 2014?", {"years": FIVE}, "limb 1a gives 2012-13 to 2016-17"),
        ("What was spent in the calendar year 2015?", {"years": FIVE[2:3]}, "limb 1a gives 2014-15"),
    ],
)
def test_other_periods_are_told_with_both(text, periods, said):
    (line,) = found(text, periods)
    assert said in line


def test_a_reason_on_record_settles_it():
    assert found("What was spent from 2014-15 to 2016-17?", {"years": FIVE}, decided=[DECIDED]) == []


def test_the_shipped_requests_give_what_they_are_asked_for(data):
    for name in ("944.2015-16", "101.2016-17"):
        assert list(other_years(read_request(data, name), "f")) == []
