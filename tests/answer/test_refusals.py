"""Every kind of answer without figures, with its status, its section and its words."""

import datetime as dt

import pytest
from pydantic import ValidationError

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.statements import answer_statement
from foi_stats.answer.status import status_words
from tests.answer.cases import case, spend

WEIGHED = {"value": "Little.", "burden": "Four weeks."}
COMPLIED = {"reference": "5", "date": dt.date(2016, 5, 4)}
EXEMPTION = {"section": "43(2)", "title": "T", "absolute": False, "why": "W", "public_interest": "P"}
KINDS = [
    ({"asks": "statement", "answer": "2013 to 2016."}, "Disclosed", "2013 to 2016."),
    ({"asks": "confirmation", "answer": "no"}, "Answered", "No."),
    ({"asks": "statement", "held": False}, "No information held", "hold no information"),
    ({"asks": "refused", "section": "12(1)", "hours": 40}, "Refused under section 12 (cost)", "under section 12(1)"),
    ({"asks": "refused", "section": "12(2)", "hours": 40}, "Refused under section 12 (cost)", "whether we hold"),
    (
        {"asks": "statement", "answer": "A.", "hours": 40},
        "Refused under section 12 (cost)",
        "would take 40 hours",
    ),
    ({"asks": "refused", "section": "14(1)", "weighed": WEIGHED}, "Refused under section 14(1)", "vexatious"),
    (
        {"asks": "refused", "section": "14(2)", "complied": COMPLIED, "why": "W"},
        "Refused under section 14(2)",
        "your request 5, with which we complied on 4 May 2016",
    ),
    ({"asks": "refused", "section": "43(2)"}, "Refused under section 43(2)", "We hold this information"),
    (
        {"asks": "refused", "section": ["31(1)", "43(2)"]},
        "Refused under sections 31(1) and 43(2)",
        "sections 31(1) and 43(2) of the",
    ),
    ({"asks": "ncnd"}, "Neither confirmed nor denied, under section 23(5)", "neither confirm nor deny"),
    (
        {"asks": "accessible", "link": "https://example.org/", "access": "Free."},
        "Already accessible (section 21)",
        "We hold this information",
    ),
    ({"asks": "clarification", "answer": "Which years?"}, "Clarification sought", "Which years? Under section 1(3)"),
    ({"asks": "another", "whose": "Shire Police"}, "For another public authority", "Shire Police is a separate"),
]
NCND = {"section": "23(5)", "title": "T", "absolute": True, "why": "W", "neither_confirm_nor_deny": True}


@pytest.mark.parametrize(("question", "words", "sentence"), KINDS)
def test_each_kind_of_answer_has_its_words_and_its_section(question, words, sentence):
    made = case(questions=[{"id": "2", "text": "?", "same": "own", **question}], exemption=[NCND, EXEMPTION])
    answer = answer_statement(made, made.request.question[1], {})
    assert status_words(made.request, "2", answer.status) == words
    assert sentence in answer.sentence


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"asks": "refused"}, "names its section"),
        ({"asks": "refused", "section": "14"}, "14\\(1\\), vexatious, or 14\\(2\\), repeated"),
        ({"asks": "refused", "section": "99"}, "no exemption of the Act"),
        ({"asks": "refused", "section": ["12(1)", "43(2)"]}, "by themselves"),
        ({"asks": "refused", "section": "43(2)", "weighed": WEIGHED}, "weighed is for section 14"),
        ({"asks": "refused", "section": "14(1)", "complied": COMPLIED}, "complied is for section 14"),
        ({"asks": "refused", "section": "43(2)", "answer": "A."}, "has no answer"),
        ({"asks": "statement", "answer": "A.", "section": "43(2)"}, 'section is for a question with asks = "refused"'),
        ({"asks": "accessible", "access": "Free."}, "link, or note"),
        ({"asks": "clarification"}, "what is not clear"),
        ({"asks": "another"}, "whose"),
        ({"asks": "ncnd", "why": "W"}, "nothing is said beside"),
        (
            {"asks": "statement", "answer": "A.", "hours": 1, "estimate": [{"what": "f", "items": 1, "minutes": 1}]},
            "one",
        ),
        ({"review": "upheld", "why": "W"}, "review_of"),
    ],
)
def test_what_a_kind_of_answer_lacks_is_refused_in_words(question, message):
    with pytest.raises(ValidationError, match=message):
        case(questions=[{"id": "2", "text": "?", **question}])


@pytest.mark.parametrize("section", ["12", "14(1)"])
def test_sections_12_and_14_are_no_exemptions(section):
    with pytest.raises(ValidationError, match="not an exemption: take this .* out"):
        case(exemption=[{**EXEMPTION, "section": section}])


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        ("withheld", "not_asked", "Refused under section 43(2)"),
        ("elsewhere", "not_asked", "Already accessible (section 21)"),
        ("not_closed", "not_asked", "Refused"),  # no exemption under section 22 is given
        ("over_limit", "over_limit", "Refused under section 12 (cost)"),
        ("absorbed", "undetermined", "Not separately identifiable"),
        ("ncnd", "ncnd", "Neither confirmed nor denied, under section 23(5)"),
    ],
)
def test_a_confirmation_that_nothing_was_found_says_no_more_than_the_figures_do(reason, status, words):
    question = {"id": "2", "text": "?", "asks": "confirmation", "confirms": "1"}
    made = case([spend(reason=reason)], questions=[question], exemption=[NCND, EXEMPTION])
    figures = answer_figures(made, "1")
    assert status_words(made.request, "1", figures.status) == words
    assert answer_statement(made, made.request.question[1], {"1": figures}).status == status


@pytest.mark.parametrize("questions", [["1"], ["2"]])
def test_an_exemption_that_names_its_questions_comes_before_one_that_names_none(questions):
    other = {**EXEMPTION, "section": "31(1)"}
    made = case(
        [spend(reason="withheld")],
        questions=[{"id": "2", "text": "?", "asks": "ncnd"}],
        exemption=[EXEMPTION, {**other, "questions": questions}],
    )
    wanted = "section 31(1)" if questions == ["1"] else "section 43(2)"
    assert status_words(made.request, "1", "withheld") == f"Refused under {wanted}"


@pytest.mark.parametrize(("first", "status"), [({"asks": "ncnd"}, "ncnd"), ({"hours": 40}, "over_limit")])
def test_what_depends_on_what_is_not_said_is_not_said_either(first, status):
    yes_no = {"id": "2", "text": "?", "asks": "confirmation", "answer": "", **first}
    after = {"id": "3", "text": "?", "asks": "statement", "answer": "A.", "depends": {"on": "2", "answer": "no"}}
    made = case(questions=[yes_no, after])
    answers = {}
    for question in made.request.question[1:]:
        answers[question.id] = answer_statement(made, question, answers)
    assert answers["3"].status == status
