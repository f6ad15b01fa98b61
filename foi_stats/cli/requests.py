"""Commands on requests: new, letter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from foi_stats.cli.inputs import day_of, places_of, plain_error
from foi_stats.cli.options import Data, Reports, Root
from foi_stats.terminal import print_error, print_text
from foi_stats.vocabulary.phrases import counted, listed

if TYPE_CHECKING:
    from foi_stats.request.intake.draft import Drafted


def init(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet, or is empty.")]) -> None:
    """Make a new project in a folder: notebooks, a topic, an authority, and a request to start from."""
    from foi_stats.run.new_project import make_project
    from foi_stats.vocabulary.findings import FoiError

    try:
        made = make_project(folder)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    print_text("\n".join(map(str, made)))
    print_text(
        f"Put the supplies of 2025-26 into {folder / 'data' / '2025-26' / 'our-council'}, change the authority, the "
        f"topic and the request to yours, and run: foi-stats run --root {folder}"
    )


def new(
    reference: Annotated[str, typer.Argument(help="The request's reference, as on the letter.")],
    letter: Annotated[Path | None, typer.Option(help="The letter, pasted into a plain text file.")] = None,
    authority: Annotated[str, typer.Option(help="Who answers: a name in data/authorities.", show_default=False)] = "",
    topic: Annotated[str, typer.Option(help="What it is about: a name in data/topics.", show_default=False)] = "",
    received: Annotated[str, typer.Option(help="The day on which it arrived, as 2016-07-08.", show_default=False)] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Draft the file of a request from a letter; without one, a skeleton to fill in."""
    from foi_stats.request.intake.draft import write_draft
    from foi_stats.vocabulary.findings import FoiError

    try:
        day = day_of(received) if received else None
        drafted = write_draft(places_of(root, data, reports).data, reference, letter, authority, topic, day)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    print_text(_summary(drafted, letter is not None))
    for words in drafted.to_ask:
        print_text(f"May be asked of the requester: {words}")
    if drafted.to_ask:
        print_text("The draft ends with these as [[clarification]], for foi-stats letter clarification.")
    for one in drafted.earlier:
        years = ", ".join(one.years)
        print_text(f"Released before, {one.authority}: {one.reference} ({years}). It may answer this (s.21).")
    if drafted.kept:
        print_text(f"The letter is kept in {drafted.kept} until the request is approved, and not published.")
    if missing := [f"--{name}" for name, given in (("authority", authority), ("topic", topic)) if not given]:
        print_text(f"Earlier releases were not looked for: name {listed(missing)}.", sys.stderr)


def _summary(drafted: Drafted, from_letter: bool) -> str:
    """Return where the sentences of a letter went, with the number of each."""
    unsure = f"{counted(drafted.unsure, 'thing')} to decide (lines that begin # ?, and what is still to be filled in)"
    if not from_letter:
        return f"{drafted.path}: a skeleton, and {unsure}."
    left = [
        counted(drafted.courtesies, "courtesy", "courtesies"),
        f"{counted(drafted.personal, 'personal line or word', 'personal lines or words')}",
        *([f"{counted(drafted.reply, 'line')} of a reply"] if drafted.reply else []),
    ]
    further = f" (with {counted(drafted.parts, 'further sentence')})" if drafted.parts else ""
    return (
        f"{drafted.path}: {counted(drafted.questions, 'question')}{further}, and {unsure}. Left out: {', '.join(left)}."
    )


def letter(
    kind: Annotated[
        Literal["acknowledgement", "clarification", "extension", "transfer"],
        typer.Argument(help="Which letter: acknowledgement, clarification, extension or transfer."),
    ],
    reference: Annotated[str, typer.Argument(help="The request's reference.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder for it; by default letters in that of the request's report."),
    ] = None,
    date: Annotated[
        str, typer.Option(help="The day it bears, where the request does not say it, as 2016-07-08; today if left out.")
    ] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Write a short letter before the response, as a page, a PDF and a Word document, from the request's file."""
    from foi_stats.run.letters import write_letter
    from foi_stats.vocabulary.findings import FoiError

    try:
        written = write_letter(kind, reference, places_of(root, data, reports), output, day_of(date))
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error), reference)) from None
    for warning in written.warnings:
        print_text(f"{reference}: warning: {warning}.", sys.stderr)
    print_text("\n".join(map(str, written.paths)))
