"""The shapes of letters, small: what each becomes in a draft."""

import tomllib

import pytest

from foi_stats.request.intake.draft_text import Known, draft_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.page import find_request
from foi_stats.request.intake.periods import periods_named
from foi_stats.request.intake.text import plain_lines


def drafted(text):
    draft = draft_text("9", parse_letter(text), Known("a", "t", "T"))
    return tomllib.loads(draft)["question"], draft


@pytest.mark.parametrize(
    ("text", "ids", "marked"),
    [
        ("1. How many staff in 2014-15 were:\n(a) male\n(b) female", ["1"], "the letter names male; female"),
        ("1. What was spent on buses in:\na) 2014-15\nb) 2015-16", ["1"], ""),
        ("1. What was spent in 2015-16 on:\n- refuges\n- advisers", ["1"], "the letter names refuges; advisers"),
        ("1. In 2015-16:\n- the number of refuges\n- the cost of refuges", ["1", "2"], "the letter has a bullet here"),
        ("1. How many were made, and how many kept, in 2015-16?", ["1", "1-2"], "asks this under another number"),
        ("1. Is there a plan? If yes, what is in it? If no, why not?", ["1", "1-2", "1-3"], "taken to depend on 1"),
        ("1a. What was spent in 2014-15?\n1b. The same, but for 2015-16.", ["1"], ""),
        ("1. What was spent in 2014-15?\n2. The same for 2015-16.", ["1", "2"], "the same as question 1"),
        ("What was spent on buses in 2014-15? And on trains?", ["1", "2"], "the same as question 1"),
        ("What was spent in 2014-15? If that takes over 18 hours, only buses.", ["1"], "what does it want instead?"),
        (
            "1. A cost?\n2. A number?\n\nIf that is too much, leave out 2.",
            ["1", "2"],
            "after its questions the letter says",
        ),
        ("Please give, for 2014-15:\n\n1. Legal costs\n2. Rent", ["1", "2"], ""),
        ("What was spent on bees in 2014-15?\n\nYours,\nJo\n\nP.S. And how many bees?", ["1", "2"], ""),
    ],
)
def test_a_shape_becomes_questions_and_marks(text, ids, marked):
    questions, draft = drafted(text)
    assert [question["id"] for question in questions] == ids
    assert any(marked in line for line in draft.splitlines() if line.lstrip().startswith("#"))


@pytest.mark.parametrize(
    ("head", "title", "received"),
    [
        ("Subject: FOI request - counselling services", "Counselling services", ""),
        ("RE: Potholes in Saltney", "Potholes in Saltney", ""),
        (
            "FOI Request – Rough sleeping\n\n14 March 2016",
            "Rough sleeping",
            "2016-03-14   the letter is dated 14 March 2016",
        ),
        ("Date: Tue, 5 September 2017", "", "2017-09-05   the letter is dated 5 September 2017"),
        ("Sent: Tue 5 September 2017 14:02", "", "2017-09-05   the letter is dated Tue 5 September 2017 14:02"),
        ("Monday 14th March 2016", "", "2016-03-14   the letter is dated 14th March 2016"),
    ],
)
def test_the_subject_is_the_title_and_the_day_is_proposed_as_that_of_receipt(head, title, received):
    letter = parse_letter(f"{head}\n\nDear Council,\n\n1. What was spent on buses in 2014-15?")
    lines = draft_text("9", letter, Known()).splitlines()
    assert (f'title = "{title}"' in lines) == bool(title)
    assert any(line == f"# ? received = {received}: when did it arrive?" for line in lines) == bool(received)


def test_a_table_aligned_by_spaces_is_one_with_a_list_where_columns_are_words():
    rows = "Fixed lines\nMobile\n\nPlease reply soon."
    (by, *_), _ = drafted(f"1. Please complete:\n\nKind     Spend 2014-15     Spend 2015-16\n{rows}")
    assert by["limbs"][0] | {"id": ""} == {
        "id": "",
        "asks": "funding",
        "years": ["2014-15", "2015-16"],
        "basis": "outturn",
        "by": "kind",
    }
    (listed, *_), _ = drafted(f"Please tell me in 2015-16:\n\nContract type   Supplier   Annual value\n{rows}")
    assert listed["limbs"][0]["asks"] == "list"


def test_what_several_questions_share_is_asked_once():
    _, draft = drafted("For each of the last five years, please give:\n1. Spend on buses\n2. The number of buses")
    assert sum("last five years" in line for line in draft.splitlines() if "# ?" in line) == 1
    assert '"Questions 1 and 2: for which period' in draft


def test_what_to_ask_the_requester_is_an_entry_without_its_day():
    _, draft = drafted("1. What was spent on buses?\n2. How many were kept in 2015-16?")
    (asked,) = tomllib.loads(draft)["clarification"]
    assert (asked["about"], "asked" in asked) == (["1", "2"], False)
    assert asked["questions"] == [
        "Question 1: for which period or periods do you want this?",
        "Question 2: what exactly would you like us to count?",
    ]


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("in calendar year 2023", "calendar_years", "[2023]"),
        ("in the calendar years 2019 to 2021", "calendar_years", "[2019, 2020, 2021]"),
        ("by calendar year", "calendar_years", "[]"),
        ("in academic years 2014/15 and 2015/16", "academic_years", '["2014-15", "2015-16"]'),
        ("each month from April 2015 to March 2016", "months", '"2015-04 to 2016-03"'),
        ("each month since April 2014", "months", "[]"),
        ("monthly in 2015-16", "months", '"2015-04 to 2016-03"'),
        ("by quarter in 2015-16", "quarters", '"2015 Q2 to 2016 Q1"'),
        ("from June 2015 to May 2016", "span", '"2015-06 to 2016-05"'),
        ("from 3 May 2015 to 9 June 2016", "span", '"2015-05-03 to 2016-06-09"'),
        ("on 31 March 2015 and 31 March 2016", "at", "[2015-03-31, 2016-03-31]"),
        ("currently", "at", "[]"),
        ("from 1 January 2020 to today", "to_date", "2020-01-01"),
        ("since January 2012", "to_date", "2012-01-01"),
    ],
)
def test_periods_that_are_no_financial_years_have_a_key_of_their_own(text, key, value):
    found = periods_named(text)
    assert (found.key, found.value) == (key, value)
    assert found.named is (value != "[]")
    assert found.named or found.doubts


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        ("Request\nHow much was spent on all the buses?\nResponse\nNone.", ["How much was spent on all the buses?"]),
        ("How much was paid for buses in 2014-15?\nOur response:\nNone", ["How much was paid for buses in 2014-15?"]),
        ("Hello\nHow much?\nThanks\nJo\nDear Jo\nNone.", ["Hello", "How much?", "Thanks", "Jo"]),
        ("Response\nPlease send your response to the plan.", ["Response", "Please send your response to the plan."]),
        ("1. One?\n2. Two?", ["1. One?", "2. Two?"]),
        (
            "1. Is it?\n  1. Who?\n  2. Where?\n2. If 1b) is no, why?",
            ["1) Is it?", "  1a) Who?", "  1b) Where?", "2) If 1b) is no, why?"],
        ),
    ],
)
def test_a_page_is_cut_to_the_request_and_its_numbers_are_put_back(letter, lines):
    assert find_request(plain_lines(letter)).lines == lines
