"""docx: changes, comments, hidden text and what else a document keeps beside its words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO

from foi_stats.disclosure.screen.catalogue import count, finding, masked
from foi_stats.disclosure.screen.docx_text import Story, read_story, read_styles
from foi_stats.disclosure.screen.package import PACKAGE_CHECKS, Package, open_archive
from foi_stats.findings import Finding
from foi_stats.supply.formats.guard import damaged

_STORIES = ("wordprocessingml.document", "/word/document", "/word/header", "/word/footer", "/word/footnotes",
            "/word/endnotes", "/word/glossary/document")  # fmt: skip


def screen_docx(file: BinaryIO, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what a docx file holds that nobody sees who looks at it."""
    package = Package(open_archive(file), allowed)
    stories = [part for part in package.parts(*_STORIES) if part.endswith(".xml")]
    if not stories:
        raise damaged("The file is damaged: the part that holds its text is missing")
    styles = read_styles(package)
    for part in stories:
        story = read_story(package, part, styles)
        for check in (tracked_changes, hidden_text, invisible_text, paths):
            yield from check(story, part)
    yield from comment(package)
    yield from document_variables(package)
    yield from connections(package)
    for package_check in PACKAGE_CHECKS:
        yield from package_check(package)


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
    """Yield a finding for text in the colour of its ground, or too small to be seen."""
    if story.unseen:
        said = f"The part {part} holds text that cannot be seen, the first {masked(story.unseen[0])}"
        yield finding("invisible-text", said)


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
