"""Stop a release that prints a text of a supplier's on which nobody has decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foi_stats.answer.names import name_key
from foi_stats.answer.supplied_texts import SuppliedText, decisions_on_texts
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.doubtful_texts import doubts_in, is_plain
from foi_stats.request.case import Case
from foi_stats.supply.rows import breakdowns, records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.settings import toml_text

SETTLED_BY_ASKING = frozenset({"undecided-text", "doubtful-text"})
"""The checks that ``foi-stats approve`` settles by asking."""

_SHOWN = 40
_COLUMNS = (
    "note",
    "line",
    "service",
    "provider",
    "funder",
    "activity",
    "crime_type",
    "measure",
    "organisation",
    "source",
)


@dataclass(frozen=True)
class UndecidedText:
    """A supplied text on which nobody has decided: what makes it doubtful, and the cell where it was supplied.

    A doubtful text, and a note, is decided on by itself; labels and cells of lists are decided on together.
    """

    supplied: SuppliedText
    doubts: tuple[str, ...] = ()
    file: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def alone(self) -> bool:
        """Whether it is decided on by itself."""
        return bool(self.doubts) or self.supplied.kind == "note"


def undecided_texts(case: Case, texts: Iterable[SuppliedText]) -> list[UndecidedText]:
    """Return those of the texts that answers print on which nobody has decided, doubtful ones first."""
    alone, together = decisions_on_texts(case)
    names = [each for each in (*case.authority.decided, *case.request.decided) if each.name]
    known = {name_key(each.name) for each in names}
    found: dict[str, UndecidedText] = {}
    for one in texts:
        if one.text in alone or one.text in found or (one.kind != "note" and is_plain(one.text)):
            continue
        doubts = tuple(doubts_in(one.text, known))
        if doubts or one.text not in together:
            found[one.text] = UndecidedText(one, doubts, *_place(case, one.text))
    return sorted(found.values(), key=lambda one: not one.doubts)


def text_findings(undecided: Sequence[UndecidedText], request_file: str) -> list[Finding]:
    """Return a finding for each doubtful text, and one for all others."""
    findings = [
        CHECKS.finding(
            "doubtful-text",
            one.file or request_file,
            one.sheet,
            one.cell,
            found=f"{one.supplied.text!r} would be printed ({one.supplied.kind} of {one.supplied.place}), and holds "
            f"{', '.join(one.doubts)}",
            request_file=request_file,
            text=toml_text(one.supplied.text),
        )
        for one in undecided
        if one.doubts
    ]
    others = [one for one in undecided if not one.doubts]
    if not others:
        return findings
    listed = "; ".join(f"{one.supplied.text!r} ({one.supplied.kind}, {one.supplied.place})" for one in others[:_SHOWN])
    more = f"; and {len(others) - _SHOWN} more, in working/texts.csv" if len(others) > _SHOWN else ""
    many = counted(len(others), "text")
    return [
        *findings,
        CHECKS.finding(
            "undecided-text",
            request_file,
            found=f"{many} of a supplier's would be printed, and nobody has decided on "
            f"{'it' if len(others) == 1 else 'them'}: {listed}{more}",
            text=toml_text(others[0].supplied.text),
        ),
    ]


def not_left_out(case: Case, texts: Iterable[SuppliedText], request_file: str) -> list[Finding]:
    """Return a finding for each label or cell that was decided not to be published: only notes are left out."""
    alone, together = decisions_on_texts(case)
    decided = together | alone
    return [
        CHECKS.finding(
            "text-not-left-out",
            request_file,
            found=f"{one.text!r} is a {one.kind} of {one.place}, and was decided not to be published",
        )
        for one in texts
        if one.kind != "note" and one.text in decided and not decided[one.text].publish
    ]


def _place(case: Case, text: str) -> tuple[str, str, str]:
    """Return the file, the sheet and the cell of the first figure beside which a text was supplied."""
    for rows in (case.funding, case.referrals):
        for column in (*_COLUMNS, *breakdowns(rows)):
            if column in rows and (held := rows[column].eq(text)).any():
                row = records(rows[held].head(1))[0]
                return row["file"], row["sheet"], row["cell"]
    return "", "", ""
