"""Reads a web page or a drawing element by element, and records what readers do not see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from foi_stats.screen.drawing import Drawing
from foi_stats.screen.glyph_text import VisibleText, glyph_id
from foi_stats.screen.page_places import is_scaled_away
from foi_stats.screen.page_styles import CSS_COMMENT, Element, PageStyles, hides
from foi_stats.screen.properties import find_path

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_EMBEDDING = frozenset(("iframe", "frame", "object", "embed", "applet", "foreignobject"))
_LOADS = {
    "src": None, "srcset": None, "data": ("object",), "poster": None, "background": None, "xlink:href": None,
    "href": ("link", "image", "use", "feimage", "script", "base", "pattern", "mpath"),
}  # fmt: skip
_SHOWN = frozenset(("img", "image", "feimage", "source", "input", "video", "style", "body", "table", "td", "th", "use"))
"""Elements that show what they load. Data in any other element is a file that a reader may save."""
_LONGEST = 10_000
"""The most characters of an attribute that are searched for a path."""
_LEADS = ("href", "xlink:href", "action", "formaction")
_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:,|[^,]*)")
"""An address of a srcset, which may hold commas, and its size up to the next comma."""
_TEMPLATES = frozenset(("defs", "symbol", "pattern", "marker", "mask"))
_VARIABLES = re.compile(r"""(--[\w-]+)\s*:\s*("[^"<>]*\w[^"<>]*"|'[^'<>]*\w[^'<>]*'|&quot;[^<>&]*\w[^<>&]*&quot;)""")
"""Properties of styles whose value is a text in quotation marks."""
_USED = re.compile(r"(?:href\s*=\s*[\"']|url\(\s*[\"']?)#([^\"')\s]+)")
_OF_EDITORS = re.compile(r"(?:inkscape:label|sodipodi:docname|serif:id|vectornator:\w+)$")
_USUAL_LABEL = re.compile(r"(?:Layer|Ebene|Group|Path|Rect\w*)?[ -]?\d*|[\w. -]*\.svg", re.IGNORECASE)
"""The attributes in which editors keep names of layers and files, and what they write there by themselves."""
_SETS = re.compile(r"(?:viewport|generator|robots|theme-color|color-scheme|format-detection|referrer|rating|revised|"
                   r"date|language|copyright|rights|application-name|google\S*|msvalidate\S*|handheldfriendly|mobileoptimized|"
                   r"og:.*|twitter:.*|fb:.*|apple-.*|msapplication-.*|dc(?:terms)?\..*|progid|originator|charset|"
                   r"pdfkit.*|article:.*|title|lang|next-head-count|csrf.*)?$")  # fmt: skip
"""The properties of a page that set how programs treat it, or repeat what it shows."""
_LOOKS = ("display", "visibility", "opacity", "fill-opacity", "font-size")
"""Attributes of drawings that say what styles say too."""
_NO_TEXT = frozenset(("script", "style", "title", "desc", "metadata", "textarea", "option"))
_SWITCHES = ("", "true", "false")
"""Values of attributes that only switch something on or off."""
_DRAWN = frozenset(("text", "foreignobject"))
"""Elements of a drawing whose text is shown; text in any other element is for programs."""
_PEOPLE = frozenset(("author", "creator", "dcterms.creator", "dc.creator", "article:author", "twitter:creator"))
_WORDS = {"keywords": "keywords", "description": "description", "subject": "subject", "abstract": "abstract",
          "og:description": "description", "dc.description": "description"}  # fmt: skip


@dataclass(slots=True)
class Page:
    """The content of a page that the checks need, in their order."""

    comments: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Within:
    """How many of the open elements there are of each kind that decides what becomes of a text in them."""

    hidden: int = 0
    off: int = 0
    for_hearing: int = 0
    metadata: int = 0
    templates: int = 0
    drawn: int = 0

    def count(self, element: Element, by: int) -> None:
        """Count an element that is opened (1) or closed (-1)."""
        self.hidden += by * element.hides
        self.off += by * element.is_off
        self.for_hearing += by * element.is_for_hearing
        self.metadata += by * (element.tag == "metadata")
        self.templates += by * (element.tag in _TEMPLATES)
        self.drawn += by * (element.tag.removeprefix("svg:") in _DRAWN)


class PageReader(HTMLParser):
    """Reads markup element by element, into ``page``."""

    def __init__(self, text: str, *, is_drawing: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.styles = PageStyles(text)
        self.drawing = Drawing(text)
        self.used = {f"#{name.lower()}" for name in _USED.findall(text)}
        self.open: list[Element] = []
        self._within = _Within()
        self.held: list[str] = []
        self._drawings = int(is_drawing)
        self._comments: list[tuple[str, list[str]]] = []
        self._seen: list[str] = []
        self._titles: list[str] = []
        self._leads_within = False
        self._note_variables(text)

    def finish(self) -> Page:
        """Return the page, once all of the markup is read."""
        self.close()
        self.page.hidden.extend(self.unclosed())
        self.page.hidden.extend(self.drawing.unseen())
        visible = VisibleText(" ".join([*self._seen, *self._titles]))
        comments = [text for text, glyphs in self._comments if not visible.repeats(text, glyphs)]
        self.page.comments[:0] = comments
        return self.page

    def _note_variables(self, text: str) -> None:
        """Record texts in properties of styles that nothing on the page uses."""
        used = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        for name, value in _VARIABLES.findall(text):
            if name not in used and "font" not in name:
                self.page.comments.append(f"{name}: {value}")

    def handle_comment(self, data: str) -> None:
        """Record a comment, to be judged once all visible text is known."""
        if data.strip():
            self._comments.append((data, []))

    def unknown_decl(self, data: str) -> None:
        """Record a declaration that only some programs read."""
        if not data.startswith("CDATA["):
            self.page.comments.append(data)

    def handle_pi(self, data: str) -> None:
        """Record an instruction to a program."""
        if data.startswith("xml-stylesheet"):
            self._address(data.partition('href="')[2].partition('"')[0])
        elif not data.startswith("xml "):
            self.page.comments.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the start of an element."""
        attributes = {name: value or "" for name, value in attrs}
        self._note(tag, attributes)
        self._drawings += tag == "svg"
        if tag == "a":
            self._leads_within = attributes.get("href", "").startswith("#")
        if tag in _VOID:
            return
        element = self.styles.element(tag, attributes, self.open, is_drawing=bool(self._drawings))
        self.drawing.open(tag, attributes, element.declared)
        element.hides = element.hides or self._hides(element, attributes)
        self.open.append(element)
        self._within.count(element, 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element without content, as drawings write them."""
        attributes = {name: value or "" for name, value in attrs}
        self._note(tag, attributes)
        if self._drawings:
            declared = self.styles.element(tag, attributes, self.open, is_drawing=True).declared
            self.drawing.open(tag, attributes, declared)
            self.drawing.close()
        if (
            tag == "use"
            and self._comments
            and (glyph := glyph_id(attributes.get("xlink:href") or attributes.get("href", "")))
        ):
            self._comments[-1][1].append(glyph)

    def handle_endtag(self, tag: str) -> None:
        """Record the end of an element, and of the elements in it that were left open."""
        if not any(element.tag == tag for element in reversed(self.open)):
            return
        while self.open:
            element = self.open.pop()
            self._within.count(element, -1)
            self.drawing.close()
            self._drawings -= element.tag == "svg"
            self._leads_within &= element.tag != "a"
            if element.hides and not self._is_hidden():
                self.page.hidden.extend(self.unclosed())
            if element.tag == tag:
                return

    def unclosed(self) -> list[str]:
        """Return the text of the hidden element that is being closed, if it had any."""
        text = " ".join("".join(self.held).split())
        self.held.clear()
        return [text] if text else []

    def handle_data(self, data: str) -> None:
        """Record text."""
        inside = self.open[-1].tag if self.open else ""
        if inside == "style":
            self.page.comments.extend(text for text in CSS_COMMENT.findall(data) if text.strip())
            self._addresses(data)
        elif self._within.metadata:
            if data.strip():
                self.page.metadata.append(data.strip())
        elif self._is_hidden() and inside != "script":
            self.held.append(data)
        elif inside in ("title", "desc") and data.strip():
            self._titles.append(data)
        elif self._drawings and inside not in _NO_TEXT and data.strip() and not self._is_drawn():
            self.page.hidden.append(" ".join(data.split()))
        elif inside not in _NO_TEXT and data.strip() and self._within.off:
            self.page.hidden.extend([] if self._leads_within else [" ".join(data.split())])
        elif inside not in _NO_TEXT and data.strip():
            if self._within.for_hearing:
                self.page.heard.append(" ".join(data.split()))
            if (self.open and self.open[-1].is_unseen) or self.drawing.is_off(data) or self.drawing.is_clear():
                self.page.hidden.append(" ".join(data.split()))
            else:
                self._seen.append(data)
                self.drawing.write(data)

    def _is_drawn(self) -> bool:
        """Return whether text of a drawing stands where programs show it."""
        return not self.open or bool(self._within.drawn)

    def _is_hidden(self) -> bool:
        return bool(self._within.hidden) or (bool(self._within.templates) and self._is_unused())

    def _is_unused(self) -> bool:
        """Return whether the open elements are a template of a drawing that nothing in it uses."""
        at = next(at for at, element in enumerate(self.open) if element.tag in _TEMPLATES)
        return not any(not self.used.isdisjoint(element.marks) for element in self.open[at:])

    def _hides(self, element: Element, attributes: dict[str, str]) -> bool:
        """Return whether an element hides its content by its name or its attributes; its style alone does not."""
        tag, declared = element.tag, element.declared
        looks = {name: attributes[name].strip().lower() for name in _LOOKS if name in attributes}
        clip_path = declared.get("clip-path") or attributes.get("clip-path")
        clip = re.search(r"url\(\s*['\"]?#([^'\")]+)", clip_path) if clip_path else None
        return bool(
            not {"hidden", "popover"}.isdisjoint(attributes)
            or tag in ("template", "noscript")
            or (tag == "dialog" and "open" not in attributes and declared.get("display", "none") == "none")
            or (looks and hides(looks | declared))
            or (tag in ("text", "tspan") and attributes.get("fill") == "none" and "stroke" not in attributes)
            or ("transform" in attributes and is_scaled_away(attributes["transform"]))
            or (clip and clip.group(1) in self.drawing.empty_clips)
            or (tag == "svg" and "0" in (attributes.get("width"), attributes.get("height")))
        )

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        """Record what an element and each of its attributes hold."""
        self._note_element(tag, attributes)
        for name, value in attributes.items():
            self._note_attribute(tag, name, value, attributes)
            path = _path_of(name, value)
            if path:
                self.page.paths.append(path)

    def _note_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Record an element that is a program, embeds a file, hides a value or describes the page."""
        if tag == "meta":
            self._note_meta(attributes)
        elif tag == "script":
            self.page.scripts.append(attributes.get("src") or "a script element")
        elif tag in _EMBEDDING:
            self.page.embedded.append(f"a {tag} element")
        elif tag == "input" and attributes.get("type", "").lower() == "hidden" and attributes.get("value"):
            self.page.hidden.append(attributes["value"])

    def _note_meta(self, attributes: dict[str, str]) -> None:
        """Record the people, the words or the address in a ``meta`` element."""
        about, content = name_of_meta(attributes), attributes.get("content", "")
        if about in _PEOPLE:
            self.page.people.append(content)
        elif about in _WORDS:
            self.page.words.append((_WORDS[about], content))
        elif not _SETS.match(about):
            self.page.words.append((about, content))
        elif "refresh" in attributes.get("http-equiv", "").lower():
            self.page.external.append(content)

    def _note_attribute(self, tag: str, name: str, value: str, attributes: dict[str, str]) -> None:
        """Record an attribute that holds data or a program, or loads something."""
        if name.startswith("data-"):
            if value.strip().lower() not in _SWITCHES:
                self.page.data.append(f"{name}={value}")
        elif _OF_EDITORS.match(name) and not _USUAL_LABEL.fullmatch(value):
            self.page.data.append(f"{name}={value}")
        elif name.startswith("on") or value.strip().lower().startswith("javascript:"):
            self.page.scripts.append(f"{name}={value}")
        elif name == "style":
            self._addresses(value)
        elif _loads(tag, name):
            is_shown = tag in _SHOWN or "icon" in attributes.get("rel", "").lower()
            for address in _CANDIDATE.findall(value) if name == "srcset" else (value,):
                self._address(address.strip(), is_shown=is_shown)
        elif name in _LEADS and value.strip().lower().startswith("data:"):
            self.page.files.append(value.strip())
        elif "url(" in value:
            self._addresses(value)

    def _addresses(self, text: str) -> None:
        for quoted, imported in _URL.findall(text):
            self._address((quoted or imported).strip())

    def _address(self, address: str, *, is_shown: bool = True) -> None:
        if address.lower().startswith("data:"):
            (self.page.embedded if is_shown else self.page.files).append(address)
        elif address.lower().startswith(("http:", "https:", "//", "ftp:", "file:")):
            self.page.external.append(address)


def _loads(tag: str, name: str) -> bool:
    """Return whether an element loads the address in this attribute. A link loads nothing until it is followed."""
    if name not in _LOADS or tag == "a":
        return False
    loading = _LOADS[name]
    return loading is None or tag in loading


def _path_of(name: str, value: str) -> str | None:
    """Return the path of a computer in an attribute, or None. An address from the root of a website is no path."""
    if name == "d" or len(value) >= _LONGEST or value.startswith("data:"):
        return None
    path = find_path(value)
    return None if path and name in ("href", "src") and path.startswith("/") else path


def name_of_meta(attributes: dict[str, str]) -> str:
    """Return the name of the property that a ``meta`` element sets, in lower case."""
    return (attributes.get("name") or attributes.get("property", "")).lower()
