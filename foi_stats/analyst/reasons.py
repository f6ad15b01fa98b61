"""Why rows are in or out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_rows import ShownRows
from foi_stats.request.topic import Topic, classify, read_topic
from foi_stats.vocabulary.findings import InputError


def why(frame: pd.DataFrame, topic: str | Topic, data: Path | str = "") -> ShownRows:
    """Return rows with the topic's verdict on each and its reason, which stand first in the frame.

    Whether an answer uses a row hangs on more (its basis, its period, whose it is): ``foi.answer(…).why`` says that.

    Parameters
    ----------
    frame
        Funding rows or counts.
    topic
        The name of a topic of the project, or a topic.

    Raises
    ------
    InputError
        If there is no such topic, or what is given are no rows.

    Returns
    -------
    ShownRows
        A frame that shows itself in brief: the same rows in the same order. ``decision`` is ``include``, ``exclude`` or
        ``borderline``, ``rule`` the rule that made it, ``why`` its reason, ``counts_towards`` the activity that the row
        counts towards, ``reviewer`` who decided a borderline row.

    Examples
    --------
    >>> rows = foi.load_funding(authority="exampleshire", years="2015-16")
    >>> foi.why(rows, "modern-slavery").query("line == 'Counselling'")["decision"].unique().tolist()
    ['exclude']
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            f"foi.why decides on rows, and not on a {type(frame).__name__}: give it those of foi.load_funding, or ask "
            'an answer for its own, foi.answer("101.2016-17", "1").why.'
        )
    chosen = topic if isinstance(topic, Topic) else read_topic(find_data(data), topic)
    title = f"What the topic decides: {chosen.title}"
    return ShownRows.of(classify(frame, chosen), title, selection_columns(frame))


def selection_columns(rows: pd.DataFrame) -> list[str]:
    """Return the columns that are shown of rows with why each is in or out; of amounts, with the amount."""
    named = ["service", "count"] if "service" in rows else ["line", "provider", "basis", "amount"]
    return ["used", "decision", "why", *named, "financial_year", "shorthand", "cell"]
