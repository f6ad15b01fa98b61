"""The layouts of data/layouts, on sheets made as the Department is said to publish them in years not at hand."""

from decimal import Decimal

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.model import choose_layout, read_layouts
from tests.conftest import PROJECT
from tests.supply.sheets import make_sheet, make_workbook

LABELS = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Subclass"]
MONEY = [
    "Police services",
    "Fire and rescue services",
    "Revenue Support Grant",
    "Police grant",
    "COUNCIL TAX REQUIREMENT",
]
CODES = ["poltot", "frstot", "grantrsg", "grantpol", "ctrtot"]
FORCE = "Northmoor Police and Crime Commissioner"
ROWS = [
    ["E5100", "E12000007", "Greater Exborough Authority", "", "O", "", 0, 400, 0, 0, 90],
    ["E6101", "E31", "Northmoor Combined Fire Authority", "", "O", "", 0, 280, 0, 0, 20],
    ["E7003", "E23", FORCE, "", "O", "", 131_000, 0, -2_300, -61_000, 57_000],
    ["E7004", "E24", "Downshire Police, Fire and Crime Commissioner", "", "O", "", "[x]", "[x]", "[x]", "[x]", "[x]"],
]
TOTALS = [
    ["", "", "ENGLAND", "", "", "", 131_000, 680, -2_300, -61_000, 57_110],
    ["", "", "CLASS BREAKDOWN"],
    ["E5100", "E12", "GREATER LONDON AUTHORITY", "", "GLA", "", 0, 400, 0, 0, 90],
    ["", "", "OTHER AUTHORITIES", "", "O", "", 131_000, 680, -2_300, -61_000, 57_110],
]


def sheet_of(name, title, headings=MONEY):
    above = [[title], [], ["", "", "", "", "", "", *CODES], ["", "", "", "", "", "", *range(601, 606)]]
    return make_workbook(
        make_sheet("Front page", [["Notes"]]), make_sheet(name, [*above, [*LABELS, *headings], *ROWS, *TOTALS])
    )


RA_HEADINGS = ["TOTAL POLICE SERVICES", *MONEY[1:4], "COUNCIL TAX REQUIREMENT (total of lines 951 to 980)"]
FILES = {
    "RS_LA_Data_2018-19": ("2018-19", "outturn", MONEY),
    "RS_LA_Data_202425": ("2024-25", "outturn", MONEY),
    "RS LA Data 2017-18": ("2017-18", "outturn", MONEY),
    "RA_LA_Data_2026-27": ("2026-27", "budget", RA_HEADINGS),
    "RA LA Data 2013-14": ("2013-14", "budget", MONEY),
}


@pytest.mark.parametrize("name", FILES)
def test_the_layout_of_a_published_form_is_chosen_and_reads_the_police_authorities(name):
    year, basis, headings = FILES[name]
    workbook = sheet_of(name, "Net current expenditure (£ thousand)", headings)
    layout = choose_layout(workbook, read_layouts(PROJECT / "data" / "layouts"))
    found = interpret(workbook, file="x.ods", layout=layout)
    assert [finding for finding in found.findings if finding.severity != "info"] == []
    rows = found.funding[found.funding["organisation"] == FORCE]
    assert (set(rows["basis"]), set(rows["financial_year"]), len(found.funding)) == ({basis}, {year}, 8)
    assert dict(zip(rows["line"], rows["amount"], strict=True)) == {
        "Police services": Decimal(131_000_000),
        "Police grant": Decimal(-61_000_000),
        "Revenue support grant": Decimal(-2_300_000),
        "Council tax requirement": Decimal(57_000_000),
    }


def test_a_form_with_another_heading_is_refused_by_name():
    workbook = sheet_of("RA_LA_Data_2026-27", "RA", [*MONEY[:3], "Grant to police", MONEY[4]])
    layout = choose_layout(workbook, read_layouts(PROJECT / "data" / "layouts"))
    (finding,) = interpret(workbook, file="x.ods", layout=layout).findings
    assert (finding.check, "'Police grant*'" in finding.found) == ("layout-does-not-fit", True)
