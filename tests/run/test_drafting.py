"""A request as it was drafted from a letter: what can be done with it before everything is filled in."""

import json
import shutil

import pytest

from foi_stats.request.open_points import Lack, count_open, list_open, open_points
from foi_stats.request.project_folders import Places
from foi_stats.request.request import read_drafting
from tests.conftest import PROJECT
from tests.publish.responses import html_text
from tests.test_cli import in_process

REFERENCE = "77.2017-18"
LETTER = """Dear Sir or Madam,

1. How much did you spend on taxis?
2. How many households were helped in the last three years?
3. Please provide a copy of the travel policy.

Yours faithfully,
Zebedee Quartermain
"""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafting")
    places = Places(folder / "notebooks", folder / "data", folder / "reports")
    shutil.copytree(PROJECT / "data" / "authorities", places.data / "authorities")
    root = ["--root", str(places.data.parent)]
    letter = places.data.parent / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    done = in_process("new", REFERENCE, "--letter", str(letter), "--authority", "exampleshire", *root)
    assert done.returncode == 0, done.stderr
    return places, root


@pytest.fixture(scope="module")
def received(drafted):
    places, root = drafted
    path = places.data / "requests" / f"{REFERENCE}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# ? received =", "received = 2017-05-03 #", 1), encoding="utf-8")
    return places, root


def test_its_state_is_what_is_left_to_decide_and_its_deadline(received):
    places, root = received
    drafting = read_drafting(places.data, REFERENCE)
    assert [one.id for one in drafting.request.question] == ["1", "2", "3"]
    done = in_process("status", "--json", *root, "--today", "2017-05-10")
    (told,) = json.loads(done.stdout)["requests"]
    assert told["state"] == f"being drafted: {count_open(drafting.open)} things to decide"
    assert (told["due"], done.returncode) == ("2017-06-01", 0)


@pytest.mark.parametrize("kind", ["acknowledgement", "clarification"])
def test_letters_are_written_from_it_at_once(received, kind):
    places, root = received
    done = in_process("letter", kind, REFERENCE, "--date", "2017-05-04", *root)
    assert (done.returncode, "= 2017-05-04 into the request's file" in done.stderr) == (0, True), done.stderr
    page = (places.report(REFERENCE) / "letters" / f"{kind}-2017-05-04.html").read_text(encoding="utf-8")
    words = "".join(html_text(page))
    assert ("Question1:forwhichperiodorperiodsdoyouwantthis?" in words) == (kind == "clarification")
    assert "1June2017" in words


def test_a_run_names_the_lines_that_are_open_and_an_approval_is_refused(received):
    places, root = received
    done = in_process("run", REFERENCE, *root)
    lines = (places.data / "requests" / f"{REFERENCE}.toml").read_text(encoding="utf-8").splitlines()
    policy = next(number for number, line in enumerate(lines, 1) if line == 'id = "3"')
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert f"line {policy}: question 3: a statement needs its answer" in done.stderr
    assert "question 1, 1a: give one of years" in done.stderr
    assert in_process("approve", REFERENCE, "--role", "Officer", *root).returncode == 1


def test_a_skeleton_without_a_question_can_be_read_too(drafted):
    places, root = drafted
    assert in_process("new", "78.2017-18", *root).returncode == 0
    done = in_process("status", *root)
    assert (done.returncode, done.stderr, "78.2017-18" in done.stdout) == (0, "", True)
    done = in_process("letter", "acknowledgement", "78.2017-18", *root)
    assert done.returncode == 2
    assert "  - [[question]]: what was asked" in done.stderr
    (places.data / "requests" / "78.2017-18.toml").unlink()


def test_open_points_are_counted_once_a_question():
    text = 'id = "1"\n# ? first\n# ? second\nid = "2"\n# ? third'
    points = open_points(text, [Lack("1", "1", "a"), Lack("4", "4", "b"), Lack("", "", "title")])
    assert [(one.line, one.question) for one in points if one.marked] == [(2, "1"), (3, "1"), (5, "2")]
    assert count_open(points) == 5
    assert list_open(points)[-2:] == ["  - line 1: question 1: a", "  - marked with # ?: lines 2 to 3, 5"]
