"""How soon the command answers, and what importing the library costs.

Run ``python tests/benchmarks/bench_command.py``, or ``make bench``. It prints a table in Markdown; nothing here fails.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
RUNS = 5 if "--quick" in sys.argv else 15
BARE = "import typer; app = typer.Typer(add_completion=False); app.command()(lambda: None); app(['--help'])"
STATUS = "import sys; sys.argv = ['foi-stats', 'status', '--root', {root!r}]; from foi_stats.cli import main; main()"
OURS = "import sys; sys.argv = ['foi-stats', '--help']; from foi_stats.cli import main; main()"


def seconds(programs: list[str]) -> list[list[float]]:
    """Return how long each program takes, run by run; they take turns, and the first run is not counted."""
    taken: list[list[float]] = [[] for _ in programs]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    for _ in range(RUNS + 1):
        for times, program in zip(taken, programs, strict=True):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=environment)
            times.append(time.perf_counter() - start)
    return [times[1:] for times in taken]


def main() -> None:
    with TemporaryDirectory(prefix="foi-bench-") as folder:
        shutil.copytree(PROJECT / "data", Path(folder) / "data")
        status = STATUS.format(root=folder)
        programs = [OURS, BARE, "import foi_stats", "pass", status, "import pandas"]
        ours, bare, imported, nothing, known, pandas = seconds(programs)
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    told = statistics.median(one / other for one, other in zip(known, pandas, strict=True))
    cost = statistics.median(one - other for one, other in zip(imported, nothing, strict=True))
    sys.stdout.write("| starting | measured |\n|---|---|\n")
    sys.stdout.write(f"| `foi-stats --help`: time, as a multiple of a bare Typer program's | {ratio:.2f} |\n")
    sys.stdout.write(f"| `foi-stats status`, nothing changed: time, as a multiple of `import pandas` | {told:.2f} |\n")
    sys.stdout.write(f"| `import foi_stats`: milliseconds beyond starting Python | {cost * 1000:.1f} |\n")


if __name__ == "__main__":
    main()
