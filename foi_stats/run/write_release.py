"""Write the files for readers: the response in three formats, its tables and its charts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from foi_stats.engine.pool import run_in_background
from foi_stats.publish.compose import BACKGROUND
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.files import write_figures
from foi_stats.publish.response import Response, background_of
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_html import response_html
from foi_stats.publish.response_pdf import response_pdf
from foi_stats.request.case import Case


def write_outcome(
    folder: Path,
    case: Case,
    response: Response,
    bundles: Mapping[str, FigureBundle],
    annexes: Mapping[str, bytes],
    edited: bytes | None = None,
) -> None:
    """Write the files for readers: the response, its background, its tables, its charts, and its annexes.

    Where an officer has put back an edited letter it is released as it is, and alone: a page and a PDF made from the
    request's file would not say the same.
    """
    folder.mkdir(parents=True)
    if response.context:
        write_text(folder / BACKGROUND, response_html(background_of(response)))
    with run_in_background(_write_response, folder, response, edited) as written:
        write_figures(folder, case, bundles, draft=bool(response.draft))
        for name, content in annexes.items():
            (folder / "annexes").mkdir(exist_ok=True)
            (folder / "annexes" / name).write_bytes(content)
        written()


def _write_response(folder: Path, response: Response, edited: bytes | None) -> None:
    if edited is not None:
        (folder / "response.docx").write_bytes(edited)
        return
    write_text(folder / "response.html", response_html(response))
    (folder / "response.pdf").write_bytes(response_pdf(response))
    (folder / "response.docx").write_bytes(response_docx(response))


def write_text(path: Path, text: str) -> None:
    """Write text as it is, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
