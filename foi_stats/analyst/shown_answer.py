"""An answer as an analyst works with it: its figures as a frame, its table, its chart, its cells, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import pandas as pd

from foi_stats.analyst.reasons import selection_columns
from foi_stats.analyst.sheets_behind import OpenTable
from foi_stats.analyst.shown_rows import CELL, ShownRows, supplied_rows
from foi_stats.answer.answer import Answer, scope_of
from foi_stats.answer.answer_table import without_totals
from foi_stats.publish.charts import Chart, draw
from foi_stats.publish.figure_bundle import write_part
from foi_stats.publish.tables import Table, table_of
from foi_stats.publish.wording import phrase
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.request.topic import classify
from foi_stats.vocabulary.shown import Shown

PRICES = "prices"
"""The column that says in the prices of which year amounts are, by which index; nominal ones have none."""


@dataclass(frozen=True, repr=False)
class ShownAnswer(Shown):
    """The answer to a question or a context, with the case that it was found in.

    Attributes
    ----------
    case
        What was read to answer it.
    answer
        The answer; with its small counts hidden, unless they were asked for.
    data
        The data folder, in which the supplied files are.
    """

    case: Case
    answer: Answer
    data: Path
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("!", "mark"),
        ("", "sentence"),
        ("", "passed_over"),
        ("", "_legend"),
        ("", "_table_shown"),
        ("Notes", "notes"),
    )

    def _shown_title(self) -> str:
        return ""

    @property
    def mark(self) -> str:
        """That small counts are not hidden, where they should be; else empty."""
        return phrase("table", "meaning_unprotected") if self.answer.unprotected else ""

    @property
    def sentence(self) -> str:
        """The answer in full sentences."""
        return self.answer.sentence

    @property
    def status(self) -> str:
        """How far the question is answered: one of :data:`foi_stats.answer.status.Status`."""
        return self.answer.status

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Why each earlier alternative was not answered."""
        return self.answer.passed_over

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes to the figures."""
        return self.answer.notes

    @property
    def names(self) -> pd.DataFrame:
        """The names among what is printed, and what was decided on each."""
        return self.answer.names

    @property
    def frame(self) -> pd.DataFrame:
        """The figures, one a row; of a list, its items. ``value`` is gap-safe, ``printed`` is what a table shows.

        ``total`` is whether a figure adds up others of the table: leave those out before you add up. ``prices`` says in
        which prices figures in real terms are.
        """
        if self.answer.asks == "list":
            return self._without_small_counts(self.answer.items)
        table = self.answer.table
        table = table.assign(total=~table.index.isin(without_totals(table).index))
        asked = scope_of(self.case.request, self.answer).real_terms if self.answer.by else None
        if asked:
            table[PRICES] = self.case.deflators[asked.deflator].prices(asked.deflator, asked.base)
        return self._without_small_counts(table)

    @cached_property
    def table(self) -> Table:
        """The figures as a table."""
        return table_of(self.answer)

    @cached_property
    def chart(self) -> Chart | None:
        """The chart; None where every figure is a gap."""
        return draw(self.answer)

    @property
    def trail(self) -> pd.DataFrame:
        """The cells behind each figure: ``figure``, ``value``, its period, ``file``, ``sheet``, ``cell``, ``found``.

        As :attr:`rows`, it has no count that is protected.
        """
        return self._without_small_counts(self.answer.trail)

    @cached_property
    def rows(self) -> ShownRows:
        """The supplied rows that the figures are made of.

        Rows are finer than figures, so no count is hidden among them: where counts are protected, the rows have none
        (no ``count`` and no ``found``). Where they should be and are not, the column ``release`` says so.
        """
        rows = self.case.referrals if self._counts else self.case.funding
        used = self._without_small_counts(rows[_is_used(rows, self.answer.trail)])
        return supplied_rows(used, "The rows that the figures are made of")

    @cached_property
    def why(self) -> ShownRows:
        """The selection: every row of the case with what the topic decided, whether the figures use it, and why not.

        The columns ``used`` (``yes`` or ``no``) and ``why`` stand first.
        """
        rows = classify(self.case.every_row("referrals" if self._counts else "funding"), self.case.topic)
        used = _is_used(rows, self.answer.trail)
        why = rows["why"].where(used, self._why_left_out(rows))
        first = {"used": used.map({True: "yes", False: "no"}), "why": why}
        selected = self._without_small_counts(pd.DataFrame(first, index=rows.index).join(rows.drop(columns=["why"])))
        return ShownRows.of(selected, "Why each row is in or out", selection_columns(selected))

    def write(self, folder: Path | str, chart: Chart | None = None) -> None:
        """Leave the figure for the report: the answer, its table and its chart. An empty folder leaves nothing.

        Parameters
        ----------
        folder
            The ``out`` that a notebook was given.
        chart
            Another chart than its own.
        """
        if folder != "":
            write_part(self.answer, chart or self.chart, folder)

    def _without_small_counts(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows without what they tell of protected counts; those of unprotected ones say so."""
        if self.answer.unprotected:
            return rows.assign(release=phrase("table", "standing", "unprotected"))
        return rows.drop(columns=["count", "found"], errors="ignore") if self._is_protected else rows

    @property
    def _is_protected(self) -> bool:
        counts = self._counts and self.case.request.threshold is not None and not self.answer.source
        return counts and not self.answer.unprotected

    @property
    def _counts(self) -> bool:
        return self.answer.asks == "counts"

    @property
    def _legend(self) -> tuple[str, ...]:
        return tuple(line for line in self.table.legend if line != self.mark)

    @property
    def _table_shown(self) -> Table | OpenTable | str:
        if self.answer.table.empty:
            return ""
        if self._is_protected:  # a sheet shows every count around its cell
            return self.table
        return OpenTable(self.table, self.answer.trail, self.rows, self.data)

    def _why_left_out(self, rows: pd.DataFrame) -> pd.Series:
        """Return for each row why the figures do not use it, were it left out."""
        asked: Scope | None = scope_of(self.case.request, self.answer) if self.answer.by else None
        named = bool(asked and (asked.lines or asked.services))
        why = rows["why"].mask(
            rows["decision"].eq("include"), "the request does not ask for it: another period or label"
        )
        if named:
            return why.mask(rows["decision"].ne(""), "it is not among the lines that the request names")
        included = rows["decision"].eq("include")
        if "basis" in rows:
            other = "its basis is " + rows["basis"].astype(str) + f", and the answer's is {self.answer.basis}"
            why = why.mask(included & rows["basis"].ne(self.answer.basis), other)
            why = why.mask(included & rows["flow"].eq("income"), "it is income")
        elsewhere = ~rows["organisation"].isin(self.case.authority.organisations)
        return why.mask(included & elsewhere, "it is of another organisation, whose figures are shown apart")


def _is_used(rows: pd.DataFrame, trail: pd.DataFrame) -> pd.Series:
    """Return which rows stand in cells of a trail."""
    places = trail[list(CELL)].drop_duplicates()
    near = rows["file"].isin(places["file"].unique()) & rows["cell"].isin(places["cell"].unique())
    found = pd.MultiIndex.from_frame(rows.loc[near, list(CELL)]).isin(pd.MultiIndex.from_frame(places))
    used = near.to_numpy(dtype=bool, copy=True)
    used[used] = found
    return pd.Series(used, index=rows.index)
