"""Which questions and pieces of context of a request have figures, and which scopes each may be answered with.

A *figure* is a question or a piece of context that has figures: it is what a notebook makes, named by its id. A
*scope* is a choice of figures that a request asks for: a limb of a question, further figures beside one, figures found
before the cost limit was reached, or a context.
"""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.request.request import Further, Question, Request, Scope
from foi_stats.vocabulary.findings import InputError

Figure = Question | Further


def list_figures(request: Request) -> list[Figure]:
    """Return the figures of a request in the order in which they are shown."""
    figures: list[Figure] = []
    for question in request.question:
        figures += [question] if question.limbs else []
        figures += question.further
    return [*figures, *request.found, *request.context]


def find_figure(request: Request, name: str) -> Figure:
    """Return the figure with this id.

    Raises
    ------
    InputError
        If the request has none.
    """
    if not isinstance(name, str):
        raise InputError(f"Figures are named by text, and {name!r} arrived as {type(name).__name__}: put it in quotes.")
    figures = list_figures(request)
    for figure in figures:
        if figure.id == name:
            return figure
    named = ", ".join(figure.id for figure in figures)
    raise InputError(f"Request {request.reference} has no figures called {name!r}. It has: {named}.")


def question_of(request: Request, name: str) -> Question | None:
    """Return the question that figures belong to, by the id of either; None for a context."""
    found = {figure.id: figure.question for figure in request.found}
    return next(
        (
            question
            for question in request.question
            if question.id in (name, found.get(name)) or any(further.id == name for further in question.further)
        ),
        None,
    )


def scopes_of(figure: Figure) -> Sequence[Scope]:
    """Return the scopes that a figure may be answered with: a question's limbs, or the figure itself."""
    return figure.limbs if isinstance(figure, Question) else [figure]


def notebook_of(figure: Figure) -> str:
    """Return the name of the notebook that makes a figure: its own, or the shipped one of its kind."""
    return figure.notebook or f"{scopes_of(figure)[0].asks}.ipynb"


def has_counts(figure: Figure) -> bool:
    """Return whether a figure is answered with counts."""
    return any(scope.asks == "counts" for scope in scopes_of(figure))
