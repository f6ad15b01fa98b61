from decimal import Decimal

import pytest
from hypothesis import given

from foi_stats.answer.answer import answer_figures
from foi_stats.publish.tables import table_of
from foi_stats.publish.totals import why_no_total
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.supply.rows import exact_values
from tests.examples import examples
from tests.publish.answers import answer_of, answers


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
    assert table.caption.startswith("UNPROTECTED, not for release: ")
    assert table.legend[0].startswith("Unprotected: small counts are not hidden")
    assert table.legend[1] == "The numbers under “2016-17” cover April to September 2016 only."
    assert table.rows[1][-1] == (
        "2012-13: Apr to Dec 2012 only; [r] 2014-15, Total; Total: Apr to Dec 2012 and Apr 2013 to Sep 2016 only"
    )


def test_police_services_are_printed_in_thousands(answer):
    table = table_of(answer("944.2015-16", "police-services"))
    assert table.caption.endswith("(£ thousand)")
    assert dict(table.rows)["2014-15"] == "134,898"


def test_year_columns_stand_in_order_and_numbers_end_alike(answer):
    table = table_of(answer_of([("Two", year, value) for year, value in (("2012-13", "5"), ("2013-14", "-1234.50"))]))
    assert [row[:2] for row in table.rows] == [("2012-13", "5.00"), ("2013-14", "−1,234.50")]
    across = table_of(answer("101.2016-17", "5"))
    assert list(across.headings[1:-1]) == sorted(across.headings[1:-1])


def test_a_notebook_shows_an_accessible_table_and_plain_text(answer):
    table = table_of(answer("944.2015-16", "nrm-referrals"))
    shown = table._repr_html_()
    assert shown.index("[u] means low reliability") < shown.index("<table")
    assert '<th scope="col"' in shown
    assert '<th scope="row"><span class="whole">2012-13</span></th>' in shown
    assert "<caption" in shown
    assert str(table).splitlines()[0] == table.caption
    assert "1,348" in str(table)


@pytest.mark.slow
@examples(60)
@given(made=answers())
def test_a_table_prints_its_rows_to_the_penny(made):
    table = table_of(made)
    cells = [cell for row in table.rows for column, cell in enumerate(row) if column in table.numeric]
    numbers = [Decimal(cell.replace(",", "").replace("−", "-")) for cell in cells if not cell.startswith("[")]
    assert sorted(numbers) == sorted(filter(None.__ne__, exact_values(made.table["value"])))
    assert len({cell.partition(".")[2].__len__() for cell in cells if not cell.startswith("[")}) == 1


def test_totals_are_refused_unless_everything_may_be_added():
    years = ("2012-13", "2013-14")
    cells = [(part, year, "5.50") for part in ("One", "Two") for year in years]
    assert why_no_total(answer_of(cells, adds_up=True)) == ""
    for bad, adds_up, why in (
        (cells, False, "overlap"),
        ([*cells[1:], ("One", "2012-13", None, "[c]", "withheld")], True, "not given"),
        ([*cells[1:], ("One", "2012-13", "5", "", "not_held")], True, "incomplete"),
        ([*cells[1:], ("One", "2012-13", "5", "[f]")], True, "symbol"),
        ([*cells, *(("Total", year, "11") for year in years)], True, "a total already"),
    ):
        assert why in why_no_total(answer_of(bad, adds_up=adds_up))


def test_only_a_topic_s_own_funding_may_be_added_up(data):
    case = read_case(data, "101.2016-17")
    adds_up = {figure.id: answer_figures(case, figure.id).adds_up for figure in list_figures(case.request)}
    assert adds_up == {"1": True, "services": False, "5": False, "victims-services": False}
