"""How long reading supplies takes, and how much memory, beside the readers it is built on or stands in for.

Run ``python tests/benchmarks/bench_reading.py [--quick] [folder of the published spreadsheets]``, or ``make bench``. It
prints a table in Markdown. What is measured is the whole reading: rows with their trail, findings, hidden content. Each
ratio is the median of the ratios of runs that took turns, so that a busy machine slows both sides. Nothing here fails.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

warnings.simplefilter("ignore")  # of pandas and xlrd, about one another

import pandas as pd  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

PROJECT = Path(__file__).parents[2]
LAYOUTS = PROJECT / "data" / "layouts"
NO_LAYOUTS = PROJECT / "tests" / "benchmarks"  # a folder without any
REAL = Path(os.environ.get("FOI_STATS_REAL", PROJECT / ".." / "shared" / "real"))
PUBLISHED = ("rs2012_13.xls", "rs2013_14.xls", "rs2014_15.xls", "rs2015_16.xlsx", "rs2016_17.xlsx")
HEADINGS = (
    *("Financial year", "Organisation", "Line", "Provider", "Funder", "Activity"),
    *("Basis", "Flow", "Amount (£)", "Shorthand", "Note", "Source"),
)
Job = Callable[[Path], object]


def whole_reading(path: Path) -> None:
    from foi_stats import read_supply

    read_supply(path, layouts=LAYOUTS)


def without_layout(path: Path) -> None:
    from foi_stats import read_supply

    read_supply(path, layouts=NO_LAYOUTS)


def from_store(path: Path) -> None:
    from foi_stats.supply.cache import read_stored

    read_stored(path, layouts=LAYOUTS, name=path.name, year="", store=path.parent / "store")


def calamine(path: Path) -> None:
    """Read the data sheets to lists."""
    workbook = CalamineWorkbook.from_path(path)
    for name in filter(is_data, workbook.sheet_names):
        workbook.get_sheet_by_name(name).to_python()


def calamine_to_frame(path: Path) -> None:
    heading, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    pd.DataFrame(rows, columns=heading)


def pandas(path: Path) -> None:
    """Read the data sheets to frames, with openpyxl or xlrd."""
    with pd.ExcelFile(path, engine="xlrd" if path.suffix == ".xls" else "openpyxl") as book:
        pd.read_excel(book, sheet_name=[name for name in book.sheet_names if is_data(str(name))], header=None)


def is_data(sheet: str) -> bool:
    return sheet.startswith("RS LA Data")


def seconds(jobs: list[Job], paths: list[Path], runs: int) -> list[list[float]]:
    """Return what each job takes of the processor, run by run; they take turns, and the first run is not counted."""
    taken: list[list[float]] = [[] for _ in jobs]
    for _ in range(runs + 1):
        for times, job in zip(taken, jobs, strict=True):
            start = time.process_time()
            for path in paths:
                job(path)
            times.append(time.process_time() - start)
    return [times[1:] for times in taken]


def ratio(some: list[float], others: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(some, others, strict=True))


def megabytes(job: Job, path: Path) -> float:
    """Return the most memory that a process of its own holds while it does a job, libraries and all."""
    command = [sys.executable, __file__, "--peak", job.__name__, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_peak(job: str, path: str) -> None:
    import resource

    globals()[job](Path(path))
    status = Path("/proc/self/status")
    if status.exists():  # where ru_maxrss would count the process that started this one
        peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(str(peak))


def funding_row(number: int) -> list[str | float]:
    told = [f"Line {number % 500}", f"Provider {number % 5000}", "Home Office", f"Activity {number}"]
    return ["2012-13", "Exampleshire", *told, "outturn", "expenditure", number * 37 / 100, "", "", "ledger"]


def write_xlsx(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Funding")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, funding_row(number))


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADINGS) + "\n")
        file.writelines(",".join(map(str, funding_row(number))) + "\n" for number in range(1, rows + 1))


def say(what: str, measured: str, promise: str = "") -> None:
    sys.stdout.write(f"| {what} | {measured} | {promise} |\n")
    sys.stdout.flush()


def published(real: Path, runs: int) -> None:
    if not real.is_dir():
        say("five published workbooks", "not there", "")
        return
    mine, inferred, bare, slow = seconds(
        [whole_reading, without_layout, calamine, pandas], [real / name for name in PUBLISHED], runs
    )
    say("five published workbooks: times faster than pandas, data sheets", f"{ratio(slow, mine):.1f}", "at least 4")
    say("the same: time, as a multiple of calamine's, data sheets", f"{ratio(mine, bare):.2f}", "at most 3")
    say("the same with no layout: every sheet is searched for tables", f"{ratio(inferred, bare):.2f}", "")


def large(folder: Path, rows: int, runs: int) -> None:
    path = folder / "large.xlsx"
    write_xlsx(path, rows)
    mine, bare, kept = seconds([whole_reading, calamine_to_frame, from_store], [path], runs)
    what = f"xlsx of {rows:,} × {len(HEADINGS)}"
    say(f"{what}: time, as a multiple of calamine's to a frame", f"{ratio(mine, bare):.2f}", "at most 2")
    memory = megabytes(whole_reading, path) / megabytes(calamine_to_frame, path)
    say("the same: peak memory of the process", f"{memory:.2f}", "at most 1.5")
    say("the same from the store: times faster than parsing", f"{ratio(mine, kept):.0f}", "at least 20")


def linear(folder: Path, sizes: list[int]) -> None:
    path = folder / "large.csv"
    write_csv(path, 10)
    before = megabytes(whole_reading, path)  # what a process holds that reads next to nothing
    for rows in sizes:
        write_csv(path, rows)
        (times,) = seconds([whole_reading], [path], 1 if rows > 100_000 else 5)
        each = (megabytes(whole_reading, path) - before) * 2**20 / rows
        say(
            f"csv of {rows:,} rows",
            f"{statistics.median(times) / rows * 1e6:.1f} µs, {each:,.0f} bytes a row",
            "linear",
        )


def main(real: Path, *, quick: bool) -> None:
    sys.stdout.write("| reading | measured | promise |\n|---|---|---|\n")
    published(real, 3 if quick else 9)
    with tempfile.TemporaryDirectory() as folder:
        large(Path(folder), 10_000 if quick else 100_000, 3 if quick else 5)
        linear(Path(folder), [1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000])


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    if sys.argv[1:2] == ["--peak"]:
        print_peak(*sys.argv[2:])
    else:
        folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
        main(Path(folders[0]) if folders else REAL, quick="--quick" in sys.argv)
