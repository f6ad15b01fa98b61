"""A response as a sequence of blocks of plain text, before it becomes a page, a PDF or a document.

Blocks are frozen and hold plain text only; each renderer escapes for its own format. Their words are data: those of
the answers, of the request, of the authority, and of ``response.toml`` for the rest.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from foi_stats.files.digest import content_digest
from foi_stats.publish.tables import Table
from foi_stats.request.house_style import HouseStyle
from foi_stats.vocabulary.html import printable

Speaker = Literal["letter", "authority", "request", "answer", "supply"]
"""Whose words a block holds: the standing words of letters, the authority's file, the request's file (its questions
and its answers in words), what the library says of an answer, or what was supplied."""

_SHORT_ROWS, _SHORT_TEXT = 15, 1500  # rows and characters of a table that has room on one page
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")
# Marks that change the direction of the text beside them: what was supplied must not turn round what we say.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Heading:
    """A heading; the title of the letter is level 1."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with the words that lead into it set strong."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""
    by: Speaker = "letter"


@dataclass(frozen=True)
class Quote:
    """A question as it was asked."""

    kind: ClassVar[str] = "quote"
    paragraphs: tuple[str, ...]
    by: Speaker = "request"


@dataclass(frozen=True)
class Points:
    """A list of points, in no order of rank."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]
    by: Speaker = "letter"


@dataclass(frozen=True)
class Facts:
    """Terms, and what each is here."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, str], ...]
    by: Speaker = "authority"


@dataclass(frozen=True)
class Tabulated:
    """A table; its legend is a block of its own, above it."""

    kind: ClassVar[str] = "table"
    table: Table
    by: Speaker = "supply"


@dataclass(frozen=True)
class ChartBlock:
    """A chart: its text, its text alternative, and its pictures: for a page as SVG and as PNG, for a phone as SVG."""

    kind: ClassVar[str] = "figure"
    id: str
    headline: str
    subtitle: str
    alt: str
    svg: str
    png: bytes
    svg_phone: str
    by: Speaker = "supply"


@dataclass(frozen=True)
class Files:
    """Files that lie beside the letter: what each is, in words, and its address relative to the letter."""

    kind: ClassVar[str] = "files"
    text: str
    links: tuple[tuple[str, str], ...]
    by: Speaker = "letter"


Block = Heading | Paragraph | Quote | Points | Facts | Tabulated | ChartBlock | Files


@dataclass(frozen=True)
class Response:
    """A letter, whole.

    Attributes
    ----------
    title, authority, reference
        What heads it, who answers, and the request it answers.
    date
        The date of the response; None while it has none.
    draft
        What marks it as a draft, on every page; empty in a release.
    marks
        What else stands on every page.
    signed
        The lines of the signature: the role of whoever approved it, which a draft has not, and the authority.
    body, context
        The response; and background to it, which is no part of it and stands on a page of its own.
    house
        How the authority's letters look.
    annexes
        The names of its annexes, each with the SHA-256 of its content: who approves the letter approves them.
    kept
        What the law wants said, and whoever edits the letter cannot take out: words, and the paragraph that has them.
    words
        The words that a renderer needs beside the blocks, by their keys in ``response.toml``.
    """

    title: str
    authority: str
    reference: str
    date: dt.date | None
    draft: str
    marks: tuple[str, ...]
    signed: tuple[str, ...]
    body: tuple[Block, ...]
    context: tuple[Block, ...]
    words: dict[str, str]
    house: HouseStyle = field(default_factory=HouseStyle)
    annexes: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, in order."""
        return self.body + self.context

    @property
    def every_page(self) -> tuple[str, ...]:
        """What stands on every page."""
        return ((self.draft,) if self.draft else ()) + self.marks


def background_of(response: Response) -> Response:
    """Return the background to a letter as a page of its own, with the same facts and marks; nobody signs it."""
    first, *rest = response.context
    assert isinstance(first, Heading)
    raised = (replace(one, level=one.level - 1) if isinstance(one, Heading) else one for one in rest)
    facts = tuple(block for block in response.body if isinstance(block, Facts))
    return replace(response, title=first.text, signed=(), body=(*facts, *raised), context=())


def clean(text: str) -> str:
    """Return text as a letter prints it: on one line, without control characters or marks that turn text round."""
    return " ".join(_TURNING.sub("", printable(text)).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of text, which blank lines divide."""
    return tuple(filter(None, map(clean, re.split(r"\n\s*\n", text.replace("\r\n", "\n")))))


def spoken(text: str, by: Speaker) -> list[Block]:
    """Return the paragraphs of a text as blocks, said by whoever wrote it."""
    return [Paragraph(paragraph, by=by) for paragraph in paragraphs(text)]


def runs(text: str, by: Speaker) -> list[tuple[str, str]]:
    """Return text cut where addresses on the web stand in it: pieces, each with its address or an empty text.

    Only the authority's own words make links: an address in what was supplied stays text.
    """
    if by in ("answer", "supply"):
        return [(text, "")]
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [(text[end : found.start()], ""), (found.group(), found.group())]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], "")] if piece[0]]


def with_leads(blocks: Iterable[Block]) -> list[tuple[Block, bool]]:
    """Return each block with whether it introduces a list, and so must stand on one page with the list's beginning."""
    listed = list(blocks)
    following = [*listed, None][1:]
    return [
        (one, isinstance(one, Paragraph) and isinstance(after, Points))
        for one, after in zip(listed, following, strict=True)
    ]


def is_short(table: Table) -> bool:
    """Return whether a table is so short that it stands on one page."""
    return (
        len(table.rows) + len(table.bands) <= _SHORT_ROWS and sum(map(len, itertools.chain(*table.rows))) <= _SHORT_TEXT
    )


def response_text(response: Response) -> str:
    """Return the whole text of a response as plain text: it is what an officer approves, and what changes are shown in.

    It leaves out what approval itself changes (that it is a draft, who approved it) and how it is laid out. Two
    letters that say different things have different texts: every block begins with what it is, and what divides cells
    is marked where it stands in one.
    """
    lines = [f"# {response.title}", "", f"authority: {response.authority}", f"reference: {response.reference}"]
    lines += [
        f"date: {response.date.isoformat() if response.date else 'none'}",
        *(f"! {mark}" for mark in response.marks),
    ]
    for block in response.blocks:
        lines += ["", *_lines(block)]
    lines += [f"annex: {name} | SHA-256 {digest}" for name, digest in response.annexes]
    return "\n".join(lines) + "\n"


def with_annexes(response: Response, annexes: Mapping[str, bytes]) -> Response:
    """Return a letter that knows the content of its annexes, by their names."""
    return replace(response, annexes=tuple((name, content_digest(content)) for name, content in annexes.items()))


def letter_digest(text: str) -> str:
    """Return the digest of a letter's text: the SHA-256 of its UTF-8 bytes."""
    return content_digest(text.encode())


def _lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [f"{'#' * block.level} {block.text}"]
        case Paragraph():
            return [f"{block.lead} | {block.text}" if block.lead else f"| {block.text}"]
        case Quote():
            return [f"> {text}" for text in block.paragraphs]
        case Points():
            return [f"- {item}" for item in block.items]
        case Facts():
            return [f"{term}: {text}" for term, text in block.pairs]
        case Tabulated(table):
            heads = {number: f"band: {heading}" for number, heading in table.bands}
            rows = [line for at, row in enumerate(table.rows) for line in (*_band(heads, at), _row(row))]
            whole = [f"the whole list: {table.whole}"] if table.whole else []
            return [f"table: {table.caption}", _row(table.headings), *rows, *whole]
        case ChartBlock():
            return [f"figure: {block.headline}", block.subtitle, block.alt]
        case Files():
            return [f"| {block.text} {', '.join(f'{label} ({address})' for label, address in block.links)}"]


def _band(heads: Mapping[int, str], row: int) -> list[str]:
    return [heads[row]] if row in heads else []


def _row(cells: tuple[str, ...]) -> str:
    return " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
