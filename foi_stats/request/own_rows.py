"""Say whose figures supplied rows are: the folder of a supply names the authority, unless a row names another."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from foi_stats.request.authority import Authority
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding


def with_own_name(rows: pd.DataFrame, authority: Authority) -> pd.DataFrame:
    """Return the rows, where those that name no organisation are the authority's own, under the first of its names."""
    named = rows["organisation"].ne("")
    if named.all():
        return rows
    own = next(iter(authority.organisations), authority.name)
    return rows.assign(organisation=rows["organisation"].where(named, own))


def other_organisations(rows: pd.DataFrame, authority: Authority) -> Iterator[Finding]:
    """Yield a finding for each file that names organisations besides the authority: a warning if it names no other.

    A name that the authority does not know may be its own, spelt in another way.
    """
    if rows["organisation"].isin(authority.organisations).all():
        return
    named = rows[["file", "organisation"]].drop_duplicates()
    cells = rows.loc[named.index, ["file", "organisation", "sheet", "cell"]]
    for file, of_file in cells.groupby("file", sort=False):
        other = records(of_file[~of_file["organisation"].isin(authority.organisations)])
        if not other:
            continue
        names = [row["organisation"] for row in other]
        shown = ", ".join(map(repr, names[:5])) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        none_own = len(other) == len(of_file)
        yield Finding(
            "other-organisation",
            "warning" if none_own else "info",
            str(file),
            other[0]["sheet"],
            other[0]["cell"],
            found=f"the file lies in the folder of {authority.name} and names {shown}"
            + (": none of its figures is the authority's own" if none_own else ", whose figures are shown apart"),
            expected=f"one of {', '.join(authority.organisations)}, or no column of organisations"
            if authority.organisations
            else "no column of organisations",
            action="Add the name to the organisations of the authority, if it is its own; else nothing",
        )
