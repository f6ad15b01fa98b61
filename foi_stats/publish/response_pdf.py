"""Lay out a response as PDF/UA-1, by typst: tagged, with its language, title, bookmarks and text alternatives.

typst must not be used in a process that is forked later: the child then hangs when it uses typst in turn. It is
imported only when a PDF is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from foi_stats.publish.column_widths import column_widths, letter_size
from foi_stats.publish.fonts import fonts, fonts_with
from foi_stats.publish.response import (
    Block,
    ChartBlock,
    Facts,
    Files,
    Heading,
    Paragraph,
    Points,
    Quote,
    Response,
    Speaker,
    is_short,
    runs,
    with_leads,
)
from foi_stats.request.house_style import HouseStyle
from foi_stats.vocabulary.held_together import HELD
from foi_stats.vocabulary.scratch import held_folder

if TYPE_CHECKING:
    import typst

_LINE, _CELL = 60, 24  # as many characters of one word as fit a line of text, and a cell of a table
_BREAK = "\u200b"  # a place to break a line, of no width: a word too long for its line would run off the page


def response_pdf(response: Response) -> bytes:
    """Return a letter as PDF. The same letter is the same bytes: its date is the response's, and its fonts are shipped.

    Raises
    ------
    ValueError
        If the letter cannot be made accessible, such as for a chart without a text alternative.
    """
    import typst

    source = files("foi_stats.publish").joinpath("templates/response.typ").read_bytes()
    inputs = {"response": json.dumps(_data(response), ensure_ascii=False)}
    with _own_fonts(response.house) as found:
        compiler = typst.Compiler(source, font_paths=found, ignore_system_fonts=True, sys_inputs=inputs)
        try:
            made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0)
        except typst.TypstError as error:
            raise ValueError(f"the letter cannot be made into an accessible PDF: {error.message}") from None
    assert isinstance(made, bytes)
    return made


@contextmanager
def _own_fonts(house: HouseStyle) -> Iterator[typst.Fonts]:
    """Yield the fonts of a letter: the shipped ones, and before them those of the authority's house style."""
    if not house.font_files:
        yield fonts()
        return
    with held_folder() as folder:
        for number, content in enumerate(house.font_files):
            (folder / f"{number}.ttf").write_bytes(content)
        yield fonts_with(folder)


def _data(response: Response) -> dict[str, Any]:
    day = response.date
    return {
        "title": response.title,
        "heading": _breakable(response.title),
        "authority": response.authority,
        "reference": response.reference,
        "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "every_page": response.every_page,
        "draft": response.draft,
        "watermark": response.words["watermark"],
        "page": response.words["page"],
        "page_of": response.words["page_of"],
        "signed": response.signed,
        "held": HELD,
        "font": response.house.font if response.house.font_files else "",
        "logo": list(response.house.logo),
        "logo_alt": response.house.logo_alt,
        "body": _blocks(response.body),
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [{"kind": block.kind, "leads": leads, **_fields(block)} for block, leads in with_leads(blocks)]


def _fields(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"level": level, "text": _breakable(text)}
        case Paragraph(text, lead, by):
            return {"lead": _breakable(lead), "runs": _runs(text, by)}
        case Quote(texts):
            return {"paragraphs": list(map(_breakable, texts))}
        case Points(items, by):
            return {"items": [_runs(item, by) for item in items]}
        case Facts(pairs, by):
            return {"pairs": [(_breakable(term), _runs(text, by)) for term, text in pairs]}
        case ChartBlock():
            return {"alt": block.alt, "picture": block.svg}
        case Files(text, links):
            return {"text": text, "links": links}
    table = block.table
    return {
        "caption": _breakable(table.caption),
        "headings": _cells(table.headings),
        "rows": list(map(_cells, table.rows)),
        "numeric": table.numeric,
        "bands": {str(row): _breakable(heading) for row, heading in table.bands},
        "widths": column_widths(table),
        "size": letter_size(table),
        "short": is_short(table),
    }


def _runs(text: str, by: Speaker) -> list[tuple[str, str]]:
    # an address breaks by rules of its own, and is copied whole
    return [(piece if address else _breakable(piece), address) for piece, address in runs(text, by)]


def _breakable(text: str, longest: int = _LINE) -> str:
    """Return text in which a very long word has places to break."""
    return re.sub(rf"\S{{{longest},}}", lambda word: _BREAK.join(re.findall(r".{1,8}", word.group())), text)


def _cells(texts: Iterable[str]) -> list[str]:
    return [_breakable(text, _CELL) for text in texts]
