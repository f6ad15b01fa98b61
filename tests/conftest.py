"""What tests share: the project's own folders, a scratch copy of them, and one real run of both requests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Workbook
from foi_stats.request.project_folders import Places
from foi_stats.run.batch import run_request
from foi_stats.run.report import Outcome

PROJECT = Path(__file__).resolve().parents[1]

settings.register_profile("default", deadline=None)
settings.load_profile("default")


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder as it is shipped. Read only."""
    return PROJECT / "data"


@pytest.fixture(scope="session")
def real() -> Path:
    """Published spreadsheets, kept beside the project and not in it."""
    folder = Path(os.environ.get("FOI_STATS_REAL", PROJECT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip("the published spreadsheets are not beside the project (shared/real)")
    return folder


@pytest.fixture(scope="session")
def published(real: Path) -> Callable[[str], Workbook]:
    """Return a function that reads a published spreadsheet, by its name."""
    known: dict[str, Workbook] = {}

    def get(name: str) -> Workbook:
        if name not in known:
            workbook, _ = read_workbook(real / name)
            assert workbook is not None
            known[name] = workbook
        return known[name]

    return get


def copy_project(target: Path) -> Places:
    """Return a copy of the project's data and notebooks that a test may change."""
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, target / name)
    return Places(target / "notebooks", target / "data", target / "reports")


@pytest.fixture
def project(tmp_path: Path) -> Places:
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Places, dict[str, Outcome]]:
    """Both shipped requests, run for real by papermill. Read only."""
    places = copy_project(tmp_path_factory.mktemp("reported"))
    return places, {name: run_request(name, places) for name in ("944.2015-16", "101.2016-17")}
