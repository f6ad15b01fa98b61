"""A whole report from a notebook: what it shows, and what its parameters may be."""

import json

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
