"""Cases as an information officer would bring them: these rows, this request, and the answer to it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.scope_rows import other_bodies
from foi_stats.answer.statements import answer_statement
from foi_stats.request.case import read_case
from foi_stats.request.deflator import Deflator
from foi_stats.request.figures import list_figures
from foi_stats.request.topic import Topic
from foi_stats.vocabulary.findings import InputError, SupplyError
from foi_stats.vocabulary.shorthand import REASONS
from tests.answer.cases import LIMBS, THEM, TOPIC, case, only, quarter, spend


def test_an_amount_is_answered_with_its_cell():
    answer = answer_figures(case([spend("35000.00")]), "1")
    assert answer.status == "answered"
    assert only(answer)["printed"] == "35,000"
    assert answer.trail[["figure", "value", "cell"]].to_numpy().tolist() == [["1/training/2014-15", "35,000", "K5"]]


@pytest.mark.parametrize("reason", [code for code, reason in REASONS.items() if reason.publishable])
def test_each_reason_for_a_gap_stays_what_it_is(reason):
    figure = only(answer_figures(case([spend(reason=reason)]), "1"))
    assert (figure["printed"], figure["reason"]) == (REASONS[reason].shorthand, reason)


def test_a_true_zero_is_a_figure():
    answer = answer_figures(case([spend("0.00")]), "1")
    assert (answer.status, only(answer)["printed"]) == ("answered", "0")


@pytest.mark.parametrize(
    "reason", ["not_held", "absorbed", "not_closed", "not_started", "withheld", "ncnd", "over_limit", "elsewhere"]
)
def test_an_answer_of_gaps_for_one_reason_is_of_that_reason_and_no_other(reason):
    answer = answer_figures(case([spend(reason=reason)]), "1")
    assert answer.status == reason
    assert ("We hold no record of" in answer.sentence) == (reason == "not_held")
    assert "The table gives" not in answer.sentence


def test_gaps_for_several_reasons_each_have_a_note():
    limbs = [{"id": "1a", "asks": "funding", "years": ["2013-14", "2014-15"]}]
    rows = [spend(year="2013-14", reason="not_held"), spend(reason="absorbed")]
    answer = answer_figures(case(rows, limbs=limbs), "1")
    assert answer.status == "no_figures"
    assert {REASONS[reason].meaning in " ".join(answer.notes) for reason in ("not_held", "absorbed")} == {True}


def test_nothing_stands_beside_what_is_neither_confirmed_nor_denied():
    answer = answer_figures(case([spend(reason="ncnd", note="Held by the unit.")]), "1")
    assert "Held by the unit" not in " ".join([answer.sentence, *answer.notes, *answer.table["note"]])


def test_not_held_is_a_statement_about_records_and_not_about_money():
    answer = answer_figures(case([spend(reason="not_held")]), "1")
    assert answer.status == "not_held"
    assert "We hold no record of" in answer.sentence


def test_a_sum_over_a_gap_says_what_it_leaves_out():
    rows = [
        spend("10.00"),
        spend(reason="over_limit", line="Slavery posters"),
        spend(reason="not_started", line="Slavery x"),
    ]
    answer = answer_figures(case(rows), "1")
    assert answer.status == "partly"
    assert only(answer)["value"] == Decimal("10.00")
    assert any("leaves out a figure" in note and REASONS["over_limit"].meaning in note for note in answer.notes)
    assert not any(REASONS["not_started"].meaning in note for note in answer.notes)


@pytest.mark.parametrize("rows", [[], [spend(reason="not_supplied")]])
def test_what_was_not_supplied_stops_the_answer_and_is_named(rows):
    with pytest.raises(SupplyError, match="no funding for Training, 2014-15"):
        answer_figures(case(rows), "1")


@pytest.mark.parametrize(
    ("reason", "said"), [("undecided", "asks the information officer"), ("not_supplied", "not supplied")]
)
def test_what_a_report_waits_for_is_named_at_its_own_cell(reason, said):
    wanting = spend(reason=reason, line="Slavery posters", file="data/posters.csv", cell="B7")
    with pytest.raises(SupplyError) as stopped:
        answer_figures(case([spend("1.00"), wanting, spend("2.00", line="Slavery films", cell="K9")]), "1")
    (finding,) = stopped.value.findings
    assert (finding.file, finding.cell) == ("data/posters.csv", "B7")
    assert said in finding.found


def test_a_year_missing_from_a_sum_over_years_stops_the_answer():
    limbs = [{"id": "1b", "asks": "funding", "since": 2013}]
    with pytest.raises(SupplyError, match="no funding for Training, 2013-14"):
        answer_figures(case([spend("2.00")], limbs=limbs, responded=dt.date(2014, 7, 1)), "1")


def test_a_quarter_missing_beside_others_stops_the_answer():
    limbs = [{"id": "1a", "asks": "referrals", "years": ["2014-15"]}]
    counts = [quarter("2014 Q2", 3), quarter("2014 Q3", 0), quarter("2015 Q1", 4)]
    with pytest.raises(SupplyError, match="no referrals for Care, October to December 2014"):
        answer_figures(case(referrals=counts, limbs=limbs), "1")


def test_no_rows_at_all_is_no_answer():
    topic = {**TOPIC, "activities": []}
    with pytest.raises(SupplyError, match="no row of funding is about"):
        answer_figures(replace(case([]), topic=Topic.model_validate(topic)), "1")


def test_a_row_that_counts_towards_no_line_of_the_table_stops_the_answer():
    stray = spend("50000.00", line="Slavery victims' grant", activity="Victim support")
    with pytest.raises(SupplyError, match="its activity is 'Victim support'") as caught:
        answer_figures(case([spend("1.00"), stray]), "1")
    assert {finding.check for finding in caught.value.findings} == {"unknown-activity"}


def test_a_note_about_several_labels_stands_once_with_their_names(data):
    notes = answer_figures(read_case(data, "101.2016-17"), "1").notes
    said = [note for note in notes if note.endswith("the commissioner took office on 22 November 2012.")]
    assert said == [
        "Staff training; Prevention; Prosecution; Awareness campaigns: "
        "Part-year: the commissioner took office on 22 November 2012."
    ]


def test_marks_of_a_gap_do_not_mark_the_sum():
    limbs = [{"id": "1b", "asks": "funding", "since": 2013}]
    rows = [spend(year="2013-14", reason="not_held", shorthand="[x] [e]"), spend("2.00", shorthand="[p] [b]")]
    answer = answer_figures(case(rows, limbs=limbs, responded=dt.date(2014, 7, 1)), "1")
    assert only(answer)["shorthand"] == "[p]"  # nor has a break a meaning within one sum


def test_figures_of_one_table_are_printed_with_the_same_decimals():
    limbs = [{"id": "1a", "asks": "funding", "years": ["2013-14", "2014-15"]}]
    rows = [spend("1234.50", "2013-14"), spend("20.00")]
    assert answer_figures(case(rows, limbs=limbs), "1").table["printed"].tolist() == ["1,234.50", "20.00"]


def test_figures_can_be_divided_by_line():
    limbs = [{"id": "1a", "asks": "funding", "years": ["2014-15"], "by": "line"}]
    rows = [spend("1.00"), spend("2.00", line="Slavery posters")]
    table = answer_figures(case(rows, limbs=limbs), "1").table
    assert table["label"].tolist() == ["Slavery training", "Slavery posters"]


def test_another_basis_is_named_and_never_added():
    answer = answer_figures(case([spend("10.00"), spend("9.00", basis="outturn")]), "1")
    assert only(answer)["value"] == Decimal("10.00")
    assert any("spent (outturn)" in note and "not added" in note for note in answer.notes)


def test_income_is_not_taken_off_spending():
    assert only(answer_figures(case([spend("10.00"), spend("-4.00", flow="income")]), "1"))["printed"] == "10"


def test_another_authority_is_shown_apart():
    theirs = spend(reason="absorbed", organisation=THEM, line="Slavery desk", note="From its own budget.")
    made = case([spend(reason="not_held"), theirs])
    assert answer_figures(made, "1").status == "not_held"
    told = other_bodies(made, made.request.question[0])
    assert told.to_numpy().tolist() == [[THEM, "Slavery desk", "absorbed", "From its own budget."]]


def test_a_limb_that_is_not_held_passes_to_the_next():
    rows = [spend(year="2013-14", reason="not_held"), spend("2.00")]
    limbs = [{**LIMBS[0], "years": ["2013-14"]}, LIMBS[1]]
    answer = answer_figures(case(rows, limbs=limbs), "1")
    assert (answer.limb, answer.status) == ("1b", "answered")
    assert "hold no information" in answer.passed_over[0]


def test_since_asks_for_one_figure_over_the_years():
    limbs = [{"id": "1b", "asks": "funding", "since": 2013}]
    rows = [spend("1.50", "2013-14"), spend("2.00")]
    answer = answer_figures(case(rows, limbs=limbs, responded=dt.date(2014, 7, 1)), "1")
    assert only(answer)[["period", "printed"]].tolist() == ["2013-14 to 2014-15", "3.50"]
    assert len(answer.trail) == 2


def test_quarters_are_summed_and_a_missing_quarter_has_a_note():
    gap = quarter("2015 Q1", None, shorthand="[x]", reason="not_held")
    counts = [quarter("2014 Q2", 3), quarter("2014 Q3", 0), quarter("2014 Q4", 4), gap]
    limbs = [{"id": "1a", "asks": "referrals", "years": ["2014-15"]}]
    answer = answer_figures(case(referrals=counts, limbs=limbs), "1")
    assert (only(answer)["value"], answer.status) == (7, "partly")
    assert any("leaves out a figure: no information is held" in note for note in answer.notes)


def test_real_terms_multiply_by_the_ratio_of_the_deflators():
    # £7.4m at an index of 91.031 is £8.36m at 102.789 (Treasury GDP deflator; a worked example of the user's guide).
    deflator = Deflator.model_validate(
        {
            "title": "GDP deflator",
            "vintage": "a month",
            "source": "HM Treasury",
            "index": {"2014-15": "91.031", "2016-17": "102.789"},
        }
    )
    limb = {"id": "1a", "asks": "funding", "years": ["2014-15"], "real_terms": {"deflator": "gdp", "base": "2016-17"}}
    made = replace(case([spend("7400000.00", found="7400000")], limbs=[limb]), deflators={"gdp": deflator})
    answer = answer_figures(made, "1")
    assert only(answer)["printed"] == "8,355,819"
    assert answer.trail["found"].tolist() == ["7400000"]
    assert any("2016-17 prices" in note and "a month" in note for note in answer.notes)
    with pytest.raises(InputError, match="no index for 2015-16"):
        deflator.factor("2015-16", "2016-17")


def test_an_unknown_figure_names_those_the_request_has(data):
    with pytest.raises(InputError, match="nrm-referrals, police-services"):
        read_case(data, "944.2015-16", "typo")


def answers_of(data, reference):
    made = read_case(data, reference)
    answers = {figure.id: answer_figures(made, figure.id) for figure in list_figures(made.request)}
    for question in made.request.question:
        if not question.limbs:
            answers[question.id] = answer_statement(made, question, answers)
    return made, answers


def test_request_944_is_answered_as_it_was(data):
    # The response of 8 July 2016: no information held on 1, 2 and 4; the plan covers 2013-2016; no yes or no to 3b.
    made, answers = answers_of(data, "944.2015-16")
    statuses = {question.id: answers[question.id].status for question in made.request.question}
    assert statuses == {
        "1": "not_held",
        "2": "not_held",
        "3a": "answered",
        "3b": "undetermined",
        "3c": "undetermined",
        "4": "not_held",
    }
    table = answers["1"].table
    assert (len(table), set(table["printed"]), set(table["reason"])) == (30, {"[x]"}, {"not_held"})
    assert other_bodies(made, made.request.question[0])["organisation"].tolist() == ["North Yorkshire Police"]
    assert answers["1"].sentence == (
        "We hold no record of funding allocated to work against human trafficking and modern slavery in any of these "
        "years."
    )
    assert answers["1"].passed_over == ("The same applies to 1(b) and 1(c).",)


def test_request_101_shows_the_other_paths(data):
    made, answers = answers_of(data, "101.2016-17")
    statuses = {question.id: answers[question.id].status for question in made.request.question}
    assert answers["1"].limb == "1b"
    assert statuses == {
        "1": "partly",
        "2": "not_asked",
        "3a": "answered",
        "3b": "answered",
        "3c": "not_asked",
        "4": "answered",
        "5": "partly",
        "6": "ncnd",
    }
