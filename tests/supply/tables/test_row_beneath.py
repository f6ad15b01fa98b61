"""An amount that looks like a year is an amount where it stands in a row, and a year where it stands in headings."""

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import exact_values
from tests.supply.sheets import make_sheet, make_workbook


def read(rows):
    return interpret(make_workbook(make_sheet("Data", rows)), file="supply.xlsx")


def errors(rows):
    return {finding.check for finding in read(rows).findings if finding.severity == "error"}


TITLE = ["Outturn by service 2013-14 (£)"]
IN_ROWS = [
    [["Service", "Financial year", "Budget (£)"], ["Counselling", "2013-14", 2014]],
    [[], ["Service", "Financial year", "Budget (£)"], ["Counselling", "2012-13", 1999], ["Helpline", "2013-14", 2014]],
    [["Service", "2012-13 Budget (£)", "2013-14 Budget (£)"], ["Counselling", 2013, 2014], ["Helpline", 2014, 2015]],
    [TITLE, [], ["Service", "Amount"], ["Counselling", 2014], ["Helpline", 2013]],
    [["Service", "Financial year", "Budget (£)"], ["A", "2012-13", 5], [], ["B", "2013-14", 2014], ["C", "2013-14", 6]],
    [TITLE, ["Financial year", "Counselling", "Helpline"], ["2013-14", 1900, 1901], ["Total", 1900, 1901]],
]


@pytest.mark.parametrize("rows", IN_ROWS)
def test_an_amount_is_no_year(rows):
    amounts = [v for row in rows for v in row if isinstance(v, int) and "Total" not in row]
    assert errors(rows) == set()
    assert sorted(exact_values(read(rows).funding["amount"])) == sorted(amounts)


def test_years_in_a_second_row_of_headings_stay_years():
    rows = [["Service", "Budget (£)", None], [None, 2012.0, 2013.0], ["Counselling", 10, 20]]
    assert errors(rows) == {"ambiguous-year"}


def test_after_a_blank_row_a_year_beside_words_may_head_another_table():
    rows = [TITLE, ["Service", "Amount"], ["Counselling", 10], ["Helpline", 20], [], ["Refuges", 2014], ["North", 30]]
    assert "ambiguous-year" in errors(rows)
