"""The blocks of a letter: numbered, lettered, bulleted, or paragraphs, with the names that stand around them.

Which blocks ask something is decided in ``items``. Nothing here touches a disk.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from foi_stats.request.intake.personal import is_header, is_name, is_salutation, names_in_line, salutation, sign_off
from foi_stats.request.intake.tables import Table, cut_tables
from foi_stats.request.intake.text import WANTED, begins_sentence, has_few_stops, is_asking, is_asking_clearly

_WORDED = re.compile(
    r"\(?(?:questions?|q|qn|request|part|item|point)\.? ?(?:no\.? ?)?\(?(\d{1,2})\)?"
    r"(?: ?\(?([a-z])\)?(?![\w'’]))?(?: ?[.):–—-]+|(?= |$))\s*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\(?(\d{1,2})\)?(?: ?\(([a-z])\)|([a-z])\)?|\.([a-z])\)?)[.):]*(?= |$)\s*", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})[.):]?(?= |$)\s*")
_NUMBER = re.compile(r"(?:\((\d{1,2})\)|(\d{1,2})[.):]+)(?!\d)\s*")
_ROMAN = re.compile(r"\(?(x{0,2}(?:ix|iv|v?i{1,3}|v|x))[.)]+(?= |$)\s*", re.IGNORECASE)
_LETTER = re.compile(r"(?:\(([a-z])\)|([a-z])[.)]+(?= |$))\s*", re.IGNORECASE)
_BULLET = re.compile(r"(?:[*•·–—▪◦●‣-]+|:{2,}|o(?= {2,}))(?= |$)\s*")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii")

_HANGING = re.compile(
    r"(?:\b(?:at|to|in|of|and|or|see|for|from|by|than|the|with|question|questions|part|parts|under|item|refer"
    r"|a|an)|,)$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.? ?p?\.?s\b", re.IGNORECASE)
_FEW, _SIGNATURE = 4, 9
"""Words of a line up to which it is a name, or part of a signature, where one is due."""
_LONG = 60
_FOI = r"(?:foia?|freedom of information)(?: act)?(?:,? 2000)?(?: requests?| enquiry)?"
_SUBJECT = re.compile(
    rf"(?:subject|re|title)\s*:\s*(?P<line>.+)|{_FOI}\s*[:–—-]+\s*(?P<about>[^?]{{3,100}}[^?.:])", re.IGNORECASE
)
_BEFORE_SUBJECT = re.compile(
    rf"^(?:(?:re|fwd?|subject)\s*:\s*)*(?:{_FOI}\s*[:–—-]+\s*|{_FOI} (?:about|on|regarding) )?", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"(?:dated?:? )?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
    r"(?P<day>\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9},? \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d"
    r"|[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4})\.?",
    re.IGNORECASE,
)


@dataclass
class Block:
    """A numbered, lettered or bulleted block of a letter, or a paragraph: ``path`` is its number, letter and so on."""

    path: tuple[str, ...]
    indent: int = 0
    bullet: bool = False
    lines: list[str] = field(default_factory=list)
    ended: bool = False
    table: Table | None = None

    @property
    def text(self) -> str:
        """The words of the block on one line."""
        return " ".join(" ".join(self.lines).split())


@dataclass(frozen=True)
class Blocks:
    """The blocks of a letter in order, and what stands around them.

    ``courtesies`` are greetings and closing words, ``personal`` the lines of addresses, signatures and headings of
    e-mails, and ``names`` the names that stand in them; ``headings`` are lines before
    the greeting that are none of these. ``dated`` is the day in the heading, as it is written.
    """

    blocks: list[Block]
    names: list[str]
    subject: str
    courtesies: list[str]
    personal: list[str]
    headings: list[str]
    dated: str


def find_blocks(lines: Sequence[str]) -> Blocks:
    """Return the blocks of a letter, apart from greetings, closing words, addresses and signatures."""
    small = frozenset(word for line in lines for word in re.findall(r"\b[a-z][\w'’]{3,}", line))
    reader = _Reader(small, without_stops=has_few_stops(lines))
    for line in cut_tables(lines):
        if isinstance(line, Table):
            reader.read_table(line)
        else:
            reader.read(line)
    reader.take_signature()
    return Blocks(
        reader.blocks, reader.names, reader.subject, reader.courtesies, reader.personal, reader.headings, reader.dated
    )


class _Reader:
    """Reads line by line: whether a line begins with a number or a word depends on the last number."""

    def __init__(self, small: frozenset[str], *, without_stops: bool) -> None:
        self._without_stops = without_stops
        self.blocks: list[Block] = []
        self.names: list[str] = []
        self.subject = ""
        self.dated = ""
        self.courtesies: list[str] = []
        self.personal: list[str] = []
        self.headings: list[str] = []
        self._small = small
        self._path: tuple[str, ...] = ()
        self._blank = True
        self._greeted = False
        self._signed = False
        self._name_due = False

    def read_table(self, table: Table) -> None:
        self.blocks.append(Block((), table=table, ended=True))
        self._blank = True

    def read(self, line: str) -> None:
        words = line.strip().lstrip("> ")
        if not words:
            self._blank = True
            return
        if self._read_around(words):
            self._blank = True
            return
        greeted = salutation(words)
        if greeted and not is_salutation(words) and not is_asking_clearly(greeted):
            self._greet(greeted)
            words = words[len(greeted) :].strip()
        self._read_block(words, len(line) - len(line.lstrip()))
        self._blank = False

    def take_signature(self) -> None:
        """Take in a name below closing words that are not known as such: the end of the last paragraph."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.path or last.bullet or last.table or len(last.lines) < 2:
            return
        *_, closing, name = last.lines
        if closing.endswith(",") and len(closing.split()) <= _FEW and is_name(name) and not is_asking(closing):
            self.courtesies.append(closing)
            self._take_name(name)
            last.lines = last.lines[:-2]

    def _read_around(self, words: str) -> bool:
        """Return whether a line stands around the request (greeting, subject, closing words, names), and take it in."""
        rest = sign_off(words)
        if rest is not None and not is_asking_clearly(rest):
            closing = words[: len(words) - len(rest)] if is_name(rest) else words
            self.courtesies.append(closing.strip())
            self._take_name(rest if is_name(rest) else "")
            self._signed = self._name_due = True
            return True
        if self._signed and not self._resumes(words):
            self._take_name(words)
            if not is_name(words) and self._name_due and len(words.split()) <= _FEW:
                self.names.append(words.title())
            self._name_due = False
            return True
        self._signed = False
        if self._read_heading(words):
            return True
        if is_header(words):
            self._read_header(words)
            return True
        if is_salutation(words) and not is_asking_clearly(words):
            self._greet(words)
            return True
        return False

    def _read_heading(self, words: str) -> bool:
        """Return whether a line is the letter's own day or subject, and take it in; it stands before what is asked."""
        subject, day = _SUBJECT.fullmatch(words), _DATE_LINE.fullmatch(words)
        asked = any(block.path or block.bullet or is_asking(block.text) for block in self.blocks)
        if subject and (subject["line"] or not asked):
            named = (subject["line"] or subject["about"]).strip()
            about = _BEFORE_SUBJECT.sub("", named, count=1) or named
            self.subject = self.subject or about[:1].upper() + about[1:]
            return True
        if day and not asked:
            self.dated = self.dated or day["day"]
            self.courtesies.append(words)
            return True
        return False

    def _read_header(self, words: str) -> None:
        name, _, rest = words.partition(":")
        if name.lower() in ("date", "sent"):
            self.dated = self.dated or rest.strip()
            self.courtesies.append(words)
            return
        self.personal.append(words)
        if name.lower() in ("from", "cc", "bcc", "reply-to"):
            self.names += re.findall(r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*)+|^ *[A-Z][\w'’-]+(?= *<)", rest)
            self.names += re.findall(r"^ *([A-Z]\. [A-Z][\w'’-]+)", rest)

    def _take_name(self, words: str) -> None:
        if words:
            self.personal.append(words)
            self.names += names_in_line(words)

    def _greet(self, words: str) -> None:
        """Take in a greeting; what stands before it, and asks nothing, is an address."""
        self.courtesies.append(words)
        if self._greeted:
            return
        self._greeted = True
        for block in [block for block in self.blocks if not (block.path or block.bullet or block.table)]:
            if not any(is_asking(line) or line.endswith(("?", ".", ":")) or len(line) > _LONG for line in block.lines):
                self.blocks.remove(block)
                for line in block.lines:
                    self._take_heading(line)

    def _take_heading(self, line: str) -> None:
        """Take in a line before the greeting: part of an address, or else what the letter is about."""
        words = re.findall(r"[\w'’]+", line.casefold())
        told = any(word in self._small for word in words)
        if WANTED.search(line):
            self.headings.append(line)
        elif re.search(r"\d|,|@|\.$", line) or (is_name(line) and not told):
            self._take_name(line)
        else:
            self.headings.append(line)

    def _resumes(self, words: str) -> bool:
        """Return whether a line after the closing words asks something again, or says more than a signature does."""
        many = len(words.split())
        return (
            words.endswith("?")
            or bool(_POSTSCRIPT.match(words))
            or (is_asking(words) and (many > _FEW or self._label(words) is not None))
            or many > _SIGNATURE
            or bool(WANTED.search(words) and re.search(r"\d{4}|[.:;]$", words))
        )

    def _read_block(self, words: str, indent: int) -> None:
        last = self.blocks[-1] if self.blocks else None
        wrapped = bool(last and not self._blank and last.lines and _HANGING.search(last.lines[-1]))
        label = None if wrapped else self._label(words)
        if label is not None:
            self._path, rest = label
            self.blocks.append(Block(self._path, indent, lines=[rest] if rest else []))
            return
        bullet = None if wrapped else _BULLET.match(words)
        if bullet:
            self.blocks.append(Block((), indent, bullet=True, lines=[words[bullet.end() :]]))
        elif last and not last.ended and self._continues(last, words, indent):
            last.lines.append(words)
        elif last and not self._blank and is_name(words):
            self._take_heading(words)
            last.ended = True
        else:
            self.blocks.append(Block((), indent, lines=[words]))

    def _continues(self, last: Block, words: str, indent: int) -> bool:
        if not last.lines:
            return True
        if self._blank:
            return bool(last.path or last.bullet) and indent > last.indent
        if self._without_stops and begins_sentence(last.lines[-1], words):
            return False
        return not (last.lines[-1].endswith((".", "?", "!")) and is_name(words))

    def _label(self, words: str) -> tuple[tuple[str, ...], str] | None:
        """Return the number that a line begins with, as its levels, and the rest of the line."""
        found = self._numbered(words)
        path, rest = found if found else (self._path, words)
        for level in (1, 2):
            if (below := self._lettered(rest, path, level)) is not None:
                path, rest = below
                found = path, rest
        return found

    def _numbered(self, words: str) -> tuple[tuple[str, ...], str] | None:
        if match := _WORDED.match(words):
            return tuple(level.lower() for level in match.groups() if level), words[match.end() :]
        if match := _GLUED.match(words):
            number, letter = match[1], (match[2] or match[3] or match[4]).lower()
            if self._letter_follows(letter, (number,)):
                return (number, letter), words[match.end() :]
        if (match := _DOTTED.match(words)) and self._dotted_follows(match[1], match[2]):
            return (match[1], f"-{match[2]}"), words[match.end() :]
        if match := _NUMBER.match(words):
            number = match[1] or match[2]
            return ((number,), words[match.end() :]) if self._number_follows(number) else None
        return None

    def _number_follows(self, number: str) -> bool:
        now = int(self._path[0]) if self._path and self._path[0].isdigit() else 0
        return self._blank or int(number) in (1, now + 1) or self._last_ended()

    def _last_ended(self) -> bool:
        return (
            not self.blocks
            or not self.blocks[-1].lines
            or self.blocks[-1].lines[-1].endswith((".", "?", "!", ":", ";"))
        )

    def _dotted_follows(self, number: str, below: str) -> bool:
        now = self._path[:2] if len(self._path) > 1 else (*self._path[:1], "-0")
        return below == "1" or now == (number, f"-{int(below) - 1}")

    def _letter_follows(self, letter: str, above: tuple[str, ...]) -> bool:
        if letter == "a":
            return True
        here = self._path[len(above)] if self._path[: len(above)] == above and len(self._path) > len(above) else ""
        return len(here) == 1 and ord(letter) == ord(here) + 1

    def _lettered(self, words: str, path: tuple[str, ...], level: int) -> tuple[tuple[str, ...], str] | None:
        """Return the path and rest of a line that begins with a letter or a Roman number at this level."""
        above = path[:level] if path and path[0].isdigit() else path[: level - 1]
        roman = _ROMAN.match(words)
        if roman and self._roman_follows(roman[1].lower(), path):
            parent = path[:-1] if path and path[-1].startswith("~") else path
            return (*parent, f"~{roman[1].lower()}"), words[roman.end() :]
        match = _LETTER.match(words)
        if match and match[0][0].isupper() and is_name(words):
            return None
        if level == 1 and match and self._letter_follows((match[1] or match[2]).lower(), above):
            return (*above, (match[1] or match[2]).lower()), words[match.end() :]
        return None

    def _roman_follows(self, roman: str, path: tuple[str, ...]) -> bool:
        if (
            path
            and len(path[-1]) == 1
            and path[-1].isalpha()
            and ord(roman[0]) == ord(path[-1]) + 1
            and len(roman) == 1
        ):
            return False
        if roman == "i":
            return True
        before = path[-1][1:] if path and path[-1].startswith("~") else ""
        return (before, roman) in itertools.pairwise(_ROMANS)
