"""The command that writes the disclosure log as a folder to publish: site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foi_stats.cli.inputs import places_of
from foi_stats.cli.options import Data, Json, Quiet, Reports, Root
from foi_stats.terminal import print_error, print_text
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from foi_stats.disclosure_log.export import Written
    from foi_stats.disclosure_log.log import Log


def site(
    out: Annotated[Path, typer.Argument(help="The folder of the site: new, empty, or written by this command before.")],
    authority: Annotated[
        str, typer.Option(help="Whose log it is: a name in data/authorities.", show_default=False)
    ] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Write what was released as a disclosure log: a folder of pages and files that any web server can publish."""
    from foi_stats.disclosure_log.export import write_site
    from foi_stats.disclosure_log.log import read_log
    from foi_stats.vocabulary.findings import FoiError

    try:
        places = places_of(root, data, reports)
        log = read_log(places, authority)
        written = write_site(log, places, out)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    if as_json:
        print_text(json.dumps(_told(log, written, out), ensure_ascii=False, indent=2))
    elif not quiet:
        _print_written(log, written, out)


def _told(log: Log, written: Written, out: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "authority": log.name,
        "folder": out.as_posix(),
        "responses": [entry.disclosed.reference for entry in log.entries if not entry.withdrawn],
        "withdrawn": [entry.disclosed.reference for entry in log.entries if entry.withdrawn],
        "left_out": list(log.left_out),
        "files": written.files,
        "changed": list(written.changed),
        "removed": list(written.removed),
    }


def _print_written(log: Log, written: Written, out: Path) -> None:
    told = _told(log, written, out)
    number = len(told["responses"])
    print_text(
        f"{log.authority.name}: {counted(number, 'response')}, {written.files} files, of which "
        f"{len(written.changed)} are new or changed; {len(written.removed)} removed. Open {out / 'index.html'}"
    )
    for kind, why in (("withdrawn", "withdrawn, so only named"), ("left_out", "left out (in_log = false)")):
        for reference in told[kind]:
            print_text(f"{reference}: {why}")
