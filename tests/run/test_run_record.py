"""The record of a run names the libraries that foi-stats declares it needs."""

import re
import tomllib

from foi_stats.run.run_record import library
from tests.conftest import PROJECT


def test_the_versions_of_all_declared_libraries_are_recorded():
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    recorded = library()
    assert set(recorded) == {re.match(r"[\w.-]+", one)[0] for one in declared} | {"python", "foi-stats"}
    assert all(recorded.values())
