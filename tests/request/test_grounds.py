"""What a request's file says of the grounds of its answers, and of the request that it reviews."""

import datetime as dt

import pytest
from pydantic import ValidationError

from foi_stats.request.case import read_case
from foi_stats.request.request import read_request
from foi_stats.request.reviewed import read_reviewed
from foi_stats.request.sections import exemptions, needs_prejudice, needs_qualified_person, section_number
from foi_stats.vocabulary.findings import InputError
from tests.answer.cases import case

DAY = dt.date(2016, 5, 4)
SEARCH = {"where": "the ledger", "what": "Payments", "role": "Accountant", "date": DAY}
EXEMPTION = {"section": "41", "title": "T", "absolute": True, "why": "W"}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"search": [{**SEARCH, "questions": ["9"]}]}, "question 9, and no question"),
        ({"exemption": [{**EXEMPTION, "questions": ["9"]}]}, "question 9, and no question"),
        ({"aggregated": [{"reference": "6", "why": "W", "same": "plans"}]}, "same is 'plans'"),
        ({"aggregated": [{"reference": "6"}]}, "why"),
        ({"found": [{"id": "f", "question": "9", "asks": "funding", "years": ["2014-15"]}]}, "question 9"),
        ({"review_of": "6"}, "reviewer"),
        ({"reviewer": "Head of Legal"}, "review_of"),
        ({"review_of": "6", "reviewer": "Head of Legal"}, "upheld, changed or added"),
    ],
)
def test_grounds_that_name_what_is_not_there_are_refused(request_, message):
    with pytest.raises(ValidationError, match=message):
        case(**request_)


@pytest.mark.parametrize(
    ("section", "prejudice"),
    [("43(2)", True), ("43(1)", False), ("31(1)(a)", True), ("27(1)", True), ("27(2)", False), ("40(2)", False)],
)
def test_the_act_says_which_exemptions_are_about_harm(section, prejudice):
    assert needs_prejudice(section) == prejudice
    assert not needs_qualified_person(section)


def test_the_exemptions_are_those_of_part_ii():
    # domain: absolute are 21, 23, 32, 34, 41 and 44; 40, 37 (and 36 for Parliament) are in part
    absolute = [section for section, known in exemptions().items() if known.absolute == "yes"]
    assert absolute == ["21", "23", "32", "34", "41", "44"]
    assert [section for section, known in exemptions().items() if known.absolute == "either"] == ["36", "37", "40"]
    assert section_number("22A(1)") == "22A"


FIRST = """
reference = "7"
title = "T"
authority = "exampleshire"
topic = "modern-slavery"
received = 2016-05-02
threshold = { below = 5, reason = "R" }
[[question]]
id = "1"
text = "?"
asks = "statement"
answer = "A."
hours = 7
same = "plans"
"""
REVIEW = FIRST.replace('reference = "7"', 'reference = "7-R"\nreview_of = "7"\nreviewer = "Head of Legal"').replace(
    'asks = "statement"\nanswer = "A."\nhours = 7', 'review = "upheld"\nwhy = "W"'
)


def written(folder, first=FIRST, review=REVIEW):
    for kind in ("requests", "topics", "authorities"):
        (folder / kind).mkdir()
    (folder / "requests" / "7.toml").write_text(first, encoding="utf-8")
    (folder / "requests" / "7-R.toml").write_text(review, encoding="utf-8")
    return folder


def test_a_review_reads_the_request_that_it_is_of(tmp_path):
    data = written(tmp_path)
    assert read_reviewed(data, read_request(data, "7-R")).reference == "7"
    assert read_reviewed(data, read_request(data, "7")) is None
    assert read_request(data, "7-R").related == ("7",)


@pytest.mark.parametrize(
    ("first", "review", "message"),
    [
        (FIRST, REVIEW.replace('review_of = "7"', 'review_of = "8"'), "8"),
        (REVIEW.replace('"7-R"', '"7"'), REVIEW, "no second"),
        (FIRST.replace("below = 5", "below = 10"), REVIEW, "threshold is another"),
        (FIRST, REVIEW.replace("modern-slavery", "other"), "topic is another"),
        (FIRST, REVIEW.replace('id = "1"', 'id = "2"'), "reviews question 2, and 7 has: 1"),
    ],
)
def test_a_review_is_of_one_request_and_of_its_measure(tmp_path, first, review, message):
    data = written(tmp_path, first, review)
    with pytest.raises(InputError, match=message):
        read_reviewed(data, read_request(data, "7-R"))


@pytest.mark.parametrize(
    ("questions", "hours", "message"), [('["1"]', 7, ""), ("[]", 7, ""), ('["9"]', 0, "question 9 of 7, which has: 1")]
)
def test_hours_of_another_request_are_those_of_the_questions_that_relate(data, tmp_path, questions, hours, message):
    added = f'[[aggregated]]\nreference = "7"\nwhy = "the same plans"\nsame = "plans"\nquestions = {questions}\n'
    text = FIRST.replace('reference = "7"', 'reference = "8"') + added
    written(tmp_path)
    for name in ("topics/modern-slavery.toml", "authorities/exampleshire.toml"):
        (tmp_path / name).write_bytes((data / name).read_bytes())
    (tmp_path / "requests" / "8.toml").write_text(text, encoding="utf-8")
    if message:
        with pytest.raises(InputError, match=message):
            read_case(tmp_path, "8")
    else:
        assert read_case(tmp_path, "8").other_hours == (hours,)
