"""The numbers of each quarter, as the Code of Practice asks of authorities (s.45, 2018, paragraphs 8.5 and 8.6)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from foi_stats.disclosure_log.entries import OUTCOMES
from foi_stats.request.deadline import another_authoritys, deadline_of, is_on_time, response_deadline
from foi_stats.request.law import Law
from foi_stats.request.request import Request
from foi_stats.run.disclosed import Disclosed
from foi_stats.vocabulary.period import Period, period_of_day


@dataclass(frozen=True)
class Handled:
    """A request, what its release discloses, and the day of its response; None where nothing was released."""

    request: Request
    disclosed: Disclosed | None = None
    sent: dt.date | None = None


@dataclass(frozen=True)
class Quarter:
    """The numbers of the requests that were received in a quarter; reviews are counted apart.

    ``answered`` divides into ``on_time``, ``late`` and ``untimed`` (no deadline is known), and into the outcomes.
    ``outstanding`` are those not answered; of these the clock of ``stopped`` waits for a clarification, and
    ``extended`` have more time for the public interest test. ``answered_extended`` were answered after such a time was
    taken. ``sections`` counts the requests for which each section of the Act was relied on.
    """

    period: Period
    received: int = 0
    answered: int = 0
    on_time: int = 0
    late: int = 0
    untimed: int = 0
    answered_extended: int = 0
    outstanding: int = 0
    stopped: int = 0
    extended: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    transferred: int = 0
    sections: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0
    reviews_answered: int = 0


@dataclass(frozen=True)
class Numbers:
    """The quarters, the newest first, and how many requests and reviews have no day of receipt on record."""

    quarters: tuple[Quarter, ...] = ()
    undated: int = 0


def numbers_of(handled: Iterable[Handled], law: Law) -> Numbers:
    """Return the numbers of all quarters in which a request was received."""
    by_quarter: dict[Period, list[Handled]] = {}
    undated = 0
    for one in handled:
        if one.request.received is None:
            undated += 1
        else:
            by_quarter.setdefault(period_of_day(one.request.received, "quarter"), []).append(one)
    quarters = (_quarter(period, some, law) for period, some in sorted(by_quarter.items(), reverse=True))
    return Numbers(tuple(quarters), undated)


def lines_of(quarter: Quarter) -> list[tuple[str, int]]:
    """Return the numbers of a quarter as a page lists them, each with its heading."""
    return [
        ("Requests received", quarter.received),
        ("Not answered yet", quarter.outstanding),
        ("– of these, waiting for the requester to clarify", quarter.stopped),
        ("– of these, with more time for the public interest test", quarter.extended),
        ("Answered", quarter.answered),
        ("– within the deadline", quarter.on_time),
        ("– later than the deadline", quarter.late),
        *([("– with no deadline on record", quarter.untimed)] if quarter.untimed else []),
        ("– with more time for the public interest test", quarter.answered_extended),
        *((f"Outcome: {words.lower()}", quarter.outcomes.get(key, 0)) for key, words in OUTCOMES.items()),
        ("Outcome: passed to another authority", quarter.transferred),
        *(
            (f"Section {section} relied on", number)
            for section, number in sorted(quarter.sections.items(), key=lambda one: section_order(one[0]))
        ),
        ("Internal reviews asked for", quarter.reviews),
        ("– of these, answered", quarter.reviews_answered),
    ]


def section_order(section: str) -> tuple[int, str]:
    """Return what sorts sections of the Act as the Act has them: 12, 14(1), 22, 22A, 43(2)."""
    digits = re.match(r"\d*", section)
    return (int(digits[0]) if digits and digits[0] else 0, section)


def _quarter(period: Period, handled: Iterable[Handled], law: Law) -> Quarter:
    some = list(handled)
    own = [one for one in some if not one.request.review_of]
    reviews = [one for one in some if one.request.review_of]
    answered = [one for one in own if _day_answered(one)]
    left = [one for one in own if not _day_answered(one)]
    in_time = Counter(_in_time(one, law) for one in answered)
    told = [one.disclosed for one in answered if one.disclosed]
    return Quarter(
        period=period,
        received=len(own),
        answered=len(answered),
        on_time=in_time[True],
        late=in_time[False],
        untimed=in_time[None],
        answered_extended=sum(one.request.extension is not None for one in answered),
        outstanding=len(left),
        stopped=sum(_is_stopped(one.request) for one in left),
        extended=sum(one.request.extension is not None for one in left),
        outcomes=Counter(one.outcome for one in told),
        transferred=len(answered) - len(told),
        sections=Counter(section for one in told for section in one.sections),
        reviews=len(reviews),
        reviews_answered=sum(one.sent is not None for one in reviews),
    )


def _day_answered(one: Handled) -> dt.date | None:
    """Return the day of the response, or of the letter by which all questions were another authority's."""
    return one.sent or another_authoritys(one.request)


def _in_time(one: Handled, law: Law) -> bool | None:
    """Return whether a request was answered by its deadline; None where no deadline is known."""
    day, received = _day_answered(one), one.request.received
    named = one.sent is None and received is not None
    deadline = response_deadline(received, law) if named and received else deadline_of(one.request, law)
    return None if deadline is None or day is None else is_on_time(day, deadline, law)


def _is_stopped(request: Request) -> bool:
    return any(one.asked and one.received is None for one in request.clarification)
