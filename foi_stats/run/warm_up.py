"""Start the warm process of a run early, so that it imports while requests are read."""

from __future__ import annotations

from foi_stats.engine import warm

PRELOADED = "foi_stats.run.preloaded"
"""The module that the warm process of a run imports."""


def warm_up() -> None:
    """Start the warm process, where processes can be forked; return at once."""
    warm.context(warm.start_method(), PRELOADED)
