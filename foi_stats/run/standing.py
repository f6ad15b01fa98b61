"""How a request stands, and the cache of it: told again from the files that it was told from, if none has changed.

Nothing heavy is imported, so that ``foi-stats status`` need not wait for it where nothing has changed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from foi_stats.files.replace import replace_text
from foi_stats.request.names import LEDGER, LISTS, file_name
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import CURRENT
from foi_stats.run.history import PastRun, waiting_since
from foi_stats.run.run_record import (
    About,
    about_of,
    as_it_was,
    data_changed,
    input_files,
    library,
    library_digest,
    look_at,
    read_record,
)
from foi_stats.supply.cache_entries import cache_folder


@dataclass(frozen=True)
class Standing:
    """One request: its reference and title, its state, the day it is due (None if not known), and its timeliness.

    ``sent`` is whether a release of it stands, ``is_approved`` whether one is approved, ``is_unfinished`` whether
    its file is being drafted; ``review_of`` is the request whose internal review it is. ``later`` are the
    supplies that came after its release, ``restated`` how many of the cells behind it they give otherwise. ``delays``
    are what stopped or moved the deadline, in order.

    The state is ``being drafted: 3 things to decide`` while its file is unfinished, ``no data``, ``waiting for a
    supply since 3 May 2017`` (runs have failed since then for want of that alone; a release may stand), ``data with
    faults``, ``draft``, ``approved``, ``released``, ``released, and supplied since`` (there are newer supplies) or
    ``released, and changed since``: the request, its supplies or its settings have changed since the release was
    made. After it may stand when its release was withdrawn: ``draft (withdrawn on 20 December 2016)``.
    """

    reference: str
    title: str
    state: str
    due: dt.date | None
    timeliness: str
    sent: bool
    authority: str = ""
    is_approved: bool = False
    is_unfinished: bool = False
    review_of: str = ""
    later: tuple[str, ...] = ()
    restated: int = 0
    delays: tuple[Mapping[str, Any], ...] = ()

    @property
    def urgency(self) -> tuple[bool, dt.date, str]:
        """Orders requests by what is to be done first: not yet sent before sent, the earliest due first."""
        return self.sent, self.due or dt.date.max, self.reference


@dataclass(frozen=True)
class KnownStanding:
    """What the cache knows of a request: how it stood on a day, what it waits for, and what was wrong with its data.

    ``history`` are the runs on record, which tell whether they have waited for a supply of it.
    """

    reference: str
    places: Places
    today: dt.date
    history: Sequence[PastRun]

    @property
    def standing(self) -> Standing | None:
        """How it stands; None if a file that says so has changed since, or the day is another."""
        told = self._entry
        if not self._is_current:
            return None
        due = dt.date.fromisoformat(told["due"]) if told["due"] else None
        several = {name: tuple(told["standing"][name]) for name in ("later", "delays")}
        return Standing(**{**told["standing"], **several, "due": due})

    @property
    def faults(self) -> str | None:
        """What is wrong with its data, empty if nothing; None if that must be looked for."""
        record = read_record(self.places.report(self.reference))
        if record and record["library"] == library() and not data_changed(self.reference, self.places):
            return ""  # a run read the same files, and found nothing wrong
        faults: str | None = self._entry.get("faults") if self._holds("inputs") else None
        return faults

    @property
    def waits(self) -> Sequence[Mapping[str, Any]] | None:
        """What was kept by :meth:`keep_waits`; None if that must be worked out."""
        found: Sequence[Mapping[str, Any]] | None = self._entry.get("waits") if self._is_current else None
        return found

    def keep_waits(self, waits: Sequence[Mapping[str, Any]]) -> None:
        """Keep what it waits for beside how it stands, if that is kept and nothing has changed since it was read."""
        again = replace(self)
        if self._path and self._is_current and again._entry == self._entry and again._is_current:
            with suppress(OSError):
                replace_text(self._path, json.dumps(self._entry | {"waits": waits}, ensure_ascii=False), lasting=False)

    def keep(self, about: About, standing: Standing, faults: str | None, began: int) -> None:
        """Keep how it stands, unless a file has changed since it began to be read; without a cache, do nothing."""
        if self._path is None:
            return
        with suppress(OSError):
            inputs = look_at(input_files(self.places, self.reference, about))
            beside = look_at(self._beside)
            if any(max(seen.modified, seen.changed) >= began for seen in (*inputs.values(), *beside.values())):
                return
            told = {
                **self._about_now(standing.reference),
                "library": library_digest(),
                "looked": began,
                "about": asdict(about),
                "inputs": {name: list(asdict(seen).values()) for name, seen in inputs.items()},
                "beside": {name: list(asdict(seen).values()) for name, seen in beside.items()},
                "faults": faults,
                "due": standing.due.isoformat() if standing.due else "",
                "standing": asdict(replace(standing, due=None)),
            }
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_text(self._path, json.dumps(told, ensure_ascii=False), lasting=False)
            for seen_before in ("_entry", "_is_current"):
                self.__dict__.pop(seen_before, None)

    def _about_now(self, reference: str) -> dict[str, str]:
        """Return what decides how a request stands besides files."""
        waiting, reports = waiting_since(self.history, reference), str(self.places.reports.resolve())
        return {"today": self.today.isoformat(), "waiting": waiting, "reports": reports}

    @property
    def _path(self) -> Path | None:
        store = cache_folder(self.places.data)
        return store / "standings" / f"{file_name(self.reference)}.json" if store else None

    @property
    def _beside(self) -> dict[str, Path]:
        """What says how a request stands besides what its report is made from."""
        report, data = self.places.report(self.reference), self.places.data
        return {CURRENT: report / CURRENT, LEDGER: data / LEDGER, LISTS: data / LISTS}

    @cached_property
    def _entry(self) -> dict[str, Any]:
        """The entry of the cache; empty if there is none, it is damaged, or another version of the library made it."""
        try:
            text = self._path.read_text(encoding="utf-8") if self._path else "{}"
            entry: dict[str, Any] = json.loads(text)
            return entry if entry["library"] == library_digest() else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @cached_property
    def _is_current(self) -> bool:
        """Whether the entry says how it stands: no file has changed, and it is of the same day."""
        told = self._entry
        if not (told and self._holds("inputs") and self._holds("beside")):
            return False
        now = self._about_now(told["standing"]["reference"])
        return {name: told[name] for name in now} == now

    def _holds(self, which: Literal["inputs", "beside"]) -> bool:
        """Return whether the files of the entry are as they were."""
        told = self._entry
        try:
            files = self._beside if which == "beside" else input_files(self.places, self.reference, about_of(told))
            return as_it_was(files, told[which], told["looked"])
        except (OSError, KeyError, TypeError):
            return False
