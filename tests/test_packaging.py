"""What the package declares is what it needs, and its version is the same wherever it stands."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import foi_stats
from tests.conftest import PROJECT

DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BENCHMARKS = PROJECT / "tests" / "benchmarks"  # what they compare with is installed by hand
DOCS = PROJECT / "docs"  # holds the programs that draw parts of its pages, and tests import them


def normalised(name: str) -> str:
    """Return a distribution's name as package indexes compare it: ``jupyter_client`` is ``jupyter-client``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions(requirements: list[str]) -> set[str]:
    return {normalised(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def declared_with(*extras: str) -> set[str]:
    """Return the distributions that the package declares, with those of some extras."""
    optional = DECLARED["optional-dependencies"]
    return distributions([*DECLARED["dependencies"], *(one for extra in extras for one in optional[extra])])


@cache
def installed() -> dict[str, set[str]]:
    """Return which distributions give each module that can be imported."""
    return {module: set(map(normalised, names)) for module, names in packages_distributions().items()}


def modules_of(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, inside functions too, and those that it names to be imported."""
    source = path.read_text(encoding="utf-8")
    imports_by_name = re.search(r"\b(?:import_module|preload)\(", source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
        elif imports_by_name and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] if node.value.split(".")[0] in installed() else []


@cache
def imported(folder: Path) -> set[str]:
    """Return the modules of others, by their first name, that the Python files of a folder import."""
    modules = {
        first
        for path in folder.rglob("*.py")
        if not path.is_relative_to(BENCHMARKS)
        for first in (module.split(".")[0] for module in modules_of(path))
        if not any((beside / f"{first}.py").exists() for beside in (path.parent, DOCS))
    }
    return modules - sys.stdlib_module_names - {"foi_stats", "tests"}


def undeclared(modules: set[str], declared: set[str]) -> list[str]:
    return sorted(module for module in modules if not installed().get(module, set()) & declared)


@pytest.mark.slow
def test_every_library_that_is_imported_is_declared():
    declared = declared_with("dask", "desk", "lab", "scheduler")
    own = set(foi_stats.__all__)  # a public name may be that of a library, as requests is
    assert undeclared(imported(PROJECT / "foi_stats") - own, declared) == []


@pytest.mark.slow
def test_every_library_that_is_declared_is_imported():
    modules = imported(PROJECT / "foi_stats")
    given = set().union(*(installed().get(module, set()) for module in modules))
    # pandas imports it where an analyst reads or writes a workbook
    assert distributions(DECLARED["dependencies"]) - given == {"openpyxl"}


@pytest.mark.slow
def test_every_library_that_tests_import_is_declared():
    extras = DECLARED["optional-dependencies"]
    declared = distributions(
        [*DECLARED["dependencies"], *extras["dask"], *extras["lab"], *extras["scheduler"], *extras["test"]]
    )
    assert undeclared(imported(PROJECT / "tests") | imported(DOCS), declared) == []


def test_every_library_that_is_declared_has_a_version_that_everything_is_tested_with():
    pinned = distributions((PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:])
    extras = DECLARED["optional-dependencies"]
    declared = distributions(
        [*DECLARED["dependencies"], *extras["dask"], *extras["lab"], *extras["scheduler"], *extras["test"]]
    )
    assert declared - pinned == {"foi-stats"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    import nbformat.v4", {"nbformat"}),
        ("from pandas import DataFrame", {"pandas"}),
        ("from importlib import import_module\nfor x in ('pandas.io', 'any'):\n    import_module(x)", {"pandas"}),
        ("from foi_stats.engine.preload import preload\npreload(('pandas',))", {"pandas"}),
        ("x = 'pandas'", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source, found, tmp_path):
    (tmp_path / "module.py").write_text(source, encoding="utf-8")
    assert imported(tmp_path) == found


def test_the_version_can_be_read_without_importing_the_package():
    tree = ast.parse((PROJECT / "foi_stats" / "__init__.py").read_text(encoding="utf-8"))
    literals = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__version__"]
    ]
    assert literals == [foi_stats.__version__]
    assert DECLARED["dynamic"] == ["version"]


def test_the_version_is_the_same_in_the_citation_and_the_changelog():
    cited = dict(re.findall(r"^([\w-]+): (.+)$", (PROJECT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE))
    version, when = re.search(
        r"^## (\S+), (unreleased|\d{4}-\d\d-\d\d)$",
        (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    ).groups()
    assert cited["version"] == version == foi_stats.__version__
    assert cited.get("date-released", "unreleased") == when
