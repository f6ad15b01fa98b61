"""Write the tables of checks into the pages on them, from the catalogues: python docs/checks.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from wrapped import wrapped

from foi_stats.answer.catalogue import CHECKS as OF_ANSWERS
from foi_stats.files.catalogue import CHECKS as OF_FILES
from foi_stats.files.limits import MAX_CELLS, MAX_INFLATED_BYTES
from foi_stats.release.catalogue import CHECKS as OF_RELEASES
from foi_stats.request.catalogue import CHECKS as OF_REQUESTS
from foi_stats.screen.catalogue import CHECKS as OF_SCREEN
from foi_stats.supply.catalogue import CHECKS as OF_SUPPLY
from foi_stats.vocabulary.basis import BASES
from foi_stats.vocabulary.catalogue import Catalogue, Check
from foi_stats.vocabulary.no_figure import WHICH_WORD

DOCS = Path(__file__).resolve().parent
MARKED = re.compile(r"(<!-- checks: [^\n]* -->\n).*?(<!-- end of checks -->)", re.DOTALL)
PAGES: dict[str, Sequence[Catalogue]] = {
    "reading.md": (OF_FILES, OF_SUPPLY),
    "requests.md": (OF_REQUESTS, OF_ANSWERS, OF_RELEASES),
    "screening.md": (OF_SCREEN,),
}
VALUES = {
    "bases": ", ".join(BASES),
    "cells": f"{MAX_CELLS:,}",
    "unpacked": f"{MAX_INFLATED_BYTES // 2**20}",
    "what": "cell",
    "which": WHICH_WORD,
}
"""Values of texts that are the same in every finding; others are left out."""
_WORST_FIRST = ("error", "warning", "info")


def table(catalogues: Sequence[Catalogue]) -> str:
    """Return the table of some rooms' checks: what each finds, its severities, why it matters, and what to do."""
    named: dict[str, list[Check]] = {}
    for name, check in (pair for one in catalogues for pair in one.checks.items()):
        named.setdefault(name.partition(".")[0], []).append(check)
    has_formats = any(check.formats for checks in named.values() for check in checks)
    headings = ["check", *["in"] * has_formats, "severity", "what it finds", "why", "expected", "what to do"]
    lines = [headings, ["---"] * len(headings)]
    for name, (check, *cases) in sorted(named.items()):
        severity = " or ".join(one for one in _WORST_FIRST if one in {one.severity for one in (check, *cases)})
        texts = [severity, check.title, check.why, *map(_shown, (check.expected, check.action))]
        lines.append([f"`{name}`", *[check.formats] * has_formats, *texts])
    return wrapped("\n".join(f"| {' | '.join(line)} |" for line in lines)) + "\n"


def _shown(text: str) -> str:
    text = re.sub(r"\$(\w+)", lambda match: VALUES.get(match[1], "…"), text)
    return re.sub(r"\[\[[\w.]+\]\]", r"`\g<0>`", text)


def written(page: str, catalogues: Sequence[Catalogue]) -> str:
    """Return a page with its table of checks made anew."""
    return MARKED.sub(lambda match: match[1] + "\n" + table(catalogues) + match[2], page)


if __name__ == "__main__":
    for name, catalogues in PAGES.items():
        path = DOCS / name
        path.write_text(written(path.read_text(encoding="utf-8"), catalogues), encoding="utf-8")
