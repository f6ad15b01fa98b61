"""The page on screening says what the code does."""

import re
from pathlib import Path

from foi_stats.disclosure.screen.catalogue import CHECKS

PAGE = (Path(__file__).parents[3] / "docs" / "screening.md").read_text(encoding="utf-8")


def test_every_check_is_explained_with_its_severity_and_nothing_else():
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\| `.*\|$", PAGE, re.MULTILINE)
    ]
    assert [row[0] for row in rows] == [f"`{name}`" for name in sorted(CHECKS)]
    for name, formats, severity, why, action in rows:
        check = CHECKS[name.strip("`")]
        assert severity == check.severity
        assert action.lower() == check.action.lower()
        assert formats
        assert why
