"""Runs on record, what a run says to programs, and the folders that killed runs left."""

import errno
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from foi_stats.cli.inputs import plain_error
from foi_stats.request.project_folders import Places
from foi_stats.run import history
from foi_stats.run.folders import remove_half_made, runs_of
from foi_stats.run.history import changes_between, past_run, read_history, record_run, waiting_since
from foi_stats.run.messages import Failure, Outcome, Progress
from foi_stats.run.run_log import log_failure, logged
from foi_stats.run.run_summary import RunSummary
from foi_stats.vocabulary.findings import BusyError, Finding, InputError, ReleaseError, SupplyError

MISSING = SupplyError([Finding("not-supplied", "error", "data/2016-17/a", found="no funding")])


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "notebooks", tmp_path / "data", tmp_path / "reports")


def outcome(reference, what="release", *, unchanged=False):
    return Outcome(reference, what, None, None, (), 1.234, unchanged=unchanged)


def a_run(*, made=(), failures=(), started="2026-01-05T06:00:00+00:00"):
    summary = RunSummary("1.0", [outcome(one) for one in made], [Failure(*one) for one in failures], started=started)
    summary.end()
    return past_run(summary)


def test_a_run_is_on_record_with_what_was_made_and_what_was_not(places):
    failures = [("2", MISSING), ("3", ReleaseError("no")), ("4", BusyError("at it"))]
    record_run(places, a_run(made=["1"], failures=failures))
    (past,) = read_history(places)
    assert (past.requests, past.released, past.unchanged, past.code) == (4, ("1",), 0, 1)
    assert (past.failed, past.waiting, past.busy) == (("2", "3"), ("2",), ("4",))


def test_the_oldest_runs_go_and_a_damaged_line_is_left_out(places, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    for day in range(1, 6):
        record_run(places, a_run(started=f"2026-01-0{day}T06:00:00+00:00"))
    assert [past.started[8:10] for past in read_history(places)] == ["03", "04", "05"]
    path = places.reports / "history.jsonl"
    path.write_text('{"not": "a run"}\n{"cut\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(read_history(places)) == 3


def test_a_request_waits_since_the_first_run_that_missed_its_supply_with_none_between():
    runs = [
        a_run(failures=[("2", MISSING)], started="2026-01-01"),
        a_run(made=["2"], started="2026-01-02"),
        a_run(failures=[("2", MISSING)], started="2026-01-03"),
        a_run(made=["1"], started="2026-01-04"),
        a_run(failures=[("2", MISSING)], started="2026-01-05"),
    ]
    assert waiting_since(runs, "2") == "2026-01-03"
    assert waiting_since([*runs, a_run(made=["2"])], "2") == ""
    assert waiting_since([*runs, a_run(failures=[("2", ReleaseError("no"))])], "2") == ""
    assert waiting_since(runs, "1") == ""


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([], 0),
        ([BusyError("b")], 3),
        ([BusyError("b"), ReleaseError("r")], 1),
        ([InputError("i"), ReleaseError("r")], 2),
    ],
)
def test_busy_is_the_exit_code_only_where_nothing_is_wrong(errors, code):
    assert RunSummary("1.0", failures=[Failure("1", error) for error in errors]).code == code


def test_an_interrupted_run_is_told_as_far_as_it_came():
    failures = [Failure("2", MISSING)]
    summary = RunSummary("1.0", [outcome("1")], failures, interrupted=True, asked=["1", "2", "3"])
    summary.waiting["2"] = "2026-01-05"
    told = summary.data()
    assert (told["interrupted"], told["exit_code"], told["foi_stats"]) == (True, 130, "1.0")
    assert told["failures"][0]["findings"][0]["check"] == "not-supplied"
    assert (told["failures"][0]["waiting_since"], told["not_reached"]) == ("2026-01-05", ["3"])
    for said in ("2 could not be made", "waited for that since 2026-01-05", "Not reached: 3."):
        assert said in summary.text()
    assert (past_run(summary).requests, past_run(summary).not_reached) == (3, ("3",))


def test_what_ends_a_whole_run_is_told_and_is_its_exit_code(places):
    summary = RunSummary("1.0", asked=["1"], error=InputError("No Dask scheduler answers"))
    assert (summary.code, summary.data()["error"]) == (2, "No Dask scheduler answers")
    assert "No Dask scheduler answers" in summary.text()
    record_run(places, past_run(summary))
    assert read_history(places)[0].error == "No Dask scheduler answers"


def test_figures_that_changed_between_two_runs_are_named(places):
    report = places.report("1")
    for run, values in (("20260101T1", {"a": "1.00", "b": "2"}), ("20260102T1", {"a": "1", "b": "3", "c": "4"})):
        trace = report / "runs" / run / "working" / "trace.parquet"
        trace.parent.mkdir(parents=True)
        pd.DataFrame({"figure": values.keys(), "value": values.values()}).to_parquet(trace)
    before, after, changes = changes_between(report)
    assert (before, after) == ("20260101T1", "20260102T1")
    assert [(one.figure, one.was, one.now) for one in changes] == [("b", "2", "3"), ("c", "", "4")]
    with pytest.raises(InputError, match="several kept runs that begin with '2026'"):
        changes_between(report, "2026")
    with pytest.raises(InputError, match="no kept runs"):
        changes_between(places.report("2"))


def test_a_log_has_times_levels_requests_and_findings(tmp_path):
    path = tmp_path / "run.log"
    with logged(path, "json", Progress()) as (progress, write):
        progress.report("1", 1, 2)
        progress.step("1", "funding, 1a")
        progress.done(outcome("1"))
        progress.done(Failure("2", MISSING))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["level"] for line in lines] == ["info", "info", "info", "error"]
    assert (lines[1]["request"], lines[1]["figure"]) == ("1", "1a")
    assert lines[3]["findings"][0]["file"] == "data/2016-17/a"
    with logged(path, "text", Progress()) as (_, write):
        log_failure(write, Failure("2", MISSING))
    assert "ERROR   2: The supplied data has 1 error: |" in path.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"), logged(tmp_path, "text", Progress()):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_log_that_cannot_be_written_does_not_disturb_the_run_and_is_said_at_its_end():
    done: list[Outcome] = []
    with (
        pytest.raises(InputError, match="The log /dev/full cannot be written: No space left on device"),
        logged(Path("/dev/full"), "text", Progress(done=done.append)) as (progress, _),
    ):
        progress.done(outcome("1"))
    assert [one.reference for one in done] == ["1"]


@pytest.mark.parametrize(("room", "said"), [(1, r" There is least room for \S+reports: 1.0 MB"), (10_000, "")])
def test_a_full_disk_is_named_by_the_folder_with_least_room(room, said, places, monkeypatch):
    places.reports.mkdir()
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=(room + (path != places.reports)) * 1e6))
    told = plain_error(OSError(errno.ENOSPC, "No space left on device"), folders=[places.reports])
    assert re.fullmatch(rf"A disk is full: No space left on device\.{said}\.? Make room, and run again\.", str(told))


def test_runs_that_were_killed_before_they_were_whole_go_and_others_stay(places):
    report = places.report("1")
    for run, is_whole in (("a", True), ("b", False), ("c", False)):
        working = report / "runs" / run / "working"
        working.mkdir(parents=True)
        if is_whole:
            (working / "run.json").touch()
    shown = {"release": None, "draft": "runs/b/draft", "working": "runs/b/working"}
    (report / "current.json").write_text(json.dumps(shown), encoding="utf-8")
    remove_half_made(report)
    assert [run.name for run in runs_of(report)] == ["b", "a"]
