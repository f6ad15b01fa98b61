import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.case import figure_parts, read_case
from foi_stats.answer.figures import without_totals
from foi_stats.publish.charts import draw
from foi_stats.publish.part import read_part, write_part


@pytest.fixture(scope="module")
def charts(data):
    drawn = {}
    for reference in ("944.2015-16", "101.2016-17"):
        case = read_case(data, reference)
        for part in figure_parts(case.request):
            answer = answer_figures(case, part.id)
            drawn[reference, part.id] = (answer, draw(answer))
    return drawn


def words(chart):
    return " ".join(ElementTree.fromstring(chart.svg).itertext())


def test_a_year_of_gaps_only_has_no_chart(charts):
    assert charts["944.2015-16", "1"][1] is None


def test_the_headline_is_made_from_the_data(charts):
    assert (
        "£132.7 million in 2012-13, £142.6 million in 2016-17" in charts["944.2015-16", "police-services"][1].headline
    )


def test_the_alternative_says_every_figure_and_every_gap(charts):
    for answer, chart in charts.values():
        if chart:
            gaps = without_totals(answer.table).query("value.isna()")
            assert chart.alt.count("[z]") + chart.alt.count("[x]") == len(gaps)
            assert all(period in chart.alt for period in without_totals(answer.table)["period"])
    assert "2014-15: £134.9 million" in charts["944.2015-16", "police-services"][1].alt


def test_text_in_the_picture_is_text_and_cautions_are_explained(charts):
    chart = charts["944.2015-16", "nrm-referrals"][1]
    assert "1,348 [u]" in words(chart)
    assert "[u] low reliability" in words(chart)


def test_invented_data_says_so_in_every_chart_and_true_data_in_none(charts):
    for (reference, _), (_, chart) in charts.items():
        if chart:
            assert ("INVENTED DATA" in words(chart)) == (reference == "101.2016-17")


def test_a_picture_names_itself_and_the_same_figures_are_the_same_bytes(charts):
    answer, chart = charts["944.2015-16", "nrm-referrals"]
    assert re.search(r'<svg [^>]*role="img"[^>]*><title id="chart-title">Referrals', chart.svg)
    again = draw(answer)
    assert (again.svg, again.png) == (chart.svg, chart.png)


def test_negative_amounts_are_drawn_below_zero(charts):
    answer, _ = charts["944.2015-16", "police-services"]
    assert "−£132.7 million" in draw(replace(answer, table=answer.table.assign(value=-answer.table["value"]))).alt


def test_text_that_is_no_picture_s_business_does_not_break_it(charts):
    answer, _ = charts["101.2016-17", "services"]
    odd = answer.table.assign(part=answer.table["part"] + " $x_{$ \x0b<&>")
    ElementTree.fromstring(draw(replace(answer, table=odd)).svg)


def test_a_number_that_leaves_something_out_is_marked_in_the_chart(charts):
    assert "6 (incomplete)" in charts["101.2016-17", "5"][1].alt
    assert "(incomplete) leaves out" in words(charts["101.2016-17", "5"][1])


def test_a_notebook_shows_a_chart_with_its_alternative(charts):
    chart = charts["944.2015-16", "nrm-referrals"][1]
    shown, about = chart._repr_mimebundle_()
    assert shown["text/plain"] == about["image/svg+xml"]["alt"] == chart.alt


def test_a_part_comes_back_as_it_was_written(charts, tmp_path):
    for (_, name), (answer, chart) in charts.items():
        write_part(answer, chart, tmp_path / name)
        part = read_part(tmp_path / name)
        assert part.chart == chart
        assert part.answer.table.equals(answer.table)
        assert part.answer.trail.equals(answer.trail)
        assert (part.answer.status, part.answer.notes) == (answer.status, answer.notes)


def test_a_chart_without_an_alternative_is_refused(charts, tmp_path):
    answer, chart = charts["944.2015-16", "nrm-referrals"]
    with pytest.raises(ValueError, match="no text alternative"):
        write_part(answer, replace(chart, alt=" "), tmp_path / "part")
    assert not (tmp_path / "part").exists()
