"""Start the warm process of a run early, so that it imports while requests are read."""

from __future__ import annotations

from foi_stats.engine import warm

_FOR_ONE, _FOR_SEVERAL = "foi_stats.run.preloaded", "foi_stats.run.preloaded_writers"


def preloaded(*, several: bool) -> str:
    """Return the module that the warm process of a run imports.

    What reads and writes reports is imported once for several of them; the process that makes one report imports it
    for itself, and what writes while the notebooks run.
    """
    return _FOR_SEVERAL if several else _FOR_ONE


def warm_up(*, several: bool) -> None:
    """Start the warm process of a run, where processes can be forked; return at once."""
    warm.context(warm.start_method(), preloaded(several=several))
