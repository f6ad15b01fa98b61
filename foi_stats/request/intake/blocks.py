"""The blocks of a letter: numbered, lettered, bulleted, or paragraphs, with the names that stand around them.

Which blocks ask something is decided in ``items``. Nothing here touches a disk.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from foi_stats.request.intake.personal import is_name, is_salutation, sign_off, without_salutation
from foi_stats.request.intake.text import is_asking, plain_lines

_WORDED = re.compile(
    r"(?:questions?|q|qn|request|part|item|point)\.? ?(?:no\.? ?)?\(?(\d{1,2})\)?"
    r"(?: ?\(?([a-z])\)?(?![\w'’]))?(?: ?[.):–—-]+|(?= |$))\s*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\(?(\d{1,2})\)?(?: ?\(([a-z])\)|([a-z])\)?|\.([a-z])\)?)[.):]*(?= |$)\s*", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})[.):]?(?= |$)\s*")
_NUMBER = re.compile(r"(?:\((\d{1,2})\)|(\d{1,2})[.):]+)(?!\d)\s*")
_ROMAN = re.compile(r"\(?(x{0,2}(?:ix|iv|v?i{1,3}|v|x))[.)]+(?= |$)\s*", re.IGNORECASE)
_LETTER = re.compile(r"(?:\(([a-z])\)|([a-z])[.)]+(?= |$))\s*", re.IGNORECASE)
_BULLET = re.compile(r"(?:[*•·–—▪◦●‣-]+|o(?= {2,}))(?= |$)\s*")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii")

_HANGING = re.compile(
    r"(?:\b(?:at|to|in|of|and|or|see|for|from|by|than|the|with|question|questions|part|parts|under|item|refer"
    r"|a|an)|,)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:subject|re|title)\s*:\s*(.+)", re.IGNORECASE)


@dataclass
class Block:
    """A numbered, lettered or bulleted block of a letter, or a paragraph: ``path`` is its number, letter and so on."""

    path: tuple[str, ...]
    indent: int = 0
    bullet: bool = False
    lines: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def text(self) -> str:
        """The words of the block on one line."""
        return " ".join(" ".join(self.lines).split())


@dataclass(frozen=True)
class Blocks:
    """The blocks of a letter in order, the names around them, and the subject line."""

    blocks: list[Block]
    names: list[str]
    subject: str


def find_blocks(text: str) -> Blocks:
    """Return the blocks of a letter; greetings, closing words and what follows them are left out."""
    reader = _Reader()
    for line in plain_lines(text):
        reader.read(line)
    return Blocks(reader.blocks, reader.names, reader.subject)


class _Reader:
    """Reads line by line: whether a line begins with a number or a word depends on the last number."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.names: list[str] = []
        self.subject = ""
        self._path: tuple[str, ...] = ()
        self._blank = True
        self._signed = False
        self._name_due = False

    def read(self, line: str) -> None:
        words = line.strip().lstrip("> ")
        if not words:
            self._blank = True
            return
        if self._read_around(words):
            self._blank = True
            return
        self._read_block(words, len(line) - len(line.lstrip()))
        self._blank = False

    def _read_around(self, words: str) -> bool:
        """Return whether a line stands around the request (greeting, subject, closing words, names), and take it in."""
        rest = sign_off(words)
        if rest is not None:
            self.names += [rest] if is_name(rest) else []
            self._signed = self._name_due = True
            return True
        if self._signed and not self._resumes(words):
            if self._name_due and is_name(words):
                self.names.append(words)
            self._name_due = False
            return True
        self._signed = False
        if subject := _SUBJECT.fullmatch(words):
            self.subject = self.subject or subject[1]
            return True
        if words.lower().startswith("from:"):
            self.names += re.findall(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+", words[5:])
        return is_salutation(words)

    def _resumes(self, words: str) -> bool:
        return words.endswith("?") or (self._label(words) is not None and is_asking(words))

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
            self.names.append(words)
            last.ended = True
        else:
            self.blocks.append(Block((), indent, lines=[without_salutation(words)]))

    def _continues(self, last: Block, words: str, indent: int) -> bool:
        if not last.lines:
            return True
        if self._blank:
            return bool(last.path or last.bullet) and indent > last.indent
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
