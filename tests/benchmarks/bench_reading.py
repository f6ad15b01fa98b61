"""How long reading workbooks takes, and how much memory, beside the readers it is built on or stands in for.

Run ``python tests/benchmarks/bench_reading.py [folder of the published spreadsheets]``. Each line is a ratio of medians
of runs that took turns, so that a busy machine slows both sides. Compile first: ``python -m compileall foi_stats``.
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

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))
REAL = Path(os.environ.get("FOI_STATS_REAL", PROJECT / ".." / "shared" / "real"))
DATA_SHEETS = {
    "rs2012_13.xls": "RS LA Data",
    "rs2013_14.xls": "RS LA Data",
    "rs2014_15.xls": "RS LA Data",
    "rs2015_16.xlsx": "RS LA Data",
    "rs2016_17.xlsx": "RS LA Data",
}
ROWS, COLUMNS, RUNS = 100_000, 12, 5


def ours(path: Path) -> None:
    from foi_stats.supply.workbook import read_workbook

    workbook, _ = read_workbook(path)
    assert workbook is not None


def ours_to_frame(path: Path) -> None:
    import pandas as pd

    from foi_stats.supply.workbook import read_workbook

    workbook, _ = read_workbook(path)
    assert workbook is not None
    heading, *rows = workbook.sheets[0].rows
    pd.DataFrame(rows, columns=heading)


def calamine(path: Path) -> None:
    """Every sheet, as :func:`ours` reads every sheet."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def calamine_data_sheets(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        if name.startswith(DATA_SHEETS[path.name]):
            workbook.get_sheet_by_name(name).to_python()


def calamine_to_frame(path: Path) -> None:
    import pandas as pd
    from python_calamine import CalamineWorkbook

    heading, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    pd.DataFrame(rows, columns=heading)


def pandas_data_sheets(path: Path) -> None:
    import pandas as pd

    warnings.filterwarnings("ignore", message=".*xlrd engine is deprecated")
    with pd.ExcelFile(path, engine="xlrd" if path.suffix == ".xls" else "openpyxl") as book:
        wanted = [str(name) for name in book.sheet_names if str(name).startswith(DATA_SHEETS[path.name])]
        pd.read_excel(book, sheet_name=wanted, header=None)


def medians(readers: list[Callable[[Path], None]], paths: list[Path], runs: int = RUNS) -> list[float]:
    """Return the median seconds that each reader takes for all paths; the readers take turns."""
    taken: list[list[float]] = [[] for _ in readers]
    for _ in range(runs + 1):
        for seconds, reader in zip(taken, readers, strict=True):
            start = time.perf_counter()
            for path in paths:
                reader(path)
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds[1:]) for seconds in taken]  # the first run imports


def peak_megabytes(reader: Callable[[Path], None], path: Path) -> float:
    """Return the most memory that a process of its own holds while it reads."""
    command = [sys.executable, __file__, "--peak", reader.__name__, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_peak(reader: str, path: str) -> None:
    import resource

    globals()[reader](Path(path))
    status = Path("/proc/self/status")
    if status.exists():  # where ru_maxrss would count the process that started this one
        peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(str(peak))


def write_large(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Funding")
        sheet.write_row(0, 0, [f"Heading {column}" for column in range(COLUMNS)])
        for row in range(1, ROWS + 1):
            sheet.write_row(row, 0, ["2012-13", f"Provider {row % 5000}", "paid", "expenditure"])
            sheet.write_row(row, 4, [row * column / 7 for column in range(4, COLUMNS)])


def write_text(path: Path, rows: int) -> None:
    line = "2012-13,Provider,paid,1234.50,text,text,1,2,3,4,5,6\n"
    with path.open("w") as file:
        for _ in range(rows):
            file.write(line)


def report(what: str, ratio: float, aim: str) -> None:
    sys.stdout.write(f"{what:<78} {ratio:6.2f}   {aim}\n")


def main(real: Path) -> None:
    if real.is_dir():
        paths = [real / name for name in DATA_SHEETS]
        mine, bare_all, bare_data, pandas = medians(
            [ours, calamine, calamine_data_sheets, pandas_data_sheets], paths, runs=3
        )
        report(
            "five rs20* workbooks: pandas.read_excel of the data sheets / ours, everything", pandas / mine, "at least 4"
        )
        report("five rs20* workbooks: ours / bare calamine, data sheets", mine / bare_data, "at most 3")
        report("five rs20* workbooks: ours / bare calamine, all sheets", mine / bare_all, "at most 3")
    else:
        sys.stdout.write("The published spreadsheets are not there: give their folder\n")
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "large.xlsx")
        write_large(large)
        mine, bare = medians([ours_to_frame, calamine_to_frame], [large], runs=3)
        report(f"{ROWS:,} x {COLUMNS} xlsx to a frame: ours / bare calamine", mine / bare, "at most 2")
        peaks = peak_megabytes(ours_to_frame, large), peak_megabytes(calamine_to_frame, large)
        report(
            f"{ROWS:,} x {COLUMNS} xlsx to a frame: peak memory, ours / bare calamine",
            peaks[0] / peaks[1],
            "at most 1.5",
        )
        for rows in (10_000, 100_000, 1_000_000):
            text = Path(folder, "large.csv")
            write_text(text, rows)
            (seconds,) = medians([ours], [text], runs=1)
            report(f"csv of {rows:,} rows: microseconds a row", seconds / rows * 1e6, "the same")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        print_peak(*sys.argv[2:])
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else REAL)
