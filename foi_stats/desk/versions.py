"""The versions of a response that readers have: the draft that was made last, and what was released."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from foi_stats.desk.facts import NoSuchError
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import read_current
from foi_stats.run.run_account import day_sent
from foi_stats.vocabulary.years import format_day

KINDS = ("draft", "release")
"""The newest first: a release ends the draft, so a draft that is there was made after it."""


@dataclass(frozen=True)
class Version:
    """A version of a response: ``draft`` or ``release``, its folder, and what it is called with its day."""

    kind: str
    folder: Path
    name: str

    @property
    def run(self) -> Path:
        """The run that made it."""
        return self.folder.parent


def versions_of(places: Places, reference: str) -> list[Version]:
    """Return the versions of the response to a request, the newest first."""
    current = read_current(places.report(reference))
    named = ((kind, getattr(current, kind)) for kind in KINDS)
    return [Version(kind, folder, _name(kind, folder)) for kind, folder in named if folder is not None]


def version_of(places: Places, reference: str, kind: str) -> Version:
    """Return a version of the response to a request.

    Raises
    ------
    NoSuchError
        If there is none.
    """
    found = next((one for one in versions_of(places, reference) if one.kind == kind), None)
    if found is None:
        raise NoSuchError(f"{reference} has no {'release' if kind == 'release' else 'draft'} now. Go to its page.")
    return found


def _name(kind: str, folder: Path) -> str:
    if kind == "release":
        return f"release of {format_day(day_sent(folder))}"
    made = dt.datetime.strptime(folder.parent.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC).astimezone()
    return f"draft of {format_day(made.date())}, {made:%H:%M}"
