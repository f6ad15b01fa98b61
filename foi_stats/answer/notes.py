"""The notes below the table of an answer: on its amounts, on its cells, and on what its totals leave out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from foi_stats.answer.answer_table import labels_said, period_of, without_totals
from foi_stats.answer.wording import phrase
from foi_stats.request.deflator import Deflator
from foi_stats.request.released import Released
from foi_stats.request.request import Scope
from foi_stats.supply.rows import records
from foi_stats.vocabulary.period import Period, format_run
from foi_stats.vocabulary.shorthand import REASONS
from foi_stats.vocabulary.years import format_day

_Notes = dict[tuple[str, str], list[str]]
"""The periods that each note is about, by label and text."""


def notes_on_amounts(
    scope: Scope, table: pd.DataFrame, other_bases: tuple[str, ...], deflators: Mapping[str, Deflator]
) -> tuple[str, ...]:
    """Return the notes on the basis of the amounts, and on the prices they are in."""
    notes = []
    if scope.asks == "funding" and (other_bases or table["value"].notna().any()):
        others = ", ".join(phrase("basis", other) for other in other_bases)
        key = "basis_others" if other_bases else "basis"
        notes.append(phrase("sentence", key, basis=phrase("basis", scope.basis), others=others))
    if scope.real_terms:
        series = deflators[scope.real_terms.deflator].model_dump(include={"title", "vintage", "source"})
        notes.append(phrase("sentence", "real_terms", base=scope.real_terms.base, **series))
    return tuple(notes)


def given_before(line: Released) -> str:
    """Return the sentence that says how a figure was released before."""
    day = format_day(dt.date.fromisoformat(line.date))
    return phrase("sentence", "given_before", value=f"{int(line.value):,}", reference=line.reference, day=day)


def notes_of(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes of a table, each once, with the labels and periods it is about; last, what its totals lack."""
    cells = without_totals(table)
    notes = [*_with_places(_notes_of_cells(cells), cells), *_left_out_of_totals(table)]
    return tuple(dict.fromkeys(notes))


def _notes_of_cells(cells: pd.DataFrame) -> _Notes:
    notes: _Notes = {}
    gaps = cells[cells["value"].isna()]
    # A symbol that stands for several reasons in one table does not tell a reader which is meant.
    unclear = set(gaps.groupby("shorthand")["reason"].nunique().loc[lambda reasons: reasons > 1].index)
    for cell in records(cells):
        texts = [note for note in cell["note"].split("\n") if note]
        why = "; ".join(REASONS[reason].meaning for reason in cell["reason"].split())
        if pd.notna(cell["value"]) and why:
            texts.append(phrase("sentence", "leaves_out", reason=why))
        elif why and cell["shorthand"] in unclear:
            texts.append(phrase("sentence", "gap", symbol=cell["shorthand"], reason=why))
        for text in texts:
            notes.setdefault((labels_said(cell), text), []).append(cell["period"])
    return notes


def _with_places(notes: _Notes, cells: pd.DataFrame) -> list[str]:
    """Return each note once, after the labels and periods it is about, which are left out where it is about all."""
    labels, every_period = set(map(labels_said, records(cells))), list(dict.fromkeys(cells["period"]))
    by_name = {row["period"]: period_of(row) for row in records(cells)}
    about: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (label, note), periods in notes.items():
        about.setdefault((note, tuple(periods)), []).append(label)
    placed = []
    for (note, periods_of_note), named in about.items():
        about_all = len([text for _, text in notes if text == note]) == len(labels)
        where = [] if about_all and len(labels) > 1 else ["; ".join(named)]
        where += (
            []
            if list(periods_of_note) == every_period and where
            else [format_run([by_name[name] for name in periods_of_note])]
        )
        placed.append(f"{', '.join(where)}: {note}")
    return placed


def places_of_gaps(table: pd.DataFrame, reason: str) -> str:
    """Return the labels and periods of the figures that a reason keeps back, in whole or in part, for a sentence."""
    cells = without_totals(table)
    periods: dict[tuple[str, bool], list[Period]] = {}
    for cell in records(cells[cells["reason"].map(lambda reasons: reason in reasons.split())]):
        is_part = pd.notna(cell["value"]) or cell["reason"] != reason
        periods.setdefault((labels_said(cell), is_part), []).append(period_of(cell))
    places = []
    for (label, is_part), run in periods.items():
        place = ", ".join(filter(None, [label, format_run(run)]))
        places.append(phrase("cost", "part_of", place=place) if is_part else place)
    return "; ".join(places)


def _left_out_of_totals(table: pd.DataFrame) -> list[str]:
    totals = table.drop(without_totals(table).index)
    left_out = {reason for reasons in totals.loc[totals["value"].notna(), "reason"] for reason in reasons.split()}
    if not left_out:
        return []
    in_order = dict.fromkeys(reason for reasons in table["reason"] for reason in reasons.split())
    why = "; ".join(REASONS[reason].meaning for reason in in_order if reason in left_out)
    return [phrase("sentence", "totals_leave_out", reason=why)]
