"""Requests for periods of every kind: released through the gate, and each figure traced to its cells."""

import csv

import pytest

from foi_stats.run.batch import run_request
from foi_stats.run.trace import trace
from tests.run.period_requests import write_periods

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]


@pytest.fixture
def places(project):
    write_periods(project)
    return project


def released(places, reference):
    folder = run_request(reference, places).folder
    assert folder.name == "release"
    return folder


def table(folder, figure):
    with (folder / "tables" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_months_with_small_counts_are_released_with_their_quarters_and_years(places):
    folder = released(places, "1-months")
    shown = {(row["service"], row["period"]): row["value"] or row["shorthand"] for row in table(folder, "1")}
    assert shown["Pothole claims line", "June 2015"] == shown["Pothole advice", "April 2015"] == "[c]"
    assert shown["Pothole advice", "May 2015"] == "0"
    assert {row["period"]: (row["period_start"], row["period_end"]) for row in table(folder, "2")}[
        "January to March 2016"
    ] == ("2016-01-01", "2016-03-31")
    with (folder.parent / "working" / "audit.csv").open(encoding="utf-8", newline="") as file:
        audited = list(csv.DictReader(file))
    assert {row["safe"] for row in audited} == {"yes"}
    (traced,) = trace(places, "1-months", "Pothole claims line, July 2015")
    assert (str(traced.cell.period), traced.cell.found, traced.state) == ("July 2015", "11", "same")
    assert len(trace(places, "1-months", "3/pothole-advice/2016-17")) == 12


@pytest.mark.soak
def test_numbers_on_two_days_are_released_side_by_side_and_never_added(places):
    rows = table(released(places, "2-days"), "1")
    assert [(row["period"], row["value"]) for row in rows[:2]] == [("31 March 2016", "12"), ("31 March 2017", "10")]
    assert {row["period_start"] == row["period_end"] for row in rows} == {True}


@pytest.mark.soak
def test_years_of_every_kind_and_a_range_of_months_are_released(places):
    folder = released(places, "3-years")
    (calendar,), (academic,), (span,) = (table(folder, figure) for figure in ("1", "2", "4"))
    # Each is the sum of its months in the sheets of two financial years.
    assert (calendar["period"], calendar["value"]) == ("2016", str(1600 + 1650 + 1700 + sum(range(1160, 1600, 50))))
    assert (academic["period_start"], academic["period_end"]) == ("2015-09-01", "2016-08-31")
    assert (span["period"], span["value"]) == ("June 2015 to May 2016", "17120")
    assert sum(int(row["value"]) for row in table(folder, "3")) == 17120


def test_a_year_to_date_is_marked_and_compared_with_nothing(places):
    folder = released(places, "4-to-date")
    *whole, part = table(folder, "1")
    assert [row["covers"] for row in whole] == ["", ""]
    assert (part["period"], part["covers"]) == ("2017-18", "2017-04-01/2017-05-31")
    page = (folder / "response.html").read_text(encoding="utf-8")
    assert "Potholes: rose from £17,100 in 2015-16 to £17,220 in 2016-17" in page
    assert "Apr to May 2017 only" in page
    (to_date,) = table(folder, "2")
    assert (to_date["period_end"], to_date["covers"]) == ("2017-06-16", "2017-04-01/2017-05-31")
