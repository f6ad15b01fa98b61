from dataclasses import replace

from foi_stats.answer.answer import answer_figures
from tests.answer.cases import LIMBS, case, spend

OTHER = {"id": "2", "text": "Period?", "asks": "statement", "answer": "2013 to 2016.", "hours": 7}


def test_the_first_limb_is_answered_where_the_whole_request_is_within_the_limit():
    rows = [spend("1.00", "2013-14"), spend("2.00")]
    answer = answer_figures(case(rows, limbs=LIMBS), "1")
    assert (answer.limb, answer.passed_over) == ("1a", ())


def test_the_cost_limit_counts_the_whole_request_and_passes_to_the_next_limb():
    # FOIA s.12: 18 hours at £25 for the whole request. 12 hours fit alone, not with the 7 of question 2.
    rows = [spend("1.00", "2013-14"), spend("2.00")]
    answer = answer_figures(case(rows, limbs=LIMBS, questions=[OTHER]), "1")
    assert answer.limb == "1b"
    assert "19 hours, and the cost limit is 18" in answer.passed_over[0]


def test_where_no_limb_fits_the_limit_the_question_is_refused_with_advice():
    answer = answer_figures(case([spend("2.00")], limbs=LIMBS, questions=[{**OTHER, "hours": 17}]), "1")
    assert answer.status == "over_limit"
    assert "fewer years" in answer.sentence
    assert answer.table.empty


def test_questions_cannot_each_spend_the_same_hours():
    # FOIA s.12: with 10 + 12 + 1 hours the whole request is over 18, though each fits beside the other's quickest limb.
    limbs = [{"id": "1a", "asks": "funding", "years": ["2014-15"], "hours": 10}]
    limbs.append({"id": "1b", "asks": "funding", "years": ["2014-15"], "hours": 1})
    second = [
        {**limb, "id": limb["id"].replace("1", "5"), "hours": hours} for limb, hours in zip(limbs, (12, 1), strict=True)
    ]
    made = case([spend("2.00")], limbs=limbs, questions=[{"id": "5", "text": "And?", "limbs": second, "hours": 1}])
    assert [answer_figures(made, name).limb for name in ("1", "5")] == ["1a", "5b"]


def test_requests_that_are_aggregated_are_counted_together():
    made = case([spend("2.00")], limbs=[{"id": "1a", "asks": "funding", "years": ["2014-15"], "hours": 10}])
    assert answer_figures(made, "1").status == "answered"
    assert answer_figures(replace(made, other_hours=9), "1").status == "over_limit"
