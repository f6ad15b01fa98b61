"""Many reports at once: what is run again and what is not, what fails, and what is left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foi_stats.engine.pool import Pool
from foi_stats.run import batch
from foi_stats.run.batch import explain, run_requests
from foi_stats.run.folders import read_current, runs_of
from foi_stats.run.messages import Failure, Progress, RunSettings
from foi_stats.run.run_record import unchanged
from foi_stats.supply.supply_files import files_of_authority
from tests.conftest import PROJECT
from tests.supply.test_deliveries import change

NY, EX = "944.2015-16", "101.2016-17"
FUNDING_2014 = "2014-15/north-yorkshire/funding.xlsx"
ALL = {"1", "nrm-referrals", "police-services"}


@pytest.fixture
def made(reported, warm):
    """A project whose reports were made, in a folder of its own."""
    shutil.copytree(reported[0].reports, warm.reports)
    shutil.copy2(reported[0].data / "ledger.csv", warm.data / "ledger.csv")
    return warm


def ran(places, *references, **settings):
    """Run requests; return the notebooks that were run, as (reference, figure), and how each report ended."""
    steps = []
    progress = Progress(step=lambda reference, what: steps.append((reference, what.rpartition(", ")[2])))
    ended = list(run_requests(references or [NY, EX], places, RunSettings(**settings), progress))
    return {step for step in steps if " " not in step[1]}, {one.reference: one for one in ended}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bytes_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and path.name != "run.json"
    }


def test_what_has_not_changed_is_left_as_it_is(made):
    before = {name: read_current(made.report(name)) for name in (NY, EX)}
    steps, ended = ran(made)
    assert steps == set()
    assert all(outcome.unchanged for outcome in ended.values())
    assert {name: read_current(made.report(name)) for name in (NY, EX)} == before


@pytest.mark.soak
def test_force_runs_all_the_same_and_makes_the_same(made):
    before = bytes_of(read_current(made.report(NY)).release)
    steps, _ = ran(made, NY, force=True)
    assert steps == {(NY, figure) for figure in ALL}
    assert bytes_of(read_current(made.report(NY)).release) == before


def test_a_change_to_one_year_of_one_authority_runs_what_read_it_and_nothing_else(made):
    change(made.data / "2014-15" / "exampleshire" / "referrals.xlsx", "A30", "a remark", "Notes")
    steps, ended = ran(made)
    assert steps == {(EX, "5")}
    assert ended[NY].unchanged
    change(made.data / "2012-13" / "exampleshire" / "funding.xlsx", "N5", "another note")
    assert ran(made)[0] == {(EX, "1"), (EX, "services")}  # victims-services is of 2013-14 to 2015-16


@pytest.mark.soak
def test_what_is_changed_back_is_found_again(made):
    path = made.notebooks / "services.ipynb"
    before = path.read_text(encoding="utf-8")
    edit(path, "The services by year", "Services by year")
    assert ran(made)[0] == {(EX, "services")}
    path.write_text(before, encoding="utf-8")
    assert ran(made)[0] == set()


def test_a_file_touched_but_not_changed_makes_no_difference(made):
    os.utime(made.data / FUNDING_2014)
    assert ran(made)[1][NY].unchanged


def test_a_change_that_keeps_size_and_time_is_noticed(made):
    path = made.data / "topics" / "modern-slavery.toml"
    about = path.stat()
    edit(path, "modern slavery", "modern Slavery")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert path.stat().st_size == about.st_size
    assert unchanged(NY, made) is None


@pytest.mark.parametrize("harm", ["edit", *(pytest.param(harm, marks=pytest.mark.soak) for harm in ("remove", "add"))])
def test_a_release_changed_by_hand_is_made_again(made, harm):
    release = read_current(made.report(NY)).release
    before = bytes_of(release)
    if harm == "edit":
        edit(release / "response.html", "the", "THE")
    elif harm == "remove":
        (release / "tables" / "1.csv").unlink()
    else:
        (release / "extra.txt").write_text("not ours")
    steps, _ = ran(made)
    assert steps == set()
    assert bytes_of(read_current(made.report(NY)).release) == before


@pytest.mark.soak
def test_a_notebook_that_reads_more_than_its_case_is_always_run(made):
    edit(made.notebooks / "services.ipynb", "import foi_stats as foi", "import foi_stats as foi, os")
    assert ran(made, EX)[0] == {(EX, "services")}
    change(made.data / "2014-15" / "exampleshire" / "referrals.xlsx", "A30", "a remark", "Notes")
    assert (EX, "services") in ran(made, EX)[0]


def test_an_authority_among_many_is_looked_for_by_its_name(project, monkeypatch):
    for number in range(30):
        (project.data / "2014-15" / f"shire-{number}").mkdir()
    looked = []
    listed = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: looked.append(self) or listed(self))
    assert files_of_authority(project.data, "exampleshire")
    assert {folder.name for folder in looked} == {"exampleshire"}


def test_what_would_be_run_of_what_has_not_changed_is_told_by_the_record(made, monkeypatch):
    monkeypatch.setattr(batch, "Pool", None)
    told = {one.reference: one.whys for one in explain([EX], made, RunSettings())}
    assert told == {EX: {"1": "", "services": "", "victims-services": "", "5": ""}}


def test_what_would_be_run_is_said_with_the_reason_and_not_run(made):
    change(made.data / FUNDING_2014, "N12", "another note")
    edit(made.notebooks / "counts.ipynb", "The answer", "An answer")
    before = bytes_of(made.reports)
    told = {one.reference: one.whys for one in explain([NY, EX], made, RunSettings())}
    rows, notebook = "the rows it reads have changed", "its notebook has changed"
    assert told[NY] == {"1": rows, "nrm-referrals": notebook, "police-services": rows}
    assert told[EX] == {"1": "", "services": "", "victims-services": "", "5": notebook}
    assert bytes_of(made.reports) == before


def test_a_batch_ends_with_its_failures_named_and_the_rest_done(made):
    for number in range(4):
        copy_request(made, EX, f"200.{number}", "exampleshire", f"shire-{number}")
    (made.data / "2014-15" / "shire-0" / "funding.xlsx").write_bytes(b"PK")
    edit(
        made.notebooks / "counts.ipynb",
        "chart = answer.chart",
        "chart = answer.chart if figure != '5' else 1 / 0",
    )
    names = [NY, EX, *(f"200.{number}" for number in range(4))]
    before = bytes_of(read_current(made.report(EX)).release)
    _, ended = ran(made, *names, workers=3)
    failed = {name: str(one.error) for name, one in ended.items() if isinstance(one, Failure)}
    assert failed.keys() == {EX, *(f"200.{number}" for number in range(4))}
    assert "data/2014-15/shire-0/funding.xlsx" in failed["200.0"]
    assert "counts.ipynb stopped in its cell 5: ZeroDivisionError" in failed["200.1"]
    kept = made.report("200.1") / "failed" / "working" / "notebooks" / "5.ipynb"
    assert str(kept) in failed["200.1"]
    assert "Traceback" in kept.read_text(encoding="utf-8")
    assert bytes_of(read_current(made.report(EX)).release) == before
    assert not [path for path in made.reports.rglob("*.ipynb") if "runs" in path.parts and "200.1" in path.parts]


def copy_request(places, reference, new, authority, new_authority):
    text = (places.data / "requests" / f"{reference}.toml").read_text(encoding="utf-8")
    text = text.replace(f'"{reference}"', f'"{new}"').replace(f'"{authority}"', f'"{new_authority}"')
    (places.data / "requests" / f"{new}.toml").write_text(text, encoding="utf-8")
    shutil.copy(
        places.data / "authorities" / f"{authority}.toml", places.data / "authorities" / f"{new_authority}.toml"
    )
    for year in places.data.glob(f"*/{authority}"):
        if year.parent.name[0] == "2":
            shutil.copytree(year, year.with_name(new_authority))


@pytest.mark.soak
def test_another_run_of_the_same_report_is_not_disturbed(made):
    from filelock import FileLock

    with FileLock(made.report(NY) / ".lock"):
        _, ended = ran(made, NY, EX, force=True)
    assert "Another run is making the report" in str(ended[NY].error)
    assert not isinstance(ended[EX], Failure)


@pytest.mark.skipif(os.name == "nt", reason="signals are not sent to a process on Windows")
def test_an_interrupted_run_leaves_nothing_half_made(made):
    before = bytes_of(read_current(made.report(NY)).release)
    begun = made.data.parent / "begun"
    waiting = f"import pathlib, time; pathlib.Path('{begun.as_posix()}').touch(); time.sleep(600)"
    edit(made.notebooks / "funding.ipynb", "chart = answer.chart", waiting)
    with started(made) as running:
        while not begun.exists():
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        assert "nothing half made is left" in running.stderr.read()
    assert running.returncode == 130
    assert runs_of(made.report(NY)) == [read_current(made.report(NY)).published]
    assert bytes_of(read_current(made.report(NY)).release) == before


def test_a_report_that_readers_see_stands_though_the_run_is_interrupted(made, monkeypatch):
    finishing, wait = [], Pool.wait
    before = read_current(made.report(NY))

    def interrupted(pool):
        if not finishing:
            return wait(pool)
        while read_current(made.report(NY)) == before:
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(Pool, "wait", interrupted)
    progress = Progress(step=lambda _, what: finishing.append(what) if what == "putting the report together" else None)
    with pytest.raises(KeyboardInterrupt):
        list(run_requests([NY], made, RunSettings(force=True), progress))
    assert read_current(made.report(NY)) != before
    assert (read_current(made.report(NY)).release / "response.html").is_file()


def started(places, *words):
    """Return the process of a command that makes a report."""
    code = "from foi_stats.cli import main; main()"
    command = [sys.executable, "-c", code, "run", NY, "--root", str(places.data.parent), *words]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.mark.soak
@pytest.mark.skipif(os.name == "nt", reason="signals are not sent to a process on Windows")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
@pytest.mark.parametrize("tenths", range(0, 60, 3))
def test_a_run_ended_at_any_moment_leaves_a_whole_release_and_the_next_run_makes_the_same(made, how, tenths):
    before = bytes_of(read_current(made.report(NY)).release)
    with started(made, "--force") as running:
        time.sleep(tenths / 10)
        running.send_signal(how)
        running.stderr.read()
    assert bytes_of(read_current(made.report(NY)).release) == before
    _, ended = ran(made, NY, force=True)
    assert not isinstance(ended[NY], Failure), ended[NY]
    assert bytes_of(read_current(made.report(NY)).release) == before


def test_processes_and_files_are_let_go():
    with Pool(2) as pool:
        for number in range(4):
            while not pool.free:
                pool.wait()
            pool.start(number, abs, number)
        before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
        for number in range(40):
            while not pool.free:
                pool.wait()
            pool.start(number, abs, number)
        assert not before or len(os.listdir("/proc/self/fd")) == before


def test_the_record_of_a_report_is_no_secret_of_one_process(made):
    record = json.loads((read_current(made.report(NY)).published / "inputs.json").read_text(encoding="utf-8"))
    assert f"data/{FUNDING_2014}" in record["inputs"]
    assert "release/response.html" in record["left"]
