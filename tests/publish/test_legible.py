"""Charts can be read: nothing overlaps or is cut off, at both sizes, in grey and with any colour vision."""

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from foi_stats.publish.charts.columns import look_of
from foi_stats.publish.charts.content import CATEGORICAL, MAIN, PAIR, content_of
from foi_stats.publish.charts.draw import A4, PHONE, compose, fitted
from foi_stats.publish.charts.sheet import GROUND, PALE, TEXT, drawing_settings
from foi_stats.publish.charts.words import words_of
from tests.examples import examples
from tests.publish.answers import answer_of, answers, years

SIZES = pytest.mark.parametrize("size", [A4, PHONE], ids=["a4", "phone"])


def faults(figure, size):
    """Return what overlaps something else or is cut off, measured in the picture."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.texts]
    bars = [one for one in figure.artists if isinstance(one, Rectangle) and one.get_width() < size.width]
    bars = [one.get_window_extent(renderer) for one in bars]
    lines = [one.get_window_extent(renderer) for one in figure.artists if isinstance(one, Line2D)]
    page = figure.bbox
    found = [f"{text!r} is cut off" for text, box in texts if not (box.x0 >= page.x0 and box.x1 <= page.x1)]
    found += [f"{text!r} is cut off" for text, box in texts if not (box.y0 >= page.y0 and box.y1 <= page.y1)]
    found += [f"{a!r} overlaps {b!r}" for (a, one), (b, other) in combinations(texts, 2) if meet(one, other)]
    found += [f"{text!r} overlaps a bar" for text, box in texts for bar in bars if meet(box, bar)]
    found += [f"{text!r} is crossed by a line" for text, box in texts for line in lines if meet(box, line)]
    return found


def meet(one, other):
    shared = Bbox.intersection(one, other)
    return shared is not None and shared.width > 0.5 and shared.height > 0.5


def composed(answer, size):
    with drawing_settings():
        return compose(answer, words_of(answer), fitted(answer), size)


@pytest.mark.slow
@SIZES
@examples(20, HealthCheck.data_too_large)
@given(answer=answers())
def test_nothing_overlaps_or_is_cut_off(answer, size):
    assert faults(composed(answer, size), size) == []


AMOUNTS = ["0.01", "-0.01", "999.99", "134898000.00", "9999999999.99", "-76621000.00"]


@pytest.mark.slow
@SIZES
@pytest.mark.parametrize("many", range(1, 16))
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_one_to_fifteen_years_fit(many, parts, size):
    cells = [
        (f"{'Awareness and prevention ' * part}part {part}", year, AMOUNTS[(number + part) % len(AMOUNTS)])
        for part in range(parts)
        for number, year in enumerate(years(many))
    ]
    assert faults(composed(answer_of(cells), size), size) == []


@SIZES
def test_text_is_nine_points_or_more_at_the_size_it_is_made_for(size):
    figure = composed(answer_of([("One", year, "10") for year in years(15)], invented=True, demonstration=True), size)
    assert min(text.get_fontsize() for text in figure.texts) >= 9
    assert figure.get_figwidth() == size.width


@pytest.mark.slow
def test_a_chart_of_more_than_a_page_shows_the_largest_parts_and_says_so():
    answer = answer_of([(f"Part {part}", year, str(part)) for part in range(40) for year in years(15)])
    content = fitted(answer)
    assert 0 < content.parts < 40
    assert content.panels[-1].name == "Part 39"
    figure = composed(answer, A4)
    assert figure.get_figheight() <= A4.highest
    assert any(f"the {content.parts} largest of 40 parts" in text.get_text() for text in figure.texts)


# Severity 1.0 of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency" (2009), on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}


def luminance(colour, deficiency):
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])


def contrast(one, other, deficiency="none"):
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    high, low = sorted((luminance(one, deficiency), luminance(other, deficiency)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("fill", ["whole", "caution", "budget", "part"])
def test_every_bar_is_outlined_in_what_stands_out_from_the_ground(fill, deficiency):
    look = look_of(fill)
    assert contrast(look["edgecolor"], GROUND, deficiency) >= 4.5
    assert look["linewidth"] >= 0.8


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("colours", [CATEGORICAL, PAIR, (MAIN,)])
def test_colours_reach_three_to_one_on_the_ground_and_beside_a_caution_s(colours, deficiency):
    # #F46A25 is at 3.0 to white; whoever sees it as paler still has its outline.
    assert all(contrast(colour, GROUND, deficiency) >= 2.6 for colour in colours)
    if deficiency == "none":
        assert all(contrast(colour, GROUND) >= 3 for colour in colours)


@pytest.mark.parametrize("deficiency", ["none", "grey"])
def test_two_series_and_neighbouring_ones_differ_by_three_to_one(deficiency):
    for one, other in (PAIR, *pairwise(CATEGORICAL)):
        assert contrast(one, other, deficiency) >= 3, (one, other)


@SIZES
def test_bars_never_touch_so_the_ground_parts_them_whatever_their_colours(size):
    figure = composed(answer_of([(f"Part {part}", year, "5") for part in range(4) for year in years(15)]), size)
    bars = [one.get_window_extent() for one in figure.artists if isinstance(one, Rectangle)]
    assert len(bars) == 60
    assert not [1 for one, other in combinations(bars, 2) if Bbox.intersection(one, other)]


def test_how_a_bar_is_filled_is_told_without_colour():
    looks = {fill: look_of(fill) for fill in ("whole", "caution", "budget", "part")}
    told = {(look["facecolor"], look.get("hatch"), look.get("linestyle")) for look in looks.values()}
    assert len(told) == 4
    assert contrast(looks["whole"]["facecolor"], looks["caution"]["facecolor"], "grey") >= 3
    assert looks["budget"]["hatch"]
    assert looks["part"]["linestyle"]


def test_text_is_dark_on_the_ground_and_never_on_a_bar():
    assert contrast(TEXT, GROUND) >= 7
    assert contrast(PALE, GROUND) < 3  # so it is outlined


def test_the_colours_are_afcharts_own():
    with drawing_settings():
        cycle = [entry["color"] for entry in mpl.rcParams["axes.prop_cycle"]]
    assert tuple(cycle[:4]) == CATEGORICAL
    assert (cycle[0], cycle[3]) == PAIR


def test_no_more_than_four_colours_are_used():
    for parts in range(1, 9):
        answer = answer_of([(f"Part {part}", year, "5") for part in range(parts) for year in years(3)], adds_up=True)
        assert len({panel.colour for panel in content_of(answer).panels}) <= 4
