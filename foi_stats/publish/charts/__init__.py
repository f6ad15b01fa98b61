"""Charts: an answer's figures as labelled bars from zero, at two sizes, with a text alternative from the same table."""

from foi_stats.publish.charts.chart import Chart
from foi_stats.publish.charts.draw import draw

__all__ = ["Chart", "draw"]
