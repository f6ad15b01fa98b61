"""Preview a file for a person: a draft of its layout, and the rows that would be read without one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.files.read import read_workbook
from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.rows import breakdowns, funding_frame, records, referral_frame, row_period
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame
from foi_stats.vocabulary.findings import worst_first

_SAMPLE_ROWS = 8


@dataclass(frozen=True)
class Draft:
    """The draft of a file's layout, empty if the file cannot be opened, and the supply read by its headings alone."""

    text: str
    supply: Supply

    @property
    def summary(self) -> str:
        """The rows that would be read, the findings and the skipped cells, as lines of text."""
        lines = []
        for kind, rows, figure in (
            ("funding", self.supply.funding, "amount"),
            ("referrals", self.supply.referrals, "count"),
        ):
            if len(rows):
                lines += [f"{len(rows):,} {kind} rows would be read:", *_format_sample(rows, figure)]
                if names := breakdowns(rows):
                    lines.append(f"  label columns of the file's own, each a breakdown: {', '.join(names)}")
        if not lines:
            lines.append("No row would be read.")
        lines += [f"{finding.severity}: {finding}" for finding in self.supply.findings]
        lines += [f"not read: {_format_place(skipped)}{skipped['why']}" for skipped in records(self.supply.skipped)]
        return "\n".join(lines)


def read_draft(path: Path) -> Draft:
    """Draft the layout of a file, and read the file without one.

    Raises
    ------
    Nothing for the content of a file: faults are findings of the supply.
    """
    workbook, findings = read_workbook(path, name=path.name)
    if workbook is None:
        return Draft("", Supply(path, funding_frame(), referral_frame(), findings, skipped_frame(), covered_frame()))
    read = interpret(workbook, file=path.name)
    supply = Supply(
        path,
        read.funding,
        read.referrals,
        worst_first((*findings, *read.findings)),
        read.skipped,
        read.covered,
        read.kinds,
        read.totals,
    )
    return Draft(draft_layout(workbook, path.name), supply)


def _format_sample(rows: pd.DataFrame, figure: str) -> list[str]:
    label = "line" if figure == "amount" else "service"
    lines = [
        f"  {row['sheet']} {row['cell']}: {row_period(row)}, {_format_labels(row, label, breakdowns(rows))}, "
        f"{row['shorthand'] if pd.isna(row[figure]) else row[figure]} (found: {row['found']})"
        for row in records(rows.head(_SAMPLE_ROWS))
    ]
    return [*lines, *(["  …"] if len(rows) > _SAMPLE_ROWS else [])]


def _format_labels(row: dict[str, Any], label: str, own: list[str]) -> str:
    texts = [row[label] or row.get("provider", "") or row["organisation"], *(row[name] for name in own)]
    return ", ".join(dict.fromkeys(filter(None, texts)))


def _format_place(skipped: dict[str, str]) -> str:
    place = " ".join(filter(None, [skipped["sheet"], skipped["cells"]]))
    return f"{place}: " if place else ""
