"""Large tables: the time limit and the memory that protecting them takes."""

import json
import subprocess
import sys

import numpy as np
import pytest

from foi_stats.suppression.suppress import protect
from tests.suppression.attacker import long_table

CHILD = """
import json, sys, time
import numpy as np
from foi_stats.suppression.suppress import protect
from tests.suppression.attacker import long_table
rows, columns, spread, limit = json.loads(sys.argv[1])
table = long_table(np.random.default_rng(1).negative_binomial(1, spread, size=(rows, columns)))
started = time.monotonic()
try:
    done = protect(table, count="n", by=["d0", "d1"], time_limit=limit).attrs["suppression"]["status"]
except ValueError as error:
    done = str(error)
seconds = time.monotonic() - started
try:
    import resource
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (30 if sys.platform == "darwin" else 20))
except ImportError:
    memory = 0.0
print(json.dumps([done, seconds, memory]))
"""


@pytest.mark.soak
@pytest.mark.parametrize("size", [(1000, 100, 0.05), (1000, 100, 0.002), (4000, 25, 0.02), (200, 100, 0.01)], ids=str)
@pytest.mark.parametrize("limit", [20, 60])
def test_a_large_table_keeps_the_time_limit_and_a_gigabyte(size, limit):
    run = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps([*size, limit])], capture_output=True, text=True, check=True
    )
    done, seconds, memory = json.loads(run.stdout.splitlines()[-1])
    assert done in ("optimal", "time limit") or done.startswith("no safe table was found")
    assert seconds < 1.2 * limit
    assert memory < 1


def test_without_time_there_is_a_safe_table_or_none(monkeypatch):
    monkeypatch.setattr("foi_stats.suppression.optimum._AT_LEAST", 0.0)
    table = long_table(np.random.default_rng(2).negative_binomial(1, 0.02, size=(6, 5)))
    with pytest.raises(ValueError, match="no safe table was found in the time allowed; allow more with time_limit"):
        protect(table, count="n", by=["d0", "d1"], time_limit=0)
