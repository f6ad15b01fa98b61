import csv
import io
from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.case import read_case
from foi_stats.publish.tables import table_csv, table_of


@pytest.fixture(scope="module")
def answer(data):
    def find(reference, figure):
        return answer_figures(read_case(data, reference, figure), figure)

    return find


def test_the_legend_explains_the_symbols_used_and_no_other(answer):
    held = table_of(answer("944.2015-16", "1"))
    assert held.legend == ("[x] means not available; here: no information is held.",)
    assert table_of(answer("944.2015-16", "police-services")).legend == ()


def test_one_part_reads_down_the_years_with_symbols_in_a_column_of_their_own(answer):
    table = table_of(answer("944.2015-16", "nrm-referrals"))
    assert table.headings == ("Financial year", "National Referral Mechanism", "Marks")
    assert table.rows[0] == ("2012-13", "1,348", "[u]")
    assert table.rows[4] == ("2016-17", "4,067", "")


def test_several_parts_read_across_the_years(answer):
    table = table_of(answer("101.2016-17", "5"))
    assert table.headings == ("Service", "2012-13", "2013-14", "2014-15", "2015-16", "2016-17", "Total", "Marks")
    assert table.rows[1][-1] == "incomplete 2012-13, 2016-17, Total; [r] 2014-15, Total"


def test_police_services_are_printed_in_thousands(answer):
    table = table_of(answer("944.2015-16", "police-services"))
    assert table.caption.endswith("(£ thousand)")
    assert dict(table.rows)["2014-15"] == "134,898"


def test_csv_has_one_header_row_and_plain_numbers(answer):
    rows = list(csv.DictReader(io.StringIO(table_csv(answer("944.2015-16", "police-services")))))
    assert [row["value"] for row in rows] == ["132734", "131882", "134898", "136275", "142568"]
    assert {row["unit"] for row in rows} == {"£ thousand"}


def test_csv_says_what_sort_of_figures_they_are(answer):
    for reference, standing in (("944.2015-16", "demonstration"), ("101.2016-17", "invented data")):
        rows = list(csv.DictReader(io.StringIO(table_csv(answer(reference, "1")))))
        assert all(standing in row["standing"] for row in rows)


def test_a_gap_has_no_value_in_csv(answer):
    rows = list(csv.DictReader(io.StringIO(table_csv(answer("944.2015-16", "1")))))
    assert {(row["value"], row["shorthand"], row["reason"]) for row in rows} == {("", "[x]", "no information is held")}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(answer, start):
    held = answer("944.2015-16", "1")
    bad = replace(held, table=held.table.assign(part=f"{start}HYPERLINK(1)"))
    assert next(csv.DictReader(io.StringIO(table_csv(bad))))["activity"] == f"'{start}HYPERLINK(1)"
