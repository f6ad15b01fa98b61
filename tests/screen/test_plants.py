"""Hundreds of plants and of clean files, by real programs: what is missed, and what is refused for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from foi_stats.screen.read import screen
from tests.screen.clean import DOCUMENTS, WORKBOOKS, clean_files
from tests.screen.making import SECRET, document, workbook
from tests.screen.plants import plants, workbooks

pytestmark = pytest.mark.soak

_UNKNOWN_GROUND = "the marks of the axes, which are drawn between, may lie anywhere (`use`)"
MISSED = dict.fromkeys(
    (f"chart-{name}.svg" for name in ("white", "on-navy", "white-title", "white-label")), _UNKNOWN_GROUND
)
"""The plants that the screen does not find, and why: docs/screening.md says so of each."""
MISSED_IN = {
    "xls": {
        "row-height-0.5": "LibreOffice gives the row its usual height",
        "format-2": "LibreOffice drops the last part",
    },
    "ods": {"row-height-0.5": "LibreOffice gives the row its usual height"},
}
"""The same of workbooks that LibreOffice saves as another kind: what it does not keep."""


def _screened(files: Iterable[tuple[str, bytes]], folder: Path) -> dict[str, list[str]]:
    """Return for each file the checks that found something, with an exclamation mark where they are errors."""
    found: dict[str, list[str]] = {}
    for name, data in files:
        (folder / name).write_bytes(data)
        findings = screen(folder / name)
        assert not any(SECRET in str(finding) for finding in findings), name
        found[name] = [f"{finding.check}{'!' * (finding.severity == 'error')}" for finding in findings]
    return found


def test_every_plant_is_found(tmp_path):
    found = _screened(plants(), tmp_path)
    assert len(found) >= 400
    assert {name for name, checks in found.items() if not set(checks) - {"defined-name"}} == set(MISSED)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_every_plant_is_found_in_other_kinds(converted, tmp_path, kind):
    made = converted({f"{name}.xlsx": data for name, data in workbooks().items()}, kind)
    found = _screened(((f"{name}.{kind}", data) for name, data in made.items()), tmp_path)
    kept = {name: checks for name, checks in found.items() if not set(checks) - {"defined-name"}}
    assert {name.removesuffix(f".{kind}") for name in kept} == set(MISSED_IN[kind])


def test_clean_files_have_no_error(tmp_path):
    found = _screened(clean_files(), tmp_path)
    assert len(found) >= 150
    assert {name: checks for name, checks in found.items() if any(check.endswith("!") for check in checks)} == {}


@pytest.mark.parametrize("kind", ["xls", "ods", "pdf"])
def test_clean_files_of_other_kinds_have_no_error(converted, tmp_path, kind):
    files = {f"{name}.xlsx": workbook(change) for name, change in WORKBOOKS.items()}
    if kind == "pdf":
        files = dict(list(files.items())[:9]) | {f"{name}.docx": document(made) for name, made in DOCUMENTS.items()}
    made = converted(files, kind)
    found = _screened(((f"{name}.{kind}", data) for name, data in made.items()), tmp_path)
    assert {name: checks for name, checks in found.items() if any(check.endswith("!") for check in checks)} == {}
