"""Check a file as its sender would have it checked: what was read of it, and what is to be mended."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from foi_stats.supply.overview import PrintedTotal, Read, others_sentence, overview_rows, printed_fields, read_of
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns, records
from foi_stats.supply.supply import Supply
from foi_stats.vocabulary.findings import count_findings
from foi_stats.vocabulary.phrases import counted

_MOST_LINES = 12
"""How many lines of what was read fit on a screen beside the findings."""


@dataclass(frozen=True)
class Checked:
    """A file that was checked: its path, and its supply."""

    path: Path
    supply: Supply

    @cached_property
    def _read(self) -> tuple[list[Read], list[PrintedTotal]]:
        return read_of(self.supply)

    @property
    def read(self) -> list[Read]:
        """What was read of it."""
        return self._read[0]

    @property
    def other_totals(self) -> list[PrintedTotal]:
        """The printed totals that are of no single period."""
        return self._read[1]

    @property
    def stopped(self) -> bool:
        """Whether its figures cannot be used as they are."""
        return any(finding.severity == "error" for finding in self.supply.findings)

    @property
    def heading(self) -> str:
        """The name of the file and how much was read of it."""
        rows = sum(one.rows for one in self.read)
        return f"{self.path}: {counted(rows, 'figure')} read"

    @property
    def table(self) -> list[dict[str, str]]:
        """What was read, as the rows of a table that fits on a screen."""
        return overview_rows(self.read)[:_MOST_LINES]

    @property
    def remarks(self) -> list[str]:
        """What is said beneath the table: what did not fit, other totals, label columns, and what was not read."""
        more = len(self.read) - _MOST_LINES
        labels = list(dict.fromkeys((*breakdowns(self.supply.funding), *breakdowns(self.supply.referrals))))
        left = [
            f"{' '.join(filter(None, (one['sheet'], _cells_said(one['cells']))))}: {one['why']}".removeprefix(": ")
            for one in records(self.supply.skipped)
        ]
        lines = [
            f"… and {more} more lines; --json has all" if more > 0 else "",
            others_sentence(self.other_totals),
            f"The figures are told apart by {', '.join(label.replace('_', ' ') for label in labels)}."
            if labels
            else "",
            *(f"Not read: {line}" for line in left[:_MOST_LINES]),
            f"Not read: {len(left) - _MOST_LINES} more places; --json has all" if len(left) > _MOST_LINES else "",
        ]
        return [line for line in lines if line]

    @property
    def verdict(self) -> str:
        """How many findings there are, and whether the file can be used."""
        said = count_findings(self.supply.findings)
        if self.stopped:
            return f"{said}: the figures are not used until the errors are mended."
        return f"{said}: the figures can be used." if said else "Nothing to mend: the figures can be used."


def check_file(path: Path, layouts: Path, year: str = "") -> Checked:
    """Check a file with the layouts of a folder; ``year`` is the financial year of figures whose file names none."""
    return Checked(path, read_supply(path, layouts=layouts, name=path.name, year=year))


def checked_json(checked: Sequence[Checked]) -> str:
    """Return checked files as JSON: ``{"version": 1, "findings": [...], "files": [...]}``."""
    files = [
        {
            "file": one.path.name,
            "usable": not one.stopped,
            "read": [read.fields() for read in one.read],
            "other_totals": [printed_fields(total) for total in one.other_totals],
            "not_read": records(one.supply.skipped),
        }
        for one in checked
    ]
    findings = [asdict(finding) for one in checked for finding in one.supply.findings]
    return json.dumps({"version": 1, "findings": findings, "files": files}, ensure_ascii=False, indent=2)


def _cells_said(cells: str) -> str:
    """Return cells in words where they are whole rows: ``row 22`` for 22:22."""
    found = re.fullmatch(r"(\d+):(\d+)", cells)
    if found is None:
        return cells
    first, last = found.groups()
    return f"row {first}" if first == last else f"rows {first} to {last}"
