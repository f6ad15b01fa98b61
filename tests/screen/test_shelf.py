"""Real inputs: each planted file of the shared reading is named by what hides in it, and published files are not."""

from pathlib import Path

import pytest

from foi_stats.screen.read import screen
from tests.conftest import PROJECT

DISCLOSURE = PROJECT.parent / "shared" / "cases" / "disclosure"
PLANTED = {
    "c01_csv_zero_width.csv": "hidden-text",
    "c04_csv_far_rows.csv": "far-cells",
    "d18_cropped_picture.docx": "hidden-picture",
    "d50_footnote_unreferenced.docx": "hidden-text",
    "i14_jpg_jfxx_thumb.jpg": "thumbnail",
    "k22_xobject_unused_in_resources.pdf": "unused-objects",
    "l09_tracked.xls": "tracked-changes",
    "l12_named_expr_const.ods": "name-with-value",
    "p01_redact_word_mid_line.pdf": "hidden-text",
    "p08_image_over_word.pdf": "hidden-text",
    "p10_white_box_over_word.pdf": "hidden-text",
    "p11_run_off_page.pdf": "hidden-text",
    "p22_image_cropped_by_clip.pdf": "hidden-picture",
    "p25_jpeg_exif.pdf": "metadata",
    "r03_customviews.xlsx": "person",
    "x04_numfmt_at_literal.xlsx": "hidden-number-format",
    "x14_dv_formula.xlsx": "rule-text",
    "x17_autofilter_criteria_text.xlsx": "filter-criteria",
    "x32_row_height_2.xlsx": "hidden-rows",
    "z02_user_path.zip": "path",
}
FIGURES = {"cy.csv", "pct.csv"}
"""Tables whose small counts can be worked out: that is the audit's to tell, and nothing in them is hidden."""


@pytest.fixture(scope="module")
def planted() -> dict[str, set[str]]:
    """The checks that found something in each planted file."""
    if not DISCLOSURE.is_dir():
        pytest.skip("the shared reading is not there")
    return {path.name: {found.check for found in screen(path)} for path in sorted(DISCLOSURE.iterdir())}


def test_each_planted_file_is_named_by_its_check(planted):
    assert set(planted) == {*PLANTED, *FIGURES}
    assert {name: check for name, check in PLANTED.items() if check not in planted[name]} == {}


@pytest.mark.parametrize("name", ["nrm_referrals_longitudinal.csv", "data.xlsx", "hidden-cols-blank-row.xlsx",
                                  "police-workforce-tables-sep16.ods"])  # fmt: skip
def test_published_files_that_hide_nothing(real: Path, name: str):
    assert screen(real / name) == []
