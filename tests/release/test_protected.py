"""Counts of one request, protected together: what is hidden, what is left of it, and what links with what."""

import tomllib
from dataclasses import replace

import pandas as pd
import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.counts import COUNTS, count_rows, link_answers
from foi_stats.release.grain import grain_of
from foi_stats.release.proof import prove
from foi_stats.release.protected import protect_answer, protect_request
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import InputError, ReleaseError

YEARS = ["2014-15", "2015-16"]
CRIME = "Human trafficking and modern slavery"


def shown(case, name="1"):
    answer = protect_answer(case, answer_figures(case, name))
    return answer.table.pivot(index="label", columns="period", values="printed").to_dict("index")


TABLE = {("A", "2014-15"): 3, ("A", "2015-16"): 9, ("B", "2014-15"): 12, ("B", "2015-16"): 7, ("C", "2014-15"): 20}
FULL = {**TABLE, ("C", "2015-16"): 30}


def test_without_totals_only_what_is_small_is_hidden(make):
    assert shown(make(FULL, {"years": YEARS})) == {
        "A": {"2014-15": "[c]", "2015-16": "9"},
        "B": {"2014-15": "12", "2015-16": "7"},
        "C": {"2014-15": "20", "2015-16": "30"},
    }


def test_with_totals_the_cheapest_rectangle_is_hidden(make):
    # A and B in both years: 9 + 12 + 7 = 28; with C it would be 9 + 20 + 30.
    assert shown(make(FULL, {"years": YEARS, "totals": True})) == {
        "A": {"2014-15": "[c]", "2015-16": "[c]", "Total": "12"},
        "B": {"2014-15": "[c]", "2015-16": "[c]", "Total": "19"},
        "C": {"2014-15": "20", "2015-16": "30", "Total": "50"},
        "Total": {"2014-15": "35", "2015-16": "46", "Total": "81"},
    }


def test_a_hidden_figure_keeps_nothing_of_itself(make):
    case = make(FULL, {"years": YEARS})
    case = replace(case, referrals=case.referrals.assign(note="Three people.", shorthand="[r]"))
    answer = protect_answer(case, answer_figures(case, "1"))
    row = answer.table.set_index("figure").loc["1/a/2014-15"]
    assert pd.isna(row["value"])
    assert row[["printed", "shorthand", "reason", "note"]].tolist() == ["[c]", "[c]", "suppressed", ""]
    assert answer.trail.query("figure == '1/a/2014-15'")["value"].tolist() == ["[c]"]
    assert answer.trail.query("figure == '1/a/2014-15'")["found"].notna().all()
    assert not [note for note in answer.notes if note.startswith("A, 2014-15") or note == "Three people."]
    assert answer.status == "partly"
    assert "are marked [c]" in answer.sentence


def test_where_all_is_hidden_the_answer_says_why(make):
    case = make({("A", "2014-15"): 3}, {"years": ["2014-15"]})
    answer = protect_answer(case, answer_figures(case, "1"))
    assert answer.status == "suppressed"
    assert answer.sentence.startswith("No figure can be given for 2014-15 without a risk of identifying people")


def test_a_sum_since_a_year_is_linked_with_its_years(make):
    # 12 in all less 9 in 2015-16 is 3, so the other year is hidden too; the sum would cost more.
    case = make(FULL, {"years": YEARS}, {"since": 2014, "services": ["A"]})
    hidden = protect_request(case).hidden
    assert hidden == {"1/a/2014-15": "primary", "1/a/2015-16": "secondary"}
    assert shown(case, "2") == {"A": {"2014-15 to 2015-16": "12"}}


def test_all_referrals_less_the_topics_leave_no_small_number(make):
    # All 12 of A less the 10 that are about trafficking leave 2, which nobody prints and anybody can work out.
    counts = {("A", "2014-15"): {CRIME: 10, "Burglary": 2}, ("B", "2014-15"): {CRIME: 8, "Burglary": 30}}
    case = make(counts, {"years": ["2014-15"]}, {"years": ["2014-15"], "services": ["A", "B"]})
    hidden = protect_request(case).hidden
    assert hidden == {"1/a/2014-15": "secondary"}
    answers = [answer_figures(case, name) for name in "12"]
    assert prove(case, answers, protect_request(case)).rows.empty
    linked = link_answers(case, [protect_answer(case, answer) for answer in answers], known=False)
    assert set(linked.by) == {"counted", "service"}


def test_what_somebody_else_has_published_is_not_hidden_and_is_known(make):
    published = {"id": "c", "asks": "referrals", "years": ["2014-15"], "services": ["A"], "source": "Home Office"}
    alone = make(FULL, {"years": YEARS, "totals": True, "services": ["A", "B", "C"]})
    beside = make(FULL, {"years": YEARS, "totals": True, "services": ["A", "B", "C"]}, context=[published])
    assert protect_request(alone).hidden["1/a/2014-15"] == "primary"
    assert protect_request(beside).hidden == {}
    assert answer_figures(beside, "c").table["printed"].tolist() == ["3"]
    assert protect_answer(beside, answer_figures(beside, "c")).table["printed"].tolist() == ["3"]


def test_an_earlier_release_is_known_and_stays_as_it_was(make):
    case = make(FULL, {"years": YEARS, "totals": True})
    labels = {"place": case.authority.place, "counted": "modern-slavery", "measure": "referral", "service": "B"}
    earlier = pd.DataFrame([{**labels, "period": "2014-15", "count": 12}])[list(COUNTS)]
    hidden = protect_request(case, [earlier]).hidden
    assert hidden.keys() == {"1/a/2014-15", "1/a/2015-16", "1/c/2014-15", "1/c/2015-16"}


def test_what_is_released_is_what_a_later_request_is_told_of(make):
    case = make(FULL, {"years": YEARS, "totals": True})
    answer = protect_answer(case, answer_figures(case, "1"))
    (released,) = count_rows(case, answer, grain_of(case, ()))
    assert released["count"].tolist().count("[c]") == 4
    again = protect_request(case, [released[list(COUNTS)]])
    assert again.hidden == protect_request(case).hidden


def test_the_proof_reads_what_is_published_and_not_what_was_meant(make):
    case = make(FULL, {"years": YEARS, "totals": True})
    protection = protect_request(case)
    answer = protect_answer(case, answer_figures(case, "1"))
    assert prove(case, [answer], protection).rows["safe"].all()
    table = answer.table.assign(value=answer.table["value"].mask(answer.table["figure"].eq("1/b/2015-16"), 7))
    careless = replace(answer, table=table.assign(reason=table["reason"].mask(table["value"].notna(), "")))
    proof = prove(case, [careless], protection)
    assert [finding.check for finding in proof.findings] == ["small-count-worked-out"] * 3
    assert "A, 2014-15 is [c], and can be worked out. service A, period 2014-15 is 3 exactly." in str(proof.findings[0])


def test_published_counts_that_contradict_one_another_are_found(make):
    case = make(FULL, {"years": YEARS, "totals": True})
    answer = protect_answer(case, answer_figures(case, "1"))
    table = answer.table.assign(value=answer.table["value"].mask(answer.table["figure"].eq("1/c/2015-16"), 31))
    (finding,) = prove(case, [replace(answer, table=table)], protect_request(case)).findings
    assert finding.check == "counts-disagree"
    assert "printed" in finding.found


def test_what_cannot_be_protected_is_refused(make):
    case = make(FULL, {"years": ["2014-15"], "services": ["A"]})
    labels = {"place": case.authority.place, "counted": "Total", "measure": "referral", "period": "2014-15"}
    earlier = pd.DataFrame(
        [{**labels, "service": name, "count": count} for name, count in [("A", "[c]"), ("B", 12), ("Total", 15)]]
    )
    with pytest.raises(ReleaseError, match="request 9 cannot be protected as they are asked for: service A"):
        protect_request(case, [earlier])


def test_without_a_threshold_nothing_is_hidden(make):
    case = make(FULL, {"years": YEARS})
    case = replace(case, request=case.request.model_copy(update={"threshold": None}))
    answer = answer_figures(case, "1")
    assert protect_answer(case, answer) is answer
    assert protect_request(case).hidden == {}


def test_funding_is_not_a_count(shipped):
    answer = answer_figures(shipped, "1")
    assert protect_answer(shipped, answer) is answer


def test_a_part_read_alone_is_protected_as_with_all_the_others(data, shipped):
    alone = read_case(data, "101.2016-17", "5")
    assert protect_request(alone).hidden == protect_request(shipped).hidden
    assert len(list_figures(alone.request)) == 4


def test_totals_have_their_cells_behind_them(shipped):
    answer = answer_figures(shipped, "5")
    behind = answer.trail.query("figure == '5/total/2013-14'")
    assert sum(int(found) for found in behind["found"] if found.isdigit()) == 16
    assert set(behind["value"]) == {"16"}
    grand = answer.table.set_index("figure").loc["5/total/total"]
    assert (grand["label"], grand["period"], grand["value"]) == ("Total", "Total", 195)


def test_totals_of_two_flows_are_refused(shipped):
    funding = shipped.funding.assign(flow=["income", *shipped.funding["flow"][1:]], line="L", basis="outturn")
    request = tomllib.loads("""
        reference = "9"
        title = "T"
        authority = "exampleshire"
        topic = "modern-slavery"
        [[question]]
        id = "1"
        text = "?"
        limbs = [{ id = "1a", asks = "funding", lines = ["L"], basis = "outturn", totals = true, years = ["2012-13"] }]
    """)
    case = replace(shipped, funding=funding, request=Request.model_validate(request))
    with pytest.raises(InputError, match="figures of 1: expenditure and income are never added together"):
        answer_figures(case, "1")
