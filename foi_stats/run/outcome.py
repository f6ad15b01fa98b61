"""What a run leaves for readers: the response, its tables and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from foi_stats.answer.answer import Answer
from foi_stats.answer.case import Case
from foi_stats.publish.part import Part
from foi_stats.publish.response import compose, response_html


def write_outcome(folder: Path, case: Case, answers: Mapping[str, Answer], parts: Mapping[str, Part]) -> None:
    """Write what a reader gets: the page, the tables as CSV, and the charts."""
    for name in ("tables", "figures"):
        (folder / name).mkdir(parents=True)
    response = compose(case, answers, parts, draft=folder.name == "draft")
    write_text(folder / "response.html", response_html(response))
    made = folder.parent / "parts"
    for name, part in parts.items():
        (folder / "tables" / f"{name}.csv").write_bytes((made / name / "table.csv").read_bytes())
        if part.chart:
            write_text(folder / "figures" / f"{name}.svg", part.chart.svg)
            (folder / "figures" / f"{name}.png").write_bytes(part.chart.png)


def write_text(path: Path, text: str) -> None:
    """Write text as it is, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
