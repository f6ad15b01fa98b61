"""The deadline: twenty working days, and what stops or extends them."""

from __future__ import annotations

import datetime as dt
from functools import cache

from foi_stats.request.request import Request

WORKING_DAYS = 20
FIRST_YEAR = 2005  # the Act's duty to answer began on 1 January 2005
_NATIONS = ("ENG", "WLS", "SCT", "NIR")
_NOT_HOLIDAYS = frozenset({dt.date(2006, 11, 30)})  # the Act that made St Andrew's Day one is of January 2007


def is_working_day(day: dt.date) -> bool:
    """Return whether a day counts towards the deadline (FOIA s.10(6)).

    Not Saturdays, Sundays, Christmas Day, Good Friday, nor a bank holiday in any part of the United Kingdom.
    """
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def response_deadline(received: dt.date) -> dt.date:
    """Return the day by which a request must be answered: the twentieth working day following its receipt.

    Parameters
    ----------
    received
        The day of receipt, or the later day on which clarification was received that the authority had asked for.

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
    return add_working_days(received, WORKING_DAYS)


def add_working_days(day: dt.date, number: int) -> dt.date:
    """Return the day that is a number of working days after another, which is not counted itself."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Return how many working days lie after ``first``, up to and including ``last``; negative if it comes before."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + dt.timedelta(days=number + 1)) for number in range((last - first).days))


def deadline_of(request: Request) -> dt.date | None:
    """Return the day by which a request must be answered, or None where that is not known or the clock is stopped.

    The day of receipt counts from clarification, where that was asked for (s.1(3) and 10(6)); a public interest
    extension (s.10(3)) puts off the day to the one it names.
    """
    start = request.received
    for asked in request.clarification:
        if asked.received is None:
            return None
        start = asked.received
    if start is None:
        return None
    return request.extension.until if request.extension else response_deadline(start)


def say_timeliness(request: Request, today: dt.date) -> str:
    """Return how a request stands against its deadline, in words."""
    deadline = deadline_of(request)
    if any(asked.received is None for asked in request.clarification):
        return "clock stopped: clarification asked for"
    if deadline is None:
        return "unknown: the date of receipt is not known"
    extended = " (extended: public interest test)" if request.extension else ""
    days = working_days_between(request.responded or today, deadline)
    count = "1 working day" if abs(days) == 1 else f"{abs(days)} working days"
    if request.responded:
        return f"answered on time{extended}" if days >= 0 else f"answered {count} late{extended}"
    if days == 0:
        return f"due today{extended}"
    return f"due in {count}{extended}" if days > 0 else f"late by {count}{extended}"


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    import holidays

    every = {day for nation in _NATIONS for day in holidays.country_holidays("GB", subdiv=nation, years=year)}
    return frozenset(every - _NOT_HOLIDAYS)
