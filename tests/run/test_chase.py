"""What requests wait for: which figures, since when and from whom, and a message with the workbook to fill in."""

import datetime as dt
import io
import json
import re

import openpyxl
import pytest

from foi_stats.run.chase import find_chase, read_chase, template_of
from foi_stats.run.history import PastRun
from foi_stats.supply.delivery_log import TAKEN, DeliveryLine
from foi_stats.supply.read import read_supply
from tests.run.test_report import EX
from tests.test_cli import in_process

DAY = dt.date(2016, 12, 1)
WAITED = PastRun("2016-11-20T06:00:00+00:00", "", 1, "1", 1, 0, failed=(EX,), waiting=(EX,))
SENT = DeliveryLine(
    *("2016-10-01T09:00:00+00:00", TAKEN, "exampleshire", "Accountant", "data/exampleshire/2016-10-01/x.xlsx"),
    *("", "0" * 64, "amounts", "2015-16", "3", "", "", ""),
)


@pytest.fixture
def lacking(project):
    """A project without the amounts of one year and the counts of another."""
    (project.data / "2016-17" / "exampleshire" / "funding.xlsx").unlink()
    (project.data / "2012-13" / "exampleshire" / "referrals.xlsx").unlink()
    return project


def test_what_is_missing_is_named_with_its_years_and_who_is_asked_since_when(lacking, tmp_path):
    chase = read_chase(lacking, EX, DAY, [WAITED], [SENT])
    assert [str(one) for one in chase.missing] == ["amounts: 2016-17", "counts: 2012-13"]
    assert (chase.received, chase.waiting, chase.role) == (dt.date(2016, 11, 14), WAITED.started, "Accountant")
    assert (chase.since, chase.timeliness) == ("a run first waited on 20 November 2016", "due in 8 working days")
    message = chase.message()
    assert message.startswith("To: Accountant\nSubject: Figures for the freedom of information request 101.2016-17\n")
    assert "by 13 December 2016 (due in 8 working days). What is still missing:\n\n- amounts: 2016-17, for " in message
    assert "\n- counts: 2012-13, for Referrals of people affected by human trafficking" in message
    (tmp_path / "t.xlsx").write_bytes(template_of(lacking, chase))
    assert {finding.check for finding in read_supply(tmp_path / "t.xlsx").findings} >= {"gap-not-named"}
    authority = lacking.data / "authorities" / "exampleshire.toml"
    authority.write_text(authority.read_text() + 'finance = "Head of finance"\n')
    assert read_chase(lacking, EX, DAY, [], []).role == "Head of finance"


def test_a_request_with_a_report_is_chased_by_name_or_if_a_run_failed_since_for_want_of_figures(lacking):
    assert find_chase(lacking, EX, DAY, [], []) is not None
    draft = lacking.report(EX) / "runs" / "1" / "draft"
    draft.mkdir(parents=True)
    (lacking.report(EX) / "current.json").write_text(
        json.dumps({"draft": "runs/1/draft", "release": None, "working": None})
    )
    assert find_chase(lacking, EX, DAY, [], []) is None
    assert find_chase(lacking, EX, DAY, [WAITED], []).waiting == WAITED.started
    assert find_chase(lacking, EX, DAY, [], [], by_name=True) is not None


def test_the_command_lists_them_and_writes_message_and_workbook_once(lacking, tmp_path):
    root, out = str(lacking.data.parent), tmp_path / "out"
    done = in_process("chase", "--root", root, "--today", "2016-12-20", "-o", str(out), "--json")
    (told,) = json.loads(done.stdout)["requests"]
    assert (done.returncode, told["reference"], told["due"]) == (0, EX, "2016-12-13")
    assert told["missing"][0] == {
        "kind": "amounts",
        "what": "",
        "periods": ["2016-17"],
        "titles": [
            "Funding allocated to work against human trafficking and modern slavery since 2012",
            "Services for all victims of crime",
        ],
    }
    assert sorted(path.name for path in (out / EX).iterdir()) == ["figures.xlsx", "message.txt"]
    again = in_process("chase", EX, "--root", root, "-o", str(out))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


@pytest.mark.slow
def test_a_line_or_a_measure_that_is_asked_for_by_name_is_missed_by_name(project):
    path = project.data / "requests" / f"{EX}.toml"
    more = (
        '\n[[context]]\nid = "more"\nasks = "funding"\ntitle = "More"\nlines = ["Victim Care", "Moon base"]\n'
        'basis = "outturn"\nyears = ["2014-15"]\n\n[[context]]\nid = "claims"\nasks = "counts"\ntitle = "Claims"\n'
        'measure = "claims received"\nyears = ["2014-15"]\n'
    )
    path.write_text(path.read_text() + more)
    lacking = ["Moon base: 2014-15", "claims received: 2014-15"]
    assert [str(one) for one in read_chase(project, EX, DAY, [], []).missing] == lacking
    (project.data / "2016-17" / "exampleshire" / "funding.xlsx").unlink()
    together = ["amounts: 2016-17", "Moon base: 2014-15", "claims received: 2014-15"]
    assert [str(one) for one in read_chase(project, EX, DAY, [], []).missing] == together


def test_the_workbook_has_a_row_for_each_figure_that_is_missing_and_no_other(project):
    path = project.data / "requests" / f"{EX}.toml"
    text = path.read_text().replace('id = "1b", asks = "funding"', 'id = "1b", asks = "funding", basis = "outturn"')
    path.write_text(re.sub(r"(?s)\n\[approval\].*?(?=\n\[)", "", text))
    chase = read_chase(project, EX, DAY, [], [])
    asked = {(one.label, str(period)) for one in chase.missing for period in one.periods}
    assert ("Staff training", "2012-13 to 2016-17") in asked
    book = openpyxl.load_workbook(io.BytesIO(template_of(project, chase)))
    (sheet,) = [one for one in book if one.title.startswith("Money")]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert {row[2] for row in rows} == {one.label for one in chase.missing}


def test_what_has_all_it_needs_is_not_chased(project):
    done = in_process("chase", "--root", str(project.data.parent))
    assert (done.returncode, done.stdout) == (0, "No request waits for figures.\n")
