"""What the page without code shows of a choice: the answer, its chart, why each row is in or out, and the cells.

Nothing here knows of widgets: a choice goes in, and HTML comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.analyst.answers import answer_of
from foi_stats.analyst.comparison import compare
from foi_stats.analyst.drafts import FIGURE, drafted
from foi_stats.analyst.lines import find
from foi_stats.analyst.reasons import selection_columns
from foi_stats.analyst.shown_answer import ShownAnswer
from foi_stats.analyst.shown_rows import table_of_rows
from foi_stats.request.open_points import MARK
from foi_stats.request.topic import Rule, Topic, classify, read_topic
from foi_stats.supply.breakdowns import known_breakdowns
from foi_stats.supply.deliveries import load_funding, load_referrals
from foi_stats.vocabulary.findings import FoiError, InputError
from foi_stats.vocabulary.shown import FOI

_MOST = 200
"""Rows of a table on the page."""


@dataclass(frozen=True)
class Choice:
    """What somebody chose to look at.

    ``other`` is a second authority, ``sought`` are words to find lines by, ``words`` and ``decision`` a rule to try.
    """

    authority: str
    topic: str
    asks: str = "funding"
    years: tuple[str, ...] = ()
    measure: str = ""
    basis: str = "allocated"
    by: str = ""
    other: str = ""
    sought: str = ""
    words: str = ""
    decision: str = "include"

    @property
    def scope(self) -> dict[str, Any]:
        """What is asked for, with the keys of a limb."""
        asked: dict[str, Any] = {"asks": self.asks, "years": list(self.years)}
        asked |= {"by": self.by} if self.by else {}
        asked |= {"basis": self.basis} if self.asks == "funding" else {}
        return asked | ({"measure": self.measure} if self.asks == "counts" and self.measure else {})


@dataclass(frozen=True)
class Offer:
    """What can be chosen of an authority's rows."""

    years: tuple[str, ...]
    measures: tuple[str, ...]
    bases: tuple[str, ...]
    breakdowns: tuple[str, ...]


def offered(choice: Choice, folder: Path) -> Offer:
    """Return what can be chosen of an authority's funding or counts, and by what the topic's rows can be divided.

    Raises
    ------
    SupplyError
        If a supply cannot be used.
    """
    rows = supplied(choice.authority, choice.asks, folder)
    counting = rows[classify(rows, read_topic(folder, choice.topic))["decision"].eq("include")]
    return Offer(
        years=_values(rows, "financial_year"),
        measures=_values(rows, "measure"),
        bases=_values(rows, "basis"),
        breakdowns=tuple(known_breakdowns(counting)),
    )


def supplied(authority: str, asks: str, folder: Path) -> pd.DataFrame:
    """Return the rows of an authority: its funding or its counts."""
    return (load_funding if asks == "funding" else load_referrals)(folder, authority)


def _values(rows: pd.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(set(rows[column].unique()) - {""})) if column in rows else ()


def page_of(choice: Choice, folder: Path) -> str:
    """Return what is to be seen of a choice, as HTML; what stops it is one message."""
    if not choice.years:
        return _section("The answer", lambda: _no_year(choice, folder))
    parts = [_section("The answer", lambda: _answer(choice, folder))]
    if choice.sought.strip():
        parts.append(_section("The lines that you look for", lambda: _found(choice, folder)))
    if choice.words.strip():
        parts.append(_section("The rule that you try", lambda: _moved(choice, folder)))
    if choice.other and choice.other != choice.authority:
        parts.append(_section("Side by side", lambda: _side_by_side(choice, folder)))
    return "\n".join(parts)


def _section(title: str, made: Any) -> str:  # noqa: ANN401 - a function without parameters
    try:
        body = made()
    except FoiError as error:
        lines = "".join(f"<p>{escape(line)}</p>" for line in str(error).splitlines())
        body = f'<div {FOI}><div class="mark" role="alert">{lines}</div></div>'
    return f"<h3>{escape(title)}</h3>{body}"


def _no_year(choice: Choice, folder: Path) -> str:
    """Stop: a supply that cannot be used is what is wrong, and otherwise that no year is ticked."""
    supplied(choice.authority, choice.asks, folder)
    raise InputError("Tick a year.")


def _answer(choice: Choice, folder: Path) -> str:
    request = drafted(choice.authority, choice.topic, choice.scope, folder)
    answer = answer_of(request, FIGURE, folder)
    chart = answer.chart.html() if answer.chart else "<p>No chart: every figure is a gap.</p>"
    return "\n".join([answer._repr_html_(), chart, _why(answer), _cells(answer), _lines(choice)])


def _why(answer: ShownAnswer) -> str:
    return _details("Why each row is in or out", answer.why, [*selection_columns(answer.why), "rule"])


def _cells(answer: ShownAnswer) -> str:
    columns = ["figure", "value", "file", "sheet", "cell", "found", "unit"]
    return _details("The cells behind each figure", answer.trail, columns)


def _details(title: str, rows: pd.DataFrame, columns: list[str]) -> str:
    """Return a table that opens by itself: by the mouse, or by the keyboard."""
    table = table_of_rows(rows.filter(columns), title, _MOST)
    return f"<details {FOI}><summary>{escape(title)} ({len(rows)})</summary>{table.html()}</details>"


def _lines(choice: Choice) -> str:
    """Return the lines by which a request asks for what was chosen."""
    import tomlkit

    figure = {"id": "my-figure", "title": "A title for it", **choice.scope, "caution": "What a reader has to know."}
    text = f"[[context]]\n{MARK} write its id, its title and its caution for this request\n{tomlkit.dumps(figure)}"
    return (
        f"<details {FOI}><summary>Lines for a request’s file</summary><p>To add this table and its chart to a "
        "request, put these lines at the end of its file, data/requests/….toml, choose an id, a title and a "
        "caution, and remove the line with the mark: nothing is released while it is there. They are printed as "
        "background. In an answer of the letter, [[question.further]] in place of "
        f"[[context]], below its question.</p><pre>{escape(text)}</pre></details>"
    )


def _found(choice: Choice, folder: Path) -> str:
    return find(choice.sought, years=list(choice.years) or None, topic=choice.topic, data=folder)._repr_html_()


def _side_by_side(choice: Choice, folder: Path) -> str:
    both = compare(
        [choice.authority, choice.other],
        topic=choice.topic,
        asks=choice.asks,
        basis=choice.basis,
        measure=choice.measure,
        years=choice.years,
        data=folder,
    )
    return both._repr_html_()


def with_rule(topic: Topic, words: str, decision: str) -> Topic:
    """Return a topic with one rule more, which looks for words that are given with commas between.

    Raises
    ------
    ValueError
        If there is no word among them.
    """
    sought = [word.strip() for word in words.split(",") if word.strip()]
    rule = Rule.model_validate({"id": "tried", "decision": decision, "words": sought, "why": "Tried while exploring."})
    return Topic.model_validate({**dict(topic), "rule": [*(one for one in topic.rule if one.id != "tried"), rule]})


def moved(rows: pd.DataFrame, topic: Topic, tried: Topic) -> pd.DataFrame:
    """Return the rows on which two versions of a topic decide otherwise: ``before`` and ``after`` stand first."""
    before, after = classify(rows, topic)["decision"], classify(rows, tried)["decision"]
    decided = pd.DataFrame({"before": before, "after": after})
    return decided.loc[before.ne(after)].join(rows)


def _moved(choice: Choice, folder: Path) -> str:
    topic = read_topic(folder, choice.topic)
    try:
        tried = with_rule(topic, choice.words, choice.decision)
    except ValueError:
        return '<p role="alert">The rule looks for words: letters or digits, with commas between.</p>'
    rows = moved(supplied(choice.authority, choice.asks, folder), topic, tried)
    if rows.empty:
        return "<p>No row moves: none holds these words, or a stronger rule decides on it.</p>"
    columns = [name for name in selection_columns(rows) if name != "count"]
    return _details("Rows that move", rows, ["before", "after", *columns])


def as_chosen(choice: Choice, offer: Offer) -> Choice:
    """Return a choice without what is not on offer for its authority."""
    years = tuple(year for year in choice.years if year in offer.years) or offer.years
    return replace(
        choice,
        years=years,
        measure=choice.measure if choice.measure in offer.measures else next(iter(offer.measures), ""),
        basis=choice.basis if choice.basis in offer.bases else next(iter(offer.bases), "allocated"),
        by=choice.by if choice.by in offer.breakdowns else "",
    )
