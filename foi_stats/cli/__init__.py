"""The foi-stats command: parse, call, print, exit code.

What a command needs is imported when it is run, so that ``foi-stats --help`` answers at once.
"""

from __future__ import annotations

import sys
from itertools import takewhile

from foi_stats.cli.inputs import plain_error
from foi_stats.cli.standings import print_if_known
from foi_stats.terminal import print_error


def main() -> None:
    """Run the command; what the console script calls."""
    words = sys.argv[1:] = _with_seconds(sys.argv[1:])
    try:
        try:
            if words[:1] == ["status"] and print_if_known(words[1:]):
                return
            _warm_up(words)
            from foi_stats.cli.commands import command_line  # Typer, without which it is said what is known

            command_line(*words[:1])()
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
