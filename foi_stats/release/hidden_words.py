"""Stop a release whose texts give a hidden count away: a number in a paragraph that names or stands beside its label.

Whole paragraphs are judged, of the request, its topic, its authority and the supplies, before any file is written;
``hidden_places`` looks for what stands in the files all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import labels_of, labels_said
from foi_stats.answer.supplied_texts import SuppliedText, plain_text
from foi_stats.publish.response import paragraphs
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.doubtful_texts import is_plain
from foi_stats.release.said_numbers import SENTENCE, SaidNumber, hints_in, numbers_said, persons_listed, tells_of_people
from foi_stats.request.case import Case
from foi_stats.request.request import Question, Request, Scope
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import rewrite_financial_years

_SHORTEST = 3
"""Letters: a shorter part of a label is a word that stands in many sentences."""

_SHOWN = 160
_LONGEST, _OVERLAP = 2_000, 200
"""Characters of a paragraph that are judged together, and that two pieces of a longer one share."""


@dataclass(frozen=True)
class HiddenLabel:
    """The hidden counts of a label, or of several together, in one figure, each with its period."""

    figure: str
    said: str
    labels: tuple[str, ...]
    counts: frozenset[int]


@dataclass(frozen=True)
class PlacedText:
    """A text that a reader gets: where it stands, and what it stands beside: figures by their ids, and a label."""

    place: str
    text: str
    beside: frozenset[str] = frozenset()
    label: str = ""
    own_label: bool = False


def hidden_counts_said(
    case: Case,
    answers: Sequence[Answer],
    supplied: Iterable[SuppliedText],
    hidden: pd.DataFrame,
    request_file: str,
) -> list[Finding]:
    """Return a finding for each paragraph that states or gives a hidden count.

    A number counts as that of a label where the paragraph names the label, or stands beside its figure; elsewhere in
    the letter where it is of people or cases. Figures that are published may be told.

    Parameters
    ----------
    supplied
        The texts that suppliers wrote and the answers print.
    hidden
        The hidden counts: ``figure`` (its first step is the id of the figure), ``service``, ``period``, ``count``.
    """
    found = _hidden_labels(answers, hidden)
    if not found:
        return []
    given = [(row, answer.id) for answer in answers for row in records(answer.table) if pd.notna(row["value"])]
    labels = frozenset(part for answer in answers for row in records(answer.table) for part in labels_of(row))
    texts = [*request_texts(case), *_of_supplies(answers, supplied)]
    decided = _no_counts(case)
    findings = {}
    for text in texts:
        for paragraph in _pieces(_without(text.text, decided)):
            numbers = numbers_said(paragraph, frozenset() if text.own_label else labels)
            for label, number in _given_away(text, paragraph, numbers, found, given)[:1] if numbers else ():
                findings[text.place, paragraph] = _finding(text, paragraph, label, number, request_file)
            for label, words in _hinted_at(text, paragraph, found):
                findings.setdefault((text.place, paragraph), _hint(text, paragraph, label, words, request_file))
    return list(findings.values())


def said_in_edited(
    added: Iterable[str], case: Case, answers: Sequence[Answer], hidden: pd.DataFrame, request_file: str
) -> list[Finding]:
    """Return a finding for each line that was edited into a letter and states or gives a hidden count."""
    found, decided = _hidden_labels(answers, hidden), _no_counts(case)
    beside = frozenset(label.figure for label in found)
    findings = []
    for line in added:
        text = PlacedText("the edited letter", line)
        for piece in _pieces(_without(line, decided)):
            given = _given_away(replace(text, beside=beside), piece, numbers_said(piece), found, [])
            hints = _hinted_at(text, piece, found)
            findings += [_finding(text, line, *each, request_file) for each in given[:1]]
            findings += [_hint(text, line, *each, request_file) for each in hints if not given]
    return findings


def said_in_annex(
    name: str, texts: Iterable[str], case: Case, answers: Sequence[Answer], hidden: pd.DataFrame, request_file: str
) -> list[Finding]:
    """Return a finding for each text of an annex that says a hidden count: beside its label, or of people or cases.

    What its numbers would give together is not looked for: there are many in the documents of others, of all kinds.
    """
    found, decided = _hidden_labels(answers, hidden), _no_counts(case)
    findings = []
    for text in texts if found else ():
        placed = PlacedText(f"the annex {name}", text)
        for piece in _pieces(_without(text, decided)):
            if not (tells_of_people(piece) or any(_names(piece, label) for label in found)):
                continue  # most rows of long lists: reading their numbers takes long
            given = _given_away(placed, piece, _outright(piece), found, [])
            hints = _hinted_at(placed, piece, found)
            findings += [_finding(placed, piece, *each, request_file) for each in given[:1]]
            findings += [
                replace(_hint(placed, piece, *each, request_file), severity="warning") for each in hints if not given
            ]
    return findings


def _outright(text: str) -> list[SaidNumber]:
    return [number for number in numbers_said(text) if not number.is_given]


def request_texts(case: Case) -> Iterator[PlacedText]:
    """Yield each text of the request, its topic and its authority that a letter may hold, with what is beside it."""
    yield from texts_of_request(case.request)
    yield from _strings("the topic", case.topic.model_dump(include={"title", "subject", "activities"}))
    yield from _strings("the authority", case.authority.model_dump(mode="json", exclude={"decided", "successor"}))
    for name, deflator in case.deflators.items():
        yield from _strings(f"the deflator {name}", deflator.model_dump(mode="json", exclude={"index"}))


def texts_of_request(request: Request) -> Iterator[PlacedText]:
    """Yield each text of a request that a letter may hold, with what is beside it."""
    for question in request.question:
        yield from _of_question(question)
    for context in request.context:
        yield from _of_scope(f"context {context.id}", context, frozenset({context.id}))
    for found in request.found:
        yield from _of_scope(f"found {found.id}", found, frozenset({found.id, found.question}))
    names = ("reference", "title", "searches", "decision", "exemption", "clarification", "extension", "approval")
    for name in (*names, "search", "aggregated", "found", "transfer", "form", "form_refused", "reviewer"):
        yield from _strings(name, request.model_dump(mode="json")[name])
    for annex in request.annex:
        yield PlacedText(f"annex {annex.file}, title", annex.title)


def _of_question(question: Question) -> Iterator[PlacedText]:
    beside = frozenset({question.id, *(further.id for further in question.further)})
    place = f"question {question.id}"
    yield PlacedText(f"{place}, text", question.text)
    told = question.model_dump(mode="json", exclude={"id", "text", "limbs", "further", "detail", "depends"})
    for name, value in told.items():
        yield from _strings(f"{place}, {name}", value, beside)
    for detail in question.detail:
        yield from _strings(f"{place}, detail", detail.model_dump(), beside)
    for limb in question.limbs:
        yield from _of_scope(f"{place}, limb {limb.id}", limb, beside)
    for further in question.further:
        yield from _of_scope(f"{place}, further {further.id}", further, beside)


def _of_scope(place: str, scope: Scope, beside: frozenset[str]) -> Iterator[PlacedText]:
    for name in ("title", "measure", "place", "source", "caution", "activity", "organisation", "whole"):
        yield PlacedText(f"{place}, {name}", getattr(scope, name, "") or "", beside)
    for name in ("lines", "services", "columns", "by"):
        yield from _strings(f"{place}, {name}", getattr(scope, name), beside)


def _of_supplies(answers: Sequence[Answer], supplied: Iterable[SuppliedText]) -> Iterator[PlacedText]:
    """Yield the texts of suppliers that answers print: notes beside the label of their row, and all others."""
    notes = {plain_text(note) for answer in answers for text in answer.table["note"] for note in text.split("\n")}
    for answer in answers:
        for row in records(answer.table.drop_duplicates(["label", "label_2", "label_3", "note"])):
            if row["note"]:
                yield PlacedText(f"a note in {answer.id}", row["note"].replace("\n", "\n\n"), label=labels_said(row))
    for one in supplied:
        if one.kind == "label" and is_plain(one.text):
            continue  # ages, sizes of households: numbers that are labels themselves
        if one.kind == "note" and one.text in notes:
            continue  # told beside its label
        yield PlacedText(f"{one.kind} of {one.place}", one.text, _beside(one), own_label=one.kind == "label")


def _beside(one: SuppliedText) -> frozenset[str]:
    return frozenset({one.place.partition("/")[0]}) if one.kind == "label" else frozenset()


def _strings(place: str, value: object, beside: frozenset[str] = frozenset()) -> Iterator[PlacedText]:
    if isinstance(value, str):
        yield PlacedText(place, value, beside)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _strings(f"{place}, {name}", inner, beside)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(place, inner, beside)


def _hidden_labels(answers: Sequence[Answer], hidden: pd.DataFrame) -> list[HiddenLabel]:
    """Return the hidden counts by figure and labels."""
    labels = {row["figure"]: labels_of(row) for answer in answers for row in records(answer.table)}
    counts: dict[tuple[str, str, tuple[str, ...]], set[int]] = {}
    for row in records(hidden):
        if pd.notna(row["count"]):
            figure = row["figure"].partition("/")[0]
            key = (figure, row["service"], labels.get(row["figure"], (row["service"],)))
            counts.setdefault(key, set()).add(int(row["count"]))
    return [HiddenLabel(*key, frozenset(some)) for key, some in counts.items()]


def _given_away(
    text: PlacedText,
    paragraph: str,
    numbers: Sequence[SaidNumber],
    hidden: Sequence[HiddenLabel],
    given: Sequence[tuple[Mapping[str, object], str]],
) -> list[tuple[HiddenLabel, SaidNumber]]:
    """Return the hidden counts that a paragraph gives away, each with the number that does.

    Those of labels that the number's own sentence names go first, and those of labels that the paragraph names.
    """
    named = f"{text.label}. {paragraph}" if text.label else paragraph
    found = []
    for label in hidden:
        is_named, is_beside = _names(named, label), label.figure in text.beside
        for number in numbers:
            if number.value not in label.counts or not (is_named or is_beside or number.of_people):
                continue
            if not _is_published(named, number, label, given):
                found.append((label, number))
    found.sort(key=lambda one: (not _in_sentence(paragraph, *one), not _names(named, one[0])))
    if found and not _names(named, found[0][0]) and any(_names(named, label) for label in hidden):
        return [(replace(label, said=""), number) for label, number in found]  # it is about another label
    return found


def _in_sentence(paragraph: str, label: HiddenLabel, number: SaidNumber) -> bool:
    """Return whether a sentence of a paragraph has both a number's words and a label."""
    said = (one for one in SENTENCE.split(paragraph) if number.words.casefold() in one.casefold())
    return any(_names(one, label) for one in said)


def _hinted_at(text: PlacedText, paragraph: str, hidden: Sequence[HiddenLabel]) -> list[tuple[HiddenLabel, str]]:
    """Return the first label of hidden counts that a paragraph names or stands beside, with words that hint at one."""
    named = f"{text.label}. {paragraph}" if text.label else paragraph
    words = next(iter(hints_in(paragraph)), persons_listed(paragraph))
    labels = [label for label in hidden if label.figure in text.beside or _names(named, label)] if words else []
    return [(label, words) for label in sorted(labels, key=lambda one: not _names(named, one))[:1]]


def _is_published(
    named: str, number: SaidNumber, label: HiddenLabel, given: Sequence[tuple[Mapping[str, object], str]]
) -> bool:
    """Return whether a number is a figure that is published: of the same figure, with its period and label named."""
    if number.is_given:
        return False
    plain = _plain(named)
    return any(
        figure == label.figure
        and row["value"] == number.value
        and _plain(str(row["period"])) in plain
        and any(_holds(plain, part) for part in labels_of(row))
        for row, figure in given
    )


def _names(text: str, label: HiddenLabel) -> bool:
    """Return whether a text names a label with hidden counts, or one of the labels that it is of together."""
    plain = _plain(text)
    return any(len(re.sub(r"[\W\d_]", "", part)) >= _SHORTEST and _holds(plain, part) for part in label.labels)


def _holds(plain: str, label: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(_plain(label))}(?!\w)", plain))


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    return " ".join(re.sub(r"[-\u2010-\u2015\u2212’']", " ", rewrite_financial_years(text)).casefold().split())


def _pieces(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text; one that is very long, a list perhaps, in pieces that overlap."""
    for paragraph in paragraphs(text):
        for start in range(0, max(1, len(paragraph) - _OVERLAP), _LONGEST - _OVERLAP):
            yield paragraph[start : start + _LONGEST]


def _no_counts(case: Case) -> list[str]:
    """Return the texts that somebody has decided to be no count."""
    return [each.text for each in (*case.authority.decided, *case.request.decided) if each.no_count]


def _without(text: str, decided: Iterable[str]) -> str:
    """Return a text without what somebody has decided to be no count."""
    for quote in decided:
        words = r"\s+".join(map(re.escape, quote.split()))
        text = re.sub(words, "\N{HORIZONTAL ELLIPSIS}", text)
    return text


def _finding(text: PlacedText, paragraph: str, label: HiddenLabel, number: SaidNumber, request_file: str) -> Finding:
    of = f" of {label.said}" if label.said else ""
    gives = f"gives {number.value} ({number.words!r})" if number.is_given else f"says {number.words!r}"
    return CHECKS.finding(
        "hidden-count-said",
        request_file,
        found=f"{text.place} {gives}, and a count{of} that is hidden in {label.figure} is {number.value}: "
        f"{_quoted(paragraph)}",
    )


def _hint(text: PlacedText, paragraph: str, label: HiddenLabel, words: str, request_file: str) -> Finding:
    return CHECKS.finding(
        "hidden-count-hinted" if hints_in(paragraph) else "hidden-count-hinted.perhaps",
        request_file,
        found=f"{text.place} says {words!r}, and counts of {label.said} are hidden in {label.figure}: "
        f"{_quoted(paragraph)}",
    )


def _quoted(paragraph: str) -> str:
    return repr(paragraph if len(paragraph) <= _SHOWN else f"{paragraph[:_SHOWN]}…")
