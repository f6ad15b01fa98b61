"""Published spreadsheets: read to the figures that a person finds there, or refused with a reason."""

from decimal import Decimal
from pathlib import Path

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.layouts.model import choose_layout, parse_layout, read_layouts
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import exact_values, schema
from foi_stats.vocabulary.money import add_up

LAYOUTS = read_layouts(Path(__file__).parents[2] / "data" / "layouts")

# Net current expenditure, £ thousand, of North Yorkshire Police and Crime Commissioner and Chief Constable (E7027)
OUTTURN = {
    "rs2012_13.xls": ("2012-13", 132_734, -43_866, 61_482),
    "rs2013_14.xls": ("2013-14", 131_882, -75_853, 56_025),
    "rs2014_15.xls": ("2014-15", 134_898, -80_737, 57_957),
    "rs2015_16.xlsx": ("2015-16", 136_275, -77_015, 60_048),
    "rs2016_17.xlsx": ("2016-17", 142_568, -76_621, 62_591),
}
LINES = ["Police services", "Police grant", "Council tax requirement"]


def read(workbook, file):
    found = interpret(workbook, file=file, layout=choose_layout(workbook, LAYOUTS))
    schema("funding").validate(found.funding)
    schema("referrals").validate(found.referrals)
    for frame in (found.funding, found.referrals):
        assert_true_addresses(workbook, frame)
    return found


def assert_true_addresses(workbook, frame):
    """Look at the very cell that each row names."""
    from foi_stats.supply.values import found_text

    for name, rows in frame.groupby("sheet"):
        sheet = next(sheet for sheet in workbook.sheets if sheet.name == name)
        cells = {sheet.address(r, c): value for r, row in enumerate(sheet.rows) for c, value in enumerate(row)}
        assert [found_text(cells[cell]) for cell in rows["cell"]] == list(rows["found"])


@pytest.mark.parametrize("file", OUTTURN)
def test_revenue_outturn(published, file):
    found = read(published(file), file)
    year, *expected = OUTTURN[file]
    rows = found.funding
    assert set(rows["financial_year"]) == {year}
    assert rows["organisation"].nunique() == 37
    here = rows[rows["organisation"].str.startswith("North Yorkshire")].set_index("line")["amount"]
    assert [here[line] for line in LINES] == [Decimal(thousands) * 1000 for thousands in expected]


@pytest.mark.parametrize("file", OUTTURN)
def test_revenue_outturn_of_every_police_authority(published, file):
    """Every figure is the cell under the same heading in the row of the same name, found here in the plainest way."""
    workbook = published(file)
    rows = read(workbook, file).funding
    sheet = next(sheet for sheet in workbook.sheets if sheet.name == rows["sheet"][0])
    table = [[" ".join(str(value or "").split()) for value in row] for row in sheet.rows]
    heads = next(row for row in table if row[0] == "E-code")
    name, figure = heads.index("Local authority"), heads.index("Police services")
    plain = {row[name]: row[figure] for row in table if "Police" in row[name] and row[0].startswith("E7")}
    rows = rows[rows["line"] == "Police services"]
    read_here = dict(zip(rows["organisation"], exact_values(rows["amount"]), strict=True))
    assert set(plain) == set(read_here)
    for organisation, text in plain.items():
        if text == "…":
            assert read_here[organisation] is None
        else:
            exact = Decimal(text) * 1000
            assert abs(read_here[organisation] - exact) <= Decimal("0.005")


def test_revenue_outturn_names_its_gap_and_its_break(published):
    rows = read(published("rs2016_17.xlsx"), "rs2016_17.xlsx").funding
    gaps = rows[rows["amount"].isna()]
    assert set(gaps["organisation"]) == {"Dorset Police and Crime Commissioner and Chief Constable"}
    assert set(gaps["shorthand"]) == {"[x]"}
    rows = read(published("rs2013_14.xls"), "rs2013_14.xls").funding
    assert set(rows[rows["shorthand"] == "[b]"]["line"]) == {"Police grant", "Council tax requirement"}


def test_revenue_outturn_adds_up_to_the_printed_total_but_for_the_last_year(published):
    for file in OUTTURN:
        findings = read(published(file), file).findings
        if file == "rs2016_17.xlsx":
            assert {(finding.check, finding.severity) for finding in findings} == {("total-differs", "warning")}
            assert "11,049,602.51" in findings[0].found
        else:
            assert findings == ()


def test_nrm_referrals(published):
    file = "nrm_referrals_longitudinal.csv"
    found = read(published(file), file)
    years = found.referrals.groupby("financial_year")["count"].sum()
    assert [years[year] for year in ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")] == [
        1348,
        1904,
        2497,
        3430,
        4067,
    ]
    cautious = found.referrals["shorthand"] == "[u]"
    assert set(found.referrals[cautious]["quarter"].str[:4].astype(int)) == set(range(2009, 2014))
    assert found.findings == ()


@pytest.mark.parametrize(
    ("file", "count", "total", "year", "first"),
    [  # counts and sums by csv, openpyxl and decimal alone
        ("leeds-2012-06.csv", 9565, "76346645.18", "2012-13", "A & A Electrical Distributors Ltd"),
        ("harrogate-2015-04.csv", 2168, "3073930.37", "2015-16", "ALLSTAR BUSINESS SOLUTIONS LTD"),
        ("hyndburn-1701.csv", 180, "538272.19", "2016-17", "CALVERTON FINANCE LTD"),
        ("fire-2022-23.xlsx", 2908, "15094614.84", "2022-23", "Anderton Centre"),
    ],
)
def test_published_spending(published, file, count, total, year, first):
    found = read(published(file), file)
    assert found.findings == ()
    assert len(found.funding) == count
    assert set(found.funding["basis"]) == {"paid"}
    assert set(found.funding["financial_year"]) == {year}
    assert found.funding["provider"][0] == first
    assert add_up(found.funding["amount"]) == Decimal(total)
    assert found.funding["amount"].sum() == float(total)


@pytest.mark.parametrize(
    ("file", "checks"),
    [
        ("nrm_reasonable_grounds.csv", {"table-not-understood"}),  # decisions, one column for each age and outcome
        ("police-workforce-tables-sep16.ods", {"sheet-not-understood", "nothing-to-read"}),  # people, not money
        ("data.xlsx", {"ambiguous-unit", "ambiguous-basis"}),  # sales of products by date
        ("any_sheets.xlsx", {"sheet-not-understood", "nothing-to-read"}),
        ("hidden-cols-blank-row.xlsx", {"nothing-to-read"}),
    ],
)
def test_what_is_neither_funding_nor_referrals_is_refused(published, file, checks):
    found = read(published(file), file)
    assert {finding.check for finding in found.findings} == checks
    assert found.funding.empty
    assert found.referrals.empty


@pytest.mark.parametrize("file", ["suspect.xlsx", "suspect.xls"])
def test_a_hidden_sheet_is_said_and_not_read(real, file):
    found = read_supply(real / file)
    assert "hidden-sheet" in {finding.check for finding in found.findings}
    assert found.funding.empty


def test_a_draft_of_a_published_list_reads_all_of_it(published):
    workbook = published("leeds-2012-06.csv")
    layout = parse_layout(draft_layout(workbook, "leeds-2012-06.csv"), "draft.toml")
    drafted = interpret(workbook, file="leeds-2012-06.csv", layout=layout)
    assert drafted.funding.equals(interpret(workbook, file="leeds-2012-06.csv").funding)
