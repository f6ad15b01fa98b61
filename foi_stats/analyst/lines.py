"""Find supplied lines by their words, whichever authority sent them and whatever they are about."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_rows import ShownRows
from foi_stats.request.topic import classify, read_topic
from foi_stats.supply.deliveries import Names, load_funding
from foi_stats.vocabulary.findings import InputError

_WHERE = ("line", "activity", "provider", "funder")
_FIRST = ("authority", "line", "provider", "financial_year", "basis", "flow", "amount", "shorthand")
_DECIDED = ("decision", "why")
_CELL = ("file", "sheet", "cell")


def find(
    words: str, *, authority: Names = None, years: Names = None, topic: str = "", data: Path | str = ""
) -> ShownRows:
    """Return the funding rows whose line, activity, provider or funder holds some words, the largest amount first.

    Parameters
    ----------
    words
        Words or beginnings of words, with commas between where any of several is meant: ``"counselling, helpline"``.
    authority, years
        Of whom, and of which financial years: one, several as a list, or all.
    topic
        A topic; what it decides on each row, and why, stands beside it.

    Returns
    -------
    ShownRows
        A frame: the columns of :func:`foi_stats.load_funding`. Amounts on different bases (``allocated``, ``outturn``)
        are never to be added up or compared.

    Raises
    ------
    InputError
        If there is no word, or a name does not exist.
    SupplyError
        If a supply that is needed is faulty.

    Examples
    --------
    >>> found = foi.find("counselling", years="2015-16")
    >>> found[["authority", "basis", "amount", "cell"]].values.tolist()
    [['exampleshire', 'allocated', 33600.0, 'K17'], ['exampleshire', 'outturn', 32592.0, 'K18']]
    """
    sought = [word.strip() for word in words.split(",") if any(map(str.isalnum, word))]
    if not sought:
        raise InputError("Name a word to look for: letters or digits, with commas between several.")
    folder = find_data(data)
    rows = load_funding(folder, authority, years)
    pattern = "|".join(rf"\b{re.escape(word)}" for word in sought)
    holds = [rows[name].str.contains(pattern, case=False) for name in _WHERE]
    found = rows[pd.concat(holds, axis=1).any(axis=1)].sort_values("amount", ascending=False, kind="stable")
    found = classify(found, read_topic(folder, topic)) if topic else found
    title = f"Funding lines with {' or '.join(f'‘{word}’' for word in sought)}"
    return ShownRows.of(found, title, [*_FIRST, *(_DECIDED if topic else ()), *_CELL])
