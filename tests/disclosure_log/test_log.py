"""The log is read from releases that stand, and from nothing else."""

import datetime as dt
import json
import shutil

import pytest

from foi_stats.disclosure_log.log import read_log
from foi_stats.release.ledger import write_withdrawal
from foi_stats.run.folders import read_current
from foi_stats.vocabulary.findings import InputError
from tests.test_cli import in_process

NY, EX = "944.2015-16", "101.2016-17"


@pytest.fixture
def made(reported, project):
    """A project with the reports of both shipped requests."""
    shutil.copytree(reported[0].reports, project.reports)
    shutil.copy2(reported[0].data / "ledger.csv", project.data / "ledger.csv")
    return project


def change(places, reference, old, new):
    path = places.data / "requests" / f"{reference}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_the_shipped_releases(reported):
    log = read_log(reported[0], "exampleshire")
    (entry,) = log.entries
    assert (entry.disclosed.outcome, entry.sent) == ("part", dt.date(2016, 12, 9))
    assert set(entry.disclosed.sections) == {"21", "23(5)", "40(2)", "43(2)"}
    assert [one.said for one in entry.disclosed.answers][:4] == [
        "Disclosed in part",
        "Does not arise",
        "Disclosed",
        "Answered",
    ]
    assert {"response.html", "response.pdf", "tables/5.csv"} <= entry.files.keys()
    assert [mark.split(":")[0] for mark in log.marks] == ["Invented data", "A demonstration of software"]
    assert [(str(one.period), one.received, one.on_time) for one in log.numbers.quarters] == [
        ("October to December 2016", 1, 1)
    ]
    other = read_log(reported[0], "north-yorkshire")
    assert [one.disclosed.outcome for one in other.entries] == [
        "part"
    ]  # beside what is given, some is neither confirmed nor denied
    assert (other.numbers.quarters, other.numbers.undated) == ((), 1)
    with pytest.raises(InputError, match="say --authority and one of exampleshire, north-yorkshire"):
        read_log(reported[0])


def test_what_has_changed_since_its_release_stays_out(made):
    title = read_log(made, "exampleshire").entries[0].title
    change(made, EX, 'title = "', 'title = "Undecided: ')
    change(made, EX, 'text = "', 'text = "Undecided: ')
    entry = read_log(made, "exampleshire").entries[0]
    assert entry.title == title
    assert not any("Undecided" in answer.text for answer in entry.disclosed.answers)
    change(made, EX, "demonstration = true", "demonstration = true\nin_log = false")
    log = read_log(made, "exampleshire")
    assert (log.entries, log.left_out) == ((), (EX,))
    assert log.numbers.quarters[0].answered == 1


def test_a_withdrawn_release_has_no_files(made):
    write_withdrawal(made.data, EX, "Information rights officer", dt.date(2016, 12, 20))
    (entry,) = read_log(made, "exampleshire").entries
    assert (entry.title, entry.files, entry.withdrawn) == (f"Withdrawn: {EX}", {}, dt.date(2016, 12, 20))


def test_a_release_without_its_record_is_named(made):
    (read_current(made.report(EX)).release.parent / "inputs.json").unlink()
    with pytest.raises(InputError, match=f"no record of the files.*foi-stats run {EX} --force"):
        read_log(made, "exampleshire")


def test_the_command_says_what_it_wrote(made, tmp_path):
    words = ("site", str(tmp_path / "out"), "--root", str(made.data.parent))
    refused = in_process(*words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "say --authority" in refused.stderr
    told = in_process(*words, "--authority", "exampleshire")
    assert told.stdout.startswith("Exampleshire Police and Crime Commissioner (invented): 1 response, ")
    again = json.loads(in_process(*words, "--authority", "exampleshire", "--json").stdout)
    assert (again["responses"], again["changed"], again["removed"]) == ([EX], [], [])
    assert again["files"] == sum(path.is_file() for path in (tmp_path / "out").rglob("*")) - 1  # the list of them
