"""The parts of a letter that ask something, with the numbers they carry. Nothing here touches a disk."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from foi_stats.request.intake.personal import (
    REMOVED,
    is_name,
    is_salutation,
    said_names,
    sign_off,
    without_personal,
    without_salutation,
)
from foi_stats.request.intake.text import is_courtesy, plain_lines, sentences

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
_ASKS = re.compile(
    r"\b(?:please|kindly|could you|can you|would you|i (?:would|['’]d) like|i wish|i want|i request|i am requesting|"
    r"provide|confirm|state|list|tell me|supply|disclose|how (?:much|many)|what|which|when|does|do you)\b",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\bhow (?:much|many)\b|\bnumbers? of\b|\bamounts?\b|\bcosts?\b|\bspen[dt]|\bfund|\bbudget|\bcop(?:y"
    r"|ies) of\b|\bdetails of\b"
    r"|\bdata on\b|\bconfirm\b|\blist of\b|\breferr",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"(?:please )?(?:answer|reply|state|say)?\W{0,2}(?:with )?(?:a )?(?:simple )?yes ?(?:or|/) ?no\b"
    r"|if (?:this|that|it|so|not|doing so|the above)\b|please (?:break|breakdown|broken|split|include"
    r"|also include|exclude)\b|(?:for|such as) example\b",
    re.IGNORECASE,
)

_BEGINS_AS_QUESTION = re.compile(
    r"(?:how|what|which|when|where|who|why|does|do|did|has|have|is|are|was|were|please|whether|copy|copies)\b|.*\?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Item:
    """One part of a letter that asks: its number as the letter has it, its words, and what was unsure."""

    id: str
    text: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """The parts of a letter that ask, in order, and what stands around them."""

    items: tuple[Item, ...]
    subject: str = ""
    opening: str = ""
    left_out: int = 0


@dataclass
class _Part:
    """A part while it is being read: ``path`` is its number, letter and so on; empty for a paragraph."""

    path: tuple[str, ...]
    indent: int = 0
    bullet: bool = False
    lines: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())


def find_items(text: str) -> Items:
    """Return the parts of a letter that ask something, without anything personal.

    Whatever is neither numbered, nor bulleted, nor a question is left out: greetings, addresses and names among it.
    What remains is searched for names, addresses and the like, and they are replaced.
    """
    reader = _Reader()
    for line in plain_lines(text):
        reader.read(line)
    names = [*reader.names, *said_names(" ".join(part.text for part in reader.parts))]
    if (last := reader.parts[-1:]) and not (last[0].path or last[0].bullet) and is_name(last[0].text):
        names.append(last[0].text)
    gathered = _Gathered(reader.parts)
    items = [_clean(item, names) for item in _with_ids(gathered.items)]
    return Items(
        tuple(item for item in items if item.text.replace(REMOVED, "").strip(" .,;:?")),
        without_personal(reader.subject, names),
        without_personal(" ".join(gathered.opening), names),
        gathered.left_out,
    )


class _Reader:
    """Reads line by line: what the last number was decides whether the next one is a number or a word."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
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
        self._read_part(words, len(line) - len(line.lstrip()))
        self._blank = False

    def _read_around(self, words: str) -> bool:
        """Read a line that is no part of what is asked; return whether it was one."""
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
        return words.endswith("?") or (self._label(words) is not None and bool(_ASKS.search(words)))

    def _read_part(self, words: str, indent: int) -> None:
        last = self.parts[-1] if self.parts else None
        wrapped = bool(last and not self._blank and last.lines and _HANGING.search(last.lines[-1]))
        label = None if wrapped else self._label(words)
        if label is not None:
            self._path, rest = label
            self.parts.append(_Part(self._path, indent, lines=[rest] if rest else []))
            return
        bullet = None if wrapped else _BULLET.match(words)
        if bullet:
            self.parts.append(_Part((), indent, bullet=True, lines=[words[bullet.end() :]]))
        elif last and not last.ended and self._continues(last, words, indent):
            last.lines.append(words)
        elif last and not self._blank and is_name(words):
            self.names.append(words)
            last.ended = True
        else:
            self.parts.append(_Part((), indent, lines=[without_salutation(words)]))

    def _continues(self, last: _Part, words: str, indent: int) -> bool:
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
            not self.parts or not self.parts[-1].lines or self.parts[-1].lines[-1].endswith((".", "?", "!", ":", ";"))
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


def _id(path: tuple[str, ...]) -> str:
    """Return a path as an id: 1, 1a, 1a-i, 1-2."""
    text = ""
    for level in path:
        text += level.replace("~", "-" if text else "")
    return text.lstrip("-")


class _Gathered:
    """Parts put together as items: sub-questions with what introduces them, bullets, and questions in paragraphs."""

    def __init__(self, parts: list[_Part]) -> None:
        self.items: list[Item] = []
        self.opening: list[str] = []
        self.left_out = 0
        self._introductions: dict[tuple[str, ...], str] = {}
        self._lead = ""
        self._apart = False
        parts = [part for part in parts if part.text]
        self._any_marked = any(part.path or part.bullet for part in parts)
        for part, after in zip(parts, [*parts[1:], None], strict=False):
            if part.path:
                self._add_numbered(part, after)
            elif part.bullet:
                self._add_bullet(part)
            else:
                self._add_paragraph(part, after)
        if not self.items:
            self._add_requests([part for part in parts if not (part.path or part.bullet)])

    def _add_numbered(self, part: _Part, after: _Part | None) -> None:
        self._lead, self._apart = "", False
        above = [
            self._introductions[part.path[:end]]
            for end in range(1, len(part.path))
            if part.path[:end] in self._introductions
        ]
        text = ": ".join([*above, part.text])
        below = after is not None and (after.path[: len(part.path)] == part.path and len(after.path) > len(part.path))
        if below and not _stands_alone(part.text):
            self._introductions[part.path] = part.text.rstrip(" :;,.–—-")
            return
        self._introductions.pop(part.path, None)
        self.items.append(_item(_id(part.path), text))

    def _add_bullet(self, part: _Part) -> None:
        previous = self.items[-1] if self.items else None
        asks = _BEGINS_AS_QUESTION.match(part.text)
        belongs = previous is not None and previous.id and not self._apart
        if previous and not asks and (belongs or not re.search(r"[^\W\d_]{3}", part.text)):
            self.items[-1] = replace(previous, text=f"{previous.text.rstrip(' ;,.')}; {part.text}")
            return
        text = f"{self._lead}: {part.text}" if self._lead else part.text
        self.items.append(_item("", text, "the letter has a bullet here; the number is ours"))

    def _add_paragraph(self, part: _Part, after: _Part | None) -> None:
        self._lead, self._apart = "", True
        if after is not None and after.bullet and part.text.endswith(":") and _SOUGHT.search(part.text):
            self._lead = without_salutation(part.text).rstrip(" :")
            self.opening.append(part.text)
            return
        kept = len(self.items)
        opening = []
        for sentence in sentences(part.text):
            if self._takes(sentence):
                continue
            if not self.items:
                opening.append(sentence)
        self.opening += opening
        self.left_out += len(self.items) == kept

    def _takes(self, sentence: str) -> bool:
        """Add a sentence of a paragraph as an item, or to the last one; return whether it was either."""
        if is_courtesy(sentence):
            return False
        if self.items and _FOLLOWS.match(sentence):
            last = self.items[-1]
            self.items[-1] = replace(last, text=f"{last.text} {sentence}")
            return True
        asks = sentence.rstrip("\"'’”) ").endswith("?")
        seeks = bool(_ASKS.search(sentence) and _SOUGHT.search(sentence)) and "following" not in sentence.lower()
        if not asks and not (seeks and self._any_marked and self.items and not sentence.endswith(":")):
            return False
        unsure = "" if asks else "no question by its form, and not numbered; taken as one"
        self.items.append(_item("", sentence, unsure or ("not numbered in the letter; the number is ours")))
        return True

    def _add_requests(self, paragraphs: list[_Part]) -> None:
        """Take what is asked without a question mark, in a letter that has neither numbers nor questions."""
        for part in paragraphs:
            said = [
                sentence for sentence in sentences(part.text) if _ASKS.search(sentence) and not is_courtesy(sentence)
            ]
            if said:
                self.items.append(_item("", " ".join(said), "no question by its form, and not numbered; taken as one"))
        self.left_out -= len(self.items)


def _item(name: str, text: str, *doubts: str) -> Item:
    return Item(name, text, tuple(doubt for doubt in doubts if doubt))


def _stands_alone(text: str) -> bool:
    return text.endswith("?") or (text.endswith(".") and bool(_ASKS.search(text)))


def _with_ids(items: list[Item]) -> list[Item]:
    """Return the items with an id each, none of them twice; a number that is ours is said to be."""
    found: list[Item] = []
    taken = {item.id for item in items}
    used: set[str] = set()
    number = 0
    for item in items:
        name, doubts = item.id, item.doubts
        if not name or name in used:
            number = next(free for free in itertools.count(number + 1) if str(free) not in taken)
            name = str(number)
            doubts += (f"the letter has more than one {item.id}; {name} is ours",) if item.id else ()
        elif leading := re.match(r"\d{1,4}", name):
            number = max(number, int(leading[0]))
        used.add(name)
        found.append(replace(item, id=name, doubts=doubts))
    return found


def _clean(item: Item, names: list[str]) -> Item:
    """Return an item without courtesies and without anything personal, and with a doubt for each it lost."""
    said = sentences(item.text)
    kept = [sentence for sentence in said if not is_courtesy(sentence)]
    text = without_personal(" ".join(kept), names)
    doubts = item.doubts
    if len(kept) < len(said):
        doubts += ("a sentence about the letter itself was left out; compare with the letter",)
    if REMOVED in text:
        doubts += (f"something that could name a person was taken out ({REMOVED}); put back only what is not personal",)
    return replace(item, text=text, doubts=doubts)
