"""The checks of what a pdf says about itself: its properties, metadata (XMP) of any part, and entries of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Any

from foi_stats.screen.pdf_objects import get, reachable
from foi_stats.screen.properties import check_custom_property, check_path, check_person, check_words
from foi_stats.vocabulary.findings import Finding

_KNOWN = ("/Title", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped", "/Company",
          "/GTS_PDFXVersion", "/GTS_PDFXConformance", "/SourceModified")  # fmt: skip
_SAID = re.compile(
    r"<([A-Za-z][\w.-]*):([\w.-]+)(?:\s[^<>]*)?(?<!/)>\s*"
    r"(?:<rdf:(?:Alt|Seq|Bag)[^>]*>(.*?)</rdf:(?:Alt|Seq|Bag)>\s*|([^<>\s][^<>]*))</"
    r"|\s([A-Za-z][\w.-]*):([\w.-]+)\s*=\s*[\"']([^\"'<>]+)[\"']",
    re.DOTALL,
)
"""An element of XMP with a list of values or a value, or an attribute."""
_LISTED = re.compile(r"<rdf:li[^>]*>([^<]+)<")
_OF_PROGRAMS = frozenset((
    "rdf", "x", "xml", "xmlns", "xmpMM", "stEvt", "stRef", "pdfaid", "pdfuaid", "pdfxid", "pdfaSchema",
    "pdfaProperty", "pdfaExtension", "pdfaType", "pdfaField", "xmpTPg", "stDim", "stFnt", "xmpG", "tiff", "exif",
))  # fmt: skip
"""The prefixes of XMP that say how a file was made, in numbers, dates, names of programs and identifiers."""
_HARMLESS = frozenset((
    "CreateDate", "ModifyDate", "MetadataDate", "CreatorTool", "Producer", "PDFVersion", "Trapped", "format",
    "language", "date", "type", "title", "Rating", "Thumbnails", "ColorMode", "ICCProfile", "SourceModified",
    "Company", "GTS_PDFXVersion", "Marked", "publisher", "rights",
))  # fmt: skip
_CATALOGUE = frozenset((
    "/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences",
    "/PageLayout", "/PageMode", "/Outlines", "/Threads", "/OpenAction", "/AA", "/URI", "/AcroForm", "/Metadata",
    "/StructTreeRoot", "/MarkInfo", "/Lang", "/SpiderInfo", "/OutputIntents", "/PieceInfo", "/OCProperties",
    "/Perms", "/Legal", "/Requirements", "/Collection", "/NeedsRendering", "/DSS", "/AF", "/DPartRoot",
))  # fmt: skip
_MAX_DEPTH = 5


def metadata(reader: Any, allowed: Collection[str]) -> Iterator[Finding]:  # noqa: ANN401
    """Yield findings for people, paths and words in the file's properties, and in the XMP of any part."""
    seen: set[str] = set()
    for name, value in (reader.metadata or {}).items():
        text = str(value)
        seen.add(" ".join(text.split()))
        if name == "/Author":
            yield from check_person(text, "The property Author", allowed)
        elif name == "/Keywords":
            yield from check_words(text, "The property Keywords", allowed, str(reader.metadata.get("/Title") or ""))
        elif name in _KNOWN or name.startswith("/PTEX"):
            yield from check_path(text, f"The property {name.lstrip('/')}")
        else:
            yield from check_custom_property(name.lstrip("/"), text, f"The property {name.lstrip('/')}", allowed)
    for thing in reachable(reader):
        stream = get(thing, "/Metadata")
        if hasattr(stream, "get_data"):
            packet = stream.get_data().decode("utf-8", "replace")
            yield from _xmp(packet, allowed, seen)
            yield from check_path(unescape(packet), "The file's metadata")


def _xmp(packet: str, allowed: Collection[str], seen: set[str]) -> Iterator[Finding]:
    """Yield findings for what XMP says beyond the properties that were looked at before."""
    for prefix, tag, listed, text, attribute_prefix, attribute, value in _SAID.findall(packet):
        name = tag or attribute
        if (prefix or attribute_prefix) in _OF_PROGRAMS or name in _HARMLESS:
            continue
        for said in _LISTED.findall(listed) or [text or value]:
            said = " ".join(unescape(said).split())
            if said in seen:
                continue
            seen.add(said)
            where = f"The property {prefix or attribute_prefix}:{name}"
            if name in ("creator", "Author", "contributor"):
                yield from check_person(said, where, allowed)
            elif name in ("description", "subject", "Keywords"):
                yield from check_words(said, where, allowed)
            else:
                yield from check_custom_property(name, said, where, allowed)


def custom_entry(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for texts under names of its own in the catalogue of the file, its end, and its pages."""
    for thing, usual in ((reader.root_object, _CATALOGUE), (reader.trailer, {"/Root", "/Info", "/ID", "/Encrypt"})):
        for name in thing:
            if name not in usual:
                for text in _strings(thing[name], 0):
                    yield from check_custom_property(str(name).lstrip("/"), text, f"The entry {name}")
    for number, page in enumerate(reader.pages, 1):
        for name, value in page.items():
            if (
                isinstance(value, str)
                and not str(value).startswith(("/", "D:"))
                and name not in ("/ID", "/LastModified")
            ):
                yield from check_custom_property(str(name).lstrip("/"), value, f"The entry {name} of page {number}")


def _strings(thing: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts within an entry, but no names."""
    thing = thing.get_object() if hasattr(thing, "get_object") else thing
    if depth > _MAX_DEPTH or (isinstance(thing, dict) and "/Type" in thing):
        return
    if isinstance(thing, str) and not thing.startswith("/"):
        yield str(thing)
    for inner in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from _strings(inner, depth + 1)
