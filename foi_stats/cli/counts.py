"""Commands on small counts: protect, audit."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from foi_stats.cli.inputs import plainly, solver_silent, write_new
from foi_stats.cli.options import Data, Json, Reports, Root
from foi_stats.terminal import print_audit, print_error, print_text
from foi_stats.vocabulary.phrases import counted, listed

TableFile = Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A table with its totals, labelled Total.")]
Count = Annotated[str, typer.Option(help="The column of counts; with --wide, what the counts are of.")]
By = Annotated[list[str], typer.Option(help="A column of labels; give it once for each.")]
Threshold = Annotated[int, typer.Option(help="Counts below this, and not 0, are small.")]
Wide = Annotated[bool, typer.Option("--wide", help="The last --by runs across the columns.")]
Zeros = Annotated[bool, typer.Option("--zeros", help="True zeros may be hidden too.")]
TotalName = Annotated[
    list[str] | None,
    typer.Option("--total", help="The label of a total, if it is not Total: NAME or COLUMN=NAME.", show_default=False),
]
NoTotal = Annotated[
    list[str] | None,
    typer.Option("--no-total", help="A column of labels that has no total by another name.", show_default=False),
]
With = Annotated[
    list[Path] | None, typer.Option("--with", help="A table that was published before.", show_default=False)
]


def protect(
    table: TableFile,
    count: Count,
    by: By,
    threshold: Threshold = 5,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the table to this file.")] = None,
    wide: Wide = False,
    zeros: Zeros = False,
    earlier: With = None,
    total: TotalName = None,
    no_total: NoTotal = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Hide the small counts of a table, and what else would give them away."""
    from foi_stats.files.csv_record import defuse
    from foi_stats.suppression.suppress import protect as protect_table
    from foi_stats.suppression.tables import published_table, read_table, wide_table
    from foi_stats.vocabulary.findings import FoiError

    try:
        tables = [_read(read_table, path, count, by, wide=wide) for path in (table, *(earlier or []))]
        named = _totals(tables[0], by, total or [], no_total or [])
        rule = {"threshold": threshold, "zeros": zeros, "totals": named}
        with solver_silent():
            protected = plainly(protect_table, tables[0], count=count, by=by, earlier=tables[1:], **rule)
        published = published_table(protected, count=count)
        shown = wide_table(published, count=count, by=by, across=by[-1]) if wide else published
        text = shown.map(lambda cell: defuse(str(cell))).to_csv(index=False, lineterminator="\n")
        if output:
            write_new(output, text)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    done = protected.attrs["suppression"]
    if as_json:
        print_text(json.dumps({"version": 1, "suppression": done}, indent=2))
    elif not output:
        print(text, end="")  # noqa: T201 - a table for other programs, with the bytes that --output writes
    for sentence in done["found"]:
        print_text(sentence, sys.stderr)
    print_text(_quality(done), sys.stderr)


def _quality(done: dict[str, Any]) -> str:
    """Return in words how much is hidden, and how good that is."""
    small, others = counted(done["primary"], "small count"), counted(done["secondary"], "other")
    proven = f"within {done['gap']:.1%} of the fewest, by their counts"
    if done["status"] == "optimal":
        proven = "proven to be the fewest, by their counts"
    elif not done["bound"]:
        proven = "whether fewer would do was not settled"
    return f"{small} hidden, and {others} so that nothing small can be worked out ({proven})."


def _totals(table: Any, by: list[str], names: list[str], without: list[str]) -> dict[str, str | None]:  # noqa: ANN401
    """Return what ``--total`` and ``--no-total`` say, by column."""
    from foi_stats.vocabulary.findings import InputError

    totals: dict[str, str | None] = dict.fromkeys(without)
    for name in names:
        column, _, label = name.partition("=")
        having = [column] if label and column in by else [one for one in by if name in set(table[one])]
        if len(having) != 1:
            where = f"is in {listed(having)}" if having else f"is in none of the columns {', '.join(by)}"
            raise InputError(f"--total {name}: that label {where}. Write --total COLUMN=NAME.")
        totals[having[0]] = label if label and column in by else name
    return totals


def audit(
    table: TableFile,
    count: Count,
    by: By,
    threshold: Annotated[int | None, typer.Option(help="The threshold, if it is known to readers.")] = None,
    wide: Wide = False,
    zeros: Zeros = False,
    earlier: With = None,
    total: TotalName = None,
    no_total: NoTotal = None,
    root: Root = Path(),  # noqa: ARG001 - the same on every command
    data: Data = None,  # noqa: ARG001
    reports: Reports = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Show what a reader could work out of each hidden count of a table; exit code 1 if anything."""
    from foi_stats.suppression.audit import AuditOptions, attack_with_totals, audit_frame
    from foi_stats.suppression.explain import explain
    from foi_stats.suppression.tables import read_table
    from foi_stats.vocabulary.findings import FoiError

    try:
        tables = [_read(read_table, path, count, by, wide=wide) for path in (table, *(earlier or []))]
        named = _totals(tables[0], by, total or [], no_total or [])
        with solver_silent():
            options = AuditOptions(count, by, threshold, tables[1:], zeros)
            attacked, totals = plainly(attack_with_totals, tables[0], options, named)
            found, said = audit_frame(attacked, tables[0]), explain(attacked)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    if as_json:
        cells = json.loads(found.to_json(orient="records"))
        print_text(json.dumps({"version": 1, "cells": cells, "explanations": said}, ensure_ascii=False, indent=2))
    elif found.empty:
        print_text(f"{table}: nothing is hidden.")
    else:
        print_audit(found, by)
        for paragraph in said:
            print_text(f"\n{paragraph}")
    for sentence in totals.sentences():
        print_text(sentence, sys.stderr)
    if threshold is not None and (small := _small(tables[0][count], threshold)):
        told = f"{counted(small, 'count that is', 'counts that are')} below {threshold} can be seen"
        print_text(f"{told}: an audit is of what is hidden. foi-stats protect hides them.", sys.stderr)
    raise typer.Exit(0 if found["safe"].all() else 1)


def _small(counts: Iterable[str], threshold: int) -> int:
    """Return how many counts that are shown are small."""
    from foi_stats.suppression.linked_tables import parse_count

    shown = (parse_count(value) for value in counts)
    return sum(isinstance(value, int) and 0 < value < threshold for value in shown)


def _read(read: Callable[..., Any], path: Path, count: str, by: list[str], *, wide: bool) -> Any:  # noqa: ANN401
    from foi_stats.vocabulary.findings import InputError

    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    return plainly(read, path, count=count, by=by, wide=wide)
