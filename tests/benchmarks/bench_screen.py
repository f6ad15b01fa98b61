"""How long screening takes beside a load by openpyxl, and how much memory a large workbook takes.

Run ``python tests/benchmarks/bench_screen.py [--quick] [folder of the published spreadsheets]``, or ``make bench``. It
prints a table in Markdown. Each ratio is the median of the ratios of runs that took turns, so that a busy machine slows
both sides. Nothing here fails.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import openpyxl

PROJECT = Path(__file__).parents[2]
REAL = Path(os.environ.get("FOI_STATS_REAL", PROJECT / ".." / "shared" / "real"))
PEAK = """
import sys
from pathlib import Path
from foi_stats.screen.read import screen
found = screen(sys.argv[1])
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(int(peak) // 1024, *(one.check for one in found))
"""


def seconds(job, path: Path) -> float:
    start = time.process_time()
    job(path)
    return time.process_time() - start


def ratio(path: Path, runs: int) -> float:
    """Return how many times longer openpyxl takes to load a workbook than screening it takes."""
    from foi_stats.screen.read import screen

    ratios = [seconds(openpyxl.load_workbook, path) / seconds(screen, path) for _ in range(runs + 1)]
    return statistics.median(ratios[1:])


def write_large(path: Path, megabytes: int) -> None:
    """Write a workbook whose sheet has this size, and so has the file: it is not packed. Its last row is hidden."""
    book = openpyxl.Workbook()
    book.active.append(["seed"])
    book.save(path.with_suffix(".seed"))
    row = (
        '<row r="{0}">'
        + "".join(f'<c r="{letter}{{0}}" s="0"><v>{{0}}.25</v></c>' for letter in "ABCDEFGHIJKL")
        + "</row>"
    )
    with zipfile.ZipFile(path.with_suffix(".seed")) as seed, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name in seed.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, seed.read(name))
        head, tail = seed.read("xl/worksheets/sheet1.xml").decode().split("<row", 1)
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(head.encode())
            size = number = 0
            while size < megabytes * 2**20:
                number += 1
                size += sheet.write(row.format(number).encode())
            sheet.write(row.format(number + 1).replace("<row", '<row hidden="1"').encode())
            sheet.write(tail[tail.index("</sheetData>") :].encode())


def peak(path: Path) -> tuple[int, float]:
    """Return the peak memory of a process that screens a file, in MB, and the seconds it takes."""
    start = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    told = subprocess.run(
        [sys.executable, "-c", PEAK, path], env=environment, capture_output=True, text=True, check=True
    )
    megabytes, *checks = told.stdout.split()
    assert checks == ["hidden-rows"], checks
    return int(megabytes), time.perf_counter() - start


def say(what: str, measured: str, promise: str = "") -> None:
    sys.stdout.write(f"| {what} | {measured} | {promise} |\n")
    sys.stdout.flush()


def main() -> None:
    quick = "--quick" in sys.argv
    real = next((Path(one) for one in sys.argv[1:] if not one.startswith("-")), REAL)
    say("screening", "measured", "promise")
    say("---", "---", "---")
    for name in ("rs2016_17.xlsx", "rs2015_16.xlsx", "fire-2022-23.xlsx"):
        what = f"{name}: times faster than a load by openpyxl"
        promise = "at least 12" if name == "rs2016_17.xlsx" else ""
        say(what, f"{ratio(real / name, 3 if quick else 9):.1f}" if (real / name).is_file() else "not there", promise)
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (1, 10) if quick else (1, 10, 100):
            path = Path(folder) / f"{megabytes}.xlsx"
            write_large(path, megabytes)
            memory, took = peak(path)
            what = f"a workbook of {megabytes} MB: peak memory of the process"
            say(what, f"{memory} MB ({took:.1f} s)", "constant" if megabytes == 100 else "")
            path.unlink()


if __name__ == "__main__":
    main()
