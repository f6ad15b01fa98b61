"""The deadline of a request: twenty working days, and what stops or extends them. No file is read.

Bank holidays are those of the law as it is shipped, unless a project's own is given.
"""

from __future__ import annotations

import datetime as dt

from foi_stats.request.law import Law, shipped_law
from foi_stats.request.request import Request

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
    """Return the day by which a request must be answered, or None if it is not known or the clock is stopped.

    Where clarification was asked for, the clock starts when it is received (s.1(3) and 10(6)); a public interest
    extension (s.10(3)) names the day itself.
    """
    start = request.received
    for asked in request.clarification:
        if asked.received is None:
            return None
        start = asked.received
    if start is None:
        return None
    return request.extension.until if request.extension else response_deadline(start, law)


def format_timeliness(request: Request, today: dt.date, law: Law | None = None, *, sent: bool) -> str:
    """Return in words whether a request was answered in time, or when it is due.

    ``sent`` is whether its response was released: until then it is due, whatever day the response is to bear.
    """
    deadline = deadline_of(request, law)
    if any(asked.received is None for asked in request.clarification):
        return "clock stopped: clarification asked for"
    if deadline is None:
        return "unknown: the date of receipt is not known"
    extended = " (extended: public interest test)" if request.extension else ""
    answered = request.responded if sent else None
    days = working_days_between(answered or today, deadline, law)
    count = "1 working day" if abs(days) == 1 else f"{abs(days)} working days"
    if answered:
        return f"answered on time{extended}" if days >= 0 else f"answered {count} late{extended}"
    if days == 0:
        return f"due today{extended}"
    return f"due in {count}{extended}" if days > 0 else f"late by {count}{extended}"
