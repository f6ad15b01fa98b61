"""Tell which cells a reply marks: every cell that a finding names, with the finding in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from foi_stats.files.limits import MAX_COLUMNS, MAX_ROWS
from foi_stats.vocabulary.findings import SEVERITIES, SEVERITY_WORDS, Finding, Severity

MOST_MARKS = 5_000
"""The most cells that are marked: nobody mends more one by one, and each is a note that the program draws."""

_LONGEST_NOTE = 1_000
_CELL = re.compile(r"\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::.*)?")

Place = tuple[int, int]
"""The row and the column of a cell, counted from 1."""


@dataclass
class Mark:
    """What is said at a cell: the worst severity, and a sentence or more for each finding."""

    severity: Severity
    texts: list[str] = field(default_factory=list)

    def add(self, severity: Severity, text: str) -> None:
        """Say something more at the cell."""
        self.severity = min(self.severity, severity, key=SEVERITIES.index)
        if text not in self.texts:
            self.texts.append(text)

    @property
    def note(self) -> str:
        """The text of the note at the cell."""
        text = "\n\n".join(self.texts)
        return text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}…"


def cells_in(place: str) -> list[str]:
    """Return the cells of a place that may name several, with commas between; a range counts as one."""
    return place.split(", ")


def place_of(cell: str) -> Place | None:
    """Return the first cell of a place in A1 notation: cells, a range or columns; None if it is none."""
    cell = cells_in(cell)[0]
    match = _CELL.fullmatch(cell)
    if not cell or match is None or not (match[1] or match[2]):
        return None
    column = 0
    for letter in match[1] or "A":
        column = column * 26 + ord(letter) - 64
    row = int(match[2] or 1)
    return (row, column) if 0 < row <= MAX_ROWS and column <= MAX_COLUMNS else None


def marks_of(findings: Iterable[Finding], names: Mapping[str, str]) -> dict[str, dict[Place, Mark]]:
    """Return the marks of each sheet by place; ``names`` are the sheets of the reply by the names in findings."""
    marks: dict[str, dict[Place, Mark]] = {}
    count = 0
    for finding in findings:
        head = SEVERITY_WORDS[finding.severity]
        said = "\n".join(finding.sentences(head))
        first = f"{finding.sheet} {finding.cell}".strip()
        same = replace(finding, found=f"the same as in {first}", expected="") if finding.cell else finding
        said_again = "\n".join(same.sentences(head))
        places = [(finding.sheet, cell, said) for cell in cells_in(finding.cell)]
        places += [(sheet, cell, said_again) for sheet, cells in finding.also for cell in cells_in(cells)]
        for sheet, cell, text in places:
            place = place_of(cell)
            if place is None or sheet not in names or count >= MOST_MARKS:
                continue
            of_sheet = marks.setdefault(names[sheet], {})
            count += place not in of_sheet
            of_sheet.setdefault(place, Mark(finding.severity)).add(finding.severity, text)
    return marks
