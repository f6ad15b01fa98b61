"""Releases that a request is not audited together with: it stops where it could give away what they hide."""

from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.protected import protect_answer
from foi_stats.release.released_counts import lines_of
from foi_stats.release.unaudited_releases import given_without, topics_aside
from foi_stats.request.topic import Topic

COUNTS = {("A", "2014-15"): 3, ("A", "2015-16"): 9, ("B", "2015-16"): {"Burglary": 20}}
ASKED = {"years": ["2014-15"]}
WORDS = {"id": "r", "decision": "include", "where": ["crime_type"], "why": "W"}
BURGLARY = Topic.model_validate({"title": "B", "subject": "b", "rule": [WORDS | {"words": ["burglary"]}]})


@pytest.fixture
def ask(make):
    """Return a case on a topic; the ledger has what request 8 gave on modern slavery: a hidden count."""
    first = make(COUNTS, ASKED)
    lines = [
        replace(line, reference="8", date="2016-12-09", release=1)
        for line in lines_of(first, [protect_answer(first, answer_figures(first, "1"))])
    ]
    assert [line.value for line in lines] == ["[c]"]

    def case(*questions, topic="modern-slavery", threshold=5, rules=None):
        made = make(COUNTS, *questions)
        told = {"topic": topic, "threshold": made.request.threshold if threshold else None}
        return replace(
            made, request=made.request.model_copy(update=told), topic=rules or made.topic, unaudited=tuple(lines)
        )

    return case


def test_without_a_threshold_what_an_earlier_release_hides_is_not_given(ask):
    (found,) = given_without(ask(ASKED, threshold=None), {}, {"8": 7})
    assert (found.check, found.file) == ("released-with-counts-hidden", "request 9")
    assert "the release of 8 (9 December 2016) hides some" in found.found
    assert found.action.endswith("a threshold at least as high as that of 8 (9 December 2016) (below = 7)")
    every = ask({"years": ["2015-16"], "services": ["A"]}, threshold=None)
    assert len(given_without(every, {}, {})) == 1


@pytest.mark.parametrize("threshold", [5, None])
def test_the_same_rows_under_another_name_of_the_topic_are_not_given(ask, threshold):
    case = ask(ASKED, topic="copy", threshold=threshold)
    assert topics_aside(case) == ["modern-slavery"]
    (found,) = given_without(case, {"modern-slavery": case.topic}, {})
    assert "the release of 8 (9 December 2016) counts too, under the topic 'modern-slavery'" in found.found
    assert 'write topic = "modern-slavery"' in found.action
    assert len(given_without(case, {"modern-slavery": None}, {})) == 1  # the file was renamed


def test_other_rows_may_be_given(ask):
    case = ask({"years": ["2015-16"]}, topic="burglary", rules=BURGLARY)
    topics = {"modern-slavery": ask(ASKED).topic}
    assert given_without(case, topics, {}) == []
    assert given_without(ask({"years": ["2015-16"]}, topic="copy"), topics, {}) == []  # no year in common
