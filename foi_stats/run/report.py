"""The first and the last step of a report, each in its own process: read the request, put the report together.

Its notebooks run in between: :mod:`foi_stats.run.notebook_step`.
"""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.statements import answer_statement
from foi_stats.answer.status import status_words
from foi_stats.answer.supplied_texts import SuppliedText, marked, without_left_out
from foi_stats.answer.wording import in_words_of
from foi_stats.engine.parameters import check_parameters
from foi_stats.publish.compose import compose
from foi_stats.publish.figure_bundle import FigureBundle, read_bundle
from foi_stats.publish.response import with_annexes
from foi_stats.publish.response_wording import words_of
from foi_stats.publish.worked_out import with_worked_out
from foi_stats.release.annex_texts import annex_findings
from foi_stats.release.approved import read_edited
from foi_stats.release.exemptions import untested
from foi_stats.release.gate import (
    carried_payees,
    hidden_items,
    not_closed,
    ordered_by_hidden,
    small_counts,
    undecided,
    unexplained,
    unnamed,
)
from foi_stats.release.grounds import ungrounded
from foi_stats.release.late_response import answered_under_extension, late_response
from foi_stats.release.ledger import write_lists, write_release
from foi_stats.release.list_counts import small_counts_in_lists
from foi_stats.release.other_years import other_years
from foi_stats.release.printed_names import undecided_names, withheld_without_exemption
from foi_stats.release.proof import Proof, prove, read_published
from foi_stats.release.protected import Protection, protect_request
from foi_stats.release.released_counts import check_changed, earlier_lines, lines_of, made_again
from foi_stats.release.released_lists import changed_items, items_of
from foi_stats.release.typed_numbers import typed_numbers
from foi_stats.release.unaudited_releases import given_without, topics_aside
from foi_stats.release.unsaid_dependence import unsaid_dependence
from foi_stats.release.withheld_nothing import withheld_nothing
from foi_stats.request.annex import read_annexes
from foi_stats.request.case import Case, case_of
from foi_stats.request.names import request_file
from foi_stats.request.open_points import check_settled
from foi_stats.request.project_folders import Places
from foi_stats.request.released import asker_of
from foi_stats.request.released_lists import read_released_items
from foi_stats.request.request import read_request
from foi_stats.request.topic import Topic, read_topic
from foi_stats.run.changed_figures import check_approved_figures, figures_of_trails
from foi_stats.run.checklist import checklist_html
from foi_stats.run.disclosed import disclosed_of
from foi_stats.run.folders import show
from foi_stats.run.messages import Outcome, Ready, RunSettings
from foi_stats.run.notebook_cache import kept_folder, take_kept
from foi_stats.run.notebook_step import read_clean_pictures
from foi_stats.run.plan import notebooks_of, plan
from foi_stats.run.printed_texts import Texts, check_texts, named_file, texts_of
from foi_stats.run.run_record import (
    About,
    Seen,
    input_files,
    look_at,
    now,
    request_files,
    seen_of_ledger,
    stands_on_record,
    write_record,
)
from foi_stats.run.screening import screen_release
from foi_stats.run.selection import KeptRows, keep_rows, with_kept_rows, without_rows
from foi_stats.run.steps import steps_of
from foi_stats.run.working_papers import write_audit, write_working
from foi_stats.run.write_release import write_outcome, write_text
from foi_stats.vocabulary.findings import Finding, InputError, ReleaseError, findings_json

_OF_DELIVERIES = ("decided-by-officer",)
"""Checks of what a finance team sends. In a report each exemption has checks of its own, which ask who decided."""


@dataclass(frozen=True)
class _Read:
    """What was read for a report, its rows aside, and the record of the files that it came from."""

    case: Case
    kept: KeptRows | None
    about: About
    inputs: dict[str, Seen]
    looked: int
    began: dt.datetime
    settings: RunSettings


def prepare(reference: str, places: Places, run: Path, scratch: Path | None, settings: RunSettings) -> Ready:
    """Read a request and its rows, check that it may be answered, and tell which of its notebooks must run.

    Parameters
    ----------
    run
        The folder that the run will have; nothing is made there yet.
    scratch
        A file that keeps what was read for :func:`finish`; None keeps nothing.
    """
    read, borderline = _read(reference, places, settings, scratch)
    _stop_early(read.case, borderline, places)
    runs = plan(read.case, places, run)
    for planned in runs:
        check_parameters(planned.notebook, planned.parameters)
    if scratch is not None:
        scratch.write_bytes(pickle.dumps(replace(read, case=without_rows(read.case))))
    return Ready(
        reference=read.case.request.reference,
        steps=steps_of(read.case, runs, places, read.inputs, force=settings.force),
    )


def _read(reference: str, places: Places, settings: RunSettings, scratch: Path | None) -> tuple[_Read, pd.DataFrame]:
    """Read the request with its rows, which are kept beside the scratch file; return the borderline ones too.

    Each file is recorded before it is read, so that a later change is noticed.
    """
    began, looked = dt.datetime.now(dt.UTC), now()
    own = look_at(request_files(places, reference))
    request = read_request(places.data, reference)
    about = About(request.authority, request.topic, request.related, tuple(notebooks_of(request)))
    files = input_files(places, request.reference, about)
    inputs = look_at({name: path for name, path in files.items() if name not in own})
    inputs |= {name: seen for name, seen in own.items() if name in files}
    case = case_of(places.data, request, sparing=True)
    if settings.as_draft:
        case = replace(case, request=case.request.model_copy(update={"approval": None}))
    elif request.approval:
        check_settled(request_file(places.data, reference))
    kept = KeptRows(scratch.parent, scratch.name) if scratch else None
    borderline = keep_rows(case, kept)
    return _Read(case, kept, about, inputs, looked, began, settings), borderline


def _stop_early(case: Case, borderline: pd.DataFrame, places: Places) -> None:
    """Stop before a notebook runs if the authority's wording is invalid, or what is asked for could not be released."""
    words_of(case.authority)
    _stop_at([*undecided(borderline, case.request.topic), *_given_aside(case, places.data)], places)
    if earlier_lines(case):
        protect_request(case)


def _given_aside(case: Case, data: Path) -> list[Finding]:
    """Return findings where this request could reveal counts of releases with which it is not audited together."""
    topics: dict[str, Topic | None] = dict.fromkeys(topics_aside(case))
    thresholds: dict[str, int | None] = dict.fromkeys(line.reference for line in case.unaudited)
    for name in topics:
        with suppress(InputError):
            topics[name] = read_topic(data, name)
    for reference in thresholds:
        with suppress(InputError):
            threshold = read_request(data, reference).threshold
            thresholds[reference] = threshold.below if threshold else None
    return given_without(case, topics, thresholds)


def finish(
    ready: Ready, places: Places, run: Path, scratch: Path, seconds: Mapping[str, float], started: float
) -> Outcome:
    """Put a report together from what its notebooks left, check it, record it, and show it to readers.

    Parameters
    ----------
    seconds
        How long each notebook took that ran, by its figure.
    started
        When the run began, in seconds of the clock.
    """
    read: _Read = pickle.loads(scratch.read_bytes())  # noqa: S301 - our own, written by this run
    with in_words_of(read.case.authority.own_words):
        return _finish(ready, read, places, run, seconds, started)


def _finish(
    ready: Ready, read: _Read, places: Places, run: Path, seconds: Mapping[str, float], started: float
) -> Outcome:
    name = "release" if read.case.request.approval else "draft"
    bundles = _bundles(read.case, ready, places)
    assert read.kept is not None
    case = with_kept_rows(read.case, read.kept)
    answers, shown = _all_answers(case, bundles), with_worked_out(case, bundles)
    annexes = read_annexes(places.data, case.request.reference, case.request.annex)
    response = with_annexes(compose(case, answers, shown, draft=name == "draft"), annexes)
    edited = read_edited(response, case.request, places)
    check_approved_figures(case.request, places, figures_of_trails(one.answer.trail for one in shown.values()))
    texts = texts_of(case, bundles, response, edited or read.settings.edited, annexes)
    if name == "draft" and texts.undecided:
        _write_marked(run / name, case, answers, shown, annexes, [one.supplied for one in texts.undecided])
    else:
        write_outcome(run / name, case, response, shown, annexes, edited)
    clean = read_clean_pictures(step.planned.left for step in ready.steps)
    stops, noticed = _check(run, name, case, answers, bundles, texts, places, clean)
    if name == "release":
        _stop_at([finding for finding in stops if finding.severity == "error"], places)
    disclosed = disclosed_of(case, answers, is_edited=edited is not None)
    write_working(run / "working", case, places, read.kept, response, shown, seconds, read.began, disclosed)
    shutil.rmtree(run / "parts", ignore_errors=True)  # there are none where nothing has figures
    outcome = Outcome(
        reference=ready.reference,
        outcome=name,
        page=places.report(ready.reference) / f"{name}.html",
        folder=run / name,
        lines=tuple(_line(case, answers, question.id, seconds) for question in case.request.question),
        seconds=time.time() - started,
        warnings=tuple(
            finding
            for finding in (*case.findings, *noticed)
            if finding.severity == "warning" and finding.check not in _OF_DELIVERIES
        ),
        stops=stops,
        response=response if read.settings.as_draft else None,
        undecided=texts.undecided,
    )
    _put_on_record(ready, read, places, run, outcome, [bundle.answer for bundle in bundles.values()])
    report = places.report(ready.reference)
    show(report, run, read.settings.keep, lambda run: case.request.hold or stands_on_record(report, run))
    return outcome


def _write_marked(
    folder: Path,
    case: Case,
    answers: Mapping[str, Answer],
    shown: Mapping[str, FigureBundle],
    annexes: Mapping[str, bytes],
    texts: Sequence[SuppliedText],
) -> None:
    """Write a draft whose texts are marked on which nobody has decided; what is approved has no such marks."""
    parts = {name: replace(part, answer=marked(part.answer, texts)) for name, part in shown.items()}
    told = {name: parts[name].answer if name in parts else answer for name, answer in answers.items()}
    response = compose(case, told, parts, draft=True, undecided={one.text for one in texts})
    write_outcome(folder, case, response, parts, annexes)


def _bundles(case: Case, ready: Ready, places: Places) -> dict[str, FigureBundle]:
    """Return the output of the notebooks, by figure, without notes that are not to be published.

    The output of those that did not run comes from the cache.
    """
    for step in ready.steps:
        folder = kept_folder(places.data, ready.reference, step.planned.figure)
        if not step.why and folder is not None:
            take_kept(step, folder)
    bundles = {step.planned.figure: read_bundle(step.planned.left) for step in ready.steps}
    return {name: replace(one, answer=without_left_out(case, one.answer)) for name, one in bundles.items()}


def _check(
    run: Path,
    name: str,
    case: Case,
    answers: Mapping[str, Answer],
    bundles: Mapping[str, FigureBundle],
    texts: Texts,
    places: Places,
    clean: Collection[str],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Check the files that a reader would get; return what stops a release, and what to look at all the same."""
    protection = protect_request(case)
    proof = _prove(case, bundles, run / name / "tables", protection)
    write_audit(run / "working", case, proof)
    shown = [bundle.answer for bundle in bundles.values()]
    without_figures = [answer for question, answer in answers.items() if question not in bundles]
    screened = screen_release(run / name, case, [*without_figures, *shown], proof, places, clean)
    write_text(run / "working" / "screen.json", findings_json(screened) + "\n")
    before = read_released_items(places.data) if any(answer.asks == "list" for answer in shown) else []
    changed = [*check_changed(case, shown, protection.against), *changed_items(case, shown, before)]
    where = named_file(case.request.reference, places)
    rests = ungrounded(case, answers, shown, where)
    found = [*changed, *rests, *typed_numbers(case.request, where), *unsaid_dependence(case.request, where)]
    found += [*withheld_nothing(case, answers, shown, where), *other_years(case.request, where)]
    found += [*late_response(case, where), *answered_under_extension(case, where)]
    found += annex_findings(case, texts.annexes, shown, proof.rows, where)
    found += check_texts(run, case, texts, shown, proof, places)
    errors = [finding for finding in found if finding.severity == "error"]
    stops = (*_stops(case, bundles, places), *proof.findings, *screened, *errors)
    write_text(run / "working" / "checklist.html", checklist_html(case.request.reference, run / name, stops))
    return stops, tuple(found)


def _put_on_record(
    ready: Ready, read: _Read, places: Places, run: Path, outcome: Outcome, shown: Sequence[Answer]
) -> None:
    """Enter the release in the ledger before readers can see it, and record what the report was made from."""
    lines = lines_of(read.case, shown)
    recorded = outcome.outcome == "release" and read.settings.on_record
    release = write_release(places.data, read.case, lines) if recorded else made_again(read.case, lines)
    if recorded:
        write_lists(places.data, items_of(read.case, shown))
    digests = {step.planned.figure: dict(step.digests) for step in ready.steps}
    seen = seen_of_ledger(asker_of(read.case.request), release, read.case.released) if lines else None
    number = release if recorded else None
    looked_at = read.settings.as_draft
    write_record(run, outcome, read.about, read.inputs, read.looked, digests, seen, number, to_be_looked_at=looked_at)


def _stops(case: Case, bundles: Mapping[str, FigureBundle], places: Places) -> list[Finding]:
    """Return what stops a release without looking at its files: small counts, unexplained gaps, untested exemptions."""
    found = [bundle.answer for bundle in bundles.values()]
    where = named_file(case.request.reference, places)
    stops = [*small_counts(found, case.request.threshold, where), *unexplained(case, found), *not_closed(case, found)]
    stops += [*small_counts_in_lists(found, case.request.threshold, where), *unnamed(case, found)]
    names = [*undecided_names(found, where), *withheld_without_exemption(case, found, where)]
    tells = [*ordered_by_hidden(case, found), *hidden_items(case, found), *carried_payees(case, found)]
    return [*stops, *tells, *untested(case.request, where), *names]


def _prove(case: Case, bundles: Mapping[str, FigureBundle], tables: Path, protection: Protection) -> Proof:
    """Audit the counts as published, together with all that was published before."""
    if case.request.threshold is None:
        return prove(case, [], protection)
    published = [
        read_published(bundle.answer, tables / f"{name}.csv")
        for name, bundle in bundles.items()
        if bundle.answer.unit == "count"
    ]
    return prove(case, published, protection)


def _all_answers(case: Case, bundles: Mapping[str, FigureBundle]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in case.request.question:
        with_figures = question.id in bundles
        answers[question.id] = (
            bundles[question.id].answer if with_figures else answer_statement(case, question, answers)
        )
    return answers


def _line(case: Case, answers: Mapping[str, Answer], name: str, seconds: Mapping[str, float]) -> dict[str, Any]:
    answer = answers[name]
    return {
        "request": case.request.reference,
        "question": name,
        "limb": answer.limb,
        "status": answer.status,
        "said": status_words(case.request, name, answer.status),
        "seconds": seconds.get(name, 0.0),
    }


def _stop_at(findings: Sequence[Finding], places: Places) -> None:
    if findings:
        listed = "\n".join(f"  - {finding.within(places.data)}" for finding in findings)
        raise ReleaseError(f"This must not be released as it stands:\n{listed}")
