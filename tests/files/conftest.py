"""Workbooks made here in every format, and the fixture that reads them."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Workbook
from foi_stats.vocabulary.findings import Finding


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes, str], tuple[Workbook | None, tuple[Finding, ...]]]:
    """Write bytes to a file of some name, and read it."""

    def read_bytes(data: bytes, name: str) -> tuple[Workbook | None, tuple[Finding, ...]]:
        path = tmp_path / name
        path.write_bytes(data)
        return read_workbook(path, name=name)

    return read_bytes


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same workbook in each format: xlsx by openpyxl, xls and ods converted by LibreOffice, if installed."""
    folder = tmp_path_factory.mktemp("office")
    paths = {"xlsx": folder / "funding.xlsx"}
    make_workbook().save(paths["xlsx"])
    soffice = shutil.which("soffice")
    if soffice:
        for kind in ("xls", "ods"):
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", folder, paths["xlsx"]]
            undated = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
            subprocess.run(command, check=True, capture_output=True, timeout=120, env=undated)
            paths[kind] = folder / f"funding.{kind}"
    return paths


def make_workbook() -> openpyxl.Workbook:
    """Return a workbook with what finance teams' have: a table off the corner, bands, merges, hidden parts, errors."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Funding"
    sheet["C3"] = "Funding by year, £"
    sheet.merge_cells("C3:G3")
    for column, heading in enumerate(("Year", "Provider", "Amount", "Paid on", "Code"), 3):
        sheet.cell(5, column, heading)
    for row in range(6, 26):
        sheet.cell(row, 3, "2012-13")
        sheet.cell(row, 4, f"Provider {row} & sons <é>")
        sheet.cell(row, 5, 1000.25 + row)
        sheet.cell(row, 6, dt.date(2012, 4, row))
        sheet.cell(row, 7, f"00{row}")
    sheet["E26"] = True
    sheet["H7"] = "#N/A"
    sheet["H9"] = "#DIV/0!"
    sheet["D40"] = "A note\nof two lines"
    for row in (8, 9, 10, 12, 30):  # row 30 is empty
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["G"].hidden = True
    hidden = workbook.create_sheet("Workings")
    hidden["B2"] = "not for sending"
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Empty")
    return workbook
