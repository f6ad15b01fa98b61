"""What there is to ask about: the authorities, the topics, the requests, and the figures of one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foi_stats.analyst.project import as_text, find_data
from foi_stats.request.authority import read_authority
from foi_stats.request.deadline import deadline_of
from foi_stats.request.figures import list_figures, scopes_of
from foi_stats.request.law import read_law
from foi_stats.request.names import list_requests
from foi_stats.request.request import Context, Question, read_request
from foi_stats.request.settings import available
from foi_stats.request.topic import read_topic
from foi_stats.supply.supply_files import find_supplies


def authorities(data: Path | str = "") -> pd.DataFrame:
    """Return the authorities of the project, one a row, by the name of their folder and file.

    Returns
    -------
    DataFrame
        ``authority``, ``name``, ``place``, ``invented``, and ``supplies``: how many files it has sent.

    Examples
    --------
    >>> foi.authorities()["authority"].tolist()
    ['exampleshire', 'north-yorkshire']
    """
    folder = find_data(data)
    sent = pd.Series([file.authority for file in find_supplies(folder)], dtype="str").value_counts()
    known = {name: read_authority(folder, name) for name in available(folder / "authorities")}
    rows = [(name, one.name, one.place, one.invented, int(sent.get(name, 0))) for name, one in known.items()]
    return pd.DataFrame(rows, columns=["authority", "name", "place", "invented", "supplies"])


def topics(data: Path | str = "") -> pd.DataFrame:
    """Return the topics of the project, one a row, by the name of their file.

    Returns
    -------
    DataFrame
        ``topic``, ``title``, ``activities`` (with semicolons between), ``rules``: how many.

    Examples
    --------
    >>> foi.topics()["topic"].tolist()
    ['modern-slavery']
    """
    folder = find_data(data)
    known = {name: read_topic(folder, name) for name in available(folder / "topics")}
    rows = [(name, one.title, "; ".join(one.activities), len(one.rule)) for name, one in known.items()]
    return pd.DataFrame(rows, columns=["topic", "title", "activities", "rules"])


def requests(data: Path | str = "") -> pd.DataFrame:
    """Return the requests of the project, one a row.

    Returns
    -------
    DataFrame
        ``reference``, ``title``, ``authority``, ``topic``, and the days ``received``, ``due`` and ``responded``; empty
        where a day is not known.

    Examples
    --------
    >>> foi.requests()[["reference", "due"]].values.tolist()
    [['101.2016-17', datetime.date(2016, 12, 13)], ['944.2015-16', None]]
    """
    folder = find_data(data)
    law = read_law(folder)
    known = [read_request(folder, reference) for reference in list_requests(folder)]
    rows = [
        (one.reference, one.title, one.authority, one.topic, one.received, deadline_of(one, law), one.responded)
        for one in known
    ]
    days = ["received", "due", "responded"]
    return pd.DataFrame(rows, columns=["reference", "title", "authority", "topic", *days], dtype="object")


def figures(reference: str, data: Path | str = "") -> pd.DataFrame:
    """Return what :func:`foi_stats.answer` can answer of a request, one a row, in the order of the response.

    Returns
    -------
    DataFrame
        ``figure`` (the id), ``asks`` (``funding``, ``counts``, ``list``, ``services``; ``statement`` and the like where
        there are no figures), ``title``, and ``kind``: ``question``, ``further`` figures or ``context``.

    Examples
    --------
    >>> foi.figures("101.2016-17").query("asks == 'counts'")["figure"].tolist()
    ['5']
    """
    folder = find_data(data)
    request = read_request(folder, as_text(reference, list_requests(folder), "reference"))
    rows: list[tuple[str, str | None, str, str]] = []
    for figure in list_figures(request):
        scope = scopes_of(figure)[0]
        kind = "question" if isinstance(figure, Question) else "context" if isinstance(figure, Context) else "further"
        rows.append((figure.id, scope.asks, scope.title or scope.measure, kind))
    rows += [(one.id, one.asks, one.text, "question") for one in request.question if not one.limbs]
    return pd.DataFrame(rows, columns=["figure", "asks", "title", "kind"])
