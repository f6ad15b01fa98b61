"""Parses the number formats of spreadsheets (ECMA-376, part 1, 18.8.30 and 18.8.31) and tells what they do to numbers.

``shown_text`` renders a number with a format; here is only what a format says: its sections and what each may hide or
change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LONGEST = 1_000
"""The most characters of a format that are read; Excel allows 255."""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)(?:"|$) | \\(?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>general|standard) | (?P<ampm>am/pm|a/p) | (?P<exponent>e[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|b+) | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%)
    | (?P<slash>/) | (?P<text>@) | (?P<literal>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(r'(?:"[^"]*(?:"|$)|\\.|_.|\*.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d*)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?", re.DOTALL)
_CONVERTED = {"quoted": "literal", "escaped": "literal"}
_SPECIAL = frozenset(("date", "elapsed", "ampm", "exponent", "slash", "comma", "point"))
_IN_DATES = frozenset(("date", "elapsed", "ampm", "point"))
_IN_NUMBERS = frozenset(("exponent", "slash", "comma", "point"))
_AROUND = frozenset("£ ()-–−+\u00a0\u2007\u2009\u202f")
"""Characters that change nothing of a number that they stand before or after, but for its sign."""

_MINUS = frozenset("-–−(")
_NOTHING = frozenset(("", "-", "–", "—", "−", "--", "nil"))
"""What a format shows for a true zero, besides digits."""

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@",
    5: "£#,##0;-£#,##0", 6: "£#,##0;[Red]-£#,##0", 7: "£#,##0.00;-£#,##0.00", 8: "£#,##0.00;[Red]-£#,##0.00",
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 42: '_-£* #,##0_-;-£* #,##0_-;_-£* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', 44: '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-',
}  # fmt: skip
"""The formats that a workbook names by number alone, as Excel shows them in the United Kingdom."""


class Token(NamedTuple):
    """A piece of a section: its kind, such as ``digit``, ``literal``, ``date`` or ``elapsed``, and its characters."""

    kind: str
    text: str


class Section(NamedTuple):
    """A section of a format.

    Attributes
    ----------
    condition
        The operator and the number of its condition.
    coloured
        Whether it gives its text a colour.
    """

    condition: tuple[str, float] | None
    coloured: bool
    tokens: tuple[Token, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its tokens."""
        return frozenset(token.kind for token in self.tokens)

    @property
    def shows_digits(self) -> bool:
        """Whether it shows a number, a day, a time or a text; a colour alone changes nothing."""
        return bool(self.kinds & _SHOWING)

    @property
    def literal(self) -> str:
        """The text that it shows besides, or in place of, a value."""
        return "".join(token.text for token in self.tokens if token.kind == "literal").strip()

    @property
    def is_date(self) -> bool:
        """Whether it shows a number as a day or a time."""
        return bool(self.kinds & {"date", "elapsed"})


_SHOWING = frozenset(("digit", "date", "elapsed", "general", "text"))
_WORD = re.compile(r"[^\W\d_]{4}")
_SHAPE = {"digit": "0", "comma": ",", "point": "."}
_SCALING = re.compile(r"0(,+)(?:\.|[^0]*$)")


@lru_cache(maxsize=4096)
def sections_of(code: str) -> tuple[Section, ...]:
    """Return the sections of a format, at most four, which semicolons separate."""
    found: list[Section] = []
    code, at = code[:LONGEST], 0
    while at <= len(code) and len(found) < 4:
        piece = _PIECE.match(code, at)
        text = piece.group(0) if piece else ""
        at += len(text) + 1
        found.append(_section(text))
    if len(found) == 1 and not found[0].shows_digits and not found[0].literal:  # a colour alone
        found = [found[0]._replace(tokens=(Token("general", ""),))]
    return tuple(found)


def _section(text: str) -> Section:
    condition, coloured = None, False
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "literal"
        content = match.group(kind)
        if kind != "bracket":
            kind = _CONVERTED.get(kind, kind)
            tokens.append(Token(kind, content.lower() if kind in ("date", "ampm") else content))
        elif rule := _CONDITION.fullmatch(content.strip()):
            condition = rule.group(1), float(rule.group(2))
        elif _ELAPSED.fullmatch(content):
            tokens.append(Token("elapsed", content.lower()))
        elif currency := _CURRENCY.fullmatch(content):
            tokens.append(Token("literal", currency.group(1)))
        else:
            coloured |= bool(_COLOUR.fullmatch(content))
    return Section(condition, coloured, _without_ambiguity(tokens))


def _without_ambiguity(tokens: list[Token]) -> tuple[Token, ...]:
    """Return tokens where a letter, a slash, a comma, a point or a digit has the one meaning that it has here."""
    is_date = any(token.kind == "elapsed" or (token.kind == "date" and token.text[0] in "ymdhs") for token in tokens)
    has_digits = any(token.kind == "digit" for token in tokens)
    meant = set(_IN_DATES if is_date else _IN_NUMBERS if has_digits else ())
    found: list[Token] = []
    for kind, text in tokens:
        known = kind if kind in meant or kind not in _SPECIAL else "literal"
        if known == "slash":
            known = "fraction"
        elif text.isdigit() and found and found[-1].kind in ("fraction", "denominator") and text != "#":
            known = "denominator"  # such as the 8 of ?/8
        found.append(Token(known, text))
    return tuple(found)


def number_sections(code: str) -> tuple[Section, ...]:
    """Return the sections that show numbers: all but a fourth, and but a last one that shows the text alone."""
    sections = sections_of(code)[:3]
    return sections[:-1] if len(sections) > 1 and "text" in sections[-1].kinds else sections


def section_for(code: str, number: float) -> Section | None:
    """Return the section that shows a number; None if no condition holds, and the number shows as it is."""
    sections = number_sections(code)
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or holds(number, *section.condition):
                return section
        return None
    if len(sections) > 2 and number == 0:
        return sections[2]
    return sections[1] if number < 0 and len(sections) > 1 else sections[0]


def drops_sign(code: str, section: Section) -> bool:
    """Return whether a section shows negative numbers only, and so does not show their minus by itself."""
    sections = number_sections(code)
    if section.condition:
        operator, limit = section.condition
        return (operator == "<" and limit <= 0) or (operator in ("<=", "=") and limit < 0)
    if len(sections) < 2 or section is not sections[1]:
        return False
    first = sections[0].condition
    return first is None or (first[0] in (">", ">=") and first[1] == 0)


def shows_nothing(code: str) -> bool:
    """Return whether a format, such as ``;;;``, shows neither numbers nor text."""
    sections = sections_of(code)
    return len(sections) > 2 and not any(section.shows_digits or section.literal for section in sections)


def may_hide_numbers(code: str) -> bool:
    """Return whether there are numbers other than 0 that a format does not show."""
    sections = sections_of(code)
    if any(section.condition for section in sections):
        return any(not section.shows_digits for section in sections[:3])
    return any(not section.shows_digits for section in sections[:2]) and bool(code.strip())


def hides(code: str, number: float) -> bool:
    """Return whether a format does not show this number. For 0 and 1 it may show a word instead, such as No."""
    section = section_for(code, number) or sections_of(code)[0]
    return not section.shows_digits and not (number in (0, 1, -1) and section.literal)


def hides_text(code: str) -> bool:
    """Return whether a format shows something else, or nothing, in the place of a text."""
    section = text_section(code)
    return section is not None and "text" not in section.kinds


def words_of(code: str) -> str:
    """Return the words that a format shows beside or in place of a value, empty if it has none."""
    return " ".join(filter(_WORD.search, (section.literal for section in sections_of(code))))


def holds(number: float, operator: str, other: float) -> bool:
    """Return whether a comparison of two numbers holds."""
    return {
        "<": number < other,
        "<=": number <= other,
        ">": number > other,
        ">=": number >= other,
        "=": number == other,
        "<>": number != other,
    }[operator]


@lru_cache(maxsize=4096)
def is_plain(code: str, *, pounds: bool = True) -> bool:
    """Return whether a format shows every number as itself, if rounded: no scale, no per cent, no word, its sign kept.

    A pound sign (unless ``pounds`` is False), brackets, spaces and colours are plain, and so is a dash for 0. A format
    that is not plain may still show some numbers as they are.
    """
    sections = number_sections(code)
    if any(section.condition for section in sections):
        return False
    if not all(_is_plain(section, pounds) for section in sections[:2]):
        return False
    signs = [bool(_MINUS & set(section.literal)) for section in sections]
    if signs[0] or (len(sections) > 1 and not (signs[1] or sections[1].coloured)):
        return False
    zero = sections[2] if len(sections) > 2 else sections[0]
    return _is_plain(zero, pounds) or (
        not zero.shows_digits
        and zero.literal.strip("£ ").casefold() in _NOTHING
        and (pounds or "£" not in zero.literal)
    )


def _is_plain(section: Section, pounds: bool) -> bool:
    kinds, literal = section.kinds, section.literal
    if kinds & {"general", "text"}:
        return not literal and not kinds & {"digit", "percent"}
    if kinds & {"percent", "date", "elapsed"} or "digit" not in kinds or scale_of(section):
        return False
    if not set(literal) <= _AROUND or ("£" in literal and not pounds):
        return False
    places = [at for at, token in enumerate(section.tokens) if token.kind == "digit"]
    inside = section.tokens[places[0] : places[-1]]
    return all(token.kind != "literal" or token.text.isspace() for token in inside)


def scale_of(section: Section) -> int:
    """Return how many times a section divides by a thousand: the commas that end its digits."""
    shape = "".join(_SHAPE.get(token.kind, "x") for token in section.tokens)
    return sum(map(len, _SCALING.findall(shape)))


def text_section(code: str) -> Section | None:
    """Return the section that shows texts; None if the format has none, and texts show as they are."""
    sections = sections_of(code)
    last = sections[-1]
    return last if len(sections) == 4 or "text" in last.kinds else None
