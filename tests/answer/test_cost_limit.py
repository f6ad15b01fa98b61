from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.cost_limit import cost_fits, cost_reached, estimate_said, hours_said
from foi_stats.answer.statements import answer_statement
from foi_stats.request.asked_answer import Estimate
from tests.answer.cases import LIMBS, case, spend

ROWS = [spend("1.00", "2013-14"), spend("2.00")]
PLAN = {"id": "2", "text": "Period?", "asks": "statement", "answer": "2013 to 2016.", "hours": 7}
FILES = {"what": "complaint files", "items": 1000, "minutes": 5, "sampled": 20}


def statuses(made):
    answers = {}
    for question in made.request.question:
        answers[question.id] = (
            answer_figures(made, question.id) if question.limbs else answer_statement(made, question, answers)
        )
    return {name: (answer.status, answer.limb) for name, answer in answers.items()}


@pytest.mark.parametrize(
    ("questions", "wanted"),
    [
        ([], {"1": ("answered", "1a")}),
        ([PLAN], {"1": ("answered", "1b"), "2": ("answered", "")}),
        # FOIA s.12: 18 hours at £25. With the quickest limb it is 22 hours: the group is refused as a set
        ([{**PLAN, "hours": 17}], {"1": ("over_limit", ""), "2": ("over_limit", "")}),
        # what is at hand and took no time is given though the rest is refused
        (
            [{**PLAN, "hours": 17}, {**PLAN, "id": "3", "hours": 0}],
            {"1": ("over_limit", ""), "2": ("over_limit", ""), "3": ("answered", "")},
        ),
        # Fees Regulations, reg. 5(2): hours are added only where the information is the same or similar
        ([{**PLAN, "hours": 17, "same": "plans"}], {"1": ("answered", "1a"), "2": ("answered", "")}),
        ([{**PLAN, "hours": 40, "same": "plans"}], {"1": ("answered", "1a"), "2": ("over_limit", "")}),
    ],
)
def test_the_hours_of_questions_on_one_subject_count_together(questions, wanted):
    assert statuses(case(ROWS, limbs=LIMBS, questions=questions)) == wanted


def test_what_is_not_asked_or_said_adds_no_hours():
    quiet = {"id": "3", "text": "?", "asks": "ncnd", "hours": 40}
    yes_no = {"id": "4", "text": "?", "asks": "confirmation", "answer": "yes"}
    not_due = {"id": "5", "text": "?", "asks": "statement", "depends": {"on": "4", "answer": "no"}, "hours": 40}
    found = statuses(case(ROWS, limbs=LIMBS, questions=[quiet, yes_no, not_due]))
    assert [status for status, _ in found.values()] == ["answered", "ncnd", "answered", "not_asked"]


def test_a_limb_that_is_refused_for_cost_names_the_section_and_how_its_hours_were_reached():
    first = {**LIMBS[0], "hours": 0, "estimate": [FILES]}
    answer = answer_figures(case(ROWS, limbs=[first, LIMBS[1]]), "1")
    assert answer.limb == "1b"
    assert "section 12(1)" in answer.passed_over[0]
    assert "would take 83.3 hours, and the cost limit is 18 hours (£450 at £25 an hour" in answer.passed_over[0]
    assert "Data Protection (Appropriate Limit and Fees) Regulations 2004)" in answer.passed_over[0]
    assert "1,000 complaint files × 5 minutes each = 83.3 hours (we timed a sample of 20)" in answer.passed_over[0]


def test_a_refusal_says_what_would_fit():
    made = case(ROWS, limbs=LIMBS, questions=[{**PLAN, "hours": 17}])
    refusal = made.costs.refusal(made.request.question[0])
    assert (refusal.hours, refusal.section) == (22, "12(1)")
    assert cost_reached(made, refusal) == ("1(a): 12 hours", "1(b): 5 hours", "2: 17 hours")
    assert cost_fits(refusal) == ("1(a): 12 hours", "1(b): 5 hours", "2: 17 hours")
    sentence = answer_figures(made, "1").sentence
    assert (
        "together with question 1, under section 12(1)" in answer_statement(made, made.request.question[1], {}).sentence
    )
    assert "questions 1 and 2 together under section 12(1)" in sentence
    assert "would take 22 hours" in sentence


def test_of_an_estimate_over_the_limit_it_says_how_many_items_fit():
    made = case(limbs=[{"id": "1a", "asks": "list", "columns": ["value"], "years": ["2014-15"], "estimate": [FILES]}])
    refusal = made.costs.refusal(made.request.question[0])
    assert cost_fits(refusal)[0].startswith("1(a): up to 216 of the 1,000 complaint files")
    assert answer_figures(made, "1").status == "over_limit"


def test_where_no_alternative_is_left_the_question_is_refused():
    limbs = [{"id": "1a", "asks": "funding", "calendar_years": [2014], "hours": 1}, {**LIMBS[0], "hours": 30}]
    answer = answer_figures(case(ROWS, limbs=[limbs[0], {**limbs[1], "id": "1b"}]), "1")
    assert (answer.status, len(answer.passed_over)) == ("over_limit", 2)


def test_questions_cannot_each_spend_the_same_hours():
    # FOIA s.12: with 10 + 12 + 1 hours the whole request is over 18, though each fits beside the other's quickest limb.
    limbs = [{"id": "1a", "asks": "funding", "years": ["2014-15"], "hours": 10}]
    limbs.append({"id": "1b", "asks": "funding", "years": ["2014-15"], "hours": 1})
    second = [
        {**limb, "id": limb["id"].replace("1", "5"), "hours": hours} for limb, hours in zip(limbs, (12, 1), strict=True)
    ]
    made = case([spend("2.00")], limbs=limbs, questions=[{"id": "5", "text": "And?", "limbs": second, "hours": 1}])
    assert [answer_figures(made, name).limb for name in ("1", "5")] == ["1a", "5b"]


@pytest.mark.parametrize(("same", "status"), [("", "over_limit"), ("plans", "answered")])
def test_hours_of_other_requests_count_with_the_group_that_they_relate_to(same, status):
    plans = {"id": "2", "text": "?", "asks": "statement", "answer": "2013.", "same": "plans"}
    added = {"reference": "6", "why": "the same grants.", "same": same}
    limbs = [{"id": "1a", "asks": "funding", "years": ["2014-15"], "hours": 10}]
    made = case([spend("2.00")], limbs=limbs, questions=[plans], aggregated=[added])
    made = replace(made, other_hours=(9,))
    answer = answer_figures(made, "1")
    assert answer.status == status
    if status == "over_limit":
        refusal = made.costs.refusal(made.request.question[0])
        assert "together with 6," in answer.sentence
        assert cost_reached(made, refusal)[-1].startswith("6: 9 hours. It counts with this one because of")
        assert cost_fits(refusal) == ()  # 9 hours are left, and this takes 10


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1, "1 hour"), (0.96, "1 hour"), (83 + 1 / 3, "83.3 hours"), (18.05, "18.1 hours"), (0, "0 hours")],
)
def test_hours_are_said_to_one_decimal(hours, said):
    assert hours_said(hours) == said


def test_an_estimate_is_said_as_it_was_worked_out():
    one = Estimate(what="files", items=90, minutes=1)
    assert estimate_said(one) == "90 files × 1 minute each = 1.5 hours"
