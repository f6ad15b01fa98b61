"""What the command prints: errors, progress and tables. Nothing is decided here."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foi_stats.findings import Finding, FoiError
    from foi_stats.run.report import Outcome, Progress


def print_rows(rows: list[dict[str, str]]) -> None:
    """Print rows of text as a table, the names of the first as its headings."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in rows[0] if rows else ():
        table.add_column(heading.capitalize())
    for row in rows:
        table.add_row(*row.values())
    Console().print(table)


def print_audit(found: Any, by: list[str]) -> None:  # noqa: ANN401 - pandas is not imported here
    """Print what an audit found of each hidden count."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (*by, "Lowest", "Highest", "Safe"):
        table.add_column(heading, justify="right" if heading in ("Lowest", "Highest") else "left")
    for cell in found.to_dict("records"):
        high = "no limit" if cell["high"] == float("inf") else f"{cell['high']:,.0f}"
        table.add_row(*(str(cell[name]) for name in by), f"{cell['low']:,}", high, "yes" if cell["safe"] else "NO")
    Console().print(table)


def say_error(error: FoiError, reference: str = "") -> int:
    """Print an error as one plain message and return its exit code."""
    print(f"{reference}: {error}" if reference else str(error), file=sys.stderr)  # noqa: T201
    return error.exit_code


def print_findings(findings: list[Finding]) -> None:
    """Print findings one by one, the gravest first, and how many there are."""
    grave = ("error", "warning", "info")
    for finding in sorted(findings, key=lambda one: grave.index(one.severity)):
        print(f"{finding.severity}: {finding}")  # noqa: T201
    errors = sum(finding.severity == "error" for finding in findings)
    others = len(findings) - errors
    if errors:
        said = f"{errors} {'thing is' if errors == 1 else 'things are'} hidden, or cannot be screened: do not release."
    else:
        said = "Nothing is hidden."
    remarks = f" {others} {'remark' if others == 1 else 'remarks'} besides." if others else ""
    print(f"{said}{remarks}", file=sys.stderr)  # noqa: T201


class Telling:
    """Tells how far a run is: a moving line on a terminal, plain lines elsewhere, or nothing."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent

    def __enter__(self) -> Progress:
        from foi_stats.run.report import Progress

        if self._silent:
            return Progress()
        from rich.console import Console

        console = Console(stderr=True)
        if not console.is_terminal:
            return Progress(start=_plain_start, step=_plain_step)
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=console, transient=True)
        self._bar.start()
        return Progress(start=self._start, step=self._step)

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_bar"):
            self._bar.stop()

    def _start(self, reference: str, steps: int) -> None:
        self._reference = reference
        self._task = self._bar.add_task(reference, total=steps, completed=-1)

    def _step(self, what: str) -> None:
        self._bar.update(self._task, description=f"{self._reference}: {what}", advance=1)


def _plain_start(reference: str, steps: int) -> None:
    print(f"{reference}: {steps} notebooks to run", file=sys.stderr)  # noqa: T201


def _plain_step(what: str) -> None:
    print(f"  {what}", file=sys.stderr)  # noqa: T201


def print_outcomes(outcomes: list[Outcome], *, as_json: bool, quiet: bool) -> None:
    """Print how each question was answered, and where the reports lie."""
    lines = [line for outcome in outcomes for line in outcome.lines]
    if as_json:
        reports = [
            {
                "request": done.reference,
                "outcome": done.outcome,
                "page": str(done.page),
                "seconds": round(done.seconds, 2),
            }
            for done in outcomes
        ]
        print(json.dumps({"version": 1, "questions": lines, "reports": reports}, ensure_ascii=False, indent=2))  # noqa: T201
        return
    if quiet or not outcomes:
        return
    _print_table(lines)
    for outcome in outcomes:
        for finding in outcome.warnings:
            print(f"{outcome.reference}: warning: {finding}", file=sys.stderr)  # noqa: T201
        said = "Released" if outcome.outcome == "release" else "Draft, not approved for release"
        print(f"{outcome.reference}: {said}, {outcome.seconds:.1f} s. Open {outcome.page}")  # noqa: T201
        older = outcome.page.parent.parent / "release"
        if outcome.outcome == "draft" and older.exists():
            print(f"{outcome.reference}: an earlier release still stands in {older}")  # noqa: T201


def _print_table(lines: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from foi_stats.answer.wording import say

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Request", "Question", "Limb", "Status"):
        table.add_column(heading)
    table.add_column("Seconds", justify="right")
    for line in lines:
        seconds = f"{line['seconds']:.1f}" if line["seconds"] else ""
        table.add_row(line["request"], line["question"], line["limb"], say("status", line["status"]), seconds)
    Console().print(table)
