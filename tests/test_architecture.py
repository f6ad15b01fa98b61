"""The page on the architecture says what the code is; rooms that must not know requests import alone."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module

import pytest

from tests.conftest import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import rooms

PAGE = rooms.PAGE.read_text(encoding="utf-8")
ALONE = {"vocabulary": (), "files": ("vocabulary",), "suppression": ("vocabulary",), "engine": ("vocabulary",)}
ALONE["screen"] = ("vocabulary", "files")


def test_the_picture_of_the_rooms_is_drawn_from_the_code():
    assert rooms.drawn(PAGE) == PAGE, "run: python docs/rooms.py"


def test_every_name_on_the_page_is_in_the_code():
    found = {room for room in rooms.rooms() if (PROJECT / "foi_stats" / room).is_dir()}
    named = re.findall(rf"`((?:{'|'.join(found)})\.[a-z_.]+(?:\.?[A-Z]\w+)?)`", PAGE)
    assert len(named) > 25
    for name in named:
        assert _resolves(f"foi_stats.{name}"), name


def _resolves(name: str) -> bool:
    import papermill.engines  # noqa: F401 - it imports our engine itself, once its own are there

    try:
        import_module(name)
    except ImportError:
        module, _, attribute = name.rpartition(".")
        return hasattr(import_module(module), attribute)
    return True


@pytest.mark.parametrize("room", ALONE)
def test_a_room_imports_with_nothing_above_it(room):
    """Other rooms are made impossible to import, and then every module of this one is imported."""
    script = f"""
import importlib, pkgutil, sys
allowed = {("foi_stats", *(f"foi_stats.{name}" for name in (room, *ALONE[room])))!r}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("foi_stats.") and not name.startswith(tuple(one + "." for one in allowed[1:])) \\
                and name not in allowed:
            raise ImportError(f"{{name}} is above the room")
sys.meta_path.insert(0, Refuse())
room = importlib.import_module("foi_stats.{room}")
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    if module.name == "foi_stats.engine.engine":
        import papermill.engines  # imports our engine itself, once its own are there
    if not module.name.endswith(".preloaded"):
        importlib.import_module(module.name)
assert "pandas" not in sys.modules or {room!r} != "vocabulary"
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
