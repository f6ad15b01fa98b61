"""Office packages, xlsx and docx alike: their parts by type, what refers to what, and what is hidden in both."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import BinaryIO
from xml.parsers import expat

from foi_stats.files.limits import MAX_INFLATED_BYTES, damaged
from foi_stats.files.zip import Archive, feed_xml, part_path, whole_tags
from foi_stats.screen.catalogue import count, finding, masked
from foi_stats.screen.markup import screen_markup
from foi_stats.screen.pictures import screen_picture
from foi_stats.screen.properties import (
    free_property,
    local_address,
    path,
    path_in_binary,
    path_in_bytes,
    person,
    unseen_words,
)
from foi_stats.vocabulary.findings import Finding

_MOST_INFLATED = 2**31
_MOST_RATIO = 100
_MAX_PART = 64 * 2**20
_MAX_ELEMENTS = 5_000_000
_MAX_VALUES = 200_000
_PROPERTY_PARTS = ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml")
_TEXT_PARTS = ("xl/worksheets/", "xl/sharedstrings", "word/document", "word/footnotes", "word/endnotes", "xl/tables/")
_USUAL_ENDINGS = (".xml", ".rels", ".vml", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".svg", ".tif", ".tiff",
                  ".bmp", ".wdp", ".data", ".odttf", ".fntdata")  # fmt: skip
_KNOWN_PROGRAM_DATA = ("printersettings", "vbaproject", "vbadata", "xl/model", "attachedtoolbars")
_NAMED = (("displayName", "person"), ("author", "person"), ("name", "userInfo"), ("userName", "header"))
"""The attributes and elements that name people in lists of who wrote comments, or worked on a shared file."""
_SWITCHES = ("", "true", "false", '""', '"true"', '"false"')
_EMPTY_PAGE = "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead"
"""The picture of an empty page that python-docx puts into each file it makes."""
_LINKED = re.compile(
    r"""<(?:\w+:)?Relationship\s(?=[^<>]*TargetMode\s*=\s*["']External)(?=[^<>]*/hyperlink["'])"""
    r"""[^<>]*?\bTarget\s*=\s*["']([^<>"']*)""", re.IGNORECASE
)  # fmt: skip
"""The addresses of links that a reader may follow."""
_EMBEDDED = ("/embeddings/", "/activex/", "oleobject", "afchunk", "altchunk", "xhtml+xml", " text/html",
             " text/plain", " message/rfc822", "/rtf")  # fmt: skip


def open_archive(file: BinaryIO) -> Archive:
    """Return an archive of any size: it is read in blocks, and may unpack to a hundred times what it is packed."""
    size = file.seek(0, 2)
    return Archive(file, min(_MOST_INFLATED, max(MAX_INFLATED_BYTES, _MOST_RATIO * size)))


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: a part of the package, or something outside."""

    identifier: str
    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Package:
    """The parts of an Office file."""

    archive: Archive
    allowed: Collection[str] = ()
    types: dict[str, str] = field(default_factory=dict)
    _defaults: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        def entry(tag: str, attributes: dict[str, str]) -> None:
            kind = attributes.get("ContentType", "").lower()
            if tag == "Override":
                self.types[attributes.get("PartName", "").lstrip("/").lower()] = kind
            elif tag == "Default":
                self._defaults["." + attributes.get("Extension", "").lower()] = kind

        if "[Content_Types].xml" not in self.archive:
            raise damaged("The file is damaged: the part that lists its parts is missing")
        self.walk("[Content_Types].xml", entry)

    def kind(self, part: str) -> str:
        """Return what a part is: its name and its content type, in lower case, for looking in."""
        return f"/{part} {self.types.get(part) or self._defaults.get(posixpath.splitext(part)[1], '')}"

    def parts(self, *kinds: str) -> Iterator[str]:
        """Yield the parts whose name or type holds one of these texts; never their lists of relationships."""
        for part in self.archive.names:
            if not part.endswith((".rels", "/")) and any(kind in self.kind(part) for kind in kinds):
                yield part

    def walk(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        text: Callable[[str], None] | None = None,
        end: Callable[[str], object] | None = None,
    ) -> None:
        """Parse a part: ``start(local name, attributes by local name)``, ``text(…)`` and ``end(local name)``."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        elements = 0

        def started(tag: str, attributes: dict[str, str]) -> None:
            nonlocal elements
            elements += 1
            if elements > _MAX_ELEMENTS:
                raise damaged(f"The file's part {part} is larger than can be looked at")
            start(local(tag), {local(key): value for key, value in attributes.items()})

        parser.StartElementHandler = started
        if text:
            parser.CharacterDataHandler = text
        if end:
            parser.EndElementHandler = lambda tag: end(local(tag))
        feed_xml(parser, self.archive.pieces(part), part)

    def relationships(self, source: str) -> dict[str, Relationship]:
        """Return what a part, or the file itself, refers to, by identifier."""
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relationship] = {}

        def entry(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                external = attributes.get("TargetMode", "").lower() == "external"
                target = attributes.get("Target", "")
                known = attributes.get("Id", "")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[known] = Relationship(known, kind, target if external else part_path(source, target), external)

        if part in self.archive:
            self.walk(part, entry)
        return found

    def values(self, part: str, attribute: str, *tags: str) -> list[str]:
        """Return what one attribute of these elements says, empty where it is not there."""
        found: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag in tags and len(found) < _MAX_VALUES:
                found.append(attributes.get(attribute, ""))

        self.walk(part, start)
        return found

    def items(self, part: str, tag: str) -> list[tuple[dict[str, str], str]]:
        """Return the elements of one name: their attributes, and all the text in them."""
        found: list[tuple[dict[str, str], list[str]]] = []
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += name == tag or depth > 0
            if name == tag:
                found.append((attributes, []))

        def end(_: str) -> None:
            nonlocal depth
            depth -= depth > 0

        self.walk(part, start, lambda text: found[-1][1].append(text) if depth else None, end)
        return [(attributes, "".join(pieces)) for attributes, pieces in found]

    def texts(self, part: str) -> list[tuple[str, str]]:
        """Return the elements of a small part that hold text, each by its local name and its text."""
        open_: list[tuple[str, list[str]]] = []
        found: list[tuple[str, str]] = []

        def ended(_: str) -> None:
            name, pieces = open_.pop()
            value = "".join(pieces).strip()
            if value and len(found) < _MAX_VALUES:
                found.append((name, value))

        self.walk(part, lambda tag, _: open_.append((tag, [])), lambda text: open_[-1][1].append(text), ended)
        return found


def local(tag: str) -> str:
    """Return the name of a tag without its prefix."""
    return tag.rpartition(":")[2]


def core_properties(package: Package) -> Iterator[Finding]:
    """Yield the people and paths that the file's properties name, and words that no page shows."""
    for part in package.parts("core-properties", "docprops/core.xml"):
        texts = package.texts(part)
        title = " ".join(value for name, value in texts if name in ("title", "subject"))
        for name, value in texts:
            if name in ("creator", "lastModifiedBy"):
                yield from person(value, f"The property {name}", package.allowed)
            elif name in ("keywords", "description", "category", "contentStatus", "identifier"):
                yield from unseen_words(value, f"The property {name}", package.allowed, title)
            else:
                yield from path(value, f"The property {name}")


def extended_properties(package: Package) -> Iterator[Finding]:
    """Yield the people and paths that the program's properties name. An organisation may be named."""
    for part in package.parts("extended-properties", "docprops/app.xml"):
        for name, value in package.texts(part):
            if name == "Manager":
                yield from person(value, f"The property {name}", package.allowed)
            else:
                yield from path(value, f"The property {name}")


def custom_properties(package: Package) -> Iterator[Finding]:
    """Yield what properties of somebody's own making hold."""
    for part in package.parts("custom-properties", "docprops/custom.xml"):
        for attributes, value in package.items(part, "property"):
            name = attributes.get("name", "")
            yield from free_property(name, value, f"The property {name}", package.allowed)


def paths(package: Package) -> Iterator[Finding]:
    """Yield the paths of a computer that stand in parts nobody reads: settings, drawings, relationships."""
    found: dict[str, list[str]] = {}
    for part in package.archive.names:
        is_text = part.startswith(_TEXT_PARTS) and not part.endswith(".rels")
        if part not in _PROPERTY_PARTS and not is_text and (said := _path_in(package, part)):
            found.setdefault(said, []).append(part)
    for said, parts in found.items():
        more = f" and {count(len(parts) - 1, 'more part')}" if len(parts) > 1 else ""
        hold = "hold" if len(parts) > 1 else "holds"
        yield finding("path", f"The part {parts[0]}{more} {hold} a path, {masked(said)}")


def _path_in(package: Package, part: str) -> str | None:
    if "printersettings" in part:
        return path_in_bytes(package.archive.read(part, _MAX_PART).replace(b"\0", b""))
    if part.endswith(".rels"):
        content = package.archive.read(part, _MAX_PART)
        addresses = map(unescape, _LINKED.findall(content.decode("utf-8", "replace")) if b"ternal" in content else ())
        return path_in_bytes(content) or next(filter(None, map(local_address, addresses)), None)
    if part.endswith((".xml", ".vml")):
        return next(filter(None, map(path_in_bytes, whole_tags(package.archive.pieces(part)))), None)
    return None


def people(package: Package) -> Iterator[Finding]:
    """Yield a finding for each list of the people who wrote comments."""
    kinds = ("persons/", "/people.xml", ".person+xml", ".people+xml", "/revisions/", ".revisionheaders+xml")
    for part in package.parts(*kinds, ".usernames+xml"):
        written = [name for attribute, tag in _NAMED for name in package.values(part, attribute, tag)]
        names = [name for name in written if name.strip()]
        if names:
            said = f"The part {part} lists {count(len(names), 'name')} of people, the first {masked(names[0])}"
            yield finding("person", said)


def custom_xml(package: Package) -> Iterator[Finding]:
    """Yield a finding for each part of other programs that holds something; Office itself writes empty ones."""
    for part in package.parts("/customxml/"):
        if "itemprops" in part or not part.endswith(".xml"):
            continue
        roots: list[str] = []
        held: list[str] = []

        def start(tag: str, attributes: dict[str, str], roots: list[str] = roots, held: list[str] = held) -> None:
            if roots:
                held.extend(value for key, value in attributes.items() if key not in ("nil", "xmlns"))
            roots.append(tag)

        package.walk(part, start, lambda text, held=held: held.append(text.strip()))  # type: ignore[misc]
        said = [value for value in held if value]
        if said and roots[0] not in ("FormTemplates", "contentTypeSchema", "sisl"):
            yield finding("custom-xml", f"The part {part} holds data of another program, the first {masked(said[0])}")
    for part in package.parts("webextension+xml", "/webextensions/webextension"):
        kept = [value for value in package.values(part, "value", "property") if value.lower() not in _SWITCHES]
        if kept:
            yield finding("custom-xml", f"The part {part} holds data of an add-in, the first {masked(kept[0])}")


def embedded_files(package: Package) -> Iterator[Finding]:
    """Yield a finding for each file within the file, and for parts that no Office program would write."""
    for part in package.archive.names:
        is_usual = part.endswith((*_USUAL_ENDINGS, "/")) or part.startswith(("_xmlsignatures/", "[trash]/"))
        if any(name in package.kind(part) for name in _EMBEDDED) and not part.endswith(".rels"):
            yield finding("embedded-file", f"The part {part} is a file within the file, or a control")
        elif not is_usual and not (part.endswith(".bin") and any(name in part for name in _KNOWN_PROGRAM_DATA)):
            yield finding("embedded-file", f"The part {part} is not one that Office programs write")


def macros(package: Package) -> Iterator[Finding]:
    """Yield a finding if the file holds a program."""
    parts = list(package.parts("vbaproject", "/macrosheets/", "xlmacrosheet", "vbadata"))
    if parts:
        yield finding("macros", f"The file holds macros, in its part {parts[0]}")


def thumbnail(package: Package) -> Iterator[Finding]:
    """Yield a finding if the file holds a picture of its first page, which may show what is no longer there."""
    targets = {found.target for found in package.relationships("").values() if found.kind == "thumbnail"}
    for part in sorted(targets | set(package.parts("docprops/thumbnail"))):
        if part in package.archive and (
            hashlib.sha256(package.archive.read(part, _MAX_PART)).hexdigest() != _EMPTY_PAGE
        ):
            yield finding("thumbnail", f"The part {part} is a picture of the first page as it once was")


def pictures(package: Package) -> Iterator[Finding]:
    """Yield what the pictures in the file hold beside what they show."""
    for part in package.parts("/media/"):
        content = package.archive.read(part, _MAX_PART)
        if part.endswith((".png", ".jpg", ".jpeg")):
            for one in screen_picture(content, package.allowed):
                yield finding(one.check, f"The picture {part}: {one.found}")
        elif part.endswith(".svg"):
            for one in screen_markup(
                content, partial(screen_picture, allowed=package.allowed), package.allowed, is_drawing=True
            ):
                yield finding(one.check, f"The picture {part}: {one.found}")
        elif said := path_in_binary(content):
            yield finding("path", f"The picture {part} holds a path, {masked(said)}")


PACKAGE_CHECKS = (
    core_properties,
    extended_properties,
    custom_properties,
    paths,
    people,
    custom_xml,
    embedded_files,
    macros,
    thumbnail,
    pictures,
)
"""What may hide in any Office file."""
