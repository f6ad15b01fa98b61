"""The deadline: FOIA s.10, with the vectors of those who count by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.request.deadline import (
    deadline_of,
    format_timeliness,
    is_working_day,
    response_deadline,
    working_days_between,
)
from foi_stats.request.request import Request

RECEIVED = dt.date(2016, 7, 8)
DUE = dt.date(2016, 8, 9)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2016-03-14", "2016-04-14"),  # St Patrick's Day is a bank holiday in one part of the United Kingdom
        ("2016-07-08", "2016-08-09"),  # the Battle of the Boyne, and Scotland's bank holiday in August
        ("2016-07-09", "2016-08-09"),  # a Saturday: the next working day is the first all the same
        ("2016-03-31", "2016-04-28"),
        ("2005-01-01", "2005-02-01"),  # the first day of the Act; 3 and 4 January are holidays in lieu
        ("2011-04-20", "2011-05-24"),  # Good Friday, Easter Monday, the royal wedding, May Day
        ("2016-12-23", "2017-01-26"),  # Christmas and Boxing Day in lieu; New Year, two days in Scotland
        ("2006-11-29", "2006-12-29"),  # before St Andrew's Day was a bank holiday
        ("2007-11-29", "2008-01-03"),  # the first that was
    ],
)
def test_the_twentieth_working_day_after_receipt(received, due):
    assert response_deadline(dt.date.fromisoformat(received)).isoformat() == due


@given(st.dates(dt.date(2005, 1, 1), dt.date(2040, 1, 1)))
def test_the_deadline_is_a_working_day_twenty_after_receipt(received):
    due = response_deadline(received)
    assert is_working_day(due)
    assert working_days_between(received, due) == 20


def test_a_request_from_before_the_act_has_none():
    with pytest.raises(ValueError, match="before the Act was in force"):
        response_deadline(dt.date(2004, 12, 31))


def request(**values):
    question = {"id": "1", "text": "?", "asks": "confirmation"}
    base = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "question": [question]}
    return Request.model_validate(base | values)


@pytest.mark.parametrize(
    ("values", "today", "said"),
    [
        ({"received": RECEIVED}, DUE, "due today"),
        ({"received": RECEIVED}, dt.date(2016, 8, 8), "due in 1 working day"),
        ({"received": RECEIVED}, dt.date(2016, 8, 11), "late by 2 working days"),
        ({"received": RECEIVED}, dt.date(2020, 8, 10), "late by 992 working days (about 4 years)"),
        ({"received": RECEIVED, "responded": DUE}, dt.date(2020, 1, 1), "answered on time"),
        ({"received": RECEIVED, "responded": dt.date(2016, 8, 10)}, DUE, "answered 1 working day late"),
        ({"responded": DUE}, DUE, "unknown: the date of receipt is not known"),
        (
            {"received": RECEIVED, "clarification": [{"asked": RECEIVED}]},
            DUE,
            "clock stopped on 8 July 2016: clarification asked for, no reply for 20 working days",
        ),
        (
            {"received": RECEIVED, "extension": {"until": dt.date(2016, 9, 7), "reason": "s.43"}},
            dt.date(2016, 9, 6),
            "due in 1 working day (extended: public interest test)",
        ),
    ],
)
def test_how_a_request_stands(values, today, said):
    asked = request(**values)
    assert format_timeliness(asked, today, sent=asked.responded) == said


def test_a_draft_is_due_whatever_day_its_response_is_to_bear():
    drafted = request(received=RECEIVED, responded=RECEIVED)
    assert format_timeliness(drafted, dt.date(2016, 8, 11), sent=None) == "late by 2 working days"


def test_the_clock_starts_anew_when_clarification_is_received():
    asked = {"asked": dt.date(2016, 6, 10), "received": RECEIVED}
    assert deadline_of(request(received=dt.date(2016, 6, 9), clarification=[asked])) == DUE
    waiting = request(received=dt.date(2016, 6, 9), clarification=[asked])
    assert format_timeliness(waiting, DUE, sent=None) == "due today (clarified on 8 July 2016)"


TWO = [{"id": name, "text": "?", "asks": "confirmation"} for name in ("1", "2", "3")]
JUNE = dt.date(2016, 6, 9)  # due on 7 July 2016


@pytest.mark.parametrize(
    ("values", "due", "said"),
    [
        # what is clear is answered meanwhile, by the day on which it would be due anyhow
        ({"clarification": [{"asked": JUNE, "about": ["2"]}]}, "2016-07-07", "due today (questions 1, 3)"),
        (
            {"clarification": [{"asked": JUNE, "about": ["2"], "meanwhile": JUNE, "received": RECEIVED}]},
            "2016-08-09",
            "due in 21 working days (clarified on 8 July 2016)",
        ),
        (
            {"clarification": [{"asked": JUNE, "about": ["2"], "meanwhile": JUNE}]},
            None,
            "clock stopped on 9 June 2016: clarification asked for, no reply for 20 working days",
        ),
        # the public interest test about one question gives no more time for the others
        (
            {"extension": {"until": DUE, "reason": "R", "section": "43(2)", "about": ["1", "2"]}},
            "2016-07-07",
            "due today (question 3)",
        ),
        (
            {"extension": {"until": DUE, "reason": "R", "about": ["3"], "meanwhile": JUNE}},
            "2016-08-09",
            "due in 21 working days (extended: public interest test)",
        ),
    ],
)
def test_questions_that_nothing_delays_are_due_as_ever(values, due, said):
    asked = request(received=JUNE, question=TWO, **values)
    day = deadline_of(asked)
    assert (day and day.isoformat()) == due
    assert format_timeliness(asked, dt.date(2016, 7, 7), sent=None) == said


def test_a_question_is_answered_by_naming_another_authority():
    named = {"to": "P", "sent": dt.date(2016, 6, 20), "held": False}
    some = request(received=JUNE, question=TWO, transfer=[named | {"about": ["2"]}])
    assert format_timeliness(some, JUNE, sent=None) == "due in 20 working days"
    every = request(received=JUNE, question=TWO, transfer=[named])
    assert deadline_of(every) is None
    assert format_timeliness(every, RECEIVED, sent=None) == "answered on time (another authority's)"
    late = request(received=JUNE, question=TWO, transfer=[named | {"sent": RECEIVED}])
    assert format_timeliness(late, RECEIVED, sent=None) == "answered 1 working day late (another authority's)"


def test_what_had_more_time_and_was_answered_with_the_rest_is_said_to_be():
    extension = {"until": dt.date(2016, 9, 7), "reason": "R", "section": "43(2)", "about": ["3"]}
    asked = request(received=RECEIVED, question=TWO, extension=extension)
    assert format_timeliness(asked, DUE, sent=DUE) == "answered on time (question 3 too, extended to 7 September 2016)"
