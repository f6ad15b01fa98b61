"""The folder of a report: runs that never change, and one file that says which of them readers see."""

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from foi_stats.run import folders
from foi_stats.run.folders import Current, discard, is_shown, keep_failed, new_run, read_current, runs_of, show
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT


def make_run(report, outcome, text):
    run = new_run(report)
    for name in (outcome, "working"):
        (run / name).mkdir(parents=True)
        (run / name / "response.html").write_text(text)
    return run


def read(folder):
    return (folder / "response.html").read_text()


def show_new(report, outcome, text="text", **settings):
    run = make_run(report, outcome, text)
    show(report, run, **settings)
    return run


def later(monkeypatch, **passed):
    """Have an hour, or whatever is named, pass for the folders of reports."""

    monkeypatch.setattr(folders, "_now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(**passed))


def test_a_report_without_a_run_shows_nothing(tmp_path):
    assert read_current(tmp_path / "nowhere") == Current()
    assert read_current(tmp_path).published is None
    assert runs_of(tmp_path) == []


def test_a_release_is_shown_with_its_own_working_papers(tmp_path):
    for text in ("one", "two", "three"):
        run = show_new(tmp_path, "release", text)
        current = read_current(tmp_path)
        assert (read(current.release), read(current.working)) == (text, text)
        assert current.published == run
        assert is_shown(tmp_path, run)


def test_a_draft_leaves_the_release_and_its_trail_where_they_are(tmp_path):
    released = show_new(tmp_path, "release", "released")
    for text in ("draft one", "draft two", "draft three"):
        draft = show_new(tmp_path, "draft", text)
        current = read_current(tmp_path)
        assert (read(current.release), read(current.draft), read(current.working)) == ("released", text, text)
        assert current.published == released
        assert read(current.published / "working") == "released"
        assert current.runs == {released, draft}


def test_a_release_ends_the_draft(tmp_path):
    show_new(tmp_path, "draft")
    show_new(tmp_path, "release")
    assert read_current(tmp_path).draft is None
    assert not (tmp_path / "draft.html").exists()


def test_current_json_names_each_folder_by_itself_and_stays_inside_the_report(tmp_path):
    release, draft = show_new(tmp_path, "release"), show_new(tmp_path, "draft")
    told = json.loads((tmp_path / "current.json").read_text(encoding="utf-8"))
    assert told["release"] == f"runs/{release.name}/release"
    assert told["draft"] == f"runs/{draft.name}/draft"
    assert told["working"] == f"runs/{draft.name}/working"


@pytest.mark.parametrize("named", ["../other/runs/1/release", "/etc", "runs/../../release", "runs/1/release/..", 5])
def test_a_file_that_leads_elsewhere_is_damaged(tmp_path, named):
    show_new(tmp_path, "release")
    path = tmp_path / "current.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"release": named}))
    with pytest.raises(InputError, match=r"current\.json is damaged"):
        read_current(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null"])
def test_a_file_that_is_not_whole_is_damaged(tmp_path, text):
    (tmp_path / "current.json").write_text(text)
    with pytest.raises(InputError, match=r"current\.json is damaged"):
        read_current(tmp_path)


def test_the_page_that_people_open_leads_to_what_stands_now(tmp_path):
    report = tmp_path / "1<b>"
    for outcome in ("release", "draft"):
        run = show_new(report, outcome)
        page = (report / f"{outcome}.html").read_text(encoding="utf-8")
        target = f"runs/{run.name}/{outcome}/response.html"
        assert f'content="0; url={target}"' in page
        assert f'<a href="{target}">response.html</a>' in page
        assert "1&lt;b&gt;" in page
        assert "<b>" not in page
        assert (report / target).is_file()


def test_the_newest_runs_are_kept(tmp_path, monkeypatch):
    runs = [show_new(tmp_path, "draft", keep=3) for _ in range(6)]
    assert runs_of(tmp_path) == runs[::-1]  # within the hour a reader may still be in any of them
    later(monkeypatch, hours=2)
    runs.append(show_new(tmp_path, "draft", keep=3))
    assert runs_of(tmp_path) == runs[:3:-1]


def test_a_run_is_kept_for_an_hour_after_readers_last_saw_it(tmp_path, monkeypatch):
    released = show_new(tmp_path, "release")
    for _ in range(4):
        show_new(tmp_path, "draft", keep=1)
    later(monkeypatch, hours=2)
    show_new(tmp_path, "release", keep=1)
    assert released in runs_of(tmp_path)  # seen until just now, however old it is
    later(monkeypatch, hours=2, minutes=30)
    show_new(tmp_path, "release", keep=1)
    assert released in runs_of(tmp_path)
    later(monkeypatch, hours=4)
    show_new(tmp_path, "release", keep=1)
    assert released not in runs_of(tmp_path)


def test_a_run_that_something_stands_on_is_never_removed(tmp_path, monkeypatch):
    pinned = show_new(tmp_path, "release")
    show_new(tmp_path, "release")
    later(monkeypatch, days=400)
    for _ in range(4):
        show_new(tmp_path, "release", keep=1, is_pinned=lambda run: run == pinned)
    assert pinned in runs_of(tmp_path)


def test_a_reader_that_holds_the_file_is_waited_for(tmp_path, monkeypatch):
    replace, tries = os.replace, []

    def held(old, new):
        tries.append(new)
        if len(tries) < 3:
            raise PermissionError("the file is in use")
        replace(old, new)

    monkeypatch.setattr(os, "replace", held)
    run = show_new(tmp_path, "release")
    assert read_current(tmp_path).release == run / "release"


def test_a_failed_run_is_kept_beside_the_last_good_report(tmp_path):
    good = show_new(tmp_path, "release", "good")
    kept = keep_failed(tmp_path, make_run(tmp_path, "draft", "bad"))
    assert read(kept / "working") == "bad"
    assert not (kept / "draft").exists()
    assert read_current(tmp_path).release == good / "release"


def test_a_discarded_run_leaves_nothing(tmp_path):
    run = new_run(tmp_path / "report")
    run.mkdir(parents=True)
    discard(run)
    assert list(tmp_path.iterdir()) == []


def test_a_report_can_be_moved(tmp_path):
    show_new(tmp_path / "here", "release", "text")
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert read(read_current(tmp_path / "there").release) == "text"


_WRITER = """
import sys
from pathlib import Path
from foi_stats.run.folders import new_run, show
report = Path(sys.argv[1])
print("begun", flush=True)
while True:
    run = new_run(report)
    for name in ("release", "working"):
        (run / name).mkdir(parents=True)
        (run / name / "response.html").write_text(run.name)
    show(report, run, keep=1)
"""


def follow_while_killed(report, kills):
    """Kill a process that shows one run after another, at random moments, and read what it shows all the time."""
    show_new(report, "release", "first")
    seen = set()
    for number in range(kills):
        command = [sys.executable, "-c", _WRITER, str(report)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT) as running:
            assert running.stdout.readline()
            until = time.monotonic() + 0.02 + (number * 7919 % 100) / 1000
            while time.monotonic() < until:
                current = read_current(report)
                text, papers = read(current.release), read(current.working)
                assert text == papers
                assert text in ("first", current.release.parent.name)
                seen.add(text)
            running.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        current = read_current(report)
        assert read(current.release) == read(current.working)
        page = (report / "release.html").read_text(encoding="utf-8")
        assert (report / re.search(r"url=([^\"]+)", page)[1]).is_file()
    return seen


def test_readers_see_a_whole_run_whenever_the_writer_is_killed(tmp_path):
    assert len(follow_while_killed(tmp_path, 20)) > 5


@pytest.mark.soak
def test_readers_see_a_whole_run_over_two_hundred_kills(tmp_path):
    assert len(follow_while_killed(tmp_path, 200)) > 50
