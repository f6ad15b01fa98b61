"""The screen for hidden data: what a file that leaves the building holds besides what is seen in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foi_stats.disclosure.screen.read import screen
from foi_stats.findings import Finding


def screen_files(paths: Sequence[Path]) -> list[Finding]:
    """Return what files hold that is not seen in them."""
    return screen(*paths)
