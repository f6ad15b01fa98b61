"""What to check before a letter of a certain day is sent, because the law or the authority may have changed."""

from __future__ import annotations

from collections.abc import Iterator

from foi_stats.request.authority import Authority
from foi_stats.request.law import Law
from foi_stats.request.names import CORRECTIONS, file_name
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import format_day


def law_findings(request: Request, authority: Authority, law: Law) -> Iterator[Finding]:
    """Yield a warning if a response is of a later day than the law was checked to, or than its authority ended."""
    file = f"data/requests/{file_name(request.reference)}.toml"
    if due := law.checks_due(request.responded):
        yield Finding(
            "law-not-checked",
            "warning",
            file,
            found=f"responded is {request.responded}, and the law is known as it was on {law.checked}",
            expected="what the letter says of the regulator, the cost limit and bank holidays to be right on its day",
            action=f"Check {'; '.join(f'{one.what} ({one.source})' for one in due)}; put what has changed into "
            f"data/{CORRECTIONS}, with the day until which it is checked",
        )
    successor, day = authority.successor, request.responded
    if successor and day and day >= successor.since:
        yield Finding(
            "authority-succeeded",
            "warning",
            file,
            found=f"responded is {day}, and {successor.name} has taken the place of {authority.name} since "
            f"{format_day(successor.since)} ({successor.source})",
            expected="the letter in the name of the authority that there is on its day",
            action="Answer in its name: give it a file of its own in data/authorities, and name that in the request",
        )
