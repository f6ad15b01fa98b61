"""Report the state of requests: whether there is data, a draft or a release, and the deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foi_stats.release.ledger import withdrawal_of
from foi_stats.request.case import read_case
from foi_stats.request.deadline import another_authoritys, deadline_of, format_timeliness
from foi_stats.request.law import read_law
from foi_stats.request.open_points import count_open
from foi_stats.request.project_folders import Places
from foi_stats.request.released import read_ledger
from foi_stats.request.released_lists import read_released_items
from foi_stats.request.request import Drafting, Request, read_drafting
from foi_stats.run.disclosed import day_sent
from foi_stats.run.folders import read_current
from foi_stats.run.history import read_history, waiting_since
from foi_stats.run.later_supplies import later_supplies
from foi_stats.run.run_record import data_changed
from foi_stats.run.trace import restated_cells
from foi_stats.vocabulary.findings import SupplyError
from foi_stats.vocabulary.years import format_day

_NO_DATA = "no data"


@dataclass(frozen=True)
class Standing:
    """One request: its reference and title, its state, the day it is due (None if not known), and its timeliness.

    ``sent`` is whether a release of it stands; ``review_of`` the request whose internal review it is. ``later`` are the
    supplies that came after its release, ``restated`` how many of the cells behind it they give otherwise. ``delays``
    are what stopped or moved the deadline, in order.

    The state is ``being drafted: 3 things to decide`` while its file is unfinished, ``no data``, ``waiting for a
    supply since 3 May 2017`` (runs have failed since then for want of that alone; a release may stand), ``data with
    faults``, ``draft``, ``approved``, ``released``, ``released, and supplied since`` (there are newer supplies) or
    ``released, and changed since``: the request, its supplies or its settings are others than the release was made
    from. After it may stand when its release was withdrawn: ``draft (withdrawn on 20 December 2016)``.
    """

    reference: str
    title: str
    state: str
    due: dt.date | None
    timeliness: str
    sent: bool
    review_of: str = ""
    later: tuple[str, ...] = ()
    restated: int = 0
    delays: tuple[Mapping[str, Any], ...] = ()

    @property
    def urgency(self) -> tuple[bool, dt.date, str]:
        """Orders requests by what is to be done first: not yet sent before sent, the earliest due first."""
        return self.sent, self.due or dt.date.max, self.reference


def read_standing(reference: str, places: Places, today: dt.date) -> Standing:
    """Return how a request stands on a day.

    Raises
    ------
    InputError
        If the request, or what it refers to, cannot be used.
    """
    drafting = read_drafting(places.data, reference)
    request = drafting.request
    law = read_law(places.data)
    release = read_current(places.report(request.reference)).release
    later = later_supplies(release.parent, places, request.authority) if release else ()
    sent = day_sent(release) if release else None
    return Standing(
        reference=request.reference,
        title=request.title,
        state=_state(drafting, places, later, is_released=release is not None),
        due=deadline_of(request, law),
        timeliness=format_timeliness(request, today, law, sent=sent),
        sent=bool(sent or another_authoritys(request)),
        review_of=request.review_of,
        later=later,
        restated=len(restated_cells(places, request.reference, request.authority)) if later else 0,
        delays=_delays(request),
    )


def _delays(request: Request) -> tuple[Mapping[str, Any], ...]:
    clarified = [{"kind": "clarification", **one.model_dump(mode="json")} for one in request.clarification if one.asked]
    extended = [{"kind": "extension", **request.extension.model_dump(mode="json")}] if request.extension else []
    return (*clarified, *extended)


def _state(drafting: Drafting, places: Places, later: Sequence[str], *, is_released: bool) -> str:
    request = drafting.request
    withdrawn = _withdrawn(request, places)
    aside = f" (withdrawn on {format_day(dt.date.fromisoformat(withdrawn))})" if withdrawn else ""
    if not is_released and (left := count_open(drafting.open)):
        return f"being drafted: {left} thing{'s' * (left != 1)} to decide{aside}"
    if not is_released:
        faults = _faults(request, places)
        if faults == _NO_DATA and (waiting := _waiting(request, places)):
            return f"{waiting}{aside}"
        return faults or f"{'approved' if request.approval else 'draft'}{aside}"
    if request.approval is None:
        return f"draft after a release{aside}"
    if data_changed(request.reference, places, but=later):
        return f"released, and {_waiting(request, places) or 'changed since'}{aside}"
    return f"released{', and supplied since' if later else ''}{aside}"


def _waiting(request: Request, places: Places) -> str:
    """Return since when runs have failed for want of a supply alone; empty if they have not."""
    since = waiting_since(read_history(places), request.reference)
    return f"waiting for a supply since {format_day(dt.datetime.fromisoformat(since).date())}" if since else ""


def _faults(request: Request, places: Places) -> str:
    """Return whether there is no data or data with faults; empty if there is what is needed."""
    try:
        read_case(places.data, request.reference)
    except SupplyError as error:
        errors = {finding.check for finding in error.findings if finding.severity == "error"}
        return _NO_DATA if errors == {"not-supplied"} else "data with faults"
    return ""


def _withdrawn(request: Request, places: Places) -> str:
    """Return the day on which the last release of a request was withdrawn; empty if one stands, or is approved anew."""
    day = withdrawal_of(request.reference, read_ledger(places.data), read_released_items(places.data))
    return "" if request.approval and day and request.approval.date.isoformat() >= day else day
