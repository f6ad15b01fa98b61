"""Commands on what finance sends: check, template, layout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.deliveries import named_file
from foi_stats.cli.inputs import places_of, plainly, write_new
from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.terminal import print_checked, print_error, print_text


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Spreadsheets: .xlsx, .xls, .ods or .csv.")],
    year: Annotated[
        str, typer.Option(help="The financial year of figures whose file names none.", show_default=False)
    ] = "",
    reply: Annotated[
        Path | None,
        typer.Option(help="Write the workbook back with each finding marked at its cell.", show_default=False),
    ] = None,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
) -> None:
    """Check spreadsheets before they are sent: what is read of them, and each thing to mend, the worst first."""
    from foi_stats.supply.check import check_file, checked_json
    from foi_stats.supply.reply.reply import check_reply_name, reply_bytes
    from foi_stats.vocabulary.findings import FoiError
    from foi_stats.vocabulary.years import parse_financial_year

    try:
        layouts = places_of(root, data, reports).data / "layouts"
        for file in files:
            named_file(file)
        of_year = plainly(parse_financial_year, year) if year else ""
        if reply:
            check_reply_name(files, reply)
        checked = [check_file(file, layouts, of_year) for file in files]
        if reply:
            write_new(reply, reply_bytes(files[0], checked[0].supply.findings))
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    if as_json:
        print_text(checked_json(checked))
    else:
        print_checked(checked)
    raise typer.Exit(1 if any(one.stopped for one in checked) else 0)


def template(
    authority: Annotated[str, typer.Option(help="Who fills it in: a name in data/authorities.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The workbook to write: a name that ends in .xlsx.")],
    request: Annotated[str, typer.Option(help="The request whose figures are wanted.", show_default=False)] = "",
    topic: Annotated[str, typer.Option(help="The topic, where there is no request.", show_default=False)] = "",
    years: Annotated[str, typer.Option(help='Financial years, such as "2014-15 to 2016-17".', show_default=False)] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Write the workbook that a finance team fills in: the lines, years, units and bases that are asked for."""
    from foi_stats.publish.template.asked import asked_of
    from foi_stats.publish.template.book import template_bytes
    from foi_stats.vocabulary.findings import FoiError, InputError

    try:
        if request and topic:
            raise InputError("Name a request or a topic, and not both: a request has its topic.")
        if output.suffix.casefold() != ".xlsx":
            raise InputError(f"A template is a workbook whose name ends in .xlsx, not {output.name}.")
        wanted = plainly(parse_years, years)
        asked = asked_of(places_of(root, data, reports).data, authority, request=request, topic=topic, years=wanted)
        write_new(output, template_bytes(asked))
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    for table in asked.tables:
        print_text(f"{output}, sheet {table.name}: {table.title} ({len(table.rows)} rows)")


def parse_years(text: str) -> list[str]:
    """Return the financial years that a text names: years with commas between, or from a first to a last."""
    from foi_stats.vocabulary.years import financial_years, parse_financial_year

    found: list[str] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, to, last = part.partition(" to ")
        if to and "-" in first:
            found += financial_years(parse_financial_year(first), parse_financial_year(last))
        else:
            found.append(parse_financial_year(part))
    return sorted(dict.fromkeys(found))


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
        raise typer.Exit(print_error(error)) from None
    stopped = any(finding.severity == "error" for finding in draft.supply.findings)
    if as_json:
        print_text(findings_json(draft.supply.findings))
    else:
        if draft.text and not output:
            print_text(draft.text)
        print_text(draft.summary, sys.stderr)
    raise typer.Exit(1 if stopped else 0)
