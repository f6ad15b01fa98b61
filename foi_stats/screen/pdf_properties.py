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
    "Company", "GTS_PDFXVersion", "Marked", "publisher", "rights", "Title", "Copyright",
))  # fmt: skip
_SAYS = frozenset((
    "value", "li", "filePath", "fileName", "alternatePaths", "originalPath", "lastURL", "linkForm", "Manager",
    "UserComment", "Artist", "ImageDescription", "XPAuthor", "XPComment", "CameraOwnerName", "OwnerName", "Notes",
    "maskMarkers", "partMapping", "placedXResolution", "manageTo", "manageUI", "RelatedSoundFile", "HostComputer",
))  # fmt: skip
"""Names among those of programs under which people, files and remarks stand."""
_COMMENTS = re.compile(r"<!--(.*?)-->|<\?(?!xpacket|xml\b)(.*?)\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_CATALOGUE = frozenset((
    "/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences",
    "/PageLayout", "/PageMode", "/Outlines", "/Threads", "/OpenAction", "/AA", "/URI", "/AcroForm", "/Metadata",
    "/StructTreeRoot", "/MarkInfo", "/Lang", "/SpiderInfo", "/OutputIntents", "/PieceInfo", "/OCProperties",
    "/Perms", "/Legal", "/Requirements", "/Collection", "/NeedsRendering", "/DSS", "/AF", "/DPartRoot",
))  # fmt: skip
_TEXTS = frozenset((
    "/ID", "/LastModified", "/Title", "/Alt", "/ActualText", "/E", "/T", "/TU", "/TM", "/Contents", "/V", "/DV", "/DA",
    "/DS", "/RC", "/NM", "/M", "/CreationDate", "/ModDate", "/Subj", "/Lang", "/URI", "/F", "/UF", "/Desc", "/D",
    "/Name",
    "/Info", "/OutputCondition", "/OutputConditionIdentifier", "/RegistryName", "/Registry", "/Ordering", "/CA", "/RC",
    "/AC", "/IX", "/TI", "/Summary", "/P", "/JS", "/Reason", "/Location", "/ContactInfo", "/CheckSum", "/Creator",
    "/CharSet", "/Panose", "/FontFamily", "/N", "/R", "/Style", "/Lookup", "/Base", "/U", "/O", "/UE", "/OE", "/Perms",
    "/PTEX.Fullbanner", "/Key", "/S", "/Headers", "/Scope", "/C", "/State", "/StateModel", "/Producer", "/Author",
    "/Subject", "/Keywords", "/Dest",
))  # fmt: skip
"""Entries of any part that hold a text which a viewer shows or needs, or that another check looks at."""
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
    for remark in ("".join(found).strip() for found in _COMMENTS.findall(packet)):
        yield from check_custom_property("remark", remark, "A remark in the metadata", allowed)
    for prefix, tag, listed, text, attribute_prefix, attribute, value in _SAID.findall(packet):
        name = tag or attribute
        if name in _HARMLESS or ((prefix or attribute_prefix) in _OF_PROGRAMS and name not in _SAYS):
            continue
        for said in _LISTED.findall(listed) or [text or value]:
            said = " ".join(unescape(said).split())
            if said in seen:
                continue
            seen.add(said)
            where = f"The property {prefix or attribute_prefix}:{name}"
            if name in (
                "creator",
                "Author",
                "contributor",
                "Artist",
                "XPAuthor",
                "Manager",
                "CameraOwnerName",
                "OwnerName",
            ):
                yield from check_person(said, where, allowed)
            elif name in ("description", "subject", "Keywords"):
                yield from check_words(said, where, allowed)
            else:
                yield from check_custom_property(name, said, where, allowed)


def custom_entry(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for texts under names of its own in the catalogue of the file, its end, and any other part."""
    seen = {text for thing in (reader.root_object, *reader.pages) for text in _strings(get(thing, "/PieceInfo"), 0)}
    for thing, usual in ((reader.root_object, _CATALOGUE), (reader.trailer, {"/Root", "/Info", "/ID", "/Encrypt"})):
        for name in thing:
            if name not in usual:
                for text in _strings(thing[name], 0):
                    seen.add(text)
                    yield from check_custom_property(str(name).lstrip("/"), text, f"The entry {name}")
    known = {id(get(reader.trailer, "/Info")), id(reader.trailer), id(reader.root_object)}
    for thing in reachable(reader):
        is_sealed = "/Filter" in thing and ("/V" in thing or "/ByteRange" in thing)  # of encryption, or a signature
        for name, value in thing.items() if id(thing) not in known and not is_sealed else ():
            text = str(value) if isinstance(value, str) else ""
            if name not in _TEXTS and text not in seen and not text.startswith(("/", "D:")):
                seen.add(text)
                if name.startswith("/PTEX"):  # TeX: the name of the file of a picture
                    yield from check_path(text, f"The entry {name}")
                else:
                    yield from check_custom_property(str(name).lstrip("/"), text, f"The entry {name}")


def _strings(thing: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts within an entry, but no names."""
    thing = thing.get_object() if hasattr(thing, "get_object") else thing
    if depth > _MAX_DEPTH or (isinstance(thing, dict) and "/Type" in thing):
        return
    if isinstance(thing, str) and not thing.startswith("/"):
        yield str(thing)
    for inner in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from _strings(inner, depth + 1)
