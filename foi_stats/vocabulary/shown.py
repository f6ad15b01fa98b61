"""How objects show themselves, in a notebook and as text: a title and a list of fields, drawn here and nowhere else.

A class declares its fields; it writes no HTML. What is drawn is escaped, needs nothing from outside, and takes its
colours from the page that it stands on, so that it can be read on a light and on a dark one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from foi_stats.vocabulary.html import accessible_table, printable

MOST_TEXT = 1_900
"""Characters of an object as text."""

FOI = 'class="foi"'
"""What is drawn has its style by this class; in ``foi-stats lab`` its keys too."""

_WIDTH = 100
_MOST_LINES = 60
# Twice .foi outweighs JupyterLab, which sets every cell of an output to the right.
_STYLE = (
    "<style>.foi{max-width:62rem;color:inherit;word-break:normal;overflow-wrap:break-word}"
    ".foi table{border-collapse:collapse;margin:.5em 0}"
    ".foi .wide{overflow-x:auto}"
    ".foi caption{text-align:left;font-weight:bold}.foi.foi td,.foi.foi th{border-bottom:1px solid;padding:.2em .7em;"
    "text-align:left;vertical-align:top}.foi.foi .number{text-align:right}.foi .whole{white-space:nowrap}"
    ".foi dt{font-weight:bold}.foi dd{margin:0 0 .3em 1em}.foi .mark{border:2px solid;padding:.2em .5em;"
    "font-weight:bold}</style>"
)


@dataclass(frozen=True)
class Rows:
    """A small table of an object: its caption, its headings, and cells as text."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    most: int = 40

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        """The rows that are drawn."""
        return self.rows[: self.most]

    @property
    def title(self) -> str:
        """The caption, with how many rows there are where not all are drawn."""
        left = len(self.rows) - len(self.shown)
        return f"{self.caption} (the first {self.most} of {len(self.rows)})" if left else self.caption

    def html(self) -> str:
        """Return the table as accessible HTML, in a region that scrolls by itself, by the keyboard too."""
        table = accessible_table(self.title, self.headings, self.shown, numeric=self.numeric)
        return (
            f'<div class="wide" tabindex="0" role="region" aria-label="{escape(printable(self.caption))}">{table}</div>'
        )

    def __str__(self) -> str:
        return "\n".join([self.title, *("  " + " | ".join(row) for row in (self.headings, *self.shown))])


class Shown:
    """Shows itself by the fields that its class declares.

    ``_shown`` lists them as (heading, name of the attribute); an empty value is left out. A field without a heading
    stands as a paragraph, one called ``!`` as a warning in a frame. A sequence is a list; a frame or another collection
    is counted; what has ``html()``, such as a table, is drawn by that.
    """

    __slots__ = ()
    _shown: ClassVar[Sequence[tuple[str, str]]] = ()

    def _shown_title(self) -> str:
        return type(self).__name__

    def _repr_html_(self) -> str:
        return _html(self._shown_title(), list(_values(self)))

    def __repr__(self) -> str:
        return _text(self._shown_title(), list(_values(self)))


def _values(shown: Shown) -> Iterator[tuple[str, Any]]:
    for heading, name in shown._shown:
        value = getattr(shown, name)
        if hasattr(value, "columns") and hasattr(value, "index"):
            value = f"{len(value):,} rows" if len(value) else ""
        if value is not None and value != "" and value != ():
            yield heading, value


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _html(title: str, values: Sequence[tuple[str, Any]]) -> str:
    parts = [f"<p><strong>{_escaped(title)}</strong></p>"] if title else []
    for heading, value in values:
        head = f"<dt>{_escaped(heading)}</dt>" if heading else ""
        if hasattr(value, "html"):
            parts.append(value.html())
        elif _is_list(value):
            items = "".join(f"<li>{_escaped(one)}</li>" for one in value[:_MOST_LINES])
            items += f"<li>and {len(value) - _MOST_LINES} more</li>" if len(value) > _MOST_LINES else ""
            parts.append(f"<dl>{head}<dd><ul>{items}</ul></dd></dl>" if head else f"<ul>{items}</ul>")
        elif heading == "!":
            parts.append(f'<p class="mark">{_escaped(value)}</p>')
        else:
            parts.append(f"<dl>{head}<dd>{_escaped(value)}</dd></dl>" if head else f"<p>{_escaped(value)}</p>")
    body = "\n".join(parts).replace("</dl>\n<dl>", "")
    return f"{_STYLE}<div {FOI}>{body}</div>"


def _escaped(value: object) -> str:
    return escape(printable(str(value)))


def _text(title: str, values: Sequence[tuple[str, Any]]) -> str:
    """Return the fields as lines, broken between words, as many as there is room for."""
    lines = [title] if title else []
    for heading, value in values:
        if hasattr(value, "html"):
            lines += str(value).splitlines()
        elif _is_list(value):
            lines += [f"{heading}:"] if heading else []
            lines += [line for one in value for line in _wrapped(f"- {one}")]
        else:
            lines += _wrapped(f"{heading}: {value}" if heading not in ("", "!") else str(value))
    return _cut(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(printable(text), _WIDTH, subsequent_indent="  ", break_long_words=False) or [""]


def _cut(lines: Sequence[str]) -> str:
    kept: list[str] = []
    room = MOST_TEXT
    for number, line in enumerate(lines):
        room -= len(line.encode()) + 1
        if room < 0:
            return "\n".join([*kept, f"… and {len(lines) - number} more lines"])
        kept.append(line)
    return "\n".join(kept)
