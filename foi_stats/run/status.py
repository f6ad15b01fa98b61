"""Report the state of requests: whether there is data, a draft or a release, and the deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from foi_stats.release.released_lists import last_released
from foi_stats.request.case import asker_of, read_case
from foi_stats.request.deadline import deadline_of, format_timeliness
from foi_stats.request.project_folders import Places
from foi_stats.request.released import read_ledger
from foi_stats.request.released_lists import read_released_items
from foi_stats.request.request import Request, read_request
from foi_stats.run.folders import read_current
from foi_stats.run.run_record import data_changed
from foi_stats.vocabulary.findings import SupplyError
from foi_stats.vocabulary.years import format_day


@dataclass(frozen=True)
class Standing:
    """One request: its reference and title, its state, the day it is due (None if not known), and its timeliness.

    The state is ``no data``, ``data with faults``, ``draft``, ``approved``, ``released`` or ``released, and changed
    since``: the request, its supplies or its settings are others than the release was made from. After it may stand
    when its release was withdrawn: ``draft (withdrawn on 20 December 2016)``.
    """

    reference: str
    title: str
    state: str
    due: dt.date | None
    timeliness: str


def read_standing(reference: str, places: Places, today: dt.date) -> Standing:
    """Return how a request stands on a day.

    Raises
    ------
    InputError
        If the request, or what it refers to, cannot be used.
    """
    request = read_request(places.data, reference)
    timeliness = format_timeliness(request, today)
    return Standing(request.reference, request.title, _state(request, places), deadline_of(request), timeliness)


def _state(request: Request, places: Places) -> str:
    try:
        read_case(places.data, request.reference)
    except SupplyError as error:
        errors = {finding.check for finding in error.findings if finding.severity == "error"}
        return "no data" if errors == {"not-supplied"} else "data with faults"
    withdrawn = _withdrawn(request, places)
    aside = f" (withdrawn on {format_day(dt.date.fromisoformat(withdrawn))})" if withdrawn else ""
    released = read_current(places.report(request.reference)).release is not None
    if request.approval is None:
        return f"draft{' after a release' if released else ''}{aside}"
    if not released:
        return f"approved{aside}"
    return f"released{', and changed since' if data_changed(request.reference, places) else ''}{aside}"


def _withdrawn(request: Request, places: Places) -> str:
    """Return the day on which the last release of a request was withdrawn; empty if one stands, or is approved anew."""
    asker = asker_of(request)
    own = [line.withdrawn for line in read_ledger(places.data) if asker.is_own(line)]
    items = [item for item in read_released_items(places.data) if item.reference == request.reference]
    own += [item.withdrawn for item in last_released(items)]
    day = max(own, default="") if all(own) else ""
    return "" if request.approval and day and request.approval.date.isoformat() >= day else day
