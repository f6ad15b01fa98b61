"""Commands on requests: new."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.options import Data, Reports, Root, places_of
from foi_stats.terminal import say_error


def new(
    reference: Annotated[str, typer.Argument(help="The request's reference, as on the letter.")],
    letter: Annotated[Path | None, typer.Option(help="The letter, pasted into a plain text file.")] = None,
    authority: Annotated[str, typer.Option(help="Who answers: a name in data/authorities.", show_default=False)] = "",
    topic: Annotated[str, typer.Option(help="What it is about: a name in data/topics.", show_default=False)] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Draft the file of a request from a letter; without one, a skeleton to fill in."""
    from foi_stats.request.intake.draft import write_draft
    from foi_stats.vocabulary.findings import FoiError

    try:
        drafted = write_draft(places_of(root, data, reports).data, reference, letter, authority, topic)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    asked = "1 question" if drafted.questions == 1 else f"{drafted.questions} questions"
    unsure = "1 place" if drafted.unsure == 1 else f"{drafted.unsure} places"
    print(f"{drafted.path}: {asked if letter else 'a skeleton'}, and {unsure} to settle (lines that begin # ?).")  # noqa: T201
    for one in drafted.earlier:
        print(f"Released before, {one.authority}: {one.reference} ({', '.join(one.years)}). It may answer this (s.21).")  # noqa: T201
    if not topic:
        print("Earlier releases were not looked for: name the topic with --topic.", file=sys.stderr)  # noqa: T201
