"""How fast columns of amounts add up, and how much memory they take, beside pandas' own numbers and Arrow decimals.

Run ``python tests/benchmarks/bench_frames.py [--quick]``, or ``make bench``. It prints a table in Markdown. Each ratio
is the median of the ratios of runs that took turns, so that a busy machine slows both sides. Nothing here fails.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from foi_stats.supply import amounts  # noqa: E402

QUICK = "--quick" in sys.argv
ROWS = 100_000 if QUICK else 1_000_000
RUNS = 5 if QUICK else 25
DECIMAL = pd.ArrowDtype(pa.decimal128(18, 2))


def ratio(mine: Callable[[], object], peer: Callable[[], object]) -> float:
    """Return what one takes of the processor as a multiple of the other; the first run of each is not counted."""
    taken = [(seconds(mine), seconds(peer)) for _ in range(RUNS + 1)]
    return statistics.median(one / other for one, other in taken[1:])


def seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def say(what: str, measured: float, promise: str = "") -> None:
    sys.stdout.write(f"| {what} | {measured:.2f} | {promise} |\n")
    sys.stdout.flush()


def main() -> None:
    sys.stdout.write("| columns of amounts | measured | promise |\n|---|---|---|\n")
    random = np.random.default_rng(17)
    pennies = random.integers(-(10**9), 10**9, ROWS)
    group = pd.Series(random.integers(0, 1000, ROWS))
    whole = pd.Series(pennies)
    for gaps in (0.0, 0.1):
        held = np.where(random.random(ROWS) < gaps, np.nan, pennies)
        mine = pd.Series(amounts.GapSafeArray(held, amounts.AMOUNT))
        floats = pd.Series(held / 100)
        what = f"{ROWS:,} rows, {'one in ten a gap' if gaps else 'no gaps'}"
        say(f"sum of {what}: time, as a multiple of float64's", ratio(mine.sum, floats.sum), "at most 1.5")
        say(
            "the same by a thousand groups, as a multiple of int64's without gaps",
            ratio(lambda some=mine: some.groupby(group).sum(), lambda: whole.groupby(group).sum()),
            "at most 1.5",
        )
        say(
            "two such columns added up, row by row, as a multiple of float64's",
            ratio(lambda some=mine: some + some, lambda some=floats: some + some),
        )
    decimals = pd.Series(pa.array(held, from_pandas=True).cast(pa.decimal128(18, 2)), dtype=DECIMAL)
    say("memory, as a multiple of Arrow's decimals", mine.memory_usage() / decimals.memory_usage(), "at most 1")


if __name__ == "__main__":
    main()
