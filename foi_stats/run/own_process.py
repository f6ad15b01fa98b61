"""Make one report in a process of its own: its command, and what it tells when it has ended."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from foi_stats.request.project_folders import Places

_MOST_LINES = 20


@dataclass(frozen=True)
class Told:
    """How ``foi-stats run`` ended for one request.

    Attributes
    ----------
    exit_code
        That of the command: 0 if the report was made.
    why
        Why it was not made, in words; empty if it was.
    data
        All that it told (:meth:`foi_stats.run.run_summary.RunSummary.data`); empty if it ended before it could.
    """

    exit_code: int
    why: str
    data: Mapping[str, Any] = field(default_factory=dict)


def run_command(places: Places, reference: str, wait: int, as_of: str = "") -> list[str]:
    """Return the command that makes the report of a request, and tells as JSON what came of it.

    Parameters
    ----------
    wait
        For how many seconds it waits for another run that is at the same report.
    """
    folders = {"--root": places.notebooks.parent, "--data": places.data, "--reports": places.reports}
    words = [sys.executable, "-m", "foi_stats", "run", "--json", "--wait", str(wait)]
    words += [str(word) for option in folders.items() for word in option]
    return [*words, *(["--as-of", as_of] if as_of else []), "--", reference]


def read_told(out: str, errors: str, exit_code: int = 1) -> Told:
    """Return how it ended, from what it wrote to its output and of errors.

    ``exit_code`` is that of the process, for where it wrote no data.
    """
    try:
        data = json.loads(out)
    except ValueError:
        last = "\n".join(errors.strip().split("\n")[-_MOST_LINES:])
        return Told(exit_code or 1, last or "It ended without saying why.")
    why = "\n".join(one["error"] for one in data["failures"]) or data["error"]
    return Told(data["exit_code"], why or ("It was interrupted." if data["exit_code"] else ""), data)
