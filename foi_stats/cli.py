"""The foi-stats command: parse, call, print, exit code.

What it needs is imported when a command is run, so that ``foi-stats --help`` answers at once.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foi_stats.terminal import Telling, print_audit, print_outcomes, print_rows, say_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from foi_stats.findings import FoiError
    from foi_stats.run.plan import Places

app = typer.Typer(
    help="Answers Freedom of Information questions about money and numbers from the spreadsheets that hold them.",
    epilog="Exit codes: 0 well; 1 not well (faulty data, a report that could not be made); 2 wrong command or input.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Root = Annotated[Path, typer.Option(help="The project's folder, which holds notebooks, data and reports.")]
Data = Annotated[Path | None, typer.Option(help="The data folder, if it is not the project's own.", show_default=False)]
Reports = Annotated[
    Path | None, typer.Option(help="Where reports go, if not to the project's own.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the table as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


@app.callback()
def _foi_stats() -> None:
    """Keep every command a word of its own, the first one too."""


@app.command()
def run(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REFERENCE]...", help="Requests to answer; all if none.")
    ] = None,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Answer requests: run their notebooks and put their reports together."""
    from foi_stats.answer.request import list_requests, read_request
    from foi_stats.findings import FoiError, InputError
    from foi_stats.run.report import run_request

    outcomes, code = [], 0
    try:
        places = _places(root, data, reports)
        names = references or list_requests(places.data)
        if not names:
            raise InputError(f"There are no requests in {places.data}/requests.")
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    for name in list(names):
        try:
            read_request(places.data, name)
        except FoiError as error:
            code = max(code, say_error(error))
            if references:  # what was asked for by name is checked before anything runs
                raise typer.Exit(code) from None
            names.remove(name)
    with Telling(silent=quiet or as_json) as progress:
        for name in names:
            try:
                outcomes.append(run_request(name, places, progress))
            except FoiError as error:
                code = max(code, say_error(error, name))
            except OSError as error:
                code = max(code, say_error(_unusable(error), name))
    print_outcomes(outcomes, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)


@app.command()
def layout(
    file: Annotated[Path, typer.Argument(help="A spreadsheet: .xlsx, .xls, .ods or .csv.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the draft to this file.")] = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Draft a layout from a spreadsheet, and show what would be read with it."""
    from foi_stats.findings import FoiError, findings_json
    from foi_stats.supply.shown import read_draft

    try:
        draft = read_draft(file)
        if draft.text and output:
            _write_new(output, draft.text)
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


@app.command()
def status(
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    today: Annotated[str, typer.Option(help="The day to reckon from, as 2016-07-08; today if not given.")] = "",
    as_json: Json = False,
) -> None:
    """List all requests: their state, and when each is due."""
    from foi_stats.answer.request import list_requests
    from foi_stats.findings import FoiError
    from foi_stats.run.status import read_standing

    standings, code = [], 0
    try:
        day = _plainly(dt.date.fromisoformat, today) if today else dt.datetime.now().astimezone().date()
        places = _places(root, data, reports)
        names = list_requests(places.data)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    for name in names:
        try:
            standings.append(read_standing(name, places, day))
        except FoiError as error:
            code = max(code, say_error(error, name))
    rows = [
        {
            "request": one.reference,
            "title": one.title,
            "state": one.state,
            "due": one.due.isoformat() if one.due else "",
            "timeliness": one.timeliness,
        }
        for one in standings
    ]
    if as_json:
        print(json.dumps({"version": 1, "requests": rows}, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print_rows(rows)
    raise typer.Exit(code)


@app.command()
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
    from foi_stats.answer.draft_request import write_draft
    from foi_stats.findings import FoiError

    try:
        drafted = write_draft(_places(root, data, reports).data, reference, letter, authority, topic)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    asked = "1 question" if drafted.questions == 1 else f"{drafted.questions} questions"
    unsure = "1 place" if drafted.unsure == 1 else f"{drafted.unsure} places"
    print(f"{drafted.path}: {asked if letter else 'a skeleton'}, and {unsure} to settle (lines that begin # ?).")  # noqa: T201
    for one in drafted.earlier:
        print(f"Released before, {one.authority}: {one.reference} ({', '.join(one.years)}). It may answer this (s.21).")  # noqa: T201
    if not topic:
        print("Earlier releases were not looked for: name the topic with --topic.", file=sys.stderr)  # noqa: T201


TableFile = Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A table with its totals, labelled Total.")]
Count = Annotated[str, typer.Option(help="The column of counts; with --wide, what the counts are of.")]
By = Annotated[list[str], typer.Option(help="A column of labels; give it once for each.")]
Threshold = Annotated[int, typer.Option(help="Counts below this, and not 0, are small.")]
Wide = Annotated[bool, typer.Option("--wide", help="The last --by runs across the columns.")]
Zeros = Annotated[bool, typer.Option("--zeros", help="True zeros may be hidden too.")]
With = Annotated[
    list[Path] | None, typer.Option("--with", help="A table that was published before.", show_default=False)
]


@app.command()
def protect(
    table: TableFile,
    count: Count,
    by: By,
    threshold: Threshold = 5,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the table to this file.")] = None,
    wide: Wide = False,
    zeros: Zeros = False,
    earlier: With = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Hide the small counts of a table, and what else would give them away."""
    from foi_stats.disclosure.suppress import protect as protect_table
    from foi_stats.disclosure.tables import published_table, read_table, wide_table
    from foi_stats.findings import FoiError

    try:
        tables = [_read(read_table, path, count, by, wide=wide) for path in (table, *(earlier or []))]
        protected = _plainly(
            protect_table, tables[0], count=count, by=by, threshold=threshold, zeros=zeros, earlier=tables[1:]
        )
        published = published_table(protected, count=count)
        shown = wide_table(published, count=count, by=by, across=by[-1]) if wide else published
        text = shown.to_csv(index=False, lineterminator="\n")
        if output:
            _write_new(output, text)
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    done = protected.attrs["suppression"]
    if as_json:
        print(json.dumps({"version": 1, "suppression": done}, indent=2))  # noqa: T201
    elif not output:
        print(text, end="")  # noqa: T201
    proven = "proven to be the fewest" if done["status"] == "optimal" else f"within {done['gap']:.1%} of the fewest"
    small = "1 small count" if done["primary"] == 1 else f"{done['primary']} small counts"
    others = "1 other" if done["secondary"] == 1 else f"{done['secondary']} others"
    told = f"{small} hidden, and {others} so that nothing small can be worked out"
    print(f"{told} ({proven}, by their counts).", file=sys.stderr)  # noqa: T201


@app.command()
def audit(
    table: TableFile,
    count: Count,
    by: By,
    threshold: Annotated[int | None, typer.Option(help="The threshold, if it is known to readers.")] = None,
    wide: Wide = False,
    zeros: Zeros = False,
    earlier: With = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Say what could be worked out of each hidden count, [c], of a table; exit code 1 if anything could."""
    from foi_stats.disclosure.audit import attack_tables
    from foi_stats.disclosure.audit import audit as audit_table
    from foi_stats.disclosure.explain import explain
    from foi_stats.disclosure.tables import read_table
    from foi_stats.findings import FoiError

    known: dict[str, Any] = {"count": count, "by": by, "threshold": threshold, "zeros": zeros}
    try:
        tables = [_read(read_table, path, count, by, wide=wide) for path in (table, *(earlier or []))]
        found = _plainly(audit_table, tables[0], earlier=tables[1:], **known)
        said = (
            []
            if found["safe"].all()
            else _plainly(lambda: explain(attack_tables(tables[0], earlier=tables[1:], **known)))
        )
    except FoiError as error:
        raise typer.Exit(say_error(error)) from None
    if as_json:
        cells = json.loads(found.to_json(orient="records"))
        print(json.dumps({"version": 1, "cells": cells, "explanations": said}, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print_audit(found, by)
        for paragraph in said:
            print(f"\n{paragraph}")  # noqa: T201
    raise typer.Exit(0 if found["safe"].all() else 1)


from foi_stats.cli_screen import screen  # noqa: E402 - it takes its options from here

app.command()(screen)


def main() -> None:
    """Run the command; what the console script calls."""
    app()


def _unusable(error: OSError) -> FoiError:
    from foi_stats.findings import InputError

    return InputError(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}.")


def _places(root: Path, data: Path | None, reports: Path | None) -> Places:
    from foi_stats.findings import InputError
    from foi_stats.run.plan import Places

    if not root.is_dir():
        raise InputError(f"There is no folder {root}. Name the project's folder with --root.")
    return Places(root / "notebooks", data or root / "data", reports or root / "reports")


def _write_new(path: Path, text: str) -> None:
    from foi_stats.findings import InputError

    if path.exists():
        raise InputError(f"{path} is there already, and is left as it is. Name another file.")
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None


def _plainly(call: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401
    """Return what a function gives; a value that it refuses is the user's to mend."""
    from foi_stats.findings import InputError

    try:
        return call(*given, **named)
    except ValueError as error:
        raise InputError(str(error)) from None


def _read(read: Callable[..., Any], path: Path, count: str, by: list[str], *, wide: bool) -> Any:  # noqa: ANN401
    from foi_stats.findings import InputError

    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    return _plainly(read, path, count=count, by=by, wide=wide)
