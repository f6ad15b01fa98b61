"""What the styles of a page say of its elements: simple selectors are resolved, the rest is said not to be known."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foi_stats.screen.colours import BLACK, WHITE, Colour, are_alike, rgb

CSS_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_FAINTEST = 0.05
_WIDEST = 1200
"""Pixels of a screen: what is for wider ones only is not for every screen."""
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)")
_STATE = re.compile(r":{1,2}(?:hover|focus[\w-]*|active|visited|before|after|selection|placeholder|marker|target)\b")
_PART = re.compile(r"[.#][\w-]+")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_LENGTH = re.compile(r"(-?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z%]*)")
_NAMED = {"white": "ffffff", "black": "000000", "red": "ff0000", "blue": "0000ff", "green": "008000", "navy": "000080",
          "yellow": "ffff00", "grey": "808080", "gray": "808080", "silver": "c0c0c0", "maroon": "800000",
          "ivory": "fffff0", "snow": "fffafa", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5"}  # fmt: skip
_SAYS_NOTHING = ("inherit", "initial", "unset", "revert")
_OWN_GROUND = frozenset(("button", "input", "select", "option", "textarea", "meter", "progress", "img", "video", "svg"))
_MAX_RULES = 5_000

Given = dict[str, str]


@dataclass(slots=True)
class Element:
    """An element of a page: its name, what selectors fit, and how what is in it looks; None where that is unknown."""

    tag: str = ""
    marks: frozenset[str] = frozenset()
    hides: bool = False
    colour: Colour | None = BLACK
    ground: Colour | None = WHITE
    given: Given = field(default_factory=dict)

    @property
    def is_unseen(self) -> bool:
        """Whether text in it has the colour of its ground."""
        return are_alike(self.colour, self.ground)


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[tuple[str, str, frozenset[str]], ...]
    is_certain: bool
    weight: tuple[int, int]
    given: Given


class PageStyles:
    """The rules of a page's own style elements that hold on an ordinary screen."""

    def __init__(self, text: str) -> None:
        self.rules: list[_Rule] = []
        self.has_others = bool(re.search(r"<link\b[^<>]*\bstylesheet|@import|<\?xml-stylesheet", text, re.IGNORECASE))
        self._fitting: dict[tuple[str, frozenset[str]], list[_Rule]] = {}
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
            given = declarations(body)
            for selector in selectors.split(","):
                if len(self.rules) < _MAX_RULES and (rule := _rule(selector.strip(), given, len(self.rules))):
                    self.rules.append(rule)

    def given(self, element: Element, above: Sequence[Element], style: str) -> Given:
        """Return what rules and its own style say of an element; what may be said of it, and may not, is ``?``."""
        known = element.tag, element.marks
        if known not in self._fitting:
            fitting = [rule for rule in self.rules if _fits(rule.steps[-1], element)]
            self._fitting[known] = sorted(fitting, key=lambda rule: rule.weight)
        said = [rule for rule in self._fitting[known] if _is_within(rule.steps, above)]
        merged: dict[str, str] = {}
        important: set[str] = set()
        for given, certain in [*((rule.given, rule.is_certain) for rule in said), (declarations(style), True)]:
            for name, value in given.items():
                plain = _IMPORTANT.sub("", value)
                if name in important and plain == value:
                    continue
                if plain != value:
                    important.add(name)
                merged[name] = plain if certain else "?"
        return merged

    def _around(self, above: Sequence[Element], tag: str) -> Element:
        """Return what lies around an element that is in no other: the body, which need not be written."""
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
        marks = {f".{one.lower()}" for one in attributes.get("class", "").split()}
        marks |= {f"#{attributes['id'].lower()}"} if attributes.get("id") else set()
        made = Element(tag, frozenset(marks))
        made.given = given = self.given(made, above, attributes.get("style", ""))
        made.hides = hides(given)
        made.colour = _inherited(given.get("color") or _attribute(tag, attributes, "color", "text"), parent.colour)
        if tag == "a" and "color" not in given:
            made.colour = None  # links have a colour of the reader's
        if given.get("text-shadow", "none") != "none":
            made.colour = None
        made.ground = _ground(tag, attributes, given, parent.ground)
        if is_drawing or self.has_others:
            made.colour = None
        return made


def declarations(body: str) -> Given:
    """Return what a style says: of each property the last word."""
    found: Given = {}
    for one in re.split(r";(?![^()]*\))", body):
        name, colon, value = one.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if colon and name and not (name in found and _IMPORTANT.search(found[name]) and not _IMPORTANT.search(value)):
            found[name] = value
    return found


def hides(given: Mapping[str, str]) -> bool:
    """Return whether a style hides what it is for."""
    if given.get("display") == "none" or given.get("visibility") in ("hidden", "collapse"):
        return True
    if given.get("content-visibility") == "hidden":
        return True
    if any(_is_faint(given.get(name, "")) for name in ("opacity", "fill-opacity")):
        return True
    filtered = re.search(r"opacity\(\s*([^)]*)\)", given.get("filter", ""))
    is_clear = given.get("color", "none") not in ("none", "") and colour_of(given["color"]) == (None, True)
    if is_clear or (filtered and _is_faint(filtered.group(1).strip())):
        return True
    if _number(given.get("zoom", "")) == (0.0, True):
        return True
    size, indent = _LENGTH.match(given.get("font-size", "")), _LENGTH.match(given.get("text-indent", ""))
    if size and (float(size.group(1)) == 0 or (float(size.group(1)) <= 1 and size.group(2) in ("", "px", "pt"))):
        return True
    if indent and float(indent.group(1)) <= -99:
        return True
    return is_scaled_away(given.get("transform", "")) or _has_no_room(given)


def _is_faint(opacity: str) -> bool:
    """Return whether nothing can be made out of what is this opaque: a number, or a share of a hundred."""
    number, is_known = _number(opacity)
    return is_known and number / (100 if opacity.endswith("%") else 1) < _FAINTEST


def is_scaled_away(transform: str) -> bool:
    """Return whether something is drawn so small that nothing is left."""
    return bool(re.search(r"scale(?:x|y|3d)?\(\s*-?0(?:\.0*)?\s*[,)\s]", transform, re.IGNORECASE))


def _has_no_room(given: Mapping[str, str]) -> bool:
    """Return whether nothing is left of an element to look at. One of a pixel is for those who hear a page."""
    overflow = f"{given.get('overflow', '')} {given.get('overflow-x', '')} {given.get('overflow-y', '')}"
    if re.search(r"hidden|clip", overflow):
        sizes = [given.get(name, "") for name in ("height", "max-height", "width", "max-width")]
        if any(_number(size) == (0.0, True) for size in sizes):
            return True
    is_for_hearing = _LENGTH.match(given.get("width", "")) is not None and given.get("width", "").startswith("1px")
    clip = re.match(r"inset\(\s*(\d+)(?:\.\d*)?%|(?:circle|ellipse)\(\s*0", given.get("clip-path", ""))
    return bool(clip and not is_for_hearing and (clip.group(1) is None or int(clip.group(1)) >= 50))


def _number(text: str) -> tuple[float, bool]:
    match = _LENGTH.fullmatch(text)
    return (float(match.group(1)), True) if match else (0.0, False)


def colour_of(text: str) -> tuple[Colour | None, bool]:
    """Return the colour that a style names, None if it cannot be told, and whether it names none at all."""
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
    """Return the colour that is given by hue, saturation and lightness, or None."""
    parts = re.fullmatch(r"hsl\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%\s*\)", text)
    if not parts:
        return None
    hue, saturation, light = (
        min(float(one), whole) / whole for one, whole in zip(parts.groups(), (360, 100, 100), strict=True)
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


def _ground(tag: str, attributes: Mapping[str, str], given: Given, parent: Colour | None) -> Colour | None:
    """Return the colour behind an element; None if it cannot be told."""
    if _has_own_ground(tag, attributes, given):
        return None
    background = given.get("background-color") or given.get("background", "")
    if any(mark in background for mark in ("url(", "gradient", "?", "var(")):
        return None
    background = background or _background_attribute(attributes) or ("#ffff00" if tag == "mark" else "")
    if not background or background in _SAYS_NOTHING:
        return parent
    known = [colour_of(word) for word in re.findall(r"[\w#]+\([^)]*\)|[\w#-]+", background)]
    colour = next((colour for colour, _ in known if colour), None)
    return parent if all(nothing for _, nothing in known) else colour


def _has_own_ground(tag: str, attributes: Mapping[str, str], given: Given) -> bool:
    """Return whether an element lies elsewhere on the page, has a picture behind it, or is painted by the browser."""
    return (
        given.get("position", "static") not in ("static", "relative")
        or bool(attributes.get("background"))
        or tag in _OWN_GROUND
        or given.get("background-image", "none") != "none"
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


def _rule(selector: str, given: Given, number: int) -> _Rule | None:
    """Return the rule of one selector, or None if it is for a moment only, such as while the mouse is over it."""
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
    return _Rule(tuple(steps if certain else steps[-1:]), certain, weight, given)


def _fits(step: tuple[str, str, frozenset[str]], element: Element) -> bool:
    _, name, marks = step
    return name in ("", element.tag) and marks <= element.marks


def _is_within(steps: Sequence[tuple[str, str, frozenset[str]]], above: Sequence[Element]) -> bool:
    """Return whether an element stands where a selector says: all steps by the same joint, nearest elements first."""
    at = len(above)
    for number in range(len(steps) - 2, -1, -1):
        if steps[-1][0] == ">":
            at -= 1
            if at < 0 or not _fits(steps[number], above[at]):
                return False
            continue
        at = next((one for one in range(at - 1, -1, -1) if _fits(steps[number], above[one])), -1)
        if at < 0:
            return False
    return True
