"""Text runs: pieces of a cell's text with a colour or a size of their own, and whether they can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from foi_stats.files.zip import whole_tags
from foi_stats.screen.colours import BLACK, Colour, are_alike
from foi_stats.screen.styles import Styles, is_tiny

_ATTRIBUTE = re.compile(rb"""(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STRING = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_RUN = re.compile(rb"<(?:[\w.-]+:)?r(?:\s[^<>]*)?>((?>[^<]+|<(?!/?(?:[\w.-]+:)?r[\s>]))*)")
_RUN_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)")
_RUN_FORMAT = re.compile(rb"<(?:[\w.-]+:)?(color|sz)\s([^<>]*)>")


class TextRun(NamedTuple):
    """A piece of a cell's text with a format of its own: the attributes of its colour, and its size in points."""

    row: int
    column: int
    style: int
    text: str
    colour: dict[str, str]
    size: str


def text_runs(text: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield the runs of a text that have a colour or size of their own: text, attributes of the colour, size."""
    for run in _RUN.findall(text):
        formats = {name: attributes_of(attributes) for name, attributes in _RUN_FORMAT.findall(run)}
        run_text = b"".join(_RUN_TEXT.findall(run)).decode("utf-8", "replace").strip()
        if formats and run_text:
            yield unescape(run_text), formats.get(b"color", {}), formats.get(b"sz", {}).get("val", "")


def unseen_shared_runs(pieces: Iterable[bytes], styles: Styles) -> dict[int, list[tuple[str, Colour | None]]]:
    """Return, for each shared string by number, the runs that may be unseen: text and colour, None if it is tiny.

    A run may be unseen if any format of the workbook has a background of its colour.
    """
    found: dict[int, list[tuple[str, Colour | None]]] = {}
    number = 0
    backgrounds = {background for background in styles.backgrounds if background}
    for piece in whole_tags(pieces, before=b"si>"):
        if b"rPr" not in piece:
            number += len(_STRING.findall(piece))
            continue
        for text in _STRING.split(piece)[1:]:
            for run_text, colour, size in text_runs(text) if b"rPr" in text else ():
                shown = styles.palette.colour(colour, BLACK)
                if is_tiny(size):
                    found.setdefault(number, []).append((run_text, None))
                elif any(are_alike(shown, background) for background in backgrounds):
                    found.setdefault(number, []).append((run_text, shown))
            number += 1
    return found


def is_unseen(run: TextRun, styles: Styles) -> bool:
    """Return whether a text run is tiny, or has the colour of its background."""
    shown = styles.palette.colour(run.colour, BLACK) if run.colour else styles.font(run.style)
    return is_tiny(run.size) or are_alike(shown, styles.background(run.style))


def attributes_of(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag."""
    return {
        name.decode("utf-8", "replace"): (double or single).decode("utf-8", "replace")
        for name, double, single in _ATTRIBUTE.findall(text)
    }
