"""Styles of an ods file that show nothing: text in the colour of its ground, tiny text, formats without digits.

Names are those of ODF 1.3, part 3, with the prefixes that all programs write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from foi_stats.screen.colours import WHITE, Colour, are_alike, rgb
from foi_stats.screen.number_formats import holds
from foi_stats.screen.styles import is_tiny

_MAX_PARENTS = 20
_PROPERTIES = ("fo:color", "fo:background-color", "fo:font-size", "style:use-window-font-color", "text:display")
_CONDITION = re.compile(r"\s*(?:value|cell-content)\(\)\s*(<=|>=|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")
_NEVER = ("is-true-formula(FALSE())", "is-true-formula(0)", "is-error()", "")
_MARKERS = frozenset(
    f"number:{name}"
    for name in ("number", "scientific-number", "fraction", "day", "month", "year", "era", "day-of-week",
                 "week-of-year", "quarter", "hours", "minutes", "seconds", "am-pm", "boolean", "text-content",
                 "fill-character")
)  # fmt: skip
"""What stands for the number, the date or the text in a format."""


class Look(NamedTuple):
    """How text looks: its colour (None: as the program chooses, so that it is seen), its ground, whether it is tiny."""

    font: Colour | None
    ground: Colour
    is_tiny: bool
    is_hidden: bool

    @property
    def is_unseen(self) -> bool:
        """Whether the text cannot be seen."""
        return self.is_tiny or self.is_hidden or are_alike(self.font, self.ground)


@dataclass(slots=True)
class _Format:
    """A number format: whether it shows digits, and other formats under conditions."""

    shows_digits: bool = False
    maps: list[tuple[str, str]] = field(default_factory=list)


class OdsStyles:
    """The styles of a file, as its parts declare them."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], dict[str, str]] = {}
        self._formats: dict[str, _Format] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}
        self._style: dict[str, str] = {}
        self._name = ""
        self._format: _Format | None = None
        self._looks: dict[tuple[str, str], Look] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element within the styles of a part."""
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
        elif tag in _MARKERS and self._format is not None:
            self._format.shows_digits = True
        elif tag == "style:map":
            told = attributes.get("style:condition", ""), attributes.get("style:apply-style-name", "")
            if self._format is not None:
                self._format.maps.append(told)
            else:
                self._maps.setdefault(self._name, []).append(told)

    def look(self, name: str, family: str = "table-cell") -> Look:
        """Return how text of a style looks, with what its parents say."""
        if (family, name) not in self._looks:
            said = self._said(family, name)
            ground = said.get("fo:background-color", "transparent")
            automatic = said.get("style:use-window-font-color") == "true"
            size = said.get("fo:font-size", "")
            self._looks[family, name] = Look(
                None if automatic else _colour(said.get("fo:color", "")),
                WHITE if ground == "transparent" else _colour(ground) or WHITE,
                is_tiny(size.removesuffix("pt")) if size.endswith("pt") else False,
                said.get("text:display") == "none",
            )
        return self._looks[family, name]

    def _said(self, family: str, name: str) -> dict[str, str]:
        chain: list[dict[str, str]] = []
        while name and len(chain) < _MAX_PARENTS:
            style = self._styles.get((family, name), {})
            chain.append(style)
            name = style.get("style:parent-style-name", "")
        said = dict(self._styles.get((family, ""), {}))
        for style in reversed(chain):
            if "fo:color" in style:
                said.pop("style:use-window-font-color", None)
            said.update(style)
        return said

    def master_page(self, table_style: str) -> str:
        """Return the name of the page style of a sheet, by the sheet's own style."""
        return self._said("table", table_style).get("style:master-page-name", "Default")

    def hides(self, name: str, number: float) -> bool:
        """Return whether a cell style has a format that shows something else than this number."""
        return number not in (0, 1, -1) and not self._shows(
            self._said("table-cell", name).get("style:data-style-name", ""), number
        )

    def hides_by_condition(self, name: str, number: float | None) -> bool:
        """Return whether a condition of a cell style may hide what a cell holds, a text if it is no number."""
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
        """Return whether text is unseen in a style with the changes of another, which gives colours or not."""
        known, said = self.look(name), self._said("table-cell", other)
        then = self.look(other)
        font = then.font if "fo:color" in said else known.font
        ground = then.ground if "fo:background-color" in said else known.ground
        return then.is_hidden or then.is_tiny or are_alike(font, ground)

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
