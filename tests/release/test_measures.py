"""Counts of two measures are two tables: neither hides the other, nor is held against what was released of it."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.protected import protect_answer
from foi_stats.release.released_counts import lines_of, own_release
from foi_stats.request.request import Approval
from foi_stats.supply.rows import TEXT
from foi_stats.vocabulary.findings import InputError

COUNTS = {("A", "2014-15"): 3, ("A", "2015-16"): 9, ("B", "2014-15"): 12, ("B", "2015-16"): 7}
YEARS = ["2014-15", "2015-16"]
MEASURES = ("claims paid", "claims received")


@pytest.fixture
def both(make):
    """Return a case that counts claims paid as COUNTS, and a hundred more of claims received."""

    def case(*measures):
        questions = [{"years": YEARS, "totals": True, "asks": "counts", "measure": measure} for measure in measures]
        paid = make(COUNTS, *questions)
        received = make({key: count + 100 for key, count in COUNTS.items()}, *questions).referrals
        named = [
            rows.assign(measure=pd.Series(noun, rows.index, dtype=TEXT))
            for rows, noun in zip((paid.referrals, received), MEASURES, strict=True)
        ]
        approval = Approval(role="Officer", date=dt.date(2016, 12, 9))
        request = paid.request.model_copy(update={"approval": approval})
        return replace(paid, request=request, referrals=pd.concat(named, ignore_index=True))

    return case


def shown(case, name):
    answer = protect_answer(case, answer_figures(case, name))
    return answer.table.set_index(["label", "period"])["printed"].to_dict()


def test_a_small_count_of_one_measure_hides_nothing_of_another(both):
    case = both(*MEASURES)
    assert set(shown(case, "1").values()) >= {"[c]", "12", "19", "15", "16", "31"}
    assert "[c]" not in shown(case, "2").values()
    assert shown(case, "2")["A", "2014-15"] == "103"


def test_the_record_keeps_the_measure_and_another_is_not_held_against_it(both):
    first = both("claims paid")
    answers = [protect_answer(first, answer_figures(first, "1"))]
    lines = [replace(line, release=1) for line in lines_of(first, answers)]
    assert {line.measure for line in lines} == {"claims paid"}
    again = replace(both("claims paid"), released=tuple(lines))
    assert own_release(again) == 1
    other = both("claims received")
    other = replace(other, released=tuple(lines), request=other.request.model_copy(update={"reference": "10"}))
    assert "[r]" not in " ".join(protect_answer(other, answer_figures(other, "1")).table["shorthand"])
    assert "[c]" not in shown(other, "1").values()


def test_full_time_equivalents_are_not_protected_as_small_counts(make):
    case = make(COUNTS, {"years": YEARS, "asks": "counts"})
    posts = case.referrals.assign(measure=pd.Series("posts (FTE)", case.referrals.index, dtype=TEXT))
    with pytest.raises(InputError, match=r"posts \(FTE\) are not whole numbers"):
        shown(replace(case, referrals=posts), "1")
