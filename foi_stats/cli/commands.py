"""The commands, and how Typer reads them."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Annotated

import typer

from foi_stats import __version__
from foi_stats.terminal import print_text

COMMANDS = {
    "run": "runs",
    "status": "reports",
    "history": "runs",
    **dict.fromkeys(("approve", "trace", "verify"), "releases"),
    **dict.fromkeys(("init", "new", "letter"), "requests"),
    **dict.fromkeys(("check", "template", "layout"), "supplies"),
    **dict.fromkeys(("take", "inbox", "chase"), "deliveries"),
    "desk": "desk",
    "protect": "counts",
    "audit": "counts",
    "screen": "files",
    "ledger": "ledger",
    "site": "site",
    "lab": "lab",
}
"""The module of each command, in the order in which help lists them."""


def command_line(word: str = "") -> typer.Typer:
    """Return what reads a command's words: with the command of that name alone, or with all if there is none."""
    app = typer.Typer(
        help="Answers Freedom of Information questions about money and numbers from the spreadsheets that hold them.",
        epilog="Exit codes: 0 well; 1 not well (faulty data, a report that could not be made); 2 wrong command or "
        "input; 3 busy, try again.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # markup would swallow [c] and [x], which are symbols here and not styles
        context_settings={"max_content_width": 100},
    )
    app.callback()(_foi_stats)
    for name in (word,) if word in COMMANDS else COMMANDS:
        command = getattr(import_module(f"foi_stats.cli.{COMMANDS[name]}"), name)
        # Without a short help of its own, a command's first sentence is cut off in the list of commands.
        app.command(short_help=inspect.getdoc(command))(command)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        print_text(f"foi-stats {__version__}")
        raise typer.Exit


def _foi_stats(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep every command a word of its own, the first one too."""
