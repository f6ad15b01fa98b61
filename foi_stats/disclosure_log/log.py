"""Read the disclosure log of an authority from its releases, the records of what was released, and its requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from foi_stats.disclosure_log.entries import Entry
from foi_stats.disclosure_log.quarters import Handled, Numbers, numbers_of
from foi_stats.publish.frame import marks_of_log
from foi_stats.publish.response_wording import phrases_from, words_of
from foi_stats.request.authority import Authority, read_authority
from foi_stats.request.law import read_law
from foi_stats.request.names import list_requests
from foi_stats.request.project_folders import Places
from foi_stats.request.released import read_ledger
from foi_stats.request.released_lists import read_released_items, withdrawal_of
from foi_stats.request.request import Request, read_drafting
from foi_stats.run.disclosed import read_disclosed
from foi_stats.run.folders import read_current
from foi_stats.run.run_account import day_sent
from foi_stats.run.run_record import released_digests
from foi_stats.vocabulary.findings import InputError


@dataclass(frozen=True)
class Log:
    """The disclosure log of an authority: its entries, the newest first, and the numbers of its quarters.

    ``name`` is that of the authority's file; ``marks`` are said on every page. ``demonstration`` is what is said of a
    release that is a demonstration, where not all are; empty where all are, and every page says it. ``left_out`` are
    references of releases that their requests keep out of the log.
    """

    name: str
    authority: Authority
    entries: tuple[Entry, ...]
    numbers: Numbers
    marks: tuple[str, ...] = ()
    demonstration: str = ""
    left_out: tuple[str, ...] = ()


def read_log(places: Places, authority: str = "") -> Log:
    """Read the log of an authority, by the name of its file; the only one with requests, where none is named.

    Raises
    ------
    InputError
        If there are several authorities and none is named, or a request, a record or an authority cannot be used.
    """
    requests = [read_drafting(places.data, name).request for name in list_requests(places.data)]
    name = _chosen({one.authority for one in requests if one.authority}, authority)
    about = read_authority(places.data, name)
    handled = list(_handled(places, requests, name))
    ledger, items = read_ledger(places.data), read_released_items(places.data)
    entries = [
        _entry(release, withdrawal_of(one.request.reference, ledger, items))
        for one, release in handled
        if release and one.request.in_log
    ]
    entries.sort(key=lambda one: one.name)
    entries.sort(key=lambda one: one.sent, reverse=True)
    shown = [entry.disclosed.demonstration for entry in entries]
    every, phrase = bool(shown) and all(shown), phrases_from(words_of(about))
    return Log(
        name=name,
        authority=about,
        entries=tuple(entries),
        numbers=numbers_of((one for one, _ in handled), read_law(places.data)),
        marks=marks_of_log(about, phrase, some=any(shown), every=every),
        demonstration="" if every else phrase("mark_demonstration"),
        left_out=tuple(one.request.reference for one, release in handled if release and not one.request.in_log),
    )


def _handled(places: Places, requests: Iterable[Request], authority: str) -> Iterator[tuple[Handled, Entry | None]]:
    """Yield the requests of an authority, each with its release that stands, if there is one.

    A release is of the authority that made it, whoever the request is put to now.
    """
    for request in requests:
        release = read_current(places.report(request.reference)).release
        if release is None:
            if request.authority == authority:
                yield Handled(request), None
            continue
        disclosed, sent = read_disclosed(release), day_sent(release)
        if disclosed.authority == authority:
            yield Handled(request, disclosed, sent), Entry(disclosed, sent, release)


def _chosen(authorities: set[str], named: str) -> str:
    """Return the authority whose log is read."""
    if named:
        return named
    if len(authorities) == 1:
        return next(iter(authorities))
    if not authorities:
        raise InputError("There are no requests, so there is no log. Name the project's folder with --root.")
    raise InputError(
        f"The requests are put to {len(authorities)} authorities, and a log is of one: say --authority and one of "
        f"{', '.join(sorted(authorities))}."
    )


def _entry(entry: Entry, withdrawn: str) -> Entry:
    """Return an entry with its files, or with the day on which it was withdrawn."""
    if withdrawn:
        return replace(entry, withdrawn=dt.date.fromisoformat(withdrawn))
    files = released_digests(entry.folder.parent)
    if not files:
        raise InputError(
            f"{entry.folder.parent.as_posix()} has no record of the files that were released. Make the report again: "
            f"foi-stats run {entry.disclosed.reference} --force."
        )
    return replace(entry, files=dict(sorted(files.items())))
