import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.statements import answer_statement
from tests.answer.cases import case, spend

YES_NO = {"id": "2", "text": "Yes or no?", "asks": "confirmation"}
IF_NO = {
    "id": "3",
    "text": "If no, what?",
    "asks": "statement",
    "answer": "This.",
    "depends": {"on": "2", "answer": "no"},
}


@pytest.mark.parametrize(
    ("given", "second", "third"),
    [("", "undetermined", "undetermined"), ("yes", "answered", "not_asked"), ("no", "answered", "answered")],
)
def test_a_question_that_depends_on_another_follows_it(given, second, third):
    made = case(questions=[{**YES_NO, "answer": given}, IF_NO])
    answers = {"2": answer_statement(made, made.request.question[1], {})}
    answers["3"] = answer_statement(made, made.request.question[2], answers)
    assert [answers[name].status for name in ("2", "3")] == [second, third]


@pytest.mark.parametrize(
    ("row", "status"),
    [(spend(reason="not_held"), "not_held"), (spend("1.00"), "not_asked"), (spend("0.00"), "not_asked")],
)
def test_a_confirmation_that_nothing_was_found_follows_what_was_found(row, status):
    made = case([row], questions=[{**YES_NO, "confirms": "1"}])
    found = answer_figures(made, "1")
    answer = answer_statement(made, made.request.question[1], {"1": found})
    assert answer.status == status
