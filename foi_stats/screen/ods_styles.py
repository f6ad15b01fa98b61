"""The styles of an ods file: colours and sizes of text, and which numbers a format does not show.

Names are those of ODF 1.3, part 3, with the prefixes that all programs write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from foi_stats.files.number_formats import holds
from foi_stats.screen.colours import WHITE, Colour, are_alike, rgb
from foi_stats.screen.styles import is_tiny

_MAX_PARENTS = 20
_PROPERTIES = ("fo:color", "fo:background-color", "fo:font-size", "fo:font-weight", "style:use-window-font-color",
               "text:display")  # fmt: skip
_CONDITION = re.compile(r"\s*(?:value|cell-content)\(\)\s*(<=|>=|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")
_NEVER = ("is-true-formula(FALSE())", "is-true-formula(0)", "is-error()", "")
_MARKERS = frozenset(
    f"number:{name}"
    for name in ("number", "scientific-number", "fraction", "day", "month", "year", "era", "day-of-week",
                 "week-of-year", "quarter", "hours", "minutes", "seconds", "am-pm", "boolean", "text-content",
                 "fill-character")
)  # fmt: skip
"""The elements of a format that stand for the number, the date or the text."""


class TextStyle(NamedTuple):
    """How text looks. ``font`` is None where the program chooses a colour that can be seen."""

    font: Colour | None
    background: Colour
    is_tiny: bool
    is_hidden: bool
    is_bold: bool

    @property
    def is_unseen(self) -> bool:
        """Whether the text cannot be seen."""
        return self.is_tiny or self.is_hidden or are_alike(self.font, self.background)


@dataclass(slots=True)
class _Format:
    """A number format: whether it shows digits (or text), and the formats it switches to under conditions."""

    shows_digits: bool = False
    is_for_texts: bool = False
    maps: list[tuple[str, str]] = field(default_factory=list)


class OdsStyles:
    """The styles that the parts of a file declare."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], dict[str, str]] = {}
        self._formats: dict[str, _Format] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}
        self._style: dict[str, str] = {}
        self._name = ""
        self._format: _Format | None = None
        self._text_styles: dict[tuple[str, str], TextStyle] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Record the start of an element within the styles of a part."""
        if tag == "style:style":
            self._style, self._format = dict(attributes), None
            self._name = attributes.get("style:name", "")
            self._styles[attributes.get("style:family", ""), self._name] = self._style
        elif tag == "style:default-style":
            self._style = dict(attributes)
            self._styles[attributes.get("style:family", ""), ""] = self._style
        elif tag.startswith("style:") and tag.endswith("-properties"):
            self._style.update({name: attributes[name] for name in _PROPERTIES if name in attributes})
        elif tag.startswith("number:") and tag.endswith("-style"):
            self._format = self._formats.setdefault(attributes.get("style:name", ""), _Format())
            self._format.is_for_texts = tag == "number:text-style"
        elif tag in _MARKERS and self._format is not None:
            self._format.shows_digits = True
        elif tag == "style:map":
            told = attributes.get("style:condition", ""), attributes.get("style:apply-style-name", "")
            if self._format is not None:
                self._format.maps.append(told)
            else:
                self._maps.setdefault(self._name, []).append(told)

    def text_style(self, name: str, family: str = "table-cell") -> TextStyle:
        """Return how text of a style looks, with what it inherits from its parents."""
        if (family, name) not in self._text_styles:
            properties = self._properties_of(family, name)
            background = properties.get("fo:background-color", "transparent")
            automatic = properties.get("style:use-window-font-color") == "true"
            size = properties.get("fo:font-size", "")
            self._text_styles[family, name] = TextStyle(
                None if automatic else _colour(properties.get("fo:color", "")),
                WHITE if background == "transparent" else _colour(background) or WHITE,
                is_tiny(size.removesuffix("pt")) if size.endswith("pt") else False,
                properties.get("text:display") == "none",
                properties.get("fo:font-weight", "") in ("bold", "700", "800", "900"),
            )
        return self._text_styles[family, name]

    def _properties_of(self, family: str, name: str) -> dict[str, str]:
        chain: list[dict[str, str]] = []
        while name and len(chain) < _MAX_PARENTS:
            style = self._styles.get((family, name), {})
            chain.append(style)
            name = style.get("style:parent-style-name", "")
        properties = dict(self._styles.get((family, ""), {}))
        for style in reversed(chain):
            if "fo:color" in style:
                properties.pop("style:use-window-font-color", None)
            properties.update(style)
        return properties

    def master_page(self, table_style: str) -> str:
        """Return the name of the page style of a sheet, by the sheet's own style."""
        return self._properties_of("table", table_style).get("style:master-page-name", "Default")

    def hides(self, name: str, number: float) -> bool:
        """Return whether the number format of a cell style does not show this number."""
        return number not in (0, 1, -1) and not self._shows(
            self._properties_of("table-cell", name).get("style:data-style-name", ""), number
        )

    def hides_text(self, name: str) -> bool:
        """Return whether the format of a cell style shows something else, or nothing, in the place of a text."""
        known = self._formats.get(self._properties_of("table-cell", name).get("style:data-style-name", ""))
        return known is not None and known.is_for_texts and not known.shows_digits

    def hides_by_condition(self, name: str, number: float | None) -> bool:
        """Return whether a condition of a cell style may hide a number, or a text if ``number`` is None."""
        for condition, other in self._maps.get(name, ()):
            match = _CONDITION.fullmatch(condition)
            if match and number is not None:
                may_hold = holds(number, match.group(1).replace("!=", "<>"), float(match.group(2)))
            else:
                may_hold = condition not in _NEVER
            if may_hold and (self._hides_so(name, other) or (number is not None and self.hides(other, number))):
                return True
        return False

    def _hides_so(self, name: str, other: str) -> bool:
        """Return whether text is unseen in a style with the changes of another style, which may set colours or not."""
        known, properties = self.text_style(name), self._properties_of("table-cell", other)
        then = self.text_style(other)
        font = then.font if "fo:color" in properties else known.font
        background = then.background if "fo:background-color" in properties else known.background
        return then.is_hidden or then.is_tiny or are_alike(font, background)

    def _shows(self, name: str, number: float) -> bool:
        known = self._formats.get(name)
        if known is None:
            return True
        for condition, other in known.maps:
            match = _CONDITION.fullmatch(condition)
            if match and holds(number, match.group(1).replace("!=", "<>"), float(match.group(2))):
                then = self._formats.get(other)
                return then is None or then.shows_digits
        return known.shows_digits


def _colour(text: str) -> Colour | None:
    return rgb(text) if re.fullmatch(r"#[0-9A-Fa-f]{6}", text) else None
