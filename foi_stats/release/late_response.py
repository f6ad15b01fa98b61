"""Say that a response is dated after the day on which it was due, or answers at once what was given more time."""

from __future__ import annotations

from collections.abc import Iterator

from foi_stats.release.catalogue import CHECKS
from foi_stats.request.case import Case
from foi_stats.request.deadline import deadline_of
from foi_stats.request.letter_days import deadline_without_extension
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import format_day


def late_response(case: Case, request_file: str) -> Iterator[Finding]:
    """Yield a warning where a response is late: the law gave twenty working days, and the letter does not say why."""
    due, day = deadline_of(case.request, case.law), case.request.responded
    if due and day and day > due:
        yield CHECKS.finding(
            "late-response",
            request_file,
            found=f"the response is dated {format_day(day)}, and was due on {format_day(due)}",
        )


def answered_under_extension(case: Case, request_file: str) -> Iterator[Finding]:
    """Yield a warning where a response answers questions that were given more time, on a day when none was needed."""
    request, extension, day = case.request, case.request.extension, case.request.responded
    due = deadline_without_extension(request, case.law)
    if extension is None or day is None or due is None or day > due:
        return
    names = [question.id for question in request.question if extension.concerns(question.id)]
    yield CHECKS.finding(
        "answered-under-extension",
        request_file,
        found=f"the response of {format_day(day)} answers {', '.join(names)}, and an extension to "
        f"{format_day(extension.until)} was to give more time for the public interest test",
    )
