"""Answers: what is said to each question, from the rows, the topic and the cost limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

import pandas as pd

from foi_stats.answer.figures import FIGURES, TRAIL_COLUMNS, Figures, gather, without_totals
from foi_stats.answer.wording import say
from foi_stats.request.case import Case, find_part
from foi_stats.request.deflator import in_real_terms
from foi_stats.request.request import Context, Question, Request, Scope
from foi_stats.request.topic import classify
from foi_stats.supply.rows import TEXT, records
from foi_stats.vocabulary.findings import Finding, InputError, SupplyError
from foi_stats.vocabulary.shorthand import REASONS

Status = Literal[
    "answered",  # every figure is given
    "partly",  # some figures are given
    "no_figures",  # none is, for several reasons
    # none is, for one reason
    "not_held",
    "absorbed",
    "not_closed",
    "not_started",
    "withheld",
    "suppressed",
    "ncnd",
    "over_limit",
    "elsewhere",
    # no figures are asked for
    "undetermined",
    "not_asked",
]

_PASSED_OVER = frozenset({"not_held", "over_limit"})


def no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame of these columns of text, without rows."""
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in columns})


@dataclass(frozen=True)
class Answer:
    """What is said to one question, or shown beside the answers.

    Attributes
    ----------
    id
        The id of the question, of what is told further to it, or of the context.
    status
        How far it is answered: one of :data:`Status`.
    sentence
        What is said, in full sentences.
    limb
        The limb that was answered; empty where the question has none.
    passed_over
        Why each earlier limb was not.
    table
        The figures, with the columns of :data:`foi_stats.answer.figures.FIGURES`.
    trail
        The cells behind them, with the columns of :data:`foi_stats.answer.figures.TRAIL_COLUMNS`.
    unit
        What the figures are printed in: ``£``, ``£ thousand`` … or ``count``.
    adds_up
        Whether its parts share nothing and are of one flow, so that they may be added up.
    """

    id: str
    status: Status
    sentence: str
    title: str = ""
    asks: str = ""
    limb: str = ""
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = ""
    basis: str = ""
    place: str = ""
    source: str = ""
    invented: bool = False
    demonstration: bool = False
    adds_up: bool = False
    table: pd.DataFrame = field(default_factory=lambda: no_rows(FIGURES))
    trail: pd.DataFrame = field(default_factory=lambda: no_rows(TRAIL_COLUMNS))


def answer_figures(case: Case, name: str) -> Answer:
    """Return the answer with figures of this id: a question with limbs, what is told further to one, or a context.

    Raises
    ------
    InputError
        If the request has no such part, or it is not one with figures.
    SupplyError
        If figures in its scope have not been supplied: what is not supplied may be held, so nothing is said about it.
    """
    part = find_part(case.request, name)
    if isinstance(part, Question):
        return _answer_limbs(case, part)
    answer = _answer_scope(case, part, part.id)
    caution = (part.caution,) if isinstance(part, Context) and part.caution else ()
    return replace(answer, notes=(*caution, *answer.notes))


def answer_statement(request: Request, question: Question, earlier: Mapping[str, Answer]) -> Answer:
    """Return the answer to a question without figures.

    Parameters
    ----------
    earlier
        The answers to the questions before it, by id: it may depend on one.
    """
    if question.depends:
        other, wanted = question.depends.on, question.depends.answer
        given = request.find_question(other).answer
        if earlier[other].status != "answered":
            return Answer(question.id, "undetermined", say("sentence", "depends_undetermined", other=other))
        if given != wanted:
            said = say("sentence", "depends_not_asked", other=other, wanted=wanted, given=given)
            return Answer(question.id, "not_asked", said)
    if question.asks == "ncnd":
        return Answer(question.id, "ncnd", say("sentence", "ncnd"))
    if question.confirms:
        return _confirm(question, earlier[question.confirms])
    if not question.held:
        key = "confirmed" if question.asks == "confirmation" else "not_held"
        return Answer(question.id, "not_held", say("sentence", key))
    if question.asks == "confirmation":
        if not question.answer:
            return Answer(question.id, "undetermined", say("sentence", "confirmation_undetermined"))
        return Answer(question.id, "answered", say("sentence", question.answer))
    return Answer(question.id, "answered", question.answer)


def _confirm(question: Question, other: Answer) -> Answer:
    """Confirm that another question found nothing, only where that is what its answer says."""
    if other.status == "not_held":
        return Answer(question.id, "not_held", say("sentence", "confirmed"))
    if other.status == "ncnd":
        return Answer(question.id, "ncnd", say("sentence", "ncnd"))
    if other.table["value"].notna().any():
        return Answer(question.id, "not_asked", say("sentence", "confirmed_not_asked", other=other.id))
    return Answer(question.id, "undetermined", say("sentence", "confirmed_undetermined", other=other.id))


def _answer_limbs(case: Case, question: Question) -> Answer:
    """Answer the first limb that can be found within the cost limit and is held."""
    hours = _hours_with(case.request, question, case.other_hours)
    limit = case.request.limit_hours
    passed: list[str] = []
    first = None
    for limb in question.limbs:
        if hours[limb.id] > limit:
            told = {"limb": limb.id, "hours": f"{hours[limb.id]:g}", "limit": f"{limit:g}"}
            passed.append(say("sentence", "limb_passed_over_limit", **told))
            continue
        answer = replace(_answer_scope(case, limb, question.id), limb=limb.id)
        if answer.status not in _PASSED_OVER:
            return replace(answer, passed_over=tuple(passed))
        first = first or answer
        passed.append(say("sentence", f"limb_passed_{answer.status}_itself", limb=limb.id))
    if first is None:
        asks = question.limbs[0].asks
        return Answer(question.id, "over_limit", say("sentence", "over_limit"), passed_over=tuple(passed), asks=asks)
    return replace(first, passed_over=tuple(passed))


def _hours_with(request: Request, question: Question, spent: float) -> dict[str, float]:
    """Return the hours that the whole request takes with each limb of a question (FOIA s.12 limits the whole).

    Limbs are chosen in the order of the questions: those before this one take what their first limb within the limit
    takes, those after it at least their quickest limb. ``spent`` is the time of requests aggregated with it.
    """
    for position, one in enumerate(request.question):
        others = spent + sum(later.least_hours for later in request.question[position + 1 :])
        hours = {limb.id: others + one.hours + limb.hours for limb in one.limbs}
        if one.id == question.id:
            return hours
        within = [limb.hours for limb in one.limbs if hours[limb.id] <= request.limit_hours]
        spent += one.hours + (within[0] if within else 0)
    raise KeyError(question.id)


def _answer_scope(case: Case, scope: Scope, owner: str) -> Answer:
    years = case.request.scope_years(scope)
    rows, part, parts, others = _rows_in_scope(case, scope, years)
    periods = {year: [year] for year in years}
    if scope.since is not None:
        periods = {f"{years[0]} to {years[-1]}": years} if len(years) > 1 else periods
    value = "count" if scope.asks == "referrals" else "amount"
    if scope.real_terms:
        rows = in_real_terms(rows, case.deflators[scope.real_terms.deflator], scope.real_terms.base)
    try:
        figures = gather(rows, owner=owner, part=part, value=value, periods=periods, parts=parts, totals=scope.totals)
    except ValueError as error:
        raise InputError(f"Request {case.request.reference}, figures of {owner}: {error}.") from None
    _stop_if_not_supplied(case, scope, figures)
    status = status_of(figures.table)
    sentence = sentence_of(case.request, scope, status)
    basis = say("basis", scope.basis)
    said_basis: tuple[str, ...] = ()
    if scope.asks == "funding" and (others or figures.table["value"].notna().any()):
        key = "basis_others" if others else "basis"
        said_basis = (say("sentence", key, basis=basis, others=", ".join(say("basis", other) for other in others)),)
    if scope.real_terms:
        series = case.deflators[scope.real_terms.deflator].model_dump(include={"title", "vintage", "source"})
        said_basis = (*said_basis, say("sentence", "real_terms", base=scope.real_terms.base, **series))
    return Answer(
        id=owner,
        status=status,
        sentence=sentence,
        title=scope.title,
        asks=scope.asks,
        notes=(*said_basis, *notes_of(figures.table)),
        unit=figures.unit,
        basis=scope.basis if scope.asks == "funding" else "",
        place=scope.place or case.authority.place,
        source=scope.source,
        invented=case.authority.invented,
        demonstration=case.request.demonstration,
        adds_up=scope.asks == "funding" and not scope.lines,
        table=figures.table,
        trail=figures.trail,
    )


def sentence_of(request: Request, scope: Scope, status: Status) -> str:
    """Return what is said to a scope whose figures have this status."""
    years = request.scope_years(scope)
    period = f"{years[0]} to {years[-1]}" if len(years) > 1 else years[0]
    said = "services" if scope.asks == "services" else status
    measure = say("measure", scope.asks, basis=say("basis", scope.basis))
    return say("sentence", said, measure=measure, period=period)


def answer_by_year(case: Case, answer: Answer) -> Answer:
    """Return the answer with a figure for each year, where what was asked for is one figure for all of them."""
    scope = scope_of(case.request, answer)
    yearly = scope.model_copy(update={"years": case.request.scope_years(scope), "since": None})
    return _answer_scope(case, yearly, answer.id)


def scope_of(request: Request, answer: Answer) -> Scope:
    """Return the scope that an answer with figures is about: the limb that was answered, or the part itself."""
    part = find_part(request, answer.id)
    if isinstance(part, Question):
        return next(limb for limb in part.limbs if limb.id == answer.limb)
    return part


def _rows_in_scope(case: Case, scope: Scope, years: list[str]) -> tuple[pd.DataFrame, str, list[str], list[str]]:
    """Return the rows of a scope, the column of its parts, the parts in order, and the other bases that are held."""
    if scope.asks == "referrals":
        rows = _of_years(case.referrals, years)
        if scope.services:
            rows = rows[rows["service"].isin(scope.services)]
        else:
            rows = classify(rows, case.topic).query("decision == 'include'")
            rows = rows[rows["organisation"].isin(case.authority.organisations)]
        return rows, "service", scope.services or list(dict.fromkeys(rows["service"])), []
    rows = _of_years(case.funding, years)
    if scope.lines:
        rows = rows[rows["line"].isin(scope.lines)]
        rows = rows[rows["organisation"] == scope.organisation] if scope.organisation else rows
        part, parts = "line", scope.lines
    elif scope.asks == "services":
        rows = rows[rows["activity"].eq(scope.activity) & rows["organisation"].isin(case.authority.organisations)]
        part, parts = "line", list(dict.fromkeys(rows["line"]))
    else:
        rows = classify(rows, case.topic).query("decision == 'include'")
        rows = rows[rows["organisation"].isin(case.authority.organisations) & rows["flow"].eq("expenditure")]
        _stop_at_unknown_activities(rows, case)
        part = "line" if scope.by == "line" else "counts_towards"
        activities = case.topic.activities if scope.by != "line" else []
        parts = activities or list(dict.fromkeys(rows[rows["basis"] == scope.basis][part]))
    others = [basis for basis in dict.fromkeys(rows["basis"]) if basis != scope.basis]
    return rows[rows["basis"] == scope.basis], part, parts, sorted(others)


def other_bodies(case: Case, question: Question) -> pd.DataFrame:
    """Return the topic's rows of other organisations in a question's years: another public authority's, shown apart.

    Returns
    -------
    DataFrame
        ``organisation``, ``line``, ``reason``, ``note``: once each where every year says the same.
    """
    years = sorted({year for limb in question.limbs for year in case.request.scope_years(limb)})
    rows = classify(_of_years(case.funding, years), case.topic).query("decision == 'include'")
    rows = rows[~rows["organisation"].isin(case.authority.organisations)]
    return rows[["organisation", "line", "reason", "note"]].drop_duplicates(ignore_index=True)


def _of_years(rows: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    return rows[rows["financial_year"].isin(years)]


def status_of(table: pd.DataFrame) -> Status:
    """Return how far a table of figures answers what was asked."""
    known = table["value"].notna()
    reasons = {reason for reasons in table["reason"] for reason in reasons.split()}
    if known.any():
        return "answered" if known.all() and not reasons else "partly"
    # Each reason has a status of its name. Gaps for several reasons are told of one by one, and never as one of them.
    return cast("Status", reasons.pop()) if len(reasons) == 1 else "no_figures"


def notes_of(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes of a table, each once, with the part and periods it is about; of its totals, what they lack."""
    lacking = dict.fromkeys(reason for reasons in table["reason"] for reason in reasons.split())
    table, totals = without_totals(table), table.drop(without_totals(table).index)
    notes: dict[tuple[str, str], list[str]] = {}
    gaps = table[table["value"].isna()]
    unclear = set(gaps.groupby("shorthand")["reason"].nunique().loc[lambda reasons: reasons > 1].index)
    for row in records(table):
        texts = [note for note in row["note"].split("\n") if note]
        why = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        if pd.notna(row["value"]) and why:
            texts.append(say("sentence", "leaves_out", reason=why))
        elif why and row["shorthand"] in unclear:
            texts.append(say("sentence", "gap", symbol=row["shorthand"], reason=why))
        for text in texts:
            notes.setdefault((row["part"], text), []).append(row["period"])
    parts, every = set(table["part"]), list(dict.fromkeys(table["period"]))
    said: list[str] = []
    about: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (part, note), periods in notes.items():
        about.setdefault((note, tuple(periods)), []).append(part)
    for (note, when), named in about.items():
        about_all = len([text for _, text in notes if text == note]) == len(parts)
        where = [] if about_all and len(parts) > 1 else ["; ".join(named)]
        where += [] if list(when) == every and where else [_span(list(when))]
        said.append(f"{', '.join(where)}: {note}")
    left_out = {reason for reasons in totals.loc[totals["value"].notna(), "reason"] for reason in reasons.split()}
    if left_out:
        why = "; ".join(REASONS[reason].meaning for reason in lacking if reason in left_out)
        said.append(say("sentence", "totals_leave_out", reason=why))
    return tuple(dict.fromkeys(said))


def _span(periods: list[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def _stop_if_not_supplied(case: Case, scope: Scope, figures: Figures) -> None:
    """Stop where something in scope was not sent, or was said not to have been: what is missing may be held."""
    rows = {row["figure"]: row for row in records(figures.trail)}
    nowhere = {"file": case.authority.name, "sheet": "", "cell": ""}
    lacking = [
        (rows.get(figure, nowhere), f"no {scope.asks} for {part}, {what}") for figure, part, what in figures.missing
    ]
    for cell in records(figures.table):
        if any(not REASONS[reason].publishable for reason in cell["reason"].split()):
            found = f"no {scope.asks} for {cell['part']}, {cell['period']}: it is marked as not supplied"
            lacking.append((rows[cell["figure"]], found))
    if figures.table.empty:
        lacking.append((nowhere, f"no row of {scope.asks} is about {scope.title or case.topic.title}"))
    if lacking:
        raise SupplyError(
            Finding(
                "not-supplied",
                "error",
                place["file"],
                place["sheet"],
                place["cell"],
                found=found,
                expected="a figure, or a gap with its reason",
                action="ask the finance team for it: what has not been supplied may be held; or correct the request",
            )
            for place, found in lacking
        )


def _stop_at_unknown_activities(rows: pd.DataFrame, case: Case) -> None:
    """Stop where a row that counts has an activity which no line of the table would show."""
    known = case.topic.activities
    strays = records(rows[~rows["counts_towards"].isin(known)]) if known else []
    if strays:
        raise SupplyError(
            Finding(
                "unknown-activity",
                "error",
                row["file"],
                row["sheet"],
                row["cell"],
                found=f"{row['line']!r} counts (rule {row['rule']}), and its activity is {row['counts_towards']!r}",
                expected=f"one of {', '.join(known)}",
                action="correct the activity, add it to the topic, or let a rule say what the line counts towards",
            )
            for row in strays
        )
