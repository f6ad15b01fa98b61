"""The last look at a release: small counts, and lines that nobody has decided on."""

from types import SimpleNamespace

import pandas as pd

from foi_stats.answer.answer_table import LABELS
from foi_stats.release.gate import small_counts, undecided
from foi_stats.request.request import Threshold


def test_a_borderline_line_names_its_cell_and_where_to_decide():
    row = dict.fromkeys(("organisation", "line", "file", "sheet", "rule", "why"), "x")
    rows = pd.DataFrame([row | {"decision": "borderline", "cell": "B2"}, row | {"decision": "include", "cell": "B3"}])
    (finding,) = undecided(rows, "modern-slavery")
    assert (finding.check, finding.severity, finding.cell) == ("borderline-row", "error", "B2")
    assert "data/topics/modern-slavery.toml" in finding.action


def test_a_small_count_and_an_unprotected_answer_are_not_released():
    table = pd.DataFrame([dict.fromkeys(LABELS, "Refuge") | {"value": 3, "period": "2015-16"}])
    answer = SimpleNamespace(id="1", unit="count", source="", unprotected=True, table=table)
    found = small_counts([answer], Threshold(below=5, reason="counts of victims"), "data/requests/7.toml")
    assert [one.check for one in found] == ["small-count", "small-count"]
    assert found[0].expected == "no count from 1 to 4 in a release (counts of victims)"
