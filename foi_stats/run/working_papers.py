"""Write the working papers: where each figure came from, why each row counts, the record of the run."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from foi_stats.answer.answer import no_rows
from foi_stats.answer.answer_table import TRAIL_COLUMNS
from foi_stats.answer.supplied_texts import SuppliedText, decisions_on_texts
from foi_stats.files.csv_record import defuse
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import Response, response_text
from foi_stats.publish.response_html import response_html
from foi_stats.publish.sheet.pages import write_pages
from foi_stats.publish.trail import trail_of
from foi_stats.release.audit_page import audit_html
from foi_stats.release.proof import Proof
from foi_stats.release.undecided_texts import UndecidedText
from foi_stats.request.case import Case
from foi_stats.run.disclosed import KEY, Disclosed, disclosed_data
from foi_stats.run.plan import Places
from foi_stats.run.run_account import write_account
from foi_stats.run.selection import KeptRows, write_evidence
from foi_stats.run.write_release import write_text
from foi_stats.supply.supply_files import AS_OF_VARIABLE


def write_working(
    folder: Path,
    case: Case,
    places: Places,
    kept: KeptRows,
    response: Response,
    bundles: Mapping[str, FigureBundle],
    seconds: Mapping[str, float],
    began: dt.datetime,
    disclosed: Disclosed,
) -> None:
    """Write the working papers: where each figure came from, why each row counts, and the record of the run.

    ``letter.txt`` is what the letter says, as it is approved; ``names.csv`` has the names that are printed or withheld,
    and why; ``response.html`` is the letter with each figure leading to where it came from: a page in ``sheets/`` that
    shows the cells behind it in their sheets.
    """
    folder.mkdir(exist_ok=True)
    approval = case.request.approval
    trails = [bundle.answer.trail for bundle in bundles.values()]
    trail = pd.concat(trails, ignore_index=True) if trails else no_rows(TRAIL_COLUMNS)
    write_evidence(folder, case, kept, trail)
    names = [bundle.answer.names for bundle in bundles.values() if len(bundle.answer.names)]
    if names:
        _write_csv(folder / "names.csv", pd.concat(names, ignore_index=True))
    write_text(folder / "letter.txt", response_text(response))
    led = write_pages(folder, trail_of(response, bundles), places.data, [case.funding, case.referrals])
    write_text(folder / "response.html", response_html(response, led))
    account = {
        "reference": case.request.reference,
        "as_of": os.environ.get(AS_OF_VARIABLE, ""),
        "began": began.isoformat(timespec="seconds"),
        "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": dict(seconds),
        "findings": [asdict(finding) for finding in case.findings],
        "responded": case.request.responded.isoformat() if case.request.responded else None,
        "approval": approval.model_dump(mode="json") if approval else None,
        KEY: disclosed_data(disclosed),
    }
    write_account(folder.parent, account)


def write_texts(folder: Path, case: Case, texts: Iterable[SuppliedText], undecided: Iterable[UndecidedText]) -> None:
    """Write ``texts.csv``: each text of a supplier's that is printed, what makes it doubtful, and who decided on it."""
    alone, together = decisions_on_texts(case)
    decided = together | alone
    waiting = {one.supplied.text: "; ".join(one.doubts) or "nobody has decided" for one in undecided}
    rows = [
        {"text": one.text, "kind": one.kind, "place": one.place, "undecided": waiting.get(one.text, "")}
        | {
            name: str(getattr(decided[one.text], name)) if one.text in decided else ""
            for name in ("publish", "reason", "role", "date")
        }
        for one in texts
    ]
    if rows:
        folder.mkdir(exist_ok=True)
        _write_csv(folder / "texts.csv", pd.DataFrame(rows))


def write_audit(folder: Path, case: Case, proof: Proof) -> None:
    """Write what a reader could work out of each hidden count, as a page and as CSV.

    Where earlier releases gave figures that have changed since, ``audit-left-out.csv`` lists them.
    """
    folder.mkdir(exist_ok=True)
    rows = proof.rows.assign(
        high=proof.rows["high"].map(lambda high: "" if high == float("inf") else f"{high:.0f}"),
        safe=proof.rows["safe"].map({True: "yes", False: "no"}),
    )
    _write_csv(folder / "audit.csv", rows.astype(object).fillna("").astype(str))
    write_text(folder / "audit.html", audit_html(case, proof))
    if len(proof.stale):
        _write_csv(folder / "audit-left-out.csv", proof.stale.astype(str))


def _write_csv(path: Path, rows: pd.DataFrame) -> None:
    write_text(path, rows.map(defuse).to_csv(index=False, lineterminator="\n"))
