"""Periods of figures: each is of the period that the file names, no figure is counted twice, and none is lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.interpret import interpret
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import row_period
from foi_stats.vocabulary.period import financial_year_period, period_between, period_of_day
from tests.conftest import PROJECT
from tests.examples import examples
from tests.supply.sheets import make_sheet, make_workbook
from tests.supply.test_finance_sheets import errors, read

YEAR = financial_year_period("2015-16")
MONTHS, QUARTERS = YEAR.split("month"), YEAR.split("quarter")
HALVES = [period_between(QUARTERS[0].start, QUARTERS[1].end), period_between(QUARTERS[2].start, QUARTERS[3].end)]
CALENDAR = period_of_day(dt.date(2015, 1, 1), "calendar_year")
NEXT = financial_year_period("2016-17")
AUTUMN = period_between(dt.date(2015, 8, 1), dt.date(2015, 10, 31))
JUNE_TO_MAY = period_between(dt.date(2015, 6, 1), dt.date(2016, 5, 31))
PERIODS = [AUTUMN, JUNE_TO_MAY, *MONTHS, *QUARTERS, *HALVES, YEAR, NEXT, CALENDAR]
CASES = PROJECT.parent / "shared" / "cases" / "reading"
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
@examples(40)
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
    # Columns that share days do not add up to a longer one, which is said too; nor do figures drawn at random.
    nested = not adds_up and any(one != other and one.contains(other) for one in periods for other in periods)
    assert errors(found) - ({"total-differs"} if twice or nested else set()) == ({"counted-twice"} if twice else set())
    assert not twice or AUTUMN in of_years
    said = [*found.skipped["cells"], *(finding.cell for finding in found.findings)]
    assert all(column in read_columns or any(_is_in(column, cells) for cells in said) for column in by_column)


def _is_in(column, cells):
    first, _, last = cells.partition(":")
    return first[:1] <= column <= (last or first)[:1]


@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        ((dt.date(2015, 4, 1), dt.date(2016, 4, 1)), ["2015-16", "2016-17"]),
        (("31/05/2015", "30/06/2015"), ["May 2015", "June 2015"]),
        ((dt.date(2015, 3, 31), dt.date(2016, 3, 31)), "it could be that day, its month or a financial year"),
        ((dt.date(2026, 11, 10), dt.date(2026, 12, 11)), "the day 10 November 2026, which may be what a"),
    ],
)
def test_days_as_headings_are_months_or_years_or_are_refused(headings, periods):
    found = read(["Outturn (£)"], ["Line", *headings], ["Refuge", 2, 1], ["Outreach", 5, 4])
    if isinstance(periods, str):
        assert {finding.check for finding in found.findings} == {"ambiguous-year"}
        assert found.findings[0].cell == "B2"
        assert "also in C2" in found.findings[0].found or found.findings[1].cell == "C2"
        assert periods in found.findings[0].found
    else:
        assert [str(period) for _, period in figures(found)] == periods * 2


def test_what_is_counted_on_a_day_is_of_that_day_and_money_is_not():
    found = read(["Service", "People at 31 March 2016", "People at 31 March 2017"], ["Refuge", 5, 6])
    assert [str(period) for _, period in figures(found, "referrals")] == ["31 March 2016", "31 March 2017"]
    found = read(["Financial year", "Service", "People at 31 March"], ["2015-16", "Refuge", 5])
    assert [str(period) for _, period in figures(found, "referrals")] == ["31 March 2016"]
    assert errors(read(["Service", "Spend at 31 March 2016 (£)"], ["Refuge", 5])) == {"ambiguous-period"}
    found = read(["2015-16 outturn £, as at 30 June 2016"], ["Service", "Amount"], ["Refuge", 5])
    assert [str(period) for _, period in figures(found)] == ["2015-16"]


@pytest.mark.parametrize(
    ("rows", "periods"),
    [
        ((["Month", "Year", "Referrals"], ["April", 2015, 5], ["January", 2016, 6]), ["April 2015", "January 2016"]),
        ((["Month", "Financial year", "Referrals"], ["Jan", "2015-16", 5]), ["January 2016"]),
        ((["Month", "Referrals"], [dt.date(2015, 4, 1), 5]), ["April 2015"]),
        ((["Accounting month", "Referrals"], ["4", 5], ["P12", 6]), ["July 2016", "March 2017"]),
        ((["Calendar year", "Referrals"], [2015, 5], [2016, 6]), ["2015", "2016"]),
        ((["Academic year", "Referrals"], ["2014/15", 5]), ["academic year 2014/15"]),
        ((["Period", "Referrals"], ["June 2015 to May 2016", 5], ["H1 2016-17", 6]),
         ["June 2015 to May 2016", "April to September 2016"]),
        ((["Quarter", "Referrals"], ["Q1", 5], ["2015 Q2", 6]), ["April to June 2016", "April to June 2015"]),
        ((["Month", "Referrals"], ["May", 5]), ["May 2016"]),
    ],
)  # fmt: skip
def test_rows_state_their_own_period_and_the_folder_only_what_they_leave_out(rows, periods):
    sheet = make_sheet("S", [list(row) for row in rows])
    found = interpret(make_workbook(sheet), file="referrals.csv", default_year="2016-17")
    assert not errors(found)
    assert [str(period) for _, period in figures(found, "referrals")] == periods
    own = any(NEXT.contains(period) for _, period in figures(found, "referrals"))
    assert [finding.check for finding in found.findings] == ([] if own else ["other-year"])


@pytest.mark.parametrize(
    ("rows", "check", "cell"),
    [
        ((["Month", "Financial year", "Referrals"], ["January 2016", "2016-17", 5]), "bad-month", "A2"),
        ((["Month", "Referrals"], [4, 5]), "ambiguous-month", "A2"),
        ((["Month", "Referrals"], ["April", 5]), "bad-month", "A2"),
        ((["Quarter", "2015-16 referrals"], ["2016 Q2", 5]), "bad-quarter", "A2"),
        ((["Period", "Referrals"], ["2015", 5]), "ambiguous-period", "A2"),
    ],
)
def test_what_does_not_agree_or_is_of_no_year_is_refused(rows, check, cell):
    found = read(*rows)
    assert [(finding.check, finding.severity, finding.cell) for finding in found.findings] == [(check, "error", cell)]
    assert found.referrals.empty


def test_a_sheet_and_its_headings_must_be_of_one_time():
    assert errors(read(["Service", "2015-16 outturn £"], ["Refuge", 5], name="April 2016")) == {"period-differs"}
    found = read(["Service", "2015-16 outturn £", "Actual £"], ["Refuge", 5, 1], name="April 2016")
    assert [str(period) for _, period in figures(found)] == ["2015-16", "April 2016"]
    assert [finding.check for finding in found.findings] == ["period-differs", "part-of-a-year"]


def test_a_year_and_its_months_on_two_sheets_are_counted_twice():
    sheets = [make_sheet(name, [["Line", "Outturn £"], ["Refuge", 5]]) for name in ("2015-16", "April 2015")]
    found = interpret(make_workbook(*sheets), file="funding.xlsx")
    assert [(finding.check, finding.severity) for finding in found.findings] == [("counted-twice", "error")]
    assert "'April 2015': both count April 2015" in found.findings[0].found


def test_months_down_may_have_a_column_for_each_line():
    found = read(["Spend by month, 2015-16 (£)"], ["Month", "Refuge", "Helpline"], ["April", 5, 4], ["May", 6, 1])
    rows = [(row["line"], str(row_period(row)), int(row["amount"])) for row in found.funding.to_dict("records")]
    assert rows == [
        ("Refuge", "April 2015", 5), ("Helpline", "April 2015", 4),
        ("Refuge", "May 2015", 6), ("Helpline", "May 2015", 1),
    ]  # fmt: skip


def test_months_beside_another_year_than_the_folder_s_are_of_no_year_that_is_known():
    rows = [["Spend (£)"], ["Service", "2015-16 budget", "Apr actual", "May actual"], ["A", 100, 5, 4]]
    of_folder = {
        year: interpret(make_workbook(make_sheet("S", rows)), file="funding.xlsx", default_year=year)
        for year in ("2015-16", "2016-17")
    }
    assert [str(period) for _, period in figures(of_folder["2015-16"])] == ["2015-16", "April 2015", "May 2015"]
    assert errors(of_folder["2016-17"]) == {"ambiguous-year"}


def test_a_quarter_in_a_row_beneath_its_months_is_counted_twice():
    rows = ["April", 5], ["May", 6], ["June", 3], ["Q1", 14]
    found = read(["Referrals 2015-16"], ["Month", "Referrals"], *rows)
    assert [finding.cell for finding in found.findings if finding.check == "counted-twice"] == ["B6"]


@pytest.mark.parametrize(
    ("name", "periods", "checks"),
    [
        ("a01-six-monthly-sheets-of-2016-17.xlsx", ("April 2016", "September 2016"), ["part-of-a-year"]),
        ("a02-april-to-september-across.xlsx", ("April 2016", "September 2016"), ["part-of-a-year"]),
        ("n01-referrals-by-month.csv", ("April 2015", "March 2016"), ["other-year"]),
        ("n06-calendar-year-payments.csv", ("2015", "2016"), ["other-year"]),
        ("o11-five-years-in-one-workbook.xlsx", ("2012-13", "2016-17"), []),
        ("o16-dates-as-year-headings.xlsx", ("2015-16", "2016-17"), []),
        ("r10-year-turned-to-date.xlsx", None, ["ambiguous-year"] * 3),
        ("w13-academic-year.csv", ("academic year 2014/15", "academic year 2014/15"), ["other-year"]),
    ],
)
def test_small_files_seen_elsewhere_are_of_their_own_periods(name, periods, checks):
    if not (CASES / name).is_file():
        pytest.skip("the small cases are not there")
    found = read_supply(CASES / name, year="2016-17")
    assert [finding.check for finding in found.findings] == checks
    if periods:
        own = sorted(period for kind in FOUND for _, period in figures(found, kind))
        assert (str(own[0]), str(own[-1])) == periods


@pytest.mark.parametrize(
    "headings", [[f"{month:%b}-15" for month in (dt.date(2015, n, 1) for n in range(1, 13))], None]
)
def test_months_of_a_calendar_year_and_their_total(headings):
    months = CALENDAR.split("month")
    title = "Spend (£)" if headings else "Calendar year 2015 spend (£)"
    headings = headings or [f"{month.start:%b}" for month in months]
    found = read([title], ["Service", *headings, "Total"], ["A", *range(12, 0, -1), 78])
    assert [period for _, period in figures(found)] == months
    found = read([title], ["Service", *headings, "Total"], ["A", *range(12, 0, -1), 79])
    assert [period for _, period in figures(found)] == [CALENDAR]


@pytest.mark.parametrize(
    ("titles", "year", "end"),
    [
        (["Outturn 2015-16 (£)", "April to July"], "", "2015-07-31"),
        (["Outturn (£), Q1"], "2015-16", "2015-06-30"),
        (["Outturn 2015-16 (£)", "Meals from April to July are not included"], "", "2016-03-31"),
    ],
)
def test_a_title_that_names_a_part_of_a_year_makes_no_year_of_its_figures(titles, year, end):
    sheet = make_sheet("S", [*([title] for title in titles), ["Line", "Spend"], ["Refuge", 10]])
    found = interpret(make_workbook(sheet), file="a.xlsx", default_year=year)
    assert [str(day.date()) for day in found.funding["period_end"]] == [end]


@pytest.mark.parametrize("parts", [("Part 1: April to September", "Part 2: October to March"), ("H1", "H2")])
def test_parts_of_a_year_under_headings_within_a_table_are_asked_about(parts):
    rows = [["Outturn 2015-16 (£)"], ["Line", "Spend"]]
    rows += [row for part in parts for row in ([part], ["Refuge", 10], ["Advice", 5], [None])]
    found = interpret(make_workbook(make_sheet("S", rows)), file="a.xlsx")
    assert {finding.check for finding in found.findings if finding.severity == "error"} == {"ambiguous-period"}


def stated(headings, *cells):
    found = read([*headings, "Referrals"], *([*row, 5] for row in cells))
    asked = sorted({(finding.check, finding.cell) for finding in found.findings if finding.severity == "error"})
    return asked or [str(period) for _, period in figures(found, "referrals")]


@pytest.mark.parametrize("heading", ["Date", "Month", "Period", "Month and year", "month_year"])
def test_months_written_as_year_and_month_are_months_even_where_one_could_be_a_year(heading):
    cells = [["2011-11"], ["2011-12"], ["2012-01"]]
    assert stated([heading], *cells) == ["November 2011", "December 2011", "January 2012"]


def test_a_month_in_a_column_of_days_is_held_against_the_title():
    found = read(["Outturn 2015-16, £"], ["Date", "Line", "Amount"], ["2015-04", "A", 5], ["2016-04", "A", 6])
    assert [(f.check, f.cell) for f in found.findings if f.severity == "error"] == [("period-differs", "A4")]


def test_a_month_that_could_be_a_year_is_not_guessed_where_nothing_tells():
    assert stated(["Period"], ["2011-12"], ["2012-13"]) == ["2011-12", "2012-13"]
    assert stated(["Date"], ["2011-12"]) == [("bad-date", "A2")]
    assert stated(["Period"], ["2011-12"], ["2012-13"], ["2012-01"]) == [("ambiguous-period", "A2")]
    assert ("ambiguous-date", "A2") in stated(["Date"], ["2011-12"], ["2012-13"], ["2012-01"])


@pytest.mark.parametrize(
    ("headings", "year", "quarter", "first", "fourth"),
    [
        (["Year", "Quarter"], "2015-16", 1, "April to June 2015", "January to March 2016"),
        (["FinancialYear", "FinancialQuarter"], "2015/16", "Q1", "April to June 2015", "January to March 2016"),
        (["Year", "Calendar quarter"], "2015-16", 1, "January to March 2016", "October to December 2015"),
        (["Year", "Quarter (calendar)"], 2015, 1, "January to March 2015", "October to December 2015"),
        (["Calendar year", "Quarter"], 2015, "1", "January to March 2015", "October to December 2015"),
        (["Year", "Calendar quarter"], "2015-16", "Q1", "January to March 2016", "October to December 2015"),
    ],
)
def test_numbered_quarters_are_of_the_year_that_a_heading_or_the_year_says(headings, year, quarter, first, fourth):
    last = "Q4" if quarter == "Q1" else 4
    assert stated(headings, [year, quarter], [year, last]) == [first, fourth]


@pytest.mark.parametrize("quarter", [1, "Q1", "Apr-Jun"])
@pytest.mark.parametrize("title", [[], ["Referrals in 2015-16"]])
def test_quarters_without_a_year_are_of_the_title_s_or_the_sheet_s_before_the_folder_s(quarter, title):
    sheet = make_sheet("S" if title else "2015-16", [title, ["Quarter", "Referrals"], [quarter, 5]])
    found = interpret(make_workbook(sheet), file="x.csv", default_year="2016-17")
    assert [str(period) for _, period in figures(found, "referrals")] == ["April to June 2015"]


@pytest.mark.parametrize(
    ("headings", "asked"),
    [
        (["Year", "Quarter"], [("ambiguous-quarter", "B1")]),
        (["Year", "Financial quarter"], [("ambiguous-year", "A2")]),
        (["Financial year", "Quarter"], [("ambiguous-year", "A2")]),
    ],
)
def test_numbered_quarters_beside_a_year_of_four_digits_are_asked_about_once(headings, asked):
    assert stated(headings, *([year, quarter] for year in (2015, 2016) for quarter in (1, 2, 3, 4))) == asked


def _counts(*periods, heading="Month"):
    return [["Service", heading, "Referrals"], *(["Refuge", period, 5] for period in periods)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (_counts("April 2015", "May 2015", "July 2015"), ["C4"]),
        (_counts("2015 Q2", "2015 Q3", "2016 Q1", heading="Quarter"), ["C4"]),
        (_counts("April 2015", "May 2015", "June 2015"), []),
        (_counts("September 2015", "March 2016", "September 2016"), []),  # twice a year may be all there is
        (
            [["Number of referrals"], ["Service", "Apr 2015", "May 2015", "Jul 2015"], ["A", 1, 2, 3], ["B", 1, 2, 3]],
            ["D3"],
        ),
        (
            [
                ["Service", "Month", "Outturn £"],
                *(["A", f"{m} 2015", 1] for m in ("April", "May", "July")),
                *(["B", f"{m} 2015", 2] for m in ("April", "May", "June", "July")),
            ],
            ["C4"],
        ),
    ],
)
def test_a_month_that_is_missing_between_others_is_said(rows, said):
    assert [f.cell for f in read(*rows).findings if f.check == "period-missing"] == said


def test_a_quarter_that_is_missing_beside_its_year_is_a_warning():
    found = read(
        ["Number of referrals"], ["Service", "Q1 2015-16", "Q2 2015-16", "Q4 2015-16", "2015-16"], ["A", 1, 2, 3, 6]
    )
    (finding,) = found.findings
    assert (finding.check, finding.severity) == ("period-within-another", "warning")
    assert "October to December 2015 is missing" in finding.found
