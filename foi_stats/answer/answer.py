"""An answer with figures, step by step: its limb, its rows, their sums, its status and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import ClassVar, Literal

import pandas as pd

from foi_stats.answer.answer_table import (
    LABELS,
    TABLE_COLUMNS,
    TOTAL,
    TRAIL_COLUMNS,
    AnswerTable,
    add_up_rows,
    is_sum,
    labels_of,
    period_of,
)
from foi_stats.answer.cell_rows import Labels
from foi_stats.answer.checks import check_supplied
from foi_stats.answer.chosen_rows import ScopeRows
from foi_stats.answer.cost_limit import (
    cost_sentence,
    estimate_said,
    format_limbs,
    hours_said,
    limit_said,
)
from foi_stats.answer.label_columns import NOT_STATED, labels_in_order, with_labels
from foi_stats.answer.list_answer import item_names, list_items
from foi_stats.answer.names import JUDGED
from foi_stats.answer.notes import notes_of, notes_on_amounts
from foi_stats.answer.overlapping import check_overlapping
from foi_stats.answer.printed_names import Printed, print_items, print_labels
from foi_stats.answer.scope_rows import rows_in_scope
from foi_stats.answer.status import Status, sentence_of, status_of
from foi_stats.answer.wording import in_words_of, phrase
from foi_stats.request.case import Case
from foi_stats.request.figures import find_figure
from foi_stats.request.request import Context, Limb, Question, Request, Scope
from foi_stats.supply.rows import PERIOD, TEXT, records, row_period
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.measures import in_heading
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.shown import Rows, Shown


def no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame of these columns of text, without rows."""
    return _no_rows(columns).copy(deep=False)


@cache
def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in columns})


@dataclass(frozen=True, repr=False)
class Answer(Shown):
    """The answer to one question, or the figures of a context.

    Attributes
    ----------
    id
        The id of the question, of the further figures of one, or of the context.
    status
        How far it is answered: one of :data:`foi_stats.answer.status.Status`.
    sentence
        The answer in full sentences.
    limb
        The limb that was answered; empty where the question has none.
    passed_over
        Why each earlier limb was not answered.
    table
        The figures, with the columns of :data:`foi_stats.answer.answer_table.TABLE_COLUMNS`.
    trail
        The cells behind them, with the columns of :data:`foi_stats.answer.answer_table.TRAIL_COLUMNS`.
    measure
        What is counted, in the supply's own noun; empty for amounts.
    unit
        The unit in which the figures are printed: ``£``, ``£ thousand`` … or ``count``.
    worked_out
        How the figures were worked out from those of another answer: ``share`` or ``change``; empty for all others.
    by, headings
        The label columns by which the figures are divided, one to three; and what each is called in print.
    adds_up
        Whether the rows of the table share nothing and are of one flow, so that they may be added up.
    unprotected
        Whether small counts are still among the figures, although the request has a threshold. Whatever shows them
        says so (:func:`foi_stats.release.protected.protect_answer`).
    columns, column_kinds, order
        Of a list: its columns as they were asked for, what each holds (``value``, ``date`` or ``text``), and the column
        that it is ordered by, with ``-`` before it where the largest comes first.
    items
        The texts of a list's items, with the columns of :func:`foi_stats.answer.list_answer.item_names`.
    names
        The names among what is printed, and what was decided on each: the columns of
        :data:`foi_stats.answer.names.JUDGED`. They are for working papers alone.
    own_words
        The words that the authority has of its own (:func:`foi_stats.answer.wording.in_words_of`).
    """

    id: str
    status: Status
    sentence: str
    title: str = ""
    asks: str = ""
    measure: str = ""
    limb: str = ""
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = ""
    worked_out: str = ""
    by: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    basis: str = ""
    place: str = ""
    source: str = ""
    invented: bool = False
    demonstration: bool = False
    adds_up: bool = False
    unprotected: bool = False
    table: pd.DataFrame = field(default_factory=lambda: no_rows(TABLE_COLUMNS))
    trail: pd.DataFrame = field(default_factory=lambda: no_rows(TRAIL_COLUMNS))
    columns: tuple[str, ...] = ()
    column_kinds: tuple[str, ...] = ()
    order: str = ""
    items: pd.DataFrame = field(default_factory=lambda: no_rows(item_names(0)))
    names: pd.DataFrame = field(default_factory=lambda: no_rows(JUDGED))
    own_words: dict[str, str] = field(default_factory=dict)
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("!", "_mark"),
        ("", "sentence"),
        ("Status", "status"),
        ("Limb answered", "limb"),
        ("Not answered", "passed_over"),
        ("", "_figures"),
        ("Notes", "notes"),
    )

    def _shown_title(self) -> str:
        return f"Answer {self.id}: {self.title}" if self.title else f"Answer {self.id}"

    @property
    def _mark(self) -> str:
        return "Unprotected: small counts are not hidden. Not for release." if self.unprotected else ""

    @property
    def _figures(self) -> Rows | str:
        """Its figures as they are printed."""
        columns = [*LABELS[: max(len(self.by), 1)], "period", "printed", "shorthand"]
        rows = tuple(tuple(row) for row in self.table[columns].astype(str).to_numpy()) if len(self.table) else ()
        headings = (*(self.headings or ("Item",)), "Period", "Figure", "Marks")
        return Rows(f"Figures ({self.unit})", headings, rows, numeric=(len(headings) - 2,)) if rows else ""


def answer_figures(case: Case, name: str) -> Answer:
    """Return the answer with figures of this id: a question with limbs, further figures of one, or a context.

    Raises
    ------
    InputError
        If the request has no such figures, or they cannot be added up as it asks.
    SupplyError
        If figures in its scope have not been supplied: the authority may hold them, so nothing is said about them.
    """
    own = case.authority.own_words
    with in_words_of(own):
        return replace(_answer_figure(case, name), own_words=own)


def _answer_figure(case: Case, name: str) -> Answer:
    figure = find_figure(case.request, name)
    if isinstance(figure, Question):
        return _answer_limbs(case, figure)
    answer = _answer_scope(case, figure, figure.id)
    caution = (figure.caution,) if isinstance(figure, Context) and figure.caution else ()
    return replace(answer, notes=(*caution, *answer.notes))


def _answer_limbs(case: Case, question: Question) -> Answer:
    """Answer the first limb that is within the cost limit and held; where there is none, say so."""
    if refusal := case.costs.refusal(question):
        return Answer(question.id, "over_limit", cost_sentence(case, refusal, question.id), asks=question.limbs[0].asks)
    hours = case.costs.hours_with_each_limb(question)
    passed_over: list[str] = []
    refused: list[Answer] = []
    for at, limb in enumerate(question.limbs):
        if hours[limb.id] > case.limit_hours:
            passed_over.append(_over_limit(case, limb, hours[limb.id]))
            continue
        if why := _kept_otherwise(case, limb, question.limbs[at + 1 :]):
            passed_over.append(why)
            continue
        answer = replace(_answer_scope(case, limb, question.id), limb=limb.id)
        if answer.status not in ("not_held", "over_limit"):
            return replace(answer, passed_over=tuple(passed_over))
        passed_over.append(phrase("sentence", f"limb_passed_{answer.status}_itself", limb=format_limbs([limb.id])))
        refused.append(answer)
    if len(refused) == len(question.limbs) and {answer.status for answer in refused} == {"not_held"}:
        others = format_limbs([limb.id for limb in question.limbs[1:]])
        return replace(refused[0], passed_over=(phrase("sentence", "limbs_not_held", limbs=others),) if others else ())
    over_limit = Answer(question.id, "over_limit", phrase("cost", "alternatives"), asks=question.limbs[0].asks)
    return replace(refused[0] if refused else over_limit, passed_over=tuple(passed_over))


def _over_limit(case: Case, limb: Limb, hours: float) -> str:
    """Return why a limb is refused for cost: the hours with it, how they were reached, and the limit."""
    key = "limb_passed_over_limit_alone" if hours == limb.own_hours else "limb_passed_over_limit"
    said = phrase("sentence", key, limb=format_limbs([limb.id]), hours=hours_said(hours), limit=limit_said(case))
    worked_out = "; ".join(map(estimate_said, limb.estimate))
    return f"{said} {worked_out}." if worked_out else said


def _kept_otherwise(case: Case, limb: Limb, later: Sequence[Limb]) -> str:
    """Return why a limb cannot be answered because every figure is for periods of another kind; empty if it can.

    A figure for a financial year cannot be divided into calendar years; what is supplied by month can.
    """
    if not any(other.period_key != limb.period_key for other in later):
        return ""
    rows, periods = rows_in_scope(case, limb).rows, case.request.scope_periods(limb)
    kinds = set(rows["period_kind"].unique())
    of_rows = {row_period(row) for row in records(rows[list(PERIOD)].drop_duplicates())}
    if not kinds or any(period.contains(row) for row in of_rows for period in periods):
        return ""
    asked, kept = phrase("kind", periods[0].kind), listed(phrase("kind", kind) for kind in sorted(kinds))
    return phrase("sentence", "limb_passed_kept_otherwise", limb=format_limbs([limb.id]), asked=asked, kept=kept)


def _answer_scope(case: Case, scope: Scope, name: str) -> Answer:
    """Answer one scope: take its rows, add them up, find the status, choose the words."""
    if scope.asks == "list":
        return _answer_list(case, scope, name)
    chosen = rows_in_scope(case, scope)
    if chosen.basis:
        scope = scope.model_copy(update={"basis": chosen.basis})  # a budget is said to be the original one, if it is
    asked = f"Request {case.request.reference}, figures of {name}"
    has_small_counts = scope.asks == "counts" and case.request.threshold is not None and not scope.source
    check_overlapping(scope, chosen, asked, has_threshold=has_small_counts)
    figures = _add_up(case, scope, chosen, name)
    check_supplied(case, scope, figures)
    status = status_of(figures.table)
    sentence = sentence_of(case.request, name, scope, figures.table, chosen.measure)
    notes = notes_on_amounts(scope, figures.table, chosen.other_bases, case.deflators)
    answer = Answer(
        id=name,
        status=status,
        sentence=sentence,
        title=scope.title
        or in_heading(chosen.measure)
        or phrase("untitled", scope.asks, basis=phrase("basis", scope.basis)),
        asks=scope.asks,
        measure=chosen.measure,
        notes=(*notes, *notes_of(figures.table)),
        unit=figures.unit,
        by=chosen.by,
        headings=chosen.headings,
        basis=scope.basis if scope.asks == "funding" else "",
        place=scope.place or case.authority.place,
        source=scope.source,
        invented=case.authority.invented,
        demonstration=case.request.demonstration,
        adds_up=scope.asks == "funding" and not scope.lines,
        unprotected=has_small_counts,
        table=figures.table,
        trail=figures.trail,
    )
    if scope.asks != "funding":
        return answer
    own = {TOTAL, NOT_STATED, *chosen.own_labels}
    printed = print_labels(answer.table, dict(zip(LABELS, chosen.by, strict=False)), answer.notes, case, own)
    return _as_printed(replace(answer, table=printed.frame), printed)


def _answer_list(case: Case, scope: Scope, name: str) -> Answer:
    """Answer with the items of a list; one without items is an answer too."""
    listed = list_items(case, scope, name)
    answer = Answer(
        id=name,
        status=status_of(listed.table) if len(listed.table) else "answered",
        sentence=listed.sentence,
        title=scope.title or phrase("list", "title"),
        asks=scope.asks,
        notes=listed.notes,
        unit=listed.unit,
        basis=listed.basis,
        place=scope.place or case.authority.place,
        source=scope.source,
        invented=case.authority.invented,
        demonstration=case.request.demonstration,
        table=listed.table,
        trail=listed.trail,
        columns=tuple(column.name for column in listed.columns),
        column_kinds=tuple(column.kind for column in listed.columns),
        order=scope.order or "-value",
        items=listed.items,
    )
    texts = {f"column_{at}": column for at, column in enumerate(listed.columns, start=1) if column.kind == "text"}
    printed = print_items(answer.items, {key: column.name for key, column in texts.items()}, answer.notes, case)
    return _as_printed(replace(answer, items=printed.frame), printed)


def _as_printed(answer: Answer, printed: Printed) -> Answer:
    """Return an answer with its names; one with names withheld is given in part, and says so."""
    answer = replace(answer, names=printed.names, notes=printed.notes)
    if not printed.is_withheld:
        return answer
    status: Status = "partly" if answer.status == "answered" else answer.status
    return replace(answer, status=status, sentence=f"{answer.sentence} {phrase('list', 'names_withheld')}")


def _add_up(case: Case, scope: Scope, chosen: ScopeRows, name: str) -> AnswerTable:
    """Add up the rows of a scope: a figure for each label and period."""
    try:
        return add_up_rows(
            chosen.rows,
            figure=name,
            by=chosen.by,
            value=_value(scope),
            periods=case.request.scope_periods(scope),
            labels=chosen.labels,
            totals=scope.has_totals,
            whole=scope.whole or "",
            lists=case.lists,
        )
    except ValueError as error:
        raise InputError(f"Request {case.request.reference}, figures of {name}: {error}.") from None


def _value(scope: Scope) -> Literal["count", "amount"]:
    return "count" if scope.asks == "counts" else "amount"


def counts_within(
    case: Case, answer: Answer, periods: Sequence[Period], by: Sequence[str]
) -> dict[tuple[Labels, Period], int | None]:
    """Return the counts of an answer's rows for other periods and labels than its own, without those not supplied.

    None is a gap.

    Parameters
    ----------
    by
        The label columns by which they are divided.
    """
    rows = with_labels(rows_in_scope(case, scope_of(case.request, answer)).rows, by)
    labels = [labels_in_order(rows, column) for column in by]
    figures = add_up_rows(rows, figure=answer.id, by=by, value="count", periods=periods, labels=labels)
    missing = {cell for cell, _, _ in figures.missing}
    return {
        (labels_of(row), period_of(row)): row["value"]
        for row in records(figures.table)
        if row["figure"] not in missing and not row["covers"] and not is_sum(row)
    }


def scope_of(request: Request, answer: Answer) -> Scope:
    """Return the scope that an answer with figures is about: the limb that was answered, or the figure itself."""
    figure = find_figure(request, answer.id)
    if isinstance(figure, Question):
        return next(limb for limb in figure.limbs if limb.id == answer.limb)
    return figure
