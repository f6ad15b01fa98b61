"""Amounts in the prices of one year, by a deflator that the user supplies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import overload

import pandas as pd

from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_answer import PRICES, ShownAnswer
from foi_stats.analyst.shown_rows import ShownRows
from foi_stats.answer.answer import answer_figures, scope_of
from foi_stats.request.deflator import in_real_terms, read_deflator
from foi_stats.request.figures import find_figure
from foi_stats.request.question import RealTerms
from foi_stats.request.request import Question, Request, Scope
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.years import parse_financial_year

_NEEDED = ("amount", "financial_year", "unit")


@overload
def real_terms(what: pd.DataFrame, deflator: str, base: str, data: Path | str = "") -> pd.DataFrame: ...
@overload
def real_terms(what: ShownAnswer, deflator: str, base: str, data: Path | str = "") -> ShownAnswer: ...


def real_terms(
    what: pd.DataFrame | ShownAnswer, deflator: str, base: str, data: Path | str = ""
) -> pd.DataFrame | ShownAnswer:
    """Return funding rows, or an answer, in the prices of one financial year. A gap stays a gap.

    The column ``prices`` of the rows, or of the answer's ``frame``, says in which, by which index and of which vintage.

    Parameters
    ----------
    what
        Rows as :func:`foi_stats.load_funding` gives them, or an answer with amounts.
    deflator
        The name of a file in ``data/deflators``. None is shipped: price series are revised, so whoever uses one
        supplies it and names its vintage (docs/requests.md).
    base
        The year in whose prices the amounts are wanted.

    Raises
    ------
    InputError
        If there is no such deflator, it has no index for a year, or what is given are no amounts of financial years or
        are in real terms already.

    Examples
    --------
    >>> spent = foi.load_funding(authority="exampleshire", years=["2015-16", "2016-17"])
    >>> foi.real_terms(spent, deflator="gdp", base="2016-17")
    Traceback (most recent call last):
        ...
    foi_stats.vocabulary.findings.InputError: There is no deflator 'gdp' in ...
    """
    if not isinstance(what, pd.DataFrame | ShownAnswer):
        raise InputError(
            f"Rows of funding or an answer can be put in real terms, and not a {type(what).__name__}: rows are what "
            "foi.find and foi.load_funding give."
        )
    folder = find_data(data)
    series = read_deflator(folder, deflator)
    try:
        base = parse_financial_year(base)
    except ValueError as error:
        raise InputError(f"base must be a financial year: {error}.") from None
    if isinstance(what, pd.DataFrame):
        if lacking := [name for name in _NEEDED if name not in what]:
            raise InputError(f"Rows in real terms need the columns {', '.join(_NEEDED)}; there is no {lacking[0]}.")
        if (without := what["financial_year"].eq("")).any():
            raise InputError(f"{int(without.sum())} rows are of no financial year: leave them out first.")
        _check_nominal(what)
        prices = series.prices(deflator, base)
        real = in_real_terms(what, series, base).assign(**{PRICES: prices})
        return what.like(real, prices, PRICES) if isinstance(what, ShownRows) else real
    if what.answer.unit == "count" or not what.answer.by:
        raise InputError(f"The figures of {what.answer.id} are no amounts by label and year.")
    asked = RealTerms(deflator=deflator, base=base)
    case = replace(
        what.case,
        request=_asking(what.case.request, what, asked),
        deflators={**what.case.deflators, deflator: series},
    )
    return ShownAnswer(case, answer_figures(case, what.answer.id), what.data)


def _check_nominal(rows: pd.DataFrame) -> None:
    """Stop if any amount was put into the prices of a year before: it would be adjusted twice."""
    known = {text for text in rows[PRICES].dropna() if text} if PRICES in rows else set()
    if known:
        raise InputError(f"These amounts are {listed(sorted(known))} already: start from the rows as supplied.")


def _asking(request: Request, what: ShownAnswer, asked: RealTerms) -> Request:
    """Return a request whose figure is asked for in real terms."""
    figure, scope = find_figure(request, what.answer.id), scope_of(request, what.answer)

    def changed(one: Scope) -> Scope:
        return one.model_copy(update={"real_terms": asked}) if one == scope else one

    def with_scope(question: Question) -> Question:
        limbs, further = (list(map(changed, some)) for some in (question.limbs, question.further))
        return question.model_copy(update={"limbs": limbs, "further": further})

    if isinstance(figure, Question):
        questions = [with_scope(one) if one == figure else one for one in request.question]
        return request.model_copy(update={"question": questions})
    return request.model_copy(
        update={
            "question": list(map(with_scope, request.question)),
            "found": list(map(changed, request.found)),
            "context": list(map(changed, request.context)),
        }
    )
