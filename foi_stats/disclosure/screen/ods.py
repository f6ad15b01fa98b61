"""ods: hidden sheets, rows and columns as they are read, and comments, changes and properties beside the cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.disclosure.screen.catalogue import count, finding, masked
from foi_stats.disclosure.screen.package import local
from foi_stats.disclosure.screen.pictures import screen_picture
from foi_stats.disclosure.screen.properties import free_property, path, path_in_bytes, person
from foi_stats.disclosure.screen.sheets import screen_sheets
from foi_stats.findings import Finding
from foi_stats.supply.formats.archive import Archive, feed_xml
from foi_stats.supply.formats.guard import MAX_DEPTH, damaged
from foi_stats.supply.formats.ods import read_ods

_MAX_PART = 64 * 2**20
_USUAL = ("mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "manifest.rdf", "meta-inf/", "object",
          "thumbnails/", "configurations2/", "pictures/", "basic/", "scripts/", "layout-cache", "fonts/")  # fmt: skip


@dataclass(slots=True)
class Content:
    """What stands in content.xml beside the values of cells."""

    comments: list[tuple[str, str, str]] = field(default_factory=list)
    changes: int = 0
    formulas: dict[str, int] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    scripts: int = 0
    links: list[str] = field(default_factory=list)
    objects: int = 0
    scenarios: list[str] = field(default_factory=list)


def screen_ods(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what an ods file holds that nobody sees who looks at it."""
    sheets = read_ods(data).sheets  # refuses what is broken, protected or unsafe
    archive = Archive(data)
    content = _Reader()
    feed_xml(content.parser, archive.pieces("content.xml"), "content.xml")
    yield from screen_sheets(sheets)
    for check in (comment, tracked_changes, formulas, invisible_text, external_link, scenarios):
        yield from check(content.found)
    for part_check in (macros, embedded_files, pictures, paths):
        yield from part_check(archive)
    yield from properties(archive, allowed)


class _Reader:
    """The parser of content.xml: what it finds, sheet by sheet."""

    def __init__(self) -> None:
        self.found = Content()
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.inside: list[str] = []
        self.sheet = ""
        self.style = ""
        self.colours: dict[str, dict[str, str]] = {}
        self.cell_style = ""
        self.said: list[str] | None = None
        self.who: list[str] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.inside.append(tag)
        if len(self.inside) > MAX_DEPTH:
            raise damaged("The file is damaged: it has elements inside elements without end")
        if tag == "table:table":
            self.sheet = attributes.get("table:name", "")
        elif tag == "table:table-cell":
            self.cell_style = attributes.get("table:style-name", "")
            if "table:formula" in attributes:
                self.found.formulas[self.sheet] = self.found.formulas.get(self.sheet, 0) + 1
            if "office:value-type" in attributes and self._is_unseen(self.cell_style):
                self.found.unseen.setdefault(self.sheet, attributes.get("office:value", ""))
        elif tag == "office:annotation":
            self.said = []
        elif tag.startswith("table:") and "table:tracked-changes" in self.inside[:-1]:
            self.found.changes += tag.rpartition(":")[2] in ("cell-content-change", "insertion", "deletion", "movement")
        elif tag == "table:scenario":
            self.found.scenarios.append(self.sheet)
        elif tag in ("style:style", "style:text-properties", "style:table-cell-properties"):
            self._start_style(tag, attributes)
        elif tag in ("table:cell-range-source", "table:table-source", "office:dde-source", "table:database-source-sql"):
            self.found.links.append(attributes.get("xlink:href", "another program"))

    def _start_style(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style:style":
            self.style = attributes.get("style:name", "")
            parent = self.colours.get(attributes.get("style:parent-style-name", ""), {})
            self.colours[self.style] = dict(parent)
        elif self.style in self.colours:
            names = ("fo:color", "fo:background-color")
            self.colours[self.style] |= {name: attributes[name].lower() for name in names if name in attributes}

    def _is_unseen(self, style: str) -> bool:
        colours = self.colours.get(style, {})
        ground = colours.get("fo:background-color", "transparent")
        return colours.get("fo:color") == ("#ffffff" if ground == "transparent" else ground)

    def _characters(self, text: str) -> None:
        if self.said is not None and "dc:creator" not in self.inside[-1] and "dc:date" not in self.inside[-1]:
            self.said.append(text)
        elif self.said is None and self.inside[-1:] == ["text:p"] and self.sheet in self.found.unseen:
            self.found.unseen[self.sheet] = self.found.unseen[self.sheet] or text

    def _end(self, tag: str) -> None:
        self.inside.pop()
        if tag == "office:annotation" and self.said is not None:
            if "table:tracked-changes" not in self.inside:
                self.found.comments.append((self.sheet, "", "".join(self.said).strip()))
            self.said = None


def comment(content: Content) -> Iterator[Finding]:
    """Yield a finding for the comments of each sheet."""
    for sheet in dict.fromkeys(name for name, _, _ in content.comments):
        said = [text for name, _, text in content.comments if name == sheet]
        yield finding("comment", f"{count(len(said), 'comment')}, the first {masked(said[0])}", sheet)


def tracked_changes(content: Content) -> Iterator[Finding]:
    """Yield a finding for what cells held before they were changed."""
    if content.changes:
        yield finding(
            "tracked-changes", f"The file keeps {count(content.changes, 'change')}, with what stood there before"
        )


def formulas(content: Content) -> Iterator[Finding]:
    """Yield a finding for the formulas of each sheet."""
    for sheet, number in content.formulas.items():
        said = f"{count(number, 'cell')} of the sheet {'is a formula' if number == 1 else 'are formulas'}"
        yield finding("formulas", said, sheet)


def invisible_text(content: Content) -> Iterator[Finding]:
    """Yield a finding for text in the colour of its ground."""
    for sheet, sample in content.unseen.items():
        yield finding(
            "invisible-text", f"Text of the sheet has the colour of its ground, the first {masked(sample)}", sheet
        )


def external_link(content: Content) -> Iterator[Finding]:
    """Yield a finding for links to other files and to databases."""
    if content.links:
        said = (
            f"The file holds {count(len(content.links), 'link')} to other files, the first {masked(content.links[0])}"
        )
        yield finding("external-link", said)


def scenarios(content: Content) -> Iterator[Finding]:
    """Yield a finding for scenarios: values that were tried, and are not shown."""
    for sheet in content.scenarios:
        yield finding("scenarios", "The sheet is a scenario: values that were tried", sheet)


def macros(archive: Archive) -> Iterator[Finding]:
    """Yield a finding if the file holds a program; LibreOffice lists empty libraries without any."""
    lists = ("/", ".xlb", ".xlc", "script-lb.xml", "script-lc.xml")
    programs = [name for name in archive.names if name.startswith(("basic/", "scripts/")) and not name.endswith(lists)]
    if programs:
        yield finding("macros", f"The file holds macros, in its part {programs[0]}")


def embedded_files(archive: Archive) -> Iterator[Finding]:
    """Yield a finding for files within the file."""
    for name in archive.names:
        if name.startswith("object") and "/" not in name and "replacement" not in name:
            yield finding("embedded-file", f"The part {name} is a file within the file")
        elif not name.startswith(_USUAL):
            yield finding("embedded-file", f"The part {name} is not one that spreadsheet programs write")


def pictures(archive: Archive) -> Iterator[Finding]:
    """Yield what the pictures in the file hold beside what they show."""
    for name in archive.names:
        if name.startswith("pictures/") and name.endswith((".png", ".jpg", ".jpeg")):
            for one in screen_picture(archive.read(name, _MAX_PART)):
                yield finding(one.check, f"The picture {name}: {one.found}")


def paths(archive: Archive) -> Iterator[Finding]:
    """Yield the paths of a computer that stand in settings and styles."""
    for name in ("settings.xml", "styles.xml", "manifest.rdf"):
        if name in archive:
            found = path_in_bytes(archive.read(name, _MAX_PART))
            if found:
                yield finding("path", f"The part {name} holds a path, {masked(found)}")


def properties(archive: Archive, allowed: Collection[str]) -> Iterator[Finding]:
    """Yield the people and paths that the file's properties name."""
    if "meta.xml" not in archive:
        return
    inside: list[tuple[str, dict[str, str], list[str]]] = []
    values: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append((tag, attributes, []))
        if tag == "meta:template":
            values.append((tag, attributes.get("xlink:href", "")))

    def end(_: str) -> None:
        tag, attributes, pieces = inside.pop()
        values.append((attributes.get("meta:name", tag), "".join(pieces).strip()))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: inside[-1][2].append(text) if inside else None
    feed_xml(parser, archive.pieces("meta.xml"), "meta.xml")
    for name, value in values:
        where = f"The property {local(name)}"
        if name in ("dc:creator", "meta:initial-creator", "meta:printed-by"):
            yield from person(value, where, allowed)
        elif ":" in name:
            yield from path(value, where)
        else:
            yield from free_property(name, value, where, allowed)
