"""The texts of answers that a supplier wrote: notes, labels, cells of lists; which were decided on, and which left out.

Texts that the request, its topic or its authority has word for word are the officer's own, and names are decided on as
names (``printed_names``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from foi_stats.answer.answer import Answer, scope_of
from foi_stats.answer.answer_table import LABELS, TOTAL
from foi_stats.answer.label_columns import NOT_STATED
from foi_stats.answer.names import PERSONAL, is_name_column, kind_of_name
from foi_stats.answer.notes import given_before
from foi_stats.answer.scope_rows import other_bodies
from foi_stats.answer.wording import phrase
from foi_stats.request.asked_labels import label_name
from foi_stats.request.case import Case
from foi_stats.request.decided import Decided
from foi_stats.request.settings import texts_in
from foi_stats.supply.rows import TEXT, records
from foi_stats.vocabulary.measures import is_same_measure

Kind = Literal["note", "label", "cell"]

_TO_DATE = "to date"
"""The note of figures to date, which the reader of supplies writes itself."""

_MOST = 40
_NO_TEXTS = ("period", "basis", "financial_year")
"""Columns of a list that the library writes."""


@dataclass(frozen=True)
class SuppliedText:
    """A text that a supplier wrote and an answer prints, what it is, and where it stands first.

    ``place`` is the id of a figure or an item, or of the question beside which other authorities' rows are told.
    """

    text: str
    kind: Kind
    place: str


def supplied_texts(case: Case, answers: Iterable[Answer]) -> list[SuppliedText]:
    """Return the texts that a supplier wrote and answers print, each once; without those of the officer's own."""
    own = {plain_text(text).casefold() for text in _own_texts(case)}
    found: dict[tuple[str, Kind], SuppliedText] = {}
    for one in (*_of_answers(case, answers), *_of_others(case)):
        text = plain_text(one.text)
        if re.search(r"[^\W_]", text) and text.casefold() not in own:
            found.setdefault((text, one.kind), replace(one, text=text))
    return list(found.values())


def plain_text(text: str) -> str:
    """Return a text as it is compared with what was decided on: with single spaces."""
    return " ".join(text.split())


def decisions_on_texts(case: Case) -> tuple[dict[str, Decided], dict[str, Decided]]:
    """Return the decisions on supplied texts by text: those on one by itself, and those on several together."""
    decided = [each for each in (*case.authority.decided, *case.request.decided) if each.publish is not None]
    alone = {plain_text(each.text): each for each in decided if each.text}
    return alone, {plain_text(text): each for each in decided for text in each.texts}


def left_out(case: Case) -> set[str]:
    """Return the texts that somebody has decided not to publish."""
    alone, together = decisions_on_texts(case)
    return {text for text, each in (together | alone).items() if not each.publish}


def without_left_out(case: Case, answer: Answer) -> Answer:
    """Return an answer without the notes that are not to be published."""
    gone = left_out(case)
    pieces = {piece for note in answer.table["note"].unique() for piece in note.split("\n")}
    if not any(plain_text(piece) in gone for piece in pieces):
        return answer
    kept = {
        note: [piece for piece in note.split("\n") if plain_text(piece) not in gone] for note in answer.table["note"]
    }
    notes = tuple(note for note in answer.notes if plain_text(_piece_of(note, pieces)) not in gone)
    said = answer.table["note"].map({note: "\n".join(some) for note, some in kept.items()}).astype(TEXT)
    return replace(answer, notes=notes, table=answer.table.assign(note=said))


def marked(answer: Answer, texts: Iterable[SuppliedText]) -> Answer:
    """Return an answer of a draft with its undecided texts marked: each note, and labels in a note of their own."""
    mine = [one for one in texts if one.place.partition("/")[0] == answer.id or one.kind == "note"]
    undecided = {one.text for one in mine if one.kind == "note"}
    pieces = {piece for note in answer.table["note"].unique() for piece in note.split("\n")}

    def say(text: str, piece: str) -> str:
        return phrase("list", "undecided", name=text) if plain_text(piece) in undecided else text

    notes = [say(note, _piece_of(note, pieces)) for note in answer.notes]
    said = {note: "\n".join(say(piece, piece) for piece in note.split("\n")) for note in answer.table["note"].unique()}
    if others := [one.text for one in mine if one.kind != "note"]:
        more = f"; … ({len(others)})" if len(others) > _MOST else ""
        notes.append(phrase("supplied", "undecided", texts="; ".join(others[:_MOST]) + more))
    table = answer.table.assign(note=answer.table["note"].map(said).astype(TEXT))
    return replace(answer, notes=tuple(notes), table=table)


def notes_of_others(case: Case, note: str, undecided: Collection[str]) -> str:
    """Return the note of another authority's row as it is printed: empty where it is left out, marked in a draft."""
    if plain_text(note) in left_out(case):
        return ""
    return phrase("list", "undecided", name=note) if plain_text(note) in undecided else note


def _piece_of(note: str, pieces: Iterable[str]) -> str:
    """Return which row's note a note below the table repeats after labels and periods: the longest that ends it."""
    fitting = [piece for piece in pieces if piece and (note == piece or note.endswith(f": {piece}"))]
    return max(fitting, key=len, default="")


def _of_answers(case: Case, answers: Iterable[Answer]) -> Iterator[SuppliedText]:
    for answer in answers:
        names = set(answer.names["name"])
        yield from _labels(answer, names)
        yield from _cells(answer, names)
        for row in records(answer.table.drop_duplicates("note")):
            yield from (SuppliedText(piece, "note", row["figure"]) for piece in row["note"].split("\n"))
        if answer.measure and not answer.worked_out:
            asked = scope_of(case.request, answer).measure
            if not is_same_measure(answer.measure, asked or "referrals"):  # what counts are of where no heading says
                yield SuppliedText(answer.measure, "label", answer.id)


def _labels(answer: Answer, names: Collection[str]) -> Iterator[SuppliedText]:
    if answer.asks == "list" or answer.worked_out:
        return
    other = re.escape(phrase("picked", "other", number=0)).replace("0", r"\d+")
    own = {TOTAL, NOT_STATED, *(phrase("picked", key) for key in ("one_other", "largest", "largest_paid"))}
    for column, by in zip(LABELS, answer.by, strict=False):
        if answer.asks == "funding" and is_name_column(by):
            continue  # each label is a name
        for row in records(answer.table.drop_duplicates(column)):
            text = row[column]
            if not (text in own or re.fullmatch(other, text) or _is_decided_elsewhere(by, text, names)):
                yield SuppliedText(text, "label", row["figure"])


def _cells(answer: Answer, names: Collection[str]) -> Iterator[SuppliedText]:
    for at, (name, kind) in enumerate(zip(answer.columns, answer.column_kinds, strict=True), start=1):
        if kind == "text" and label_name(name) not in _NO_TEXTS:
            for row in records(answer.items.drop_duplicates(f"column_{at}")):
                text = row[f"column_{at}"]
                if not is_name_column(name) and not _is_decided_elsewhere(name, text, names):
                    yield SuppliedText(text, "cell", row["figure"])


def _of_others(case: Case) -> Iterator[SuppliedText]:
    """Yield what is told of other public authorities beside a question."""
    for question in case.request.question:
        for row in records(other_bodies(case, question)) if question.limbs else ():
            if not _is_decided_elsewhere("organisation", row["organisation"], ()):
                yield SuppliedText(row["organisation"], "label", question.id)
            yield SuppliedText(row["line"], "label", question.id)
            yield SuppliedText(row["note"], "note", question.id)


def _is_decided_elsewhere(column: str, text: str, names: Collection[str]) -> bool:
    """Return whether a text needs no decision here: it is a name, is marked already, or names a known body."""
    waits = phrase("list", "undecided", name="").strip() in text
    return text in names or waits or (label_name(column) == "organisation" and kind_of_name(text)[0] not in PERSONAL)


def _own_texts(case: Case) -> Iterator[str]:
    yield _TO_DATE
    yield from (given_before(line) for line in case.released if line.value.isdigit())
    for request in filter(None, (case.request, case.reviewed)):
        yield from texts_in(request.model_dump(exclude={"decided"}))
    yield from texts_in(case.topic.model_dump())
    yield from texts_in(case.authority.model_dump(exclude={"decided"}))
