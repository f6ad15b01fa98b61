"""Write what was decided on supplied texts into a request's file, for ``foi-stats approve``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.publish.response import clean
from foi_stats.release.roles import check_role
from foi_stats.request.names import request_file
from foi_stats.request.project_folders import Places
from foi_stats.run.approval import Proposal
from foi_stats.run.request_change import changed_source, check_as_looked_at, replace_file
from foi_stats.vocabulary.findings import InputError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

DECIDES = "decides"
"""What the role of a decision does."""


@dataclass(frozen=True)
class TextDecision:
    """A decision on some supplied texts: one by itself, or several together, which may be published."""

    texts: tuple[str, ...]
    publish: bool
    reason: str
    alone: bool = False


def write_decisions(
    proposal: Proposal, places: Places, decisions: Sequence[TextDecision], role: str, date: dt.date
) -> Path:
    """Write decisions on texts into the request's file as ``[[decided]]``; return the file.

    Comments and everything else in the file stay as they are.

    Raises
    ------
    InputError
        If the role, or a reason, says nothing.
    ReleaseError
        If the file has been changed since the draft was made.
    """
    path = request_file(places.data, proposal.request.reference)
    role = check_role(role, DECIDES)
    if not all(clean(each.reason) for each in decisions):
        raise InputError("Say why: a decision needs a reason.")
    check_as_looked_at(path, proposal.source)
    replace_file(path, _with_decisions(proposal.source, [_entry(each, role, date) for each in decisions]))
    return path


def _entry(each: TextDecision, role: str, date: dt.date) -> dict[str, Any]:
    what: dict[str, Any] = {"text": each.texts[0]} if each.alone else {"texts": list(each.texts)}
    return {**what, "publish": each.publish, "reason": clean(each.reason), "role": role, "date": date}


def _with_decisions(source: bytes, entries: Sequence[dict[str, Any]]) -> bytes:
    """Return the content of a request's file with more decisions, written as those that it has."""

    def change(document: TOMLDocument) -> None:
        import tomlkit

        decided = document.get("decided")
        if decided is None:
            document["decided"] = decided = tomlkit.aot()
        for entry in entries:
            table = tomlkit.inline_table() if isinstance(decided, tomlkit.items.Array) else tomlkit.table()
            for key, value in entry.items():
                table[key] = tomlkit.item(value)
                if key == "texts" and len(value) > 1 and not isinstance(decided, tomlkit.items.Array):
                    table[key].multiline(multiline=True)
            decided.append(table)

    return changed_source(source, "decided", change, lambda before: [*(before or ()), *entries])
