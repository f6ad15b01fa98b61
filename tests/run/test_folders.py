import os

import pytest

from foi_stats.run import folders
from foi_stats.run.folders import discard, keep_failed, new_run, switch


def make_run(report, outcome, text):
    run = new_run(report)
    run.mkdir(parents=True)
    for name in (outcome, "working"):
        (run / name).mkdir()
        (run / name / "page").write_text(text)
    return run


def read(report, name):
    return (report / name / "page").read_text()


def test_a_new_release_takes_the_place_of_the_old_with_its_working_papers(tmp_path):
    for text in ("one", "two", "three"):
        switch(tmp_path, make_run(tmp_path, "release", text))
        assert (read(tmp_path, "release"), read(tmp_path, "working")) == (text, text)
    assert len(list((tmp_path / ".runs").iterdir())) == 2


def test_a_draft_leaves_the_last_release_where_it_was(tmp_path):
    switch(tmp_path, make_run(tmp_path, "release", "released"))
    for text in ("draft one", "draft two", "draft three"):
        switch(tmp_path, make_run(tmp_path, "draft", text))
        assert (read(tmp_path, "draft"), read(tmp_path, "release")) == (text, "released")


def test_a_release_ends_the_draft(tmp_path):
    switch(tmp_path, make_run(tmp_path, "draft", "draft"))
    switch(tmp_path, make_run(tmp_path, "release", "released"))
    assert not os.path.lexists(tmp_path / "draft")
    assert read(tmp_path, "release") == "released"


def test_a_failed_run_is_kept_beside_the_last_good_report(tmp_path):
    switch(tmp_path, make_run(tmp_path, "release", "good"))
    kept = keep_failed(tmp_path, failed_run(tmp_path))
    assert (kept / "working" / "page").read_text() == "bad"
    assert read(tmp_path, "release") == "good"


def failed_run(report):
    run = new_run(report)
    (run / "working").mkdir(parents=True)
    (run / "working" / "page").write_text("bad")
    return run


def test_a_discarded_run_leaves_nothing(tmp_path):
    report = tmp_path / "report"
    run = new_run(report)
    run.mkdir(parents=True)
    discard(run)
    assert list(tmp_path.iterdir()) == []


def test_a_report_can_be_moved(tmp_path):
    switch(tmp_path / "here", make_run(tmp_path / "here", "release", "text"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert read(tmp_path / "there", "release") == "text"


def test_where_links_cannot_be_made_the_folders_are_copied(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("links are not allowed")

    monkeypatch.setattr(folders, "_link", refuse)
    for text in ("one", "two"):
        switch(tmp_path, make_run(tmp_path, "release", text))
        assert read(tmp_path, "release") == text
    assert not (tmp_path / "release").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_copies_give_way_to_links(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(folders, "_link", lambda *_: (_ for _ in ()).throw(OSError()))
        switch(tmp_path, make_run(tmp_path, "release", "copied"))
    switch(tmp_path, make_run(tmp_path, "release", "linked"))
    assert read(tmp_path, "release") == "linked"
