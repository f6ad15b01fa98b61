"""Show a person what would be read of a file: a draft of its layout, and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from foi_stats.files.read import read_workbook
from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.rows import funding_frame, records, referral_frame
from foi_stats.supply.supply import Supply, skipped_frame

_SHOWN = 8


@dataclass(frozen=True)
class Draft:
    """A draft of a file's layout (empty if the file cannot be opened), and what would be read by its headings alone."""

    text: str
    supply: Supply

    @property
    def summary(self) -> str:
        """What would be read, what was found and what was left, in lines of text."""
        lines = []
        for kind, rows, figure in (
            ("funding", self.supply.funding, "amount"),
            ("referrals", self.supply.referrals, "count"),
        ):
            if len(rows):
                lines += [f"{len(rows):,} {kind} rows would be read:", *_sample(rows, figure)]
        if not lines:
            lines.append("No row would be read.")
        lines += [f"{finding.severity}: {finding}" for finding in self.supply.findings]
        lines += [f"not read: {_place(left)}{left['why']}" for left in records(self.supply.skipped)]
        return "\n".join(lines)


def read_draft(path: Path) -> Draft:
    """Draft the layout of a file and read the file without one, to show what it would give.

    Raises
    ------
    Nothing for what a file holds: that is a finding of the supply.
    """
    workbook, findings = read_workbook(path, name=path.name)
    if workbook is None:
        return Draft("", Supply(path, funding_frame(), referral_frame(), findings, skipped_frame()))
    read = interpret(workbook, file=path.name)
    supply = Supply(path, read.funding, read.referrals, (*findings, *read.findings), read.skipped)
    return Draft(draft_layout(workbook, path.name), supply)


def _sample(rows: pd.DataFrame, figure: str) -> list[str]:
    label = "line" if figure == "amount" else "service"
    lines = [
        f"  {row['sheet']} {row['cell']}: {row['financial_year']}, {row[label] or row['organisation']}, "
        f"{row['shorthand'] if pd.isna(row[figure]) else row[figure]} (found: {row['found']})"
        for row in records(rows.head(_SHOWN))
    ]
    return [*lines, *(["  …"] if len(rows) > _SHOWN else [])]


def _place(left: dict[str, str]) -> str:
    place = " ".join(filter(None, [left["sheet"], left["cells"]]))
    return f"{place}: " if place else ""
