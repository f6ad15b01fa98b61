"""What the command prints: errors, progress and tables. Nothing is decided here.

Names and texts of untrusted files are printed as they stand. Rich would read ``[x]``, ``[/b]`` and ``:warning:`` in a
string as markup, so tables are given ``Text``; a terminal would obey control characters, so these are printed as codes.
"""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Any, TextIO

from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from pathlib import Path

    from rich.text import Text

    from foi_stats.run.messages import Failure, Outcome, Progress
    from foi_stats.supply.check import Checked
    from foi_stats.vocabulary.findings import Finding, FoiError

_CONTROLS = {code: f"\\u{code:04x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
"""Control characters but tabs and line ends, as JSON and Python write them."""


def print_text(text: str, file: TextIO | None = None) -> None:
    """Print a message or JSON, with control characters as codes."""
    print(text.translate(_CONTROLS), file=file)


def _cell(text: str) -> Text:
    """Return text as a table is to show it: as it stands, with control characters as codes."""
    from rich.text import Text

    return Text(text.translate(_CONTROLS))


def print_rows(rows: list[dict[str, str]]) -> None:
    """Print rows of text as a table, the names of the first as its headings; as blocks of lines where that is too wide.

    Columns in which nothing stands are left out. No figure is broken over two lines: half of one is another figure.
    """
    from rich.console import Console
    from rich.table import Table

    console = Console()
    names = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    widths = _column_widths({name: [name, *(row[name] for row in rows)] for name in names}, console.width)
    if not widths:
        _print_blocks([{name: row[name] for name in names} for row in rows])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(_cell(name.capitalize()), width=widths[name])
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in names))
    console.print(table)


def _column_widths(columns: dict[str, list[str]], room: int) -> dict[str, int]:
    """Return how wide each column of texts is, broken at spaces so that all fit; nothing if they do not."""
    from rich.cells import cell_len

    texts = {name: [text.translate(_CONTROLS) for text in column] for name, column in columns.items()}
    widths = {name: max(map(cell_len, column)) for name, column in texts.items()}
    fewest = {name: max(cell_len(word) for text in column for word in text.split()) for name, column in texts.items()}
    gaps = 2 * (len(columns) - 1)
    while sum(widths.values()) + gaps > room:
        widest = max(widths, key=lambda name: widths[name] - fewest[name])
        if widths[widest] == fewest[widest]:
            return {}
        widths[widest] -= 1
    return widths


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
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (*by, "Lowest", "Highest", "Safe"):
        table.add_column(_cell(heading), justify="right" if heading in ("Lowest", "Highest") else "left")
    for cell in found.to_dict("records"):
        high = "no limit" if cell["high"] == float("inf") else f"{cell['high']:,.0f}"
        labels = (_cell(str(cell[name])) for name in by)
        table.add_row(*labels, f"{cell['low']:,}", high, "yes" if cell["safe"] else "NO")
    Console().print(table)


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
    from rich.console import Console

    width = Console().width
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
        _print_table(lines)
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


def _print_table(lines: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Request", "Question", "Limb", "Status"):
        table.add_column(heading)
    table.add_column("Seconds", justify="right")
    for line in lines:
        seconds = f"{line['seconds']:.1f}" if line["seconds"] else ""
        names = (_cell(line[name]) for name in ("request", "question", "limb"))
        table.add_row(*names, _cell(line["said"]), seconds)
    Console().print(table)
