"""Which rows are behind a cell, none of them twice, and what it says it covers."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.answer_table import covered_days, period_of
from foi_stats.supply.rows import period_fields, records
from foi_stats.vocabulary.findings import SupplyError
from foi_stats.vocabulary.parse_periods import parse_printed
from foi_stats.vocabulary.period import (
    financial_year_period,
    format_periods,
    period_between,
    period_of_day,
    uncovered,
)
from tests.answer.cases import case, only, spend
from tests.examples import examples

YEAR = financial_year_period("2014-15")
MONTHS = YEAR.split("month")
LINES = ["Slavery training", "Slavery posters"]


def row(amount, period, **values):
    period = parse_printed(period) if isinstance(period, str) else period
    values.setdefault("cell", f"K-{period.key}")
    return spend(amount, period.financial_year, **period_fields(period), **values)


def answered(rows, responded=dt.date(2015, 7, 1), **scope):
    limb = {"id": "1a", "asks": "funding", **(scope or {"years": ["2014-15"]})}
    return answer_figures(case(rows, limbs=[limb], responded=responded), "1")


def covers(answer):
    return [format_periods(covered_days(cell)) for cell in records(answer.table)]


def test_months_that_make_up_a_year_are_the_year():
    answer = answered([row("1.00", month) for month in MONTHS])
    assert (only(answer)["printed"], covers(answer), answer.status) == ("12", [""], "answered")


def test_a_year_of_six_months_says_which_it_covers():
    answer = answered([row("1.00", month) for month in MONTHS[:6]])
    assert (only(answer)["printed"], only(answer)["covers"]) == ("6", "2014-04-01/2014-09-30")
    assert answer.status == "partly"


def test_days_within_a_year_that_nobody_supplied_stop_the_answer():
    with pytest.raises(SupplyError, match="no funding for Training, July to August 2014"):
        answered([row("1.00", month) for month in MONTHS if month.start.month not in (7, 8)])


def test_months_that_others_of_the_table_have_stop_the_answer():
    rows = [row("1.00", month) for month in MONTHS]
    rows += [row("1.00", month, line="Slavery posters") for month in MONTHS[:6]]
    with pytest.raises(SupplyError, match="no funding for Training, October 2014 to March 2015"):
        answered(rows)


def test_a_year_and_its_months_are_counted_once_and_must_agree():
    months = [row("1.00", month) for month in MONTHS]
    assert only(answered([row("12.00", YEAR), *months]))["printed"] == "12"
    assert len(answered([row("12.00", YEAR), *months]).trail) == 1  # the whole, as it was stated
    assert answered([row("12.00", YEAR), *months], months="2014-04 to 2015-03").table["printed"].tolist() == ["1"] * 12
    with pytest.raises(SupplyError, match=r"the parts come to 12.00, and the whole is 13.00") as caught:
        answered([row("13.00", YEAR), *months])
    assert "K-2014-15" in str(caught.value)
    assert "K-2014-04" in str(caught.value)


def test_a_year_that_is_not_closed_gives_its_months_to_date():
    answer = answered([row(None, YEAR, reason="not_closed"), *(row("1.00", month) for month in MONTHS[:3])])
    assert (only(answer)["printed"], covers(answer)) == ("3", ["April to June 2014"])


def test_a_year_that_is_withheld_beside_months_that_are_given_is_an_error():
    with pytest.raises(SupplyError, match="the whole is not given"):
        answered([row(None, YEAR, reason="withheld"), row("1.00", MONTHS[0])])


def test_periods_that_overlap_in_part_are_not_both_counted():
    rows = [row("5.00", "2014-15"), row("6.00", "2014"), row("1.00", "January to March 2015")]
    assert only(answered(rows))["printed"] == "5"  # the calendar year is not within it
    with pytest.raises(SupplyError, match="days in common, and neither holds the other"):
        answered([*rows, row("1.00", "2015")], span="2014-01 to 2015-12")


def test_a_figure_for_a_year_cannot_be_divided_and_the_next_limb_is_answered():
    limbs = [
        {"id": "1a", "asks": "funding", "calendar_years": [2014]},
        {"id": "1b", "asks": "funding", "years": ["2014-15"]},
    ]
    rows = [row("5.00", YEAR), row("4.00", financial_year_period("2013-14"))]
    answer = answer_figures(case(rows, limbs=limbs), "1")
    assert (answer.limb, only(answer)["printed"]) == ("1b", "5")
    assert answer.passed_over == (
        "We could not answer 1(a): it asks for figures by calendar year. What we hold is by financial year, and "
        "cannot be divided in that way.",
    )
    with pytest.raises(SupplyError, match="there is a figure for 2013-14, which is not within it"):
        answer_figures(case(rows, limbs=limbs[:1]), "1")


def test_a_calendar_year_is_made_of_months_of_two_financial_years():
    rows = [row("1.00", period_of_day(dt.date(2014, month, 1), "month")) for month in range(1, 13)]
    assert only(answered(rows, calendar_years=[2014]))["printed"] == "12"
    with pytest.raises(SupplyError, match="no funding for Training, January to March 2014"):
        answered(rows[3:], calendar_years=[2014])


def test_payments_of_a_day_are_part_of_their_month_and_cover_what_their_list_does():
    days = [period_of_day(dt.date(2014, 4, day), "day") for day in (3, 3, 28)]
    rows = [row("2.50", day, basis="paid", cell=f"K{at}") for at, day in enumerate(days)]
    answer = answered(rows, months="2014-04", basis="paid")
    assert (only(answer)["printed"], covers(answer)) == ("7.50", [""])
    limb = {"id": "1a", "asks": "funding", "years": ["2014-15"], "basis": "paid"}
    listed = replace(case(rows, limbs=[limb]), lists=(parse_printed("April to June 2014"),))
    assert covers(answer_figures(listed, "1")) == ["April to June 2014"]


def test_what_there_was_on_a_day_is_no_part_of_a_year():
    rows = [row("7.00", "31 March 2014"), row("9.00", "31 March 2015"), row("1.00", YEAR)]
    on_days = answered(rows, at=[dt.date(2014, 3, 31), dt.date(2015, 3, 31)], totals=True)
    assert on_days.table["printed"].tolist() == ["7", "9"]  # and no total of the two
    assert only(answered(rows))["printed"] == "1"


def test_to_date_runs_up_to_the_response():
    answer = answered([row("1.00", month) for month in MONTHS[:3]], dt.date(2014, 7, 8), to_date="2014-15")
    assert (only(answer)["period"], covers(answer)) == ("1 April 2014 to 8 July 2014", ["April to June 2014"])


@st.composite
def supplied(draw):
    """Return (period, amount, line): some months in pieces of any length, and perhaps their sum, or days of others."""
    first, last = sorted(draw(st.tuples(st.integers(0, 11), st.sampled_from([2, 5, 8, 11, 11, 11]))))
    found = []
    for line in LINES[: draw(st.integers(1, 2))]:
        cuts = sorted({first, last + 1} | draw(st.sets(st.integers(first, last), max_size=6)))
        pieces = [period_between(MONTHS[one].start, MONTHS[two - 1].end) for one, two in pairwise(cuts)]
        amounts = [draw(st.integers(0, 3)) for _ in pieces]
        found += zip(pieces, amounts, [line] * len(pieces), strict=True)
        if len(pieces) > 1 and draw(st.booleans()):
            found.append((period_between(pieces[0].start, pieces[-1].end), sum(amounts), line))
        found = found[: -1 if draw(st.integers(0, 9)) == 0 else None]
    others = [period_of_day(dt.date(2014, 1, 1), "calendar_year"), *financial_year_period("2013-14").split("quarter")]
    return found + [
        (period, 1, LINES[0]) for period in draw(st.lists(st.sampled_from(others), unique=True, max_size=1))
    ]


ASKED = [
    {"years": ["2014-15"]},
    {"months": "2014-04 to 2015-03"},
    {"quarters": "2014 Q2 to 2015 Q1"},
    {"span": "2014-01 to 2015-03"},
]


@pytest.mark.slow
@examples(60)
@given(figures=supplied(), asked=st.sampled_from(ASKED))
def test_a_year_covers_its_twelve_months_or_says_which_and_nothing_is_counted_twice(figures, asked):
    rows = [row(f"{amount}.00", period, line=line, cell=f"{line} {period.key}") for period, amount, line in figures]
    try:
        answer = answered(rows, **asked)
    except SupplyError:
        return
    for cell in records(answer.table):
        trail = [one for one in records(answer.trail) if one["figure"] == cell["figure"]]
        period, told = period_of(cell), covered_days(cell)
        counted = [period_of(one) for one in trail]
        assert all(period.contains(one) for one in counted)
        assert cell["value"] == sum(Decimal(one["found"]) for one in trail)
        without = uncovered(period, counted)
        assert uncovered(period, without) == told if told else not without
    for line in LINES:
        of_line = sorted(period_of(one) for one in records(answer.trail) if one["cell"].startswith(line))
        assert not any(earlier.overlaps(later) for earlier, later in pairwise(of_line))
