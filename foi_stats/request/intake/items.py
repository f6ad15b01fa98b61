"""The items of a letter that ask something, with their numbers. Nothing here touches a disk."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from foi_stats.request.intake.blocks import Block, find_blocks
from foi_stats.request.intake.personal import REMOVED, is_name, own_names, without_personal, without_salutation
from foi_stats.request.intake.text import is_asking, is_courtesy, sentences

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
    """An item of a letter that asks something: its number as the letter has it, its words, and what is unsure."""

    id: str
    text: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """The items of a letter in order, its subject, its opening, and the number of paragraphs left out."""

    items: tuple[Item, ...]
    subject: str = ""
    opening: str = ""
    left_out: int = 0


def find_items(text: str) -> Items:
    """Return the items of a letter that ask something, without anything personal.

    Whatever is neither numbered, nor bulleted, nor a question is left out: greetings, addresses and names among it.
    What remains is searched for names, addresses and the like, and they are replaced.
    """
    found = find_blocks(text)
    names = [*found.names, *own_names(" ".join(block.text for block in found.blocks))]
    if (last := found.blocks[-1:]) and not (last[0].path or last[0].bullet) and is_name(last[0].text):
        names.append(last[0].text)
    gathered = _Gathered(found.blocks)
    items = [_clean(item, names) for item in _with_ids(gathered.items)]
    return Items(
        tuple(item for item in items if item.text.replace(REMOVED, "").strip(" .,;:?")),
        without_personal(found.subject, names),
        without_personal(" ".join(gathered.opening), names),
        gathered.left_out,
    )


def _id(path: tuple[str, ...]) -> str:
    """Return a path as an id: 1, 1a, 1a-i, 1-2."""
    text = ""
    for level in path:
        text += level.replace("~", "-" if text else "")
    return text.lstrip("-")


class _Gathered:
    """Puts blocks together as items: sub-questions with their introduction, bullets, and questions in paragraphs."""

    def __init__(self, blocks: list[Block]) -> None:
        self.items: list[Item] = []
        self.opening: list[str] = []
        self.left_out = 0
        self._introductions: dict[tuple[str, ...], str] = {}
        self._lead = ""
        self._apart = False
        blocks = [block for block in blocks if block.text]
        self._any_marked = any(block.path or block.bullet for block in blocks)
        for block, after in zip(blocks, [*blocks[1:], None], strict=False):
            if block.path:
                self._add_numbered(block, after)
            elif block.bullet:
                self._add_bullet(block)
            else:
                self._add_paragraph(block, after)
        if not self.items:
            self._add_requests([block for block in blocks if not (block.path or block.bullet)])

    def _add_numbered(self, block: Block, after: Block | None) -> None:
        self._lead, self._apart = "", False
        above = [
            self._introductions[block.path[:end]]
            for end in range(1, len(block.path))
            if block.path[:end] in self._introductions
        ]
        text = ": ".join([*above, block.text])
        below = after is not None and (
            after.path[: len(block.path)] == block.path and len(after.path) > len(block.path)
        )
        if below and not _stands_alone(block.text):
            self._introductions[block.path] = block.text.rstrip(" :;,.–—-")
            return
        self._introductions.pop(block.path, None)
        self.items.append(_item(_id(block.path), text))

    def _add_bullet(self, block: Block) -> None:
        previous = self.items[-1] if self.items else None
        asks = _BEGINS_AS_QUESTION.match(block.text)
        belongs = previous is not None and previous.id and not self._apart
        if previous and not asks and (belongs or not re.search(r"[^\W\d_]{3}", block.text)):
            self.items[-1] = replace(previous, text=f"{previous.text.rstrip(' ;,.')}; {block.text}")
            return
        text = f"{self._lead}: {block.text}" if self._lead else block.text
        self.items.append(_item("", text, "the letter has a bullet here; the number is ours"))

    def _add_paragraph(self, block: Block, after: Block | None) -> None:
        self._lead, self._apart = "", True
        if after is not None and after.bullet and block.text.endswith(":") and _SOUGHT.search(block.text):
            self._lead = without_salutation(block.text).rstrip(" :")
            self.opening.append(block.text)
            return
        before = len(self.items)
        for sentence in sentences(block.text):
            if not self._takes(sentence) and not self.items:
                self.opening.append(sentence)
        self.left_out += len(self.items) == before

    def _takes(self, sentence: str) -> bool:
        """Add a sentence of a paragraph as an item, or to the last one; return whether it was either."""
        if is_courtesy(sentence):
            return False
        if self.items and _FOLLOWS.match(sentence):
            last = self.items[-1]
            self.items[-1] = replace(last, text=f"{last.text} {sentence}")
            return True
        asks = sentence.rstrip("\"'’”) ").endswith("?")
        seeks = bool(is_asking(sentence) and _SOUGHT.search(sentence)) and "following" not in sentence.lower()
        if not asks and not (seeks and self._any_marked and self.items and not sentence.endswith(":")):
            return False
        unsure = "" if asks else "no question by its form, and not numbered; taken as one"
        self.items.append(_item("", sentence, unsure or ("not numbered in the letter; the number is ours")))
        return True

    def _add_requests(self, paragraphs: list[Block]) -> None:
        """Take what is asked without a question mark, in a letter that has neither numbers nor questions."""
        for block in paragraphs:
            asked = [
                sentence for sentence in sentences(block.text) if is_asking(sentence) and not is_courtesy(sentence)
            ]
            if asked:
                self.items.append(_item("", " ".join(asked), "no question by its form, and not numbered; taken as one"))
        self.left_out -= len(self.items)


def _item(name: str, text: str, *doubts: str) -> Item:
    return Item(name, text, tuple(doubt for doubt in doubts if doubt))


def _stands_alone(text: str) -> bool:
    return text.endswith("?") or (text.endswith(".") and is_asking(text))


def _with_ids(items: list[Item]) -> list[Item]:
    """Return the items with an id each, all different; a doubt names each number that the letter does not have."""
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
    every = sentences(item.text)
    kept = [sentence for sentence in every if not is_courtesy(sentence)]
    text = without_personal(" ".join(kept), names)
    doubts = item.doubts
    if len(kept) < len(every):
        doubts += ("a sentence about the letter itself was left out; compare with the letter",)
    if REMOVED in text:
        doubts += (f"something that could name a person was taken out ({REMOVED}); put back only what is not personal",)
    return replace(item, text=text, doubts=doubts)
