"""Commands on what is received: take, inbox, chase."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foi_stats.cli.inputs import day_of, end_as_if_interrupted, places_of, plain_error, plainly, write_new
from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.terminal import print_checked, print_error, print_finding, print_rows, print_text

if TYPE_CHECKING:
    from foi_stats.request.project_folders import Places
    from foi_stats.run.chase import Chase
    from foi_stats.supply.delivery_log import DeliveryLine
    from foi_stats.supply.take import Delivered, Sender

AuthorityName = Annotated[str, typer.Option(help="Whose figures they are: a name in data/authorities.")]
Role = Annotated[str, typer.Option("--from", metavar="ROLE", help="Who sent it, by role and not by name.")]


def take(
    file: Annotated[Path | None, typer.Argument(help="The file that was received.", show_default=False)] = None,
    authority: AuthorityName = "",
    role: Role = "",
    as_at: Annotated[
        str, typer.Option(help="The day of its figures, where it does not say one: 2016-06-30.", show_default=False)
    ] = "",
    year: Annotated[
        str, typer.Option(help="The financial year of figures whose file names none.", show_default=False)
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the last delivery of the authority back.")] = False,
    digest: Annotated[
        str, typer.Option(help="With --undo: the delivery whose digest begins so.", show_default=False)
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="With --undo: do not ask.")] = False,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
) -> None:
    """Check a file that was received, and keep it among the supplies; or take the last one back."""
    from foi_stats.supply.take import Sender, take_file
    from foi_stats.vocabulary.findings import FoiError, InputError
    from foi_stats.vocabulary.years import parse_financial_year

    now = dt.datetime.now().astimezone()
    try:
        places = places_of(root, data, reports)
        if not authority:
            raise InputError("Say whose figures they are: --authority, with a name in data/authorities.")
        if undo:
            if file is not None or as_at or year:
                raise InputError("--undo takes back the last delivery, or the one of --digest: name no file with it.")
            line = _undone(places, authority, role, digest, yes=yes)
        elif file is None:
            raise InputError("Name the file that was received, or --undo to take the last one back.")
        elif digest or yes:
            raise InputError("--digest and --yes go with --undo.")
        else:
            of_year = plainly(parse_financial_year, year) if year else ""
            sender = Sender(authority, role, day_of(as_at) if as_at else None, of_year)
            delivered = take_file(places.data, named_file(file), sender, now)
            releases = _releases(places, authority, delivered)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    if undo:
        told = f"Taken back: {line.file} lies in {line.moved_to} now, where nothing reads it."
        print_text(json.dumps({"version": 1, "line": asdict(line)}, ensure_ascii=False, indent=2) if as_json else told)
        raise typer.Exit(0)
    if as_json:
        print_text(json.dumps(delivered_fields(delivered, releases), ensure_ascii=False, indent=2))
    else:
        _print_delivered(delivered, releases, sender)
    raise typer.Exit(0 if delivered.taken else 1)


def inbox(
    folder: Annotated[Path, typer.Argument(help="The folder that finance drops files in; a network share will do.")],
    authority: AuthorityName = "",
    role: Role = "",
    once: Annotated[bool, typer.Option("--once", help="Answer what is there, and end; for schedulers.")] = False,
    every: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How long to wait between two looks.")] = 10,
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each file.")] = False,
) -> None:
    """Watch a folder: each file that is dropped there is taken, or sent back marked, and answered beside it."""
    from foi_stats.run.inbox import Inbox, watch
    from foi_stats.supply.deliveries import check_authorities
    from foi_stats.supply.take import Sender
    from foi_stats.vocabulary.findings import FoiError, InputError

    end_as_if_interrupted()
    codes = [0]

    def complain(text: str, code: int) -> None:
        codes.append(code)
        print_text(text, sys.stderr)

    try:
        places = places_of(root, data, reports)
        if not authority:
            raise InputError("Say whose figures they are: --authority, with a name in data/authorities.")
        check_authorities(places.data, [authority])
        if not folder.is_dir():
            raise InputError(f"There is no folder {folder}. Make it, and give finance the right to write in it.")
        if any(folder.resolve().is_relative_to(one.resolve()) for one in (places.data, places.reports)):
            raise InputError(f"{folder} lies in the project's own data or reports. Watch a folder outside of them.")
        watched = Inbox(folder, places, Sender(authority, role), complain=complain)
        if not (once or as_json):
            print_text(f"Watching {folder} for figures of {authority}. Ctrl-C ends it.", sys.stderr)
        for answer in watch(watched, every, once=once):
            codes.append(int(answer.outcome not in ("accepted", "not needed", "taken back")))
            print_text(json.dumps(asdict(answer), ensure_ascii=False) if as_json else f"{answer.about}.")
            sys.stdout.flush()
    except KeyboardInterrupt:
        print_text("Ended. What was dropped and is not answered yet will be when it is started again.", sys.stderr)
        raise typer.Exit(0) from None
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    raise typer.Exit(max(codes))


def chase(
    references: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REFERENCE]…", help="The requests; all without a report if not given."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write a message and the workbook to fill in, in a folder for each request."
        ),
    ] = None,
    today: Annotated[str, typer.Option(help="The day to reckon from, as 2016-07-08; today if not given.")] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    as_json: Json = False,
) -> None:
    """Say which figures requests wait for, since when and from whom; what is late or due soonest comes first."""
    from foi_stats.request.names import file_name, list_requests
    from foi_stats.run.chase import MESSAGE, TEMPLATE, find_chase, template_of
    from foi_stats.run.history import read_history
    from foi_stats.run.standing import KnownStanding
    from foi_stats.supply.delivery_log import read_deliveries
    from foi_stats.vocabulary.findings import FoiError

    chased, code = [], 0
    try:
        places, day = places_of(root, data, reports), day_of(today)
        history, log = read_history(places), read_deliveries(places.data)
        names = references or list_requests(places.data)
        for name in names:
            try:
                waits = find_chase(KnownStanding(name, places, day, history), log, by_name=bool(references))
            except FoiError as error:
                code = max(code, print_error(error, name))
                continue
            if waits is not None:
                chased.append(waits)
        chased.sort(key=lambda one: one.urgency)
        if output:
            for one in chased:
                folder = output / file_name(one.reference)
                folder.mkdir(parents=True, exist_ok=True)
                write_new(folder / TEMPLATE, template_of(places, one))
                write_new(folder / MESSAGE, one.message())
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    if as_json:
        told = {"version": 1, "requests": [one.fields() for one in chased]}
        print_text(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_chased(chased, output)
    raise typer.Exit(code)


def _print_chased(chased: list[Chase], output: Path | None) -> None:
    """Print what requests wait for as a table, and where the messages lie, or the messages themselves."""
    if not chased:
        print_text("No request waits for figures.")
        return
    print_rows(
        [
            {
                "request": one.reference,
                "missing": str(missing),
                "from": one.role,
                "since": one.since,
                "timeliness": one.timeliness,
            }
            for one in chased
            for missing in one.missing
        ]
    )
    for one in (one for one in chased if one.has_faults):
        print_text(
            f"{one.reference}: there are supplies with errors besides; foi-stats run {one.reference} names them."
        )
    if output:
        print_text(f"The messages, each with the workbook to fill in, lie in {output}. Nothing is sent.")
    else:
        print_text("To write a message and the workbook to fill in for each: foi-stats chase -o FOLDER")


def named_file(file: Path) -> Path:
    """Return a file that a user named.

    Raises
    ------
    InputError
        If it is none: a folder, or the lock of an open workbook.
    """
    from foi_stats.vocabulary.findings import InputError

    if file.is_dir():
        raise InputError(f"{file} is a folder. Name the spreadsheets in it.")
    if not file.is_file():
        raise InputError(f"There is no file {file}.")
    if file.name.startswith("~$"):
        raise InputError(f"{file} only says that {file.name[2:]} is open somewhere. Name {file.name[2:]} itself.")
    return file


def _undone(places: Places, authority: str, role: str, digest: str, *, yes: bool) -> DeliveryLine:
    """Say which delivery would be taken back, ask, and take it back."""
    from foi_stats.supply.take import delivery_to_undo, undo_delivery
    from foi_stats.vocabulary.years import format_day

    line = delivery_to_undo(places.data, authority, digest)
    when = dt.datetime.fromisoformat(line.when)
    sender = f"from {line.role}, " if line.role else ""
    which = f"{line.file} ({sender}received on {format_day(when.date())} at {when:%H:%M}; {line.kind}, {line.periods})"
    if not (yes or typer.confirm(f"Take back {which}?", err=True)):
        print_text("Nothing is taken back.", sys.stderr)
        raise typer.Exit(1)
    return undo_delivery(places.data, authority, role, dt.datetime.now().astimezone(), line.sha256)


def _releases(places: Places, authority: str, delivered: Delivered) -> list[tuple[str, ...]]:
    from foi_stats.run.restated_releases import releases_of_moved

    return releases_of_moved(places, authority, delivered.arrival.moved)


def delivered_fields(delivered: Delivered, releases: list[tuple[str, ...]]) -> dict[str, Any]:
    """Return how a file was received, as JSON has it."""
    found = dict.fromkeys((*delivered.checked.supply.findings, *delivered.arrival.findings))
    moved = zip(delivered.arrival.moved, releases, strict=True)
    return {
        "version": 1,
        "taken": delivered.taken,
        "known": delivered.known,
        "line": asdict(delivered.line) if delivered.line else None,
        "findings": [asdict(finding) for finding in found],
        "read": [read.fields() for read in delivered.checked.read],
        "moved": [asdict(one) | {"releases": list(references)} for one, references in moved],
        "left_out_of_the_record": delivered.torn,
    }


def _print_delivered(delivered: Delivered, releases: list[tuple[str, ...]], sender: Sender) -> None:
    """Print what was read of a file, what it moves, and whether it was taken."""
    from foi_stats.run.restated_releases import moved_rows

    checked, line = delivered.checked, delivered.line
    print_checked([checked])
    for finding in delivered.arrival.findings:
        print_finding(finding)
    if delivered.torn:
        print_text(f"The last line of deliveries.csv broke off, and is left out from now on: {delivered.torn!r}")
    if checked.stopped:
        if any(finding.check == "year-unknown" for finding in checked.supply.findings):
            print_text("If all its figures without a year are of one, say which: --year 2015-16.")
        print_text(f"Not taken. To send it back marked: foi-stats check {checked.path} --reply REPLY.xlsx")
    elif not delivered.taken:
        print_text("Not taken.")
        if sender.as_at is None and any(one.check in ("given-twice", "older-state") for one in delivered.refused):
            print_text(
                "If its figures are newer than those that are held, say of what day they are: --as-at 2016-06-30."
            )
    if not delivered.taken or line is None:
        return
    if delivered.arrival.moved:
        print_text("What moved:")
        print_rows(moved_rows(delivered.arrival.moved, releases))
    if line.replaces:
        print_text(f"It takes the place of figures in: {line.replaces}.")
    print_text(f"Taken: {line.rows} figures ({line.kind}, {line.periods}) lie in {line.file}.")
