"""Say that a response is dated after the day on which it was due."""

from __future__ import annotations

from collections.abc import Iterator

from foi_stats.request.case import Case
from foi_stats.request.deadline import deadline_of
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import format_day


def late_response(case: Case, request_file: str) -> Iterator[Finding]:
    """Yield a warning where a response is late: the law gave twenty working days, and the letter does not say why."""
    due, day = deadline_of(case.request, case.law), case.request.responded
    if due and day and day > due:
        yield Finding(
            "late-response",
            "warning",
            request_file,
            found=f"the response is dated {format_day(day)}, and was due on {format_day(due)}",
            expected="a response by the twentieth working day after receipt (FOIA s.10)",
            action="check the dates; if it is late, say so in the letter (decision) and why",
        )
