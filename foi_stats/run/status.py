"""Report the state of requests: whether there is data, a draft or a release, and the deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from foi_stats.request.deadline import another_authoritys, deadline_of, format_timeliness
from foi_stats.request.law import read_law
from foi_stats.request.open_points import count_open
from foi_stats.request.project_folders import Places
from foi_stats.request.released import read_ledger
from foi_stats.request.released_lists import read_released_items, withdrawal_of
from foi_stats.request.request import Drafting, Request, read_drafting
from foi_stats.run.folders import read_current
from foi_stats.run.history import PastRun, read_history, waiting_since
from foi_stats.run.run_account import day_sent
from foi_stats.run.run_record import About, data_changed, later_supplies, now
from foi_stats.run.standing import KnownStanding, Standing
from foi_stats.supply.catalogue import holds_fault
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.years import format_day

if TYPE_CHECKING:
    from foi_stats.supply.held import HeldByAuthority

_NO_DATA = "no data"


def read_standing(
    reference: str,
    places: Places,
    today: dt.date,
    history: Sequence[PastRun] | None = None,
    held: HeldByAuthority | None = None,
) -> Standing:
    """Return how a request stands on a day.

    Parameters
    ----------
    history
        The past runs, where they have been read already.
    held
        What was found in supplies for other requests; it is added to.

    Raises
    ------
    InputError
        If the request, or what it refers to, cannot be used.
    """
    known = KnownStanding(reference, places, today, read_history(places) if history is None else history)
    return known.standing or look_again(known, {} if held is None else held)


def look_again(known: KnownStanding, held: HeldByAuthority) -> Standing:
    """Return how a request stands by its files as they are, and keep it; see :func:`read_standing`.

    ``held`` is what was found in supplies for other requests; it is added to.
    """
    places, today, began = known.places, known.today, now()
    drafting = read_drafting(places.data, known.reference)
    request = drafting.request
    law = read_law(places.data)
    release = read_current(places.report(request.reference)).release
    later = later_supplies(release.parent, places, request.authority) if release else ()
    sent = day_sent(release) if release else None
    is_open = not release and count_open(drafting.open)
    faults = None if release or is_open else known.faults
    if faults is None and not (release or is_open):
        faults = _faults(request, places, held)
    standing = Standing(
        reference=request.reference,
        title=request.title,
        state=_state(drafting, known, later, faults, is_released=release is not None),
        due=deadline_of(request, law),
        timeliness=format_timeliness(request, today, law, sent=sent),
        sent=bool(sent or another_authoritys(request)),
        authority=request.authority,
        is_approved=request.approval is not None,
        is_unfinished=drafting.is_unfinished,
        review_of=request.review_of,
        later=later,
        restated=_count_restated(places, request) if later else 0,
        delays=_delays(request),
    )
    known.keep(About(request.authority, request.topic, request.related), standing, faults, began)
    return standing


def _delays(request: Request) -> tuple[Mapping[str, Any], ...]:
    clarified = [{"kind": "clarification", **one.model_dump(mode="json")} for one in request.clarification if one.asked]
    extended = [{"kind": "extension", **request.extension.model_dump(mode="json")}] if request.extension else []
    return (*clarified, *extended)


def _state(
    drafting: Drafting, known: KnownStanding, later: Sequence[str], faults: str | None, *, is_released: bool
) -> str:
    request, places = drafting.request, known.places
    withdrawn = _withdrawn(request, places)
    aside = f" (withdrawn on {format_day(dt.date.fromisoformat(withdrawn))})" if withdrawn else ""
    if not is_released and (left := count_open(drafting.open)):
        return f"being drafted: {counted(left, 'thing')} to decide{aside}"
    if not is_released:
        if faults == _NO_DATA and (waiting := _waiting(known.history, request)):
            return f"{waiting}{aside}"
        return faults or f"{'approved' if request.approval else 'draft'}{aside}"
    if request.approval is None:
        return f"draft after a release{aside}"
    if data_changed(request.reference, places, but=later):
        return f"released, and {_waiting(known.history, request) or 'changed since'}{aside}"
    return f"released{', and supplied since' if later else ''}{aside}"


def _waiting(history: Sequence[PastRun], request: Request) -> str:
    """Return since when runs have failed for want of a supply alone; empty if they have not."""
    since = waiting_since(history, request.reference)
    return f"waiting for a supply since {format_day(dt.datetime.fromisoformat(since).date())}" if since else ""


def _faults(request: Request, places: Places, held: HeldByAuthority) -> str:
    """Return whether there is no data or data with faults; empty if there is what is needed."""
    from foi_stats.request.case import read_errors  # it imports pandas, for which every other request would wait

    if errors := read_errors(places.data, request, held):
        return "data with faults" if holds_fault(errors) else _NO_DATA
    return ""


def _count_restated(places: Places, request: Request) -> int:
    from foi_stats.run.trace import restated_cells  # as above

    return len(restated_cells(places, request.reference, request.authority))


def _withdrawn(request: Request, places: Places) -> str:
    """Return the day on which the last release of a request was withdrawn; empty if one stands, or is approved anew."""
    day = withdrawal_of(request.reference, read_ledger(places.data), read_released_items(places.data))
    return "" if request.approval and day and request.approval.date.isoformat() >= day else day
