"""Attack the tables as they were published, and report what can be worked out of each hidden count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.publish.table_csv import reason_codes
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.counts import link_answers
from foi_stats.release.grain import grain_of
from foi_stats.release.protected import Protection
from foi_stats.release.released_counts import gives_the_same
from foi_stats.release.released_tables import STALE, counts_before, earlier_tables, stale_figures
from foi_stats.request.case import Case
from foi_stats.request.released import asker_of, lines_before
from foi_stats.supply.amounts import COUNT
from foi_stats.supply.rows import TEXT, records
from foi_stats.suppression.audit import Audit, AuditOptions, attack_tables
from foi_stats.suppression.explain import explain_cell
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.shorthand import GAPS

PROOF = ("figure", "service", "period", "hidden", "count", "low", "high", "safe", "explanation")
"""The columns of a proof, one row for each hidden figure: its id, what it is of (all its labels) and its period, why it
is hidden (``primary``: small; ``secondary``: it would give a small one away), its true count, the smallest and largest
count that a reader can work out (``high`` is missing where there is no limit), whether that is safe and, if not, how it
is worked out."""


@dataclass(frozen=True)
class Proof:
    """What an attack on published tables found, how good the protection is, and what must stop a release.

    ``stale`` has the figures of earlier releases that were left out of it, because they have changed since.
    """

    rows: pd.DataFrame
    done: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    stale: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STALE)))


def read_published(answer: Answer, path: Path) -> Answer:
    """Return an answer with the figures that its published table gives, and no others.

    Raises
    ------
    ValueError
        If the table has other rows than the answer.
    """
    told = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if list(told["period"]) != list(answer.table["period"]):
        raise ValueError(f"{path.name} has other rows than the figures of {answer.id}")
    values = [None if value in ("", *GAPS) else int(value.replace(",", "")) for value in told["value"]]
    reasons = ["suppressed" if "suppressed" in reason_codes(reason) else "" for reason in told["reason"]]
    table = answer.table.assign(value=pd.Series(values, dtype=COUNT), reason=pd.Series(reasons, dtype=TEXT))
    return replace(answer, table=table)


def prove(case: Case, answers: Sequence[Answer], protection: Protection, earlier: Sequence[pd.DataFrame] = ()) -> Proof:
    """Attack the counts of a request as they are published, with all that was published before.

    Parameters
    ----------
    answers
        The answers as they are published (:func:`read_published`).
    protection
        What was hidden, and why: it is told in the proof, and the attacker is not told.
    """
    rows = pd.DataFrame(columns=list(PROOF))
    lines = protection.against
    if protection.own is not None and not gives_the_same(case, answers, protection.own):
        lines = lines_before(case.released, asker_of(case.request), None)
    grain = grain_of(case, lines)
    before = [*earlier, *earlier_tables(lines, case, grain)]
    made_of = counts_before(lines, case, grain)
    linked = link_answers(case, answers, before, made_of, known=False, grain=grain)
    if case.request.threshold is None or not linked.tables:
        return Proof(rows, protection.done)
    known = AuditOptions("count", linked.by, case.request.threshold.below, linked.published)
    tables = [table.drop(columns=["figure", "cost"]) for table in linked.tables]
    try:
        attacked = attack_tables(tables, known)
        ranges = _ranges(attacked, linked.tables)
        lost = _given_away(case, attacked, known, len(tables))
    except ValueError as error:
        return Proof(rows, protection.done, (_contradiction(case, str(error)),))
    hidden = [row for table in linked.tables for row in records(table) if row["figure"] in ranges]
    rows = pd.DataFrame(
        [
            {**row, **ranges[row["figure"]], "service": row["said"], "period": row["name"]}
            | {"hidden": protection.hidden.get(row["figure"], ""), "count": protection.counts.get(row["figure"])}
            for row in hidden
        ],
        columns=list(PROOF),
    )
    unsafe = tuple(_unsafe(row, _others(linked.published)) for row in records(rows) if not row["safe"])
    return Proof(rows, protection.done, (*unsafe, *lost), stale_figures(lines, case))


def _ranges(attacked: Audit, tables: Sequence[pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Return what was found of each hidden figure, by its id."""
    found = {}
    for table, cells, reading in zip(tables, attacked.linked.structure.rows, attacked.linked.readings, strict=False):
        for figure, at, hidden in zip(table["figure"], cells, reading.hidden, strict=True):
            if hidden:
                (low, high), safe = attacked.ranges[at], attacked.safe[at]
                explanation = "" if safe else explain_cell(attacked, int(at))
                found[figure] = {"low": int(low), "high": high, "safe": safe, "explanation": explanation}
    return found


def _given_away(case: Case, attacked: Audit, known: AuditOptions, own: int) -> list[Finding]:
    """Return a finding for each count that an earlier release hides and that can be worked out only now."""
    if not any("reference" in table.columns for table in known.earlier):
        return []
    before = attack_tables(known.earlier, replace(known, earlier=()))
    findings = {}
    for at, table in enumerate(known.earlier):
        then, now = before.linked.structure.rows[at], attacked.linked.structure.rows[own + at]
        for row, was, cell in zip(records(table), then, now, strict=True):
            if "reference" in row and before.safe.get(was, False) and not attacked.safe.get(cell, True):
                what = (row["reference"], f"{row['said']}, {row['name']}")
                findings[what] = CHECKS.finding(
                    "earlier-count-worked-out",
                    f"request {case.request.reference}",
                    found=f"{what[1]} is [c] in the release of {what[0]}, and could be worked out together with that "
                    f"of {case.request.reference}. {explain_cell(attacked, int(cell))}",
                )
    return list(findings.values())


def _others(published: Sequence[pd.DataFrame]) -> str:
    """Return the requests whose releases were audited together with this one, as an aside."""
    named = dict.fromkeys(str(table["reference"].iloc[0]) for table in published if "reference" in table.columns)
    return f" (together with what was released in {', '.join(named)})" if named else ""


def _unsafe(row: dict[str, Any], others: str) -> Finding:
    figure = row["figure"].split("/")[0]
    return CHECKS.finding(
        "small-count-worked-out",
        f"tables/{figure}.csv",
        found=f"{row['service']}, {row['period']} is [c], and can be worked out{others}. {row['explanation']}",
    )


def _contradiction(case: Case, why: str) -> Finding:
    return CHECKS.finding(
        "counts-disagree",
        f"request {case.request.reference}",
        found=f"the published counts cannot be audited: {why}",
    )
