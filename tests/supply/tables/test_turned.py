"""Tables turned round: years down, services across."""

import pytest

from foi_stats.supply.interpret import interpret
from tests.supply.sheets import make_sheet, make_workbook

YEARS = (["2014-15", 10, 20], ["2015-16", 11, "[x]"])


def read(*rows, file="supply.xlsx"):
    return interpret(make_workbook(make_sheet("S", [list(row) for row in rows])), file=file)


@pytest.mark.parametrize("title", ["Referrals to services", "Number of people helped, by service"])
def test_counts(title):
    found = read([title], ["Year", "Counselling", "Helpline"], *YEARS)
    rows = found.referrals
    assert not found.findings
    assert [
        (row.financial_year, row.service, row.found, row.shorthand, row.cell) for row in rows.itertuples(index=False)
    ] == [
        ("2014-15", "Counselling", "10", "", "B3"),
        ("2014-15", "Helpline", "20", "", "C3"),
        ("2015-16", "Counselling", "11", "", "B4"),
        ("2015-16", "Helpline", "[x]", "[x]", "C4"),
    ]
    assert rows["count"].tolist()[:3] == [10, 20, 11]


def test_the_name_of_the_file_says_that_people_are_counted():
    assert len(read(["Year", "Counselling", "Helpline"], *YEARS, file="referrals-2015.xlsx").referrals) == 4


def test_quarters_belong_to_their_years():
    rows = read(["Referrals"], ["Quarter", "Counselling", "Helpline"], ["2015 Q1", 1, 2], ["2015 Q2", 3, 4]).referrals
    assert set(zip(rows["financial_year"], rows["quarter"], strict=True)) == {
        ("2014-15", "2015 Q1"),
        ("2015-16", "2015 Q2"),
    }


def test_money_with_its_totals_held_against_it():
    found = read(
        ["Outturn by service (£000)"],
        ["Year", "Counselling", "Helpline", "Total"],
        ["2014-15", 10, 20, 30],
        ["2015-16", 11, 21, 33],
        ["Total", 21, 41, 62],
    )
    rows = found.funding
    assert sorted(zip(rows["line"], rows["amount"], strict=True)) == [
        ("Counselling", 10_000), ("Counselling", 11_000), ("Helpline", 20_000), ("Helpline", 21_000),
    ]  # fmt: skip
    assert [f.cell for f in found.findings if f.check == "total-differs"] == ["D4"]


@pytest.mark.parametrize(
    ("title", "checks"),
    [
        ("By service", {"sheet-not-understood", "nothing-to-read"}),
        ("By service (£000)", {"ambiguous-basis"}),
        ("Outturn (£000), grants (£m)", {"ambiguous-unit"}),
    ],
)
def test_what_the_title_leaves_open_is_asked_for(title, checks):
    found = read([title], ["Year", "Counselling", "Helpline"], *YEARS, ["2016-17", 1, 2])
    assert found.funding.empty
    assert found.referrals.empty
    assert {finding.check for finding in found.findings} == checks


@pytest.mark.parametrize("heading", ["Population", "Rate per 1,000", "FTE staff", "Area code", "% change"])
def test_what_is_no_line_is_not_read_as_one(heading):
    rows = read(["Referrals"], ["Year", "Counselling", "Helpline", heading], ["2014-15", 1, 2, 3]).referrals
    assert set(rows["service"]) == {"Counselling", "Helpline"}
