"""Write the table of checks into docs/screening.md, from the catalogue: python docs/checks.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from foi_stats.screen.catalogue import CHECKS as OF_SCREEN
from foi_stats.vocabulary.catalogue import Check

DOCS = Path(__file__).resolve().parent
MARKED = re.compile(r"(<!-- checks: [^\n]* -->\n).*?(<!-- end of checks -->)", re.DOTALL)
PAGES: dict[str, Mapping[str, Check]] = {
    "screening.md": OF_SCREEN.checks,
}
_WORST_FIRST = ("error", "warning", "info")


def table(checks: Mapping[str, Check]) -> str:
    """Return the table of some checks: what each finds, its severities, why it matters, and what to do."""
    own = [checks[name] for name in sorted(checks) if "." not in name]
    has_formats = any(check.formats for check in own)
    headings = ["check", *["in"] * has_formats, "severity", "what it finds", "why", "what to do"]
    lines = [headings, ["---"] * len(headings)]
    for check in own:
        severities = {one.severity for name, one in checks.items() if name.partition(".")[0] == check.name}
        severity = " or ".join(one for one in _WORST_FIRST if one in severities)
        action = re.sub(r"\$\w+", "…", check.action)
        texts = [severity, check.title, check.why, action]
        lines.append([f"`{check.name}`", *[check.formats] * has_formats, *texts])
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines) + "\n\n"


def written(page: str, checks: Mapping[str, Check]) -> str:
    """Return a page with its table of checks made anew."""
    return MARKED.sub(lambda match: match[1] + "\n" + table(checks) + match[2], page)


if __name__ == "__main__":
    for name, checks in PAGES.items():
        path = DOCS / name
        path.write_text(written(path.read_text(encoding="utf-8"), checks), encoding="utf-8")
