"""Numbers that a request's file states in words of its own are said, until somebody has decided on them."""

import datetime as dt

import pytest

from foi_stats.release.typed_numbers import numbers_in, typed_numbers
from foi_stats.request.request import Request, read_request

HARMLESS = (
    "The plan covers 2013 to 2016, and was adopted on 1 April 2013.",
    "Sections 12(1) and 17(5) apply; see page 12 and S.I. 2011/3050.",
    "Answer by the 20th working day, at 9.30am on 3 May 2016.",
    "Call 01904 123456, or write to YO1 9QN; https://example.org/2016/4711.",
    "In Q1 of 2015-16 and in 2016/17 there was one plan.",
)
STATED = {
    "Spending doubled to £1.2m.": ["doubled", "£1.2m"],
    "In 2015-16, 43% of claims were paid.": ["43%"],
    "Up from 6 the year before.": ["6"],
    "It was 4.5 per cent of 1,348.": ["4.5 per cent", "1,348"],
    "Six people, half of the twelve.": ["Six", "half", "twelve"],
}


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_years_periods_and_references_are_no_numbers(text):
    assert numbers_in(text) == []


@pytest.mark.parametrize("text", STATED)
def test_a_number_is_one_in_figures_or_in_words(text):
    assert numbers_in(text) == STATED[text]


def request(*decided):
    question = {"id": "1", "text": "?", "asks": "statement", "answer": "We met twice. There were 6 of them in 2016."}
    base = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "question": [question]}
    role = {"reason": "It is published.", "role": "Officer", "date": dt.date(2016, 7, 8)}
    return Request.model_validate(base | {"decided": [{"text": text, **role} for text in decided]})


def test_a_sentence_that_states_a_number_is_quoted_until_it_is_decided_on():
    found = list(typed_numbers(request(), "data/requests/7.toml"))
    assert [(finding.check, finding.severity) for finding in found] == [("typed-number", "warning")] * 2
    assert (
        "the answer to question 1 states 6, which no cell is behind: 'There were 6 of them in 2016.'" in found[1].found
    )
    assert len(list(typed_numbers(request("There were 6 of them"), "f"))) == 1
    assert list(typed_numbers(request("There were 6 of them in 2016.", "We met twice."), "f")) == []


def test_the_shipped_requests_state_no_number_that_was_not_decided_on(data):
    for name in ("101.2016-17", "944.2015-16"):
        assert list(typed_numbers(read_request(data, name), "f")) == []
