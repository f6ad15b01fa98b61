"""Annexes of a response, and the checklist that a run leaves beside it."""

import hashlib

import pytest

from foi_stats.request.annex import Annex, read_annexes
from foi_stats.request.request import read_request
from foi_stats.run.batch import run_request
from foi_stats.run.checklist import checklist, checklist_html
from foi_stats.run.folders import read_current
from foi_stats.screen.catalogue import CHECKS, finding
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.run.requests import SHORT, TEXT, write_short

ANNEX = """
[[annex]]
file = "minutes FINAL jf.csv"
title = "Minutes of the board, May 2016"
sections = ["43(2)"]
"""
APPROVED = '\n[approval]\nrole = "Information rights officer"\ndate = 2020-06-01\n'


def put(places, name, content):
    folder = places.data / "requests" / f"{SHORT}-annexes"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_an_annex_is_screened_copied_and_listed(project):
    content = b"Item,Decision\nThe plan,agreed\n"
    write_short(project, TEXT + ANNEX + APPROVED)
    put(project, "minutes FINAL jf.csv", content)
    assert run_request(SHORT, project).outcome == "release"
    release = read_current(project.report(SHORT)).release
    assert (release / "annexes" / "annex-1-minutes-of-the-board-may-2016.csv").read_bytes() == content
    page = (release / "response.html").read_text(encoding="utf-8")
    assert "Annex 1, Minutes of the board, May 2016 (information withheld under section 43(2)):" in page
    assert 'href="annexes/annex-1-minutes-of-the-board-may-2016.csv"' in page
    working = read_current(project.report(SHORT)).working
    assert hashlib.sha256(content).hexdigest() in (working / "letter.txt").read_text(encoding="utf-8")
    assert "redacted elsewhere: 1." in (working / "checklist.html").read_text(encoding="utf-8")
    put(project, "minutes FINAL jf.csv", b"Item,Decision\nThe plan,\xe2\x80\x8bagreed\n")
    with pytest.raises(ReleaseError, match="annex-1-minutes-of-the-board-may-2016.csv"):
        run_request(SHORT, project)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("43(2)\"]", "40(2)\"]", r"relies on section 40\(2\), and no \[\[exemption\]\] says why"),
    ("minutes FINAL jf.csv", "../minutes.csv", "without a folder"),
    ("minutes FINAL jf.csv", "minutes.zip", "of a kind that is not screened"),
])  # fmt: skip
def test_an_annex_that_cannot_be_used(tmp_path, old, new, message):
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / f"{SHORT}.toml").write_text(TEXT + ANNEX.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_request(tmp_path, SHORT)


def test_what_lies_in_the_folder_is_what_is_listed(tmp_path):
    annexes = [Annex(file="a.csv", title="Déjà vu: the list")]
    folder = tmp_path / "requests" / f"{SHORT}-annexes"
    with pytest.raises(InputError, match=r"a\.csv is not there"):
        read_annexes(tmp_path, SHORT, annexes)
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"Year\n2012\n")
    assert read_annexes(tmp_path, SHORT, annexes) == {"annex-1-deja-vu-the-list.csv": b"Year\n2012\n"}
    (folder / "b.csv").write_bytes(b"Year\n2013\n")
    with pytest.raises(InputError, match=r"b\.csv is listed by no"):
        read_annexes(tmp_path, SHORT, annexes)


def test_every_check_of_the_screen_has_its_place_in_the_checklist():
    assert {name for name in CHECKS.checks if "." not in name} <= {
        check for step in checklist()["step"] for check in step.get("checks", ())
    }


def test_the_checklist_says_what_was_looked_at_and_what_only_a_person_can(tmp_path):
    (tmp_path / "a.csv").write_text("Year\n", encoding="utf-8")
    page = checklist_html(SHORT, tmp_path, [finding("person", "The property creator is “A…”")])
    assert "Found: 1, the first in" in page
    assert "There is no such file in this release." in page
    assert page.count("A person: no program can tell.") == sum(
        step.get("by") == "person" for step in checklist()["step"]
    )
