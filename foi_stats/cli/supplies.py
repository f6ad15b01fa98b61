"""Commands on what finance sends: layout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.options import Data, Json, Reports, Root, write_new
from foi_stats.terminal import say_error


def layout(
    file: Annotated[Path, typer.Argument(help="A spreadsheet: .xlsx, .xls, .ods or .csv.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the draft to this file.")] = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Draft a layout from a spreadsheet, and show what would be read with it."""
    from foi_stats.supply.preview import read_draft
    from foi_stats.vocabulary.findings import FoiError, InputError, findings_json

    try:
        if not file.is_file():
            raise InputError(f"There is no file {file}.")
        draft = read_draft(file)
        if draft.text and output:
            write_new(output, draft.text)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    stopped = any(finding.severity == "error" for finding in draft.supply.findings)
    if as_json:
        print(findings_json(draft.supply.findings))  # noqa: T201
    else:
        if draft.text and not output:
            print(draft.text)  # noqa: T201
        print(draft.summary, file=sys.stderr)  # noqa: T201
    raise typer.Exit(1 if stopped else 0)
