"""Draw the picture of the sheet behind a figure in docs/figures.md: python docs/sheet_picture.py.

It needs Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Font, PatternFill
from PIL import Image, ImageChops

import foi_stats as foi

PROJECT = Path(__file__).resolve().parents[1]
ROWS = [
    ["Service", "Provider", "2014-15 Outturn (£ thousand)", "2015-16 Outturn (£ thousand)"],
    ["Refuge", "Harbour Trust", 84.312, 85.5],
    ["Helpline", "Harbour Trust", 11.25, 12],
    ["Outreach", "Northgate", 9.5, 9.75],
]


def main() -> None:
    """Write the picture beside this file."""
    browser = shutil.which("chromium")
    if browser is None:
        raise SystemExit("Chromium is needed")
    with tempfile.TemporaryDirectory() as folder:
        view = foi.sheet(_supply(Path(folder)), "C2")
        page, picture = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(f'<!DOCTYPE html><meta charset="utf-8">{view._repr_html_()}', encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,400"]
        command = [browser, *options, f"--screenshot={picture}", page.as_uri()]
        subprocess.run(command, check=True)  # noqa: S603 - our own page
        drawn = Image.open(picture).convert("RGB")
    box = ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).getbbox()
    right, bottom = box[2:] if box else drawn.size
    drawn.crop((0, 0, right + 8, bottom + 8)).quantize(64).save(PROJECT / "docs" / "sheet.png", optimize=True)


def _supply(folder: Path) -> Path:
    """Write a supply of an invented council, which shows whole thousands, and return its path."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Spend"
    for row in ROWS:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="12436D")
    for row in sheet["C2:D4"]:
        for cell in row:
            cell.number_format = "#,##0"
    book.save(folder / "spend.xlsx")
    return folder / "spend.xlsx"


if __name__ == "__main__":
    main()
