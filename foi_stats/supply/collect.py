"""Collect the findings and the skipped cells of one file while it is read; long lists of one check are cut short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from foi_stats.supply.cache_entries import Kind
from foi_stats.vocabulary.findings import Finding, Severity

MOST_LISTED = 20
"""How many findings of one check on one sheet are listed; the rest are counted."""


@dataclass
class Findings:
    """The findings and the skipped cells of one file, in the order in which they were added.

    ``unread`` are the kinds of figures that what could not be read may hold.
    """

    file: str
    unread: set[Kind] = field(default_factory=set)
    _findings: list[Finding] = field(default_factory=list)
    _skipped: list[tuple[str, str, str]] = field(default_factory=list)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(
        self,
        check: str,
        severity: Severity,
        sheet: str = "",
        cell: str = "",
        *,
        found: str = "",
        expected: str = "",
        action: str = "",
    ) -> None:
        """Add a finding, or only count it if :data:`MOST_LISTED` of its check on its sheet are listed already."""
        self._counts[check, sheet] += 1
        if self._counts[check, sheet] <= MOST_LISTED:
            self._findings.append(Finding(check, severity, self.file, sheet, cell, found, expected, action))

    def skip(self, sheet: str, cells: str, why: str) -> None:
        """Record cells that were not read, and why."""
        self._skipped.append((sheet, cells, why))

    def as_tuple(self) -> tuple[Finding, ...]:
        """Return the findings; for each list that was cut short, a last finding says how many more there are."""
        more = [
            Finding(
                check,
                next(found.severity for found in self._findings if (found.check, found.sheet) == (check, sheet)),
                self.file,
                sheet,
                found=f"{count - MOST_LISTED} more of the same kind",
                action="Mend those listed first, and send the file again",
            )
            for (check, sheet), count in self._counts.items()
            if count > MOST_LISTED
        ]
        return (*self._findings, *more)

    def skipped_frame(self) -> pd.DataFrame:
        """Return the skipped cells as a frame: ``sheet``, ``cells``, ``why``."""
        return pd.DataFrame(self._skipped, columns=["sheet", "cells", "why"], dtype="str")


def format_also_in(cells: Sequence[str], most: int = 5) -> str:
    """Return the other cells of one finding as the end of its sentence: ``, also in D9, D12 and 3 more``."""
    if not cells:
        return ""
    more = f" and {len(cells) - most} more" if len(cells) > most else ""
    return f", also in {', '.join(cells[:most])}{more}"
