"""Charts: an answer's figures as bars from zero, each labelled, gaps drawn as gaps.

The colours and the style are the Analysis Function's (afcharts). A chart is drawn once, to SVG and PNG, with its text
alternative made from the same table.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.figures import without_totals
from foi_stats.answer.wording import say as say_answer
from foi_stats.html import printable
from foi_stats.money import say_money
from foi_stats.publish.tables import marks_of, standing_of
from foi_stats.publish.wording import say
from foi_stats.shorthand import SHORTHAND
from foi_stats.supply.rows import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN, PALE, TEXT, GRID = "#12436D", "#BFBFBF", "#0B0C0C", "#CCCCCC"
WIDTH = 7.2  # inches: the width of the text on an A4 page

_PANEL = 1.25  # inches of height for the bars of each part, where there are several
_LINE = 0.2  # inches of height for a line of text


@dataclass(frozen=True)
class Chart:
    """A chart as drawn: its text, its alternative, and its two files. JupyterLab shows it with its alternative."""

    headline: str
    subtitle: str
    alt: str
    svg: str
    png: bytes

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:  # noqa: ANN401
        return (
            {"image/svg+xml": self.svg, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )


def draw(answer: Answer) -> Chart | None:
    """Return the chart of an answer's figures, or None where every figure is a gap: then the table is the figure.

    Parameters
    ----------
    answer
        An answer with figures, of one unit. One part is drawn by period; several parts one below the other by
        period, or side by side where there is one period.
    """
    figures = without_totals(answer.table)  # beside what they add up, they would dwarf it
    if figures.empty or figures["value"].isna().all():
        return None
    answer = replace(answer, table=figures.assign(part=figures["part"].map(printable)))
    texts = _texts(answer)
    svg, png = _render(answer, texts)
    return replace(texts, svg=svg, png=png)


def _texts(answer: Answer) -> Chart:
    figures = answer.table
    known = records(figures[figures["value"].notna()])
    headline = say("chart", "headline", title=answer.title)
    if len(set(figures["part"])) == 1 and len(known) > 1:
        first, last = known[0], known[-1]
        headline = say(
            "chart",
            "headline_change",
            title=answer.title,
            first=_say(first, answer),
            first_period=first["period"],
            last=_say(last, answer),
            last_period=last["period"],
        )
    periods = list(dict.fromkeys(figures["period"]))
    basis = say_answer("basis", answer.basis) if answer.basis else say_answer("basis", "allocated")
    subtitle = say(
        "chart",
        "subtitle",
        measure=say("chart", "measure", answer.asks, basis=basis),
        place=answer.place,
        periods=periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}",
    )
    many = len(set(figures["part"])) > 1
    values = "; ".join(
        say(
            "chart",
            "alt_value",
            part=f"{row['part']}, " if many else "",
            period=row["period"],
            value=_label(row, answer),
        )
        for row in records(figures)
    )
    alt = say("chart", "alt", headline=headline, values=values)
    if answer.invented:
        alt = f"{say('chart', 'invented')}. {alt}"
    return Chart(printable(headline), printable(subtitle), printable(alt), "", b"")


def _say(row: dict[str, Any], answer: Answer) -> str:
    return str(row["printed"]) if answer.unit == "count" else say_money(row["value"])


def _label(row: dict[str, Any], answer: Answer) -> str:
    """Return what stands at a bar: the value with the symbols that qualify it, or the symbol of the gap."""
    if pd.isna(row["value"]):
        return str(row["printed"])
    marks = [f"({mark})" if mark.isalpha() else mark for mark in marks_of(row)]
    return " ".join([_say(row, answer), *marks])


def _render(answer: Answer, texts: Chart) -> tuple[str, bytes]:
    import matplotlib as mpl
    from matplotlib.style import context

    # DejaVu Sans comes with matplotlib, so text is measured alike on every machine.
    settings: dict[Any, Any] = {"font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 10}
    settings |= {"text.parse_math": False, "svg.fonttype": "none", "svg.hashsalt": "foi_stats", "hatch.linewidth": 0.8}
    with context(_style()), mpl.rc_context(settings):
        figure = _compose(answer, texts)
        svg, png = io.StringIO(), io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    return _with_alternative(svg.getvalue(), texts), png.getvalue()


def _style() -> str:
    from importlib.resources import files

    return str(files("afcharts").joinpath("afcharts.mplstyle"))


def _compose(answer: Answer, texts: Chart) -> Figure:
    from matplotlib.figure import Figure

    head = [(line, 13, "bold") for line in wrap(texts.headline, 66)]
    head += [(line, 10, "normal") for line in wrap(texts.subtitle, 92)]
    if answer.invented:
        head.insert(0, (say("chart", "invented"), 10, "bold"))
    foot = _footnotes(answer)
    parts, periods = set(answer.table["part"]), set(answer.table["period"])
    sideways = len(periods) == 1 and len(parts) > 1
    panels = 1 if sideways else len(parts)
    bars = 0.42 * len(answer.table) if sideways else (2.6 if panels == 1 else _PANEL * panels)
    height = _LINE * (1.3 * len(head) + len(foot)) + bars + 0.9
    figure = Figure(figsize=(WIDTH, height))
    position = height - 0.25
    for line, size, weight in head:
        figure.text(0.15 / WIDTH, position / height, line, fontsize=size, fontweight=weight, color=TEXT, va="center")
        position -= 1.3 * _LINE
    top = position / height
    for number, line in enumerate(reversed(foot)):
        figure.text(0.15 / WIDTH, (0.15 + _LINE * number) / height, line, fontsize=8, color=TEXT, va="center")
    bottom = (0.55 + _LINE * len(foot)) / height
    if sideways:
        _bars_by_part(figure, answer, bottom, top)
    else:
        _bars_by_period(figure, answer, bottom, top)
    return figure


def _footnotes(answer: Answer) -> list[str]:
    figures = answer.table
    used = {symbol for text in figures["shorthand"] for symbol in text.split()}
    meanings = "; ".join(f"{symbol} {meaning}" for symbol, meaning in SHORTHAND.items() if symbol in used)
    lines = wrap(meanings, 120) if meanings else []
    if any(say("table", "incomplete") in marks_of(row) for row in records(figures)):
        lines += wrap(say("chart", "incomplete"), 120)
    if standing_of(answer) == "demonstration":
        lines.append(say("chart", "demonstration"))
    return [
        *lines,
        *wrap(say("chart", "source", source=answer.source or say("chart", "supplied", place=answer.place)), 120),
    ]


def _bars_by_period(figure: Figure, answer: Answer, bottom: float, top: float) -> None:
    parts = list(dict.fromkeys(answer.table["part"]))
    highest = float(max(answer.table["value"].dropna().max(), 0))
    lowest = float(min(answer.table["value"].dropna().min(), 0))
    height = (top - bottom) / len(parts)
    for number, part in enumerate(parts):
        share = 0.86 if len(parts) == 1 else 0.62
        axes = figure.add_axes((0.03, top - (number + 1) * height + 0.02, 0.94, height * share))
        rows = records(answer.table[answer.table["part"] == part])
        for position, row in enumerate(rows):
            _bar(axes, position, row, answer, highest - lowest)
        axes.set_xlim(-0.6, len(rows) - 0.4)
        axes.set_ylim(lowest * 1.2, highest * 1.2 or 1)
        axes.set_xticks(range(len(rows)), [row["period"] for row in rows], color=TEXT)
        axes.axhline(0, color=TEXT, linewidth=0.8)
        axes.set_yticks([])
        axes.tick_params(length=0)
        if len(parts) > 1:
            axes.set_title(part, fontsize=10, fontweight="bold", loc="left", color=TEXT, pad=3)


def _bar(axes: Axes, position: int, row: dict[str, Any], answer: Answer, span: float) -> None:
    label = _label(row, answer)
    if pd.isna(row["value"]):
        axes.text(position, 0.03 * span, label, ha="center", va="bottom", color=TEXT)
        return
    value = float(row["value"])
    axes.bar(position, value, width=0.62, **_fill(row))
    below = value < 0
    axes.text(
        position,
        value + (-0.03 if below else 0.03) * span,
        label,
        ha="center",
        va="top" if below else "bottom",
        color=TEXT,
    )


def _fill(row: dict[str, Any]) -> dict[str, Any]:
    """Return how a bar is filled: paler and hatched where something qualifies its value, which grey shows too."""
    qualified = bool(marks_of(row))
    return {
        "color": PALE if qualified else MAIN,
        "edgecolor": MAIN,
        "linewidth": 1,
        "hatch": "///" if qualified else None,
    }


def _bars_by_part(figure: Figure, answer: Answer, bottom: float, top: float) -> None:
    rows = records(answer.table)
    widest = max(float(row["value"]) for row in rows if pd.notna(row["value"]))
    axes = figure.add_axes((0.3, bottom - 0.02, 0.67, top - bottom))
    for position, row in enumerate(rows):
        known = pd.notna(row["value"])
        value = float(row["value"]) if known else 0.0
        if known:
            axes.barh(position, value, height=0.62, **_fill(row))
        axes.text(max(value, 0) + 0.01 * widest, position, f" {_label(row, answer)}", va="center", color=TEXT)
    axes.set_yticks(range(len(rows)), ["\n".join(wrap(row["part"], 24)) for row in rows], color=TEXT)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(min(0.0, min(float(row["value"]) for row in rows if pd.notna(row["value"]))), widest * 1.5 or 1)
    axes.axvline(0, color=TEXT, linewidth=0.8)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)


def _with_alternative(svg: str, texts: Chart) -> str:
    """Return the SVG with its title and description, so that it is not silent when it is opened on its own."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    named = ' role="img" aria-labelledby="chart-title chart-description"'
    words = f'<title id="chart-title">{escape(texts.headline)}</title>'
    words += f'<desc id="chart-description">{escape(texts.alt)}</desc>'
    fonts = svg[end + 1 :].replace("'DejaVu Sans'", "'DejaVu Sans', Arial, Helvetica, sans-serif")
    fonts = re.sub(r"[ \t]+$", "", fonts, flags=re.MULTILINE)
    return printable(f"{svg[start:end]}{named}>{words}{fonts}")
