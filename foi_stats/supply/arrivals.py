"""Tell what a supply changes among all that an authority has sent: what it restates, and what it contradicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.supply.cache_entries import KINDS, Kind, cache_folder
from foi_stats.supply.catalogue import CHECKS
from foi_stats.supply.deliveries import (
    Delivery,
    combined_rows,
    deliveries_of,
    supplied_rows,
    without_copies,
)
from foi_stats.supply.overview import figure_shown
from foi_stats.supply.rows import breakdowns, join_rows, records, row_period
from foi_stats.supply.supersede import figures_of, versions_of_figures
from foi_stats.supply.superseded import Place, Restated, place_of, superseded_cells
from foi_stats.supply.supply_files import SupplyFile
from foi_stats.supply.unnamed import with_assumed_names
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.no_figure import words_of_gap

_MOST_PLACES = 1_000
_FIGURE = {"funding": "amount", "referrals": "count"}


@dataclass(frozen=True)
class Moved:
    """A figure that a later supply gives otherwise: its line, its period, and what stood there before and stands now.

    ``of`` is the basis of an amount, or what a count counts. ``before`` and ``after`` are as they are shown;
    ``from_cells`` and ``to_cells`` are the places of the two.
    """

    kind: Kind
    line: str
    of: str
    period: str
    before: str
    after: str
    from_cells: tuple[Place, ...]
    to_cells: tuple[Place, ...]


@dataclass
class Arrival:
    """What one more supply changes.

    ``findings`` are those that there are only with it, ``moved`` the figures that it gives otherwise than before, and
    ``replaces`` the files whose figures it takes the place of, in whole or in part. ``added`` is how many of its rows
    stand, and ``periods`` those of its rows.
    """

    findings: list[Finding] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)
    added: int = 0

    @property
    def stopped(self) -> bool:
        """Whether it cannot stand beside what is there."""
        return any(finding.severity == "error" for finding in self.findings)


def read_superseded(data: Path | str, authority: str) -> dict[Place, Restated]:
    """Return the cells in the supplies of an authority that a later supply restates, each with what took its place."""
    restated: dict[Place, Restated] = {}
    for kind in KINDS:
        restated |= superseded_cells(_named_rows(deliveries_of(data, authority, kind), kind), kind)
    return restated


def read_arrival(data: Path, file: SupplyFile) -> Arrival:
    """Return what a supply would change that is not among the others yet, as if it lay where its name says.

    Nothing is changed. An older state of a figure that is held in a newer one, and a supply that adds nothing, are
    errors, as is all that would be one in the data folder.
    """
    arrival = Arrival()
    delivery = Delivery(file, data / "layouts", cache_folder(data))
    for kind in KINDS:
        own = len(delivery.rows(kind))
        if not own:
            continue
        held = deliveries_of(data, file.authority, kind)
        known = set(combined_rows(held, kind)[1])
        arrival.findings += [one for one in combined_rows([*held, delivery], kind)[1] if one not in known]
        arrival.added += own
        rows = _named_rows([*held, delivery], kind)
        _compare(arrival, rows, kind, file.name)
        if kind == "referrals":
            arrival.findings += _without_crime_type(rows, file.name)
    aside = set(delivery.supply.findings)
    if any(one.check == "older-state" for one in arrival.findings):  # the same fault, as an error
        aside |= {one for one in arrival.findings if one.check == "undated-passed-over" and one.file == file.name}
    arrival.findings = [one for one in dict.fromkeys(arrival.findings) if one not in aside]
    if not arrival.added and not arrival.stopped:
        arrival.findings.append(
            CHECKS.finding(
                "nothing-new",
                file.name,
                found="every figure in it is held already, as it is here",
            )
        )
    return arrival


def _named_rows(deliveries: Sequence[Delivery], kind: Kind) -> pd.DataFrame:
    distinct, _ = without_copies(deliveries, kind)
    return with_assumed_names(join_rows(supplied_rows(distinct, kind), kind), kind)[0]


def _without_crime_type(rows: pd.DataFrame, name: str) -> list[Finding]:
    """Return a finding if counts of a file have no crime type, and all that is held of the same service has one.

    Nothing would tell that they are of the same, so that the new ones were never used.
    """
    own = rows[rows["file"].eq(name) & rows["crime_type"].eq("")]
    both = own.merge(rows[rows["file"].ne(name)], on=["organisation", "service", "measure"], suffixes=("", "_held"))
    both = both[both["period_start"].le(both["period_end_held"]) & both["period_start_held"].le(both["period_end"])]
    if both.empty:
        return []
    both = both[both.groupby(["sheet", "cell"])["crime_type_held"].transform("min").ne("")]
    places = list(dict.fromkeys((row["sheet"], row["cell"]) for row in records(both)))
    if not places:
        return []
    row = records(both.head(1))[0]
    figure = f"{row['found'] or 'no figure'} for {row['service'] or row['measure']}, {row_period(row)}"
    finding = CHECKS.finding(
        "crime-type-missing",
        row["file"],
        *places[0],
        found=f"{figure}, has no crime type, and what is held has: {row['found_held'] or 'no figure'}, "
        f"{row['crime_type_held']}, in {row['file_held']}, cell {row['cell_held']}. The figure would stand beside it, "
        "and no answer would use it",
        also=tuple(places[1:_MOST_PLACES]),
        crime_type=row["crime_type_held"],
    )
    return [finding]


def _compare(arrival: Arrival, rows: pd.DataFrame, kind: Kind, name: str) -> None:
    """Note what the rows of a file take the place of, and which of them are older than what is held."""
    figure, labels = _FIGURE[kind], breakdowns(rows)
    older: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for given, alike in versions_of_figures(rows, kind):
        own = given[given["file"].eq(name)]
        others = given[given["file"].ne(name)]
        if own.empty or others.empty:
            continue
        before = _latest(others)
        now = _latest(own)
        same = figures_of(before, figure, alike=alike) == figures_of(now, figure, alike=alike)
        if _is_later(now, before):
            arrival.replaces += [one for one in others["file"].unique() if one not in arrival.replaces]
            arrival.moved += [] if same else _moved(before, now, kind, labels)
            continue
        arrival.added -= len(own)
        if not same and _is_later(before, now):
            (one,), (other,) = records(now.head(1)), records(before.head(1))
            older.append((one, other))
    if older:
        arrival.findings.append(_older_finding(older))


def _latest(versions: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one figure that stand: of the latest day, in the first file that has it."""
    days = versions["as_at"]
    latest = versions[days.eq(days.max())] if days.notna().any() else versions
    return latest[latest["file"].eq(latest["file"].iloc[0])]


def _is_later(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Return whether a version is dated, and the other is of an earlier day or of none."""
    first, second = one["as_at"].iloc[0], other["as_at"].iloc[0]
    return bool(pd.notna(first) and (pd.isna(second) or first > second))


def _moved(given_before: pd.DataFrame, given_now: pd.DataFrame, kind: Kind, labels: Sequence[str]) -> Iterator[Moved]:
    """Yield each figure that differs; as one, where the two do not have as many rows."""
    was, stands = records(given_before), records(given_now)
    pairs = [([one], [other]) for one, other in zip(was, stands, strict=True)] if len(was) == len(stands) else []
    for earlier, later in pairs or [(was, stands)]:
        before, after = _shown(earlier, kind), _shown(later, kind)
        if before == after:
            continue
        row = later[0]
        name = row["line"] if kind == "funding" else row["service"]
        divided = [row[label] for label in labels if len(pairs) and row[label] and row[label] != name]
        yield Moved(
            kind,
            ", ".join([name or row["organisation"] or "all", *divided]),
            row["basis"] if kind == "funding" else row["measure"],
            str(row_period(row)),
            before,
            after,
            tuple(map(place_of, earlier)),
            tuple(map(place_of, later)),
        )


def _shown(rows: Sequence[dict[str, Any]], kind: Kind) -> str:
    """Return figures added up as they are shown; a gap in words, which no sum hides."""
    values = [row[_FIGURE[kind]] for row in rows]
    if None in values:
        gap = rows[values.index(None)]
        return words_of_gap(gap["shorthand"], gap["reason"])
    return figure_shown(sum(map(Decimal, values), Decimal(0)), kind)


def _older_finding(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Finding:
    (older, held), *more = pairs
    day = f"as at {older['as_at'].date()}" if pd.notna(older["as_at"]) else "without an As at date"
    others = f"; and so with {len(more)} more of its figures" if more else ""
    return CHECKS.at(
        older,
        "older-state",
        found=f"{older['found'] or 'no figure'}, {day}, is older than what is held: {held['found'] or 'no figure'}, as "
        f"at {held['as_at'].date()}, in {held['file']}, cell {held['cell']}{others}",
        more=[one for one, _ in more[:_MOST_PLACES]],
    )
