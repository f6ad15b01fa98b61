"""Commands on a response before and after its release: approve, trace, verify."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foi_stats.cli.inputs import day_of, places_of, plain_error
from foi_stats.cli.options import Data, Json, Quiet, Reports, Root
from foi_stats.terminal import Telling, print_error, print_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from foi_stats.run.approval import Proposal
    from foi_stats.run.later_supplies import Later
    from foi_stats.run.trace import Traced
    from foi_stats.supply.superseded import Restated

Reference = Annotated[str, typer.Argument(help="The request's reference.")]


def approve(
    reference: Reference,
    role: Annotated[str, typer.Option(help="Who decides, by role and not by name.")],
    date: Annotated[str, typer.Option(help="The day of the decision, as 2016-07-08; today if not given.")] = "",
    docx: Annotated[
        Path | None, typer.Option(help="The letter as edited in Word, to be sent in place of the one made.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    publish_texts: Annotated[
        bool, typer.Option("--publish-texts", help="Publish the supplier's labels and items unasked; never notes.")
    ] = False,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Make a draft anew, show what it says, and write its approval into the request's file."""
    from foi_stats.cli.text_decisions import record_decisions
    from foi_stats.run.approval import propose, write_approval
    from foi_stats.vocabulary.findings import FoiError, InputError

    try:
        day = day_of(date)
        places = places_of(root, data, reports)
        if docx is not None and not docx.is_file():
            raise InputError(f"There is no file {docx}.")
        with Telling(silent=False) as progress:
            proposal = propose(reference, places, docx, progress)
        if proposal.undecided:
            record_decisions(proposal, places, role, day, ask=not yes, publish=publish_texts)
            with Telling(silent=False) as progress:
                proposal = propose(reference, places, docx, progress)
        _print_proposal(proposal, places.data)
        if yes and proposal.changed:
            print_text("Not approved: look at the draft as it is now, then approve it.", sys.stderr)
            raise typer.Exit(1)
        if not (yes or typer.confirm(f"Approve this for release, as {role}?")):
            print_text("Not approved.", sys.stderr)
            raise typer.Exit(1)
        path = write_approval(proposal, places, role, day)
    except FoiError as error:
        raise typer.Exit(print_error(error, reference)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error), reference)) from None
    print_text(f"Approved in {path}. Release it: foi-stats run {reference}")


def trace(
    reference: Reference,
    figure: Annotated[
        str, typer.Argument(help="As printed (134,898), by table cell (Police services, 2014-15), or its id.")
    ] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
) -> None:
    """Show the cells behind a published figure, read again as they are now; of all figures if none is named."""
    from foi_stats.run.trace import sheet_pages
    from foi_stats.run.trace import trace as trace_figures
    from foi_stats.vocabulary.findings import FoiError

    try:
        places = places_of(root, data, reports)
        traced = trace_figures(places, reference, figure)
        pages = sheet_pages(places, reference, {one.cell.figure for one in traced})
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    rows = [
        {
            **asdict(one.cell),
            "now": one.now,
            "state": one.state,
            "restated": asdict(one.restated) if one.restated else None,
            "page": str(pages.get(one.cell.figure, "")),
        }
        for one in traced
    ]
    if as_json:
        print_text(json.dumps({"version": 1, "cells": rows}, ensure_ascii=False, indent=2))
    else:
        _print_traced(traced, pages)
    raise typer.Exit(0 if all(one.state.startswith("same") for one in traced) else 1)


def verify(
    reference: Reference,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a report again in a temporary folder and compare it, byte for byte, with the one that readers see."""
    from foi_stats.run.verify import verify as verify_report
    from foi_stats.vocabulary.findings import FoiError

    try:
        places = places_of(root, data, reports)
        with Telling(silent=quiet or as_json) as progress:
            verified = verify_report(reference, places, progress)
    except FoiError as error:
        raise typer.Exit(print_error(error, reference)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error), reference)) from None
    if as_json:
        differing = [{"file": file, "how": how} for file, how in verified.differing]
        shown = {**asdict(verified), "differing": differing, "same": not differing}
        print_text(json.dumps({"version": 1, **shown}, ensure_ascii=False, indent=2))
    elif not verified.differing:
        if not quiet:
            print_text(f"{reference}: the {verified.outcome} is made again the same, all {verified.files} files of it.")
        if not (quiet and verified.later.changes_nothing):
            _print_later(verified.later)
    else:
        lines = [f"{reference}: the {verified.outcome} is not made again the same:"]
        lines += [f"  - {file} {how}" for file, how in verified.differing]
        lines += ["What has changed since it was made:", *(f"  - {cause}" for cause in verified.causes)]
        lines += [] if verified.causes else ["  - nothing that is recorded: the system it is made on, or its fonts"]
        print_text("\n".join(lines), sys.stderr)
        _print_later(verified.later)
    raise typer.Exit(0 if not verified.differing and verified.later.changes_nothing else 1)


def _print_later(later: Later) -> None:
    """Print what was supplied after a report was made, and what it would change."""
    if not later.supplies:
        return
    lines = ["Supplied since it was made, and no part of it:", *(f"  - {name}" for name in later.supplies)]
    if later.fault:
        lines += ["With that, its figures cannot be worked out:", f"  - {later.fault}"]
    elif later.changes:
        lines += ["With that, these figures would change:"]
        lines += [f"  - {one}" for one in later.changes]
    else:
        lines += ["With that, every figure would be the same."]
    print_text("\n".join(lines), sys.stderr)


def _print_traced(traced: Sequence[Traced], pages: Mapping[str, Path]) -> None:
    """Print each figure, the cells behind it, and the page that shows them in their sheets."""
    for (figure, value), cells in groupby(traced, key=lambda one: (one.cell.figure, one.cell.value)):
        print_text(f"{figure}: {value}")
        for one in cells:
            cell = one.cell
            where = f"{cell.file}, sheet {cell.sheet}" if cell.sheet else cell.file
            later = f", {_format_restated(one.restated)}" if one.restated else ""
            print_text(
                f"  {cell.period}  {where}, cell {cell.cell}: {cell.found!r} ({cell.unit}), {one.state_words}{later}"
            )
        if page := pages.get(figure):
            print_text(f"  shown in {page}")


def _format_restated(restated: Restated) -> str:
    """Return in words what a later supply gives in place of a cell."""
    from foi_stats.vocabulary.years import format_day

    found = ", ".join(f"{text!r}" for text in restated.found)
    where = "; ".join(
        ", ".join(filter(None, [file, sheet and f"sheet {sheet}", f"cell {cell}"]))
        for file, sheet, cell in restated.places
    )
    how = "given again, the same," if restated.same else f"SUPERSEDED by {found}"
    return f"{how} in {where} (as at {format_day(dt.date.fromisoformat(restated.as_at))})"


def _print_proposal(proposal: Proposal, data: Path) -> None:
    """Print what the person who approves needs to know; the files of findings are named by the data folder."""
    request = proposal.request
    lines = [f"{request.reference}: {request.title}", f"The draft: {proposal.page}"]
    lines += [f"  question {name}: {said}" for name, said in proposal.statuses]
    lines += [f"  figures: {proposal.figures}; hidden, [c]: {proposal.hidden}"]
    lines += [
        f"  exemption: section {one.section} ({'absolute' if one.absolute else 'qualified'})"
        for one in request.exemption
    ]
    lines += [f"  annex, approved with the letter: {name}" for name in proposal.annexes]
    lines += [f"  warning: {finding.within(data)}" for finding in proposal.warnings]
    for heading, what in (
        ("The draft says something else than the one that was there before (−) and now (+):", proposal.changed),
        ("The edited letter differs from the draft (− the draft, + the edited letter):", proposal.edited),
    ):
        lines += [heading, *(f"  {line}" for line in what)] if what else []
    if proposal.new_numbers:
        numbers = ", ".join(proposal.new_numbers)
        lines.append(f"  warning: numbers in the edited letter that stand nowhere in the draft: {numbers}")
    if proposal.docx is not None:
        lines.append("  The edited letter is released alone: the page and the PDF would not say the same.")
    print_text("\n".join(lines))
