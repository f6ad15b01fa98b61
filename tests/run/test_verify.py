"""Verifying: a report made again is the same bytes, or it is said which file is not, and why."""

import json
import shutil

import pytest

from foi_stats.run.batch import run_request
from foi_stats.run.folders import read_current
from foi_stats.run.verify import verify
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.run.requests import SHORT, write_short
from tests.test_cli import foi_stats

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]


def test_a_release_with_figures_is_made_again_the_same(reported):
    verified = verify("944.2015-16", reported[0])
    assert verified.differing == ()
    assert verified.causes == ()
    assert verified.files >= 15


@pytest.fixture
def short(project):
    write_short(project)
    run_request(SHORT, project)
    return project


def test_what_has_changed_is_said_with_the_files_that_differ(short):
    path = short.data / "requests" / f"{SHORT}.toml"
    path.write_text(path.read_text().replace("The plan covers 2013 to 2016", "The plan covers 2013 to 2017"))
    verified = verify(SHORT, short)
    assert ("draft/response.pdf", "differs") in verified.differing
    assert ("working/letter.txt", "differs") in verified.differing
    assert "the file data/requests/1.2020-21.toml has changed" in verified.causes


@pytest.mark.soak
def test_a_changed_library_is_a_cause(short):
    path = read_current(short.report(SHORT)).draft.parent / "inputs.json"
    record = json.loads(path.read_text())
    record["library"]["typst"] = "0.1.0"
    path.write_text(json.dumps(record))
    (read_current(short.report(SHORT)).draft / "response.pdf").write_bytes(b"%PDF")
    verified = verify(SHORT, short)
    assert verified.differing == (("draft/response.pdf", "differs"),)
    assert [cause.split(" was ")[1].split(",")[0] for cause in verified.causes] == ["0.1.0"]


def test_a_report_that_cannot_be_made_again_says_what_has_changed(short):
    path = short.data / "authorities" / "exampleshire.toml"
    path.write_text(path.read_text() + '[wording]\ntitle = "{nothing}"\n')
    with pytest.raises(InputError, match="nothing fills in"):
        verify(SHORT, short)
    shutil.rmtree(short.report(SHORT))
    with pytest.raises(InputError, match="no report"):
        verify(SHORT, short)


@pytest.mark.soak
def test_the_command_says_it_in_its_exit_code(short):
    words = ["--root", str(short.data.parent)]
    done = foi_stats("verify", SHORT, *words)
    assert done.returncode == 0, done.stderr
    assert "is made again the same, all" in done.stdout
    path = short.data / "requests" / f"{SHORT}.toml"
    path.write_text(path.read_text().replace("2013 to 2016", "2013 to 2017"))
    done = foi_stats("verify", SHORT, "--quiet", *words)
    assert done.returncode == 1
    assert "draft/response.html differs" in done.stderr
    assert "data/requests/1.2020-21.toml has changed" in done.stderr
    told = json.loads(foi_stats("verify", SHORT, "--json", *words).stdout)
    assert told["same"] is False


@pytest.mark.soak
def test_a_release_that_would_say_something_else_cannot_be_verified(short):
    from tests.run.test_approval import approve

    approve(short)
    run_request(SHORT, short)
    assert verify(SHORT, short).differing == ()
    path = short.data / "requests" / f"{SHORT}.toml"
    path.write_text(path.read_text().replace("2013 to 2016", "2013 to 2017"))
    with pytest.raises(ReleaseError, match=r"1\.2020-21\.toml has changed"):
        verify(SHORT, short)
