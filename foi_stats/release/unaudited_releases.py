"""Find earlier releases whose hidden counts a request could give away, though it is not audited with them.

Nothing here touches a disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from foi_stats.answer.label_columns import labels_kept, with_labels
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.grain import cut_of_lines, tables_of
from foi_stats.release.released_counts import releases_of
from foi_stats.request.case import Case
from foi_stats.request.figures import list_figures, scopes_of
from foi_stats.request.released import HIDDEN, Released, asker_of
from foi_stats.request.topic import Topic, classify
from foi_stats.supply.rows import rows_that_overlap
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.measures import is_same_measure, singular


def topics_aside(case: Case) -> list[str]:
    """Return the other topics on which the authority has released counts with some of them hidden."""
    shares_measure = asker_of(case.request).shares_measure
    return sorted({line.counted for table in _hiding(case) for line in table if not shares_measure(line)})


def given_without(
    case: Case, topics: Mapping[str, Topic | None], thresholds: Mapping[str, int | None]
) -> list[Finding]:
    """Return a finding for each release that hides counts which this request could give away, unaudited.

    That is any on the same topic that counts what the request counts, if the request has no threshold; and any on
    another topic that counts a row which this request counts too.

    Parameters
    ----------
    topics
        The topics of :func:`topics_aside`, by name; None for one that cannot be read any more: then it is taken to
        count what the request counts, unless its services or periods are others.
    thresholds
        The threshold that each request which released something has now, by its reference; None if it has none.
    """
    hiding = list(_hiding(case))
    if not hiding:
        return []
    shares_measure, counted = asker_of(case.request).shares_measure, _rows_counted(case)
    findings = []
    for table in hiding:
        before, (earlier,) = table[0], releases_of(table[:1])
        if case.request.threshold is None and shares_measure(before):
            least = thresholds.get(before.reference)
            if not before.measure or _same_nouns(counted, before.measure):
                findings.append(_unprotected(case, earlier, f" (below = {least})" if least else ""))
        elif not shares_measure(before) and _counts_the_same(case, counted, table, topics.get(before.counted)):
            findings.append(_renamed(case, before, earlier))
    return list(dict.fromkeys(findings))


def _unprotected(case: Case, earlier: str, least: str) -> Finding:
    return CHECKS.finding(
        "released-with-counts-hidden",
        f"request {case.request.reference}",
        found=f"it protects no counts, and the release of {earlier} hides some of the same measure",
        reference=case.request.reference,
        earlier=earlier,
        least=least,
    )


def _renamed(case: Case, before: Released, earlier: str) -> Finding:
    return CHECKS.finding(
        "released-under-another-topic",
        f"request {case.request.reference}",
        found=f"it counts {before.measure} that the release of {earlier} counts too, under the topic "
        f"{before.counted!r}, and some counts of that are hidden; under the topic "
        f"{case.request.topic!r} they are not audited together",
        counted=before.counted,
        measure=singular(before.measure),
    )


def _hiding(case: Case) -> Iterator[list[Released]]:
    """Yield the lines aside of each measure of each release that hides any of them."""
    groups: dict[tuple[int, str, str], list[Released]] = {}
    for line in sorted(case.unaudited, key=lambda line: line.release):
        groups.setdefault((line.release, line.counted, line.measure), []).append(line)
    yield from (lines for lines in groups.values() if any(line.value == HIDDEN for line in lines))


def _counts_the_same(case: Case, rows: pd.DataFrame, table: Sequence[Released], topic: Topic | None) -> bool:
    """Return whether any of the rows that a request counts is one that a table of another topic counts."""
    rows = rows[rows["measure"].isin(_same_nouns(rows, table[0].measure))]
    rows = rows_that_overlap(_of_labels(rows, table), (day for line in table for day in line.periods))
    if topic is not None:
        rows = rows[_included(rows, case, topic)]
    return not rows.empty


def _same_nouns(rows: pd.DataFrame, measure: str) -> list[str]:
    """Return the measures of rows that are the same as one on record."""
    return [noun for noun in rows["measure"].unique() if is_same_measure(noun, measure)]


def _of_labels(rows: pd.DataFrame, table: Sequence[Released]) -> pd.DataFrame:
    """Return the rows with the labels of a release, in each column by which it is divided or that it keeps some of."""
    found = []
    for lines in tables_of(table):
        cut = cut_of_lines(lines)
        labels = dict(cut.kept) | {
            column: tuple({line.labels_by_column[column] for line in lines}) for column in cut.by
        }
        named = with_labels(rows, [column for column in labels if column in rows])
        of_table = pd.Series(data=True, index=rows.index)
        for column, some in labels.items():
            of_table &= named[column].isin(some) if column in named else True
        found.append(of_table)
    return rows[pd.concat(found, axis=1).any(axis=1)]


def _rows_counted(case: Case) -> pd.DataFrame:
    """Return the counts that any scope of the request may count."""
    rows, found = case.referrals, []
    included = _included(rows, case, case.topic)
    for scope in (scope for figure in list_figures(case.request) for scope in scopes_of(figure)):
        if scope.asks == "counts":
            of_scope = rows["service"].isin(scope.services) if scope.services else included
            for column, labels in labels_kept(rows, scope.where).items():
                of_scope &= with_labels(rows, [column])[column].isin(labels)
            if scope.measure:
                of_scope &= rows["measure"].isin(_same_nouns(rows, scope.measure))
            found.append(rows_that_overlap(rows[of_scope], case.request.scope_periods(scope)))
    return pd.concat(found) if found else rows.iloc[:0]


def _included(rows: pd.DataFrame, case: Case, topic: Topic) -> pd.Series[bool]:
    own = rows["organisation"].isin(case.authority.organisations)
    return classify(rows, topic)["decision"].eq("include") & own
