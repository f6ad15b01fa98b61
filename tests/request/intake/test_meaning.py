"""Words that turn what is asked round, or that the requester need not be asked about."""

import pytest

from foi_stats.request.intake.clarify import open_questions
from foi_stats.request.intake.kinds import basis_of, kind_of, noun_counted
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.periods import periods_named


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("How many agency workers (headcount, not FTE) are there?", "agency workers"),
        ("How many nurses, by head count rather than WTE, left?", "nurses"),
        ("How many staff (FTE, not headcount) are there?", "staff (FTE)"),
        ("How many full-time equivalent teachers are there?", "teachers (FTE)"),
    ],
)
def test_a_denied_measure_is_not_the_measure(text, noun):
    assert noun_counted(text) == noun


def test_two_measures_are_told():
    assert "two measures" in kind_of("How many staff (FTE and headcount) are there?")[1][0]


@pytest.mark.parametrize(
    ("text", "basis", "sure"),
    [
        ("How much did you pay out for damage?", "paid", True),
        ("What was spent, not budgeted, on parks?", "outturn", True),
        ("What was allocated but not spent?", "allocated", False),
    ],
)
def test_a_basis_is_that_of_what_is_meant(text, basis, sure):
    found, doubts = basis_of(text, "")
    assert (found, not doubts) == (basis, sure)


@pytest.mark.parametrize(
    "text",
    ["on 1 April in each of 2014, 2015 and 2016", "as at 1 April 2014, 2015 and 2016", "on 1 April from 2014 to 2016"],
)
def test_a_day_of_several_years_is_those_days(text):
    found = periods_named(text)
    assert (found.key, found.value) == ("at", "[2014-04-01, 2015-04-01, 2016-04-01]")


@pytest.mark.parametrize(
    ("letter", "asked"),
    [
        (
            "1. How many parks were there in 2014, 2015 and 2016?",
            ['Question 1: for which period or periods do you want this? You wrote "2014, 2015 and 2016".'],
        ),
        ("All questions refer to 2013/14 to 2015/16.\n\n1. How many parks were opened?\n2. How many people came?", []),
        ("1. How many homes were empty in 2015-16?\n2. Of those, how many were in the north?", []),
    ],
)
def test_the_requester_is_asked_what_is_open_and_in_their_words(letter, asked):
    assert [text for _, text in open_questions(parse_letter(letter))] == asked


def test_some_of_those_are_of_the_same_things():
    first, some = parse_letter("1. How many homes were empty in 2015-16?\n2. Of those, how many were sold?").questions
    assert some.limbs[0].measure == first.limbs[0].measure == "homes"


def test_lines_about_law_in_a_letter_without_stops_are_told_apart():
    letter = parse_letter(
        "i want to know how much the council spent on roads in 2015-16\n"
        "send me everything you have got on me\n"
        "under section 7 of the data protection act you have 40 days and you cant charge me\n"
        "under the environmental information regulations 2004 you cant refuse\n"
        "dont bother telling me it is a secret under section 41(1)(b)\n"
        "how many potholes were reported in 2015-16\n"
    )
    assert [aside.sort for aside in letter.account.asides] == ["own data", "own data", "environment", "aside"]
    assert len(letter.questions) == 2


def test_a_paragraph_that_asks_of_other_things_is_a_question_of_its_own():
    staff, complaints = parse_letter(
        "Dear Sir,\n\nHow many staff do you have? Please exclude agency staff.\n\n"
        "For each complaint since 2015 please give the date, the outcome and the cost.\n\nPlease redact names.\n"
    ).questions
    assert not staff.limbs[0].years.named
    assert any("exclude agency staff" in doubt for doubt in staff.limbs[0].doubts)
    assert (complaints.asks, complaints.limbs[0].years.since) == ("list", 2015)


def test_questions_keep_the_numbers_and_the_order_of_the_letter():
    letter = parse_letter(
        "1. Agency staff\n(a) How many agency staff were there in 2015-16?\n"
        "(b) What was the highest hourly rate paid in 2015-16?\n"
        "(c) If you do not record hourly rates, please give the average weekly cost instead.\n\n"
        "2. Please complete the table below:\n\nCategory | 2014/15 | 2015/16\n"
        "Number of carers approved | |\nNumber of carers de-registered | |\n\n"
        "3. How many homes had been empty for more than six months on Mill Lane and Oak Street in 2015-16?\n"
    )
    assert [question.id for question in letter.questions] == ["1a", "1b", "2", "2-2", "3"]
    assert [limb.id for limb in letter.questions[1].limbs] == ["1b-1", "1b-2"]
    assert letter.questions[3].limbs[0].measure == "carers de-registered"
    (doubts,) = (limb.doubts for limb in letter.questions[4].limbs)
    assert 'asks "more than six months' in doubts[0]


def test_shares_that_are_owned_are_no_share_of_a_figure():
    (asked,) = parse_letter(
        "can you tell me what the council pays to Tarmac and whether he owns any shares in it\n"
    ).questions
    assert asked.asks == "funding"
    assert ["and whether" in doubt for doubt in asked.limbs[0].doubts] == [True]
