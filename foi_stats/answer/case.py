"""A case: a request with what is needed to answer it, read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from foi_stats.answer.authority import Authority, read_authority
from foi_stats.answer.request import Further, Question, Request, Scope, read_request
from foi_stats.answer.topic import Topic, read_topic
from foi_stats.findings import Finding, InputError, SupplyError
from foi_stats.supply.folder import read_rows


@dataclass(frozen=True)
class Case:
    """A request, its topic, its authority, the rows it may draw on, and what was found in reading those."""

    request: Request
    topic: Topic
    authority: Authority
    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...] = ()


def read_case(data: Path | str, reference: str, figure: str | None = None) -> Case:
    """Read a request and the supplied rows that answer it.

    Parameters
    ----------
    data
        The data folder.
    reference
        The request's reference.
    figure
        The id of one part of it; then only the rows that this part needs are read, and the other frame is empty.

    Raises
    ------
    InputError
        If the request, its topic or its authority cannot be used, or it has no such part.
    SupplyError
        If a supply that is needed is missing or has an error. Every finding is listed.
    """
    request = read_request(data, reference)
    topic, authority = read_topic(data, request.topic), read_authority(data, request.authority)
    parts = [find_part(request, figure)] if figure is not None else figure_parts(request)
    scopes = [scope for part in parts for scope in scopes_of(part)]
    funding_years = _years(request, [scope for scope in scopes if scope.asks != "referrals"])
    referral_years = _years(request, [scope for scope in scopes if scope.asks == "referrals"])
    funding, found = read_rows(data, "funding", request.authority, funding_years)
    referrals, also_found = read_rows(data, "referrals", request.authority, referral_years)
    findings = (*found, *also_found)
    if any(finding.severity == "error" for finding in findings):
        raise SupplyError(findings)
    return Case(request, topic, authority, funding, referrals, findings)


def figure_parts(request: Request) -> list[Question | Further]:
    """Return every part of a request that is answered with figures, in the order in which they are shown."""
    parts: list[Question | Further] = []
    for question in request.question:
        parts += [question] if question.limbs else []
        parts += question.further
    return [*parts, *request.context]


def find_part(request: Request, name: str) -> Question | Further:
    """Return the part of a request with this id.

    Raises
    ------
    InputError
        If there is none, or it is not one with figures.
    """
    if not isinstance(name, str):
        raise InputError(f"Figures are named by text, and {name!r} arrived as {type(name).__name__}: put it in quotes.")
    parts = figure_parts(request)
    for part in parts:
        if part.id == name:
            return part
    named = ", ".join(part.id for part in parts)
    raise InputError(f"Request {request.reference} has no figures called {name!r}. It has: {named}.")


def scopes_of(part: Question | Further) -> Sequence[Scope]:
    """Return the scopes that a part may be answered with: a question's limbs, or the part itself."""
    return part.limbs if isinstance(part, Question) else [part]


def _years(request: Request, scopes: Sequence[Scope]) -> list[str]:
    return sorted({year for scope in scopes for year in request.scope_years(scope)})
