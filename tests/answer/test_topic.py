import datetime as dt

import pytest

from foi_stats.answer.topic import SELECTION, Topic, classify, read_topic
from foi_stats.supply.rows import funding_frame

TOPIC = {
    "title": "T",
    "subject": "t",
    "rule": [
        {"id": "named", "decision": "include", "words": ["modern slavery", "victims' fund"], "why": "named"},
        {"id": "maybe", "decision": "borderline", "words": ["vulnerability"], "why": "serves several purposes"},
        {"id": "drugs", "decision": "exclude", "words": ["drug trafficking"], "why": "another thing"},
    ],
}


def decide(line, topic=None, **values):
    rows = funding_frame([{"organisation": "O", "line": line, "activity": "Prevention", **values}])
    return classify(rows, Topic.model_validate(topic or TOPIC)).iloc[0]


@pytest.mark.parametrize(
    ("line", "decision", "rule"),
    [
        ("Modern slavery unit", "include", "named"),
        ("MODERN-SLAVERY UNIT", "include", "named"),
        ("The Victims’ Fund", "include", "named"),
        ("Postmodern slavery", "exclude", "no-rule-matched"),
        ("Vulnerability training", "borderline", "maybe"),
        ("Vulnerability and modern slavery training", "borderline", "maybe"),
        ("Modern slavery and drug trafficking", "exclude", "drugs"),
        ("Buses", "exclude", "no-rule-matched"),
        ("", "exclude", "no-rule-matched"),
    ],
)
def test_whole_words_decide_and_excluding_beats_including(line, decision, rule):
    assert decide(line)[["decision", "rule"]].tolist() == [decision, rule]


def test_a_row_counts_towards_its_own_activity_unless_the_rule_says_another():
    assert decide("Modern slavery unit")["counts_towards"] == "Prevention"
    other = {**TOPIC, "rule": [{**TOPIC["rule"][0], "activity": "Training"}]}
    assert decide("Modern slavery unit", other)["counts_towards"] == "Training"
    assert decide("Buses")["counts_towards"] == ""


def test_a_reviewer_decides_what_is_borderline():
    review = {"organisation": "O", "line": "Vulnerability training", "decision": "include", "role": "Officer"}
    review |= {"date": dt.date(2016, 12, 1), "reason": "mostly about slavery"}
    row = decide("Vulnerability training", {**TOPIC, "decided": [review]})
    assert row["decision"] == "include"
    assert row["reviewer"] == "Officer, 2016-12-01: mostly about slavery"


def test_rows_keep_their_order_and_the_input_is_not_changed(data):
    from foi_stats.supply.folder import load_funding

    rows = load_funding(data)
    before = rows.copy()
    decided = classify(rows, read_topic(data, "modern-slavery"))
    assert decided["cell"].tolist() == rows["cell"].tolist()
    assert list(decided.columns) == [*rows.columns, *SELECTION]
    assert rows.equals(before)


def test_every_row_is_decided_with_a_reason(data):
    from foi_stats.supply.folder import load_funding

    decided = classify(load_funding(data), read_topic(data, "modern-slavery"))
    assert set(decided["decision"]) == {"include", "exclude"}
    assert decided["why"].ne("").all()


def test_no_rows_is_no_rows():
    assert list(classify(funding_frame(), Topic.model_validate(TOPIC)).columns)[-1] == "reviewer"
