"""Bars of the length of a hidden count, in drawings as matplotlib makes them."""

import io

import matplotlib.pyplot as plt
import pytest

from foi_stats.release.bars import hidden_bars


def drawn(values, kind="barh"):
    figure, axes = plt.subplots(figsize=(6, 4))
    getattr(axes, kind)([str(at) for at in range(len(values))], values, 0.6, color="#12436D")
    target = io.StringIO()
    figure.savefig(target, format="svg")
    plt.close(figure)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["barh", "bar"])
def test_a_bar_of_a_hidden_count(kind):
    assert hidden_bars(drawn([11, 14, 7, 22], kind), [11, 14, 22], [7, 3]) == [0]
    assert hidden_bars(drawn([11, 14, 0, 22], kind), [11, 14, 22], [7, 3]) == []


def test_a_hidden_count_of_the_same_value_as_one_that_is_shown():
    assert hidden_bars(drawn([11, 7, 22, 7]), [11, 7, 22], [7]) == [0]
    assert hidden_bars(drawn([11, 7, 22]), [11, 7, 22], [7]) == []


def test_a_drawing_without_bars_tells_nothing():
    assert hidden_bars("<svg><path d='M 0 0 L 1 1'/></svg>", [11, 7], [7]) == []
    assert hidden_bars(drawn([1, 2]), [], [1]) == []
