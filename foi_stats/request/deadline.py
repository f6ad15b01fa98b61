"""The deadline of a request: twenty working days, and what stops or extends them. No file is read.

Bank holidays are those of the law as it is shipped, unless a project's own is given.
"""

from __future__ import annotations

import datetime as dt

from foi_stats.request.correspondence import Extension
from foi_stats.request.law import Law, shipped_law
from foi_stats.request.request import Request
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.years import format_day

_YEAR = 250
"""The working days beyond which years are said besides."""

WORKING_DAYS = 20
FIRST_YEAR = 2005  # the Act's duty to answer began on 1 January 2005


def is_working_day(day: dt.date, law: Law | None = None) -> bool:
    """Return whether a day counts towards the deadline (FOIA s.10(6)).

    Not Saturdays, Sundays, Christmas Day, Good Friday, nor a bank holiday in any part of the United Kingdom.
    """
    return day.weekday() < 5 and not (law or shipped_law()).is_holiday(day)


def response_deadline(received: dt.date, law: Law | None = None) -> dt.date:
    """Return the day by which a request must be answered: the twentieth working day following its receipt.

    Parameters
    ----------
    received
        The day of receipt, or the later day on which clarification was received that the authority had asked for.
    law
        Whose bank holidays count: by default those that are shipped.

    Raises
    ------
    ValueError
        If the request was received before the Act was in force (1 January 2005).

    References
    ----------
    Freedom of Information Act 2000, s.10(1) and (6).
    """
    if received.year < FIRST_YEAR:
        raise ValueError(f"a request received on {received} came before the Act was in force (1 January 2005)")
    return add_working_days(received, WORKING_DAYS, law)


def add_working_days(day: dt.date, number: int, law: Law | None = None) -> dt.date:
    """Return the day that comes a number of working days after ``day``, which is not counted itself."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day, law)
    return day


def working_days_between(first: dt.date, last: dt.date, law: Law | None = None) -> int:
    """Return the number of working days after ``first``, up to and including ``last``; negative if that is earlier."""
    if last < first:
        return -working_days_between(last, first, law)
    return sum(is_working_day(first + dt.timedelta(days=number + 1), law) for number in range((last - first).days))


def deadline_of(request: Request, law: Law | None = None) -> dt.date | None:
    """Return the day by which the next answer to a request is due, or None if it is not known or the clock is stopped.

    Where clarification was asked for, the clock of the questions that it is about starts when it is received (s.1(3)
    and 10(6)); a public interest extension (s.10(3)) names the day itself. Other questions are due as if there were
    neither, unless they were answered meanwhile.
    """
    return min(filter(None, question_deadlines(request, law).values()), default=None)


def question_deadlines(request: Request, law: Law | None = None) -> dict[str, dt.date | None]:
    """Return the day by which each question must be answered, but for those that were answered meanwhile.

    None where the date of receipt is not known, or the clock is stopped. A question is answered by a letter that says
    which other authority may hold what it asks for.
    """
    delays = [*request.clarification, *([request.extension] if request.extension else [])]
    ids = [question.id for question in request.question]
    if any(delay.meanwhile for delay in delays):
        ids = [name for name in ids if any(delay.concerns(name) for delay in delays)]
    answered = [one for one in request.transfer if one.sent]
    left = [name for name in ids if not any(one.concerns(name) for one in answered)]
    return {name: _deadline_of_question(request, name, law) for name in left}


def _deadline_of_question(request: Request, name: str, law: Law | None) -> dt.date | None:
    start = request.received
    for asked in request.clarification:
        if asked.asked and asked.concerns(name):
            start = asked.received
    if start is None:
        return None
    extended = request.extension is not None and request.extension.concerns(name)
    return request.extension.until if request.extension and extended else response_deadline(start, law)


def format_timeliness(request: Request, today: dt.date, law: Law | None = None, *, sent: dt.date | None) -> str:
    """Return in words whether a request was answered in time, or when it is due.

    ``sent`` is the day of the response that was released. Without one it is due, whatever day the response is to bear.
    """
    deadline = deadline_of(request, law)
    named = another_authoritys(request)
    if named and request.received:
        deadline, sent = response_deadline(request.received, law), named
    if deadline is None:
        return _why_no_deadline(request, today, law)
    days = working_days_between(sent or today, deadline, law)
    aside = " (another authority's)" if named else _aside(request, deadline, law)
    if sent and sent <= deadline and request.extension and deadline < request.extension.until:
        aside = _answered_too(request, request.extension)
    count = count_working_days(abs(days))
    if days < -_YEAR:
        years = max(1, round(((sent or today) - deadline).days / 365.25))
        count += f" (about {years} year{'s' * (years > 1)})"
    if sent:
        return f"answered on time{aside}" if is_on_time(sent, deadline, law) else f"answered {count} late{aside}"
    if days == 0:
        return f"due today{aside}"
    return f"due in {count}{aside}" if days > 0 else f"late by {count}{aside}"


def is_on_time(sent: dt.date, deadline: dt.date, law: Law | None = None) -> bool:
    """Return whether an answer of a day meets a deadline: no working day lies between that and it."""
    return working_days_between(deadline, sent, law) <= 0


def another_authoritys(request: Request) -> dt.date | None:
    """Return the day by which all questions were answered by naming another authority; None if any was not."""
    days = [
        max((one.sent for one in request.transfer if one.sent and one.concerns(question.id)), default=None)
        for question in request.question
    ]
    named = [day for day in days if day is not None]
    return max(named) if named and len(named) == len(days) else None


def count_working_days(number: int) -> str:
    """Return a number of working days in words."""
    return counted(number, "working day")


def _why_no_deadline(request: Request, today: dt.date, law: Law | None) -> str:
    stopped = [asked.asked for asked in request.clarification if asked.asked and asked.received is None]
    if not stopped:
        return "unknown: the date of receipt is not known"
    waited = count_working_days(max(working_days_between(stopped[-1], today, law), 0))
    return f"clock stopped on {format_day(stopped[-1])}: clarification asked for, no reply for {waited}"


def _answered_too(request: Request, extension: Extension) -> str:
    """Return in brackets which questions were answered with the others, although they had more time."""
    names = [question.id for question in request.question if extension.concerns(question.id)]
    several = "s" if len(names) > 1 else ""
    return f" (question{several} {', '.join(names)} too, extended to {format_day(extension.until)})"


def _aside(request: Request, deadline: dt.date, law: Law | None) -> str:
    """Return what has moved a deadline, in brackets; empty if nothing has."""
    due = question_deadlines(request, law)
    first = [name for name, day in due.items() if day == deadline]
    told = [] if len(set(due.values())) == 1 else [f"question{'s' if len(first) > 1 else ''} {', '.join(first)}"]
    told += [
        f"clarified on {format_day(asked.received)}"
        for asked in request.clarification
        if asked.received and any(asked.concerns(name) for name in first)
    ]
    if request.extension and any(request.extension.concerns(name) for name in first):
        told.append("extended: public interest test")
    return f" ({'; '.join(told)})" if told else ""
