"""Hold the items of lists against those that were released before. Nothing here touches a disk."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from foi_stats.answer.answer import Answer, scope_of
from foi_stats.release.catalogue import CHECKS
from foi_stats.request.case import Case
from foi_stats.request.released_lists import ReleasedItem, last_released
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.period import format_run
from foi_stats.vocabulary.years import format_day

_SHOWN = 5


def items_of(case: Case, answers: Iterable[Answer]) -> list[ReleasedItem]:
    """Return the items that a release of these answers puts on record."""
    request = case.request
    return [
        ReleasedItem(
            reference=request.reference,
            date=request.approval.date.isoformat() if request.approval else "",
            authority=request.authority,
            answer=answer.id,
            title=answer.title,
            periods=format_run(request.scope_periods(scope_of(request, answer))),
            item=item["identity"],
            unit=answer.unit,
            value=row["printed"],
        )
        for answer in answers
        if answer.asks == "list"
        for item, row in zip(records(answer.items), records(answer.table), strict=True)
    ]


def same_items(some: Iterable[ReleasedItem], others: Iterable[ReleasedItem]) -> bool:
    """Return whether two releases gave the same items, whatever their dates."""
    return Counter(map(_plain, some)) == Counter(map(_plain, others))


def changed_items(case: Case, answers: Sequence[Answer], before: Iterable[ReleasedItem]) -> list[Finding]:
    """Return a warning for each list whose items were released with other values, or that was released already.

    Items are held against the last release of each request of the authority that has not been withdrawn.
    """
    given: dict[str, dict[str, list[ReleasedItem]]] = defaultdict(lambda: defaultdict(list))
    standing = [line for line in before if line.authority == case.request.authority and not line.withdrawn]
    for reference in sorted({line.reference for line in standing}):
        for line in last_released([line for line in standing if line.reference == reference]):
            given[reference][line.item].append(line)
    findings = []
    for answer in answers:
        now = items_of(case, [answer])
        for reference, lines in given.items():
            findings += _held_against(answer, now, reference, lines, own=reference == case.request.reference)
    return findings


def _held_against(
    answer: Answer, now: Sequence[ReleasedItem], reference: str, lines: dict[str, list[ReleasedItem]], *, own: bool
) -> list[Finding]:
    values: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for item in now:
        values[item.item][item.unit, item.value] += 1
    changed = [
        (number, item, lines[item.item][0])
        for number, item in enumerate(now, start=1)
        if item.item in lines
        and values[item.item] != Counter((line.unit, line.value) for line in lines[item.item])
        and (item.unit, item.value) not in {(line.unit, line.value) for line in lines[item.item]}
    ]
    if changed:
        told = [f"item {number} is {item.value}, and was {line.value}" for number, item, line in changed[:_SHOWN]]
        more = f"; and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        what = f"{'; '.join(told)}{more}"
        return [_finding("changed-since-released.list", answer, reference, changed[0][2], what)]
    if not own and now and all(item.item in lines for item in now):
        line = lines[now[0].item][0]
        return [_finding("released-before", answer, reference, line, "every item of the list was given")]
    return []


def _finding(check: str, answer: Answer, reference: str, line: ReleasedItem, what: str) -> Finding:
    day = format_day(dt.date.fromisoformat(line.date))
    return CHECKS.finding(check, f"tables/{answer.id}.csv", found=f"{what} in the release of {reference} ({day})")


def _plain(item: ReleasedItem) -> ReleasedItem:
    return replace(item, date="", withdrawn="", withdrawn_by="")
