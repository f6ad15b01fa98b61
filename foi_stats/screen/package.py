"""Office packages (xlsx and docx): their parts by type, their relationships, and the checks that both share."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import BinaryIO
from xml.parsers import expat

from foi_stats.files.digest import content_digest
from foi_stats.files.limits import MAX_INFLATED_BYTES, damaged
from foi_stats.files.zip import Archive, feed_xml, part_path, whole_tags
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.clean_pictures import CleanPictures
from foi_stats.screen.markup import screen_markup
from foi_stats.screen.pictures import screen_picture
from foi_stats.screen.properties import (
    check_custom_property,
    check_path,
    check_person,
    check_words,
    find_path_in_binary,
    find_path_in_bytes,
    local_address,
)
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

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
"""The attributes and elements that name people in lists of commenters or users of a shared file."""
_SWITCHES = ("", "true", "false", '""', '"true"', '"false"')
_EMPTY_PAGE = "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead"
"""The digest of the picture of an empty page that python-docx puts into each file."""
_LINKED = re.compile(
    r"""<(?:\w+:)?Relationship\s(?=[^<>]*TargetMode\s*=\s*["']External)(?=[^<>]*/hyperlink["'])"""
    r"""[^<>]*?\bTarget\s*=\s*["']([^<>"']*)""", re.IGNORECASE
)  # fmt: skip
"""The addresses of links that a reader may follow."""
_EMBEDDED = ("/embeddings/", "/activex/", "oleobject", "afchunk", "altchunk", "xhtml+xml", " text/html",
             " text/plain", " message/rfc822", "/rtf")  # fmt: skip


def open_archive(file: BinaryIO) -> Archive:
    """Return an archive of any size: it is read in blocks, and may unpack to a hundred times its packed size."""
    size = file.seek(0, 2)
    return Archive(file, min(_MOST_INFLATED, max(MAX_INFLATED_BYTES, _MOST_RATIO * size)))


@dataclass(frozen=True, slots=True)
class Relationship:
    """A reference of a part to another part of the package, or to something outside."""

    identifier: str
    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Package:
    """The parts of an Office file."""

    archive: Archive
    allowed: Collection[str] = ()
    clean: CleanPictures = field(default_factory=CleanPictures)
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
        """Return the name and the content type of a part as one text in lower case, to be searched."""
        return f"/{part} {self.types.get(part) or self._defaults.get(posixpath.splitext(part)[1], '')}"

    def parts(self, *kinds: str) -> Iterator[str]:
        """Yield the parts whose name or type contains any of these texts; never their lists of relationships."""
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
        """Return the relationships of a part, or of the file itself (``""``), by identifier."""
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
        """Return the value of an attribute of each of these elements, empty if the element lacks it."""
        found: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag in tags and len(found) < _MAX_VALUES:
                found.append(attributes.get(attribute, ""))

        self.walk(part, start)
        return found

    def items(self, part: str, tag: str) -> list[tuple[dict[str, str], str]]:
        """Return the attributes and all the text of each element with this name."""
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
    """Yield findings for people, paths and words in the file's core properties, which no page shows."""
    for part in package.parts("core-properties", "docprops/core.xml"):
        texts = package.texts(part)
        title = " ".join(value for name, value in texts if name in ("title", "subject"))
        for name, value in texts:
            if name in ("creator", "lastModifiedBy"):
                yield from check_person(value, f"The property {name}", package.allowed)
            elif name in ("keywords", "description", "category", "contentStatus", "identifier"):
                yield from check_words(value, f"The property {name}", package.allowed, title)
            else:
                yield from check_path(value, f"The property {name}")


def extended_properties(package: Package) -> Iterator[Finding]:
    """Yield findings for people and paths in the program's properties. They may name an organisation."""
    for part in package.parts("extended-properties", "docprops/app.xml"):
        for name, value in package.texts(part):
            if name == "Manager":
                yield from check_person(value, f"The property {name}", package.allowed)
            else:
                yield from check_path(value, f"The property {name}")


def custom_properties(package: Package) -> Iterator[Finding]:
    """Yield findings for the values of custom properties."""
    for part in package.parts("custom-properties", "docprops/custom.xml"):
        for attributes, value in package.items(part, "property"):
            name = attributes.get("name", "")
            yield from check_custom_property(name, value, f"The property {name}", package.allowed)


def paths(package: Package) -> Iterator[Finding]:
    """Yield a finding for each path of a computer in unseen parts: settings, drawings, relationships."""
    found: dict[str, list[str]] = {}
    for part in package.archive.names:
        is_text = part.startswith(_TEXT_PARTS) and not part.endswith(".rels")
        if part not in _PROPERTY_PARTS and not is_text and (path := _path_in(package, part)):
            found.setdefault(path, []).append(part)
    for path, parts in found.items():
        more = f" and {counted(len(parts) - 1, 'more part')}" if len(parts) > 1 else ""
        hold = "hold" if len(parts) > 1 else "holds"
        yield finding("path", f"The part {parts[0]}{more} {hold} a path, {masked(path)}")


def _path_in(package: Package, part: str) -> str | None:
    if "printersettings" in part:
        return find_path_in_bytes(package.archive.read(part, _MAX_PART).replace(b"\0", b""))
    if part.endswith(".rels"):
        content = package.archive.read(part, _MAX_PART)
        addresses = map(unescape, _LINKED.findall(content.decode("utf-8", "replace")) if b"ternal" in content else ())
        return find_path_in_bytes(content) or next(filter(None, map(local_address, addresses)), None)
    if part.endswith((".xml", ".vml")):
        return next(filter(None, map(find_path_in_bytes, whole_tags(package.archive.pieces(part)))), None)
    return None


def people(package: Package) -> Iterator[Finding]:
    """Yield a finding for each list of the people who wrote comments."""
    kinds = ("persons/", "/people.xml", ".person+xml", ".people+xml", "/revisions/", ".revisionheaders+xml")
    for part in package.parts(*kinds, ".usernames+xml"):
        written = [name for attribute, tag in _NAMED for name in package.values(part, attribute, tag)]
        names = [name for name in written if name.strip()]
        if names:
            detail = f"The part {part} lists {counted(len(names), 'name')} of people, the first {masked(names[0])}"
            yield finding("person", detail)


def custom_xml(package: Package) -> Iterator[Finding]:
    """Yield a finding for each part of another program that is not empty; Office itself writes empty parts."""
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
        texts = [value for value in held if value]
        if texts and roots[0] not in ("FormTemplates", "contentTypeSchema", "sisl"):
            yield finding("custom-xml", f"The part {part} holds data of another program, the first {masked(texts[0])}")
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
    """Yield a finding if the file holds a picture of its first page, which may show earlier content."""
    targets = {found.target for found in package.relationships("").values() if found.kind == "thumbnail"}
    for part in sorted(targets | set(package.parts("docprops/thumbnail"))):
        if part in package.archive and (content_digest(package.archive.read(part, _MAX_PART)) != _EMPTY_PAGE):
            yield finding("thumbnail", f"The part {part} is a picture of the first page as it once was")


def pictures(package: Package) -> Iterator[Finding]:
    """Screen the pictures in the file."""
    for part in package.parts("/media/"):
        content = package.archive.read(part, _MAX_PART)
        if part.endswith((".png", ".jpg", ".jpeg")):
            check = partial(screen_picture, allowed=package.allowed)
            for result in package.clean.screen(content, check, is_strict=False):
                yield finding(result.check, f"The picture {part}: {result.found}")
        elif part.endswith(".svg"):
            for result in screen_markup(
                content, partial(screen_picture, allowed=package.allowed), package.allowed, is_drawing=True
            ):
                yield finding(result.check, f"The picture {part}: {result.found}")
        elif path := find_path_in_binary(content):
            yield finding("path", f"The picture {part} holds a path, {masked(path)}")


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
"""The checks of any Office file, besides that for cropped pictures (``cropped``)."""
