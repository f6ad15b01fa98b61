"""The page on screening agrees with the code."""

import re

from foi_stats.screen.catalogue import CHECKS
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "screening.md").read_text(encoding="utf-8")


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


def test_every_check_that_the_code_makes_is_in_the_catalogue_and_is_made():
    code = "\n".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("foi_stats/**/*.py"))
    made = re.findall(r'(?:finding|_first|_styled|_comments)\([^"]*?"([a-z-]+)"', code)
    yielded = re.findall(r'yield "([a-z-]+)", "', code)
    listed = re.findall(r'^ +\("([a-z-]+)", self\.', code, re.MULTILINE)
    assert {*made, *yielded, *listed} >= set(CHECKS)
    assert set(re.findall(r'(?<!\w)finding\(\s*"([a-z-]+)"', code)) <= set(CHECKS)
