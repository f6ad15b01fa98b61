"""Periods of figures: each is of the period that the file names, no figure is counted twice, and none is lost."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_stats.supply.rows import row_period
from foi_stats.vocabulary.period import financial_year_period, period_between, period_of_day
from tests.supply.test_finance_sheets import errors, read

YEAR = financial_year_period("2015-16")
MONTHS, QUARTERS = YEAR.split("month"), YEAR.split("quarter")
HALVES = [period_between(QUARTERS[0].start, QUARTERS[1].end), period_between(QUARTERS[2].start, QUARTERS[3].end)]
CALENDAR = period_of_day(dt.date(2015, 1, 1), "calendar_year")
NEXT = financial_year_period("2016-17")
AUTUMN = period_between(dt.date(2015, 8, 1), dt.date(2015, 10, 31))
JUNE_TO_MAY = period_between(dt.date(2015, 6, 1), dt.date(2016, 5, 31))
PERIODS = [AUTUMN, JUNE_TO_MAY, *MONTHS, *QUARTERS, *HALVES, YEAR, NEXT, CALENDAR]
FOUND = {"funding": "amount", "referrals": "count"}


def written(period):
    """Return the ways in which a heading may name a period."""
    month = f"{period.start:%b}-{period.start:%y}", f"{period.start:%B %Y}"
    match period.kind:
        case "month":
            return month
        case "quarter":
            number = period.start.month // 3 + 1
            return (
                f"{period.start:%b}-{period.end:%b %Y}",
                f"{period.start.year} Q{number}",
                f"Q{number} {period.start.year}",
            )
        case "calendar_year":
            return "Calendar year 2015", "Jan-Dec 2015"
        case "financial_year":
            return str(period), f"FY{str(period)[2:].replace('-', '/')}", f"{period.start:%b %Y} to {period.end:%b %Y}"
    if period in HALVES:
        return f"{period.start:%b} to {period.end:%b %Y}", f"H{1 + (period.start.month != 4)} 2015-16"
    return str(period), f"{period.start:%B %Y} to {period.end:%b %Y}"


def figures(found, kind="funding"):
    rows = getattr(found, kind).to_dict("records")
    return {(row["cell"], row_period(row)): int(row[FOUND[kind]]) for row in rows}


@st.composite
def tables(draw):
    """Return the columns of a table, the heading of each, and whether its figures are money."""
    periods = draw(st.lists(st.sampled_from(PERIODS), min_size=2, max_size=14, unique=True))
    headings = [draw(st.sampled_from(written(period))) for period in periods]
    return periods, headings, draw(st.booleans()), draw(st.booleans())


@pytest.mark.slow
@settings(max_examples=40)
@given(tables(), st.data())
def test_each_figure_is_of_the_period_that_its_heading_names(table, data):
    periods, headings, money, adds_up = table
    whole = JUNE_TO_MAY.split("month") + CALENDAR.split("month") + YEAR.split("month") + NEXT.split("month")
    each = {month: data.draw(st.integers(1, 400)) for month in whole} if adds_up else {}
    values = [
        sum(each[month] for month in period.split("month")) if adds_up else data.draw(st.integers(1, 9999))
        for period in periods
    ]
    title = "Outturn by service (£)" if money else "Number of referrals"
    found = read([title], ["Service", *headings], ["Refuge", *values], ["Helpline", *values[::-1]])

    by_column = {chr(66 + at): (period, value) for at, (period, value) in enumerate(zip(periods, values, strict=True))}
    rows = figures(found, "funding" if money else "referrals")
    read_columns = {cell[0] for cell, _ in rows}
    assert all(by_column[cell[0]][0] == period for cell, period in rows)
    assert all(rows[f"{column}3", by_column[column][0]] == by_column[column][1] for column in read_columns)
    of_years = [by_column[column][0] for column in read_columns if by_column[column][0].financial_year]
    twice = any(one != other and one.overlaps(other) for one in of_years for other in of_years)
    assert errors(found) == ({"counted-twice"} if twice else set())
    assert not twice or AUTUMN in of_years
    said = [*found.skipped["cells"], *(finding.cell for finding in found.findings)]
    assert all(column in read_columns or any(_is_in(column, cells) for cells in said) for column in by_column)


def _is_in(column, cells):
    first, _, last = cells.partition(":")
    return first[:1] <= column <= (last or first)[:1]
