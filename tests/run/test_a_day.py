"""A scheduler's day: what an operator sees as supplies are late, faulty and restated, a run is killed, a disk fills.

The day is written down in ``day.txt`` in the test's folder.
"""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from foi_stats.request.project_folders import Places
from foi_stats.run.folders import read_current
from tests.conftest import PROJECT
from tests.run.test_batch import EX, NY, bytes_of

pytestmark = pytest.mark.soak

COMMAND = [sys.executable, "-m", "foi_stats"]
FULL = """
mount -t tmpfs -o size=64m none reports || exit 99
cp -a kept/. reports/
before=$(cd reports && find */runs -type f | sort | xargs sha256sum)
dd if=/dev/zero of=reports/filler bs=64k 2>/dev/null
"$@"
code=$?
after=$(cd reports && find */runs -type f | sort | xargs sha256sum)
[ "$before" = "$after" ] && echo "the reports stand as they were" >&2
exit $code
"""
NO_DISK = 99
"""How that script ends where it cannot make a disk."""
LINE = "Modern slavery awareness training"


class Day:
    """Runs commands as an operator's scheduler does, and writes down what is seen."""

    def __init__(self, places: Places, temporary: Path) -> None:
        root = places.data.parent
        self._places, self.root, self.mail, self._temporary = places, root, root / "mail.txt", temporary
        self.supply = places.data / "2015-16" / "exampleshire" / "funding.xlsx"
        self.whole, self._released = self.supply.read_bytes(), self._release()
        self._day = root / "day.txt"
        self._environment = {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "110", "TMPDIR": str(temporary)}

    def hour(self, what: str) -> None:
        self._write(f"\n== {what}\n")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run what stands in the crontab: errors alone are printed, and the summary is mailed if anything failed."""
        self.mail.unlink(missing_ok=True)
        done = self.command("run", "--quiet", "--wait", "--log", "run.log", "--on-failure", "cat > mail.txt", *words)
        if self.mail.exists():
            self._write(f"[mail]\n{textwrap.indent(self.mail.read_text(encoding='utf-8'), '  ')}")
        return done

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._seen([*COMMAND, *words], words)

    def _seen(self, called: list[str], words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            called, cwd=self.root, env=self._environment, capture_output=True, encoding="utf-8", check=False
        )
        self._write(f"$ foi-stats {' '.join(words)}\n{done.stdout}{done.stderr}[exit code {done.returncode}]\n")
        assert "Traceback" not in done.stderr
        return done

    def on_a_full_disk(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command where the reports lie on a disk without room; only root can make one."""
        shutil.copytree(self.root / "reports", self.root / "kept")
        (self.root / "full.sh").write_text(FULL, encoding="utf-8")
        return self._seen(["unshare", "-m", "sh", "full.sh", *COMMAND, *words], words)

    def begun(self, *words: str) -> subprocess.Popen[str]:
        self._write(f"$ foi-stats {' '.join(words)}\n")
        return subprocess.Popen([*COMMAND, *words], cwd=self.root, env=self._environment)

    def note(self, what: str) -> None:
        self._write(f"[{what}]\n")

    def _write(self, text: str) -> None:
        with self._day.open("a", encoding="utf-8") as file:
            file.write(text.replace(str(self.root), "…"))

    def _release(self) -> list[dict[str, bytes]]:
        return [bytes_of(read_current(self._places.report(name)).release) for name in (NY, EX)]

    def stands(self) -> bool:
        """Return whether readers see the releases of the morning, to the byte."""
        return self._release() == self._released

    def half_made(self) -> list[Path]:
        """Return the runs that are not whole."""
        runs = self._places.reports.glob("*/runs/*")
        return [run for run in runs if not (run / "working" / "run.json").exists()]

    def left(self) -> list[str]:
        """Return what there is in the folder for temporary files."""
        return sorted(path.name for path in self._temporary.iterdir())


def edit_amount(path: Path, line: str, amount: object, as_at: dt.date | None = None) -> str:
    """Put another amount into the allocation of a line, and return its cell."""
    book = openpyxl.load_workbook(path)
    sheet = book["Funding"]
    headings = {cell.value: cell.column for cell in sheet[4]}
    row = next(
        row
        for row in range(5, sheet.max_row + 1)
        if (sheet.cell(row, headings["Line"]).value, sheet.cell(row, headings["Basis"]).value) == (line, "allocated")
    )
    cell = sheet.cell(row, headings["Amount"], amount)
    if as_at is not None:
        sheet.cell(row, headings["As at"], as_at)
    book.save(path)
    return cell.coordinate


@pytest.fixture
def day(reported, warm):
    shutil.copytree(reported[0].reports, warm.reports)
    shutil.copy(reported[0].data / "ledger.csv", warm.data / "ledger.csv")
    with tempfile.TemporaryDirectory(prefix="day-") as temporary:  # a short path, as a socket's must be
        yield Day(warm, Path(temporary))


def test_a_day_of_a_scheduler(day):
    day.hour("06:00 All is there, and nothing has changed since yesterday")
    assert day.run().returncode == 0
    assert not day.mail.exists()
    assert_a_late_supply_is_waited_for(day)
    assert_a_faulty_supply_is_sent_back(day)
    assert_a_restated_figure_waits_for_its_approval(day)
    assert_a_killed_run_leaves_nothing_for_good(day)
    assert_a_full_disk_is_said(day)
    day.hour("17:00 Room was made: all is well again")
    assert day.run().returncode == 0
    assert not day.mail.exists()
    told = json.loads(day.command("history", "--json").stdout)["runs"]
    assert [past["code"] for past in told] == [0, 1, 1, 1, 1, 0, 0]
    day.command("history")
    day.command("status")


def assert_a_late_supply_is_waited_for(day):
    day.hour("07:00 Finance has withdrawn a workbook and has not sent its replacement: a supply is late")
    whole = day.supply.read_bytes()
    day.supply.unlink()
    first = day.run()
    assert first.returncode == 1
    assert f"{EX}: The supplied data" in first.stderr
    assert "ask the finance team" in day.mail.read_text(encoding="utf-8")
    assert day.stands()
    second = day.run()
    assert f"{EX} has waited for a supply since" in second.stderr
    assert "It has waited for that since" in day.mail.read_text(encoding="utf-8")
    states = {one["request"]: one["state"] for one in json.loads(day.command("status", "--json").stdout)["requests"]}
    assert states[EX].startswith("released, and waiting for a supply since")
    day.supply.write_bytes(whole)


def assert_a_faulty_supply_is_sent_back(day):
    day.hour("09:00 The workbook comes, and an amount in it is no number")
    cell = edit_amount(day.supply, LINE, "6,1OO")
    (failure,) = json.loads(day.run("--json").stdout)["failures"]
    assert cell in {finding["cell"] for finding in failure["findings"]}
    assert (failure["request"], failure["waiting_since"]) == (EX, "")
    assert day.stands()


def assert_a_restated_figure_waits_for_its_approval(day):
    day.hour("11:00 The fault is mended; with it finance has restated the figure")
    edit_amount(day.supply, LINE, 6400, dt.date(2016, 6, 28))
    done = day.run()
    assert done.returncode == 1
    assert "not as released under the approval of" in done.stderr
    assert "21,550.50, now 21,850.50" in day.mail.read_text(encoding="utf-8")
    assert day.stands()
    day.supply.write_bytes(day.whole)
    day.note("the officer has the old figure put back until the restatement is approved")


def assert_a_killed_run_leaves_nothing_for_good(day):
    day.hour("13:00 The machine is switched off in the middle of a run")
    running, log = day.begun("run", "--quiet", "--force", "--log", "killed.log"), day.root / "killed.log"
    while not (log.exists() and "begun: counts" in log.read_text(encoding="utf-8")):
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    time.sleep(1)
    half_made = day.half_made()
    day.note(f"killed; left behind: {len(half_made)} half-made runs, {len(day.left())} temporary folders")
    assert half_made
    assert day.left()
    assert day.stands()
    assert day.run("--force").returncode == 0
    day.note(f"left behind now: {len(day.half_made())} and {len(day.left())}")
    assert not day.half_made()
    assert not day.left()
    assert day.stands()


def assert_a_full_disk_is_said(day):
    if not shutil.which("unshare") or os.geteuid() != 0:
        return
    day.hour("15:00 The disk of the reports is full")
    full = day.on_a_full_disk("run", "--quiet", "--force")
    if full.returncode != NO_DISK:
        assert full.returncode == 2
        assert "A disk is full: No space left on device. There is least room for reports" in full.stderr
        assert "the reports stand as they were" in full.stderr
