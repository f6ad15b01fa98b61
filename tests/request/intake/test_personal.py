"""What of persons is taken out of a letter, wherever it stands, and what stays."""

import pytest

from foi_stats.request.intake.draft_text import Known, draft_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.personal import without_personal

BORN = "[date of birth removed]"
NAME = "[name removed]"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("He was born 3/5/2014.", f"He was born {BORN}."),
        ("she was born on the 4th of May 2011 here", f"she was born on the {BORN} here"),
        ("a pupil (DOB 12.04.2011) waits", f"a pupil (DOB {BORN}) waits"),
        ("date of birth: 2011-04-12", f"date of birth: {BORN}"),
        ("How many children were born in 2014?", "How many children were born in 2014?"),
        ("pupils born on or after 1 September 2014", "pupils born on or after 1 September 2014"),
        ("by date of birth and sex", "by date of birth and sex"),
        ("if you miss the deadline for MS Office", "if you miss the deadline for MS Office"),
        ("a scheme called Safer Streets, with PC World", "a scheme called Safer Streets, with PC World"),
        ("My son Tom has waited", f"{NAME} has waited"),
        ("my son tom has waited", f"{NAME} has waited"),
        ("you paid his daughter Clarissa", f"you paid his daughter {NAME}"),
        ("Mr Percival Stagg and dr stagg", f"{NAME} and {NAME}"),
        ("the caseworker Jo Poe rang", f"the caseworker {NAME} rang"),
        ("a man called Jo Poe", f"a man called {NAME}"),
        ("mrs pauline whitby said so", f"{NAME} said so"),
        ("does councillor dave poe own shares", f"does {NAME} own shares"),
        ("asked miss poe why", f"asked {NAME} why"),
        ("councillor allowances and dr appointments", "councillor allowances and dr appointments"),
        ("my dob is 4/7/1961 and i", f"my dob is {BORN} and i"),
        ("my council tax number is 88123456", "my [removed]"),
        ("my number of visits in 2016", "my number of visits in 2016"),
        ("at 14 mill lane oxbury ox9 3qt", "at [removed]"),
        ("my ni number qq123456c", "my ni number [removed]"),
        ("NHS number 943 476 5919", "NHS number [removed]"),
        ("the Children Act 1989 and the Family Court", "the Children Act 1989 and the Family Court"),
        ("the family Hub Service and its manager", "the family Hub Service and its manager"),
        ("How much was spent in 2015 on 12 schools?", "How much was spent in 2015 on 12 schools?"),
    ],
)
def test_what_is_personal_is_replaced_by_what_it_was(text, cleaned):
    assert without_personal(text, ()) == cleaned


def test_a_name_goes_wherever_it_stands_and_a_birthday_is_no_year():
    letter = parse_letter("1. What was spent on my son Tarquin, born 3/5/2014? Tarquin waited. \n2. How many waited?")
    draft = draft_text("9", letter, Known())
    assert "Tarquin" not in draft
    assert "2014" not in draft
    assert letter.account.removed == 3
