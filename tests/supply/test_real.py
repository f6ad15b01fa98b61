"""Published spreadsheets, and stand-ins of their shapes: read to the figures found there, or refused with a reason."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.layouts.model import choose_layout, parse_layout, read_layouts
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns, exact_values, schema
from foi_stats.vocabulary.money import add_up
from tests.supply.sheets import above_info

LAYOUTS = read_layouts(Path(__file__).parents[2] / "data" / "layouts")

OUTTURN = ["rs2012_13.xls", "rs2013_14.xls", "rs2014_15.xls", "rs2015_16.xlsx", "rs2016_17.xlsx"]
LINES = ["Police services", "Police grant", "Council tax requirement"]


def read(workbook, file):
    found = interpret(workbook, file=file, layout=choose_layout(workbook, LAYOUTS))
    schema("funding", tuple(breakdowns(found.funding))).validate(found.funding)
    schema("referrals", tuple(breakdowns(found.referrals))).validate(found.referrals)
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


def in_pounds(thousands):
    """Return an amount in £ thousand as the library holds it: pounds, to the penny."""
    return (Decimal(str(thousands)) * 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("file", OUTTURN)
def test_revenue_outturn(shelf, published, file):
    rows = read(published(file), file).funding
    expected = shelf.outturn[file]
    assert set(rows["financial_year"]) == {expected.year}
    assert rows["organisation"].nunique() == shelf.forces
    rows = rows[rows["organisation"].str.startswith(shelf.force)]
    here = dict(zip(rows["line"], exact_values(rows["amount"]), strict=True))
    figures = (expected.police_services, expected.police_grant, expected.council_tax_requirement)
    assert [here[line] for line in LINES] == [in_pounds(thousands) for thousands in figures]


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


def test_revenue_outturn_names_its_gap_and_its_break(shelf, published):
    rows = read(published("rs2016_17.xlsx"), "rs2016_17.xlsx").funding
    gaps = rows[rows["amount"].isna()]
    assert set(gaps["organisation"]) == {shelf.silent}
    assert set(gaps["shorthand"]) == {"[x]"}
    rows = read(published("rs2013_14.xls"), "rs2013_14.xls").funding
    assert set(rows[rows["shorthand"] == "[b]"]["line"]) == {"Police grant", "Council tax requirement"}


def test_revenue_outturn_adds_up_to_the_printed_total_but_for_the_last_year(shelf, published):
    for file in OUTTURN:
        findings = read(published(file), file).findings
        if file == "rs2016_17.xlsx":
            assert {(finding.check, finding.severity) for finding in findings} == {("total-differs", "warning")}
            assert shelf.printed_total in findings[0].found
        else:
            assert findings == ()


def test_nrm_referrals(shelf, published):
    file = "nrm_referrals_longitudinal.csv"
    found = read(published(file), file)
    years = found.referrals.groupby("financial_year")["count"].sum()
    assert {year: years[year] for year in shelf.referrals} == shelf.referrals
    cautious = found.referrals["shorthand"] == "[u]"
    assert set(found.referrals[cautious]["quarter"].str[:4].astype(int)) == set(range(2009, 2014))
    assert above_info(found) == []


@pytest.mark.parametrize(
    "file", ["leeds-2012-06.csv", "harrogate-2015-04.csv", "hyndburn-1701.csv", "fire-2022-23.xlsx"]
)
def test_published_spending(shelf, published, file):
    found = read(published(file), file)
    expected = shelf.spending[file]
    assert above_info(found) == []
    assert len(found.funding) == expected.payments
    assert set(found.funding["basis"]) == {"paid"}
    assert set(found.funding["financial_year"]) == {expected.year}
    assert found.funding["provider"][0] == expected.first
    assert add_up(found.funding["amount"]) == Decimal(expected.total)
    assert found.funding["amount"].sum() == float(expected.total)


@pytest.mark.parametrize(
    ("file", "checks"),
    [
        ("nrm_reasonable_grounds.csv", {"table-not-understood"}),  # decisions, one column for each age and outcome
        ("data.xlsx", {"list-column-unknown"}),  # sales of products by date
        ("any_sheets.xlsx", {"sheet-not-understood", "nothing-to-read"}),
        ("hidden-cols-blank-row.xlsx", {"nothing-to-read"}),
    ],
)
def test_what_is_neither_funding_nor_counts_is_refused(published, file, checks):
    found = read(published(file), file)
    assert {finding.check for finding in found.findings} == checks
    assert found.funding.empty
    assert found.referrals.empty


def test_posts_on_days_that_only_the_unit_of_a_table_names_are_asked_about(published):
    found = read(published("police-workforce-tables-sep16.ods"), "police-workforce-tables-sep16.ods")
    checks = {finding.check for finding in found.findings}
    assert "sheet-not-understood" in checks
    assert checks & {"nothing-to-read", "year-unknown"}
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
