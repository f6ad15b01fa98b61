"""Commands on files to be released: screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.terminal import print_error, print_findings, print_text


def screen(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, folders or zip files to be released.")],
    allow: Annotated[
        list[str] | None,
        typer.Option(
            help="A name that properties may hold, such as the authority's; give it once for each.", show_default=False
        ),
    ] = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors do: exit code 1.")] = False,
) -> None:
    """Look for what files hide: hidden sheets, comments, caches, properties; exit code 1 if there is anything."""
    from foi_stats.screen.read import screen as screen_paths
    from foi_stats.vocabulary.findings import FoiError, findings_json

    try:
        findings = screen_paths(*paths, allowed=allow or ())
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    if as_json:
        print_text(findings_json(findings))
    else:
        print_findings(findings)
    counted = ("error", "warning") if strict else ("error",)
    raise typer.Exit(1 if any(found.severity in counted for found in findings) else 0)
