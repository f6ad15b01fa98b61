"""Check that a reply that is sent back differs from what was replied to: else nothing in it has been mended."""

from __future__ import annotations

from collections.abc import Iterable

from foi_stats.files.digest import content_digest
from foi_stats.files.marked import values_digest
from foi_stats.files.workbook import Workbook
from foi_stats.supply.catalogue import CHECKS
from foi_stats.vocabulary.findings import Finding


def findings_digest(findings: Iterable[Finding]) -> str:
    """Return a digest of the errors in cells: the same where the same is to be mended in the same places."""
    lines = sorted((one.check, one.sheet, one.cell) for one in findings if one.severity == "error" and one.cell)
    return content_digest(repr(lines).encode())


def find_unchanged(workbook: Workbook, findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """Return a finding if a marked workbook came back with every cell, and all that is to be mended, as it was."""
    marked = workbook.marked
    if (
        marked is None
        or findings_digest(findings) != marked.findings
        or values_digest(workbook.sheets) != marked.values
    ):
        return ()
    return (
        CHECKS.finding(
            "unchanged-reply",
            file,
            found="this is the marked workbook as it was sent, and nothing in it has been changed",
            listed=marked.sheet,
        ),
    )
