"""Every function of the public API that is the analyst room's own has an example, and it says what happens."""

import doctest
from importlib import import_module

import pytest

import foi_stats as foi
from tests.conftest import PROJECT

VERBS = sorted(
    {name: home for home, names in foi._HOMES.items() if home.startswith("analyst.") for name in names}.items()
)


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch):
    monkeypatch.chdir(PROJECT / "notebooks")


SLOW = ("compare", "explore", "trace")


@pytest.mark.parametrize(
    ("name", "home"),
    [pytest.param(*verb, marks=[pytest.mark.slow] * (verb[0] in SLOW), id=verb[0]) for verb in VERBS],
)
def test_the_example_of_a_verb(name, home):
    function = getattr(import_module(f"foi_stats.{home}"), name)
    (test,) = doctest.DocTestFinder(recurse=False).find(function, name, globs={"foi": foi})
    assert test.examples, "it has no example"
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.DocTestRunner(optionflags=flags).run(test).failed == 0
