"""What tests share: the project's own folders, a scratch copy of them, and one real run of both requests."""

from __future__ import annotations

import os
import pickle
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Workbook
from foi_stats.request.project_folders import Places
from foi_stats.run.batch import run_request
from foi_stats.run.report import Outcome
from foi_stats.supply.cache_entries import CACHE_VARIABLE
from foi_stats.supply.deliveries import load_funding, load_referrals
from tests.standins.shelf import PUBLISHED, Shelf, made_shelf

PROJECT = Path(__file__).resolve().parents[1]

# The same examples each time, however busy the machine: what is pushed must not fail for what it did not change.
ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", ANY_MACHINE, derandomize=True)
settings.register_profile("soak", ANY_MACHINE, max_examples=2_500)
settings.load_profile("default")

SLOW_FIXTURES = {"reported", "office", "converted", "pages"}
"""Fixtures that run whole reports or other programs: a test that uses one is slow."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option by which the marks of slow tests are kept true."""
    told = "name the tests that took longer, and are not marked slow"
    parser.addoption("--report-slower-than", type=float, metavar="SECONDS", help=told)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its fixtures, before pytest chooses by marks."""
    for item in items:
        if SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name tests that took longer than ``make quick`` can wait for: the line says which to mark."""
    most = config.getoption("--report-slower-than")
    if most is None:
        return
    took: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports(""):
        if "slow" not in report.keywords:
            took[report.nodeid] += report.duration
    slow = [(name, seconds) for name, seconds in took.most_common() if seconds > most]
    if slow:
        terminalreporter.section(f"took over {most:g} s: mark them slow, unless the machine was busy")
        for name, seconds in slow:
            terminalreporter.line(f"{seconds:6.1f} s  {name}")


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder as it is shipped. Read only."""
    return PROJECT / "data"


@pytest.fixture(scope="session", params=["made", pytest.param("published", marks=pytest.mark.slow)])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Spreadsheets made here in the shapes that authorities publish; and the published ones, where they are at hand."""
    if request.param == "made":
        return made_shelf(tmp_path_factory.mktemp("shelf"))
    folder = Path(os.environ.get("FOI_STATS_REAL", PROJECT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip("the published spreadsheets are not beside the project (shared/real)")
    return replace(PUBLISHED, folder=folder)


@pytest.fixture(scope="session")
def real(shelf: Shelf) -> Path:
    """The folder of a shelf, for what is true of every such file."""
    return shelf.folder


@pytest.fixture(scope="session")
def published(real: Path) -> Callable[[str], Workbook]:
    """Return a function that reads a spreadsheet of the shelf, by its name."""
    known: dict[str, Workbook] = {}

    def get(name: str) -> Workbook:
        if name not in known:
            workbook, _ = read_workbook(real / name)
            assert workbook is not None
            known[name] = workbook
        return known[name]

    return get


@pytest.fixture(autouse=True)
def no_links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to make links, as most Windows machines do; only a test marked ``links`` may make some."""
    if request.node.get_closest_marker("links"):
        return

    def refuse(*_args: object, **_named: object) -> None:
        raise OSError("links are not allowed")

    for name in ("symlink", "link"):
        monkeypatch.setattr(os, name, refuse)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of the tests share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def parsed_supplies(folder: Path) -> Path:
    """Return a cache of the shipped supplies, parsed once for all tests, for copies of the project to begin with."""
    store = folder / "parsed"
    with FileLock(folder / "parsed.lock"):
        if not store.exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(CACHE_VARIABLE, str(folder / "parsing"))
                load_funding(PROJECT / "data")
                load_referrals(PROJECT / "data")
            (folder / "parsing").rename(store)
    return store


@pytest.fixture(scope="session", autouse=True)
def parsed_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tell :func:`copy_project` where parsed supplies are shared."""
    global _shared
    _shared = shared_folder(tmp_path_factory)
    yield
    _shared = None


@pytest.fixture(scope="session", autouse=True)
def warm_process() -> Iterator[None]:
    """Have the warm process import what a report needs last, too: each report of the tests would import it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foi_stats.run.batch.preloaded", lambda **_: "tests.preloaded")
        yield


_shared: Path | None = None


def copy_project(target: Path) -> Places:
    """Return a copy of the project's data and notebooks that a test may change, with its supplies parsed."""
    if _shared is not None:
        shutil.copytree(parsed_supplies(_shared), target / ".foi_stats" / "store", dirs_exist_ok=True)
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, target / name)
    return Places(target / "notebooks", target / "data", target / "reports")


@pytest.fixture
def project(tmp_path: Path) -> Places:
    """A copy of the project of which nothing was run."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Places, dict[str, Outcome]]:
    """Both shipped requests, run for real by papermill, once for all processes of the tests. Read only."""
    folder = shared_folder(tmp_path_factory)
    made = folder / "reported.pickle"
    with FileLock(folder / "reported.lock"):
        if not made.exists():
            places = copy_project(folder / "reported")
            outcomes = {name: run_request(name, places) for name in ("944.2015-16", "101.2016-17")}
            made.write_bytes(pickle.dumps((places, outcomes)))
    return pickle.loads(made.read_bytes())


@pytest.fixture
def warm(reported: tuple[Places, dict[str, Outcome]], tmp_path: Path) -> Places:
    """A copy of the project that keeps what notebooks left: only those are run for which something has changed."""
    shutil.copytree(reported[0].data.parent / ".foi_stats", tmp_path / ".foi_stats")
    return copy_project(tmp_path)


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run reports as on a machine of one core, without the processes that use another to save time."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
