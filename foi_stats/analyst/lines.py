"""Find supplied lines by their words, whichever authority sent them and whatever they are about."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_rows import CELL, FUNDING, ShownRows
from foi_stats.request.topic import classify, read_topic
from foi_stats.supply.deliveries import Names, load_funding
from foi_stats.vocabulary.findings import InputError

_WHERE = ("line", "activity", "provider", "funder")


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
        A frame: the columns of :func:`foi_stats.load_funding`, those that say the most first; its title says of a word
        that no row holds it, and which is near. Amounts on different bases (``allocated``, ``outturn``)
        are never to be added up or compared.

    Raises
    ------
    InputError
        If there is no word, or a name or a year does not exist.
    SupplyError
        If a supply that is needed is faulty.

    Examples
    --------
    >>> found = foi.find("counselling", years="2015-16")
    >>> found[["authority", "basis", "amount", "cell"]].values.tolist()
    [['exampleshire', 'allocated', 33600.0, 'K17'], ['exampleshire', 'outturn', 32592.0, 'K18']]
    """
    if not isinstance(words, str):
        raise InputError(
            f'The words to look for are one text, with commas between several: "counselling, helpline"; not {words!r}.'
        )
    sought = [word.strip() for word in words.split(",") if any(map(str.isalnum, word))]
    if not sought:
        raise InputError("Name a word to look for: letters or digits, with commas between several.")
    folder = find_data(data)
    rows = load_funding(folder, authority, years)
    holds = {word: _holding(rows, word) for word in sought}
    found = rows[pd.concat(holds.values(), axis=1).any(axis=1)]
    found = found.sort_values("amount", ascending=False, kind="stable")
    found = classify(found, read_topic(folder, topic)) if topic else found
    there = " or ".join(f"‘{word}’" for word in sought if holds[word].any())
    said = [f"Funding lines with {there}"] if there else []
    title = ". ".join([*said, *(_not_there(word, rows) for word in sought if not holds[word].any())])
    said_of = [name for name in FUNDING if name not in CELL]
    return ShownRows.of(found, title, [*said_of, "decision", "why", *CELL])


def _holding(rows: pd.DataFrame, word: str) -> pd.Series:
    """Return which rows hold a word, or the beginning of one."""
    holds = [rows[name].str.contains(rf"\b{re.escape(word)}", case=False) for name in _WHERE]
    return pd.concat(holds, axis=1).any(axis=1)


def _not_there(word: str, rows: pd.DataFrame) -> str:
    """Return that no row holds a word, with the nearest of the words that they hold."""
    from difflib import get_close_matches  # only where something was not found

    texts = {text.casefold() for name in _WHERE for text in rows[name].unique()}
    near = get_close_matches(word.casefold(), texts | {part for text in texts for part in text.split()}, n=1)
    return f"Nothing here holds ‘{word}’" + (f": did you mean ‘{near[0]}’?" if near else "")
