"""A release whose figures moved is not made under the approval that was given before they did."""

import datetime as dt
import json
from types import SimpleNamespace

import pandas as pd
import pytest

from foi_stats.request.project_folders import Places
from foi_stats.request.request import Approval
from foi_stats.run.changed_figures import Change, changed_figures, check_approved_figures
from foi_stats.vocabulary.findings import ReleaseError

BY_HAND = {"role": "Officer", "date": "2016-12-09", "digest": "", "docx": ""}


@pytest.fixture
def places(tmp_path):
    """A request whose release gave 247,500 and a gap, under an approval written by hand."""
    places = Places(tmp_path / "notebooks", tmp_path / "data", tmp_path / "reports")
    report = places.report("1")
    working = report / "runs" / "20170101T1" / "working"
    working.mkdir(parents=True)
    trail = pd.DataFrame({"figure": ["1/unit", "1/training"], "value": ["247,500.00", "[x]"]})
    trail.to_parquet(working / "trace.parquet")
    (working / "run.json").write_text(json.dumps({"approval": BY_HAND}), encoding="utf-8")
    current = {"release": "runs/20170101T1/release", "draft": None, "working": "runs/20170101T1/working"}
    (report / "current.json").write_text(json.dumps(current), encoding="utf-8")
    return places


def request(reference="1", day=9):
    approval = Approval(role="Officer", date=dt.date(2016, 12, day))
    return SimpleNamespace(reference=reference, approval=approval)


@pytest.mark.parametrize(
    ("asked", "figures"),
    [
        pytest.param(request(), {"1/unit": "247,500", "1/training": "[x]"}, id="the same amounts"),
        pytest.param(request(day=10), {"1/unit": "251,000"}, id="approved anew"),
        pytest.param(request("2"), {"1/unit": "251,000"}, id="never released"),
    ],
)
def test_what_is_approved_is_released(places, asked, figures):
    check_approved_figures(asked, places, figures)


def test_what_moved_is_listed_and_to_be_approved_again(places):
    with pytest.raises(ReleaseError) as stopped:
        check_approved_figures(request(), places, {"1/unit": "251,000", "1/training": "5", "2/new": "0"})
    assert str(stopped.value).splitlines() == [
        "3 figures are not as released under the approval of 9 December 2016, so nothing is released. The release "
        "stands as it was. What moved:",
        "  1/unit: 247,500.00, now 251,000",
        "  1/training: [x], now 5",
        "  2/new: not published, now 0",
        "foi-stats approve 1 --role ROLE makes the draft to look at, and asks anew.",
    ]


def test_amounts_are_compared_and_not_how_they_are_printed():
    was = {"a": "66,400.00", "b": "\u22125", "c": "[c]", "d": "1"}
    now = {"a": "66,400", "b": "-5.00", "c": "[x]", "e": "1"}
    assert changed_figures(was, now) == (Change("c", "[c]", "[x]"), Change("d", "1", ""), Change("e", "", "1"))
