"""A release and a newer draft beside it: each is read by itself, and says which it is."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foi_stats.desk.facts import NoSuchError
from foi_stats.desk.request_facts import figure, figures, one_request
from foi_stats.desk.state import today
from foi_stats.request.project_folders import Places
from foi_stats.run.changed_figures import trail_file
from foi_stats.run.folders import read_current
from tests.desk.conftest import DRAFT

AUTHORITY = "exampleshire"


@pytest.fixture
def both(reported, tmp_path):
    """A project whose request has a release, and a draft that has figures of a file that was sent since."""
    made = reported[0]
    places = Places(made.notebooks, made.data, tmp_path)
    release = read_current(made.report(DRAFT)).release
    for name in (release.parent.name, "20261128T024400000000-1"):
        shutil.copytree(release.parent, places.report(DRAFT) / "runs" / name)
    draft = places.report(DRAFT) / "runs" / name
    (draft / "release").rename(draft / "draft")
    trail = pq.read_table(trail_file(draft))
    sent = pa.array(["data/late.xlsx"] * len(trail))
    pq.write_table(trail.set_column(trail.schema.get_field_index("file"), "file", sent), trail_file(draft))
    told = {"release": f"runs/{release.parent.name}/release", "draft": f"runs/{name}/draft", "working": None}
    (places.report(DRAFT) / "current.json").write_text(json.dumps(told))
    return places


def test_each_version_has_its_own_files_figures_and_cells(both):
    draft, release = one_request(both, DRAFT, AUTHORITY, today())["versions"]
    assert draft["name"].startswith("draft of 28 November 2026, ")
    assert release["name"] == "release of 9 December 2016"
    assert [one["file"] for one in draft["files"]] == ["data/late.xlsx"]
    assert len(release["files"]) > 1
    assert figures(both, DRAFT, AUTHORITY, "release", "late.xlsx") == []
    by_cell = [figures(both, DRAFT, AUTHORITY, "release", typed) for typed in ("2400", "£2,400.00", "2.4k")]
    assert by_cell[0]
    assert by_cell[0] == by_cell[1] == by_cell[2]
    found = figures(both, DRAFT, AUTHORITY, "draft", "late.xlsx")
    shown = figure(both, DRAFT, AUTHORITY, "draft", found[0]["page"])
    assert (shown["version"], {one["file"] for one in shown["cells"]}) == (draft["name"], {"data/late.xlsx"})
    with pytest.raises(NoSuchError, match="has no draft now"):
        figures(both, DRAFT, AUTHORITY, "../working", "")
