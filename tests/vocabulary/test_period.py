import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.vocabulary.period import (
    KINDS,
    ONE_DAY,
    Period,
    covered_spans,
    financial_year_period,
    format_periods,
    join_periods,
    period_between,
    period_of_day,
    uncovered,
)

DAYS = st.dates(dt.date(1999, 1, 1), dt.date(2030, 12, 31))
SPLIT = [kind for kind in KINDS if kind != "span"]


@st.composite
def periods(draw, kinds=KINDS):
    kind = draw(st.sampled_from(kinds))
    day = draw(DAYS)
    return (
        period_of_day(day, kind) if kind != "span" else Period(day, day + draw(st.integers(1, 800)) * ONE_DAY, "span")
    )


def test_what_is_no_period_of_its_kind_is_refused():
    for start, end, kind in (
        ((2015, 4, 1), (2015, 3, 31), "span"),
        ((2015, 4, 2), (2016, 3, 31), "financial_year"),
        ((2015, 4, 1), (2016, 3, 31), "calendar_year"),
        ((2015, 5, 1), (2015, 7, 31), "quarter"),
        ((2015, 4, 1), (2015, 4, 29), "month"),
        ((2015, 4, 1), (2015, 4, 2), "day"),
    ):
        with pytest.raises(ValueError, match=r"is not a|cannot end"):
            Period(dt.date(*start), dt.date(*end), kind)


def test_months_and_quarters_that_cover_a_year_become_that_year():
    months = financial_year_period("2015-16").split("month")
    assert len(months) == 12
    assert str(join_periods(months)) == "2015-16"
    assert str(join_periods(months[:6])) == "April to September 2015"
    assert str(join_periods(months[9:])) == "January to March 2016"
    quarters = period_of_day(dt.date(2015, 7, 1), "calendar_year").split("quarter")
    assert [str(quarter) for quarter in quarters][1] == "April to June 2015"
    assert join_periods(quarters).kind == "calendar_year"


def test_what_is_missing_is_named():
    year = financial_year_period("2016-17")
    months = year.split("month")
    assert (
        format_periods(uncovered(year, [*months[:5], *months[6:8]])) == "September 2016 and December 2016 to March 2017"
    )
    assert uncovered(year, months) == []
    assert uncovered(year, []) == [year]


def test_periods_with_a_gap_or_in_common_are_not_joined():
    april, may, june = financial_year_period("2016-17").split("month")[:3]
    with pytest.raises(ValueError, match="April 2016 and June 2016 have days between them"):
        join_periods([june, april])
    with pytest.raises(ValueError, match="have days in common"):
        join_periods([april, may, may])


@given(periods(), periods())
def test_order_and_containment_agree_with_the_days(one, other):
    days = {one.start + n * ONE_DAY for n in range(one.days)}
    others = {other.start + n * ONE_DAY for n in range(other.days)}
    assert one.contains(other) == (others <= days)
    assert one.overlaps(other) == bool(days & others)
    assert (one < other) + (other < one) + (one == other) == 1


@given(periods([kind for kind in KINDS if kind not in ("span", "day")]), st.sampled_from(["month", "day"]))
def test_a_period_is_the_sum_of_its_parts(period, kind):
    parts = period.split(kind)
    assert sum(part.days for part in parts) == period.days
    assert join_periods(parts).has_same_days(period)
    assert covered_spans(parts) == [period_between(period.start, period.end)]


@given(periods(), st.lists(periods(), max_size=6))
def test_covered_and_uncovered_days_make_up_the_period(period, others):
    missing = uncovered(period, others)
    assert all(period.contains(one) and not any(one.overlaps(other) for other in others) for one in missing)
    left = {period.start + n * ONE_DAY for n in range(period.days)}
    left -= {one.start + n * ONE_DAY for one in others for n in range(one.days)}
    assert sum(one.days for one in missing) == len(left)


@given(periods(), periods())
def test_two_periods_never_share_a_key(one, other):
    assert (one.key == other.key) == (one == other or (one.has_same_days(other) and one.key == other.key))
    assert one.key.replace("-", "").isalnum()


def test_the_financial_year_of_what_is_within_one():
    assert period_of_day(dt.date(2016, 3, 31), "month").financial_year == "2015-16"
    assert period_of_day(dt.date(2016, 3, 31), "calendar_year").financial_year == ""
    assert period_of_day(dt.date(2016, 3, 31), "day").financial_year == "2015-16"
