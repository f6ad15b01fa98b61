"""Cut counts into the pieces that those of a request, and those released before, are all made of: periods and labels.

How a table is cut (:class:`Cut`) is read from an answer or from the lines of a release; nothing is counted here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foi_stats.answer.answer import Answer, scope_of
from foi_stats.answer.answer_table import TOTAL
from foi_stats.answer.label_columns import find_column, labels_in_order, labels_kept, with_labels
from foi_stats.request.case import Case
from foi_stats.request.figures import has_counts, list_figures, scopes_of
from foi_stats.request.released import Released
from foi_stats.request.request import Scope
from foi_stats.supply.rows import join_rows
from foi_stats.vocabulary.period import ONE_DAY, Period, parse_intervals, period_between

SERVICE = "service"

Key = tuple[str, ...]
"""What a count is of: a label for each column of a grain, ``Total`` where it is added up."""


@dataclass(frozen=True)
class Grain:
    """The periods and labels that the counts of several tables are made of.

    ``atoms`` are the periods, in order. ``labels`` are the columns of labels by which any table is divided, or of
    which one keeps some only; ``every`` has all the labels of the latter: every table is cut by them, so that what
    one keeps and another does not can be told apart.
    """

    atoms: tuple[Period, ...]
    labels: tuple[str, ...]
    every: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Cut:
    """How a table is cut: the label columns by which it is divided, and the labels of others that alone it counts."""

    by: tuple[str, ...]
    kept: Mapping[str, tuple[str, ...]]

    def key(self, labels: Mapping[str, str], grain: Grain) -> Key:
        """Return what a count with these labels is of."""
        single = {column: values[0] for column, values in self.kept.items() if len(values) == 1}
        known = single | {column: label for column, label in labels.items() if column not in single or label != TOTAL}
        return tuple(known.get(column, TOTAL) for column in grain.labels)

    def is_total(self, key: Key, grain: Grain) -> bool:
        """Return whether a count adds up others of its table."""
        return any(label == TOTAL for column, label in zip(grain.labels, key, strict=True) if column in self.by)

    def split(self, grain: Grain) -> dict[str, tuple[str, ...]]:
        """Return the columns by which its counts are to be cut further, with the labels that they have in each."""
        return {
            column: self.kept.get(column, labels)
            for column, labels in grain.every.items()
            if column not in self.by and len(self.kept.get(column, ())) != 1
        }

    def pieces(self, key: Key, grain: Grain) -> Iterator[Key]:
        """Yield what a count is made of; itself, if it is not to be cut further."""
        split = self.split(grain)
        for labels in itertools.product(*split.values()):
            instead = dict(zip(split, labels, strict=True))
            yield tuple(instead.get(column, label) for column, label in zip(grain.labels, key, strict=True))


def holds(whole: Key, part: Key) -> bool:
    """Return whether a count adds up another, if both are of one table."""
    return all(label in (TOTAL, other) for label, other in zip(whole, part, strict=True))


def cut_of(case: Case, answer: Answer) -> Cut:
    """Return how the table of an answer with counts is cut."""
    return Cut(answer.by, _kept(case, scope_of(case.request, answer), answer.by))


def cut_of_lines(table: Sequence[Released]) -> Cut:
    """Return how a table is cut that was released."""
    columns = dict.fromkeys(column for line in table for column in line.labels_by_column)
    by = tuple(column for column in columns if any(line.labels_by_column[column] != TOTAL for line in table))
    return Cut(by, table[0].kept)


def grain_of(case: Case, lines: Iterable[Released]) -> Grain:
    """Return the grain of all that a request counts, and of what earlier releases gave."""
    scopes = [scope for figure in list_figures(case.request) if has_counts(figure) for scope in scopes_of(figure)]
    scopes = [scope for scope in scopes if scope.asks == "counts"]
    asked = [period for scope in scopes for period in case.request.scope_periods(scope)]
    tables = list(tables_of(lines))
    given = [period for table in tables for line in table for period in periods_counted(line, table)]
    cuts = [*(_cut_of_scope(case, scope) for scope in scopes), *map(cut_of_lines, tables)]
    kept = sorted({column for cut in cuts for column in cut.kept})
    labels = {SERVICE, *kept, *(column for cut in cuts for column in cut.by)}
    every = {column: tuple(_labels_there(case, column)) for column in kept}
    return Grain(tuple(atoms_of([*asked, *given])), (SERVICE, *sorted(labels - {SERVICE})), every)


def tables_of(lines: Iterable[Released]) -> Iterator[list[Released]]:
    """Yield the lines of each table that was released, the oldest first."""
    for _, table in itertools.groupby(sorted(lines, key=release_order), key=release_order):
        yield list(table)


def release_order(line: Released) -> tuple[int, str, str]:
    """Orders lines by their releases, the oldest first, and by the tables within each."""
    return line.release, line.reference, line.answer


def periods_counted(line: Released, table: Sequence[Released]) -> list[Period]:
    """Return the periods that a line counts: its own, or of a total those of its table.

    Where all figures of a period covered the same part of it, they are figures of that part.
    """
    if line.period == TOTAL:
        every = {period: None for other in table if other.period != TOTAL for period in periods_counted(other, table)}
        return list(every)
    covers = {other.covers for other in table if other.period == line.period and other.value.isdigit()}
    return parse_intervals(covers.pop()) if len(covers) == 1 and covers != {""} else line.periods


def atoms_of(periods: Iterable[Period]) -> list[Period]:
    """Return the smallest pieces that some periods are made of: cut wherever one begins or ends, in order.

    With months, quarters and years, those are the months: so a hidden month is safe only if its quarter and its year
    do not give it away. What there was on a day is no part of any longer time, and stays as it is.
    """
    every = set(periods)
    days = {period for period in every if period.kind == "day"}
    long = every - days
    cuts = sorted({period.start for period in long} | {period.end + ONE_DAY for period in long})
    between = [Period(start, end - ONE_DAY, "span") for start, end in itertools.pairwise(cuts)]
    same = {(period.start, period.end): period for period in sorted(long)}
    return sorted(
        [
            same.get((piece.start, piece.end), period_between(piece.start, piece.end))
            for piece in between
            if any(period.contains(piece) for period in long)
        ]
        + list(days)
    )


def parts_of(period: Period, atoms: Sequence[Period]) -> list[Period]:
    """Return the atoms that a period is made of."""
    if period.kind == "day":
        return [atom for atom in atoms if atom == period]
    return [atom for atom in atoms if atom.kind != "day" and period.contains(atom)]


def _cut_of_scope(case: Case, scope: Scope) -> Cut:
    found = (find_column(case.referrals, name) for name in scope.by)
    by = tuple(column for column in found if column) or (SERVICE,)
    return Cut(by, _kept(case, scope, by))


def _kept(case: Case, scope: Scope, by: Sequence[str]) -> dict[str, tuple[str, ...]]:
    named = {SERVICE: tuple(scope.services)} if scope.services and SERVICE not in by else {}
    return named | labels_kept(case.referrals, scope.where)


def _labels_there(case: Case, column: str) -> list[str]:
    rows = case.referrals
    if case.referrals_before is not None:
        rows = join_rows([rows, case.referrals_before], "referrals")
    return labels_in_order(with_labels(rows, [column]), column) if column in rows else []
