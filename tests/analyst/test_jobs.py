"""Reports made by JupyterLab's scheduler: asked for by REST, now and on a schedule; one server for all."""

import json
import time
import urllib.request
from importlib.util import find_spec

import pytest

from tests.analyst.test_lab import served
from tests.conftest import copy_project

NY, EX = "944.2015-16", "101.2016-17"
NEEDED = "{'jupyterlab': True, 'jupyter_scheduler': True, 'jupyter_lsp': False, 'jupyter_server_terminals': False}"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(find_spec("jupyter_scheduler") is None, reason="jupyter-scheduler is not installed"),
]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("jobs"))


@pytest.fixture(scope="module")
def address(places, tmp_path_factory):
    with served(places.data.parent, tmp_path_factory.mktemp("home"), NEEDED) as address:
        yield address


@pytest.fixture(scope="module")
def ask(address):
    """Return a function that asks the scheduler."""

    def asked(path, sent=None, method=None):
        header = {"Authorization": "token t", "Content-Type": "application/json"}
        body = None if sent is None else json.dumps(sent).encode()
        asked = urllib.request.Request(f"{address}/scheduler/{path}", body, header, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    return asked


@pytest.fixture(scope="module")
def report(ask):
    """What is sent to have report.ipynb run: all but its parameters."""
    (environment, *_) = until(120, lambda: ask("runtime_environments"))
    about = {"name": "report", "input_uri": "notebooks/report.ipynb", "output_formats": ["html"]}
    return about | {"runtime_environment_name": environment["name"]}


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


def ended(ask, job):
    """Return what the scheduler says of a job when it has ended."""
    return until(400, lambda: (told := ask(f"jobs/{job}"))["status"] in ("COMPLETED", "FAILED") and told)


def check_report(places, done, reference):
    assert (done["status"], done["status_message"]) == ("COMPLETED", None)
    assert (places.report(reference) / "release.html").is_file()


def test_a_job_makes_a_report_from_its_reference_alone(ask, report, places, tmp_path_factory):
    done = ended(ask, ask("jobs", report | {"parameters": {"reference": NY}})["job_id"])
    check_report(places, done, NY)
    kept = f"home[0-9]*/.local/share/jupyter/scheduler_staging_area/{done['job_id']}/*.html"
    (page,) = tmp_path_factory.getbasetemp().glob(kept)
    assert f'title="The response to {NY}"' in page.read_text(encoding="utf-8")


def test_a_job_for_a_request_that_is_not_there_fails_and_says_so(ask, report):
    failed = ended(ask, ask("jobs", report | {"parameters": {"reference": "9.2020-21"}})["job_id"])
    assert failed["status"] == "FAILED"
    assert "InputError: There is no request '9.2020-21'" in failed["status_message"]


def test_a_scheduled_job_comes_to_its_time_and_makes_the_report(ask, report, places):
    each_minute = report | {"parameters": {"reference": EX}, "schedule": "* * * * *", "timezone": "UTC"}
    named = ask("job_definitions", each_minute)["job_definition_id"]
    try:
        (job, *_) = until(180, lambda: ask(f"jobs?job_definition_id={named}")["jobs"])
    finally:
        ask(f"job_definitions/{named}", {"active": False}, "PATCH")
    check_report(places, ended(ask, job["job_id"]), EX)
