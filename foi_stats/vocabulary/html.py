"""Write an accessible HTML table. Every HTML table shown to people is made here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    bands
        Headings of groups of rows, each with the number of the row, counted from 0, from which on it heads them.
    """
    right, addresses = set(numeric), links or {}

    def attributes(column: int) -> str:
        return ' class="number"' if column in right else ""

    def cell(row: int, column: int, text: str) -> str:
        address = addresses.get((row, column), "")
        return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)

    shown = [_whole(escape(text)) if bands else escape(text) for text in headings]
    head = "".join(f'<th scope="col"{attributes(column)}>{text}</th>' for column, text in enumerate(shown))
    body = []
    groups = dict(bands)
    for number, row in enumerate(rows):
        if number in groups:
            heading = f'<th scope="rowgroup" colspan="{len(headings)}">{escape(groups[number])}</th>'
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
    lines = [
        f"<table{name}>",
        f"<caption{caption_name}>{escape(caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
    ]
    return "\n".join([*lines, *body, "</tbody>", "</table>"])


def _whole(markup: str) -> str:
    """Return a heading in which no line breaks within a word that has a hyphen: ``18-24``."""
    return re.sub(r"[^\s;&]*\w-[^\s;&]+", r'<span class="whole">\g<0></span>', markup)
