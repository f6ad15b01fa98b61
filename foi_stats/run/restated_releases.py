"""Tell which releases gave the figures of some cells: by the trails of the releases that are kept, and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_stats.request.names import list_requests
from foi_stats.request.released import read_ledger
from foi_stats.request.request import read_request
from foi_stats.run.changed_figures import trail_file
from foi_stats.run.folders import runs_of
from foi_stats.run.plan import Places
from foi_stats.run.trace import read_trace
from foi_stats.supply.arrivals import Moved
from foi_stats.supply.superseded import Place
from foi_stats.vocabulary.findings import InputError


def releases_of_moved(places: Places, authority: str, moved: Sequence[Moved]) -> list[tuple[str, ...]]:
    """Return for each figure that moved the requests in whose releases the earlier figure stands, by reference."""
    if not moved:
        return []
    by_cell = releases_of_cells(places, authority)
    try:
        ledger = [line for line in read_ledger(places.data) if line.authority == authority]
    except InputError:  # a run says it; here the trails alone must do
        ledger = []
    found = []
    for one in moved:
        named = {reference for place in one.from_cells for reference in by_cell.get(place, ())}
        if one.kind == "referrals":
            about = one.of, one.period, one.before
            lines = (line for line in ledger if (line.measure, line.period, line.value) == about)
            named |= {line.reference for line in lines if one.line.partition(", ")[0] == line.service}
        found.append(tuple(sorted(named)))
    return found


def moved_rows(moved: Sequence[Moved], releases: Sequence[tuple[str, ...]]) -> list[dict[str, str]]:
    """Return what moved as rows of texts for a table, with the releases that gave the earlier figures, if any did."""
    return [
        {"line": one.line, "what": one.of, "period": one.period, "before": one.before, "after": one.after}
        | ({"released in": ", ".join(references)} if any(releases) else {})
        for one, references in zip(moved, releases, strict=True)
    ]


def releases_of_cells(places: Places, authority: str) -> dict[Place, set[str]]:
    """Return the cells behind the figures of the kept releases of an authority, each with the references of these."""
    found: dict[Place, set[str]] = {}
    for reference in _requests_of(places, authority):
        for run in runs_of(places.report(reference)):
            for cell in read_trace(run) if (run / "release").is_dir() and trail_file(run).is_file() else ():
                found.setdefault(cell.place, set()).add(reference)
    return found


def _requests_of(places: Places, authority: str) -> Iterable[str]:
    """Yield the requests of an authority; one that cannot be used is left out, for a run says what is wrong with it."""
    for reference in list_requests(places.data):
        try:
            if read_request(places.data, reference).authority == authority:
                yield reference
        except InputError:
            continue
