"""Write the page of an audit: what a reader could work out of each hidden count. It stays inside."""

from __future__ import annotations

from typing import Any

from foi_stats.publish.response_html import environment
from foi_stats.publish.wording import phrase, wording
from foi_stats.release.proof import Proof
from foi_stats.request.case import Case
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import accessible_table


def audit_html(case: Case, proof: Proof) -> str:
    """Return the audit as one HTML page. It tells the hidden counts: it is a working paper, and stays inside."""
    rows = records(proof.rows)
    table = accessible_table(
        phrase("audit", "caption"),
        list(wording()["audit"]["heading"].values()),
        [_row(row) for row in rows],
        numeric=(3, 4, 5),
    )
    return (
        environment()
        .get_template("audit.html.j2")
        .render(
            request=case.request,
            inside=phrase("audit", "inside"),
            lines=_lines(case, proof),
            headings=list(wording()["audit"]["heading"].values())[1:],
            table=table if rows else "",
            how=phrase("audit", "how"),
            explanations=[row["explanation"] for row in rows if row["explanation"]],
        )
    )


def _row(row: dict[str, Any]) -> list[str]:
    high = phrase("audit", "no_limit") if row["high"] == float("inf") else f"{row['high']:,.0f}"
    safe = phrase("audit", "safe" if row["safe"] else "unsafe")
    return [
        f"{row['figure'].split('/')[0]}: {row['service']}, {row['period']}",
        phrase("audit", row["hidden"] or "unknown"),
        safe,
        "" if row["count"] is None else f"{row['count']:,.0f}",
        f"{row['low']:,.0f}",
        high,
    ]


def _lines(case: Case, proof: Proof) -> list[str]:
    """Return the lines above the table: the rule, the quality of the solution, how it was audited, and the verdict."""
    threshold, done, rows = case.request.threshold, proof.done, proof.rows
    found = [str(finding) for finding in proof.findings if finding.check == "counts-disagree"]
    if threshold is None or not len(rows):
        return [*found, phrase("audit", "nothing")]
    said = [phrase("audit", "rule", most=threshold.below - 1, reason=threshold.reason)]
    if done:
        key = "proven" if done["status"] == "optimal" else "within"
        said.append(phrase("audit", "hidden", primary=done["primary"], secondary=done["secondary"]))
        said.append(
            phrase("audit", key, cost=f"{done['cost']:,.0f}", bound=f"{done['bound']:,.0f}", gap=f"{done['gap']:.1%}")
        )
    said.append(phrase("audit", "method", most=threshold.below - 1))
    bad = int((~rows["safe"].astype(bool)).sum())
    verdict = (
        phrase("audit", "some_unsafe", bad=bad, hidden=len(rows))
        if bad
        else phrase("audit", "all_safe", hidden=len(rows))
    )
    return [*said, *found, verdict]
