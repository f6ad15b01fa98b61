"""The page on reading says what the code does: every reason, every key of a layout, and the published files."""

import re

import pytest

from foi_stats.files.read import read_workbook
from foi_stats.supply.layouts import model as layout
from foi_stats.supply.layouts.model import choose_layout, read_layouts
from foi_stats.supply.read import read_supply
from foi_stats.vocabulary.shorthand import REASONS, SUPPLIED_REASONS
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "reading.md").read_text(encoding="utf-8")
LAYOUTS = PROJECT / "data" / "layouts"


def section(title):
    return re.split(r"^## ", PAGE.split(f"## {title}\n")[1], flags=re.MULTILINE)[0]


def test_every_reason_is_explained():
    for reason in (REASONS[code] for code in SUPPLIED_REASONS):
        assert f"| `{reason.code}` | `{reason.shorthand}` |" in PAGE


@pytest.mark.parametrize(
    "model",
    [layout.Layout, layout.Match, layout.Heading, layout.Condition, layout.PrintedTotal, layout.Rows,
     layout.TextFromSheet, layout.FigureColumn, layout.Mark],
)  # fmt: skip
def test_every_key_of_a_layout_is_explained(model):
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`]*`", section("Layouts")))))
    assert set(model.model_fields) <= explained


def test_every_published_file_is_read_as_the_page_says(shelf):
    """What is read of a stand-in is as the page says of the published file, but for how much."""
    rows = dict(re.findall(r"^\| `([^`]+\.\w+)` \|(.*)\|$", section("Real files, one by one"), re.MULTILINE))
    assert set(rows) == {path.name for path in shelf.folder.iterdir()} - {"SOURCES.md"}
    for name, text in rows.items():
        read, described, total, found = (cell.strip() for cell in text.split("|"))
        supply = read_supply(shelf.folder / name, layouts=LAYOUTS)
        count = len(supply.funding) + len(supply.referrals)
        assert (read == "nothing") == (not count)
        assert not (count and shelf.published) or read.startswith(f"{count:,} ")
        workbook, _ = read_workbook(shelf.folder / name)
        chosen = choose_layout(workbook, read_layouts(LAYOUTS))
        assert (described == "none") == (chosen is None)
        if len(supply.funding) and shelf.published:
            assert total == f"£{supply.funding['amount'].sum():,.2f}".removesuffix(".00")
        errors = {finding.check for finding in supply.findings if finding.severity == "error"}
        assert all(f"`{check}`" in found for check in errors)
        assert ("hidden" in found and "no finding" not in found) == any(
            finding.check.startswith("hidden-") for finding in supply.findings
        )
