"""Cells of fields that cannot be read: each names what it should hold."""

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.tables.find import WIDEST
from tests.supply.sheets import make_sheet, make_workbook


def read(*rows):
    return interpret(make_workbook(make_sheet("S", [list(row) for row in rows])), file="x.xlsx")


@pytest.mark.parametrize(
    ("heading", "text", "check", "expected"),
    [
        ("Flow", "sideways", "bad-flow", "one of expenditure, income"),
        ("Measure", "Number of", "bad-measure", "what is counted, such as claims received"),
        ("Shorthand", "[q]", "bad-shorthand", "a standard symbol such as [x]"),
    ],
)
def test_a_cell_of_a_field_that_cannot_be_read_says_what_it_should_hold(heading, text, check, expected):
    figure = "Count" if heading == "Measure" else "Outturn (£)"
    found = read(["Financial year", "Service", heading, figure], ["2015-16", "Refuge", text, 12])
    one = next(finding for finding in found.findings if finding.check == check)
    assert (one.severity, one.cell, one.expected, one.action) == ("error", "C2", expected, "Correct the cell")


def test_a_sheet_that_no_person_could_read_is_refused():
    found = read(["Service", *range(WIDEST + 1)], ["Refuge", *range(WIDEST + 1)])
    assert [finding.check for finding in found.findings if finding.severity == "error"] == ["sheet-too-wide"]
