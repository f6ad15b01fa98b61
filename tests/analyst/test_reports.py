"""A whole report from a notebook: what it shows, and how JupyterLab's scheduler makes one."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from foi_stats.analyst import reports
from foi_stats.analyst.project import ROOT_VARIABLE
from foi_stats.analyst.reports import make_report
from foi_stats.engine.parameters import as_python
from foi_stats.run.own_process import read_told
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.conftest import PROJECT

NY = "944.2015-16"
FINDING = {
    "check": "not-supplied",
    "severity": "error",
    "file": "data/2016-17/a",
    "sheet": "",
    "cell": "",
    "found": "no funding",
    "expected": "funding",
    "action": "ask for it",
    "also": [],
}
CELLS = json.loads((PROJECT / "notebooks" / "report.ipynb").read_text(encoding="utf-8"))["cells"]


@pytest.fixture
def told(monkeypatch):
    """What a run tells, in place of a run."""
    told = {"exit_code": 0, "error": "", "questions": [], "reports": [], "failures": []}
    monkeypatch.setattr(reports, "_run", lambda *_given: read_told(json.dumps(told) if told else "", "said"))
    monkeypatch.setenv(ROOT_VARIABLE, str(PROJECT))
    return told


def test_a_report_shows_its_response_in_a_titled_frame_that_can_do_nothing(told, tmp_path):
    page, folder = f"reports/{NY}/draft.html", f"reports/{NY}/runs/1/draft"
    response = tmp_path / folder / "response.html"
    response.parent.mkdir(parents=True)
    response.write_text('<p class="a">£1 & "more"</p><script>x()</script>', encoding="utf-8")
    where = {"page": str(tmp_path / page), "folder": str(tmp_path / folder)}
    told["reports"] = [{"request": NY, "outcome": "draft", "findings": [FINDING], **where}]
    told["questions"] = [{"question": "1", "limb": "1a", "said": "Disclosed"}]
    made = make_report(NY)
    html = made._repr_html_()
    assert f'<iframe sandbox title="The response to {NY}" srcdoc="&lt;p class=&quot;a&quot;&gt;' in html
    assert "<script" not in html
    for text in ("A draft, not approved for release.", "Disclosed", page, folder):
        assert text in html
        assert text in repr(made).replace("\n  ", "")
    assert str(tmp_path) not in html
    response.unlink()
    assert "has no page to be shown here" in make_report(NY)._repr_html_()


def test_a_report_that_cannot_be_made_shows_its_findings_and_stops_the_notebook(told, capsys):
    told["exit_code"] = 1
    told["failures"] = [{"request": NY, "error": "The supplied data has 1 error", "findings": [FINDING]}]
    with pytest.raises(ReleaseError, match="The supplied data has 1 error"):
        make_report(NY)
    assert "no funding" in capsys.readouterr().out
    told.clear()
    with pytest.raises(ReleaseError, match="said"):
        make_report(NY)


@pytest.mark.parametrize("reference", [944.2015, 7, "", None])
def test_a_reference_that_is_no_text_is_refused(reference):
    with pytest.raises(InputError, match="and text was expected: put it in quotes"):
        make_report(reference)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ({"reference": NY}, f"'{NY}'"),
        ({"reference": f'"{NY}"'}, f"'{NY}'"),
        ({"reference": "101.10"}, "'101.10'"),
        ({"reference": "it's"}, '"it\'s"'),
        ({"reference": "1\n2; import os"}, "'1\\n2; import os'"),
        ({}, None),
    ],
)
def test_what_is_typed_into_the_form_of_a_job_stays_text(typed, given):
    assert as_python("report.ipynb", CELLS, typed).get("reference") == given


def test_a_job_with_a_parameter_that_the_notebook_does_not_have_is_refused():
    with pytest.raises(InputError, match="report.ipynb has no parameter 'refrence'. It has: reference, as_of"):
        as_python("report.ipynb", CELLS, {"refrence": NY})
    number = [{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["below: int = 5"]}]
    assert as_python("n.ipynb", number, {"below": "3"}) == {"below": "3"}
    with pytest.raises(InputError, match="'below' of n.ipynb must be int"):
        as_python("n.ipynb", number, {"below": "three"})


@pytest.fixture
def server(project, tmp_path):
    """JupyterLab as ``make lab`` starts it, over a copy of the project; a function that asks it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / f"jupyter-{name}") for name in ("DATA", "RUNTIME", "CONFIG")}
    own |= {"JUPYTER_CONFIG_PATH": str(PROJECT / ".ci" / "lab"), "JUPYTER_TOKEN": "secret"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--port-retries=0"]

    def ask(path, sent=None):
        header = {"Authorization": "token secret", "Content-Type": "application/json"}
        body = None if sent is None else json.dumps(sent).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/scheduler/{path}", body, header)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    with (tmp_path / "lab.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=project.data.parent, stdout=log, stderr=log, env={**os.environ, **own})
        try:
            yield ask
        finally:
            running.terminate()
            running.wait()


def until(seconds, found):
    """Return what a function finds, as soon as it does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if value := found():
                return value
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError


@pytest.mark.soak
def test_a_job_of_the_scheduler_makes_a_report_from_its_reference_alone(server, project):
    (environment, *_) = until(120, lambda: server("runtime_environments"))
    asked = {"name": "report", "input_uri": "notebooks/report.ipynb", "output_formats": ["html"]}
    asked |= {"runtime_environment_name": environment["name"]}

    def ended(reference):
        job = server("jobs", {**asked, "parameters": {"reference": reference}})["job_id"]
        return until(300, lambda: (told := server(f"jobs/{job}"))["status"] in ("COMPLETED", "FAILED") and told)

    done = ended(NY)
    assert (done["status"], done["status_message"]) == ("COMPLETED", None)
    assert (project.report(NY) / "release.html").is_file()
    server(f"jobs/{done['job_id']}/download_files")
    (page,) = until(30, lambda: list(project.data.parent.glob("jobs/*/*.html")))
    assert f'title="The response to {NY}"' in page.read_text(encoding="utf-8")
    failed = ended("9.2020-21")
    assert failed["status"] == "FAILED"
    assert "InputError: There is no request '9.2020-21'" in failed["status_message"]
