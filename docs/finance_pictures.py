"""Draw the pictures of docs/finance.md from the shipped data: python docs/finance_pictures.py.

It needs LibreOffice and poppler.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

from foi_stats.publish.template.asked import asked_of
from foi_stats.publish.template.book import template_bytes
from foi_stats.supply.check import check_file
from foi_stats.supply.reply.reply import reply_bytes

PROJECT = Path(__file__).resolve().parents[1]
SPEND = [
    ["Service", "Provider", "2014-15 Outturn (£)", "2015-16 Outturn (£)"],
    ["Refuge", "Harbour Trust", 84_000, 85_500],
    ["Helpline", "Harbour Trust", "n/a", 12_000],
    ["Outreach", "Northgate", 9_500, None],
    ["Training", "Northgate", 3_000, 2_500],
    ["Total", None, 96_500, 101_000],
]


def main() -> None:
    """Write the pictures beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        _draw_template(Path(folder))
        _draw_reply(Path(folder))


def _draw_template(folder: Path) -> None:
    path = folder / "template.xlsx"
    path.write_bytes(template_bytes(asked_of(PROJECT / "data", "exampleshire", request="101.2016-17")))
    page = _pages(path)[1]
    _save(page.crop((0, 0, page.width, 210)), "finance-template.png")


def _draw_reply(folder: Path) -> None:
    path, reply = folder / "spend.xlsx", folder / "reply.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Spend"
    for row in SPEND:
        sheet.append(row)
    sheet.page_setup.orientation = "landscape"
    for column, width in zip("ABCD", (16, 20, 24, 24), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(path)
    reply.write_bytes(reply_bytes(path, check_file(path, folder).supply.findings))
    list_page, marked = _pages(reply)[:2]
    _save(list_page, "finance-reply-list.png")
    _save(marked, "finance-reply-sheet.png")


def _pages(path: Path) -> list[Image.Image]:
    """Return the pages of a workbook as pictures, without their margins."""
    office, drawer = shutil.which("soffice"), shutil.which("pdftoppm")
    if not (office and drawer):
        raise SystemExit("LibreOffice (soffice) and poppler (pdftoppm) are needed")
    outdir = path.parent
    subprocess.run([office, "--headless", "--convert-to", "pdf", "--outdir", outdir, path], check=True)  # noqa: S603
    pdf = path.with_suffix(".pdf")
    subprocess.run([drawer, "-r", "110", "-png", pdf, outdir / path.stem], check=True)  # noqa: S603
    pages = [Image.open(page).convert("RGB") for page in sorted(outdir.glob(f"{path.stem}-*.png"))]
    white = [Image.new("RGB", page.size, "white") for page in pages]
    boxes = [ImageChops.difference(page, blank).getbbox() for page, blank in zip(pages, white, strict=True)]
    return [page.crop(_wider(box)) for page, box in zip(pages, boxes, strict=True) if box]


def _wider(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return (max(0, box[0] - 8), max(0, box[1] - 8), box[2] + 8, box[3] + 8)


def _save(picture: Image.Image, name: str) -> None:
    picture.quantize(32).save(PROJECT / "docs" / name, optimize=True)


if __name__ == "__main__":
    main()
