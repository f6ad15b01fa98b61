"""Write the words around a chart: subtitle, text alternative, long description, notes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.comparable import comparable_rows, is_sound
from foi_stats.answer.wording import phrase as say_answer
from foi_stats.publish.charts.chart import Chart
from foi_stats.publish.charts.content import Content, exact_value, label_of
from foi_stats.publish.charts.headline import gaps_said, headline_of, span
from foi_stats.publish.tables import legend_of, standing_of
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.measures import in_heading, is_whole
from foi_stats.vocabulary.shorthand import SHORTHAND

SHORT = 8  # figures: an alternative names as many one by one, and more only in the long description


def words_of(answer: Answer) -> Chart:
    """Return a chart's words, without its pictures."""
    headline = headline_of(answer)
    subtitle = _subtitle(answer)
    rows = records(answer.table)
    said = _each(rows, answer) if len(rows) <= SHORT else _range(rows, answer)
    gaps = gaps_said(answer)
    if gaps not in headline:  # there was no room for it
        said = f"{gaps[0].upper()}{gaps[1:]}. {said}"
    alt = phrase("chart", "alt", headline=headline, said=said)
    description = [phrase("chart", "description", title=answer.title or answer.place, subtitle=subtitle)]
    description += [phrase("chart", "happened", headline=headline), *_by_part(rows, answer), _range(rows, answer)]
    description += legend_of(answer.table)
    texts = [alt, " ".join(filter(None, description))]
    for mark in marks_of_chart(answer):
        texts = [f"{mark}. {text}" for text in texts]
    alt, said = (printable(text.strip()) for text in texts)
    return Chart(printable(headline), printable(subtitle), alt, said)


def marks_of_chart(answer: Answer) -> list[str]:
    """Return what stands on a band across the top of a chart: that its figures are invented, or not protected."""
    marks = {"invented": answer.invented, "unprotected": answer.unprotected}
    return [phrase("chart", mark) for mark, holds in marks.items() if holds]


def _subtitle(answer: Answer) -> str:
    basis = say_answer("basis", answer.basis) if answer.basis else say_answer("basis", "allocated")
    return phrase(
        "chart",
        "subtitle",
        measure=phrase(
            "chart", "measure", answer.worked_out or answer.asks, basis=basis, noun=in_heading(answer.measure)
        ),
        place=answer.place,
        periods=span(answer.table),
        unit=phrase("chart", "unit", _unit(answer)),
    )


def _unit(answer: Answer) -> str:
    """Return which of the units of charts the figures are in."""
    if answer.worked_out:
        return "percent"
    return "money" if answer.unit != "count" else "count" if is_whole(answer.measure) else "fte"


def _each(rows: list[dict[str, Any]], answer: Answer) -> str:
    many = len({row["label"] for row in rows}) > 1
    values = "; ".join(_named(row, answer, many) for row in rows)
    return phrase("chart", "each", values=values)


def _named(row: dict[str, Any], answer: Answer, many: bool) -> str:
    part = f"{row['label']}, " if many else ""
    return phrase("chart", "alt_value", part=part, period=row["period"], value=" ".join(label_of(row, answer)))


def _by_part(rows: list[dict[str, Any]], answer: Answer) -> list[str]:
    """Return every figure of every part, exact, with what qualifies it, and every gap as its symbol."""
    said = []
    for part in dict.fromkeys(row["label"] for row in rows):
        values = []
        for row in rows:
            if row["label"] == part:
                known = pd.notna(row["value"])
                value = " ".join([exact_value(row, answer), *label_of(row, answer)[1:]]) if known else row["printed"]
                values.append(phrase("chart", "alt_value", part="", period=row["period"], value=value))
        said.append(phrase("chart", "description_part", part=part, values="; ".join(values)))
    return said


def _range(rows: list[dict[str, Any]], answer: Answer) -> str:
    """Return the highest and the lowest of the figures that can be compared; nothing where there are no two."""
    labels = list(dict.fromkeys(row["label"] for row in rows))
    many = len(labels) > 1
    one_period = len({row["period"] for row in rows}) == 1
    known = [row for row in rows if pd.notna(row["value"])]
    every = len(known)
    if one_period:
        known = [row for row in known if is_sound(row)]
    else:
        by_label = ([row for row in rows if row["label"] == label] for label in labels)
        known = [row for part in by_label for row in comparable_rows(part, answer.basis)]
    if len(known) < 2:
        return ""
    lowest, highest = min(known, key=lambda row: row["value"]), max(known, key=lambda row: row["value"])
    key = "range" if lowest["value"] != highest["value"] else "one_value"
    if len(known) < len(rows) and (key == "range" or len(known) < every):
        # What is not given may be higher or lower.
        key = "range_given" if len(known) == every else "range_compared"
    ends = {"highest": _named(highest, answer, many), "lowest": _named(lowest, answer, many)}
    return phrase("chart", key, value=label_of(highest, answer)[0], **ends)


def footnotes_of(answer: Answer, content: Content) -> list[str]:
    """Return what stands below a chart: how bars are filled, the symbols it uses, its standing and its source."""
    fills = {bar.fill for bar in content.bars if bar.value is not None}
    keys = [phrase("chart", "fill", fill) for fill in ("budget", "part", "caution") if fill in fills]
    symbols = frozenset[str]().union(*(bar.symbols for bar in content.bars))
    lines = [phrase("chart", "symbol", symbol=name, meaning=SHORTHAND[name]) for name in SHORTHAND if name in symbols]
    lines = [*content.notes, " ".join(keys), "; ".join(lines)]
    if any(bar.is_incomplete for bar in content.bars):
        lines.append(phrase("chart", "incomplete"))
    if standing_of(answer) == "demonstration":
        lines.append(phrase("chart", "demonstration"))
    lines.append(phrase("chart", "source", source=answer.source or phrase("chart", "supplied", place=answer.place)))
    return [printable(line) for line in lines if line]
