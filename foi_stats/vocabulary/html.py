"""Write an accessible HTML table. Every HTML table shown to people is made here, but for drawings of sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from foi_stats.vocabulary.held_together import held_together, whole_words

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_PHONE, _LETTER, _SPACE = 288, 11, 12  # CSS pixels: a screen of 320, a bold letter, and the space beside a cell


def printable(text: str) -> str:
    """Return text without the control characters that XML and HTML do not allow."""
    return _UNPRINTABLE.sub("", text)


def accessible_table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Iterable[int] = (),
    table_id: str = "",
    links: Mapping[tuple[int, int], str] | None = None,
    opens: Mapping[tuple[int, int], str] | None = None,
    stubs: int = 1,
    bands: Sequence[tuple[int, str]] = (),
) -> str:
    """Return an HTML table for screen readers too: a caption, and a heading for each row and column.

    Parameters
    ----------
    caption
        The title of the table, shown above it.
    headings
        The headings of the columns. The first columns, ``stubs`` of them, head the rows.
    rows
        The text of the cells, which is escaped.
    numeric
        Columns (counted from 0) of numbers, or of symbols in place of numbers; they are aligned to the right.
    table_id
        The id of the table; its caption has the same id with ``-caption`` added.
    links
        The addresses of links in cells, by row and column, both counted from 0.
    opens
        The ids of what cells open over the page (elements with ``popover``), in the same way: the cell is a button.
    bands
        Headings of groups of rows, each with the number of the row, counted from 0, from which on it heads them.
    """
    right, addresses, opened, rows = set(numeric), links or {}, opens or {}, list(rows)

    def attributes(column: int) -> str:
        return ' class="number"' if column in right else ""

    def cell(row: int, column: int, text: str) -> str:
        if target := opened.get((row, column)):
            return f'<button type="button" popovertarget="{escape(target)}">{whole_markup(text)}</button>'
        address = addresses.get((row, column), "")
        return f'<a href="{escape(address)}">{whole_markup(text)}</a>' if address else whole_markup(text)

    shown = [whole_markup(text) for text in headings]
    head = "".join(f'<th scope="col"{attributes(column)}>{text}</th>' for column, text in enumerate(shown))
    body = []
    groups = dict(bands)
    for number, row in enumerate(rows):
        if number in groups:
            heading = f'<th scope="rowgroup" colspan="{len(headings)}">{whole_markup(groups[number])}</th>'
            body += [*(["</tbody>", "<tbody>"] if number else []), f'<tr class="band">{heading}</tr>']
        cells = [
            f'<th scope="row"{attributes(column)}>{cell(number, column, text)}</th>'
            for column, text in enumerate(row[:stubs])
        ]
        cells += [
            f"<td{attributes(column)}>{cell(number, column, text)}</td>"
            for column, text in enumerate(row[stubs:], start=stubs)
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    name, caption_name = (f' id="{escape(table_id)}"', f' id="{escape(table_id)}-caption"') if table_id else ("", "")
    stacks = ' class="stacks"' if table_id and is_wide(headings, rows) else ""
    lines = [
        f"<table{name}{stacks}>",
        f"<caption{caption_name}>{whole_markup(caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
    ]
    return "\n".join([*lines, *body, "</tbody>", "</table>"])


def whole_markup(text: str) -> str:
    """Return text escaped for HTML, in which no line breaks within a number, its unit, or a word with a hyphen."""
    return "".join(
        f'<span class="whole">{escape(piece)}</span>' if is_whole else escape(piece)
        for piece, is_whole in held_together(text)
    )


def is_wide(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a table is too wide for a phone, no word of it broken."""
    longest = [max(map(_longest_word, column)) for column in zip(headings, *rows, strict=True)]
    return sum(_LETTER * length + _SPACE for length in longest) > _PHONE


def stacking_rules(table_id: str, headings: Sequence[str], stubs: int = 1) -> str:
    """Return the style by which a table that is too wide for a phone shows each heading before its cells there."""
    return "\n".join(
        f'#{table_id} td:nth-of-type({number})::before {{ content: "{_css(f"{text}: ")}"; }}'
        for number, text in enumerate(headings[stubs:], start=1)
    )


def _css(text: str) -> str:
    """Return text as it stands in a string of CSS, in which no character ends the string or the style."""
    return re.sub(r"[^A-Za-z0-9 .,:]", lambda found: f"\\{ord(found.group()):06x}", printable(text))


def _longest_word(text: str) -> int:
    return max(map(len, whole_words(text)), default=0)
