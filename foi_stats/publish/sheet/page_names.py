"""Name the pages that show the sheets behind figures."""

from __future__ import annotations

import re

from foi_stats.files.digest import content_digest

FOLDER = "sheets"
"""The folder of the pages, in the working papers of a run."""

_SAFE = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*")
_LONGEST_NAME = 100


def page_name(figure: str) -> str:
    """Return the name of the page of a figure, by its id: a file name whatever the id holds."""
    name = figure.replace("/", ".")
    if len(name) <= _LONGEST_NAME and _SAFE.fullmatch(name):
        return f"{name}.html"
    return f"{content_digest(figure.encode())[:16]}.html"
