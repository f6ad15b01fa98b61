import json
from dataclasses import replace
from pathlib import Path

import pytest

from foi_stats.vocabulary.findings import Finding, SupplyError, findings_json

FINDING = Finding(
    "amount-not-read", "error", "data/f.xlsx", "Funding", "K7", "'abc' stands there", "a number", "correct it"
)


def test_a_finding_reads_as_where_what_and_what_to_do():
    assert str(FINDING) == (
        "data/f.xlsx, sheet Funding, cell K7: 'abc' stands there. Expected: a number. What to do: correct it."
    )


def test_findings_as_json_carry_their_version_and_are_read_back():
    several = replace(FINDING, also=(("Funding", "K8"), ("Grants", "B3, F3")))
    told = json.loads(findings_json([FINDING, several]))
    assert told["version"] == 1
    assert told["findings"][0]["cell"] == "K7"
    assert {*map(Finding.from_data, told["findings"])} == {FINDING, several}


def test_an_error_lists_every_error_and_keeps_every_finding():
    warning = Finding("hidden-sheet", "warning", "data/f.xlsx")
    error = SupplyError([FINDING, warning, FINDING])
    assert str(error).count("cell K7") == 2
    assert "2 errors" in str(error)
    assert error.findings == (FINDING, warning, FINDING)


@pytest.mark.parametrize(
    ("file", "data", "opened"),
    [
        ("data/requests/7.toml", "data", "data/requests/7.toml"),
        ("data/requests/7.toml", "elsewhere/data", "elsewhere/data/requests/7.toml"),
        ("tables/1.csv", "elsewhere/data", "tables/1.csv"),
        ("", "elsewhere/data", ""),
    ],
)
def test_a_message_names_a_file_that_can_be_opened_from_here(file, data, opened):
    assert Finding("check", "error", file).within(Path(data)).file == opened
