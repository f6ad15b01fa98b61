"""The text above a table is its title only where it is no row of another table."""

import pytest

from tests.supply.test_finance_sheets import errors, read

STOCK = (["Stock at 31 March 2017"], ["Council", "Number of homes"], ["Adur", 10])
BOUGHT = ["Council", "Number of homes bought 2015-16"]
UNKNOWN = ["Council", "Acquisitions, homes"]


@pytest.mark.parametrize(
    "above",
    [
        (BOUGHT, ["Adur", 3], ["Total acquisitions in 2015-16", 3]),
        (BOUGHT, ["Adur", 3], ["Total acquisitions in 2015-16", None]),
        (BOUGHT, ["Adur", 3], ["Acquisitions in 2015-16", "[c]"]),
        (BOUGHT, ["Adur", 3], ["Acquisitions in 2015-16", ".."], []),
        (UNKNOWN, ["Adur", 3], ["Total acquisitions in 2015-16", 3]),
        (UNKNOWN, ["Adur", 3], ["Total acquisitions in 2015-16", None]),
        (["Homes bought in 2015-16"], UNKNOWN, ["Adur", 3], ["Arun", 4], ["Mid", 1], []),
        (UNKNOWN, ["Adur", 3], ["Arun", 4], ["Total acquisitions in 2015-16", 7], []),
    ],
)
def test_a_year_in_the_table_above_is_not_that_of_the_next_table(above):
    counts = read(*above, *STOCK).referrals
    (stock,) = counts[counts["count"] == 10].to_dict("records")
    assert (stock["period_kind"], str(stock["period_start"])[:10]) == ("day", "2017-03-31")


@pytest.mark.parametrize(
    "top",
    [
        (["Outturn 2015-16, £"],),
        (["Outturn 2015-16, £", "Rows:", 2],),
        (["Outturn 2015-16, £"], ["Number of rows", 2], ["Number of sites", 7]),
        (["Total outturn of 2015-16, £"],),
    ],
)
def test_titles_beside_a_number_or_above_a_summary_are_still_titles(top):
    found = read(*top, [], ["Line", "Amount"], ["Refuge", 12])
    assert errors(found) == set()
    assert set(found.funding["financial_year"]) == {"2015-16"}


def unread(found):
    return [(f.cell, f.severity) for f in found.findings if f.check == "column-not-read"]


def test_a_table_above_that_is_not_understood_is_said():
    assert unread(read(UNKNOWN, ["Adur", 3], ["Arun", 4], ["Total", 7], *STOCK)) == [("B1", "warning")]
    assert unread(read(BOUGHT, ["Adur", 3], ["Total acquisitions in 2015-16", 3], *STOCK)) == []


@pytest.mark.parametrize(
    ("headings", "is_table"),
    [
        (["Region", "Quantity"], True),
        (["Quantity", "Region"], True),
        (["Region", "E-code"], False),
        (["Region", "Change"], False),
    ],
)
def test_a_table_beside_that_is_not_understood_is_said_and_gives_no_labels(headings, is_table):
    regions = ["North", "South"]
    beside = [[regions[at] if name == "Region" else at for name in headings] for at in (0, 1)]
    rows = [[line, at, None, *beside[at]] for at, line in enumerate("AB")]
    found = read(["Line", "2015-16 outturn (£)", None, *headings], *rows)
    assert unread(found) == ([("D1", "warning")] if is_table else [])
    assert ("region" in found.funding) is not is_table
