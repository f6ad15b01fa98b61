"""Resolves what the styles of a page declare for each element; only simple selectors are resolved for certain."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foi_stats.screen.colours import BLACK, WHITE, Colour, are_alike, rgb
from foi_stats.screen.page_places import LENGTH, has_no_room, is_for_hearing, is_moved_off, is_scaled_away, length_of

CSS_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_FAINTEST = 0.05
_WIDEST = 1200
"""Pixels: a rule for wider screens only does not hold on every screen."""
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_STATE = re.compile(r":{1,2}(?:hover|focus[\w-]*|active|visited|before|after|selection|placeholder|marker|target)\b")
_PART = re.compile(r"[.#][\w-]+")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_NAMED = {"white": "ffffff", "black": "000000", "red": "ff0000", "blue": "0000ff", "green": "008000", "navy": "000080",
          "yellow": "ffff00", "grey": "808080", "gray": "808080", "silver": "c0c0c0", "maroon": "800000",
          "ivory": "fffff0", "snow": "fffafa", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5"}  # fmt: skip
_SAYS_NOTHING = ("inherit", "initial", "unset", "revert")
_OWN_BACKGROUND = frozenset(
    ("button", "input", "select", "option", "textarea", "meter", "progress", "img", "video", "svg")
)
_ATTRIBUTE = re.compile(r"""\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\s\]]+)\s*[is]?\s*)?\]""")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")
_MAX_RULES = 5_000
_DEEPEST = 8
"""How often a variable of a style may stand for another."""

Declarations = dict[str, str]


@dataclass(slots=True)
class Element:
    """An element of a page: its name, its classes and id, and its colours, None if unknown."""

    tag: str = ""
    marks: frozenset[str] = frozenset()
    hides: bool = False
    colour: Colour | None = BLACK
    background: Colour | None = WHITE
    declared: Declarations = field(default_factory=dict)
    variables: Declarations = field(default_factory=dict)
    is_off: bool = False
    is_for_hearing: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether text in it has the colour of its background."""
        return are_alike(self.colour, self.background)


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[tuple[str, str, frozenset[str]], ...]
    is_certain: bool
    weight: tuple[int, int]
    declared: Declarations


@dataclass(frozen=True, slots=True)
class _Attribute:
    """What a selector such as ``[role^=note]`` asks of the attribute of an element."""

    name: str
    how: str
    value: str

    def is_met(self, attributes: Mapping[str, str]) -> bool:
        """Return whether an element with these attributes is meant; any case will do."""
        if self.name not in attributes:
            return False
        held, value = attributes[self.name].lower(), self.value
        return {
            "": True,
            "=": held == value,
            "~=": value in held.split(),
            "|=": held == value or held.startswith(f"{value}-"),
            "^=": bool(value) and held.startswith(value),
            "$=": bool(value) and held.endswith(value),
            "*=": bool(value) and value in held,
        }[self.how]


class PageStyles:
    """The rules of a page's own style elements that hold on an ordinary screen."""

    def __init__(self, text: str) -> None:
        self.rules: list[_Rule] = []
        self._attributes: dict[str, _Attribute] = {}
        self.has_others = bool(re.search(r"<link\b[^<>]*\bstylesheet|@import|<\?xml-stylesheet", text, re.IGNORECASE))
        self._fitting: dict[tuple[str, frozenset[str]], list[_Rule]] = {}
        self._looks: dict[tuple[tuple[str, str], ...], tuple[bool, bool, bool]] = {}
        self._base: Element | None = None
        self._implies_body = not re.search(r"<body\b", text, re.IGNORECASE)
        lower, at = text.lower(), 0
        while (start := lower.find("<style", at)) >= 0 and (end := lower.find("</style", start)) >= 0:
            opening, _, style = text[start:end].partition(">")
            at = end
            media = re.search(r"media\s*=\s*[\"']?([^\"'>]*)", opening, re.IGNORECASE)
            if not media or _is_for_screens(media.group(1)):
                self._take(CSS_COMMENT.sub("", style.replace("<![CDATA[", "")), 0)

    def _take(self, style: str, depth: int) -> None:
        for selectors, body in _rules(style):
            name, _, condition = selectors.strip().partition(" ")
            if name.startswith("@"):
                if name.lower() in ("@supports", "@layer") or (
                    name.lower().startswith("@media") and _is_for_screens(condition or selectors.strip()[6:])
                ):
                    self._take(body, depth + 1) if depth < 5 else None
                continue
            declared = parse_declarations(body)
            for selector in _ATTRIBUTE.sub(self._mark, selectors).split(","):
                if len(self.rules) < _MAX_RULES and (rule := _rule(selector.strip(), declared, len(self.rules))):
                    self.rules.append(rule)

    def _mark(self, selector: re.Match[str]) -> str:
        """Return the mark, written as a class, of the elements whose attribute a selector asks for."""
        name, how, value = selector.groups()
        wanted = _Attribute(name.lower(), how or "", (value or "").strip("\"'").lower())
        mark = next((mark for mark, known in self._attributes.items() if known == wanted), "")
        mark = mark or f".--attribute-{len(self._attributes)}"
        self._attributes[mark] = wanted
        return mark

    def declarations_of(self, element: Element, above: Sequence[Element], style: str) -> Declarations:
        """Return the declarations for an element; ``?`` is the value of a rule that may or may not apply."""
        known = element.tag, element.marks
        if known not in self._fitting:
            fitting = [rule for rule in self.rules if _fits(rule.steps[-1], element)]
            self._fitting[known] = sorted(fitting, key=lambda rule: rule.weight)
        rules = [rule for rule in self._fitting[known] if _is_within(rule.steps, above)]
        if not (rules or style):
            return {}
        merged: dict[str, str] = {}
        important: set[str] = set()
        for declared, certain in [
            *((rule.declared, rule.is_certain) for rule in rules),
            (parse_declarations(style), True),
        ]:
            for name, value in declared.items():
                plain = _IMPORTANT.sub("", value)
                if name in important and plain == value:
                    continue
                if plain != value:
                    important.add(name)
                merged[name] = plain if certain else "?"
        return merged

    def _looks_of(self, declared: Declarations) -> tuple[bool, bool, bool]:
        """Return whether a style hides its element, moves it off the page, and keeps it for those who hear it."""
        key = tuple(declared.items())
        if key not in self._looks:
            self._looks[key] = hides(declared), is_moved_off(declared), is_for_hearing(declared)
        return self._looks[key]

    def _around(self, above: Sequence[Element], tag: str) -> Element:
        """Return the element around one without a parent: the body, whose tag may be left out."""
        if not self._implies_body or tag in ("html", "body", "head"):
            return above[-1] if above else Element()
        if self._base is None:
            self._base = self.element("body", {}, [self.element("html", {}, [])])
        return self._base

    def element(
        self, tag: str, attributes: Mapping[str, str], above: Sequence[Element], *, is_drawing: bool = False
    ) -> Element:
        """Return an element of a page within others, as it looks."""
        parent = above[-1] if above and above[-1].tag != "html" else self._around(above, tag)
        marks = {f".{name.lower()}" for name in attributes.get("class", "").split()}
        marks |= {f"#{attributes['id'].lower()}"} if attributes.get("id") else set()
        marks |= {mark for mark, holds in self._attributes.items() if holds.is_met(attributes)}
        made = Element(tag, frozenset(marks))
        declared = self.declarations_of(made, above, attributes.get("style", ""))
        own = {name: value for name, value in declared.items() if name.startswith("--")}
        made.variables = parent.variables | own if own else parent.variables
        made.declared = declared = {name: _resolved(value, made.variables) for name, value in declared.items()}
        made.hides, made.is_off, made.is_for_hearing = self._looks_of(declared)
        made.colour = _inherited(declared.get("color") or _attribute(tag, attributes, "color", "text"), parent.colour)
        if tag == "a" and "color" not in declared:
            made.colour = None  # readers set the colour of links
        if declared.get("text-shadow", "none") != "none":
            made.colour = None
        made.background = _background(tag, attributes, declared, parent.background)
        if is_drawing or self.has_others:
            made.colour = None
        return made


def parse_declarations(body: str) -> Declarations:
    """Return the declarations of a style: for each property the last."""
    found: Declarations = {}
    for declaration in re.split(r";(?![^()]*\))", body):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if colon and name and not (name in found and _IMPORTANT.search(found[name]) and not _IMPORTANT.search(value)):
            found[name] = value
    return found


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    """Return a value of a style with its variables replaced by what they stand for, or by what stands in for them."""
    for _ in range(_DEEPEST if "var(" in value else 0):
        value = _VARIABLE.sub(lambda name: variables.get(name.group(1), (name.group(2) or "").strip()), value)
    return value


def hides(declared: Mapping[str, str]) -> bool:
    """Return whether a style hides its element."""
    if declared.get("display") == "none" or declared.get("visibility") in ("hidden", "collapse"):
        return True
    if declared.get("content-visibility") == "hidden":
        return True
    if any(_is_faint(declared.get(name, "")) for name in ("opacity", "fill-opacity")):
        return True
    filtered = re.search(r"opacity\(\s*([^)]*)\)", declared.get("filter", ""))
    is_clear = declared.get("color", "none") not in ("none", "") and colour_of(declared["color"]) == (None, True)
    if is_clear or (filtered and _is_faint(filtered.group(1).strip())):
        return True
    if length_of(declared.get("zoom", "")) == (0.0, True):
        return True
    size, indent = LENGTH.match(declared.get("font-size", "")), LENGTH.match(declared.get("text-indent", ""))
    if size and (float(size.group(1)) == 0 or (float(size.group(1)) <= 1 and size.group(2) in ("", "px", "pt"))):
        return True
    if indent and float(indent.group(1)) <= -99:
        return True
    return is_scaled_away(declared.get("transform", "")) or has_no_room(declared)


def _is_faint(opacity: str) -> bool:
    """Return whether nothing can be seen at this opacity, a number or a percentage."""
    share, is_known = length_of(opacity)
    return is_known and share / (100 if opacity.endswith("%") else 1) < _FAINTEST


def colour_of(text: str) -> tuple[Colour | None, bool]:
    """Return the colour that a style names, None if it is unknown, and whether it is no colour at all."""
    text = text.strip().lower()
    if text in ("transparent", "none", ""):
        return None, True
    digits = _NAMED.get(text, text.removeprefix("#") if text.startswith("#") else "")
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    if len(digits) == 8:
        if digits.endswith("00"):
            return None, True
        digits = digits[:6] if digits.endswith("ff") else ""
    if len(digits) == 6:
        return rgb(digits), False
    parts = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:\s*[,/]\s*([\d.]+%?))?\s*\)", text)
    if not parts:
        return _by_hue(text), False
    alpha = parts.group(4)
    if alpha and float(alpha.rstrip("%")) == 0:
        return None, True
    if alpha and alpha not in ("1", "1.0", "100%"):
        return None, False
    red, green, blue = (min(255, int(parts.group(number))) for number in (1, 2, 3))
    return (red, green, blue), False


def _by_hue(text: str) -> Colour | None:
    """Return the colour of a text with hue, saturation and lightness, or None."""
    parts = re.fullmatch(r"hsl\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%\s*\)", text)
    if not parts:
        return None
    hue, saturation, light = (
        min(float(part), whole) / whole for part, whole in zip(parts.groups(), (360, 100, 100), strict=True)
    )
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _inherited(text: str, parent: Colour | None) -> Colour | None:
    if not text or text in _SAYS_NOTHING:
        return parent
    return colour_of(text)[0]


def _attribute(tag: str, attributes: Mapping[str, str], *names: str) -> str:
    value = attributes.get(names[0 if tag != "body" else -1], "") if tag in ("font", "body") else ""
    return f"#{value}" if re.fullmatch(r"[0-9a-fA-F]{6}", value) else value


def _background(
    tag: str, attributes: Mapping[str, str], declared: Declarations, parent: Colour | None
) -> Colour | None:
    """Return the colour behind an element; None for a picture, a gradient, or an element placed freely on the page."""
    if _has_own_background(tag, attributes, declared):
        return None
    value = declared.get("background-color") or declared.get("background", "")
    if any(mark in value for mark in ("url(", "gradient", "?", "var(")):
        return None
    value = value or _background_attribute(attributes) or ("#ffff00" if tag == "mark" else "")
    if not value or value in _SAYS_NOTHING:
        return parent
    known = [colour_of(word) for word in re.findall(r"[\w#]+\([^)]*\)|[\w#-]+", value)]
    colour = next((colour for colour, _ in known if colour), None)
    return parent if all(nothing for _, nothing in known) else colour


def _has_own_background(tag: str, attributes: Mapping[str, str], declared: Declarations) -> bool:
    """Return whether an element lies elsewhere on the page, has a picture behind it, or is painted by the browser."""
    return (
        declared.get("position", "static") not in ("static", "relative")
        or bool(attributes.get("background"))
        or tag in _OWN_BACKGROUND
        or declared.get("background-image", "none") != "none"
    )


def _background_attribute(attributes: Mapping[str, str]) -> str:
    value = attributes.get("bgcolor", "")
    return f"#{value}" if re.fullmatch(r"[0-9a-fA-F]{6}", value) else value


def _is_for_screens(condition: str) -> bool:
    """Return whether the condition of a rule holds on every ordinary screen."""
    for query in condition.lower().split(","):
        words = [word.strip() for word in re.split(r"\band\b", query.replace("only ", ""))]
        if all(word in ("screen", "all", "") or _is_narrow(word) for word in words):
            return True
    return False


def _is_narrow(word: str) -> bool:
    match = re.fullmatch(r"\(\s*min-width\s*:\s*(\d+)(px|em|rem)?\s*\)", word)
    return bool(match and int(match.group(1)) * (16 if (match.group(2) or "px") != "px" else 1) <= _WIDEST)


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors, or the condition, and the body of each rule."""
    depth = start = begin = 0
    selectors = ""
    for brace in re.finditer(r"[{}]", style):
        if brace.group() == "{":
            if not depth:
                selectors, begin = style[start : brace.start()].rpartition(";")[2], brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                start = brace.end()
                yield selectors, style[begin : brace.start()]


def _rule(selector: str, declared: Declarations, number: int) -> _Rule | None:
    """Return the rule of a selector, or None if it holds only for a moment, such as while the mouse is over it."""
    if not selector or _STATE.search(selector):
        return None
    selector = selector.replace(":root", "html")
    steps: list[tuple[str, str, frozenset[str]]] = []
    certain = True
    for joint, compound in re.findall(r"(\s*[>+~]\s*|\s+|^)([^\s>+~]+)", selector):
        match = _COMPOUND.match(compound)
        name, marks = (match.group(1) or "", match.group(2)) if match else ("", "")
        certain &= bool(match) and match.end() == len(compound) and joint.strip() in ("", ">")  # type: ignore[union-attr]
        wanted = frozenset(mark.lower() for mark in _PART.findall(marks))
        steps.append((joint.strip(), name.lower().replace("*", ""), wanted))
    if not steps:
        return None
    joints = {joint for joint, *_ in steps[1:]}
    certain &= len(joints) < 2
    ids = sum(mark.startswith("#") for *_, marks in steps for mark in marks)
    classes = sum(mark.startswith(".") for *_, marks in steps for mark in marks)
    names = sum(bool(name) for _, name, _ in steps)
    weight = ids * 10_000 + classes * 100 + names, number
    return _Rule(tuple(steps if certain else steps[-1:]), certain, weight, declared)


def _fits(step: tuple[str, str, frozenset[str]], element: Element) -> bool:
    _, name, marks = step
    return name in ("", element.tag) and marks <= element.marks


def _is_within(steps: Sequence[tuple[str, str, frozenset[str]]], above: Sequence[Element]) -> bool:
    """Return whether an element stands where a selector requires; all steps have the same joint, nearest first."""
    at = len(above)
    for number in range(len(steps) - 2, -1, -1):
        if steps[-1][0] == ">":
            at -= 1
            if at < 0 or not _fits(steps[number], above[at]):
                return False
            continue
        at = next((place for place in range(at - 1, -1, -1) if _fits(steps[number], above[place])), -1)
        if at < 0:
            return False
    return True
