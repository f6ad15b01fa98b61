"""Collect the findings and the skipped cells of one file, each kind cut short where it repeats itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from foi_stats.vocabulary.findings import Finding, Severity

MOST = 20
"""How many findings of one check on one sheet are given one by one; the rest are counted."""


@dataclass
class Notices:
    """The findings and the skipped parts of one file, in the order in which they were met."""

    file: str
    _findings: list[Finding] = field(default_factory=list)
    _skipped: list[tuple[str, str, str]] = field(default_factory=list)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def find(
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
        """Add a finding; beyond :data:`MOST` of one kind on one sheet they are only counted."""
        self._seen[check, sheet] += 1
        if self._seen[check, sheet] <= MOST:
            self._findings.append(Finding(check, severity, self.file, sheet, cell, found, expected, action))

    def skip(self, sheet: str, cells: str, why: str) -> None:
        """Record cells that were not read, and why."""
        self._skipped.append((sheet, cells, why))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, each kind that was cut short ending with one that says how many more there are."""
        more = [
            Finding(
                check,
                next(found.severity for found in self._findings if (found.check, found.sheet) == (check, sheet)),
                self.file,
                sheet,
                found=f"{count - MOST} more of the same kind",
                action="Mend those listed first, and send the file again",
            )
            for (check, sheet), count in self._seen.items()
            if count > MOST
        ]
        return (*self._findings, *more)

    def skipped(self) -> pd.DataFrame:
        """Return what was skipped: ``sheet``, ``cells``, ``why``."""
        return pd.DataFrame(self._skipped, columns=["sheet", "cells", "why"], dtype="str")


def also_in(cells: Sequence[str], most: int = 5) -> str:
    """Return where else the same thing stands: ``, also in D9, D12 and 3 more``."""
    if not cells:
        return ""
    more = f" and {len(cells) - most} more" if len(cells) > most else ""
    return f", also in {', '.join(cells[:most])}{more}"
