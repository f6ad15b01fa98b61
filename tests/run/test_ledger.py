"""Releases held against one another, run for real: what goes on record, what stops, and what has changed since."""

import csv
import re

import pytest

from foi_stats.request.released import read_ledger
from foi_stats.run.batch import explain, run_request, run_requests
from foi_stats.run.folders import read_current
from foi_stats.run.messages import RunSettings
from foi_stats.run.release_order import waits_for
from foi_stats.run.verify import verify
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.conftest import copy_project
from tests.supply.test_deliveries import change
from tests.test_cli import foi_stats

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

REQUEST = """
reference = "{reference}"
title = "Referrals (invented request)"
authority = "exampleshire"
topic = "modern-slavery"
responded = 2016-12-09
demonstration = true
threshold = {{ below = {below}, reason = "counts of victims" }}
approval = {{ role = "Information rights officer", date = {approved} }}

[[decided]]
texts = ["The quarter was not over when the response was made.", "The register for these three months was not kept."]
publish = true
reason = "Notes on the register."
role = "Information rights officer"
date = 2016-12-09
"""

QUESTION = """
[[question]]
id = "{id}"
text = "How many people were referred to Restorative Justice?"
limbs = [{{ id = "{id}a", asks = "referrals", title = "Referrals", services = ["Restorative Justice"], {scope} }}]
"""

EXEMPTION = """
[[exemption]]
section = "40(2)"
title = "Personal information"
absolute = true
why = "Small numbers could identify people."
"""

BOTH = "since = 2015"
FIRST = 'years = ["2015-16"]'
SECOND = 'years = ["2016-17"]'


def write_request(places, reference, *scopes, below=5, approved="2016-12-09"):
    text = REQUEST.format(reference=reference, below=below, approved=approved)
    text += "".join(QUESTION.format(id=at, scope=scope) for at, scope in enumerate(scopes, start=1))
    (places.data / "requests" / f"{reference}.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A project in which 13 referrals in two years were released, and of these 10 in the first: 3 in the second."""
    places = copy_project(tmp_path_factory.mktemp("ledger"))
    (places.data / "ledger.csv").unlink()
    write_request(places, "201", BOTH, FIRST, below=2)
    run_request("201", places)
    return places


def test_a_release_is_on_record_and_neither_running_nor_verifying_it_again_adds_to_it(released):
    path = released.data / "ledger.csv"
    before = path.read_bytes()
    assert [(one.answer, one.service, one.period, one.value) for one in read_ledger(released.data)] == [
        ("1", "Restorative Justice", "2015-16 to 2016-17", "13"),
        ("2", "Restorative Justice", "2015-16", "10"),
    ]
    assert run_request("201", released).unchanged
    assert verify("201", released).differing == ()
    assert path.read_bytes() == before


def test_a_second_release_that_would_reveal_a_count_is_stopped_and_both_are_named(released):
    write_request(released, "202", SECOND)
    before = (released.data / "ledger.csv").read_bytes()
    done = foi_stats("run", "202", "--root", str(released.data.parent))
    assert done.returncode == 1
    assert "The counts of request 202 cannot be released" in done.stderr
    assert "released in 201 (9 December 2016)" in done.stderr
    assert "cannot be protected" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_current(released.report("202")).release is None
    assert (released.data / "ledger.csv").read_bytes() == before


def test_a_damaged_ledger_stops_what_depends_on_it(released):
    path = released.data / "ledger.csv"
    whole = path.read_bytes()
    try:
        path.write_bytes(whole.replace(b",13,", b",-13,"))
        with pytest.raises(InputError, match=r"data/ledger\.csv, line [23]: its value is '-13'"):
            run_request("201", released)
    finally:
        path.write_bytes(whole)
    assert run_request("201", released).unchanged


def test_releases_on_one_measure_that_are_made_at_once_are_held_against_one_another(released):
    write_request(released, "301", 'years = ["2013-14"]')
    write_request(released, "302", 'years = ["2014-15"]')
    ended = list(run_requests(["301", "302"], released))
    assert [getattr(one, "error", "") or one.outcome for one in ended] == ["release", "release"]
    numbers = {one.reference: one.release for one in read_ledger(released.data)}
    assert sorted(numbers.values()) == [1, 2, 3]


@pytest.mark.soak
def test_which_of_two_new_requests_is_held_against_the_other_hangs_on_no_clock(tmp_path):
    """The one that was approved first goes by itself, and the other is held against it: with both, 3 can be told."""
    ends = []
    for workers, references in ((1, ["201", "202"]), (3, ["202", "201"])):
        places = copy_project(tmp_path / f"{workers}")
        (places.data / "ledger.csv").unlink()
        write_request(places, "201", BOTH, FIRST, below=2)
        write_request(places, "202", SECOND)
        with (places.data / "requests" / "202.toml").open("a", encoding="utf-8") as file:
            file.write(EXEMPTION)
        path = places.data / "requests" / "201.toml"
        path.write_text(path.read_text("utf-8").replace(", date = 2016-12-09", ", date = 2016-12-10"), encoding="utf-8")
        list(run_requests(references, places, RunSettings(workers=workers)))
        release = {
            (reference, path.relative_to(folder).as_posix()): path.read_bytes()
            for reference in references
            if (folder := read_current(places.report(reference)).release)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        ends.append(((places.data / "ledger.csv").read_bytes(), release))
    assert {line.reference for line in read_ledger(places.data) if line.release == 1} == {"202"}
    assert "202" in {reference for reference, _ in ends[0][1]}
    assert ends[0] == ends[1]


def test_drafts_and_requests_without_counts_wait_for_nobody_needlessly(project):
    write_request(project, "201", BOTH)
    write_request(project, "202", FIRST)
    write_request(project, "203", SECOND)
    path = project.data / "requests" / "201.toml"
    path.write_text(path.read_text("utf-8").replace("approval =", "# approval ="), encoding="utf-8")
    assert waits_for(["203", "201", "944.2015-16", "nobody", "202"], project) == {
        "203": "202",
        "201": "203",
    }


def test_a_figure_that_has_changed_since_is_released_as_r_and_the_run_says_so(released):
    change(released.data / "2015-16" / "exampleshire" / "referrals.xlsx", "G13", 107, sheet="Referrals")
    write_request(released, "203", FIRST)
    before = (released.data / "ledger.csv").read_bytes()
    assert run_request("203", released, settings=RunSettings(as_draft=True)).outcome == "draft"
    assert (released.data / "ledger.csv").read_bytes() == before
    outcome = run_request("203", released)
    assert outcome.outcome == "release"
    given = "Given as 10 in 201 (9 December 2016)."
    assert [one.found for one in outcome.warnings if one.check == "changed-since-released"] == [
        f"Restorative Justice, 2015-16 is 114. {given}"
    ]
    release = read_current(released.report("203")).release
    with (release / "tables" / "1.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["value"], row["shorthand"]) == ("114", "[r]")
    page = (release / "response.html").read_text(encoding="utf-8")
    assert given in re.sub(r"<[^<>]*>", "", page)
    assert run_request("203", released).unchanged
    listed = foi_stats("ledger", "--reference", "203", "--root", str(released.data.parent))
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["Request", "203"]
    assert "114" in listed.stdout


def test_a_request_for_counts_of_which_some_were_released_as_symbols_is_explained(project):
    assert {"[c]", "11"} <= {line.value for line in read_ledger(project.data)}
    write_request(project, "302", FIRST)
    (explained,) = explain(["302"], project, RunSettings())
    assert list(explained.whys.values()) == ["it was never run"]


@pytest.mark.soak
def test_the_same_request_with_other_years_is_held_against_its_own_release(tmp_path):
    """13 in two years, and then 10 in the first alone, to the same person: 3 in the second."""
    places = copy_project(tmp_path)
    (places.data / "ledger.csv").unlink()
    write_request(places, "201", BOTH)
    run_request("201", places)
    write_request(places, "201", SECOND, approved="2016-12-10")
    with pytest.raises(ReleaseError, match="exemption"):
        run_request("201", places)  # 3 is hidden by itself
    write_request(places, "201", FIRST, below=4, approved="2016-12-10")
    done = foi_stats("run", "201", "--root", str(places.data.parent))
    assert done.returncode == 1
    assert not (read_current(places.report("201")).release / "tables" / "2.csv").exists()
    assert "10" not in {line.value for line in read_ledger(places.data)}


@pytest.mark.soak
def test_a_figure_of_the_same_request_that_has_changed_is_r_and_then_verifies_and_lets_others_through(tmp_path):
    places = copy_project(tmp_path)
    (places.data / "ledger.csv").unlink()
    write_request(places, "201", BOTH, FIRST, below=2)
    run_request("201", places)
    change(places.data / "2015-16" / "exampleshire" / "referrals.xlsx", "G13", 107, sheet="Referrals")
    with pytest.raises(ReleaseError, match=r"2 figures are not as released under the approval of 9 December 2016"):
        run_request("201", places)
    write_request(places, "201", BOTH, FIRST, below=2, approved="2016-12-10")
    outcome = run_request("201", places)
    assert sorted(one.found for one in outcome.warnings if one.check == "changed-since-released") == [
        "Restorative Justice, 2015-16 is 114. Given as 10 in 201 (9 December 2016).",
        "Restorative Justice, 2015-16 to 2016-17 is 117. Given as 13 in 201 (9 December 2016).",
    ]
    assert (read_current(places.report("201")).working / "audit-left-out.csv").read_text("utf-8").splitlines() == [
        "reference,service,period,given",
        "201,Restorative Justice,2015-16 to 2016-17,13",
        "201,Restorative Justice,2015-16,10",
    ]
    assert {line.release for line in read_ledger(places.data)} == {1, 2}
    assert run_request("201", places).unchanged
    assert verify("201", places).differing == ()
    write_request(places, "202", 'years = ["2014-15", "2015-16"]')
    assert run_request("202", places).outcome == "release"
    assert verify("201", places).differing == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold =", "# threshold =", "give 302 a threshold at least as high as that of 101.2016-17"),
        pytest.param('"modern-slavery"', '"copy"', 'write topic = "modern-slavery"', marks=pytest.mark.soak),
    ],
)
def test_what_is_not_audited_with_a_release_that_hides_counts_stops_before_a_notebook_is_run(project, old, new, said):
    """101.2016-17, as shipped, hides what 302 asks for outright, or under a copy of the topic."""
    topics = project.data / "topics"
    (topics / "copy.toml").write_bytes((topics / "modern-slavery.toml").read_bytes())
    write_request(project, "302", 'years = ["2012-13"]')
    path = project.data / "requests" / "302.toml"
    path.write_text(path.read_text("utf-8").replace("services = ", "# ").replace(old, new), encoding="utf-8")
    text = path.read_text("utf-8").replace(
        '# ["Restorative Justice"], years = ["2012-13"] }]', 'years = ["2012-13"] }]'
    )
    path.write_text(text, encoding="utf-8")
    before = (project.data / "ledger.csv").read_bytes()
    done = foi_stats("run", "302", "--root", str(project.data.parent))
    assert done.returncode == 1
    assert said in done.stderr
    assert "101.2016-17 (9 December 2016)" in done.stderr
    assert not project.report("302").exists()
    assert (project.data / "ledger.csv").read_bytes() == before
