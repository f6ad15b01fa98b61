"""Order the releases of a batch, so that results do not depend on which process finishes first.

Nothing heavy is imported here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from foi_stats.request.names import request_file
from foi_stats.request.project_folders import Places

_NOT_APPROVED = "9999"


def waits_for(references: Sequence[str], places: Places) -> dict[str, str]:
    """Return, for each request of a batch, the one that must end before it starts, if there is one.

    Requests of one authority with counts of people that they protect are held against one another's releases. They
    go one after another, by the day of their approval and then by reference; drafts, which release nothing, come last
    and do not wait for each other.
    """
    chains: dict[str, list[tuple[str, str]]] = {}
    for reference in dict.fromkeys(references):
        request = _read(reference, places)
        if request.get("threshold") and _asks_for_counts(request):
            approval = request.get("approval")
            day = str(approval.get("date", "")) if isinstance(approval, Mapping) else _NOT_APPROVED
            chains.setdefault(str(request.get("authority", "")), []).append((day, reference))
    before: dict[str, str] = {}
    for chain in map(sorted, chains.values()):
        last = ""
        for day, reference in chain:
            if last:
                before[reference] = last
            last = reference if day != _NOT_APPROVED else last
    return before


def _read(reference: str, places: Places) -> Mapping[str, object]:
    """Return a request as it stands in its file, or nothing if it cannot be read: the run will report that."""
    try:
        return tomllib.loads(request_file(places.data, reference).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _asks_for_counts(settings: object) -> bool:
    if isinstance(settings, Mapping):
        return settings.get("asks") in ("counts", "referrals") or any(map(_asks_for_counts, settings.values()))
    return isinstance(settings, list) and any(map(_asks_for_counts, settings))
