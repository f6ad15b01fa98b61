"""A finding as a page shows it."""

from __future__ import annotations

from foi_stats.supply.reply.marks import WORDS
from foi_stats.vocabulary.findings import Finding


def finding_fields(finding: Finding, place: str, at: str = "") -> dict[str, str]:
    """Return a finding as texts; ``place`` is where it is in words, ``at`` the id of its cell on the page."""
    return {
        "severity": finding.severity,
        "word": WORDS[finding.severity],
        "place": place,
        "at": at,
        "found": finding.found,
        "expected": finding.expected,
        "action": finding.action,
    }
