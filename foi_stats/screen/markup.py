"""The checks of html and svg files: comments, hidden elements, data, scripts, and what is loaded from elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from foi_stats.files.limits import damaged, unsafe
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.markup_reader import Page, PageReader
from foi_stats.screen.properties import check_person, check_words
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_DATA_URL = re.compile(r"data:([\w.+/-]*)((?:;[\w=.-]+)*),(.*)", re.DOTALL | re.IGNORECASE)
_MAX_NESTING = 3


def screen_markup(
    data: bytes,
    embedded: Callable[[bytes], Iterator[Finding]],
    allowed: Collection[str] = (),
    depth: int = 0,
    *,
    is_drawing: bool = False,
) -> Iterator[Finding]:
    """Yield findings for the hidden content of a web page or a drawing.

    ``embedded`` screens the pictures in it.
    """
    text = _text(data)
    reader = PageReader(text, is_drawing=is_drawing)
    reader.feed(text)
    page = reader.finish()
    for check in (markup_comment, hidden_element, data_attribute, script, external_reference, metadata, paths):
        yield from check(page)
    for name in page.people:
        yield from check_person(name, "The author", allowed)
    title = re.search(r"<title[^>]*>([^<]*)", text, re.IGNORECASE)
    for name, words in page.words:
        for result in check_words(words, f"The property {name}", allowed, title.group(1) if title else ""):
            # A path was found in the attribute, and search engines show a description.
            if result.check != "path" and (name != "description" or result.check != "property-text"):
                yield result
    yield from embedded_data(page, embedded, depth)


def check_drawing(data: bytes) -> None:
    """Refuse an svg file that is broken, or declares entities of its own."""
    parser = expat.ParserCreate()

    def entity(*_: object) -> None:
        raise unsafe("The file declares entities of its own, which can be made to unpack without end")

    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(f"The drawing is damaged: it breaks off or is wrong in line {error.lineno}") from error


def _text(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def markup_comment(page: Page) -> Iterator[Finding]:
    """Yield a finding for comments in the source."""
    yield from _first(page.comments, "markup-comment", "comment")


def hidden_element(page: Page) -> Iterator[Finding]:
    """Yield a finding for text that the page hides."""
    texts = [text for text in page.hidden if re.search(r"\w", text)]
    yield from _first(texts, "hidden-element", "hidden element")
    heard = [text for text in page.heard if re.search(r"\w", text)]
    for found in _first(heard, "hidden-element", "read-aloud text"):
        yield replace(found, severity="warning")


def data_attribute(page: Page) -> Iterator[Finding]:
    """Yield a finding for data in attributes, which are for scripts and not for readers."""
    yield from _first(page.data, "data-attribute", "data attribute")


def script(page: Page) -> Iterator[Finding]:
    """Yield a finding for programs."""
    yield from _first(page.scripts, "script", "script")


def external_reference(page: Page) -> Iterator[Finding]:
    """Yield a finding for what is loaded from elsewhere, because that reveals who reads the page."""
    yield from _first(page.external, "external-reference", "reference")


def metadata(page: Page) -> Iterator[Finding]:
    """Yield a finding for a drawing's metadata, except the name of the program that drew it and the date."""
    descriptions = [
        text
        for text in page.metadata
        if re.search(r"[^\W\d_]", text) and not re.match(r"(?:Matplotlib|Created with|image/svg|\d{4}-\d\d-\d\d)", text)
    ]
    yield from _first(descriptions, "metadata", "description")


def paths(page: Page) -> Iterator[Finding]:
    """Yield a finding for paths of a computer in attributes."""
    yield from _first(page.paths, "path", "path")


def _first(found: list[str], check: str, what: str) -> Iterator[Finding]:
    if found:
        yield finding(check, f"{counted(len(found), what)}, the first {masked(found[0])}")


def embedded_data(page: Page, embedded: Callable[[bytes], Iterator[Finding]], depth: int) -> Iterator[Finding]:
    """Yield a finding for files within the page; pictures are screened instead, where that is possible."""
    for address in page.files:
        kind = address[5:].partition(",")[0].partition(";")[0] or "text"
        yield finding(
            "embedded-data", f"The page holds a file of the kind {kind}, {counted(len(address), 'character')}"
        )
    for address in page.embedded:
        match = _DATA_URL.fullmatch(address)
        if not match:
            yield finding("embedded-data", f"The page holds {masked(address)}")
            continue
        kind, options, content = match.groups()
        if kind.lower() not in ("image/svg+xml", "image/png", "image/jpeg") or depth >= _MAX_NESTING:
            yield finding(
                "embedded-data",
                f"The page holds a file of the kind {kind or 'text'}, {counted(len(content), 'character')}",
            )
            continue
        data = unquote_to_bytes(content)
        if "base64" in options.lower():
            try:
                data = base64.b64decode(re.sub(rb"\s", b"", data), validate=True)
            except (binascii.Error, ValueError):
                yield finding("embedded-data", f"The page holds a picture that cannot be unpacked, {masked(content)}")
                continue
        for result in embedded(data):
            yield (
                finding(result.check, f"A picture within the page: {result.found}")
                if result.check != "damaged-file"
                else result
            )
