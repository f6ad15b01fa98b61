"""One helper that writes an accessible HTML table; every table shown to people comes from here."""

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
) -> str:
    """Return an HTML table that a screen reader can make sense of: a caption, and a heading for each row and column.

    Parameters
    ----------
    caption
        What the table holds; shown above it.
    headings
        The headings of the columns. The first column heads the rows.
    rows
        The cells as they are shown, as text; everything is escaped.
    numeric
        Columns (counted from 0) whose cells are numbers or stand in a number's place; they are aligned to the right.
    table_id
        The id of the table; its caption's is the same with ``-caption`` after it.
    links
        The addresses that cells lead to, by row and column, both counted from 0.
    """
    right, addresses = set(numeric), links or {}

    def attributes(column: int) -> str:
        return ' class="number"' if column in right else ""

    def cell(row: int, column: int, text: str) -> str:
        address = addresses.get((row, column), "")
        return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)

    head = "".join(f'<th scope="col"{attributes(column)}>{escape(text)}</th>' for column, text in enumerate(headings))
    body = []
    for number, row in enumerate(rows):
        cells = [f'<th scope="row">{cell(number, 0, row[0])}</th>']
        cells += [
            f"<td{attributes(column)}>{cell(number, column, text)}</td>" for column, text in enumerate(row[1:], start=1)
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
