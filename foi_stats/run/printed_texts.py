"""The texts in a report that somebody else wrote, or an officer added in Word, and what in them stops its release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.answer.answer import Answer
from foi_stats.answer.supplied_texts import SuppliedText, supplied_texts
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import Response
from foi_stats.release.approved import added_lines
from foi_stats.release.hidden_words import hidden_counts_said, said_in_edited
from foi_stats.release.personal_in_texts import personal_in_edited, personal_in_texts
from foi_stats.release.proof import Proof
from foi_stats.release.undecided_texts import UndecidedText, not_left_out, text_findings, undecided_texts
from foi_stats.request.case import Case
from foi_stats.request.names import request_file
from foi_stats.request.project_folders import Places
from foi_stats.run.working_papers import write_texts
from foi_stats.supply.supply_files import name_in
from foi_stats.vocabulary.findings import Finding


@dataclass(frozen=True)
class Texts:
    """The texts of suppliers, those on which nobody has decided, what an officer added in Word, and the annexes."""

    supplied: tuple[SuppliedText, ...]
    undecided: tuple[UndecidedText, ...]
    added: tuple[str, ...]
    annexes: Mapping[str, bytes]


def texts_of(
    case: Case,
    bundles: Mapping[str, FigureBundle],
    response: Response,
    edited: bytes | None,
    annexes: Mapping[str, bytes],
) -> Texts:
    """Return the texts of a report.

    Parameters
    ----------
    edited
        The letter as an officer has edited it; None if nobody has.
    """
    supplied = supplied_texts(case, [bundle.answer for bundle in bundles.values()])
    added = added_lines(edited, response) if edited is not None else ()
    return Texts(tuple(supplied), tuple(undecided_texts(case, supplied)), tuple(added), annexes)


def check_texts(
    run: Path, case: Case, texts: Texts, shown: Sequence[Answer], proof: Proof, places: Places
) -> list[Finding]:
    """Return what stops a release in its words.

    That is: supplied texts that nobody decided on, personal data in its texts, and hidden counts in words.
    """
    where = named_file(case.request.reference, places)
    write_texts(run / "working", case, texts.supplied, texts.undecided)
    return [
        *text_findings(texts.undecided, where),
        *not_left_out(case, texts.supplied, where),
        *personal_in_texts(case.request, case.authority, case.law, where),
        *hidden_counts_said(case, shown, texts.supplied, proof.rows, where),
        *personal_in_edited(texts.added, case.request, case.authority, case.law, where),
        *said_in_edited(texts.added, case, shown, proof.rows, where),
    ]


def named_file(reference: str, places: Places) -> str:
    """Return the request's file as findings name it."""
    return name_in(places.data, request_file(places.data, reference))
