"""What is asked for under another law, or is a complaint, in many wordings; and what is a question all the same."""

import pytest

from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.regimes import is_environmental
from foi_stats.request.intake.sorts import sort_of

WORDINGS = {
    "own data": """
        i want everything you hold on my son
        Please send me everything you hold about me.
        Please provide all information you hold on my mother.
        I want a copy of my file
        Please supply my social care records
        What information do you hold about my daughter Tom?
        all the personal data you hold about my late mother, Mrs Poe
        Copies of all emails about me
        Can I have my son's school records?
        This is a subject access request.
        Please treat this as a SAR
        Under the Data Protection Act please send what you have on me.
        All documents relating to my claim
        I would like to see my notes
        please send whatever you know about us
        Any records you've kept on my husband""",
    "review": """
        Please review your decision to refuse
        I am requesting an internal review
        I'd like you to reconsider your response
        I want to appeal against the refusal
        Please carry out a review of the handling of my request
        I ask that someone else looks at your decision again
        I do not accept your refusal, please look again""",
    "complaint": """
        I want to complain about your delay.
        I wish to raise a formal complaint
        This is a complaint
        I am not satisfied with the handling of my request
        your reply is unacceptable""",
    "": """
        Please send me my file and the total spent on transport in 2015-16.
        How many subject access requests did you receive in 2016?
        I want everything you hold on my son and how many children are waiting
        What is your policy on GDPR?
        Please list all contracts with us
        How many complaints did you receive?
        I am fed up with the bins, and how much did they cost?""",
}
ENVIRONMENT = """
    How much CO2 did the depot emit?
    How many street trees were felled?
    What is the level of nitrogen dioxide?
    Please treat this under the EIR.
    Please provide the flood risk assessment
    How many planning applications were refused?"""


@pytest.mark.parametrize("sort", WORDINGS)
def test_what_is_no_request_for_information_is_told_by_its_words(sort):
    lines = [line.strip() for line in WORDINGS[sort].strip().splitlines()]
    assert {line: sort_of(line) for line in lines} == dict.fromkeys(lines, sort)


def test_words_of_the_environment_are_found():
    assert [line for line in ENVIRONMENT.strip().splitlines() if not is_environmental(line)] == []


def test_a_question_beside_own_data_stays_a_question_and_says_so():
    (asked,) = parse_letter("1. Please send me my file and the total spent on taxis in 2015-16.").questions
    assert asked.asks == "funding"
    assert any("requester's own data" in doubt for doubt in asked.doubts)
