"""The state of requests: what each has, how far it is, and how it stands against its deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from foi_stats.answer.case import read_case
from foi_stats.answer.deadline import deadline_of, say_timeliness
from foi_stats.answer.request import Request, read_request
from foi_stats.findings import SupplyError
from foi_stats.run.places import Places


@dataclass(frozen=True)
class Standing:
    """One request: its reference and title, its state, the day it is due (None if not known), and its timeliness.

    The state is ``no data``, ``data with faults``, ``draft``, ``approved`` or ``released``.
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
    timeliness = say_timeliness(request, today)
    return Standing(request.reference, request.title, _state(request, places), deadline_of(request), timeliness)


def _state(request: Request, places: Places) -> str:
    try:
        read_case(places.data, request.reference)
    except SupplyError as error:
        errors = {finding.check for finding in error.findings if finding.severity == "error"}
        return "no data" if errors == {"not-supplied"} else "data with faults"
    if request.approval is None:
        return "draft"
    return "released" if (places.report(request.reference) / "release").exists() else "approved"
