"""The checks of ods files: hidden sheets, rows and columns, comments, changes, pictures and properties."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from xml.parsers import expat

from foi_stats.files.limits import MAX_DEPTH, damaged
from foi_stats.files.ods import read_ods
from foi_stats.files.workbook import Sheet
from foi_stats.files.zip import Archive, feed_xml
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cropped import clipped_picture
from foi_stats.screen.headers_footers import plain_headers_footers
from foi_stats.screen.ods_content import Content, ContentReader, first_pictured
from foi_stats.screen.ods_styles import OdsStyles
from foi_stats.screen.ods_texts import chart_cache, check_behind
from foi_stats.screen.package import local
from foi_stats.screen.pictures import screen_picture
from foi_stats.screen.properties import (
    check_custom_property,
    check_path,
    check_person,
    check_words,
    find_path_in_bytes,
    local_address,
)
from foi_stats.screen.sheets import screen_sheets
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_PICTURED = re.compile(r"(?:.*/)?(?:pictures|media)/")
"""LibreOffice keeps pictures in one of these folders, Excel in the other; objects such as charts have their own."""
_MAX_PART = 64 * 2**20
_USUAL = ("mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "manifest.rdf", "meta-inf/", "object",
          "thumbnails/", "configurations2/", "pictures/", "basic/", "scripts/", "layout-cache", "fonts/",
          "media/")  # fmt: skip
_HEADERS_FOOTERS = frozenset(f"style:{which}{end}" for which in ("header", "footer") for end in ("", "-left", "-first"))
_FIELDS = frozenset(f"text:{name}" for name in ("page-number", "page-count", "sheet-name", "title", "date", "time"))


def screen_ods(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for the hidden content of an ods file."""
    sheets = read_ods(data).sheets  # refuses what is broken, protected or unsafe
    archive = Archive(data)
    styles, headers_footers = read_styles(archive)
    content = ContentReader(styles)
    feed_xml(content.parser, archive.pieces("content.xml"), "content.xml")
    yield from screen_sheets(sheets)
    for check in (
        comment,
        tracked_changes,
        formulas,
        invisible_text,
        hidden_number_format,
        external_link,
        scenarios,
    ):
        yield from check(content.found)
    yield from hidden_by_condition(content.found, sheets)
    yield from check_behind(content.behind.found, sheets)
    yield from chart_cache(archive, sheets)
    yield from header_footer(content.found, headers_footers)
    yield from links(content.found)
    yield from clipped_picture(archive, content.found.clipped)
    for part_check in (macros, embedded_files, pictures, paths, thumbnail):
        yield from part_check(archive)
    yield from properties(archive, allowed)


class _StylesReader:
    """The parser of styles.xml: the styles of the file, and the headers and footers of its pages."""

    def __init__(self) -> None:
        self.styles = OdsStyles()
        self.headers_footers: dict[str, list[tuple[str, bool]]] = {}
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._inside: list[str] = []
        self._page = ""
        self._hidden = 0
        self._text: list[str] = []
        self._names_file = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._inside.append(tag)
        if len(self._inside) > MAX_DEPTH:
            raise damaged("The file is damaged: it has elements inside elements without end")
        if "office:styles" in self._inside:
            self.styles.start(tag, attributes)
        elif tag == "style:master-page":
            self._page = attributes.get("style:name", "")
        elif tag in _HEADERS_FOOTERS:
            self._hidden = attributes.get("style:display") == "false"
            self._text, self._names_file = [], False
        elif tag == "text:file-name":
            self._names_file = True

    def _characters(self, text: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if not _HEADERS_FOOTERS.isdisjoint(self._inside) and inside not in _FIELDS:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        self._inside.pop()
        if tag in _HEADERS_FOOTERS and not self._hidden and ("".join(self._text).strip() or self._names_file):
            self.headers_footers.setdefault(self._page, []).append(("".join(self._text).strip(), self._names_file))
        elif tag == "text:p":
            self._text.append(" ")


def read_styles(archive: Archive) -> tuple[OdsStyles, dict[str, list[tuple[str, bool]]]]:
    """Return the styles of a file, and for each page style its headers and footers, with whether they name the file."""
    reader = _StylesReader()
    if "styles.xml" in archive:
        feed_xml(reader.parser, archive.pieces("styles.xml"), "styles.xml")
    return reader.styles, reader.headers_footers


def comment(content: Content) -> Iterator[Finding]:
    """Yield a finding for the comments of each sheet."""
    for sheet in dict.fromkeys(name for name, _, _ in content.comments):
        comments = [(cell, text) for name, cell, text in content.comments if name == sheet]
        cell, text = comments[0]
        yield finding("comment", f"{counted(len(comments), 'comment')}, the first {masked(text)}", sheet, cell)


def tracked_changes(content: Content) -> Iterator[Finding]:
    """Yield a finding for the earlier contents of cells that tracked changes keep."""
    if content.changes:
        yield finding(
            "tracked-changes", f"The file keeps {counted(content.changes, 'change')}, with what stood there before"
        )


def formulas(content: Content) -> Iterator[Finding]:
    """Yield a finding for the formulas of each sheet."""
    for sheet, (number, cell) in content.formulas.items():
        detail = f"{counted(number, 'cell')} of the sheet {'is a formula' if number == 1 else 'are formulas'}"
        yield finding("formulas", detail, sheet, cell)


def invisible_text(content: Content) -> Iterator[Finding]:
    """Yield a finding for text in the colour of its background, and for text too small to be seen."""
    for sheet, (cell, sample) in content.unseen.items():
        detail = f"Text of {cell} has the colour of its ground or no size, and is {masked(sample)}"
        yield finding("invisible-text", detail, sheet, cell)


def hidden_number_format(content: Content) -> Iterator[Finding]:
    """Yield a finding for numbers whose format does not show them."""
    for sheet, (cell, sample) in content.misshown.items():
        detail = f"{cell} has a format that does not show the number it holds, {masked(sample)}"
        yield finding("hidden-number-format", detail, sheet, cell)


def hidden_by_condition(content: Content, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield a finding for each sheet with cells whose content a conditional format hides."""
    seen = dict(content.conditioned)
    for name, ranges in content.pictured:
        sheet = next((sheet for sheet in sheets if sheet.name == name), None)
        if sheet and name not in seen and (cell := first_pictured(sheet, ranges)):
            seen[name] = cell
    for name, (place, sample) in seen.items():
        detail = f"A conditional format hides what {place} holds, {masked(sample)}"
        yield finding("hidden-by-condition", detail, name, place)


def header_footer(content: Content, headers_footers: Mapping[str, list[tuple[str, bool]]]) -> Iterator[Finding]:
    """Check the headers and footers of printed pages, which no screen shows."""
    for sheet, page in content.pages.items():
        yield from plain_headers_footers(headers_footers.get(page, ()), sheet)


def links(content: Content) -> Iterator[Finding]:
    """Yield a finding for links to files of a computer. A first ``../`` leads out of the package only."""
    found = [target for address in content.addresses if (target := local_address(address.removeprefix("../")))]
    if found:
        yield finding("path", f"{counted(len(found), 'link')} into a computer, the first {masked(found[0])}")


def external_link(content: Content) -> Iterator[Finding]:
    """Yield a finding for links to other files and to databases."""
    if content.links:
        detail = (
            f"The file holds {counted(len(content.links), 'link')} to other files, the first {masked(content.links[0])}"
        )
        yield finding("external-link", detail)


def scenarios(content: Content) -> Iterator[Finding]:
    """Yield a finding for scenarios, which keep values that were tried and are not shown."""
    for sheet in content.scenarios:
        yield finding("scenarios", "The sheet is a scenario: values that were tried", sheet)


def macros(archive: Archive) -> Iterator[Finding]:
    """Yield a finding if the file holds a program; LibreOffice lists its libraries even if they are empty."""
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
    """Screen the pictures in the file."""
    for name in archive.names:
        if _PICTURED.match(name) and name.endswith((".png", ".jpg", ".jpeg")):
            for result in screen_picture(archive.read(name, _MAX_PART)):
                yield finding(result.check, f"The picture {name}: {result.found}")


def thumbnail(archive: Archive) -> Iterator[Finding]:
    """Screen the picture of the first page, which LibreOffice always makes."""
    for name in archive.names:
        if name.startswith("thumbnails/") and name.endswith(".png"):
            for result in screen_picture(archive.read(name, _MAX_PART)):
                yield finding(result.check, f"The picture {name}: {result.found}")


def paths(archive: Archive) -> Iterator[Finding]:
    """Yield a finding for paths of a computer in settings and styles."""
    for name in ("settings.xml", "styles.xml", "manifest.rdf"):
        if name in archive:
            found = find_path_in_bytes(archive.read(name, _MAX_PART))
            if found:
                yield finding("path", f"The part {name} holds a path, {masked(found)}")


def properties(archive: Archive, allowed: Collection[str]) -> Iterator[Finding]:
    """Yield findings for people and paths in the file's properties."""
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
    keywords = ", ".join(value for name, value in values if name == "meta:keyword" and value)
    title = " ".join(value for name, value in values if name in ("dc:title", "dc:subject"))
    others = [(name, value) for name, value in values if name != "meta:keyword"]
    for name, value in (("meta:keyword", keywords), *others):
        where = f"The property {local(name)}"
        if name in ("dc:creator", "meta:initial-creator", "meta:printed-by"):
            yield from check_person(value, where, allowed)
        elif name in ("meta:keyword", "dc:description"):
            yield from check_words(value, where, allowed, title)
        elif ":" in name:
            yield from check_path(value, where)
        else:
            yield from check_custom_property(name, value, where, allowed)
