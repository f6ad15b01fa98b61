"""The text of a docx part, run by run, as it looks: hidden, changed, in the colour of its ground, or tiny."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_stats.files.attributes import is_below
from foi_stats.screen.colours import BLACK, WHITE, Colour, are_alike, rgb
from foi_stats.screen.package import Package
from foi_stats.screen.properties import path_in
from foi_stats.screen.styles import is_tiny

_CHANGES = frozenset(
    ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange",
     "trPrChange", "tcPrChange", "cellIns", "cellDel", "cellMerge", "numberingChange")
)  # fmt: skip
_HIGHLIGHTS = {"black": BLACK, "white": WHITE}
_THEME = {"background1": WHITE, "light1": WHITE, "bg1": WHITE, "text1": BLACK, "dark1": BLACK, "tx1": BLACK}
_PLAIN_TABLES = ("TableNormal", "TableGrid", "")
_MAX_PARENTS = 20
_FLAT, _NARROW = 40, 5
"""Twentieths of a point of a row or line, and hundredths of the width of letters: of text, nothing is left."""

Given = dict[str, object]
"""What a style or a run says of its text: ``hides``, ``font``, ``ground``, ``size`` and the like, if it says it."""


@dataclass(slots=True)
class Story:
    """A part with text: what is changed and hidden in it."""

    changes: int = 0
    changed: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    pictures: int = 0
    choices: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


def read_styles(package: Package) -> dict[str, Given]:
    """Return what each style says of its text, with what its parents say."""
    own: dict[str, Given] = {}
    parents: dict[str, str] = {}
    style = ""
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal style
        inside.append(tag)
        if tag == "style":
            style = attributes.get("styleId", "")
            own[style] = {}
        elif tag == "basedOn" and style:
            parents[style] = attributes.get("val", "")
        elif style and "tblStylePr" not in inside:
            own[style].update(_said(tag, attributes))

    for part in package.parts("/word/styles"):
        if part.endswith(".xml"):
            package.walk(part, start, end=lambda _: inside.pop())
    found: dict[str, Given] = {}
    for name in own:
        chain: list[str] = []
        while name in own and name not in chain and len(chain) < _MAX_PARENTS:
            chain.append(name)
            name = parents.get(name, "")
        found[chain[0]] = {key: value for one in reversed(chain) for key, value in own[one].items()}
    return found


def _said(tag: str, attributes: Mapping[str, str]) -> Given:
    """Return what an element says of text."""
    value = attributes.get("val", "")
    if tag in ("vanish", "specVanish"):
        return {"hides": attributes.get("val", "true") not in ("0", "false", "off", "none")}
    if tag == "color":
        is_plain = "themeTint" not in attributes and "themeShade" not in attributes
        by_theme = _THEME.get(attributes.get("themeColor", "")) if is_plain else None
        return {"font": by_theme or (rgb(value) if len(value) == 6 else None)}
    if tag == "highlight":
        return {"ground": _HIGHLIGHTS.get(value), "is_marked": True} if value != "none" else {}
    if tag == "shd":
        fill, pattern = attributes.get("fill", "auto"), value
        is_solid = pattern in ("clear", "nil", "")
        return {} if fill == "auto" and is_solid else {"ground": rgb(fill) if is_solid and len(fill) == 6 else None}
    if tag == "spacing" and "line" in attributes:
        return {"is_flat": attributes.get("lineRule") == "exact" and is_below(attributes["line"], _FLAT)}
    if tag == "w":
        return {"is_narrow": is_below(value.rstrip("%"), _NARROW)}
    return {"size": value} if tag == "sz" else {}


class StoryReader:
    """The elements of a part as they come; what they hold is in ``story``."""

    def __init__(self, styles: Mapping[str, Given]) -> None:
        self.story = Story()
        self._styles = styles
        self._inside: list[str] = []
        self._rows: list[bool] = []
        self._field: list[str] = []
        self._paragraph: Given = {}
        self._run: Given = {}
        self._tables: list[Given] = []
        self._cells: list[Given] = []
        self._is_block = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element, by its local name."""
        self._inside.append(tag)
        parent = self._inside[-2] if len(self._inside) > 1 else ""
        if tag in _CHANGES:
            self.story.changes += 1
        elif tag == "docPart":
            self._is_block = True
        elif tag == "bbPlcHdr":  # what a control asks for while it is empty
            self._is_block = False
        elif tag == "tbl":
            self._tables.append({})
            self._cells.append({})
        elif tag == "tblStyle" and self._tables and attributes.get("val", "") not in _PLAIN_TABLES:
            self._tables[-1] = {"ground": None}  # the style may shade some cells, and not others
        elif tag == "p":
            self._paragraph, self._run = {}, {}
        elif tag == "r":
            self._run = {}
        elif tag == "pStyle":
            self._paragraph = self._styles.get(attributes.get("val", ""), {}) | self._paragraph
        elif tag == "rStyle" and "pPr" not in self._inside:
            self._run = self._styles.get(attributes.get("val", ""), {}) | self._run
        elif parent == "rPr" and "pPr" not in self._inside:
            self._run = self._run | _said(tag, attributes)
        elif tag in ("shd", "spacing") and parent == "pPr":
            self._paragraph = self._paragraph | _said(tag, attributes)
        elif tag == "shd" and parent in ("tcPr", "tblPr") and self._cells:
            self._cells[-1] = _said(tag, attributes)
        elif tag == "tr":
            self._rows.append(False)
        elif tag == "trHeight" and self._rows:
            self._rows[-1] |= attributes.get("hRule") == "exact" and is_below(attributes.get("val"), _FLAT)
        elif tag == "hidden" and parent == "trPr" and self._rows:
            self._rows[-1] |= attributes.get("val", "true") not in ("0", "false", "off")
        elif tag == "listItem":
            self.story.choices.append(attributes.get("displayText") or attributes.get("value", ""))
        elif tag in ("listEntry", "helpText", "statusText"):
            self.story.choices.append(attributes.get("val", ""))
        elif tag == "fldChar":
            self._close_field()
        elif tag == "fldSimple":
            self.story.fields.append(attributes.get("instr", ""))
        elif tag in ("docPr", "cNvPr"):
            self.story.pictures += attributes.get("hidden") in ("1", "true", "on")
            said = path_in(f"{attributes.get('descr', '')} {attributes.get('title', '')}")
            self.story.paths.extend([said] if said else [])

    def text(self, text: str) -> None:
        """Take in text."""
        tag = self._inside[-1] if self._inside else ""
        if tag == "delText" or (tag == "t" and not _CHANGES.isdisjoint(self._inside)):
            self.story.changed.append(text)
        if tag == "instrText":
            self._field.append(text)
            said = path_in(text.replace("\\\\", "\\"))
            self.story.paths.extend([said] if said else [])
        elif tag in ("t", "delText") and text.strip():
            self.story.said.append(text.strip())
            self.story.blocks.extend([text] if self._is_block else [])
            said_of_it = self._paragraph | self._run
            if said_of_it.get("hides") or any(self._rows):
                self.story.hidden.append(text)
            elif self._is_unseen(said_of_it):
                self.story.unseen.append(text)

    def _close_field(self) -> None:
        if self._field:
            self.story.fields.append("".join(self._field))
            self._field.clear()

    def _is_unseen(self, said: Given) -> bool:
        table: Given = {}
        for whole, cell in zip(self._tables, self._cells, strict=True):
            table = table | whole | cell
        ground = (table | {key: said[key] for key in ("ground", "is_marked") if key in said}).get("ground", WHITE)
        font = said.get("font")
        if font is None and said.get("is_marked"):
            font = BLACK  # text without a colour turns white on a dark shade, but not under a marker
        half_points = f"{said.get('size', '')}"
        tiny = half_points.isdigit() and is_tiny(f"{int(half_points) / 2}")
        tiny |= bool(said.get("is_flat") or said.get("is_narrow"))
        return tiny or are_alike(_colour(font), _colour(ground))

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        self._inside.pop()
        if tag == "tr" and self._rows:
            self._rows.pop()
        if tag == "tbl" and self._cells:
            self._tables.pop()
            self._cells.pop()
        elif tag == "tc" and self._cells:
            self._cells[-1] = {}


def _colour(given: object) -> Colour | None:
    return given if isinstance(given, tuple) else None


def read_story(package: Package, part: str, styles: Mapping[str, Given]) -> Story:
    """Return what is changed and hidden in a part."""
    reader = StoryReader(styles)
    package.walk(part, reader.start, reader.text, reader.end)
    return reader.story
