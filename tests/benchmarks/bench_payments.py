"""What one figure costs among many payments: time, memory and what is left on the disk, by how many rows there are.

Run ``python tests/benchmarks/bench_payments.py``, or ``make bench``. It prints a table in Markdown; nothing here fails.
The payments are invented: five financial years, one file each, of which every fifth row counts; the request asks for
their sum by year. The first run fills the store and is not measured. ``--quick`` takes fewer rows, ``--rows N`` so
many, and ``--against FOLDER`` measures another checkout of the project too, in turns.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from bench_run import ENVIRONMENT, FOI_STATS, YEARS, peak, timed  # noqa: E402

from foi_stats.run.folders import read_current  # noqa: E402

SIZES = [1_000, 10_000] if "--quick" in sys.argv else [10_000, 100_000, 1_000_000, 2_000_000]
if "--rows" in sys.argv:
    SIZES = [int(sys.argv[sys.argv.index("--rows") + 1])]
PURPOSES = 3_000
"""How many purposes there are; a fifth of them are of the topic."""

TOPIC = """
title = "Counselling"
subject = "counselling"
[[rule]]
id = "named"
decision = "include"
words = ["counselling"]
why = "The purpose names what the request asks about."
"""
AUTHORITY = """
name = "Exampleshire (invented)"
place = "Exampleshire (invented)"
organisations = ["Exampleshire (invented)"]
invented = true
"""
REQUEST = """
reference = "payments"
title = "Payments for counselling (invented)"
authority = "exampleshire"
topic = "counselling"
responded = 2017-12-09
demonstration = true
[[question]]
id = "1"
text = "What was paid for counselling each year?"
[[question.limbs]]
id = "1a"
asks = "funding"
title = "Paid for counselling"
years = ["2012-13", "2013-14", "2014-15", "2015-16", "2016-17"]
basis = "paid"
by = ["organisation"]
"""


def make_project(folder: Path, rows: int) -> Path:
    """Make a project with one request and so many payments, and return its folder."""
    data = folder / "data"
    for name, text in (
        ("topics/counselling.toml", TOPIC),
        ("authorities/exampleshire.toml", AUTHORITY),
        ("requests/payments.toml", REQUEST),
    ):
        (data / name).parent.mkdir(parents=True)
        (data / name).write_text(text, encoding="utf-8")
    (data / "layouts").mkdir()
    (folder / "notebooks").symlink_to(PROJECT / "notebooks")
    for number, year in enumerate(YEARS):
        file = data / year / "exampleshire" / "payments.csv"
        file.parent.mkdir(parents=True)
        file.write_text(payments(int(year[:4]), rows // len(YEARS), number), encoding="utf-8")
    return folder


def payments(year: int, rows: int, seed: int) -> str:
    """Return a list of payments of one financial year as CSV: by day, each fifth for counselling."""
    chance = random.Random(seed)
    purposes = [f"{'Counselling' if n % 5 == 0 else 'Maintenance'} {4000 + n}" for n in range(PURPOSES)]
    lines = ["Payment date,Supplier,Purpose,Amount paid (£)"]
    for n in range(rows):
        month = n * 12 // rows + 4
        day = f"{year + (month > 12)}-{(month - 1) % 12 + 1:02d}-{n % 28 + 1:02d}"
        pence = chance.randrange(100, 9_999_999)
        lines.append(f"{day},Supplier {chance.randrange(5_000)} Ltd,{purposes[n % PURPOSES]},{pence / 100:.2f}")
    return "\n".join(lines) + "\n"


def measured(checkout: Path, project: Path) -> list[str]:
    """Return what a warm run by a checkout takes: the time, that of the processor, the memory, and what it leaves."""
    ENVIRONMENT["PYTHONPATH"] = str(checkout)
    reports = project / "reports" / checkout.name
    words = ["-c", FOI_STATS, "run", "--force", "--quiet", "--root", str(project), "--reports", str(reports)]
    timed(*words)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    memory = peak(*words)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    run = read_current(reports / "payments").published
    assert run is not None
    left = sum(path.stat().st_size for path in run.rglob("*") if path.is_file()) / 1e6
    return [f"{seconds:.1f} s", f"{processor:.1f} s", f"{memory:.0f} MB", f"{left:.1f} MB"]


def main() -> None:
    checkouts = [PROJECT]
    if "--against" in sys.argv:
        checkouts.insert(0, Path(sys.argv[sys.argv.index("--against") + 1]).resolve())
    names = [checkout.name for checkout in checkouts]
    sys.stdout.write(f"| payments | checkout | time | of the processor | memory | left by a run |\n{'|---' * 6}|\n")
    for rows in SIZES:
        with TemporaryDirectory(prefix="foi-payments-") as folder:
            project = make_project(Path(folder), rows)
            for name, checkout in zip(names, checkouts, strict=True):
                with chdir(folder):  # where a command runs comes first among what Python imports from
                    told = " | ".join(measured(checkout, project))
                sys.stdout.write(f"| {rows:,} | {name} | {told} |\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
