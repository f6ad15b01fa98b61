"""What to check before a letter of a certain day is sent, because the law or the authority may have changed."""

from __future__ import annotations

from collections.abc import Iterator

from foi_stats.request.authority import Authority
from foi_stats.request.catalogue import CHECKS
from foi_stats.request.law import Law
from foi_stats.request.names import CORRECTIONS, file_name
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import format_day


def law_findings(request: Request, authority: Authority, law: Law) -> Iterator[Finding]:
    """Yield a warning if a response is of a later day than the law was checked to, or than its authority ended."""
    file = f"data/requests/{file_name(request.reference)}.toml"
    if due := law.checks_due(request.responded):
        yield CHECKS.finding(
            "law-not-checked",
            file,
            found=f"responded is {request.responded}, and the law is known as it was on {law.checked}",
            what="; ".join(f"{one.what} ({one.source})" for one in due),
            file_name=CORRECTIONS,
        )
    successor, day = authority.successor, request.responded
    if successor and day and day >= successor.since:
        yield CHECKS.finding(
            "authority-succeeded",
            file,
            found=f"responded is {day}, and {successor.name} has taken the place of {authority.name} since "
            f"{format_day(successor.since)} ({successor.source})",
        )
