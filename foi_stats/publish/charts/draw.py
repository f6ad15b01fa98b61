"""Draw an answer's chart at the width of an A4 page and of a phone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foi_stats.answer.answer import Answer
from foi_stats.answer.wording import in_words_of
from foi_stats.publish.charts.chart import Chart
from foi_stats.publish.charts.columns import columns_fit, draw_columns
from foi_stats.publish.charts.content import Content, content_of
from foi_stats.publish.charts.crossed import crossed_contents, drawn_figures, named_whole
from foi_stats.publish.charts.grid import draw_grid
from foi_stats.publish.charts.ruler import line_height, wrap
from foi_stats.publish.charts.sheet import TEXT, Sheet, drawing_settings, render
from foi_stats.publish.charts.words import footnotes_of, marks_of_chart, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARGIN = 0.12  # inches


@dataclass(frozen=True)
class Size:
    """How wide a chart is, how high it may be (inches), its text (points), and the dots of an inch of its PNG."""

    name: str
    width: float
    highest: float
    headline: float
    text: float
    small: float
    dpi: int


A4 = Size("", 7.2, 9.6, 13, 10, 9, 150)
PHONE = Size("phone", 3.75, 40, 12, 10, 9, 192)


def draw(answer: Answer) -> Chart | None:
    """Return the chart of an answer's figures, or None where there is none but gaps: then the table is the figure.

    A list of items has none; nor have figures of two labels that do not fit a page, or of which neither has four labels
    or fewer.

    Parameters
    ----------
    answer
        An answer with figures, of one unit. One part is drawn by period, as columns if their labels fit and as rows if
        not; several parts are drawn side by side, with a row for each period; one period with a row for each part.
        Of two labels, one has a panel for each and the other a row, or a group of panels.
    """
    with in_words_of(answer.own_words):
        return None if answer.asks == "list" or answer.table.empty else _drawn(drawn_figures(answer))


def _drawn(answer: Answer) -> Chart | None:
    if answer.table["value"].isna().all():
        return None
    pictures = []
    with drawing_settings():
        named = named_whole(answer)
        words = words_of(named)
        content = fitted(answer, words)
        if content is None:
            return None
        answer = named
        for size in (A4, PHONE):
            figure = compose(answer, words, content, size)
            name = "-".join(filter(None, ("chart", answer.id, size.name)))
            pictures.append(render(figure, size.dpi, title=words.headline, description=words.alt, name=name))
    (svg, png), (svg_phone, png_phone) = pictures
    return replace(words, svg=svg, png=png, svg_phone=svg_phone, png_phone=png_phone)


def fitted(answer: Answer, words: Chart | None = None) -> Content | None:
    """Return what is drawn of an answer: as many of its parts, the largest, as an A4 page holds.

    Of two labels, all is drawn or nothing. ``words`` are those of the chart, where they are known.
    """
    if len(answer.by) > 1:
        named = named_whole(answer)
        words = words or words_of(named)
        return next((one for one in crossed_contents(answer) if _lay_out(named, words, one, A4)[1] <= A4.highest), None)
    words, content = words or words_of(answer), content_of(answer)
    parts = content.parts
    while parts > 1 and _lay_out(answer, words, content, A4)[1] > A4.highest:
        parts -= 1
        content = content_of(answer).largest(parts)
    return content


def compose(answer: Answer, words: Chart, content: Content, size: Size) -> Figure:
    """Return a chart laid out at a size: the head, the bars, and what stands below."""
    sheet, height = _lay_out(answer, words, content, size)
    return sheet.figure(height)


def _lay_out(answer: Answer, words: Chart, content: Content, size: Size) -> tuple[Sheet, float]:
    sheet = Sheet(size.width)
    room = size.width - 2 * MARGIN
    marks = marks_of_chart(answer)
    top = _mark(sheet, size, ". ".join(marks)) if marks else MARGIN
    top = sheet.paragraph(MARGIN, top, wrap(words.headline, room, size.headline, "bold"), size.headline, bold=True)
    top = sheet.paragraph(MARGIN, top + 0.03, wrap(words.subtitle, room, size.text), size.text) + 0.12
    if content.by == "period" and len(content.panels) == 1 and columns_fit(content.panels[0], room, size.text):
        top = draw_columns(sheet, content.panels[0], MARGIN, top, room, size.text, content.whole)
    else:
        top = draw_grid(sheet, content, MARGIN, top, room, size.text)
    top += 0.14
    for note in footnotes_of(answer, content):
        top = sheet.paragraph(MARGIN, top, wrap(note, room, size.small), size.small) + 0.03
    return sheet, round(top + MARGIN, 2)


def _mark(sheet: Sheet, size: Size, text: str) -> float:
    """Write a text on a dark band across the top, and return where what follows begins."""
    lines = wrap(text, size.width - 2 * MARGIN, size.text, "bold")
    height = len(lines) * line_height(size.text) + 0.12
    sheet.box(0, 0, size.width, height, facecolor=TEXT, edgecolor="none")
    sheet.paragraph(MARGIN, 0.06, lines, size.text, bold=True, colour="#FFFFFF")
    return height + 0.1
