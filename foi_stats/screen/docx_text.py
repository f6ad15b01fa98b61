"""Reads the text of a docx part run by run: whether it is hidden, changed, tiny or in the colour of its background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from foi_stats.files.attributes import is_below
from foi_stats.screen.colours import BLACK, WHITE, Colour, are_alike, rgb
from foi_stats.screen.package import Package
from foi_stats.screen.properties import find_path
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
"""Row or line heights in twentieths of a point, and letter widths in per cent, below which no text is visible."""

TextFormat = dict[str, object]
"""The format that a style or a run sets: ``hides``, ``font``, ``background``, ``size`` and the like, if it is set."""


@dataclass(slots=True)
class Story:
    """A part with text, and what is changed and hidden in it."""

    changes: int = 0
    changed: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    pictures: int = 0
    choices: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    fallback: list[str] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


def read_styles(package: Package) -> dict[str, TextFormat]:
    """Return the text format of each style, with what it inherits from its parents."""
    own: dict[str, TextFormat] = {}
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
            own[style].update(_text_format(tag, attributes))

    for part in package.parts("/word/styles"):
        if part.endswith(".xml"):
            package.walk(part, start, end=lambda _: inside.pop())
    found: dict[str, TextFormat] = {}
    for name in own:
        chain: list[str] = []
        while name in own and name not in chain and len(chain) < _MAX_PARENTS:
            chain.append(name)
            name = parents.get(name, "")
        found[chain[0]] = {key: value for ancestor in reversed(chain) for key, value in own[ancestor].items()}
    return found


def _text_format(tag: str, attributes: Mapping[str, str]) -> TextFormat:
    """Return the text format that an element sets; empty if it does not affect whether text can be seen."""
    read = _FORMATS.get(tag)
    return read(attributes) if read else {}


def _hides(attributes: Mapping[str, str]) -> TextFormat:
    return {"hides": attributes.get("val", "true") not in ("0", "false", "off", "none")}


def _font(attributes: Mapping[str, str]) -> TextFormat:
    """Return the colour of the text; None if it is unknown, as with a shade of a theme's colour."""
    is_plain = "themeTint" not in attributes and "themeShade" not in attributes
    by_theme = _THEME.get(attributes.get("themeColor", "")) if is_plain else None
    value = attributes.get("val", "")
    return {"font": by_theme or (rgb(value) if len(value) == 6 else None)}


def _highlight(attributes: Mapping[str, str]) -> TextFormat:
    value = attributes.get("val", "")
    return {"background": _HIGHLIGHTS.get(value), "is_marked": True} if value != "none" else {}


def _shade(attributes: Mapping[str, str]) -> TextFormat:
    """Return the colour behind the text; None under a pattern, whose colour is unknown."""
    fill, is_solid = attributes.get("fill", "auto"), attributes.get("val", "") in ("clear", "nil", "")
    if fill == "auto" and is_solid:
        return {}
    return {"background": rgb(fill) if is_solid and len(fill) == 6 else None}


def _line_height(attributes: Mapping[str, str]) -> TextFormat:
    if "line" not in attributes:
        return {}
    return {"is_flat": attributes.get("lineRule") == "exact" and is_below(attributes["line"], _FLAT)}


def _letter_width(attributes: Mapping[str, str]) -> TextFormat:
    return {"is_narrow": is_below(attributes.get("val", "").rstrip("%"), _NARROW)}


def _size(attributes: Mapping[str, str]) -> TextFormat:
    return {"size": attributes.get("val", "")}


_FORMATS: dict[str, Callable[[Mapping[str, str]], TextFormat]] = {
    "vanish": _hides, "specVanish": _hides, "color": _font, "highlight": _highlight, "shd": _shade,
    "spacing": _line_height, "w": _letter_width, "sz": _size,
}  # fmt: skip


class StoryReader:
    """Read the elements of a part in their order, into ``story``."""

    def __init__(self, styles: Mapping[str, TextFormat]) -> None:
        self.story = Story()
        self._styles = styles
        self._inside: list[str] = []
        self._rows: list[bool] = []
        self._field: list[str] = []
        self._paragraph: TextFormat = {}
        self._run: TextFormat = {}
        self._tables: list[TextFormat] = []
        self._cells: list[TextFormat] = []
        self._is_block = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Record the start of an element, by its local name.

        A tracked change is counted. Any other element sets where text stands or how it looks, or brings something
        other than text.
        """
        parent = self._inside[-1] if self._inside else ""
        self._inside.append(tag)
        if tag in _CHANGES:
            self.story.changes += 1
        elif place := self._PLACES.get(tag):
            place(self, attributes)
        elif parent == "rPr" and "pPr" not in self._inside:
            self._run = self._run | _text_format(tag, attributes)
        elif tag in ("shd", "spacing"):
            self._format_around(tag, parent, attributes)
        elif record := self._RECORDS.get(tag):
            record(self, attributes)

    def _start_block(self, _: Mapping[str, str]) -> None:
        self._is_block = True

    def _start_placeholder(self, _: Mapping[str, str]) -> None:
        self._is_block = False  # the block is only what a control shows while it is empty

    def _start_table(self, _: Mapping[str, str]) -> None:
        self._tables.append({})
        self._cells.append({})

    def _style_table(self, attributes: Mapping[str, str]) -> None:
        if self._tables and attributes.get("val", "") not in _PLAIN_TABLES:
            self._tables[-1] = {"background": None}  # the style may shade some cells, and not others

    def _start_paragraph(self, _: Mapping[str, str]) -> None:
        self._paragraph, self._run = {}, {}

    def _style_paragraph(self, attributes: Mapping[str, str]) -> None:
        self._paragraph = self._styles.get(attributes.get("val", ""), {}) | self._paragraph

    def _start_run(self, _: Mapping[str, str]) -> None:
        self._run = {}

    def _style_run(self, attributes: Mapping[str, str]) -> None:
        if "pPr" not in self._inside:  # there it is the style of the paragraph's mark
            self._run = self._styles.get(attributes.get("val", ""), {}) | self._run

    def _format_around(self, tag: str, parent: str, attributes: Mapping[str, str]) -> None:
        """Record the shade or the line height of a paragraph, or the shade of a table or a cell."""
        if parent == "pPr":
            self._paragraph = self._paragraph | _text_format(tag, attributes)
        elif tag == "shd" and parent in ("tcPr", "tblPr") and self._cells:
            self._cells[-1] = _text_format(tag, attributes)

    def _start_row(self, _: Mapping[str, str]) -> None:
        self._rows.append(False)

    def _set_row_height(self, attributes: Mapping[str, str]) -> None:
        if self._rows:
            self._rows[-1] |= attributes.get("hRule") == "exact" and is_below(attributes.get("val"), _FLAT)

    def _hide_row(self, attributes: Mapping[str, str]) -> None:
        if self._inside[-2:] == ["trPr", "hidden"] and self._rows:
            self._rows[-1] |= attributes.get("val", "true") not in ("0", "false", "off")

    def _record_list_item(self, attributes: Mapping[str, str]) -> None:
        self.story.choices.append(attributes.get("displayText") or attributes.get("value", ""))

    def _record_choice(self, attributes: Mapping[str, str]) -> None:
        self.story.choices.append(attributes.get("val", ""))

    def _record_field(self, attributes: Mapping[str, str]) -> None:
        self.story.fields.append(attributes.get("instr", ""))

    def _record_picture(self, attributes: Mapping[str, str]) -> None:
        self.story.pictures += attributes.get("hidden") in ("1", "true", "on")
        path = find_path(f"{attributes.get('descr', '')} {attributes.get('title', '')}")
        self.story.paths.extend([path] if path else [])

    def _record_tip(self, attributes: Mapping[str, str]) -> None:
        self.story.tips.extend(filter(None, [attributes.get("tooltip")]))

    def _record_tag(self, attributes: Mapping[str, str]) -> None:
        if self._inside[-2:-1] == ["sdtPr"]:
            self.story.tags.append(attributes.get("val", ""))

    def _record_editor(self, attributes: Mapping[str, str]) -> None:
        self.story.editors.append(attributes.get("ed", ""))

    def _record_data(self, attributes: Mapping[str, str]) -> None:
        if self._inside[-2:-1] in (["customXmlPr"], ["smartTagPr"]):
            self.story.data.append(attributes.get("val", ""))

    def text(self, text: str) -> None:
        """Record text: whether it was changed, is hidden or cannot be seen."""
        tag = self._inside[-1] if self._inside else ""
        if tag == "delText" or (tag == "t" and not _CHANGES.isdisjoint(self._inside)):
            self.story.changed.append(text)
        if tag == "instrText":
            self._field.append(text)
            path = find_path(text.replace("\\\\", "\\"))
            self.story.paths.extend([path] if path else [])
        elif tag == "t" and "Fallback" in self._inside:
            self.story.fallback.append(text.strip())
        elif tag in ("t", "delText") and text.strip():
            self.story.texts.append(text.strip())
            self.story.blocks.extend([text] if self._is_block else [])
            said_of_it = self._paragraph | self._run
            if said_of_it.get("hides") or any(self._rows):
                self.story.hidden.append(text)
            elif self._is_unseen(said_of_it):
                self.story.unseen.append(text)

    def _close_field(self, _: Mapping[str, str]) -> None:
        """Record the code of a field, gathered since the field began, as one text."""
        if self._field:
            self.story.fields.append("".join(self._field))
            self._field.clear()

    def _is_unseen(self, text_format: TextFormat) -> bool:
        table: TextFormat = {}
        for whole, cell in zip(self._tables, self._cells, strict=True):
            table = table | whole | cell
        background = (table | {key: text_format[key] for key in ("background", "is_marked") if key in text_format}).get(
            "background", WHITE
        )
        font = text_format.get("font")
        if font is None and text_format.get("is_marked"):
            font = BLACK  # text without a colour turns white on a dark shade, but not under a marker
        half_points = f"{text_format.get('size', '')}"
        tiny = half_points.isdigit() and is_tiny(f"{int(half_points) / 2}")
        tiny |= bool(text_format.get("is_flat") or text_format.get("is_narrow"))
        return tiny or are_alike(_colour(font), _colour(background))

    def end(self, tag: str) -> None:
        """Leave an element."""
        self._inside.pop()
        if tag == "tr" and self._rows:
            self._rows.pop()
        if tag == "tbl" and self._cells:
            self._tables.pop()
            self._cells.pop()
        elif tag == "tc" and self._cells:
            self._cells[-1] = {}

    _PLACES: ClassVar[Mapping[str, Callable[[StoryReader, Mapping[str, str]], None]]] = {
        "docPart": _start_block, "bbPlcHdr": _start_placeholder,
        "tbl": _start_table, "tblStyle": _style_table,
        "p": _start_paragraph, "pStyle": _style_paragraph,
        "r": _start_run, "rStyle": _style_run,
    }  # fmt: skip
    """Elements in which text stands, and the styles that they name."""
    _RECORDS: ClassVar[Mapping[str, Callable[[StoryReader, Mapping[str, str]], None]]] = {
        "tr": _start_row, "trHeight": _set_row_height, "hidden": _hide_row,
        "listItem": _record_list_item, "listEntry": _record_choice, "helpText": _record_choice,
        "statusText": _record_choice, "fldChar": _close_field, "fldSimple": _record_field,
        "docPr": _record_picture, "cNvPr": _record_picture, "hyperlink": _record_tip, "tag": _record_tag,
        "alias": _record_tag, "permStart": _record_editor, "attr": _record_data,
    }  # fmt: skip
    """Rows that may be hidden, and what is not text: choices, fields, pictures."""


def _colour(value: object) -> Colour | None:
    return value if isinstance(value, tuple) else None


def read_story(package: Package, part: str, styles: Mapping[str, TextFormat]) -> Story:
    """Return the text of a part, and what is changed and hidden in it."""
    reader = StoryReader(styles)
    package.walk(part, reader.start, reader.text, reader.end)
    return reader.story
