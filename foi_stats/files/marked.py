"""Tell a workbook that was sent back with marks: two document properties say so, which programs keep.

The sheet that says what to mend is no part of what was supplied, so it is not read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from xml.parsers import expat

from foi_stats.files.limits import Refusal
from foi_stats.files.workbook import EMPTY, Marked, Sheet, Value
from foi_stats.files.zip import Archive, feed_xml

PROPERTIES = "docProps/custom.xml"
SHEET_PROPERTY = "foi_stats reply sheet"
DIGEST_PROPERTY = "foi_stats reply digests"
TEXT_SHEET = "Text file"
"""The sheet of a reply to delimited text, whose own sheet has no name."""

_DIGESTS = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{64})")


def read_marked(archive: Archive) -> Marked | None:
    """Return what a workbook says of its marks; None if it was not sent back, or says it in a way we do not write."""
    if PROPERTIES not in archive:
        return None
    texts: dict[str, list[str]] = {}
    name = ""
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag.rpartition(":")[2] == "property":
            name = attributes.get("name", "")

    def text(piece: str) -> None:
        texts.setdefault(name, []).append(piece)

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    try:
        feed_xml(parser, [archive.read(PROPERTIES)], PROPERTIES)
    except Refusal:
        return None
    said = {key: "".join(pieces).strip() for key, pieces in texts.items()}
    digests = _DIGESTS.fullmatch(said.get(DIGEST_PROPERTY, ""))
    sheet = said.get(SHEET_PROPERTY, "")
    return Marked(sheet, digests[1], digests[2]) if sheet and digests else None


def without_marks(sheets: tuple[Sheet, ...], marked: Marked | None) -> tuple[Sheet, ...]:
    """Return the sheets without the one that says what to mend; the copy of a text file has no name, as that had."""
    if marked is None:
        return sheets
    wanted = (sheet for sheet in sheets if sheet.name != marked.sheet)
    return tuple(replace(sheet, name="") if sheet.name == TEXT_SHEET else sheet for sheet in wanted)


def values_digest(sheets: Iterable[Sheet]) -> str:
    """Return a digest of the cells of some sheets: the same for the same values in the same places."""
    whole = hashlib.sha256()
    for sheet in sheets:
        whole.update(repr(sheet.name).encode())
        for row, cells in enumerate(sheet.rows, start=sheet.top):
            filled = [(at, _plain(value)) for at, value in enumerate(cells, start=sheet.left) if value not in EMPTY]
            if filled:
                whole.update(repr((row, filled)).encode())
    return whole.hexdigest()


def _plain(value: Value) -> object:
    """Return a value as one spelling: programs save 5 as 5.0, a day as one at midnight, and 15 digits of a number."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else float(f"{value:.15g}")
