"""Record releases in ``data/ledger.csv``, and lists in ``data/lists.csv``, where they stay when they are withdrawn.

Each file is changed by one process at a time, and replaced whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from foi_stats.files.replace import hold, replace_text
from foi_stats.release.released_counts import releases_of
from foi_stats.release.released_lists import same_items
from foi_stats.release.roles import check_role
from foi_stats.request.case import Case
from foi_stats.request.figures import has_counts, list_figures
from foi_stats.request.names import LEDGER, LISTS, file_name
from foi_stats.request.released import (
    Released,
    asker_of,
    last_release,
    ledger_text,
    lines_digest,
    read_ledger,
    same_figures,
)
from foi_stats.request.released_lists import ReleasedItem, last_released, lists_text, read_released_items
from foi_stats.vocabulary.findings import InputError, OvertakenError, ReleaseError

_WAIT = 60
"""Seconds to wait while another process changes the ledger, which takes it an instant."""


def write_release(data: Path, case: Case, lines: Sequence[Released]) -> int | None:
    """Put a release on record, before readers are switched to it; return its number, None if it gives no such count.

    The same figures as in its last release add nothing, unless that had been withdrawn before this one was approved.

    Parameters
    ----------
    lines
        What it gives, as :func:`foi_stats.release.released_counts.lines_of` says it.

    Raises
    ------
    InputError
        If the ledger is damaged, or cannot be written.
    OvertakenError
        If another release of the same authority was put on record since the case was read: this one was not held
        against it.
    """
    if not any(map(has_counts, list_figures(case.request))):
        return None
    with _locked(data):
        ledger = read_ledger(data)
        asker = replace(asker_of(case.request), reference=lines[0].reference if lines else case.request.reference)
        first = last_release(ledger, asker)
        same = [line for line in ledger if first is not None and asker.is_own(line) and line.release >= first]
        same = same if lines and same_figures(same, lines) else []
        if any(not line.withdrawn or line.withdrawn > lines[0].date for line in same):
            return first
        _stop_if_overtaken(case, [line for line in ledger if line.authority == asker.authority])
        if not lines:
            return None
        number = max((line.release for line in ledger), default=0) + 1
        ledger += [replace(line, release=number) for line in lines]
        _write(data / LEDGER, ledger_text(ledger))
    return first if same else number


def _stop_if_overtaken(case: Case, now: Sequence[Released]) -> None:
    """Stop if the authority's releases on record are no longer those that the case was read with."""
    then = [*case.released, *case.unaudited]
    if lines_digest(now) == lines_digest(then):
        return
    last = max((line.release for line in then), default=0)
    others = [line for line in now if line.release > last]
    raise OvertakenError(
        f"While the release of {case.request.reference} was made, there was another one of the same authority"
        f"{': ' if others else ''}{', '.join(releases_of(others))}. Nothing is released; run it again, so that "
        "they are audited together."
    )


def write_lists(data: Path, items: Sequence[ReleasedItem]) -> None:
    """Put the items of a release's lists on record; the same items as in the request's last release add nothing.

    Raises
    ------
    InputError
        If the record is damaged, or cannot be written.
    """
    if not items:
        return
    with _locked(data):
        known = read_released_items(data)
        own = last_released([line for line in known if line.reference == items[0].reference])
        if same_items(own, items) and (not own[0].withdrawn or own[0].withdrawn > items[0].date):
            return
        again = [line for line in known if (line.reference, line.date) == (items[0].reference, items[0].date)]
        _write(data / LISTS, lists_text([*(line for line in known if line not in again), *items]))


def write_withdrawal(data: Path, reference: str, role: str, date: dt.date) -> tuple[list[Released], list[ReleasedItem]]:
    """Mark all releases of a request as withdrawn, and return their lines; they stay on record, and count as before.

    The lines are those of its counts and those of its lists.

    Raises
    ------
    InputError
        If the ledger holds no release of it that stands, is damaged or cannot be written; or the role says nothing.
    """
    role = check_role(role, "withdraws it")
    with _locked(data):
        ledger = read_ledger(data)
        own = [line for line in ledger if file_name(line.reference) == file_name(reference)]
        standing = [line for line in own if not line.withdrawn]
        items = read_released_items(data)
        own_items = [line for line in items if file_name(line.reference) == file_name(reference)]
        listed = [line for line in own_items if not line.withdrawn]
        if not (standing or listed):
            days = [*(line.withdrawn for line in own), *(line.withdrawn for line in own_items)]
            nothing = "is not on record: it released no protected count and no list"
            why = f"was withdrawn on {days[-1]}" if days else nothing
            raise InputError(f"{reference} {why}, so there is nothing to withdraw.")
        if early := [day for day in _days(standing, listed) if day > date.isoformat()]:
            raise InputError(f"{reference} was released on {max(early)}: it cannot be withdrawn before that.")
        marked = [replace(line, withdrawn=date.isoformat(), withdrawn_by=role) for line in standing]
        marked_items = [replace(line, withdrawn=date.isoformat(), withdrawn_by=role) for line in listed]
        if marked:
            _write(data / LEDGER, ledger_text([*(line for line in ledger if line not in standing), *marked]))
        if marked_items:
            _write(data / LISTS, lists_text([*(line for line in items if line not in listed), *marked_items]))
    return marked, marked_items


def _days(lines: Sequence[Released], items: Sequence[ReleasedItem]) -> list[str]:
    return [*(line.date for line in lines), *(item.date for item in items)]


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Hold the ledger, so that no other process changes it."""
    try:
        with hold(data, "ledger", _WAIT):
            yield
    except TimeoutError:
        raise ReleaseError("Another process holds the ledger of releases; run again when it has ended.") from None


def _write(path: Path, text: str) -> None:
    """Write a record whole, in one step that a crash cannot leave half done."""
    try:
        replace_text(path, text)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}. Nothing is released.") from None
