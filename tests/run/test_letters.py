"""The command that writes a short letter: three files that say the same, screened, and never written over."""

import pytest

from tests.conftest import copy_project
from tests.publish.responses import docx_text, html_text, pdf_text
from tests.run.requests import SHORT, TEXT, write_short
from tests.test_cli import in_process

ACKNOWLEDGED = TEXT.replace("responded = 2020-06-01", "received = 2020-05-05\nacknowledged = 2020-05-06")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    places = copy_project(tmp_path_factory.mktemp("letters"))
    write_short(places, ACKNOWLEDGED)
    root = ["--root", str(places.data.parent)]
    return places, root, in_process("letter", "acknowledgement", SHORT, *root)


def test_a_letter_is_written_in_three_formats_that_say_the_same(written, tmp_path):
    places, _, done = written
    assert done.returncode == 0, done.stderr
    files = {path.suffix: path for path in (places.report(SHORT) / "letters").iterdir()}
    assert sorted(map(str, files.values())) == sorted(done.stdout.replace("\n", " ").split())
    assert {path.stem for path in files.values()} == {"acknowledgement-2020-05-06"}
    page, word = html_text(files[".html"].read_text(encoding="utf-8")), docx_text(files[".docx"].read_bytes())
    pdf = pdf_text(files[".pdf"].read_bytes(), tmp_path)
    page, word, pdf = ([piece for piece in said if not _is_mark(piece)] for said in (page, word, pdf))
    assert page == word == pdf
    # twenty working days from 5 May 2020: the early May bank holiday was on 8 May that year, and 25 May is one
    assert any("by4June2020atthelatest" in piece for piece in page)


def _is_mark(piece):
    return piece.startswith("Inventeddata")  # on every page, however many a format has


def test_what_was_sent_is_not_written_over(written):
    places, root, _ = written
    assert in_process("letter", "acknowledgement", SHORT, *root).returncode == 0  # the same again
    write_short(places, ACKNOWLEDGED.replace("A plan (invented)", "Another plan (invented)"))
    done = in_process("letter", "acknowledgement", SHORT, *root)
    assert (done.returncode, "says something else" in done.stderr) == (2, True)
    elsewhere = places.data.parent / "elsewhere"
    assert in_process("letter", "acknowledgement", SHORT, "-o", str(elsewhere), *root).returncode == 0
    assert len(list(elsewhere.iterdir())) == 3


def test_a_letter_does_not_repeat_personal_data_of_a_question(written):
    places, root, _ = written
    write_short(places, ACKNOWLEDGED.replace("What does the plan cover?", "Is my son in it? Write to jo@example.com."))
    done = in_process("letter", "acknowledgement", SHORT, "-o", str(places.data.parent / "not-there"), *root)
    assert (done.returncode, "question 1 would be printed, and holds an e-mail address" in done.stderr) == (1, True)
    assert not (places.data.parent / "not-there").exists()
    write_short(places, ACKNOWLEDGED)


def test_a_letter_that_lacks_something_is_refused_and_leaves_nothing(written):
    places, root, _ = written
    done = in_process("letter", "extension", SHORT, *root)
    assert (done.returncode, "[extension]: section" in done.stderr) == (2, True)
    assert not list((places.report(SHORT) / "letters").glob("extension*"))
    assert in_process("letter", "apology", SHORT, *root).returncode == 2


def test_an_acknowledgement_tells_what_else_was_asked_and_warns_of_what_it_does_not_say(written):
    places, root, _ = written
    marked = '# ? before its questions the letter says "All figures are for 2016/17.": does it hold for all of them?\n'
    write_short(places, marked + ACKNOWLEDGED.replace("received =", 'also_asked = ["review", "own data"]\nreceived ='))
    elsewhere = places.data.parent / "also"
    done = in_process("letter", "acknowledgement", SHORT, "-o", str(elsewhere), *root)
    assert "does not say what line 1" in done.stderr
    assert '"All figures are for 2016/17."' in done.stderr
    page = html_text(next(elsewhere.glob("*.html")).read_text(encoding="utf-8"))
    assert any("internalreview" in piece for piece in page)
    assert any("aboutyourself" in piece for piece in page)
    write_short(places, ACKNOWLEDGED)
