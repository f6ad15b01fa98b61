"""Approve a request: make its draft again, sum it up for the officer, write the decision into the request's file."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.files.digest import content_digest
from foi_stats.publish.response import letter_digest, response_text
from foi_stats.release.approved import check_edited, differences, read_docx
from foi_stats.release.roles import check_role
from foi_stats.release.undecided_texts import SETTLED_BY_ASKING, UndecidedText
from foi_stats.request.authority import read_authority
from foi_stats.request.intake.letters_kept import drop_letter
from foi_stats.request.names import edited_file, request_file, text_file
from foi_stats.request.open_points import check_settled
from foi_stats.request.request import Request, read_request
from foi_stats.run.batch import run_request
from foi_stats.run.folders import Current, read_current
from foi_stats.run.messages import Progress, RunSettings
from foi_stats.run.plan import Places
from foi_stats.run.request_change import changed_source, check_as_looked_at, replace_file
from foi_stats.vocabulary.findings import Finding, ReleaseError
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


@dataclass(frozen=True)
class Proposal:
    """A draft that may be approved, and what whoever decides should know of it.

    Attributes
    ----------
    text
        What the letter says: what is approved.
    page
        The draft to look at.
    statuses
        For each question, its id and its status in words.
    figures, hidden
        How many figures are published, and how many of them are hidden, [c].
    changed
        How the draft differs from the one that was there before; nothing if there was none.
    edited
        How the edited letter differs from the draft; nothing if there is none.
    undecided
        The supplied texts on which nobody has decided: until somebody has, it cannot be approved.
    annexes
        The names under which its annexes are released: who approves the letter approves them.
    new_numbers
        The numbers in the edited letter that stand nowhere in the draft: none of them has a trail.
    """

    request: Request
    text: str
    page: Path
    statuses: tuple[tuple[str, str], ...]
    figures: int
    hidden: int
    warnings: tuple[Finding, ...]
    changed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    new_numbers: tuple[str, ...] = ()
    docx: bytes | None = None
    source: bytes = b""
    undecided: tuple[UndecidedText, ...] = ()
    annexes: tuple[str, ...] = ()


def propose(reference: str, places: Places, docx: Path | None = None, progress: Progress | None = None) -> Proposal:
    """Make the draft of a request anew and return what may be approved.

    Raises
    ------
    InputError, SupplyError
        If no draft can be made.
    ReleaseError
        If something would stop its release, besides texts on which nobody has decided: what is still to settle in the
        request's file, a finding, or what the edited letter holds.
    """
    path = request_file(places.data, reference)
    source = path.read_bytes() if path.is_file() else b""
    check_settled(path, source)
    request = read_request(places.data, reference)
    if docx is not None:
        _check_form(request)
        read_docx(docx)
    content = docx.read_bytes() if docx else None
    report = places.report(request.reference)
    before = _draft_text(read_current(report))
    outcome = run_request(reference, places, progress, RunSettings(as_draft=True, edited=content))
    assert outcome.response is not None
    if others := [finding for finding in outcome.stops if finding.check not in SETTLED_BY_ASKING]:
        raise ReleaseError(_in_the_way(others, len(outcome.undecided)))
    text = response_text(outcome.response)
    edited = check_edited(docx, outcome.response) if docx else []
    rows = [row for table in sorted((outcome.folder / "tables").glob("*.csv")) for row in _read_csv(table)]
    return Proposal(
        request=request,
        text=text,
        page=outcome.page,
        statuses=tuple((line["question"], line["said"]) for line in outcome.lines),
        figures=len(rows),
        hidden=sum("[c]" in row["shorthand"] for row in rows),
        warnings=outcome.warnings,
        changed=tuple(differences(before.splitlines(), text.splitlines())) if before is not None else (),
        edited=tuple(edited),
        new_numbers=_new_numbers(edited, text),
        docx=content,
        source=source,
        undecided=outcome.undecided,
        annexes=tuple(name for name, _ in outcome.response.annexes),
    )


def write_approval(proposal: Proposal, places: Places, role: str, date: dt.date) -> Path:
    """Write an approval into the request's file, and beside it what was approved; return the request's file.

    Comments and everything else in the file stay as they are. The letter that came in is removed, unless the authority
    keeps letters.

    Raises
    ------
    InputError
        If the role says nothing.
    ReleaseError
        If the file has been changed since the draft was made: what was looked at is not what would be approved.
    """
    reference = proposal.request.reference
    path = request_file(places.data, reference)
    if proposal.undecided:
        raise ReleaseError(f"Nobody has decided on {len(proposal.undecided)} texts of a supplier's in the draft.")
    role = check_role(role, "approves it")
    check_as_looked_at(path, proposal.source)
    approval: dict[str, Any] = {"role": role, "date": date, "digest": letter_digest(proposal.text)}
    if proposal.docx is not None:
        approval["docx"] = content_digest(proposal.docx)
    written = _with_approval(proposal.source, approval)
    if proposal.docx is not None:
        replace_file(edited_file(places.data, reference), proposal.docx)
    replace_file(text_file(places.data, reference), proposal.text.encode())
    replace_file(path, written)
    authority = read_authority(places.data, proposal.request.authority)
    drop_letter(places.data, reference, keep=authority.keep_letters)
    return path


def _in_the_way(stops: Sequence[Finding], undecided: int) -> str:
    """Return what stands in the way of an approval; supplied texts are asked about once nothing else does."""
    lines = ["The draft is made, and cannot be approved as it stands:", *(f"  - {finding}" for finding in stops)]
    if undecided:
        many = counted(undecided, "text of a supplier's, on which", "texts of suppliers', on which")
        lines.append(f"Settle that first, and approve again: then it asks about {many} nobody has decided.")
    return "\n".join(lines)


def _check_form(request: Request) -> None:
    """Stop if an edited letter, which is released alone, would not be in the form that the requester asked for."""
    unmet = [form for form in request.form if form in ("pdf", "web page")]
    if unmet and not request.form_refused:
        raise ReleaseError(
            f"An edited letter is released alone, as a Word document, and the requester asked for a {unmet[0]}. Change "
            "the request's file instead, so that every form says it; or say in form_refused why it is not met (s.11)."
        )


def _draft_text(current: Current) -> str | None:
    """Return the text of the draft that readers see, if there is one."""
    path = current.draft.parent / "working" / "letter.txt" if current.draft else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _new_numbers(edited: list[str], text: str) -> tuple[str, ...]:
    number = re.compile(r"\d(?:[\d,.]*\d)?")
    known = set(number.findall(text))
    added = [found for line in edited if line.startswith("+") for found in number.findall(line)]
    return tuple(dict.fromkeys(found for found in added if found not in known))


def _with_approval(source: bytes, approval: Mapping[str, Any]) -> bytes:
    """Return the content of a request's file with an approval, in place of an earlier one."""

    def change(document: TOMLDocument) -> None:
        import tomlkit

        table = tomlkit.table()
        table.update(approval)
        document["approval"] = table

    return changed_source(source, "approval", change, lambda _: dict(approval))
