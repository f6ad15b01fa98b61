"""The cost limit holds for each group of questions, whatever their hours are."""

from hypothesis import given
from hypothesis import strategies as st

from foi_stats.request.cost import Costs
from foi_stats.request.request import Request
from tests.examples import examples

HOURS = st.integers(0, 24)
QUESTIONS = st.lists(st.tuples(st.sampled_from("ab"), HOURS, st.lists(HOURS, max_size=3)), min_size=1, max_size=5)


def asked(at, same, hours, limbs):
    question = {"id": f"{at}", "text": "?", "same": same, "hours": hours}
    if not limbs:
        return {**question, "asks": "statement", "answer": "A."}
    scopes = [
        {"id": f"{at}-{number}", "asks": "list", "columns": ["value"], "years": ["2014-15"], "hours": one}
        for number, one in enumerate(limbs)
    ]
    return {**question, "limbs": scopes}


@given(QUESTIONS, HOURS)
@examples(40)
def test_no_group_takes_more_than_the_limit_and_none_is_refused_that_fits(questions, other):
    same = questions[0][0]
    told = {"reference": "7", "title": "T", "authority": "a", "topic": "t"}
    told |= {"aggregated": [{"reference": "6", "why": "W", "same": same}]}
    told |= {"question": [asked(at, *question) for at, question in enumerate(questions)]}
    request = Request.model_validate(told)
    costs = Costs(request, 18, (other,))
    for group in {question.same for question in request.question}:
        members = [question for question in request.question if question.same == group]
        spent = other if group == same else 0
        refused = [costs.refusal(question) is not None for question in members]
        fits = spent + sum(question.least_hours for question in members) <= 18
        at_hand = [not (question.limbs or question.hours) for question in members]
        assert refused == [not (fits or free) for free in at_hand]
        if fits:
            chosen = [costs.limbs_within(question)[:1] for question in members]
            taken = [
                one.own_hours + sum(limb.own_hours for limb in limbs)
                for one, limbs in zip(members, chosen, strict=True)
            ]
            assert spent + sum(taken) <= 18
            assert [bool(limbs) for limbs in chosen] == [bool(question.limbs) for question in members]
