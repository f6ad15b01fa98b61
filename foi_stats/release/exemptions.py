"""Check that a request says what the exemptions it relies on require, before its response may be released."""

from __future__ import annotations

from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import Finding


def untested(request: Request, request_file: str) -> list[Finding]:
    """Return a finding for each qualified exemption without its public interest test (FOIA s.2(2)(b), s.17(3)(b))."""
    return [
        Finding(
            "no-public-interest-test",
            "error",
            request_file,
            found=f"section {exemption.section} is a qualified exemption, and no public interest test is given",
            expected="what speaks for disclosure, what against it, and which outweighs the other",
            action="add public_interest to this [[exemption]], or say absolute = true if it is one",
        )
        for exemption in request.exemption
        if not exemption.absolute and not exemption.public_interest.strip()
    ]
