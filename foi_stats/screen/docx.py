"""The checks of docx files: changes, comments, hidden text, fields and the like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

from foi_stats.files.limits import damaged
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.clean_pictures import CleanPictures
from foi_stats.screen.cropped import hidden_picture
from foi_stats.screen.docx_text import Story, read_story, read_styles
from foi_stats.screen.hidden_texts import message_findings
from foi_stats.screen.package import PACKAGE_CHECKS, Package, open_archive
from foi_stats.screen.properties import check_person, check_words
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_ASKS = re.compile(r"(?:choose|select|click|pick)\b", re.IGNORECASE)
_BRINGS_IN = ("INCLUDETEXT", "INCLUDEPICTURE", "COMMENTS", "MERGEFIELD", "DATABASE", "RD", "DOCVARIABLE", "QUOTE",
              "SET", "ADDIN", "IMPORT", "INCLUDE")  # fmt: skip
_MOST_CHOICES = 200
"""The most fields whose other texts are compared with all the text shown."""
_INDEXES = ("XE", "TC", "TA", "MACROBUTTON", "GOTOBUTTON", "ASK", "FILLIN")
_TIP = re.compile(r'\\o\s+"([^"]+)"')
_PLAIN_TAG = re.compile(r"[\w.-]{0,40}|\w+ ?\w*")
"""The names that programs and people give to controls: a word or two."""
_QUOTED = re.compile(r'"([^"]*)"')
_NO = ("0", "false", "off")
_STORIES = ("wordprocessingml.document", "/word/document", "/word/header", "/word/footer", "/word/footnotes",
            "/word/endnotes", "/word/glossary/document")  # fmt: skip


def screen_docx(file: BinaryIO, allowed: Collection[str] = (), clean: CleanPictures | None = None) -> Iterator[Finding]:
    """Yield findings for the hidden content of a docx file."""
    package = Package(open_archive(file), allowed, clean or CleanPictures())
    stories = [part for part in package.parts(*_STORIES) if part.endswith(".xml")]
    if not stories:
        raise damaged("The file is damaged: the part that holds its text is missing")
    styles = read_styles(package)
    unused = unused_headers_footers(package)
    for part in stories:
        story = read_story(package, part, styles)
        for check in (tracked_changes, hidden_text, invisible_text, hidden_object, choices, field_code, paths, aside):
            yield from check(story, part)
        if "/glossary/" in f"/{part}" and story.blocks:
            detail = f"The part {part} holds building blocks, which no page shows, the first {masked(story.blocks[0])}"
            yield finding("hidden-text", detail)
        if story.texts and not story.hidden and part in unused:
            detail = f"The part {part} is a header or footer of no page, and holds {masked(story.texts[0])}"
            yield finding("hidden-text", detail)
        yield from people_and_tags(story, part, allowed)
    yield from unreferenced_note(package, stories)
    yield from comment(package)
    yield from document_variables(package)
    yield from connections(package)
    for package_check in (*PACKAGE_CHECKS, hidden_picture):
        yield from package_check(package)


def tracked_changes(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for tracked changes: the earlier wording is still in the file."""
    if story.changes:
        sample = f", the first {masked(story.changed[0])}" if story.changed else ""
        yield finding("tracked-changes", f"The part {part} keeps {counted(story.changes, 'change')}{sample}")


def hidden_text(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for text that is formatted as hidden."""
    if story.hidden:
        yield finding("hidden-text", f"The part {part} holds hidden text, the first {masked(story.hidden[0])}")


def invisible_text(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for text in the colour of its background, or too small to be seen."""
    if story.unseen:
        detail = f"The part {part} holds text that cannot be seen, the first {masked(story.unseen[0])}"
        yield finding("invisible-text", detail)


def hidden_object(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for pictures and shapes that are set not to be shown."""
    if story.pictures:
        yield finding("hidden-object", f"The part {part} holds {counted(story.pictures, 'hidden picture or shape')}")


def choices(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for the choices of a list that are not shown."""
    others = [
        choice
        for choice in story.choices
        if choice.strip() and choice.strip() not in story.texts and not _ASKS.match(choice)
    ]
    if others:
        yield finding(
            "choices", f"The part {part} holds {counted(len(others), 'other choice')}, the first {masked(others[0])}"
        )


def field_code(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for fields that bring in text or data from elsewhere."""
    shown = " ".join(story.texts)
    for number, code in enumerate(story.fields):
        name = code.split()[0].upper() if code.split() else ""
        if name in ("DDE", "DDEAUTO", "LINK"):
            yield finding(
                "external-link", f"A field of the part {part} is linked with a program, {masked(code.strip())}"
            )
        elif name == "IF" and number < _MOST_CHOICES and (others := _others(code, shown)):
            yield finding("field-code", f"A field of the part {part} may say {masked(others[-1])}")
        elif name in _INDEXES and (unshown := _unindexed(code, shown)):
            yield finding("field-code", f"An entry of an index in the part {part} is {masked(unshown[0])}")
        elif name == "HYPERLINK" and (tip := _TIP.search(code)):
            yield from message_findings([("", tip.group(1))], "", ("person",))
        elif name in _BRINGS_IN and not (name == "COMMENTS" and len(code.split()) == 1):
            yield finding("field-code", f"A field of the part {part} is {masked(code.strip())}")


def _unindexed(code: str, shown: str) -> list[str]:
    """Return the words of an entry of an index, a table of contents or a button that the text does not show."""
    entries = _QUOTED.findall(code) or code.split(None, 2 if "BUTTON" in code.upper() else 1)[-1:]
    words = [word.strip() for entry in entries for word in entry.split(":")]
    return [word for word in words if re.search(r"[^\W\d_]{2}", word) and word.casefold() not in shown.casefold()]


def aside(story: Story, part: str) -> Iterator[Finding]:
    """Yield findings for tips of links, data of tags, and texts for programs that cannot show a drawing."""
    yield from message_findings([("", tip) for tip in story.tips], "", ("person",))
    if data := [value for value in story.data if re.search(r"[^\W\d_]", value)]:
        yield finding("custom-xml", f"The part {part} holds data of another program, the first {masked(data[0])}")
    shown = set(story.texts)
    if others := [text for text in story.fallback if text and text not in shown]:
        detail = f"The part {part} holds text that only old programs show, the first {masked(others[0])}"
        yield finding("hidden-text", detail)


def people_and_tags(story: Story, part: str, allowed: Collection[str]) -> Iterator[Finding]:
    """Yield findings for who may edit protected parts, and for the titles and tags of controls."""
    for editor in dict.fromkeys(story.editors):
        yield from check_person(editor, f"Who may edit a range of the part {part}", allowed)
    shown = " ".join(story.texts)
    for tag in dict.fromkeys(story.tags):
        if tag not in shown and not _PLAIN_TAG.fullmatch(tag):
            yield from check_words(tag, f"The title or tag of a control in the part {part}", allowed)


def unreferenced_note(package: Package, stories: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for footnotes and endnotes that the text does not refer to, so that no page shows them."""
    for kind in ("footnote", "endnote"):
        used = {number for part in stories for number in package.values(part, "id", f"{kind}Reference")}
        for part in (part for part in stories if f"/{kind}s" in f"/{part}"):
            texts = [text.strip() for note, text in package.items(part, kind) if note.get("id") not in used]
            if kept := [text for text in texts if text]:
                detail = f"{counted(len(kept), kind)} that the text does not refer to, the first {masked(kept[0])}"
                yield finding("hidden-text", f"The part {part} holds {detail}")


def _others(code: str, shown: str) -> list[str]:
    """Return the texts that a field may show but does not show now."""
    quoted = [text.strip() for text in _QUOTED.findall(code)]
    return [text for text in quoted if re.search(r"[^\W\d_]", text) and text not in shown]


def unused_headers_footers(package: Package) -> set[str]:
    """Return the headers and footers that no page shows: those of first or even pages that do not have their own."""
    has_even = any(
        value not in _NO
        for part in package.parts("/word/settings")
        if part.endswith(".xml")
        for value in package.values(part, "val", "evenAndOddHeaders")
    )
    shown: set[str] = set()
    for document in package.parts("wordprocessingml.document", "/word/document", "wordprocessingml.template"):
        if document.endswith(".xml"):
            shown |= _shown_headers_footers(package, document, has_even=has_even)
    return {part for part in package.parts("/word/header", "/word/footer") if part.endswith(".xml")} - shown


def _shown_headers_footers(package: Package, document: str, *, has_even: bool) -> set[str]:
    """Return the headers and footers of a document's sections; a section without its own takes the one before."""
    sections: list[list[dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sectPr":
            sections.append([])
        elif tag in ("headerReference", "footerReference", "titlePg") and sections:
            sections[-1].append(attributes | {"tag": tag})

    package.walk(document, start)
    targets = package.relationships(document)
    shown: set[str] = set()
    given: dict[tuple[str, str], str] = {}
    for section in sections:
        kinds = {"default"} | ({"even"} if has_even else set())
        for reference in section:
            if reference["tag"] == "titlePg":
                kinds |= {"first"} if reference.get("val", "true") not in _NO else set()
            elif reference.get("id") in targets:
                given[reference["tag"], reference.get("type", "default")] = targets[reference["id"]].target
        shown |= {target for (_, kind), target in given.items() if kind in kinds}
    return shown


def paths(story: Story, part: str) -> Iterator[Finding]:
    """Yield a finding for paths in fields and in descriptions of pictures."""
    if story.paths:
        yield finding("path", f"A field or a picture of the part {part} holds a path, {masked(story.paths[0])}")


def comment(package: Package) -> Iterator[Finding]:
    """Yield a finding for comments, whether resolved or not."""
    for part in package.parts("wordprocessingml.comments+xml", "/word/comments.xml"):
        number = len(package.values(part, "id", "comment"))
        if number:
            text = next((text for name, text in package.texts(part) if name == "t"), "")
            yield finding("comment", f"{counted(number, 'comment')}, the first {masked(text)}")


def document_variables(package: Package) -> Iterator[Finding]:
    """Yield a finding for variables, which programs keep in a document out of sight."""
    for part in package.parts("/word/settings"):
        names = package.values(part, "val", "docVar")
        if names:
            yield finding("document-variables", f"{counted(len(names), 'variable')}, the first {masked(names[0])}")


def connections(package: Package) -> Iterator[Finding]:
    """Yield a finding for the data source of a mail merge."""
    for part in package.parts("/word/settings"):
        found = package.values(part, "val", "connectString", "query", "dataSource")
        if found:
            yield finding("connections", f"The document is merged with another file, {masked(found[0])}")
