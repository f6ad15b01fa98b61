"""After a release: a supply that comes later and restates its figures is told, and the release stays as it was."""

import datetime as dt
import json
import os
import shutil

import openpyxl
import pytest

from foi_stats.run.changed_figures import Change
from foi_stats.run.folders import read_current
from foi_stats.run.history import read_history
from foi_stats.run.later_supplies import read_later, without_supplies
from foi_stats.run.restated_releases import releases_of_moved
from foi_stats.run.run_record import later_supplies
from foi_stats.run.status import read_standing
from foi_stats.run.trace import read_trail, trace
from foi_stats.supply.arrivals import Moved
from foi_stats.supply.supply_files import AS_OF_VARIABLE
from foi_stats.supply.take import Sender, take_file
from tests.conftest import copy_project
from tests.run.test_report import EX, NY
from tests.test_cli import in_process

FOLDER = "2015-16/exampleshire"
LATER = "data/exampleshire/2017-03-02/restated.xlsx"
DAY = dt.datetime(2017, 3, 1)  # noqa: DTZ001 - a cell has no zone


def restate(places):
    """Take a later supply: one amount is restated, and one given again as it was."""
    sheet = openpyxl.load_workbook(places.data / FOLDER / "funding.xlsx")["Funding"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    heads = {name: number for number, name in enumerate(rows[0])}
    book = openpyxl.Workbook()
    book.active.title = "Funding"
    book.active.append(rows[0])
    for row in rows[1:]:
        if row[heads["Line"]] in ("Modern slavery unit", "Modern slavery awareness training"):
            amount = 95000 if row[heads["Amount"]] == "92,500.00" else row[heads["Amount"]]
            changed = {heads["As at"]: DAY, heads["Amount"]: amount}
            book.active.append([changed.get(number, value) for number, value in enumerate(row)])
    path = places.data.parent / "restated.xlsx"
    book.save(path)
    os.utime(path, (1e9, 1e9))  # nobody is writing it
    return take_file(places.data, path, Sender("exampleshire"), dt.datetime(2017, 3, 2, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def restated(reported, tmp_path_factory):
    """A project of the reports that were made, and a supply that came afterwards. Read only."""
    places = copy_project(tmp_path_factory.mktemp("restated"))
    shutil.copytree(reported[0].reports, places.reports)
    shutil.copy2(reported[0].data / "ledger.csv", places.data / "ledger.csv")
    restate(places)
    return places


def run_of(places, reference=EX):
    return read_current(places.report(reference)).published


def test_trace_says_what_a_cell_was_superseded_by_and_what_was_given_again(restated):
    traced = {one.cell.cell: one for one in trace(restated, EX) if one.cell.file == f"data/{FOLDER}/funding.xlsx"}
    unit, training = traced["K5"], traced["K7"]
    assert (unit.cell.found, unit.now, unit.state) == ("92,500.00", "92,500.00", "superseded")
    assert (unit.restated.found, unit.restated.places) == (("95000",), ((LATER, "Funding", "K2"),))
    assert (training.state, training.restated.same) == ("same", True)
    done = in_process("trace", EX, "--root", str(restated.data.parent))
    assert f"SUPERSEDED by '95000' in {LATER}, sheet Funding, cell K2 (as at 1 March 2017)" in done.stdout
    assert done.returncode == 1


def test_what_would_change_is_told_by_figure(restated):
    later = read_later(run_of(restated), restated, EX, "exampleshire", read_trail(restated, EX))
    assert later.supplies == (LATER,)
    assert later.changes == (Change("1/dedicated-unit/2012-04-to-2017-03", "247,500.00", "250,000.00"),)
    assert not later.changes_nothing


def test_a_later_supply_that_contradicts_is_a_fault_and_no_change(restated, tmp_path):
    places = copy_project(tmp_path)
    restate(places)
    again = places.data / FOLDER / "again.xlsx"
    shutil.copy2(places.data / LATER.partition("/")[2], again)
    book = openpyxl.load_workbook(again)
    book.active["K2"] = 96000
    book.save(again)
    later = read_later(run_of(restated), places, EX, "exampleshire", read_trail(restated, EX))
    assert later.changes == ()
    assert "96000" in later.fault
    assert not later.changes_nothing


def test_status_says_that_newer_supplies_exist_and_how_many_cells_they_restate(restated):
    standing = read_standing(EX, restated, dt.date(2017, 4, 3))
    assert (standing.state, standing.later, standing.restated) == ("released, and supplied since", (LATER,), 1)
    done = in_process("status", "--root", str(restated.data.parent), "--today", "2017-04-03")
    assert f"{LATER}. They restate 1 cell behind it" in done.stdout
    assert f"{NY}: newer supplies" not in done.stdout


def test_the_report_is_made_again_from_what_there_was(restated):
    names = later_supplies(run_of(restated), restated, "exampleshire")
    with without_supplies(restated, names) as places:
        assert not (places.data / LATER.partition("/")[2]).exists()
        assert later_supplies(run_of(restated), places, "exampleshire") == ()
        traced = trace(places, EX)
    assert {one.state for one in traced} == {"same"}
    assert all(one.restated is None for one in traced)


@pytest.mark.soak
def test_a_release_is_verified_though_a_later_supply_restates_it(restated):
    done = in_process("verify", EX, "--root", str(restated.data.parent))
    assert "is made again the same, all" in done.stdout
    assert "1/dedicated-unit/2012-04-to-2017-03: 247,500.00, now 250,000.00" in done.stderr
    assert done.returncode == 1


def test_a_run_as_of_a_day_sees_what_had_come_by_then(restated, monkeypatch):
    monkeypatch.setenv(AS_OF_VARIABLE, "2017-03-01")  # the command sets it for its processes
    told = in_process("run", EX, "--json", "--as-of", "2017-03-01", "--root", str(restated.data.parent))
    assert [one["unchanged"] for one in json.loads(told.stdout)["reports"]] == [True]
    assert read_history(restated)[-1].as_of == "2017-03-01"
    assert later_supplies(run_of(restated), restated, "exampleshire") == ()
    monkeypatch.setenv(AS_OF_VARIABLE, "2017-03-02")
    assert later_supplies(run_of(restated), restated, "exampleshire") == (LATER,)
    assert in_process("run", "--as-of", "2 March", "--root", str(restated.data.parent)).returncode == 2


def test_a_run_as_of_a_day_leaves_out_what_was_asked_later(restated, monkeypatch):
    monkeypatch.setenv(AS_OF_VARIABLE, "")
    told = in_process("run", "--json", "--as-of", "2016-01-01", "--dry-run", "--root", str(restated.data.parent))
    assert {one["request"] for one in json.loads(told.stdout)["notebooks"]} == {NY}  # nobody knows when it was received


def test_the_releases_that_gave_an_earlier_figure_are_named(restated):
    places = (f"data/{FOLDER}/funding.xlsx", "Funding", "K5"), (LATER, "Funding", "K2")
    moved = Moved(
        "funding", "Modern slavery unit", "allocated", "2015-16", "£92,500", "£95,000", places[:1], places[1:]
    )
    assert releases_of_moved(restated, "exampleshire", [moved]) == [(EX,)]
