"""Charts of figures of two labels: small multiples on one scale, or none where they do not fit."""

import pytest

from foi_stats.publish.charts import draw
from foi_stats.publish.charts.content import CATEGORICAL, PAIR
from foi_stats.publish.charts.crossed import drawn_figures, named_whole
from foi_stats.publish.charts.draw import A4, PHONE, compose, fitted
from foi_stats.publish.charts.sheet import drawing_settings
from foi_stats.publish.charts.words import words_of
from tests.publish.test_legible import faults
from tests.publish.test_table_shape import YEARS, crossed, three

SERVICES, AGES = ["Refuge", "Independent visits"], ["18-24", "25-44", "45 and over"]


def content_of(made):
    return fitted(drawn_figures(made))


def test_one_period_has_a_panel_for_each_of_the_second_labels():
    content = content_of(crossed(SERVICES, AGES, YEARS[:1], without=[("Refuge", "25-44")]))
    assert [panel.name for panel in content.panels] == AGES
    assert [bar.name for bar in content.panels[0].bars] == SERVICES
    assert content.panels[1].bars[0].label == ("[z]",)
    assert {panel.colour for panel in content.panels} <= set(CATEGORICAL)


def test_several_periods_have_a_group_of_panels_for_each_of_the_first_labels():
    content = content_of(crossed(AGES, SERVICES))
    assert content.groups == tuple(AGES)
    assert [panel.colour for panel in content.panels] == [*PAIR] * 3
    assert [bar.name for bar in content.panels[0].bars] == YEARS


def test_more_than_four_colours_are_turned_round_or_give_no_chart():
    many = [f"{at}-{at + 4}" for at in range(15, 55, 5)]
    assert [panel.name for panel in content_of(crossed(SERVICES, many, YEARS[:1])).panels] == SERVICES
    assert draw(crossed(many, many)) is None
    assert draw(crossed([f"Service {at}" for at in range(40)], SERVICES, YEARS)) is None


def test_of_three_labels_what_the_page_shows_is_drawn_and_said():
    chart = draw(three())
    assert "Refuge, 18-24, 2015-16: 37" in chart.alt
    assert "Male" not in chart.svg


@pytest.mark.parametrize("size", [A4, PHONE], ids=["a4", "phone"])
def test_nothing_overlaps_or_is_cut_off(size):
    made = drawn_figures(crossed(SERVICES, AGES, without=[("Refuge", "25-44")]))
    with drawing_settings():
        figure = compose(named_whole(made), words_of(named_whole(made)), fitted(made), size)
    assert faults(figure, size) == []
