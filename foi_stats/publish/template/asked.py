"""Say which tables a finance team is asked to fill in: their headings, their rows, and what was given last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.request.asked_labels import label_heading, label_name
from foi_stats.request.authority import Authority, read_authority
from foi_stats.request.own_rows import with_own_name
from foi_stats.request.request import Scope, read_request
from foi_stats.request.topic import Topic, classify, read_topic
from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.deliveries import read_rows
from foi_stats.supply.missing import FIGURES
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import records
from foi_stats.vocabulary.basis import BASES
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import format_pounds
from foi_stats.vocabulary.no_figure import NO_FIGURE_WORDS, words_of_gap
from foi_stats.vocabulary.period import Period, financial_year_period, format_periods

WHY = "Why there is no figure"
LIST_ROWS = 40
"""The empty rows of a list, whose items nobody knows yet."""

_PERIOD_HEADINGS = {
    "financial_year": "Financial year",
    "calendar_year": "Calendar year",
    "academic_year": "Academic year",
    "quarter": "Quarter",
    "month": "Month",
    "day": "Date",
    "span": "Period",
}
_ITEM_HEADINGS = {"value": "Value (£)", "period": "Financial year"}
_TITLES = {"funding": "Money", "counts": "Numbers", "list": "List"}

Cell = str | dt.date | None


@dataclass(frozen=True)
class FillIn:
    """A table to fill in, on a sheet of its own.

    ``choices`` are the texts to choose from, by heading; ``last`` is what was given last time, by the row and column of
    a cell, counted from 0 beneath the headings.
    """

    name: str
    title: str
    how: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    last: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing:
    """Figures that are missing: of one line, service, measure or other label (of all where it is empty), and when.

    Without periods, ``label`` says when too. ``titles`` are those of the tables that need them; without any, every
    table of their kind does.
    """

    kind: Kind
    label: str
    periods: tuple[Period, ...]
    titles: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = self.label or FIGURES[self.kind]
        return f"{named}: {format_periods(self.periods)}" if self.periods else named

    @property
    def line(self) -> str:
        """It as a line of a message, with what it is for."""
        return f"{self}, for {'; '.join(self.titles)}" if self.titles else str(self)


@dataclass(frozen=True)
class Asked:
    """What a template asks for: of whom, about what, and the tables to fill in."""

    authority: str
    subject: str
    tables: tuple[FillIn, ...]


def asked_of(
    data: Path,
    authority: str,
    *,
    request: str = "",
    topic: str = "",
    years: Sequence[str] = (),
    asks: Collection[str] = tuple(_TITLES),
    only: Sequence[Missing] = (),
) -> Asked:
    """Return what an authority is asked to fill in.

    Parameters
    ----------
    request, topic
        The request whose figures are wanted, or the topic; without either, every line that was supplied last time.
    years
        The financial years, if not those of the request.
    asks
        What is wanted of the request: ``funding``, ``counts``, ``list``; all of it if it asks for nothing of these.
    only
        The figures that are wanted, and no others; all if none are named, or none stands in a table of a question.

    Raises
    ------
    InputError
        If there is no such authority, request or topic; if nothing says which years are wanted; or if the request asks
        for no figures.
    """
    whose = read_authority(data, authority)
    wanted = [financial_year_period(year) for year in years]
    if request:
        asked = read_request(data, request)
        if asked.authority != authority:
            raise InputError(f"Request {request} is put to {asked.authority}, and not to {authority}.")
        every = [(limb, wanted or asked.scope_periods(limb)) for limb in _scopes(asked.question)]
        scopes = [(limb, periods) for limb, periods in every if limb.asks in asks] or every
        if not scopes:
            raise InputError(f"Request {request} asks for no figures and no list, so there is nothing to fill in.")
        subject, about = f"{asked.reference}: {asked.title}", read_topic(data, asked.topic)
        narrow = _tables(data, authority, whose, scopes, about, only)
        return Asked(whose.name, subject, narrow or _tables(data, authority, whose, scopes, about))
    if not wanted:
        raise InputError('Say which financial years are wanted, for example --years "2014-15 to 2016-17".')
    of_topic = read_topic(data, topic) if topic else None
    subject = of_topic.title if of_topic else "All lines of the last supply"
    scope = Scope.model_validate({"asks": "funding", "years": [str(period) for period in wanted]})
    return Asked(whose.name, subject, _tables(data, authority, whose, [(scope, wanted)], of_topic))


def _tables(
    data: Path,
    authority: str,
    whose: Authority,
    scopes: Sequence[tuple[Scope, Sequence[Period]]],
    topic: Topic | None,
    only: Sequence[Missing] = (),
) -> tuple[FillIn, ...]:
    """Return the tables to fill in, one for each scope that has any; they are numbered if there are several."""
    tables = []
    for number, (scope, periods) in enumerate(scopes, start=1):
        name = f"{_TITLES[scope.asks]} {number}" if len(scopes) > 1 else _TITLES[scope.asks]
        if scope.asks == "list":
            tables.append(_list(name, scope, periods))
        else:
            kind: Kind = "funding" if scope.asks == "funding" else "referrals"
            of_scope = [
                replace(one, label="") if one.label == scope.measure else one
                for one in only
                if one.kind == kind and scope.title in (one.titles or (scope.title,))
            ]
            if of_scope or not only:
                supplied = _supplied(data, authority, whose, kind)
                tables.append(_figures(name, scope, periods, topic, supplied, of_scope))
    return tuple(tables)


def _scopes(questions: Sequence[Any]) -> Iterator[Scope]:
    """Yield what each question asks for first: its other limbs are asked only where that would cost too much."""
    for question in questions:
        for limb in question.limbs[:1]:
            if limb.asks in _TITLES:
                yield limb.model_copy(update={"basis": limb.basis})  # it is asked for, also where it is not written


def _supplied(data: Path, authority: str, whose: Authority, kind: Kind) -> pd.DataFrame:
    """Return the authority's own rows of the last supplies; none where these have errors: a template need not wait.

    Where any of them names its organisation, all do; else none.
    """
    rows, findings = read_rows(data, kind, authority, None)
    if any(finding.severity == "error" for finding in findings):
        rows = rows.head(0)
    named = with_own_name(RowTable.of(rows, kind), whose).frame()
    own = named["organisation"].isin(whose.organisations or [whose.name])
    return named[own] if rows.loc[own, "organisation"].ne("").any() else rows[own]


def _figures(
    name: str,
    scope: Scope,
    periods: Sequence[Period],
    topic: Topic | None,
    supplied: pd.DataFrame,
    only: Sequence[Missing],
) -> FillIn:
    """Return a table of amounts or counts: a row for each period and each line of the last supply that counts.

    Where some figures alone are wanted it has those, with a row for each that no line of the last supply is called as.
    """
    is_money = scope.asks == "funding"
    rows = _wanted(scope, topic, supplied)
    label = "line" if is_money else "service"
    organisations = sorted(set(supplied["organisation"]) - {""})
    activity = ["activity"] if is_money and rows["activity"].ne("").any() else []
    asked = [label_name(one) for one in (*scope.by, *scope.where)]
    crime_type = ["crime_type"] if not is_money and rows["crime_type"].ne("").any() else []
    labels = list(dict.fromkeys((label, *activity, *(["organisation"] if organisations else []), *crime_type, *asked)))
    lines = [(*(str(row.get(one, "")) for one in labels), *_fixed(row, scope, is_money)) for row in records(rows)]
    lines = list(dict.fromkeys(line for line in lines if any(line[: len(labels)])))
    known = {text for line in lines for text in line[: len(labels)]}
    named = [one.label for one in only if one.label and one.label not in known]
    if not lines and not named:
        named = _named(scope, topic)
    lines += _named_lines(dict.fromkeys(named), scope, topic, labels, organisations, is_money=is_money)
    figure = "Amount" if is_money else _measure_heading(scope, rows)
    fixed: tuple[str, ...] = ("Basis", "Unit") if is_money else ()
    kind = periods[0].kind
    headings = (_PERIOD_HEADINGS[kind], *map(label_heading, labels), *fixed, figure, WHY, "Note")
    body = [
        (_period_cell(period), *line, None, None, None)
        for period in periods
        for line in lines
        if not only
        or any(one.label in ("", *line) and any(period.overlaps(when) for when in one.periods) for one in only)
    ]
    choices = {WHY: tuple(NO_FIGURE_WORDS)} | ({"Basis": BASES} if is_money else {})
    return FillIn(
        name,
        "Amounts to fill in, in pounds" if is_money else f"{figure}: numbers to fill in",
        "Each row is one figure. Add rows for what is not listed. Where there is no figure, choose why.",
        headings,
        body,
        choices,
        _last_given(body, headings.index(figure), rows, labels, is_money=is_money),
    )


def _wanted(scope: Scope, topic: Topic | None, supplied: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last supply that a scope is about, which a borderline row may be."""
    named = scope.lines if scope.asks == "funding" else scope.services
    if named:
        return supplied[supplied["line" if scope.asks == "funding" else "service"].isin(named)]
    rows = supplied
    if scope.asks == "funding":
        rows = rows[rows["flow"].eq("expenditure")]
        of_basis = rows["basis"].eq(scope.basis)
        rows = rows[of_basis] if "basis" in scope.model_fields_set and of_basis.any() else rows
    elif scope.measure:
        rows = rows[rows["measure"].eq(scope.measure)]
    if topic is not None and len(rows):
        rows = rows[classify(rows, topic)["decision"].ne("exclude")]
    return rows


def _fixed(row: dict[str, Any], scope: Scope, is_money: bool) -> tuple[str, ...]:
    """Return the basis and the unit of a line: the basis that is asked for, or else that of the last supply."""
    return (scope.basis if "basis" in scope.model_fields_set else row["basis"], "£") if is_money else ()


def _named(scope: Scope, topic: Topic | None) -> list[str]:
    """Return the lines or services that a scope asks for by name, or else the subject."""
    return (scope.lines if scope.asks == "funding" else scope.services) or [topic.title if topic else ""]


def _named_lines(
    names: Iterable[str],
    scope: Scope,
    topic: Topic | None,
    labels: Sequence[str],
    organisations: Sequence[str],
    *,
    is_money: bool,
) -> list[tuple[str, ...]]:
    """Return a line for each name, which may be an activity of the topic; with the organisation, if it is one."""
    known = {"organisation": organisations[0]} if len(organisations) == 1 else {}
    activities = topic.activities if topic and "activity" in labels else []
    lines = []
    for name in names:
        own = {labels[0]: name} | ({"activity": name} if name in activities else {})
        lines.append((*((known | own).get(one, "") for one in labels),))
    return [(*line, *((scope.basis, "£") if is_money else ())) for line in lines]


def _measure_heading(scope: Scope, rows: pd.DataFrame) -> str:
    measure = scope.measure or next(iter(rows["measure"]), "") or "Count"
    return measure[:1].upper() + measure[1:]


def _period_cell(period: Period) -> Cell:
    if period.kind == "day":
        return period.start
    return str(period).removeprefix("academic year ").removeprefix("calendar year ")


def _last_given(
    body: Sequence[Sequence[Cell]], column: int, rows: pd.DataFrame, labels: Sequence[str], *, is_money: bool
) -> dict[tuple[int, int], str]:
    """Return what was given last time for each row of a table, in words."""
    known: dict[tuple[str, ...], str] = {}
    for row in records(rows):
        figure = row["amount" if is_money else "count"]
        gap = words_of_gap(row["shorthand"], row["reason"])
        shown = gap if figure is None else format_pounds(figure) if is_money else f"{figure:,}"
        key = (row["financial_year"], *(str(row.get(one, "")) for one in labels), row["basis"] if is_money else "")
        known[key] = f"Given last time: {shown} ({row['file'].rpartition('/')[2]}, {row['cell']})"
    found = {}
    for at, cells in enumerate(body):
        line = (*map(str, cells[: 1 + len(labels)]), str(cells[1 + len(labels)]) if is_money else "")
        if line in known:
            found[at, column] = known[line]
    return found


def _list(name: str, scope: Scope, periods: Sequence[Period]) -> FillIn:
    """Return an empty list of items, with the columns that are asked for, a year and a basis."""
    columns = [_ITEM_HEADINGS.get(label_name(one), label_heading(one)) for one in scope.columns]
    years = [str(period) for period in periods if period.kind == "financial_year"]
    headings = list(dict.fromkeys((*columns, "Value (£)", "Financial year", "Basis")))
    over = f" of more than {format_pounds(scope.over)}" if scope.over else ""
    choices = {"Basis": BASES} | ({"Financial year": tuple(years)} if years else {})
    return FillIn(
        name,
        f"Items to list{over}",
        "Each row is one item. Leave out the rows that are not needed.",
        tuple(headings),
        [(None,) * len(headings)] * LIST_ROWS,
        choices,
    )
