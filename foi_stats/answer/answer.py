"""Answers: what is said to each question, from the rows, the topic and the cost limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from foi_stats.answer.case import Case, find_part
from foi_stats.answer.figures import FIGURES, TRAIL_COLUMNS, Figures, gather, is_known
from foi_stats.answer.request import Context, Further, Limb, Question, Request, Scope
from foi_stats.answer.topic import classify
from foi_stats.answer.wording import say
from foi_stats.findings import Finding, SupplyError
from foi_stats.shorthand import REASONS
from foi_stats.supply.rows import TEXT, records

Status = Literal["answered", "partly", "not_held", "refused", "undetermined", "not_asked"]

# A gap that still is information: it is held, and may be told of.
_HELD = frozenset({"withheld", "elsewhere"})


def _no_figures(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in columns})


@dataclass(frozen=True)
class Answer:
    """What is said to one question, or shown beside the answers.

    Attributes
    ----------
    id
        The id of the question, of what is told further to it, or of the context.
    status
        ``answered``, ``partly``, ``not_held``, ``refused``, ``undetermined`` or ``not_asked``.
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
    table: pd.DataFrame = field(default_factory=lambda: _no_figures(FIGURES))
    trail: pd.DataFrame = field(default_factory=lambda: _no_figures(TRAIL_COLUMNS))


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
        other = question.depends.on
        given = request.find_question(other).answer
        if earlier[other].status == "undetermined":
            return Answer(question.id, "undetermined", say("sentence", "depends_undetermined", other=other))
        if given != question.depends.answer:
            wanted = question.depends.answer
            said = say("sentence", "depends_not_asked", other=other, wanted=wanted, given=given)
            return Answer(question.id, "not_asked", said)
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
    if other.status == "not_held":
        return Answer(question.id, "not_held", say("sentence", "confirmed"))
    if other.status in ("answered", "partly"):
        return Answer(question.id, "not_asked", say("sentence", "confirmed_not_asked", other=other.id))
    return Answer(question.id, "undetermined", say("sentence", "depends_undetermined", other=other.id))


def _answer_limbs(case: Case, question: Question) -> Answer:
    """Answer the first limb that is held and can be found within the cost limit (FOIA s.12: the whole request)."""
    passed, over_limit, first = [], False, None
    others = sum(_least_hours(other) for other in case.request.question if other.id != question.id)
    for limb in question.limbs:
        hours = others + limb.hours
        if hours > case.request.limit_hours:
            over_limit = True
            limit = f"{case.request.limit_hours:g}"
            passed.append(say("sentence", "limb_passed_over_limit", limb=limb.id, hours=f"{hours:g}", limit=limit))
            continue
        answer = _answer_scope(case, limb, question.id)
        if answer.status != "not_held":
            return replace(answer, limb=limb.id, passed_over=tuple(passed))
        first = first or replace(answer, limb=limb.id)
        passed.append(say("sentence", "limb_passed_not_held", limb=limb.id))
    if first is None and over_limit:
        return Answer(question.id, "refused", say("sentence", "over_limit"), passed_over=tuple(passed))
    assert first is not None
    return replace(first, passed_over=tuple(passed))


def _least_hours(question: Question) -> float:
    """Return the hours that a question cannot be answered in less than: its own, and its quickest limb's."""
    return question.hours + min((limb.hours for limb in question.limbs), default=0)


def _answer_scope(case: Case, scope: Limb | Further, owner: str) -> Answer:
    years = case.request.scope_years(scope)
    rows, part, parts, others = _rows_in_scope(case, scope, years)
    periods = {year: [year] for year in years}
    if scope.since is not None:
        periods = {f"{years[0]} to {years[-1]}": years} if len(years) > 1 else periods
    value = "count" if scope.asks == "referrals" else "amount"
    figures = gather(rows, owner=owner, part=part, value=value, periods=periods, parts=parts)
    _stop_if_not_supplied(case, scope, figures)
    status = _status(figures.table)
    basis = say("basis", scope.basis)
    period = f"{years[0]} to {years[-1]}" if len(years) > 1 else years[0]
    measure = say("measure", scope.asks, basis=basis)
    said = "services" if scope.asks == "services" else status
    sentence = say("sentence", said, measure=measure, period=period)
    said_basis: tuple[str, ...] = ()
    if scope.asks == "funding" and status != "not_held":
        key = "basis_others" if others else "basis"
        said_basis = (say("sentence", key, basis=basis, others=", ".join(say("basis", other) for other in others)),)
    return Answer(
        id=owner,
        status=status,
        sentence=sentence,
        title=scope.title,
        asks=scope.asks,
        notes=(*said_basis, *_notes(figures.table)),
        unit=figures.unit,
        basis=scope.basis if scope.asks == "funding" else "",
        place=scope.place or case.authority.place,
        source=scope.source,
        invented=case.authority.invented,
        table=figures.table,
        trail=figures.trail,
    )


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
        part, parts = "counts_towards", case.topic.activities or list(dict.fromkeys(rows["counts_towards"]))
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


def _status(table: pd.DataFrame) -> Status:
    known = is_known(table)
    if known.all() and not table["reason"].ne("").any():
        return "answered"
    held = known | table["reason"].str.split().map(lambda reasons: bool(_HELD & set(reasons)))
    started = table["reason"].ne("not_started")
    return "partly" if held.any() or not started.all() else "not_held"


def _notes(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes of a table, each once, with the part and periods it is about."""
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
    for (part, note), periods in notes.items():
        about_all = len([other for other, text in notes if text == note]) == len(parts)
        where = [] if about_all and len(parts) > 1 else [part]
        where += [] if periods == every and where else [_span(periods)]
        said.append(f"{', '.join(where)}: {note}")
    return tuple(dict.fromkeys(said))


def _span(periods: list[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def _stop_if_not_supplied(case: Case, scope: Scope, figures: Figures) -> None:
    table = figures.table
    missing = table[table["reason"].str.split().map(lambda reasons: "not_supplied" in reasons)]
    findings = []
    for figure in records(missing):
        behind = records(figures.trail[figures.trail["figure"] == figure["figure"]])
        place = behind[0] if behind else {"file": case.authority.name, "sheet": "", "cell": ""}
        findings.append(
            Finding(
                "not-supplied",
                "error",
                place["file"],
                place["sheet"],
                place["cell"],
                found=f"no {scope.asks} for {figure['part']}, {figure['period']}",
                expected="a figure, or a gap with its reason",
                action="ask the finance team for it: what has not been supplied may be held",
            )
        )
    if findings:
        raise SupplyError(findings)
