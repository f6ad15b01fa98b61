import pytest

from foi_stats.release.unsaid_dependence import unsaid_dependence
from foi_stats.request.request import Question, Request, read_request


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("If the answer to 3b is no, please send any other document.", True),
        ("If 3(b) is no, please send any other document.", True),
        ("If not, please send any other document.", True),
        ("If there has been no such plan since 2012, please confirm that.", False),
    ],
)
def test_a_question_that_depends_on_another_names_it(text, is_said):
    first = {"id": "3b", "text": "Does the plan refer to it?", "asks": "confirmation", "answer": "yes"}
    then = {"id": "3c", "text": text, "asks": "statement", "depends": {"on": "3b", "answer": "no"}}
    questions = [Question.model_validate(one) for one in (first, then)]
    request = Request(reference="7", title="T", authority="a", topic="t", question=questions)
    assert [finding.check for finding in unsaid_dependence(request, "f")] == ([] if is_said else ["depends-unsaid"])


def test_the_shipped_requests_say_what_depends(data):
    for name in ("944.2015-16", "101.2016-17"):
        assert list(unsaid_dependence(read_request(data, name), "f")) == []
