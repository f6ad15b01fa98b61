"""Print the names in an answer as was decided: as they are, marked as undecided, or as withheld.

Whatever else holds a name that is withheld, a purpose or a note, loses it there too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

import pandas as pd

from foi_stats.answer.names import JUDGED, JudgedName, judge_names, names_in, replacer
from foi_stats.request.case import Case
from foi_stats.supply.rows import TEXT


@dataclass(frozen=True)
class Printed:
    """Items, or a table, whose names are printed as was decided; the notes on them; and the names themselves.

    ``names`` has the columns of :data:`foi_stats.answer.names.JUDGED`. ``is_withheld`` says whether any is withheld.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    names: pd.DataFrame
    is_withheld: bool


def print_items(items: pd.DataFrame, headings: Mapping[str, str], notes: Iterable[str], case: Case) -> Printed:
    """Return the items of a list with their names printed as was decided.

    Parameters
    ----------
    headings
        For each column of text of the items, the name that it was asked for by: it tells whether the column has names.
    """
    figures = list(items["figure"])
    found = {name: names_in(heading, items[name]) for name, heading in headings.items()}
    judged = judge_names((name for names in found.values() for name in names), case.request, case.authority)
    say = replacer(judged)
    texts = {name: [_printed(text, judged, say) for text in items[name]] for name in headings}
    frame = items.assign(**{name: pd.Series(each, dtype=TEXT) for name, each in texts.items()})
    told = _told(judged, [(list(items[name]), figures) for name in headings])
    return Printed(frame, tuple(map(say, notes)), told, _any_withheld(judged))


def print_labels(
    table: pd.DataFrame, columns: Mapping[str, str], notes: Iterable[str], case: Case, own: Collection[str] = ()
) -> Printed:
    """Return the table of an answer with the names among its labels printed as was decided, each label its own.

    Parameters
    ----------
    columns
        For each column of labels of the table, the column of the rows that they come from: of ``provider`` and its
        like each label is a name, of others what follows a person's title.
    own
        The labels that no supply has, such as ``Total``: none of them is a name.
    """
    labels = {name: list(table[name]) for name in columns}
    supplied = {name: [text for text in texts if text not in own] for name, texts in labels.items()}
    found = [text for name, column in columns.items() for text in names_in(column, supplied[name])]
    judged = judge_names(found, case.request, case.authority)
    say = replacer(judged)
    said = {"note": list(map(say, table["note"]))}
    for name, texts in labels.items():
        printed = printed_labels(dict.fromkeys(texts), judged)
        said[name] = [printed[text] for text in texts]
    frame = table.assign(**{name: pd.Series(texts, index=table.index, dtype=TEXT) for name, texts in said.items()})
    told = _told(judged, [(texts, list(table["figure"])) for texts in labels.values()])
    return Printed(frame, tuple(map(say, notes)), told, _any_withheld(judged))


def printed_labels(labels: Iterable[str], judged: Mapping[str, JudgedName]) -> dict[str, str]:
    """Return what is printed for each label of a table; names withheld are numbered, so that each keeps its own row."""
    say = replacer(judged)
    printed: dict[str, str] = {}
    for label in labels:
        text = _printed(label, judged, say)
        taken = set(printed.values())
        numbered = (f"{text} ({number})" for number in range(2, len(taken) + 3))
        printed[label] = text if text not in taken else next(each for each in numbered if each not in taken)
    return printed


def withheld_names(case: Case) -> list[str]:
    """Return the names that the authority or the request decides to withhold."""
    decided = {each.name: each.publish for each in (*case.authority.decided, *case.request.decided) if each.name}
    return [name for name, publish in decided.items() if not publish]


def _printed(text: str, judged: Mapping[str, JudgedName], say: Callable[[str], str]) -> str:
    if text in judged:
        return judged[text].printed
    open_names = sorted((name for name in _named(text, judged) if not judged[name].decision), key=len, reverse=True)
    if open_names:  # in one pass, longest first: a name may stand within another, or twice
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, open_names))})(?!\w)")
        text = pattern.sub(lambda found: judged[found.group()].printed, text)
    return say(text)


def _named(text: str, judged: Mapping[str, JudgedName]) -> list[str]:
    """Return the judged names in a text: the text itself, or those that follow a person's title."""
    return [text] if text in judged else [name for name in names_in("", [text]) if name in judged]


def _told(judged: Mapping[str, JudgedName], columns: Sequence[tuple[Sequence[str], Sequence[str]]]) -> pd.DataFrame:
    """Return the names and what was decided on each, with the figures in which they stand."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for texts, figures in columns:
        for text, figure in zip(texts, figures, strict=True):
            for name in _named(text, judged):
                places[name][figure] = None
    rows = [(*astuple(each), " ".join(places[name])) for name, each in judged.items()]
    return pd.DataFrame(rows, columns=list(JUDGED)).astype(dict.fromkeys(JUDGED, TEXT))


def _any_withheld(judged: Mapping[str, JudgedName]) -> bool:
    return any(each.decision == "withhold" for each in judged.values())
