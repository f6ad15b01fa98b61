"""A request by one to three labels: released through the gate, and traced to its cells."""

import csv
import json

import openpyxl
import pytest

from foi_stats.request.released import read_ledger
from foi_stats.run.batch import run_request
from foi_stats.run.trace import trace
from tests.run.label_requests import REFERENCE, write_labels

pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("one_core")]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    from tests.conftest import copy_project

    places = copy_project(tmp_path_factory.mktemp("labels"))
    write_labels(places)
    outcome = run_request(REFERENCE, places)
    assert outcome.outcome == "release"
    return places, outcome.folder


def table(folder, figure):
    with (folder / "tables" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_calendar_years_by_provider_and_rooms_in_bands_of_years(released):
    places, folder = released
    given = {(row["provider"], row["period"]): row["value"] for row in table(folder, "1")}
    assert given["Harbour Homes Ltd", "2016"] == "99800"
    assert given["Total", "Total"] == "845050"
    page = (folder / "response.html").read_text(encoding="utf-8")
    assert '<th scope="col">Provider</th>' in page
    assert '<th scope="rowgroup" colspan="3">2014-15</th>' in page
    (traced,) = trace(places, REFERENCE, "Northgate Lodgings Ltd, Family, 2014-15")
    assert (traced.cell.figure, traced.now, traced.state) == (
        "2/northgate-lodgings-ltd/family/2014-15",
        "98000.50",
        "same",
    )


def test_small_counts_of_two_and_three_labels_are_hidden_and_the_ledger_keeps_each_label(released):
    places, folder = released
    shown = {(row["service"], row["age_band"], row["period"]): row["shorthand"] for row in table(folder, "3")}
    assert shown["Refuge", "45 and over", "May 2015"] == "[c]"
    three = {(row["service"], row["age_band"], row["sex"]): row["value"] for row in table(folder, "4")}
    assert three["Refuge", "18-24", "Total"] == "22"
    with (folder.parent / "working" / "audit.csv").open(encoding="utf-8", newline="") as file:
        assert {row["safe"] for row in csv.DictReader(file)} == {"yes"}
    lines = [line for line in read_ledger(places.data) if line.reference == REFERENCE]
    assert {tuple(json.loads(line.labels)) for line in lines} == {("age_band",), ("age_band", "sex"), ("outcome",)}
    assert len(trace(places, REFERENCE, "Refuge, 18-24, Female, April to May 2015")) == 2


def test_the_workbook_has_a_column_for_each_label_and_the_page_says_what_it_adds_up(released):
    _, folder = released
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["Table_4"]
    headings = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Service"]
    assert headings == [("Service", "Age band", "Sex", "April to May 2015")]
    assert "adds up the figures over “Sex”" in (folder / "response.html").read_text(encoding="utf-8")


def test_claims_by_outcome_are_headed_by_it(released):
    _, folder = released
    assert [row["outcome"] for row in table(folder, "5")] == ["Received"] * 2 + ["Paid"] * 2 + ["Rejected"] * 2
    assert '<th scope="col">Outcome</th>' in (folder / "response.html").read_text(encoding="utf-8")
