"""Answer a question of a request, or one that nobody has asked yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from foi_stats.analyst.project import as_text, find_data
from foi_stats.analyst.shown_answer import ShownAnswer
from foi_stats.analyst.shown_rows import ShownRows, supplied_rows
from foi_stats.answer.answer import Answer, answer_figures
from foi_stats.answer.statements import answer_statement
from foi_stats.release.protected import protect_answer
from foi_stats.request.case import Case, case_of
from foi_stats.request.figures import list_figures
from foi_stats.request.names import list_requests
from foi_stats.request.request import Request, read_request
from foi_stats.supply.deliveries import Names
from foi_stats.supply.deliveries import load_funding as load_funding_of
from foi_stats.supply.deliveries import load_referrals as load_referrals_of
from foi_stats.vocabulary.findings import InputError


def answer(reference: str, figure: str = "", *, protected: bool = True, data: Path | str = "") -> ShownAnswer:
    """Return the answer to a question of a request, or the figures of a context.

    Parameters
    ----------
    reference
        The reference of the request, as :func:`foi_stats.requests` lists it.
    figure
        The id of a question or a context, as :func:`foi_stats.figures` lists it. Left out, the message lists them.
    protected
        Hide small counts where the request has a threshold. If not, every table, chart and page of them says so.
    data
        The data folder, if it is not that of the project in which the notebook lies.

    Returns
    -------
    ShownAnswer
        Shows itself in a notebook; has ``frame``, ``table``, ``chart``, ``trail``, ``rows`` and ``why``.

    Raises
    ------
    InputError
        If there is no such request or question; the message lists those that there are.
    SupplyError
        If a supply that is needed is missing or faulty. It names each file, sheet and cell.

    Examples
    --------
    >>> police = foi.answer("944.2015-16", "police-services")
    >>> police.status
    'answered'
    >>> police.frame.loc[2, ["label", "period", "printed"]].tolist()
    ['Police services', '2014-15', '134,898']
    """
    folder = find_data(data)
    reference = as_text(reference, list_requests(folder), "reference")
    return answer_of(read_request(folder, reference), figure, folder, protected=protected)


def answer_of(request: Request, figure: Any, folder: Path, *, protected: bool = True) -> ShownAnswer:  # noqa: ANN401
    """Return the answer to a question of a request that is at hand; see :func:`answer`."""
    without = [question.id for question in request.question if not question.limbs]
    figure = as_text(figure, [*(one.id for one in list_figures(request)), *without], "figure")
    if not figure:
        named = ", ".join([*(one.id for one in list_figures(request)), *without])
        raise InputError(f"Say which figures of {request.reference} you want. There are: {named}.")
    if figure in without:
        case = case_of(folder, request, sparing=True)
        return ShownAnswer(case, _stated(case, figure, protected=protected), folder)
    case = case_of(folder, request, figure, sparing=True)
    return ShownAnswer(case, _with_figures(case, figure, protected=protected), folder)


def _with_figures(case: Case, figure: str, *, protected: bool) -> Answer:
    found = answer_figures(case, figure)
    return protect_answer(case, found) if protected else found


def _stated(case: Case, name: str, *, protected: bool) -> Answer:
    """Return the answer to a question without figures, which may depend on those before it."""
    earlier: dict[str, Answer] = {}
    for question in case.request.question:
        earlier[question.id] = (
            _with_figures(case, question.id, protected=protected)
            if question.limbs
            else answer_statement(case, question, earlier)
        )
        if question.id == name:
            break
    return replace(earlier[name], title=case.request.find_question(name).text)


def load_funding(data: Path | str = "", authority: Names = None, years: Names = None) -> ShownRows:
    """Read the funding rows of a data folder, by default that of the project in which the notebook lies.

    Parameters and errors are those of :func:`foi_stats.supply.deliveries.load_funding`. The columns that say the most
    stand first. Amounts on different bases (``allocated``, ``outturn``), and expenditure and income, are never to be
    added up, and pandas does so in silence: keep one ``basis`` and one ``flow``, group by both, or use
    :func:`foi_stats.pivot`, which holds them apart.

    Examples
    --------
    >>> rows = foi.load_funding(authority="exampleshire", years="2015-16")
    >>> rows.loc[rows["line"].eq("Counselling") & rows["basis"].eq("outturn"), "amount"].tolist()
    [32592.0]
    """
    return supplied_rows(load_funding_of(find_data(data), authority, years), "Funding")


def load_referrals(data: Path | str = "", authority: Names = None, years: Names = None) -> ShownRows:
    """Read all counts of a data folder; otherwise as :func:`load_funding`.

    Small counts are among them: nothing is hidden in rows as they were supplied. Counts of different ``measure`` are
    never to be added up.

    Examples
    --------
    >>> foi.load_referrals(authority="exampleshire")["measure"].unique().tolist()
    ['referrals']
    """
    return supplied_rows(load_referrals_of(find_data(data), authority, years), "Counts")
