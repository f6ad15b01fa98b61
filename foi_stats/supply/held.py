"""What the supplies of authorities hold, looked at once for many requests, and without their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.deliveries import combined_table, days_of, deliveries_of
from foi_stats.supply.missing import missing_within
from foi_stats.supply.rows import PERIOD
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.period import Period


@dataclass(frozen=True)
class Held:
    """The days of which an authority's figures of one kind tell, and the errors in its supplies of that kind."""

    days: tuple[Period, ...]
    errors: tuple[Finding, ...]


HeldByAuthority = dict[tuple[Kind, str], Held]
"""What was found so far."""


def errors_within(
    data: Path | str, kind: Kind, authority: str, periods: Sequence[Period], held: HeldByAuthority
) -> list[Finding]:
    """Return the errors of :func:`foi_stats.supply.deliveries.read_rows_within`; ``held`` is added to."""
    if not periods:
        return []
    if (known := held.get((kind, authority))) is None:
        rows, found = combined_table(deliveries_of(data, authority, kind), kind)
        errors = tuple(finding for finding in found if finding.severity == "error")
        known = held[kind, authority] = Held(days_of(rows.columns(list(PERIOD))), errors)
    return [*missing_within(data, kind, authority, periods, known.days, known.errors), *known.errors]
