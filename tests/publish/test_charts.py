import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import nbconvert
import nbformat
import pandas as pd
import pytest
from hypothesis import given
from matplotlib.patches import Rectangle

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.answer_table import without_totals
from foi_stats.publish.charts import draw
from foi_stats.publish.charts.content import content_of, exact_value
from foi_stats.publish.charts.draw import A4, compose
from foi_stats.publish.charts.sheet import drawing_settings
from foi_stats.publish.charts.words import words_of
from foi_stats.publish.figure_bundle import read_bundle, write_part
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.supply.rows import records
from tests.examples import examples
from tests.publish.answers import answer_of, answers


@pytest.fixture(scope="module")
def charts(data):
    drawn = {}
    for reference in ("944.2015-16", "101.2016-17"):
        case = read_case(data, reference)
        for figure in list_figures(case.request):
            answer = answer_figures(case, figure.id)
            drawn[reference, figure.id] = (answer, draw(answer))
    return drawn


def words(chart):
    return " ".join(ElementTree.fromstring(chart.svg).itertext())


@pytest.mark.slow
def test_a_year_of_gaps_only_has_no_chart(charts):
    assert charts["944.2015-16", "1"][1] is None


def test_the_headline_is_made_from_the_data(charts):
    said = charts["944.2015-16", "police-services"][1].headline
    assert said.endswith(": rose from £132.7 million in 2012-13 to £142.6 million in 2016-17")
    assert "the largest was Dedicated unit, at £247,500" in charts["101.2016-17", "1"][1].headline


A, B, C = "2013-14", "2014-15", "2015-16"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(A, "10"), (B, "5"), (C, "8")], "fell from £10 in 2013-14 to £8 in 2015-16"),
        ([(A, "10"), (B, "5"), (C, "10")], "was the same, £10, in 2013-14 and in 2015-16"),
        ([(A, "-10"), (C, "-8")], "was −£10 in 2013-14 and −£8 in 2015-16"),
        ([(A, "134898000"), (C, "134900000")], "rose from £134,898,000 in 2013-14 to £134,900,000 in 2015-16"),
        ([(A, "10"), (B, None, "[x]", "not_held")], "£10 in 2013-14; no figure is given for 2014-15"),
        (
            [(A, None, "[z]", "not_started"), (B, "5"), (C, "8")],
            "rose from £5 in 2014-15 to £8 in 2015-16",  # the gap is no refusal
        ),
        ([(A, "5"), (B, "6", "[b]"), (C, "8")], "not comparable because the series has a break"),
        ([(A, "5", "[b]"), (B, "6")], "not comparable because the series has a break"),
        ([(A, "5", "[b]"), (B, "6"), (C, "8")], "rose from £6 in 2014-15 to £8 in 2015-16"),
        (
            [(A, "5"), (B, "6"), (C, "2", "", "", "", "2015-04-01/2015-09-30")],
            "rose from £5 in 2013-14 to £6 in 2014-15",
        ),
        ([(A, "5"), (B, "2", "", "", "", "2014-04-01/2014-09-30")], "£5 in 2013-14"),
        ([(A, "5", "", "", "", "2013-04-01/2013-09-30")], "£5 (Apr to Sep 2013 only) in 2013-14"),
        ([(A, "5"), (B, "6", "[f]")], "not comparable because 2014-15 is a budget or forecast"),
        ([(A, "5", "", "not_held"), (B, "6")], "£6 in 2014-15"),
        ([(A, "5", "[u]"), (B, "6")], "£5 [u] in 2013-14 and £6 in 2014-15, not comparable because some"),
    ],
)
def test_the_headline_says_no_more_than_the_figures_bear(cells, said):
    chart = draw(answer_of([("Grants", *cell) for cell in cells]))
    assert said in chart.headline
    assert chart.headline in chart.alt
    assert ("rose" in chart.headline or "fell" in chart.headline) == said.startswith(("rose", "fell"))


def test_of_several_parts_the_headline_names_the_largest_of_a_year_given_whole(charts):
    said = charts["101.2016-17", "5"][1].headline  # 2016-17 was not over
    assert said.endswith(": largest in 2015-16 was Modern slavery unit, at 28")
    never_whole = answer_of([("P", A, "1"), ("Q", A, None, "[x]", "not_held"), ("R", A, "3")])
    assert (
        "of the figures given in 2013-14, the largest was R, at £3; not given: 1 of 3 figures"
        in draw(never_whole).headline
    )


def test_the_subtitle_gives_measure_place_period_and_unit(charts):
    assert (
        charts["944.2015-16", "police-services"][1].subtitle
        == "Amounts spent (outturn), North Yorkshire, 2012-13 to 2016-17, in pounds"
    )


def test_the_alternative_is_short_and_the_description_says_every_figure_and_every_gap(charts):
    for answer, chart in charts.values():
        if chart:
            assert len(chart.alt) < 800
            for row in records(without_totals(answer.table)):
                said = row["printed"] if row["value"] is pd.NA or pd.isna(row["value"]) else exact_value(row, answer)
                assert f"{row['period']}: {said}" in chart.description
    assert "2014-15: £134.9 million" in charts["944.2015-16", "police-services"][1].alt
    assert "2014-15: £134,898,000" in charts["944.2015-16", "police-services"][1].description


def test_text_in_the_picture_is_text_and_cautions_are_explained(charts):
    chart = charts["944.2015-16", "nrm-referrals"][1]
    for said in ("1,348", "[u]", "[u] low reliability", "Pale bars: treat with caution"):
        assert said in words(chart)


def test_invented_data_says_so_in_every_chart_and_true_data_in_none(charts):
    for (reference, _), (_, chart) in charts.items():
        if chart:
            for picture in (chart.svg, chart.svg_phone):
                said = " ".join(ElementTree.fromstring(picture).itertext())
                assert ("INVENTED DATA" in said) == (reference == "101.2016-17")


def test_a_picture_names_itself_and_the_same_figures_are_the_same_bytes(charts):
    answer, chart = charts["944.2015-16", "nrm-referrals"]
    assert re.search(r'<svg [^>]*role="img"[^>]*><title id="chart-nrm-referrals-title">Referrals', chart.svg)
    assert draw(answer) == chart


def test_two_charts_on_one_page_share_no_name(charts):
    names = [
        re.findall(r'<(?:title|desc) id="([^"]+)"', svg)
        for _, chart in charts.values()
        if chart
        for svg in (chart.svg, chart.svg_phone)
    ]
    assert len({name for each in names for name in each}) == sum(map(len, names))


def test_negative_amounts_are_drawn_below_zero_with_a_real_minus_sign():
    answer = answer_of([("Grant", A, "-10"), ("Grant", B, "5")])
    assert "−£10" in draw(answer).alt
    with drawing_settings():
        figure = compose(answer, words_of(answer), content_of(answer), A4)
    below, above = [artist for artist in figure.artists if isinstance(artist, Rectangle)]
    assert below.get_y() + below.get_height() == pytest.approx(above.get_y())
    assert below.get_height() == pytest.approx(2 * above.get_height())


def test_no_digit_is_finer_than_the_drawing(charts):
    for _, chart in charts.values():
        for svg in (chart.svg, chart.svg_phone) if chart else ():
            inside = "".join(re.findall(r"<[^>]+>", svg))
            assert not re.search(r"\d\.\d{3}", inside)


def test_a_gap_leaves_nothing_in_the_file_but_its_symbol():
    shown = [("One", A, "7"), ("One", B, None, "[c]", "withheld")]
    drawn = draw(answer_of(shown))
    with_two = draw(answer_of([*shown[:1], ("One", B, "7")]))
    bars = [len(re.findall(r'<g id="patch_', svg)) for svg in (drawn.svg, with_two.svg)]
    assert bars[1] == bars[0] + 1
    assert "[c]" in words(drawn)


def test_breaks_are_drawn_and_budgets_and_part_years_are_told_apart():
    answer = answer_of(
        [
            ("One", "2011-12", "5", "[b]", "", "", "2011-11-22/2012-03-31"),
            ("One", "2012-13", "5"),
            ("One", A, "6", "[b]"),
            ("One", B, "6", "[u]"),
            ("One", C, "6", "[f]"),
        ]
    )
    content = content_of(answer)
    assert [bar.fill for bar in content.bars] == ["part", "whole", "whole", "caution", "budget"]
    assert [bar.broken for bar in content.bars] == [True, False, True, False, False]
    said = words(draw(answer))
    for key in ("(22 Nov 2011", "Striped bars: budget", "Open bars: a part of the period", "Pale bars"):
        assert key in said


def test_more_than_four_parts_become_three_and_the_rest_only_where_they_may_be_added():
    cells = [(f"Part {part}", year, str(part)) for part in range(1, 7) for year in (A, B)]
    grouped = content_of(answer_of(cells, adds_up=True))
    assert [panel.name for panel in grouped.panels] == ["Part 4", "Part 5", "Part 6", "Other (3 parts)"]
    assert [bar.value for bar in grouped.panels[-1].bars] == [6, 6]
    assert grouped.notes == ("Other (3 parts): Part 1; Part 2; Part 3.",)
    gap = [("Part 1", A, None, "[x]", "not_held"), *cells[1:]]
    caution = [("Part 1", A, "1", "[e]"), *cells[1:]]
    total = [("Total", year, "21") for year in (A, B)]
    for refused, adds_up in ((cells, False), (gap, True), (caution, True), (cells + total, True)):
        assert not content_of(answer_of(refused, adds_up=adds_up)).notes


def test_shares_are_given_only_of_a_printed_total_that_its_parts_come_to():
    cells = [("One", A, "30.00"), ("Two", A, "70.00"), ("Total", A, "100.00")]
    assert [bar.label for bar in content_of(answer_of(cells)).bars] == [("£30 (30%)",), ("£70 (70%)",)]
    for bad in (cells[:2], [*cells[:2], ("Total", A, "101")], [("One", A, None, "[x]", "not_held"), *cells[1:]]):
        assert not any("%" in line for bar in content_of(answer_of(bad)).bars for line in bar.label)


@pytest.mark.slow
@examples(40)
@given(answer=answers(most_parts=4, most_years=6))
def test_figures_in_labels_and_words_are_the_rows_to_the_penny(answer):
    said = words_of(answer)
    for row in records(answer.table):
        if pd.notna(row["value"]):
            exact = exact_value(row, answer)
            assert Decimal(re.sub(r"[£,]", "", exact).replace("−", "-")) == row["value"]
            assert f"{row['period']}: {exact}" in said.description
    # With six parts or fewer none is left out of a page; what stands for several is their sum.
    shown = {(panel.name or bar.name, bar.name): bar.value for panel in content_of(answer).panels for bar in panel.bars}
    for row in records(answer.table):
        name = row["label"] if (row["label"], row["label"]) in shown else row["period"]
        drawn = shown.get((row["label"], name))
        known = pd.notna(row["value"])
        assert drawn == (float(row["value"]) if known else None)


def test_text_that_is_no_picture_s_business_does_not_break_it(charts):
    answer, _ = charts["101.2016-17", "services"]
    odd = answer.table.assign(label=answer.table["label"] + " $x_{$ \x0b<&>")
    ElementTree.fromstring(draw(replace(answer, table=odd)).svg)


def test_a_number_that_leaves_something_out_is_marked_in_the_chart(charts):
    assert "6 (Apr to Dec 2012 only)" in charts["101.2016-17", "5"][1].description
    incomplete = draw(answer_of([("One", A, "5", "", "not_held"), ("One", B, "6")]))
    assert "£5 (incomplete)" in incomplete.description
    assert "(incomplete) leaves out" in words(incomplete)


def test_a_notebook_shows_a_chart_with_its_alternative_in_every_form(charts):
    chart = charts["944.2015-16", "nrm-referrals"][1]
    shown, about = chart._repr_mimebundle_()
    assert f'alt="{chart.alt}"' in shown["text/html"]
    assert chart.description in shown["text/html"]
    assert about["image/png"]["alt"] == chart.alt
    assert chart.alt in " ".join(shown["text/plain"].split())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["HTMLExporter", "MarkdownExporter", "SlidesExporter"])
def test_a_notebook_s_export_has_the_alternative(charts, kind):
    chart = charts["944.2015-16", "nrm-referrals"][1]
    data, metadata = chart._repr_mimebundle_()
    shown = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("chart", outputs=[shown])])
    exported, _ = getattr(nbconvert, kind)().from_notebook_node(notebook)
    assert f'alt="{chart.alt}"' in exported
    assert chart.description in exported


def test_a_part_comes_back_as_it_was_written(charts, tmp_path):
    for (_, name), (answer, chart) in charts.items():
        write_part(answer, chart, tmp_path / name)
        part = read_bundle(tmp_path / name)
        assert part.chart == chart
        assert part.answer.table.equals(answer.table)
        assert part.answer.trail.equals(answer.trail)
        assert (part.answer.status, part.answer.notes) == (answer.status, answer.notes)


@pytest.mark.parametrize("lacking", ["alt", "description"])
def test_a_chart_without_an_alternative_or_a_description_is_refused(charts, tmp_path, lacking):
    answer, chart = charts["944.2015-16", "nrm-referrals"]
    with pytest.raises(ValueError, match="no text alternative"):
        write_part(answer, replace(chart, **{lacking: " "}), tmp_path / "part")
    assert not (tmp_path / "part").exists()
