"""Every room's catalogue of checks agrees with its code, with the tests and with the documentation."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib import import_module
from string import Template

import pytest

from tests.conftest import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import checks as made

ROOMS = {
    path.parent.name: import_module(f"foi_stats.{path.parent.name}.catalogue").CHECKS.checks
    for path in sorted(PROJECT.glob("foi_stats/*/checks.toml"))
}
MAKERS = {"finding", "at", "add", "add_finding", "Refusal", "UnreadableError"}
"""Functions that are given the name of a check, and the values that its texts name."""
NAMED = {"too_large"}
"""Functions that are given the name of a check alone."""


@cache
def calls_and_texts():
    """Return the calls that make findings (room, checks named, values given), and all texts of the code.

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
                room = path.relative_to(PROJECT / "foi_stats").parts[0]
                calls.append((room, names, None if None in given or maker in NAMED else given))
    return calls, texts


def test_every_entry_is_used_by_the_code():
    _, texts = calls_and_texts()
    kinds = (PROJECT / "foi_stats/screen/read.py").read_text(encoding="utf-8")
    unused = set()
    for room, checks in ROOMS.items():
        for name in checks:
            check, _, case = name.partition(".")
            by_kind = room == "screen" and case and f'"{case}"' in kinds
            with_cases = not case and any(one.startswith(f"{check}.") and one in texts for one in checks)
            if not (name in texts or by_kind or with_cases):
                unused.add(f"{room}: {name}")
    assert not unused


def test_a_check_has_one_title_in_all_rooms():
    titles = {(name, check.title) for checks in ROOMS.values() for name, check in checks.items() if "." not in name}
    assert len(titles) == len({name for name, _ in titles})


def test_every_entry_is_named_in_a_test():
    tests = "\n".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("tests/**/*.py"))
    named = set(re.findall(r"(?<![\w-])[a-z]+(?:-[a-z]+)*(?![\w-])", tests))
    assert not {name for checks in ROOMS.values() for name in checks if "." not in name} - named


def test_every_check_that_the_code_names_has_an_entry():
    calls, _ = calls_and_texts()
    known = {name for checks in ROOMS.values() for name in checks}
    for _, names, _ in calls:
        for name in names:
            if re.fullmatch(r"[a-z]+(-[a-z]+)+(\.[a-z-]+)?", name):
                assert name in known, name


def test_every_value_that_a_text_names_is_given():
    calls, _ = calls_and_texts()
    for room, names, given in calls:
        entries = ROOMS.get(room, {})
        for name in names:
            if name in entries and given is not None:
                texts = f"{entries[name].expected} {entries[name].action}"
                assert given.issuperset(Template(texts).get_identifiers()), name


@pytest.mark.parametrize("page", made.PAGES)
def test_the_table_of_a_page_is_made_from_the_catalogues(page):
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    assert made.written(text, made.PAGES[page]) == text, "run: python docs/checks.py"
