"""A request for five measures is answered in the nouns of its supplies, from the letter to the trail."""

import csv
import json

import pytest

from foi_stats.run.batch import run_request
from foi_stats.run.trace import trace
from tests.run.measure_requests import REFERENCE, write_measures

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    from tests.conftest import copy_project

    places = copy_project(tmp_path_factory.mktemp("measures"))
    write_measures(places)
    outcome = run_request(REFERENCE, places)
    assert outcome.outcome == "release"
    return places, outcome.folder


def read_csv(folder, name):
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["service"], row["period"], row["value"], row["unit"]) for row in csv.DictReader(file)]


def test_each_measure_keeps_its_noun_in_every_format(released):
    _, folder = released
    page = (folder / "response.html").read_text(encoding="utf-8")
    for noun in ("posts (FTE)", "claims received", "claims paid", "people helped", "households", "contracts"):
        assert f"The table gives the number of {noun} for" in page
    assert "referr" not in page.casefold()
    assert "Claims paid, Exampleshire (invented) (number of claims paid)" in page
    assert read_csv(folder, "3") == [
        ("North", "2014-15", "37", "claims paid"),
        ("North", "2015-16", "1", "claims paid"),
        ("South", "2014-15", "29", "claims paid"),
        ("South", "2015-16", "31", "claims paid"),
    ]
    picture = (folder / "figures" / "3.svg").read_text(encoding="utf-8")
    assert "Claims paid, Exampleshire (invented), 2014-15 to 2015-16, number" in picture


def test_full_time_equivalents_on_days_have_their_decimals_and_are_added_up_on_each(released):
    _, folder = released
    assert ("Total", "31 March 2017", "15.6", "posts (FTE)") in read_csv(folder, "1")
    assert ("Domestic abuse", "31 March 2016", "12.0", "posts (FTE)") in read_csv(folder, "1")
    told = json.loads((folder / "tables" / "1.csv-metadata.json").read_text(encoding="utf-8"))
    value = next(column for column in told["tableSchema"]["columns"] if column["name"] == "value")
    assert (value["datatype"], value["schema:unitText"]) == ("decimal", "full-time equivalents")


def test_a_count_leads_back_to_its_cell(released):
    places, _ = released
    (traced,) = trace(places, REFERENCE, "3/north/2015-16")
    assert (traced.cell.value, traced.now, traced.state) == ("1", "1", "same")
    assert (traced.cell.file, traced.cell.cell) == ("data/2015-16/exampleshire/counts-claims.csv", "E4")


def values(folder, name):
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["supplier"] if "supplier" in row else row["period"], row["value"]) for row in csv.DictReader(file)]


def test_shares_and_changes_stand_in_tables_of_their_own(released):
    places, folder = released
    # 37 of 212, 1 of 240, 29 of 188 and 31 of 171 claims received
    assert values(folder, "3-share") == [
        ("2014-15", "17.5"),
        ("2015-16", "0.4"),
        ("2014-15", "15.4"),
        ("2015-16", "18.1"),
    ]
    assert values(folder, "6-change") == [("2015-16", "21.4")]  # from 14 to 17
    assert values(folder, "6-share")[0] == ("2014-15", "100.0")  # a line alone is the total itself
    page = (folder / "response.html").read_text(encoding="utf-8")
    assert "Claims paid: share of claims received" in page
    assert "17.5%" in (folder / "figures" / "3-share.svg").read_text(encoding="utf-8")
    traced = trace(places, REFERENCE, "3-share/north/2015-16")
    assert {one.cell.found for one in traced} == {"1", "240"}


def test_the_largest_labels_stand_first_and_the_others_are_one(released):
    _, folder = released
    amounts = [("Tar Ltd", "2000"), ("Westmarch Council", "1500"), ("Other (2)", "1000"), ("Total", "4500")]
    assert values(folder, "7") == amounts
    assert [share for _, share in values(folder, "7-share")] == ["44.4", "33.3", "22.2", "100.0"]
    assert values(folder, "7-largest") == [("2015-16", "1500")]
