"""Edit XML at the bytes where its tags begin, so that all else stays as it was written.

Nothing is parsed into a tree: a program's own prefixes, order and extensions come through unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from foi_stats.files.zip import feed_xml
from foi_stats.vocabulary.html import printable

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_NAME = re.compile(rb"<[^\s/>]+")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Edit = tuple[int, int, bytes]
"""From where to where bytes are replaced, and by what."""


@dataclass(slots=True)
class Element:
    """An element: its local name, its attributes by local name, its parent's local name, and where it stands.

    ``start`` and ``opened`` are where its start tag begins and ends, ``closing`` where its end tag begins, and ``end``
    where it ends. An element without an end tag of its own has ``closing`` at its end.
    """

    name: str
    attributes: dict[str, str]
    parent: str
    start: int
    opened: int
    closing: int = 0
    end: int = 0

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, ``<row/>``."""
        return self.opened == self.end


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def tag_end(xml: bytes, start: int) -> int:
    """Return where the tag that begins at a place ends."""
    match = _TAG.match(xml, start)
    return match.end() if match else start


def elements(xml: bytes, wanted: Collection[str], part: str) -> list[Element]:
    """Return the elements of some local names, in the order of their start tags."""
    found: list[Element] = []
    path: list[tuple[str, Element | None]] = []
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: dict[str, str]) -> None:
        name, element = local(tag), None
        if name in wanted:
            at = parser.CurrentByteIndex
            parent = path[-1][0] if path else ""
            element = Element(name, {local(k): v for k, v in attributes.items()}, parent, at, tag_end(xml, at))
            found.append(element)
        path.append((name, element))

    def end(_tag: str) -> None:
        element = path.pop()[1]
        if element is None:
            return
        if xml[element.opened - 2 : element.opened] == b"/>":
            element.closing = element.end = element.opened
        else:
            element.closing = parser.CurrentByteIndex
            element.end = tag_end(xml, element.closing)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    feed_xml(parser, [xml], part)
    return found


def edited(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """Return XML with some stretches replaced; edits at one place are made in their order."""
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [xml[at:start], new]
        at = end
    return b"".join([*pieces, xml[at:]])


def inner_edit(xml: bytes, element: Element, new: bytes, *, first: bool = False) -> Edit:
    """Return the edit that adds content to an element: at its end, or at its beginning if ``first``."""
    if not element.is_empty_tag:
        at = element.opened if first else element.closing
        return at, at, new
    name = _NAME.match(xml, element.start)
    closing = b"</" + name[0][1:] + b">" if name else b""
    return element.opened - 2, element.opened, b">" + new + closing


def with_attributes(tag: bytes, **values: str) -> bytes:
    """Return a start tag with some attributes set; one without a prefix is replaced."""
    for name, value in values.items():
        attribute = f" {name}={quoteattr(value)}".encode()
        pattern = re.compile(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
        if pattern.search(tag):
            tag = pattern.sub(lambda _, new=attribute: new, tag, count=1)  # type: ignore[misc]
        else:
            head = _NAME.match(tag)
            at = head.end() if head else len(tag)
            tag = tag[:at] + attribute + tag[at:]
    return tag


def prefix_at(xml: bytes, element: Element) -> str:
    """Return the prefix of an element's tag, with its colon: ``x:``, or nothing."""
    name = _NAME.match(xml, element.start)
    text = name[0][1:].decode() if name else ""
    return text[: -len(element.name)]


def text_xml(text: str) -> str:
    """Return text for a cell or a note: control characters left out, markup escaped, ``_x0041_`` as it stands."""
    return escape(_ESCAPED.sub("_x005F_", printable(text)))


def attribute_xml(text: str) -> str:
    """Return text as an attribute's value, with its quotation marks."""
    return quoteattr(_ESCAPED.sub("_x005F_", printable(text)))
