"""What came of a run, as data and in words: for ``--json``, the history, and whoever is told that it failed."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from foi_stats.run.messages import Failure, Outcome
from foi_stats.vocabulary.findings import BusyError, FoiError


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class RunSummary:
    """What came of a run so far.

    ``asked`` are the requests that it is to answer; ``error`` is what ended it before it came to all of them, if it was
    not interrupted. ``as_of`` is the day that it is for, where that was said; ``waiting`` has since when a request that
    lacks a supply has waited, where it did so in an earlier run. ``code`` is the exit code: 1 or 2 where something is
    wrong, 3 where nothing is but that another run is at it.
    """

    version: str
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False
    started: str = field(default_factory=_now)
    ended: str = ""
    as_of: str = ""
    asked: list[str] = field(default_factory=list)
    error: FoiError | None = None
    waiting: dict[str, str] = field(default_factory=dict)
    _clock: float = field(default_factory=time.monotonic)

    @property
    def code(self) -> int:
        """The exit code of the run."""
        if self.interrupted:
            return 130
        errors = [*(one.error for one in self.failures), *([self.error] if self.error else [])]
        codes = {0, *(getattr(error, "exit_code", 1) for error in errors)}
        wrong = codes - {0, BusyError.exit_code}
        return max(wrong, default=max(codes))

    @property
    def not_reached(self) -> list[str]:
        """The requests that it did not come to: it was interrupted, or ended by an error."""
        reached = {done.reference for done in self.outcomes} | {failure.reference for failure in self.failures}
        return [name for name in self.asked if name not in reached]

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return round(time.monotonic() - self._clock, 1)

    def end(self) -> None:
        """Note when it ended."""
        self.ended = _now()

    def data(self) -> dict[str, Any]:
        """Return it as plain values: the form that other programs rely on."""
        about = {"as_of": self.as_of, "started": self.started, "ended": self.ended or _now(), "foi_stats": self.version}
        return {
            "version": 1,
            **about,
            "interrupted": self.interrupted,
            "exit_code": self.code,
            "error": str(self.error or ""),
            "not_reached": self.not_reached,
            "questions": [line for outcome in self.outcomes for line in outcome.lines],
            "reports": [_report(outcome) for outcome in self.outcomes],
            "failures": [
                {
                    "request": one.reference,
                    "error": str(one.error),
                    "waiting_since": self.waiting.get(one.reference, ""),
                    "findings": _findings(one.error),
                }
                for one in self.failures
            ],
        }

    def text(self) -> str:
        """Return it in words, for a mail: what failed first, then what was made."""
        made = [one.reference for one in self.outcomes if not one.unchanged]
        same = len(self.outcomes) - len(made)
        lines = [f"foi-stats run, begun {self.started}, {self.seconds:.0f} s, exit code {self.code}.", ""]
        if self.interrupted:
            lines += ["It was interrupted. What was released before stands.", ""]
        if self.error:
            lines += [str(self.error), ""]
        for one in self.failures:
            since = self.waiting.get(one.reference, "")
            waited = [f"It has waited for that since {since}. The last release stands."] if since else []
            lines += [f"{one.reference} could not be made:", str(one.error), *waited, ""]
        if self.not_reached:
            lines += [f"Not reached: {', '.join(self.not_reached)}.", ""]
        lines.append(f"Made: {', '.join(made) or 'none'}. Nothing had changed for {same} more.")
        return "\n".join(lines) + "\n"


def _report(done: Outcome) -> dict[str, Any]:
    return {
        "request": done.reference,
        "outcome": done.outcome,
        "page": str(done.page),
        "folder": str(done.folder),
        "seconds": round(done.seconds, 2),
        "unchanged": done.unchanged,
        "findings": [asdict(finding) for finding in (*done.warnings, *done.stops)],
    }


def _findings(error: Exception) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in getattr(error, "findings", ())]
