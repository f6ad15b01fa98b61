"""docx: changes, comments, hidden text and what else a document keeps beside its words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from foi_stats.disclosure.screen.catalogue import count, finding, masked
from foi_stats.disclosure.screen.package import PACKAGE_CHECKS, Package, open_archive
from foi_stats.disclosure.screen.properties import path_in
from foi_stats.findings import Finding
from foi_stats.supply.formats.guard import damaged

_STORIES = ("wordprocessingml.document", "/word/document", "/word/header", "/word/footer", "/word/footnotes",
            "/word/endnotes", "/word/glossary/document")  # fmt: skip
_CHANGES = frozenset(
    ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange",
     "trPrChange", "tcPrChange", "cellIns", "cellDel", "cellMerge", "numberingChange")
)  # fmt: skip
_WHITE = ("FFFFFF",)


@dataclass(slots=True)
class Story:
    """A part with text: what is changed and hidden in it."""

    changes: int = 0
    changed: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def screen_docx(file: BinaryIO, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what a docx file holds that nobody sees who looks at it."""
    package = Package(open_archive(file), allowed)
    stories = [part for part in package.parts(*_STORIES) if part.endswith(".xml")]
    if not stories:
        raise damaged("The file is damaged: the part that holds its text is missing")
    hiding = _hiding_styles(package)
    for part in stories:
        story = _read_story(package, part, hiding)
        for check in (tracked_changes, hidden_text, invisible_text, paths):
            yield from check(story, part)
    yield from comment(package)
    yield from document_variables(package)
    yield from connections(package)
    for package_check in PACKAGE_CHECKS:
        yield from package_check(package)


def _is_on(attributes: dict[str, str]) -> bool:
    return attributes.get("val", "true") not in ("0", "false", "off", "none")


def _hiding_styles(package: Package) -> set[str]:
    """Return the styles whose text is hidden."""
    hiding: set[str] = set()
    style = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal style
        if tag == "style":
            style = attributes.get("styleId", "")
        elif tag == "vanish" and style and _is_on(attributes):
            hiding.add(style)

    for part in package.parts("/word/styles"):
        if part.endswith(".xml"):
            package.walk(part, start)
    return hiding


class _Reader:
    """The text of a part, run by run."""

    def __init__(self, hiding: set[str]) -> None:
        self.story = Story()
        self.hiding = hiding
        self.inside: list[str] = []
        self.paragraph_hides = self.run_hides = self.run_is_white = self.is_shaded = False
        self.ids: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.inside.append(tag)
        parent = self.inside[-2] if len(self.inside) > 1 else ""
        if tag in _CHANGES:
            self.story.changes += 1
        elif tag == "p":
            self.paragraph_hides = False
            self.is_shaded = self.is_shaded and "tc" in self.inside
        elif tag == "r":
            self.run_hides = self.run_is_white = False
        elif tag in ("vanish", "specVanish") and parent == "rPr" and "pPr" not in self.inside:
            self.run_hides = _is_on(attributes)
        elif tag in ("pStyle", "rStyle") and attributes.get("val") in self.hiding:
            self.paragraph_hides |= tag == "pStyle"
            self.run_hides |= tag == "rStyle"
        elif tag == "color" and parent == "rPr" and "pPr" not in self.inside:
            self.run_is_white = attributes.get("val", "").upper() in _WHITE
        elif tag in ("shd", "highlight"):
            self.is_shaded = True
        elif tag in ("docPr", "cNvPr"):
            said = path_in(f"{attributes.get('descr', '')} {attributes.get('title', '')}")
            self.story.paths.extend([said] if said else [])

    def text(self, text: str) -> None:
        tag = self.inside[-1] if self.inside else ""
        if tag == "delText" or (tag == "t" and not _CHANGES.isdisjoint(self.inside)):
            self.story.changed.append(text)
        if tag == "instrText":
            said = path_in(text.replace("\\\\", "\\"))
            self.story.paths.extend([said] if said else [])
        elif tag in ("t", "delText") and text.strip():
            if self.run_hides or self.paragraph_hides:
                self.story.hidden.append(text)
            elif self.run_is_white and not self.is_shaded:
                self.story.unseen.append(text)

    def end(self, tag: str) -> None:
        self.inside.pop()
        if tag == "tbl":
            self.is_shaded = False


def _read_story(package: Package, part: str, hiding: set[str]) -> Story:
    reader = _Reader(hiding)
    package.walk(part, reader.start, reader.text, reader.end)
    return reader.story


def tracked_changes(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for changes that were not accepted: what stood there before is still in the file."""
    if story.changes:
        sample = f", the first {masked(story.changed[0])}" if story.changed else ""
        yield finding("tracked-changes", f"The part {part} keeps {count(story.changes, 'change')}{sample}")


def hidden_text(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for text that is formatted as hidden."""
    if story.hidden:
        yield finding("hidden-text", f"The part {part} holds hidden text, the first {masked(story.hidden[0])}")


def invisible_text(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for white text on no ground of its own."""
    if story.unseen:
        yield finding("invisible-text", f"The part {part} holds white text, the first {masked(story.unseen[0])}")


def paths(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for paths in fields and in descriptions of pictures."""
    if story.paths:
        yield finding("path", f"A field or a picture of the part {part} holds a path, {masked(story.paths[0])}")


def comment(package: Package) -> Iterator[Finding]:
    """Yield a finding for comments, whether resolved or not."""
    for part in package.parts("wordprocessingml.comments+xml", "/word/comments.xml"):
        number = len(package.values(part, "id", "comment"))
        if number:
            said = next((text for name, text in package.texts(part) if name == "t"), "")
            yield finding("comment", f"{count(number, 'comment')}, the first {masked(said)}")


def document_variables(package: Package) -> Iterator[Finding]:
    """Yield a finding for variables, which programs keep in a document and nobody sees."""
    for part in package.parts("/word/settings"):
        names = package.values(part, "val", "docVar")
        if names:
            yield finding("document-variables", f"{count(len(names), 'variable')}, the first {masked(names[0])}")


def connections(package: Package) -> Iterator[Finding]:
    """Yield a finding for a source of addresses that the document was merged with."""
    for part in package.parts("/word/settings"):
        found = package.values(part, "val", "connectString", "query", "dataSource")
        if found:
            yield finding("connections", f"The document is merged with another file, {masked(found[0])}")
