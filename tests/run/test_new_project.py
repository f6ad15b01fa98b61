"""A new project, from the source and from a wheel that was built and installed."""

import os
import subprocess
import sys
import venv

import openpyxl
import pytest

from foi_stats.request.project_folders import Places
from foi_stats.run.batch import run_request
from foi_stats.run.new_project import make_project
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT

REFERENCE = "1.2026-27"


def supply(folder):
    """Write what a finance team might send for the request to start from."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Organisation", "Line", "Basis", "2025-26 (£)"])
    sheet.append(["Our Council", "Youth centres", "outturn", 125000])
    sheet.append(["Our Council", "Youth justice", "outturn", 99000])
    sheet.append(["Our Council", "Grants for young people", "outturn", 30500])
    book.save(folder / "data" / "2025-26" / "our-council" / "spending.xlsx")


def test_a_new_project_needs_an_empty_folder_and_has_what_a_report_needs(tmp_path):
    made = make_project(tmp_path / "foi")
    assert {path.name for path in made} >= {"funding.ipynb", "1.2026-27.toml", "youth-services.toml", ".gitignore"}
    with pytest.raises(InputError, match="is there already and not empty"):
        make_project(tmp_path / "foi")


@pytest.mark.slow
@pytest.mark.soak
def test_the_request_to_start_from_is_answered_from_a_supply(tmp_path):
    folder = tmp_path / "foi"
    make_project(folder)
    supply(folder)
    done = run_request(REFERENCE, Places(folder / "notebooks", folder / "data", folder / "reports"))
    assert done.outcome == "draft"
    table = (done.folder / "tables" / "1.csv").read_text(encoding="utf-8")
    assert "125000" in table
    assert "99000" not in table


@pytest.mark.soak
@pytest.mark.links  # building a wheel makes hard links
def test_an_installed_wheel_makes_a_project_and_its_report(tmp_path):
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(PROJECT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "fresh", with_pip=True)
    scripts = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    pinned = ["-c", str(PROJECT / "constraints.txt")]
    subprocess.run([str(scripts / "python"), "-m", "pip", "install", "-q", *pinned, str(wheel)], check=True)
    folder = tmp_path / "foi"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = str(scripts / "foi-stats")
    subprocess.run([command, "init", str(folder)], check=True, cwd=tmp_path, env=env)
    supply(folder)
    subprocess.run([command, "run"], check=True, cwd=folder, env=env)
    assert (folder / "reports" / REFERENCE / "draft.html").exists()
