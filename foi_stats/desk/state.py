"""What the pages of a running desk share."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from foi_stats.desk import activity
from foi_stats.desk.child import Children, TooMuchError
from foi_stats.desk.drafts import Drafts
from foi_stats.desk.facts import Work
from foi_stats.desk.keys import Keys
from foi_stats.desk.settings import Desk
from foi_stats.desk.spool import Spool
from foi_stats.vocabulary.findings import InputError

_UPLOADS = 8
"""How many files arrive at once; the next wait."""

_FACT_SECONDS = 300
_TOO_LARGE = (
    "This takes more time or memory than the desk has. The commands will say it: foi-stats status, foi-stats trace."
)


@dataclass
class Running:
    """A running desk: its settings and secrets, the processes that work for it, and what it knows already."""

    desk: Desk
    keys: Keys
    children: Children
    spool: Spool
    drafts: Drafts
    uploads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_UPLOADS))
    _known: dict[tuple[Any, ...], tuple[int, Any]] = field(default_factory=dict)

    async def fact(self, work: Work, *given: Any) -> Any:  # noqa: ANN401
        """Return what is known of the project; it is worked out again once anything in the project has changed.

        Parameters
        ----------
        work
            Takes the folders of the project first.
        """
        key, now = (work, *given), _fingerprint(self.desk)
        known = self._known.get(key)
        if known is None or known[0] != now:
            try:
                known = now, await self.children.run(work, self.desk.places, *given, seconds=_FACT_SECONDS)
            except TooMuchError:
                raise InputError(_TOO_LARGE) from None
            if len(self._known) > 200:
                self._known.clear()
            self._known[key] = known
        return known[1]

    def record(self, by: Request, what: str, **about: str) -> None:
        """Add what somebody did to the log."""
        activity.record(self.desk.folder, user_of(by), what, **about)


def running(request: Request) -> Running:
    """Return the desk that answers a request."""
    found: Running = request.app.state.running
    return found


def user_of(request: Request) -> str:
    """Return who asks: the name that the guard gave."""
    return str(request.scope["state"]["user"])


def today() -> dt.date:
    """Return today, where this machine is."""
    return dt.datetime.now().astimezone().date()


def _fingerprint(desk: Desk) -> int:
    """Return a number that changes with any file of the data folder, and with what readers of reports see."""
    files = [path for path in desk.places.data.rglob("*") if path.is_file()]
    files += [*desk.places.reports.glob("*/current.json"), *desk.places.reports.glob("history.jsonl")]
    return hash(tuple(sorted((str(path), *_stamp(path)) for path in files)))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size
