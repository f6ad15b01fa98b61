"""Time and cost of suppression against the size of the table, beside pytauargus where it is installed.

Run ``python tests/benchmarks/bench_suppression.py``; with ``--tauargus`` (``pip install pytauargus``) each table also
goes to Tau-Argus' optimal method. Its frequency rule takes protection levels as a share of the count (here 100 per
cent: from 0 to twice the count), not from 1 to the threshold, and leaves secondary cells unprotected. So it is compared
with our search by *its* rule, which is the same question; the last column says how many of the cells that it hides our
audit, by our rule, finds unsafe.
"""

# ruff: noqa: T201 - a script that prints its table

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from foi_stats.suppression.attack import Model, ProtectionLevels
from foi_stats.suppression.audit import audit
from foi_stats.suppression.bounds import Rule
from foi_stats.suppression.build_problem import build_problem, cell_costs
from foi_stats.suppression.linked_tables import link_tables
from foi_stats.suppression.optimum import Solution, solve
from foi_stats.suppression.suppress import protect
from foi_stats.suppression.tables import published_table

SIZES = [(5, 5), (10, 5), (10, 10), (20, 10), (20, 20), (40, 20), (60, 20), (100, 20), (200, 20)]
SPREADS = {"many small": 0.08, "few small": 0.02}
BY = ["row", "column"]


def random_table(rows: int, columns: int, spread: float, seed: int) -> pd.DataFrame:
    """Return a long table of skewed counts with its totals; about one cell in seven is a true zero."""
    random = np.random.default_rng(seed)
    counts = random.negative_binomial(1, spread, size=(rows, columns)) * (random.random((rows, columns)) > 0.15)
    labels = [[f"{axis}{at:03}" for at in range(size)] for axis, size in zip("rc", (rows, columns), strict=True)]
    wide = pd.DataFrame(counts, index=labels[0], columns=labels[1])
    wide["Total"] = wide.sum(axis="columns")
    wide.loc["Total"] = wide.sum()
    return wide.rename_axis("row").reset_index().melt("row", var_name="column", value_name="n")


def tauargus(table: pd.DataFrame, seconds: int) -> tuple[float, pd.Series]:
    """Return the seconds that Tau-Argus takes and which rows it hides."""
    from pytauargus import protect as protect_records

    inner = table[table["row"].ne("Total") & table["column"].ne("Total")]
    people = inner.loc[inner.index.repeat(inner["n"]), BY].assign(v=1.0)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # it leaves logs where it stands
        started = time.perf_counter()
        result = protect_records(
            people,
            BY,
            response="v",
            safety_rules="FREQ(5,100)",
            suppress=f"OPT(1,{seconds // 60 or 1})",
            workdir=folder,
        )
        taken = time.perf_counter() - started
        found = result.tables[0].dataframe()
        os.chdir(here)
    status = found.set_index(BY)["status"]
    marks = pd.Series(
        [status.get((row, column), "E") for row, column in zip(table["row"], table["column"], strict=True)]
    )
    return taken, marks.map({"U": "primary", "M": "secondary"}).fillna("")


def by_their_rule(table: pd.DataFrame, seconds: float) -> tuple[float, Solution]:
    """Return the seconds that our search takes for Tau-Argus' rule, and what it finds."""
    started = time.perf_counter()
    linked = link_tables([table], "n", BY, None)
    cost = cell_costs([table], linked, None)
    deadline = time.monotonic() + seconds
    problem, small, _ = build_problem(linked, 1, Rule(5), cost, deadline)
    base = problem.model.base
    model = Model(problem.model.matrix, base, np.zeros(len(base)), np.full(len(base), np.inf))
    levels = {int(cell): (-int(base[cell]), int(base[cell])) for cell in np.flatnonzero(small)}
    solution = solve(
        replace(problem, model=model, protection=ProtectionLevels(levels, np.zeros(len(base), dtype=bool)))
    )
    return time.perf_counter() - started, solution


def compare(table: pd.DataFrame, seconds: int) -> str:
    """Return our time and cost by Tau-Argus' rule as ratios to its own, and how much it hides that is unsafe."""
    times = []
    for _ in range(3):  # in turns, so that a busy machine slows both
        ours, solution = by_their_rule(table, seconds)
        theirs, marks = tauargus(table, seconds)
        times.append(ours / theirs)
    cost = float(np.maximum(table.loc[marks.eq("secondary").to_numpy(), "n"], 1).sum())
    published = published_table(table.assign(suppressed=marks.to_numpy()), count="n")
    found = audit(published.assign(suppressed=marks.to_numpy()), count="n", by=BY, threshold=5)
    proven = "" if solution.optimal else " (not proven)"
    return (
        f" | {np.median(times):.1f} | {solution.cost:,.0f}{proven} | {solution.cost / max(cost, 1):.3f}"
        f" | {int((~found['safe']).sum())} of {len(found)}"
    )


def main() -> None:
    """Print one line of a Markdown table for each size and spread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=60, help="seconds for each table")
    parser.add_argument("--most", type=int, default=200, help="most rows of a table")
    parser.add_argument("--tauargus", action="store_true", help="compare with pytauargus")
    chosen = parser.parse_args()
    more = " | by its rule: our time ÷ its | our cost | our cost ÷ its | its unsafe cells" if chosen.tauargus else ""
    print(f"| table | counts | small | hidden besides | cost | status | gap | seconds{more} |")
    print("|" + "---|" * (8 + 4 * chosen.tauargus))
    for rows, columns in (size for size in SIZES if size[0] <= chosen.most):
        for name, spread in SPREADS.items():
            table = random_table(rows, columns, spread, seed=1)
            ours = protect(table, count="n", by=BY, time_limit=chosen.limit)
            said = ours.attrs["suppression"]
            beside = compare(table, chosen.limit) if chosen.tauargus else ""
            print(
                f"| {rows} × {columns} | {name} | {said['primary']} | {said['secondary']} | {said['cost']:,.0f} "
                f"| {said['status']} | {said['gap']:.1%} | {said['seconds']:.2f}{beside} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
