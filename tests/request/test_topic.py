import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from foi_stats.answer.answer import answer_figures
from foi_stats.request.case import read_case
from foi_stats.request.topic import SELECTION, Topic, classify, read_topic
from foi_stats.supply.deliveries import load_funding
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
    rows = load_funding(data)
    before = rows.copy()
    decided = classify(rows, read_topic(data, "modern-slavery"))
    assert decided["cell"].tolist() == rows["cell"].tolist()
    assert list(decided.columns) == [*rows.columns, *SELECTION]
    assert rows.equals(before)


def test_every_row_is_decided_with_a_reason(data):
    decided = classify(load_funding(data), read_topic(data, "modern-slavery"))
    assert set(decided["decision"]) == {"include", "exclude"}
    assert decided["why"].ne("").all()


def test_no_rows_is_no_rows():
    assert list(classify(funding_frame(), Topic.model_validate(TOPIC)).columns)[-1] == "reviewer"


def topic_of(*rules):
    return Topic.model_validate({**TOPIC, "rule": [{"why": "why", **rule} for rule in rules]})


def test_a_code_decides_in_the_columns_where_the_rule_looks():
    rule = {"id": "codes", "decision": "include", "codes": ["4500-4599", "MS*"], "where": ["line", "note"]}
    decided = classify(
        funding_frame([{"line": "4521 Unit"}, {"line": "4621 Unit"}, {"note": "ledger MS7"}, {"provider": "4521"}]),
        topic_of(rule),
    )
    assert decided["decision"].tolist() == ["include", "exclude", "include", "exclude"]


def test_a_phrase_does_not_run_from_one_column_into_the_next():
    rows = funding_frame([{"line": "modern", "activity": "slavery"}])
    assert classify(rows, Topic.model_validate(TOPIC))["decision"].tolist() == ["exclude"]


def test_the_first_of_equal_rules_is_named():
    rules = [{"id": name, "decision": "include", "words": ["unit"], "where": [name]} for name in ("activity", "line")]
    row = classify(funding_frame([{"line": "Unit", "activity": "Unit"}]), topic_of(*rules)).iloc[0]
    assert row["rule"] == "activity"


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({}, "neither words nor codes"),
        ({"words": ["unit", " - "]}, "rule r looks for ' - ', which has no word in it"),
        ({"words": ["ʼ"]}, "which has no word in it"),
        ({"codes": ["4599-4500"]}, "ends before it begins"),
        ({"codes": [4521]}, "valid string"),
        ({"words": ["unit"], "why": " "}, "say what the rule is for"),
        ({"words": ["unit"], "where": []}, "at least 1 item"),
        ({"words": ["unit"], "plural": True}, "Extra inputs"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule, fault):
    with pytest.raises(ValidationError, match=fault):
        topic_of({"id": "r", "decision": "include", **rule})


@pytest.mark.parametrize("word", ["£", "7", "ŵ", "\u0301", "\U00031350"])
def test_a_rule_may_look_for_whatever_is_a_word_in_a_row(word):
    rows = funding_frame([{"line": f"Unit {word}"}, {"line": "Unit"}])
    decided = classify(rows, topic_of({"id": "r", "decision": "include", "words": [word]}))
    assert decided["decision"].tolist() == ["include", "exclude"]


def test_rows_keep_the_index_they_came_with():
    rows = funding_frame([{"line": "Modern slavery"}, {"line": "Buses"}, {"line": "Modern slavery"}])
    decided = classify(rows.set_axis([7, 7, 3]), Topic.model_validate(TOPIC))
    assert decided.index.tolist() == [7, 7, 3]
    assert decided["decision"].tolist() == ["include", "exclude", "include"]
    assert decided[list(SELECTION)].dtypes.eq(rows["line"].dtype).all()


def test_a_missing_text_matches_nothing():
    rows = pd.DataFrame({"organisation": ["O", "O"], "line": ["Modern slavery", None]})
    assert classify(rows, Topic.model_validate(TOPIC))["decision"].tolist() == ["include", "exclude"]


def test_the_first_review_of_a_line_is_the_one_that_counts():
    review = {"organisation": "O", "line": "Vulnerability training", "role": "Officer", "date": dt.date(2016, 12, 1)}
    reviews = [review | {"decision": said, "reason": said} for said in ("include", "exclude")]
    assert decide("Vulnerability training", {**TOPIC, "decided": reviews})["decision"] == "include"
    assert decide("Vulnerability", {**TOPIC, "decided": reviews})["decision"] == "borderline"


RULES = [
    {"id": "a", "decision": "include", "words": ["slavery"]},
    {"id": "b", "decision": "borderline", "words": ["training"]},
    {"id": "c", "decision": "exclude", "words": ["drugs"]},
    {"id": "d", "decision": "exclude", "codes": ["4500-4599"], "where": ["note"]},
    {"id": "e", "decision": "include", "codes": ["4521"], "where": ["note"]},
]


@given(
    st.permutations(RULES),
    st.lists(st.sampled_from(["Slavery", "training", "Drugs", "buses"]), max_size=4),
    st.sampled_from(["", "4521", "4599", "4600"]),
)
def test_excluding_wins_whatever_the_order_of_the_rules(rules, words, note):
    row = classify(funding_frame([{"line": " ".join(words), "note": note}]), topic_of(*rules)).iloc[0]
    if "Drugs" in words or note in ("4521", "4599") or not {"Slavery", "training"} & {*words}:
        assert row["decision"] == "exclude"
    else:
        assert row["decision"] == ("borderline" if "training" in words else "include")


TWICE = ["Modern slavery fund passed on to other forces", "Modern slavery unit: underspend brought forward"]


def test_money_passed_on_or_brought_forward_is_excluded_with_the_reason(data):
    rows = load_funding(data, "exampleshire").query("line in @TWICE")
    decided = classify(rows, read_topic(data, "modern-slavery"))
    assert sorted(decided["line"]) == TWICE
    assert set(decided["rule"]) == {"passed-or-carried"}
    assert decided["why"].str.contains("not counted twice").all()


@pytest.mark.parametrize("note", ["Passed through to a charity.", "CARRIED FORWARD from 2014-15"])
def test_a_note_says_it_as_well_as_the_line_does(note, data):
    rows = funding_frame([{"line": "Modern slavery unit", "note": note}])
    assert classify(rows, read_topic(data, "modern-slavery"))["rule"].tolist() == ["passed-or-carried"]


def test_money_passed_on_or_brought_forward_enters_no_figure(data):
    case = read_case(data, "101.2016-17")
    answer = answer_figures(case, "1")
    twice = case.funding.query("line in @TWICE")
    assert len(twice) == 2
    behind = set(zip(answer.trail["file"], answer.trail["cell"], strict=True))
    assert not behind & set(zip(twice["file"], twice["cell"], strict=True))
    without = answer_figures(replace(case, funding=case.funding.query("line not in @TWICE")), "1")
    assert without.table.equals(answer.table)
