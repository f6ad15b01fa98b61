"""Every room's catalogue of checks agrees with its code, with the tests and with the documentation."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from string import Template

import pytest

from foi_stats.vocabulary.catalogue import Catalogue
from tests.conftest import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import checks as made

ROOMS = {path.parent.name: Catalogue(path).checks for path in sorted(PROJECT.glob("foi_stats/*/checks.toml"))}
MAKERS = {"finding", "at", "Refusal"}
"""Functions that are given the name of a check, and the values that its texts name."""
NAMED = {"too_large"}
"""Functions that are given the name of a check alone."""


@cache
def calls_and_texts():
    """Return the calls that make findings, as the checks that they name and the values that they give; and all texts.

    The values of a call with ``**`` are not known: None.
    """
    calls, texts = [], set()
    for path in PROJECT.glob("foi_stats/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.Call) and (maker := ast.unparse(node.func).rpartition(".")[2]) in MAKERS | NAMED:
                given = {keyword.arg for keyword in node.keywords}
                names = [
                    one.value
                    for argument in node.args[:2]
                    for one in ast.walk(argument)
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                calls.append((names, None if None in given or maker in NAMED else given))
    return calls, texts


@pytest.mark.parametrize("room", ROOMS)
def test_every_entry_is_used_by_the_code_and_named_in_a_test(room):
    _, texts = calls_and_texts()
    tests = "\n".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("tests/**/*.py"))
    for name in ROOMS[room]:
        check, _, case = name.partition(".")
        cases = [one for one in ROOMS[room] if one.startswith(f"{check}.")]
        if room == "screen" and case:
            assert f'"{case}"' in (PROJECT / "foi_stats/screen/read.py").read_text(encoding="utf-8"), name
        else:
            assert name in texts or (not case and texts.intersection(cases)), f"{room}: nothing finds {name}"
        assert re.search(rf"(?<![\w-]){check}(?![\w-])", tests), f"{room}: no test of {check}"


def test_every_check_that_the_code_names_has_an_entry():
    calls, _ = calls_and_texts()
    known = {name for checks in ROOMS.values() for name in checks}
    for names, _ in calls:
        for name in names:
            if re.fullmatch(r"[a-z]+(-[a-z]+)+(\.[a-z-]+)?", name):
                assert name in known, name


def test_every_value_that_a_text_names_is_given():
    entries = {name: check for checks in ROOMS.values() for name, check in checks.items()}
    calls, _ = calls_and_texts()
    for names, given in calls:
        for name in names:
            if name in entries and given is not None:
                texts = entries[name].expected + entries[name].action
                assert given.issuperset(Template(texts).get_identifiers()), name


@pytest.mark.parametrize("page", made.PAGES)
def test_the_table_of_a_page_is_made_from_the_catalogues(page):
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    assert made.written(text, made.PAGES[page]) == text, "run: python docs/checks.py"
