"""What the command prints: errors, progress and tables. Nothing is decided here.

Names and texts of untrusted files are printed as they stand, but for control characters, which a terminal would obey:
these are printed as codes. Rich, which would read ``[x]`` and ``:warning:`` in a string as markup, is only given the
line of progress.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from contextlib import suppress
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TextIO

from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from foi_stats.run.messages import Failure, Outcome, Progress
    from foi_stats.supply.check import Checked
    from foi_stats.vocabulary.findings import Finding, FoiError

_CONTROLS = {code: f"\\u{code:04x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
"""Control characters but tabs and line ends, as JSON and Python write them."""

_WORD = re.compile(r"\s*\S+\s*")


def print_text(text: str, file: TextIO | None = None) -> None:
    """Print a message or JSON, with control characters as codes."""
    print(text.translate(_CONTROLS), file=file)


def print_rows(rows: list[dict[str, str]]) -> None:
    """Print rows of text as a table, the names of the first as its headings; as blocks of lines where that is too wide.

    Columns in which nothing stands are left out. No figure is broken over two lines: half of one is another figure.
    """
    names = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    if not _print_columns([[name.capitalize(), *(row[name] for row in rows)] for name in names]):
        _print_blocks([{name: row[name] for name in names} for row in rows])


def _length(text: str) -> int:
    """Return how many places of a line a text takes: some characters take two, others none."""
    from rich.cells import cell_len  # without the rest of Rich, which takes long to import

    return cell_len(text)


def _shown(text: str) -> str:
    """Return text as a table is to show it: as it stands, with control characters as codes."""
    return text.translate(_CONTROLS).expandtabs()


def _terminal_width() -> int:
    """Return how wide lines may be: as COLUMNS says, or as the terminal is that any of the streams is; else 80."""
    if (said := os.environ.get("COLUMNS", "")).isdigit() and int(said):
        return int(said)
    for stream in (0, 1, 2):
        with suppress(OSError):
            if width := os.get_terminal_size(stream).columns:
                return width
    return 80


def _print_columns(texts: list[list[str]], right: Collection[int] = (), *, however_wide: bool = False) -> bool:
    """Print columns beside each other, each with its heading first, in bold on a terminal; return whether they fit.

    Parameters
    ----------
    right
        The numbers of the columns whose texts stand at the right.
    however_wide
        Whether they are printed even if lines are wider than the terminal.
    """
    columns = [[_shown(text) for text in column] for column in texts]
    widths, room = _column_widths(columns, _terminal_width())
    if not widths or (room < 0 and not however_wide):
        return False
    bold = sys.stdout.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
    for number, row in enumerate(zip(*columns, strict=True)):
        cells = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
        for pieces in zip_longest(*cells, fillvalue=""):
            line = "  ".join(
                _padded(*one, right=at in right) for at, one in enumerate(zip(pieces, widths, strict=True))
            )
            sys.stdout.write(f"\x1b[1m{line}\x1b[0m\n" if bold and number == 0 else f"{line}\n")
    return True


def _padded(text: str, width: int, *, right: bool) -> str:
    spaces = " " * (width - _length(text))
    return spaces + text if right else text + spaces


def _wrapped(text: str, width: int) -> list[str]:
    """Return text as lines of a width, broken between words; none of its words is wider."""
    lines = []
    for line in text.split("\n"):
        kept = ""
        for word in _WORD.findall(line):
            if kept and _length(kept) + _length(word.rstrip()) > width:
                lines.append(kept.rstrip())
                kept = ""
            kept += word
        lines.append(kept.rstrip())
    return lines


def _column_widths(columns: list[list[str]], room: int) -> tuple[list[int], int]:
    """Return how wide each column of texts is, broken at spaces to fit, and the room left; less than 0 if none is."""
    widths = [max(map(_length, column)) for column in columns]
    fewest = [max(_length(word) for text in column for word in text.split()) for column in columns]
    left = room - sum(widths) - 2 * (len(columns) - 1)
    while left < 0 and widths != fewest:
        widest = max(range(len(columns)), key=lambda number: widths[number] - fewest[number])
        widths[widest] -= 1
        left += 1
    return widths, left


def _print_blocks(rows: list[dict[str, str]]) -> None:
    """Print rows one below another: the first text of each, and the others beneath it with their headings."""
    for row in rows:
        (_, first), *others = row.items()
        print_text(first)
        for name, text in others:
            if text:
                print_text(f"  {name.capitalize()}: {text}")


def print_audit(found: Any, by: list[str]) -> None:  # noqa: ANN401 - pandas is not imported here
    """Print what an audit found of each hidden count."""
    cells = found.to_dict("records")
    highest = ("no limit" if cell["high"] == float("inf") else f"{cell['high']:,.0f}" for cell in cells)
    columns = [
        *([name, *(str(cell[name]) for cell in cells)] for name in by),
        ["Lowest", *(f"{cell['low']:,}" for cell in cells)],
        ["Highest", *highest],
        ["Safe", *("yes" if cell["safe"] else "NO" for cell in cells)],
    ]
    _print_columns(columns, right=(len(by), len(by) + 1), however_wide=True)


def print_error(error: FoiError, reference: str = "") -> int:
    """Print an error as one plain message and return its exit code."""
    print_text(f"{reference}: {error}" if reference else str(error), sys.stderr)
    return error.exit_code


def print_findings(findings: list[Finding]) -> None:
    """Print findings one by one, the gravest first, and how many there are."""
    from foi_stats.vocabulary.findings import worst_first

    for finding in worst_first(findings):
        print_text(f"{finding.severity}: {finding}")
    errors = sum(finding.severity == "error" for finding in findings)
    others = len(findings) - errors
    if errors:
        said = f"{counted(errors, 'thing is', 'things are')} hidden, or cannot be screened: do not release."
    else:
        said = "Nothing is hidden."
    remarks = f" {counted(others, 'remark')} besides." if others else ""
    print_text(f"{said}{remarks}", sys.stderr)


def print_checked(checked: list[Checked]) -> None:
    """Print for each file what was read of it, and its findings, the worst first."""
    for number, one in enumerate(checked):
        if number:
            print_text("")
        print_text(one.heading)
        print_rows(one.table)
        for line in one.remarks:
            print_text(line)
        for finding in one.supply.findings:
            print_finding(finding)
        print_text(one.verdict)


def print_finding(finding: Finding) -> None:
    """Print a finding of a known file: severity and place, what was found, what was expected and what to do."""
    width = _terminal_width()
    before = f"{finding.severity}  "
    for line in finding.sentences(finding.place_in_file or "the whole file"):
        for piece in textwrap.wrap(line, max(40, width - 9), break_on_hyphens=False):
            print_text(f"{before:<9}{piece}")
            before = ""


class Telling:
    """Shows progress: a moving line on a terminal, plain lines elsewhere, or nothing."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._in_hand: dict[tuple[str, str], None] = {}

    def __enter__(self) -> Progress:
        from foi_stats.run.messages import Progress

        if self._silent:
            return Progress()
        if not sys.stderr.isatty():
            return Progress(report=_plain_report, step=_plain_step, done=_plain_done)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        return Progress(self._start, self._report, self._step, self._step_done, self._done)

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_bar"):
            self._bar.stop()

    def _start(self, reports: int) -> None:
        self._bar.start()
        self._reports = self._bar.add_task("Reports", total=reports)
        self._notebooks = self._bar.add_task("Notebooks", total=0, visible=False)

    def _report(self, _reference: str, to_run: int, _steps: int) -> None:
        total = (self._bar.tasks[self._notebooks].total or 0) + to_run
        self._bar.update(self._notebooks, total=total, visible=True)

    def _step(self, reference: str, what: str) -> None:
        self._in_hand[reference, what] = None
        self._describe()

    def _step_done(self, reference: str, what: str) -> None:
        self._in_hand.pop((reference, what), None)
        self._bar.advance(self._notebooks)
        self._describe()

    def _done(self, ended: Outcome | Failure) -> None:
        self._in_hand = {pair: None for pair in self._in_hand if pair[0] != ended.reference}
        self._bar.advance(self._reports)

    def _describe(self) -> None:
        latest = list(self._in_hand)[-1:]
        said = "".join(f" ({reference}: {what})" for reference, what in latest)
        self._bar.update(self._notebooks, description=f"Notebooks{said}".translate(_CONTROLS))


def _plain_report(reference: str, to_run: int, steps: int) -> None:
    kept = f", {steps - to_run} unchanged" if to_run < steps else ""
    print_text(f"{reference}: {counted(to_run, 'notebook')} to run{kept}", sys.stderr)


def _plain_step(reference: str, what: str) -> None:
    print_text(f"{reference}: {what}", sys.stderr)


def _plain_done(ended: Outcome | Failure) -> None:
    if hasattr(ended, "unchanged"):
        print_text(f"{ended.reference}: {'nothing has changed' if ended.unchanged else 'done'}", sys.stderr)


def print_outcomes(outcomes: list[Outcome], failures: list[Failure], data: Path, *, quiet: bool) -> None:
    """Print how each question was answered, where the reports lie, and which could not be made.

    Parameters
    ----------
    data
        The data folder, by which the files of findings are named.
    """
    if quiet:
        return
    if lines := [line for outcome in outcomes for line in outcome.lines]:
        _print_lines(lines)
    for outcome in outcomes:
        _print_outcome(outcome, data)
    if failures:
        _print_failures(failures, len(outcomes) + len(failures))


def _print_outcome(outcome: Outcome, data: Path) -> None:
    for finding in outcome.warnings:
        print_text(f"{outcome.reference}: warning: {finding.within(data)}", sys.stderr)
    for finding in outcome.stops:
        print_text(f"{outcome.reference}: would stop its release: {finding.within(data)}", sys.stderr)
    said = "Released" if outcome.outcome == "release" else "Draft, not approved for release"
    how = "nothing has changed" if outcome.unchanged else f"{outcome.seconds:.1f} s"
    print_text(f"{outcome.reference}: {said}, {how}. Open {outcome.page}")
    print_text(f"{outcome.reference}: the working papers, which stay inside: {outcome.folder.with_name('working')}")
    older = outcome.page.with_name("release.html")
    if outcome.outcome == "draft" and older.exists():
        print_text(f"{outcome.reference}: an earlier release still stands: {older}")


def _print_failures(failures: list[Failure], total: int) -> None:
    """Print which reports could not be made, once more and together: in a long run the messages are far above."""
    if total == 1:  # it stands just above
        print_text("A report made before stands as it was. Mend what is named, and run again.", sys.stderr)
        return
    print_text(
        f"{len(failures)} of {counted(total, 'report')} could not be made; the last good ones stand:", sys.stderr
    )
    for failure in failures:
        first, *rest = str(failure.error).splitlines() or [type(failure.error).__name__]
        if first.endswith(":") and rest:  # what it is stands in the next line
            first = f"{first} {rest.pop(0).strip(' -')}"
        more = f" (and {counted(len(rest), 'line')} above)" if rest else ""
        print_text(f"  {failure.reference}: {first}{more}", sys.stderr)
    print_text("Mend what is named, and run again: only these will be made anew.", sys.stderr)


def _print_lines(lines: list[dict[str, Any]]) -> None:
    columns = [
        *([name.capitalize(), *(line[name] for line in lines)] for name in ("request", "question", "limb")),
        ["Status", *(line["said"] for line in lines)],
        ["Seconds", *(f"{line['seconds']:.1f}" if line["seconds"] else "" for line in lines)],
    ]
    _print_columns(columns, right=(4,), however_wide=True)
