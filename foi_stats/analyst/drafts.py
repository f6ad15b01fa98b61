"""A question that nobody has asked yet: as a request to be answered at once, or to be saved as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foi_stats.analyst.project import find_data
from foi_stats.request.authority import read_authority
from foi_stats.request.new_request import new_request_file, write_new_request
from foi_stats.request.open_points import MARK
from foi_stats.request.request import Request
from foi_stats.request.topic import read_topic
from foi_stats.vocabulary.settings import as_settings

FIGURE = "1"
"""The id of the only question of such a request."""

_REFERENCE = "explored"
_OPEN = (
    "the title, what was asked, word for word, as the text of the question, and the days: received and responded",
    "below which counts are hidden, and why: the threshold and its reason",
)
"""What is to be decided of such a request; the last only where it asks for counts."""

_THRESHOLD = {"below": 5, "reason": "counts of people, until somebody decides otherwise"}


def drafted(
    authority: str, topic: str, scope: Mapping[str, Any], data: Path | str = "", reference: str = _REFERENCE
) -> Request:
    """Return a request with one question.

    Parameters
    ----------
    authority, topic
        The names of their files.
    scope
        What is asked for, with the keys of a limb: ``asks``, ``years``, ``by``, ``basis``, ``measure``, ``totals``.

    Raises
    ------
    InputError
        If there is no such authority or topic, or the scope cannot be asked for.
    """
    folder = find_data(data)
    read_authority(folder, authority)
    content = _content(reference, authority, topic, read_topic(folder, topic).subject, scope)
    return as_settings(content, f"What is asked of {authority}", Request)


def _content(reference: str, authority: str, topic: str, subject: str, scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the file of such a request."""
    what = scope.get("measure") or {"funding": "amounts", "counts": "numbers"}[scope["asks"]]
    text = f"{what[:1].upper()}{what[1:]} of {authority} for {subject}"
    threshold = {"threshold": _THRESHOLD} if scope["asks"] == "counts" else {}
    question = {"id": FIGURE, "text": text, "limbs": [{"id": f"{FIGURE}a", **scope}]}
    about = {"reference": reference, "title": subject, "authority": authority, "topic": topic}
    return {**about, **threshold, "question": [question]}


def save_draft(reference: str, authority: str, topic: str, scope: Mapping[str, Any], data: Path | str = "") -> Path:
    """Write such a request to ``requests/<reference>.toml``, as a draft: without dates, and without an approval.

    Raises
    ------
    InputError
        If the reference cannot be one or is taken, or the scope cannot be asked for.
    """
    import tomlkit

    folder = find_data(data)
    path = new_request_file(folder, reference)
    drafted(authority, topic, scope, folder, reference)
    content = _content(reference, authority, topic, read_topic(folder, topic).subject, scope)
    document = tomlkit.document()
    document.add(tomlkit.comment("Drafted in explore.ipynb. Settle each line that is marked, and remove it."))
    for what in _OPEN if "threshold" in content else _OPEN[:1]:
        document.add(tomlkit.comment(f"{MARK.removeprefix('# ')} {what}"))
    for key, value in content.items():
        document.add(key, tomlkit.item(value))
    write_new_request(path, tomlkit.dumps(document))
    return path
