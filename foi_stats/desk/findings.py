"""A finding as a page shows it."""

from __future__ import annotations

from typing import Any

from foi_stats.vocabulary.findings import SEVERITY_WORDS, Finding


def finding_fields(finding: Finding, place: str, at: str = "") -> dict[str, Any]:
    """Return a finding as it is shown; ``place`` is where it is in words, ``at`` the id of its cell on the page."""
    return {
        "severity": finding.severity,
        "word": SEVERITY_WORDS[finding.severity],
        "place": place,
        "at": at,
        "found": finding.found,
        "advice": finding.advice,
    }
