"""What came of a run, as data and in words: for ``--json``, the history, and whoever is told that it failed."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from foi_stats.run.messages import Failure, Outcome
from foi_stats.vocabulary.findings import BusyError


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class RunSummary:
    """What came of a run so far.

    ``as_of`` is the day that it is for, where that was said. ``code`` is the exit code: 1 or 2 where something is
    wrong, 3 where nothing is but that another run is at it.
    """

    version: str
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False
    started: str = field(default_factory=_now)
    ended: str = ""
    as_of: str = ""
    _clock: float = field(default_factory=time.monotonic)

    @property
    def code(self) -> int:
        """The exit code of the run."""
        if self.interrupted:
            return 130
        codes = {0, *(getattr(one.error, "exit_code", 1) for one in self.failures)}
        wrong = codes - {0, BusyError.exit_code}
        return max(wrong, default=max(codes))

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
            "questions": [line for outcome in self.outcomes for line in outcome.lines],
            "reports": [_report(outcome) for outcome in self.outcomes],
            "failures": [
                {"request": one.reference, "error": str(one.error), "findings": _findings(one.error)}
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
        for one in self.failures:
            lines += [f"{one.reference} could not be made:", str(one.error), ""]
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
