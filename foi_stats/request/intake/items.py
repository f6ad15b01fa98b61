"""The items of a letter that ask something, with their numbers, and an account of all else. No disk is touched."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from foi_stats.request.intake.account import Account, Aside, AsideSort, count_removed
from foi_stats.request.intake.asking import (
    BEGINS,
    BEGINS_AS_QUESTION,
    INSTRUCTS,
    MEASURE,
    OBJECT,
    REQUESTS,
    TELLS,
    asks_itself,
    only_names,
    opens,
    stands_alone,
)
from foi_stats.request.intake.blocks import Block, find_blocks
from foi_stats.request.intake.page import find_request
from foi_stats.request.intake.personal import (
    PLACEHOLDER,
    is_name,
    name_words,
    names_of_others,
    own_names,
    without_personal,
)
from foi_stats.request.intake.regimes import is_environmental
from foi_stats.request.intake.sorts import is_wish, sort_of
from foi_stats.request.intake.split import begins_anew, clauses_of, follows, is_condition, tells_of_each
from foi_stats.request.intake.tables import Table, table_items
from foi_stats.request.intake.text import SOUGHT, is_asking, plain_lines, plain_quotes, sentences

_CUT = "the item before"
"""Stands for the id of the item from which one was cut, until it has one."""
_UNNUMBERED = "not numbered in the letter; the number is ours"
_NO_FORM = "no question by its form, and not numbered; taken as one"
_BULLET = "the letter has a bullet here; the number is ours"
_TABLE = "the letter has a table here; the number is ours"
_OTHER_NUMBER = "the letter asks this under another number; this one is ours"
_TAKEN_OUT = "what could name a person was taken out ([… removed]); put back only what is not personal"
OF_OPENING = "these years stand in the opening of the letter and not in the question"
NOTES = frozenset((_UNNUMBERED, _BULLET, _TABLE, _OTHER_NUMBER, _TAKEN_OUT, OF_OPENING))
"""What is told of an item and needs no decision."""


@dataclass(frozen=True)
class Item:
    """An item of a letter that asks something: its number as the letter has it, its words, and what is unsure.

    ``by`` heads the rows of a table that the letter wants to be filled in, ``rows`` are their names. ``under`` is the
    id of the item from whose sentence or number this one was cut.
    """

    id: str
    text: str
    doubts: tuple[str, ...] = ()
    by: str = ""
    rows: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True)
class Items:
    """The items of a letter in order, its subject and day, its opening, and an account of all that is no item."""

    items: tuple[Item, ...]
    subject: str = ""
    opening: str = ""
    dated: str = ""
    account: Account = field(default_factory=Account)


def find_items(text: str) -> Items:
    """Return the items of a letter that ask something, without anything personal, and where its other words went."""
    page = find_request(plain_lines(text))
    found = find_blocks(page.lines)
    whole = " ".join(block.text for block in found.blocks)
    own = [*own_names(whole), *names_of_others(whole)]
    names = name_words([*found.names, *own], " ".join(page.lines))
    account = Account(
        [Aside("aside", line) for line in (*page.before, *found.headings)],
        found.courtesies,
        found.personal,
        notes=page.notes,
        reply=page.reply,
    )
    if (last := found.blocks[-1:]) and not (last[0].path or last[0].bullet or last[0].table) and is_name(last[0].text):
        own_words = name_words([last[0].text], " ".join(page.lines))
        if set(last[0].text.split()) & set(own_words):
            names += own_words
            account.personal.append(found.blocks.pop().text)
    gathered = _Gathered(found.blocks, account)
    items = [_clean(item, names) for item in _with_ids(gathered.items)]
    account.removed = count_removed(item.text for item in items)
    return Items(
        tuple(items),
        without_personal(found.subject, names),
        without_personal(" ".join(gathered.opening), names),
        found.dated,
        account.cleaned(names),
    )


def _id(path: tuple[str, ...]) -> str:
    """Return a path as an id: 1, 1a, 1a-i, 1-2."""
    text = ""
    for level in path:
        text += level.replace("~", "-" if text else "")
    return text.lstrip("-")


class _Gathered:
    """Puts blocks together as items: sub-questions with their introduction, bullets, tables, and paragraphs."""

    def __init__(self, blocks: list[Block], account: Account) -> None:
        self.items: list[Item] = []
        self.opening: list[str] = []
        self.account = account
        self._introductions: dict[tuple[str, ...], str] = {}
        self._lead = ""
        self._number = ""
        self._leads = False
        self._apart = False
        self._after_numbers = False
        blocks = [block for block in blocks if block.text or block.table]
        self._any_numbered = any(block.path for block in blocks)
        for block, after in zip(blocks, [*blocks[1:], None], strict=False):
            if block.table:
                self._add_table(block.table)
            elif block.path:
                self._add_numbered(block, after)
            elif block.bullet:
                self._add_bullet(block)
            else:
                self._add_paragraph(block, after)

    def _keep(self, sentence: str) -> bool:
        """Put a sentence that asks nothing where it belongs; return whether it is one."""
        sort = sort_of(sentence)
        if sort == "courtesy":
            self.account.courtesies.append(sentence)
        elif sort == "personal":
            self.account.personal.append(sentence)
        elif sort:
            self.account.asides.append(Aside(sort, sentence))
        elif is_wish(plain_quotes(sentence)):
            self.account.asides.append(Aside("form", sentence))
        return bool(sort)

    def _add(self, name: str, pieces: list[str], *doubts: str) -> None:
        """Add what the sentences of an item ask: as one item, or as several where they ask several things."""
        item: Item | None = None
        for sentence in pieces:
            if item is not None and self._keep(sentence):
                continue
            for clause in clauses_of(sentence):
                if item is None:
                    item = Item(name, clause, tuple(filter(None, doubts)))
                elif clause is not sentence or begins_anew(item.text, clause):
                    self.items.append(item)
                    item = Item("", clause, (_OTHER_NUMBER,), under=_CUT)
                else:
                    item = replace(item, text=f"{item.text} {clause}")
                    self.account.parts += 1
        if item is not None:
            self.items.append(item)

    def _add_numbered(self, block: Block, after: Block | None) -> None:
        self._apart = False
        above = [
            self._introductions[block.path[:end]]
            for end in range(1, len(block.path))
            if block.path[:end] in self._introductions
        ]
        below = after is not None and (
            (after.path[: len(block.path)] == block.path and len(after.path) > len(block.path))
            or (after.table is not None and block.text.endswith(":"))
            or (after.bullet and block.text.endswith(":") and MEASURE.search(after.text) is not None)
        )
        self._number = _id(block.path) if below and after and after.table else ""
        if below and not stands_alone(block.text):
            self._introductions[block.path] = block.text.rstrip(" :;,.–—-")
            self._lead, self._leads = (
                (self._introductions[block.path], True) if after and not after.path else ("", False)
            )
            return
        self._introductions.pop(block.path, None)
        if above and self._joins(above, block):
            return
        if not above and self._leads and only_names(block.text):
            above = [self._lead]
        elif len(block.path) == 1:
            self._lead, self._leads = "", False
        first, *more = sentences(block.text)
        if not above and len(block.path) == 1 and self._keep_whole([first, *more]):
            return
        self._add(_id(block.path), [": ".join([*above, first]), *more])

    def _keep_whole(self, pieces: list[str]) -> bool:
        """Put a numbered block that asks nothing of a request where it belongs; return whether it is one."""
        if all(TELLS.match(plain_quotes(piece)) and not piece.endswith("?") for piece in pieces):
            self.account.asides += [Aside("aside", piece) for piece in pieces]
            return True
        if any(not (sort := sort_of(piece)) or (sort == "form" and MEASURE.search(piece)) for piece in pieces):
            return False
        for piece in pieces:
            self._keep(piece)
        return True

    def _joins(self, above: list[str], block: Block) -> bool:
        """Add a sub-item that only names a part of what its introduction asks for to one item for all of them."""
        introduction = ": ".join(above)
        if asks_itself(block.text) or not MEASURE.search(introduction) or MEASURE.search(block.text):
            return False
        name = _id(block.path[:-1])
        if not (self.items and self.items[-1].id == name and self.items[-1].text.startswith(introduction)):
            self.items.append(Item(name, f"{introduction}: {block.text}", rows=(block.text,)))
            return True
        last = self.items[-1]
        self.items[-1] = replace(last, text=f"{last.text.rstrip(' ;,.')}; {block.text}", rows=(*last.rows, block.text))
        self.account.parts += 1
        return True

    def _add_bullet(self, block: Block) -> None:
        previous = self.items[-1] if self.items else None
        asks = BEGINS_AS_QUESTION.match(block.text)
        belongs = previous is not None and previous.id and not self._apart and not self._leads
        if not (asks or self._lead) and self._keep(block.text):
            return
        if previous and not asks and (belongs or not re.search(r"[^\W\d_]{3}", block.text)):
            self.items[-1] = _with_bullet(previous, block.text)
            self.account.parts += 1
            return
        first, *more = sentences(block.text)
        self._add(
            "",
            [f"{self._lead}: {first}" if self._lead else first, *more],
            _BULLET,
        )

    def _add_table(self, table: Table) -> None:
        lead = self._lead.rstrip(" :;,.–—-") or "The table of the letter"
        for place, found in enumerate(table_items(table, lead)):
            numbered, under = ("", _CUT) if place and self._number else (self._number, "")
            self.items.append(Item(numbered, found.text, (_TABLE,), found.by, found.rows, under))
        self._number = ""
        self._lead, self._leads, self._apart = "", False, True

    def _add_paragraph(self, block: Block, after: Block | None) -> None:
        self._lead, self._leads, self._apart = "", False, True
        self._after_numbers = len(self.items) > 1 and bool(self.items[-1].id or self.items[-1].under)
        whole = sentences(block.text)
        leading = self._leading(whole, after)
        for place, sentence in enumerate(whole):
            if place == leading:
                self._lead, self._leads = sentence.rstrip(" :.;,–—-"), True
                self.opening.append(sentence)
                self.account.parts += 1
            elif not self._keep(sentence):
                self._take(sentence, first=place == 0)

    def _leading(self, whole: list[str], after: Block | None) -> int | None:
        """Return which sentence of a paragraph asks for what the bullets, items or rows after it only name."""
        if after is None or not (after.table or after.path or after.bullet):
            return None
        if not after.table and not only_names(after.text):
            return None
        asking = [
            place
            for place, one in enumerate(whole)
            if (is_asking(one) or one.endswith(":")) and (SOUGHT.search(one) or MEASURE.search(one) or after.table)
        ]
        return asking[-1] if asking and (after.table or after.bullet or "following" not in whole[asking[-1]]) else None

    def _take(self, sentence: str, *, first: bool) -> None:
        """Take a sentence of a paragraph as an item, as part of the last one, or as an aside that is quoted.

        What stands ``first`` in a paragraph and is a condition may be about all items.
        """
        apart = first and tells_of_each(sentence)
        if (
            not apart
            and self.items
            and follows(sentence)
            and (self._after_numbers or (first and is_condition(sentence)))
        ):
            self.account.asides.append(Aside("closing", sentence))
            return
        if not apart and self.items and follows(sentence):
            last = self.items[-1]
            ended = last.text if last.text.endswith((".", "?", "!", ":", ";")) else f"{last.text}."
            self.items[-1] = replace(last, text=f"{ended} {sentence}")
            self.account.parts += 1
            return
        asks = sentence.rstrip("\"'’”) ").endswith("?")
        if asks or self._requests(sentence):
            plainly = asks or BEGINS.match(plain_quotes(sentence))
            self._add("", [sentence], _UNNUMBERED if plainly else _NO_FORM)
            return
        if not self.items:
            self.opening.append(sentence)
        environmental = is_environmental(sentence) and "regulation" in sentence.lower()
        sort: AsideSort = "environment" if environmental else "aside" if self.items else "opening"
        self.account.asides.append(Aside(sort, sentence))

    def _requests(self, sentence: str) -> bool:
        """Return whether a sentence without a question mark asks for something by itself."""
        plain = plain_quotes(sentence)
        if (
            not (REQUESTS.search(plain) or BEGINS.match(plain))
            or sentence.endswith(":")
            or opens(sentence)
            or INSTRUCTS.match(plain)
        ):
            return False
        return bool(self.items) or not self._any_numbered or bool(MEASURE.search(plain) or OBJECT.search(plain))


def _with_bullet(item: Item, text: str) -> Item:
    """Return an item with a bullet below it, which names a part of what it asks for."""
    join = ":" if item.text.endswith(":") else ";"
    return replace(item, text=f"{item.text.rstrip(' ;,.:')}{join} {text}", rows=(*item.rows, text))


def _with_ids(items: list[Item]) -> list[Item]:
    """Return the items with an id each, all different; a doubt names each number that the letter does not have."""
    found: list[Item] = []
    taken = {item.id for item in items}
    used: set[str] = set()
    number, whole = 0, ""
    further: dict[str, int] = {}
    for item in items:
        name, doubts = item.id, item.doubts
        under = whole if item.under else ""
        if under:
            while not name or name in taken or name in used:
                further[under] = further.get(under, 1) + 1
                name = f"{under}-{further[under]}"
        elif not name or name in used:
            number = next(free for free in itertools.count(number + 1) if str(free) not in taken)
            name = str(number)
            doubts += (f"the letter has more than one {item.id}; {name} is ours",) if item.id else ()
        elif leading := re.match(r"\d{1,4}", name):
            number = max(number, int(leading[0]))
        used.add(name)
        whole = under or name
        found.append(replace(item, id=name, doubts=doubts, under=under))
    return found


def _clean(item: Item, names: list[str]) -> Item:
    """Return an item without anything personal, and with a doubt where something was."""
    text = without_personal(item.text, names)
    doubts = item.doubts
    if PLACEHOLDER.search(text):
        doubts += (_TAKEN_OUT,)
    return replace(item, text=text, doubts=doubts, rows=tuple(without_personal(row, names) for row in item.rows))
