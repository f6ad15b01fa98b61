"""The checks of what is supplied: headings, rows, figures, totals, and one file beside another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from foi_stats.files.catalogue import CHECKS as FILES_CHECKS
from foi_stats.vocabulary.catalogue import Catalogue
from foi_stats.vocabulary.findings import Finding

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"), below=FILES_CHECKS)
NOT_SUPPLIED = "not-supplied"
"""The check of what is not there: no fault, but something to wait for."""


def holds_fault(findings: Iterable[Finding]) -> bool:
    """Return whether there is an error besides what was not supplied."""
    return any(finding.severity == "error" and finding.check != NOT_SUPPLIED for finding in findings)
