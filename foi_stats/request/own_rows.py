"""Say whose figures supplied rows are: the folder of a supply names the authority, unless a row names another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from foi_stats.request.authority import Authority
from foi_stats.request.catalogue import CHECKS
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import listed


def with_own_name(rows: RowTable, authority: Authority) -> RowTable:
    """Return the rows, where those that name no organisation are the authority's own, under the first of its names."""
    if "" not in rows.texts("organisation"):
        return rows
    return rows.with_text("organisation", "", next(iter(authority.organisations), authority.name))


def other_organisations(rows: RowTable, authority: Authority) -> Iterator[Finding]:
    """Yield a finding for the files that name the same other organisations: a warning if they name no others.

    A name that the authority does not know may be its own, spelt in another way.
    """
    if set(rows.texts("organisation")) <= set(authority.organisations):
        return
    cells = rows.first_of(["file", "organisation"], ["file", "organisation", "sheet", "cell"])
    alike: dict[tuple[bool, tuple[str, ...]], list[dict[str, Any]]] = {}
    for _, of_file in cells.groupby("file", sort=False):
        other = records(of_file[~of_file["organisation"].isin(authority.organisations)])
        if other:
            none_own = len(other) == len(of_file)
            alike.setdefault((none_own, tuple(row["organisation"] for row in other)), []).append(other[0])
    for (none_own, names), files in alike.items():
        yield _other_organisation(names, files, authority, none_own=none_own)


_OTHER = {
    (True, True): "other-organisation.none-own",
    (True, False): "other-organisation.none-own-or-named",
    (False, True): "other-organisation",
    (False, False): "other-organisation.none-named",
}
"""The case by whether no figure of a file is the authority's own, and whether the authority names organisations."""


def _other_organisation(
    names: Sequence[str], files: Sequence[dict[str, Any]], authority: Authority, *, none_own: bool
) -> Finding:
    """Return a finding at the first cell of the first file; its words name the others."""
    shown = listed(map(repr, names), most=5)
    also = [row["file"] for row in files[1:]]
    others = f"; so do {listed(also, most=5)}" if also else ""
    return CHECKS.finding(
        _OTHER[none_own, bool(authority.organisations)],
        files[0]["file"],
        files[0]["sheet"],
        files[0]["cell"],
        found=f"the file lies in the folder of {authority.name} and names {shown}"
        + (": none of its figures is the authority's own" if none_own else ", whose figures are shown apart")
        + others,
        names=", ".join(authority.organisations),
    )
