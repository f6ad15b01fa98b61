"""Lists of contracts, grants and payments are released in every format, with their trail, and no name comes through."""

import csv
import json
from collections import Counter

import pytest
from typer.testing import CliRunner

from foi_stats.cli.commands import command_line
from foi_stats.publish.response import clean
from foi_stats.release.leaks import Forbidden, leaks
from foi_stats.request.case import read_case
from foi_stats.run.batch import run_request
from foi_stats.run.trace import trace
from foi_stats.vocabulary.findings import ReleaseError
from tests.conftest import copy_project
from tests.publish.responses import response_of
from tests.run.list_requests import REFERENCE, REQUEST, write_lists

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

CANARY = "Zebedee Quartermain t/a Fresh Start"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    places = copy_project(tmp_path_factory.mktemp("lists"))
    write_lists(places)
    outcome = run_request(REFERENCE, places)
    assert outcome.outcome == "release"
    return places, outcome.folder


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_list_is_whole_as_data_and_a_page_in_the_letter(released):
    _, folder = released
    page = (folder / "response.html").read_text(encoding="utf-8")
    assert "the first 25 of 55, by date; all are in the file that comes with this letter" in page
    payments = read(folder / "tables" / "2.csv")
    assert [row["item"] for row in payments] == [str(number) for number in range(1, 56)]
    assert min(float(row["amount"]) for row in payments) > 500
    assert not list((folder / "figures").iterdir())
    contracts = read(folder / "tables" / "3.csv")
    assert [(row["contract"], row["value"], row["shorthand"], row["runs_beyond"]) for row in contracts] == [
        ("IDVA service", "158950", "", "2015-16 to 2016-17"),
        ("Safe houses", "", "[x]", "2014-15 to 2015-16"),
    ]


def test_a_name_that_is_withheld_stands_nowhere_in_the_release(released):
    _, folder = released
    grants = read(folder / "tables" / "1.csv")
    assert ("[name withheld]", "Workshops by [name withheld]") in [(row["recipient"], row["purpose"]) for row in grants]
    for name in (CANARY, "Quartermain", "Zebedee"):
        assert leaks([Forbidden("the canary", name)], folder) == []
    (decided,) = [row for row in read(folder.parent / "working" / "names.csv") if row["name"] == CANARY]
    assert (decided["rule"], decided["decision"], decided["figures"]) == ("trading-as", "withhold", "1/item-4")


def test_the_lists_are_on_record(released):
    places, _ = released
    shown = CliRunner().invoke(
        command_line("ledger"), ["ledger", "--root", str(places.data.parent), "--reference", REFERENCE, "--json"]
    )
    items = json.loads(shown.stdout)["items"]
    assert Counter(item["title"] for item in items)["Payments over £500"] == 55
    assert "Quartermain" not in shown.stdout


def test_an_item_leads_back_to_its_cell(released):
    places, _ = released
    (traced,) = trace(places, REFERENCE, "1/item-4")
    assert (traced.cell.found, traced.state) == ("7500", "same")
    assert (traced.cell.file, traced.cell.cell) == ("data/2015-16/exampleshire/grants.csv", "C5")
    page = (released[1].parent / "working" / "response.html").read_text(encoding="utf-8")
    assert page.count("sheet , cell C5; found: 7500") == 1


@pytest.mark.soak
def test_a_name_on_which_nobody_has_decided_stops_the_release(tmp_path):
    places = copy_project(tmp_path)
    write_lists(places, REQUEST[: REQUEST.index("[[decided]]")])
    with pytest.raises(ReleaseError) as caught:
        run_request(REFERENCE, places)
    assert "2 names are printed that could be a person's" in str(caught.value)
    assert CANARY in str(caught.value)
    draft = response_of(read_case(places.data, REFERENCE), draft=True)
    assert any(clean(f"{CANARY} [undecided]") in str(block) for block in draft.blocks)
