"""The foi-stats command: parse, call, print, exit code.

What it needs is imported when a command is run, so that ``foi-stats --help`` answers at once.
"""

from __future__ import annotations

import inspect
import sys
from itertools import takewhile
from typing import Annotated

import typer

from foi_stats import __version__
from foi_stats.cli import (
    counts,
    deliveries,
    desk,
    files,
    lab,
    ledger,
    releases,
    reports,
    requests,
    runs,
    site,
    supplies,
)
from foi_stats.cli.options import plain_error
from foi_stats.terminal import print_error, print_text

app = typer.Typer(
    help="Answers Freedom of Information questions about money and numbers from the spreadsheets that hold them.",
    epilog="Exit codes: 0 well; 1 not well (faulty data, a report that could not be made); 2 wrong command or input; "
    "3 busy, try again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # markup would swallow [c] and [x], which are symbols here and not styles
    context_settings={"max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print_text(f"foi-stats {__version__}")
        raise typer.Exit


@app.callback()
def _foi_stats(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep every command a word of its own, the first one too."""


for _command in (
    *(runs.run, reports.status, runs.history),
    *(releases.approve, releases.trace, releases.verify),
    *(requests.init, requests.new, requests.letter, supplies.check, supplies.template, supplies.layout),
    deliveries.take,
    deliveries.inbox,
    deliveries.chase,
    desk.desk,
    *(counts.protect, counts.audit, files.screen, ledger.ledger, site.site),
    lab.lab,
):
    # Without a short help of its own, a command's first sentence is cut off in the list of commands.
    app.command(short_help=inspect.getdoc(_command))(_command)


def main() -> None:
    """Run the command; what the console script calls."""
    sys.argv[1:] = _with_seconds(sys.argv[1:])
    try:
        try:
            _warm_up(sys.argv[1:])
            app()
        finally:
            sys.stdout.flush()  # here, where an error has one plain message, and not as the interpreter ends
    except OSError as error:
        sys.stdout = None  # nothing more is written to it as the interpreter ends
        raise SystemExit(1 if isinstance(error, BrokenPipeError) else print_error(plain_error(error))) from None


def _with_seconds(words: list[str]) -> list[str]:
    """Return the words of a command with the seconds of a ``--wait`` that stands by itself."""
    said = []
    for at, word in enumerate(words):
        said.append(word)
        following = words[at + 1] if at + 1 < len(words) else ""
        if word == "--wait" and not following.replace(".", "", 1).isdigit():
            said.append("600")
    return said


def _warm_up(words: list[str]) -> None:
    """Start the warm process before the command is parsed, if notebooks are certain to run."""
    if words[:1] == ["run"] and "--force" in words and not {"--help", "--dry-run"} & set(words):
        from foi_stats.run.warm_up import warm_up

        named = list(takewhile(lambda word: not word.startswith("-"), words[1:]))
        warm_up(several=len(named) != 1)
