"""Months, quarters and years are protected together: none gives another away, nor do they together with a release."""

from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.grain import atoms_of
from foi_stats.release.proof import prove
from foi_stats.release.protected import protect_answer, protect_request
from foi_stats.release.released_counts import lines_of
from foi_stats.request.figures import list_figures
from foi_stats.vocabulary.parse_periods import parse_printed

MONTHS = [f"{name} 2015" for name in ("April", "May", "June", "July", "August", "September")]
COUNTS = {"A": [9, 3, 8, 7, 6, 12], "B": [20, 11, 30, 14, 16, 22]}
TABLE = {(name, month): count for name, each in COUNTS.items() for month, count in zip(MONTHS, each, strict=True)}
BY_MONTH = {"months": "2015-04 to 2015-09"}
BY_QUARTER = {"quarters": "2015 Q2 to 2015 Q3"}
BY_YEAR = {"years": ["2015-16"]}


def test_periods_are_cut_where_any_begins_or_ends():
    named = ["2014", "2013-14", "2014-15", "31 March 2014"]
    assert [str(atom) for atom in atoms_of(map(parse_printed, named))] == [
        "April to December 2013",
        "January to March 2014",
        "31 March 2014",
        "April to December 2014",
        "January to March 2015",
    ]


def hidden_of(case):
    return set(protect_request(case).hidden)


def is_safe(case):
    answers = [protect_answer(case, answer_figures(case, figure.id)) for figure in list_figures(case.request)]
    return prove(case, answers, protect_request(case)).rows["safe"].all()


def test_a_small_month_alone_is_hidden_alone(make):
    assert hidden_of(make(TABLE, BY_MONTH)) == {"1/a/2015-05"}


@pytest.mark.parametrize("wide", [BY_QUARTER, BY_YEAR, {"span": "2015-04 to 2015-06"}])
def test_a_longer_time_does_not_give_a_small_month_away(make, wide):
    case = make(TABLE, BY_MONTH, wide)
    hidden = hidden_of(case)
    assert "1/a/2015-05" in hidden
    assert len(hidden) > 1
    assert is_safe(case)


def test_what_is_hidden_for_the_quarters_is_not_enough_where_they_are_not_minded(make):
    case = make(TABLE, BY_MONTH, BY_QUARTER)
    alone = [
        protect_answer(make(TABLE, BY_MONTH), answer_figures(case, "1")),
        answer_figures(case, "2"),
    ]
    found = prove(case, alone, protect_request(case))
    assert any("May 2015 is [c], and can be worked out" in str(finding) for finding in found.findings)


def test_months_and_quarters_and_their_totals_are_safe_together(make):
    assert is_safe(make(TABLE, {**BY_MONTH, "totals": True}, {**BY_QUARTER, "totals": True}, BY_YEAR))


def test_what_a_part_of_a_year_gave_does_not_tell_the_rest_of_it(make):
    later = ["October 2015", "November 2015", "December 2015", "January 2016", "February 2016", "March 2016"]
    whole = TABLE | {("A", month): count for month, count in zip(later, [0, 1, 0, 0, 2, 0], strict=True)}
    whole |= {("B", month): 20 for month in later}
    part = make(TABLE, BY_YEAR)
    given = [replace(line, release=1, date="2015-12-01", reference="8") for line in lines_of(part, _shown(part))]
    assert {line.covers for line in given} == {"2015-04-01/2015-09-30"}
    now = replace(make(whole, BY_YEAR), released=tuple(given))
    assert "1/a/2015-16" in hidden_of(now)  # 48 less the 45 of before are 3
    assert is_safe(now)


def _shown(case):
    return [protect_answer(case, answer_figures(case, figure.id)) for figure in list_figures(case.request)]
