"""html and svg: comments, hidden elements, data, scripts, and what is loaded from elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from foi_stats.disclosure.screen.catalogue import count, finding, masked
from foi_stats.disclosure.screen.properties import path_in, person, unseen_words
from foi_stats.findings import Finding
from foi_stats.supply.formats.guard import damaged, unsafe

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_LOADS = {
    "src": None, "srcset": None, "data": ("object",), "poster": None, "background": None, "xlink:href": None,
    "href": ("link", "image", "use", "feimage", "script", "base", "pattern", "mpath"),
}  # fmt: skip
_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:,|[^,]*)")
"""An address of a srcset, which may hold commas within, and what is said of it up to the next comma."""

_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|color\s*:\s*transparent|fill-opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?%?\s*(?:;|!|$)|"
    r"font-size\s*:\s*(?:0(?:\.\d*)?|1(?:\.0*)?(?=px|pt))(?:px|pt)?\s*(?:;|!|$)|"
    r"font-size\s*:\s*0(?:\.0*)?(?:em|rem|%)\s*(?:;|!|$))",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"scale\(\s*0(?:\.0*)?\s*[,)\s]")
_MOVES = re.compile(r"translate|matrix|scale|skew|position|rotate\((?!\s*-?0(?:\.0*)?[\s,)])")
_OWN_PLACES = frozenset(("defs", "symbol", "pattern", "marker", "mask", "clippath"))
_WHITE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)", re.I
)
_COORDINATE = re.compile(r"-?\d+(?:\.\d+)?")
_CSS_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?(?:([.#])([\w-]+))?")
_DATA_URL = re.compile(r"data:([\w.+/-]*)((?:;[\w=.-]+)*),(.*)", re.DOTALL | re.IGNORECASE)
_MAX_NESTING = 3
_LISTED = 5

Screen = Callable[[bytes, str, int], Iterator[Finding]]


@dataclass(slots=True)
class Page:
    """What was seen in some markup, in the order of the checks."""

    comments: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)


def screen_markup(
    data: bytes, embedded: Callable[[bytes], Iterator[Finding]], allowed: Collection[str] = (), depth: int = 0
) -> Iterator[Finding]:
    """Yield what a web page or a drawing holds that nobody sees who looks at it.

    ``embedded`` screens the pictures within it.
    """
    text = _text(data)
    hiding = _hiding_selectors(text)
    reader = _Reader(hiding, text)
    reader.feed(text)
    reader.close()
    reader.page.hidden.extend(reader.unclosed())
    for check in (markup_comment, hidden_element, data_attribute, script, external_reference, metadata, paths):
        yield from check(reader.page)
    for name in reader.page.people:
        yield from person(name, "The author", allowed)
    title = re.search(r"<title[^>]*>([^<]*)", text, re.IGNORECASE)
    for words in reader.page.keywords:
        yield from unseen_words(words, "The keywords", allowed, title.group(1) if title else "")
    yield from embedded_data(reader.page, embedded, depth)


def check_drawing(data: bytes) -> None:
    """Refuse an svg file that is broken, or declares entities of its own."""
    parser = expat.ParserCreate()

    def entity(*_: object) -> None:
        raise unsafe("The file declares entities of its own, which can be made to unpack without end")

    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(f"The drawing is damaged: it breaks off or is wrong in line {error.lineno}") from error


def _text(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _hiding_selectors(text: str) -> set[str]:
    """Return the plain selectors (a name, a class or an id) of rules that hide what they fit, on a screen."""
    hiding: set[str] = set()
    lower, at = text.lower(), 0
    while (start := lower.find("<style", at)) >= 0 and (end := lower.find("</style", start)) >= 0:
        style = text[start:end].partition(">")[2].replace("<![CDATA[", "")
        for selectors, body in _rules(_CSS_COMMENT.sub("", style)):
            if _HIDES.search(body):
                plain = (selector.strip().lower() for selector in selectors.split(","))
                hiding.update(selector for selector in plain if _SELECTOR.fullmatch(selector))
        at = end
    return hiding


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the body of each rule that holds on every medium."""
    depth = start = begin = 0
    selectors = ""
    for brace in re.finditer(r"[{}]", style):
        if brace.group() == "{":
            if not depth:
                selectors, begin = style[start : brace.start()], brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                start = brace.end()
                if not selectors.strip().startswith("@"):
                    yield selectors, style[begin : brace.start()]


class _Reader(HTMLParser):
    """Markup, element by element."""

    def __init__(self, hiding: set[str], text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.hiding = hiding
        self.uses = bool(re.search(r"<(?:\w+:)?use\b", text))
        self.has_grounds = "background" in text or "bgcolor" in text.lower()
        self.canvas: tuple[float, float, float, float] | None = None
        self.moves: list[tuple[str, bool]] = []
        self.open: list[tuple[str, bool]] = []
        self.held: list[str] = []

    def handle_comment(self, data: str) -> None:
        if data.strip():
            self.page.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        if not data.startswith("CDATA["):
            self.page.comments.append(data)

    def handle_pi(self, data: str) -> None:
        if data.startswith("xml-stylesheet"):
            self._address(data.partition('href="')[2].partition('"')[0])
        elif not data.startswith("xml "):
            self.page.comments.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self.open.append((tag, self._hides(tag, dict(attrs))))
            moves = tag in _OWN_PLACES or any(
                name == "transform" and _MOVES.search(value or "") for name, value in attrs
            )
            self.moves.append((tag, moves))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self.open):
            return
        while self.open:
            name, hides = self.open.pop()
            self.moves.pop()
            if hides and not self._is_hidden():
                self.page.hidden.extend(self.unclosed())
            if name == tag:
                return

    def unclosed(self) -> list[str]:
        """Return what the hidden element held that is being closed, if it held anything."""
        said = " ".join("".join(self.held).split())
        self.held.clear()
        return [said] if said else []

    def handle_data(self, data: str) -> None:
        inside = self.open[-1][0] if self.open else ""
        if inside == "style":
            self.page.comments.extend(text for text in _CSS_COMMENT.findall(data) if text.strip())
            self._addresses(data, "style")
        elif any(name == "metadata" for name, _ in self.open):
            if data.strip():
                self.page.metadata.append(data.strip())
        elif self._is_hidden() and inside != "script":
            self.held.append(data)

    def _is_hidden(self) -> bool:
        return any(hides for _, hides in self.open)

    def _hides(self, tag: str, attributes: dict[str, str | None]) -> bool:
        names = {
            tag,
            *(f".{one}" for one in (attributes.get("class") or "").lower().split()),
            f"#{(attributes.get('id') or '').lower()}",
        }
        names |= {f"{tag}{name}" for name in names}
        return bool(
            "hidden" in attributes
            or tag in ("template", "noscript")
            or attributes.get("display") == "none"
            or attributes.get("visibility") in ("hidden", "collapse")
            or attributes.get("opacity") in ("0", "0.0")
            or attributes.get("fill-opacity") in ("0", "0.0")
            or (tag in ("text", "tspan") and attributes.get("fill") == "none" and "stroke" not in attributes)
            or _HIDES.search(f"font-size: {attributes.get('font-size')}")
            or _NO_SIZE.search(attributes.get("transform") or "")
            or self._is_off_canvas(tag, attributes)
            or (tag in ("defs", "symbol") and not self.uses)
            or self._is_white(attributes)
            or _HIDES.search(attributes.get("style") or "")
            or names & self.hiding
        )

    def _is_off_canvas(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Return whether a text of a drawing stands outside of it. One that is moved may stand anywhere."""
        if tag == "svg" and not self.canvas:
            box = [float(one) for one in _COORDINATE.findall(attributes.get("viewbox") or "")]
            self.canvas = (box[0], box[1], box[0] + box[2], box[1] + box[3]) if len(box) == 4 else None
        if tag != "text" or not self.canvas or any(moved for _, moved in self.moves):
            return False
        where = [_COORDINATE.match(attributes.get(name) or "0") for name in ("x", "y")]
        if not all(where) or _MOVES.search(f"{attributes.get('transform') or ''} {attributes.get('style') or ''}"):
            return False
        x, y = (float(one.group()) for one in where if one)
        left, top, right, bottom = self.canvas
        margin = (right - left + bottom - top) / 10
        return not (left - margin <= x <= right + margin and top - margin <= y <= bottom + margin)

    def _is_white(self, attributes: dict[str, str | None]) -> bool:
        """Return whether an element says that its text is white, and nothing says what its ground is."""
        style = attributes.get("style") or ""
        return bool(_WHITE.search(style)) and not self.has_grounds and "background" not in style

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "script":
            self.page.scripts.append(attributes.get("src") or "a script element")
        elif tag in ("iframe", "frame", "object", "embed", "applet", "foreignobject"):
            self.page.embedded.append(f"a {tag} element")
        elif tag == "input" and attributes.get("type", "").lower() == "hidden" and attributes.get("value"):
            self.page.hidden.append(attributes["value"])
        elif tag == "meta" and attributes.get("name", "").lower() in (
            "author",
            "creator",
            "dcterms.creator",
            "dc.creator",
        ):
            self.page.people.append(attributes.get("content", ""))
        elif tag == "meta" and attributes.get("name", "").lower() == "keywords":
            self.page.keywords.append(attributes.get("content", ""))
        elif tag == "meta" and "refresh" in attributes.get("http-equiv", "").lower():
            self.page.external.append(attributes.get("content", ""))
        for name, value in attributes.items():
            if name.startswith("data-"):
                self.page.data.append(f"{name}={value}")
            elif name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.page.scripts.append(f"{name}={value}")
            elif name == "style":
                self._addresses(value, tag)
            elif name in _LOADS and (_LOADS[name] is None or tag in (_LOADS[name] or ())) and tag != "a":
                for one in _CANDIDATE.findall(value) if name == "srcset" else (value,):
                    self._address(one.strip())
            elif "url(" in value:
                self._addresses(value, tag)
            if name != "d" and len(value) < 10_000 and not value.startswith("data:"):
                found = path_in(value)
                if found and not (name in ("href", "src") and found.startswith("/")):
                    self.page.paths.append(found)

    def _addresses(self, text: str, _: str) -> None:
        for quoted, imported in _URL.findall(text):
            self._address((quoted or imported).strip())

    def _address(self, address: str) -> None:
        if address.lower().startswith("data:"):
            self.page.embedded.append(address)
        elif address.lower().startswith(("http:", "https:", "//", "ftp:", "file:")):
            self.page.external.append(address)


def markup_comment(page: Page) -> Iterator[Finding]:
    """Yield a finding for comments in the source."""
    yield from _first(page.comments, "markup-comment", "comment")


def hidden_element(page: Page) -> Iterator[Finding]:
    """Yield a finding for text that the page hides."""
    yield from _first(page.hidden, "hidden-element", "hidden element")


def data_attribute(page: Page) -> Iterator[Finding]:
    """Yield a finding for data in attributes, which are for scripts and not for readers."""
    yield from _first(page.data, "data-attribute", "data attribute")


def script(page: Page) -> Iterator[Finding]:
    """Yield a finding for programs."""
    yield from _first(page.scripts, "script", "script")


def external_reference(page: Page) -> Iterator[Finding]:
    """Yield a finding for what is loaded from elsewhere, which tells that place who reads the page."""
    yield from _first(page.external, "external-reference", "reference")


def metadata(page: Page) -> Iterator[Finding]:
    """Yield a finding for a drawing's metadata, but for the name of the program that drew it and the date."""
    said = [
        text
        for text in page.metadata
        if re.search(r"[^\W\d_]", text) and not re.match(r"(?:Matplotlib|Created with|image/svg|\d{4}-\d\d-\d\d)", text)
    ]
    yield from _first(said, "metadata", "description")


def paths(page: Page) -> Iterator[Finding]:
    """Yield a finding for paths of a computer in attributes."""
    yield from _first(page.paths, "path", "path")


def _first(found: list[str], check: str, what: str) -> Iterator[Finding]:
    if found:
        yield finding(check, f"{count(len(found), what)}, the first {masked(found[0])}")


def embedded_data(page: Page, embedded: Callable[[bytes], Iterator[Finding]], depth: int) -> Iterator[Finding]:
    """Yield a finding for files within the page. Pictures that can be screened are, and are no finding when clean."""
    for address in page.embedded:
        match = _DATA_URL.fullmatch(address)
        if not match:
            yield finding("embedded-data", f"The page holds {masked(address)}")
            continue
        kind, options, content = match.groups()
        if kind.lower() not in ("image/svg+xml", "image/png", "image/jpeg") or depth >= _MAX_NESTING:
            yield finding(
                "embedded-data",
                f"The page holds a file of the kind {kind or 'text'}, {count(len(content), 'character')}",
            )
            continue
        data = unquote_to_bytes(content)
        if "base64" in options.lower():
            try:
                data = base64.b64decode(re.sub(rb"\s", b"", data), validate=True)
            except (binascii.Error, ValueError):
                yield finding("embedded-data", f"The page holds a picture that cannot be unpacked, {masked(content)}")
                continue
        for one in embedded(data):
            yield finding(one.check, f"A picture within the page: {one.found}") if one.check != "damaged-file" else one
